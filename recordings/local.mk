# SPDX-License-Identifier: GPL-3.0-or-later
# Recordings in and out: stdio and malloc, but no GLib include path on purpose.
noinst_LIBRARIES += libht-recordings.a
libht_recordings_a_CPPFLAGS = $(AM_CPPFLAGS) $(ZSTD_CFLAGS)
libht_recordings_a_SOURCES = \
	%D%/annotation-codes.c %D%/annotation-codes.h \
	%D%/annotation-reader.c \
	%D%/annotation-writer.c \
	%D%/annotations.h \
	%D%/capture.h \
	%D%/capture_event.c %D%/capture_event.h \
	%D%/capture_reader.c \
	%D%/capture_writer.c \
	%D%/decimal.c %D%/decimal.h \
	%D%/device.c %D%/device.h \
	%D%/ecg-label.c %D%/ecg-label.h \
	%D%/edf.c \
	%D%/edf-refusal.c %D%/edf-refusal.h \
	%D%/message.c %D%/message.h \
	%D%/motion-csv.c %D%/motion-csv.h \
	%D%/playback.c %D%/playback.h \
	%D%/rate-ratio.c %D%/rate-ratio.h \
	%D%/recording.c %D%/recording.h %D%/recording-reader.h \
	%D%/resample.c %D%/resample.h \
	%D%/voltage-unit.c %D%/voltage-unit.h \
	%D%/wfdb.c \
	%D%/wfdb-format.c %D%/wfdb-format.h \
	%D%/wfdb-header.c %D%/wfdb-header.h \
	%D%/wfdb-stream.c %D%/wfdb-stream.h
