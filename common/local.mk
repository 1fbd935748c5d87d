# SPDX-License-Identifier: GPL-3.0-or-later
# Types, units, bytes, time, rings: pure C, no allocation. No GLib include path on purpose.
noinst_LIBRARIES += libht-common.a libht-common-glib.a
libht_common_a_SOURCES = \
	%D%/bytes.c %D%/bytes.h \
	%D%/clock_fit.c %D%/clock_fit.h \
	%D%/count_grid.c %D%/count_grid.h \
	%D%/lower_edge.c %D%/lower_edge.h \
	%D%/imu_sample.h \
	%D%/intervals_record.c %D%/intervals_record.h \
	%D%/reading_record.c %D%/reading_record.h \
	%D%/record.h \
	%D%/ring.c %D%/ring.h \
	%D%/sample.h \
	%D%/sample_index.c %D%/sample_index.h \
	%D%/timebase.h \
	%D%/timeline.c %D%/timeline.h \
	%D%/trust.h \
	%D%/wave_record.c %D%/wave_record.h \
	%D%/waveform.c %D%/waveform.h

# The GLib face of common, for every layer above: one error domain, one way to wait for a descriptor, to read
# and write it whole, to keep records and to write JSON.
libht_common_glib_a_CPPFLAGS = $(GLIB_CPPFLAGS) $(JSON_CFLAGS)
libht_common_glib_a_SOURCES = \
	%D%/glib/ht-error.c %D%/glib/ht-error.h \
	%D%/glib/ht-fd-io.c %D%/glib/ht-fd-io.h \
	%D%/glib/ht-json.c %D%/glib/ht-json.h \
	%D%/glib/ht-record.c %D%/glib/ht-record.h \
	%D%/glib/ht-wait-fd.c %D%/glib/ht-wait-fd.h
