# SPDX-License-Identifier: GPL-3.0-or-later
# The daemon: everything in a library that tests can link, and a small main.
noinst_LIBRARIES += libht-daemon.a
libht_daemon_a_CPPFLAGS = $(GLIB_CPPFLAGS) $(JSON_CFLAGS)
libht_daemon_a_SOURCES = \
	%D%/analysis.c %D%/analysis.h \
	%D%/capture.c %D%/capture.h \
	%D%/capture-pipe.c %D%/capture-pipe.h \
	%D%/clock.c %D%/clock.h \
	%D%/device-clock.c %D%/device-clock.h \
	%D%/hub.c %D%/hub.h \
	%D%/hub-link.c \
	%D%/live.c %D%/live.h \
	%D%/live-samples.c %D%/live-samples.h \
	%D%/log.c %D%/log.h \
	%D%/object.c %D%/object.h \
	%D%/refusal.c %D%/refusal.h \
	%D%/object-capture.c \
	%D%/object-control.c \
	%D%/object-data.c \
	%D%/object-people.c \
	%D%/object-status.c \
	%D%/object-wearables.c \
	%D%/options.c %D%/options.h \
	%D%/outlets.h \
	%D%/pins.c %D%/pins.h \
	%D%/pipe-writer.c %D%/pipe-writer.h \
	%D%/pipeline.c %D%/pipeline.h \
	%D%/read-records.c %D%/read-records.h \
	%D%/record-line.c %D%/record-line.h \
	%D%/samples.c %D%/samples.h \
	%D%/sensor.c %D%/sensor.h \
	%D%/settings.c %D%/settings.h \
	%D%/signal-spans.c %D%/signal-spans.h \
	%D%/source.c %D%/source.h \
	%D%/spot-values.c %D%/spot-values.h \
	%D%/state-lock.c %D%/state-lock.h \
	%D%/stored-beats.c %D%/stored-beats.h \
	%D%/stream.c %D%/stream.h \
	%D%/stream-wishes.c %D%/stream-wishes.h \
	%D%/streams.c %D%/streams.h \
	%D%/sum.c %D%/sum.h \
	%D%/summary.c %D%/summary.h \
	%D%/trace-line.c %D%/trace-line.h \
	%D%/trust-log.c %D%/trust-log.h \
	%D%/twins.c %D%/twins.h \
	%D%/unlock.c %D%/unlock.h \
	%D%/waveform-writer.c %D%/waveform-writer.h \
	%D%/writer.c %D%/writer.h

libexec_PROGRAMS += bin/health-twind
bin_health_twind_CPPFLAGS = $(GLIB_CPPFLAGS)
bin_health_twind_SOURCES = %D%/main.c
bin_health_twind_LDADD = libht-daemon.a libht-link.a libht-trust.a libht-codec.a libht-programme.a \
	libht-privacy.a libht-recordings.a libht-ecg.a libht-body-trust.a libht-signal.a libht-twin.a libht-dbus.a libht-common-glib.a libht-common.a \
	$(JSON_LIBS) $(SQLCIPHER_LIBS) $(SODIUM_LIBS) $(GIO_LIBS)
