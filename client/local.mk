# SPDX-License-Identifier: GPL-3.0-or-later
# twinctl: the command line.
bin_PROGRAMS += bin/twinctl
bin_twinctl_CPPFLAGS = $(GLIB_CPPFLAGS) $(JSON_CFLAGS) $(PANGO_CFLAGS)
bin_twinctl_SOURCES = \
	%D%/analyze.c \
	%D%/analyze-capture.c %D%/analyze-capture.h \
	%D%/analyze-capture-json.c \
	%D%/analyze-capture-text.c \
	%D%/capture-replay.c %D%/capture-replay.h \
	%D%/capture-trust.c %D%/capture-trust.h \
	%D%/analyze-ecg.c \
	%D%/analyze-ecg-json.c \
	%D%/analyze-ecg-options.c %D%/analyze-ecg-options.h \
	%D%/analyze-ecg-overview.c %D%/analyze-ecg-overview.h \
	%D%/analyze-ecg-plot.c %D%/analyze-ecg-plot.h \
	%D%/analyze-ecg-run.c %D%/analyze-ecg-run.h \
	%D%/analyze-ecg-summary.c %D%/analyze-ecg-summary.h \
	%D%/analyze-ecg-text.c \
	%D%/analyze-ecg-windows.c %D%/analyze-ecg-windows.h \
	%D%/command.c %D%/command.h \
	%D%/heart-rate-variability.c %D%/heart-rate-variability.h \
	%D%/histogram.c %D%/histogram.h \
	%D%/main.c
bin_twinctl_LDADD = libht-client.a libht-report.a libht-programme.a libht-dbus.a libht-common-glib.a libht-ecg-paper.a libht-privacy.a libht-recordings.a libht-codec.a libht-ecg.a libht-trust.a libht-body-trust.a libht-signal.a libht-common-glib.a libht-common.a \
	$(SODIUM_LIBS) $(ZSTD_LIBS) $(JSON_LIBS) $(PANGO_LIBS) $(GIO_LIBS) $(EDF_LIBS)

# The commands that talk to the hub, apart for the tests' sake.
noinst_LIBRARIES += libht-client.a
libht_client_a_CPPFLAGS = $(GLIB_CPPFLAGS) $(SODIUM_CFLAGS) $(JSON_CFLAGS) $(PANGO_CFLAGS)
libht_client_a_SOURCES = \
	%D%/arguments.c %D%/arguments.h \
	%D%/capture-open.c %D%/capture-open.h \
	%D%/capture-run.c %D%/capture-run.h \
	%D%/capture-until.c %D%/capture-until.h \
	%D%/command-capture.c \
	%D%/command-monitor.c \
	%D%/command-person.c \
	%D%/command-readings.c \
	%D%/command-report.c \
	%D%/command-status.c \
	%D%/command-summary.c \
	%D%/command-unlock.c \
	%D%/command-wearable.c \
	%D%/finding-list.c %D%/finding-list.h \
	%D%/hub.c %D%/hub.h \
	%D%/line-reader.c %D%/line-reader.h \
	%D%/live-line.c %D%/live-line.h \
	%D%/monitor.c %D%/monitor.h \
	%D%/monitor-digits.c %D%/monitor-digits.h \
	%D%/monitor-model.c %D%/monitor-model.h \
	%D%/monitor-plain.c %D%/monitor-plain.h \
	%D%/monitor-screen.c %D%/monitor-screen.h \
	%D%/monitor-trace.c %D%/monitor-trace.h \
	%D%/passphrase.c %D%/passphrase.h \
	%D%/print.c %D%/print.h \
	%D%/private-file.c %D%/private-file.h \
	%D%/rate-options.c %D%/rate-options.h \
	%D%/report-query.c %D%/report-query.h \
	%D%/signal-time.c %D%/signal-time.h \
	%D%/seal-secret.c %D%/seal-secret.h \
	%D%/screen.c %D%/screen.h \
	%D%/strip-builder.c %D%/strip-builder.h \
	%D%/terminal.c %D%/terminal.h \
	%D%/time-option.c %D%/time-option.h \
	%D%/vitality-print.c %D%/vitality-print.h \
	%D%/wearable-control.c %D%/wearable-control.h
