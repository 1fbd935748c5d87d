# SPDX-License-Identifier: GPL-3.0-or-later
# twinctl: the command line.
bin_PROGRAMS += bin/twinctl
bin_twinctl_CPPFLAGS = $(GLIB_CPPFLAGS) $(JSON_CFLAGS) $(PANGO_CFLAGS)
bin_twinctl_SOURCES = \
	%D%/analyze/analyze.c \
	%D%/analyze/analyze-activity.c \
	%D%/analyze/analyze-activity-json.c \
	%D%/analyze/analyze-activity-run.c %D%/analyze/analyze-activity-run.h \
	%D%/analyze/analyze-activity-text.c \
	%D%/analyze/analyze-capture.c %D%/analyze/analyze-capture.h \
	%D%/analyze/analyze-capture-json.c \
	%D%/analyze/analyze-capture-text.c \
	%D%/capture/capture-replay.c %D%/capture/capture-replay.h \
	%D%/capture/capture-trust.c %D%/capture/capture-trust.h \
	%D%/analyze/analyze-ecg.c \
	%D%/analyze/analyze-ecg-json.c \
	%D%/analyze/analyze-ecg-options.c %D%/analyze/analyze-ecg-options.h \
	%D%/analyze/analyze-ecg-overview.c %D%/analyze/analyze-ecg-overview.h \
	%D%/analyze/analyze-ecg-plot.c %D%/analyze/analyze-ecg-plot.h \
	%D%/analyze/analyze-ecg-run.c %D%/analyze/analyze-ecg-run.h \
	%D%/analyze/analyze-ecg-summary.c %D%/analyze/analyze-ecg-summary.h \
	%D%/analyze/analyze-ecg-text.c \
	%D%/analyze/analyze-ecg-windows.c %D%/analyze/analyze-ecg-windows.h \
	%D%/analyze/analyze-ecg-zone.c %D%/analyze/analyze-ecg-zone.h \
	%D%/analyze/analyze-reps.c \
	%D%/analyze/analyze-reps-json.c \
	%D%/analyze/analyze-reps-run.c %D%/analyze/analyze-reps-run.h \
	%D%/analyze/analyze-reps-text.c \
	%D%/analyze/analyze-reps-trunk.c %D%/analyze/analyze-reps-trunk.h \
	%D%/analyze/analyze-reps-plot.c %D%/analyze/analyze-reps-plot.h \
	%D%/analyze/analyze-orientation.c \
	%D%/command.c %D%/command.h \
	%D%/analyze/guided-run.c %D%/analyze/guided-run.h \
	%D%/analyze/heart-rate-variability.c %D%/analyze/heart-rate-variability.h \
	%D%/analyze/histogram.c %D%/analyze/histogram.h \
	%D%/main.c \
	%D%/whole-file.c %D%/whole-file.h \
	%D%/analyze/span-option.c %D%/analyze/span-option.h
bin_twinctl_LDADD = libht-client.a libht-report.a libht-programme.a libht-rehab.a libht-motion.a libht-dbus.a libht-common-glib.a libht-ecg-paper.a libht-reps-plot.a libht-privacy.a libht-recordings.a libht-codec.a libht-ecg.a libht-trust.a libht-body-trust.a libht-signal.a libht-common-glib.a libht-common.a \
	$(SODIUM_LIBS) $(ZSTD_LIBS) $(JSON_LIBS) $(PANGO_LIBS) $(GIO_LIBS) $(EDF_LIBS)

# The commands that talk to the hub, apart for the tests' sake.
noinst_LIBRARIES += libht-client.a
libht_client_a_CPPFLAGS = $(GLIB_CPPFLAGS) $(SODIUM_CFLAGS) $(JSON_CFLAGS) $(PANGO_CFLAGS)
libht_client_a_SOURCES = \
	%D%/account.c %D%/account.h \
	%D%/agreed-until.c %D%/agreed-until.h \
	%D%/arguments.c %D%/arguments.h \
	%D%/capture/capture-open.c %D%/capture/capture-open.h \
	%D%/capture/capture-run.c %D%/capture/capture-run.h \
	%D%/audit-check.c %D%/audit-check.h \
	%D%/checkpoint-file.c %D%/checkpoint-file.h \
	%D%/clinician/command-clinician.c \
	%D%/clinician/command-limits.c \
	%D%/clinician/sign-files.c %D%/clinician/sign-files.h \
	%D%/activity/activity-days.c %D%/activity/activity-days.h \
	%D%/analyze/guided-live.c %D%/analyze/guided-live.h \
	%D%/analyze/guided-print.c %D%/analyze/guided-print.h \
	%D%/analyze/guided-session.c %D%/analyze/guided-session.h \
	%D%/activity/command-activity.c %D%/activity/activity-test.h \
	%D%/activity/command-activity-test.c \
	%D%/commands/command-audit.c \
	%D%/commands/command-backup.c \
	%D%/capture/command-capture.c \
	%D%/commands/command-consent.c \
	%D%/commands/command-erase.c \
	%D%/commands/command-exercise.c \
	%D%/commands/command-key.c \
	%D%/monitor/command-monitor.c \
	%D%/commands/command-person.c \
	%D%/commands/command-privacy.c \
	%D%/commands/command-readings.c \
	%D%/commands/command-rehab.c \
	%D%/rehab/rehab.h %D%/rehab/rehab-begin.c \
	%D%/rehab/rehab-follow.c %D%/rehab/rehab-follow.h \
	%D%/rehab/rehab-history.c \
	%D%/rehab/rehab-print.c %D%/rehab/rehab-print.h \
	%D%/rehab/rehab-reference.c \
	%D%/rehab/rehab-start.c \
	%D%/rehab/rehab-symmetry.c %D%/rehab/rehab-symmetry.h \
	%D%/commands/command-report.c \
	%D%/commands/command-status.c \
	%D%/commands/command-store.c \
	%D%/commands/command-summary.c \
	%D%/commands/command-unlock.c \
	%D%/commands/command-wearable.c \
	%D%/exercise-print.c %D%/exercise-print.h \
	%D%/finding-list.c %D%/finding-list.h \
	%D%/hub.c %D%/hub.h \
	%D%/keys/key-call.c %D%/keys/key-call.h \
	%D%/keys/key-pair.c %D%/keys/key-pair.h \
	%D%/keys/key-print.c %D%/keys/key-print.h \
	%D%/keys/key-proof.c %D%/keys/key-proof.h \
	%D%/line-reader.c %D%/line-reader.h \
	%D%/live-line.c %D%/live-line.h \
	%D%/monitor/monitor.c %D%/monitor/monitor.h \
	%D%/monitor/monitor-digits.c %D%/monitor/monitor-digits.h \
	%D%/monitor/monitor-model.c %D%/monitor/monitor-model.h \
	%D%/monitor/monitor-plain.c %D%/monitor/monitor-plain.h \
	%D%/monitor/monitor-screen.c %D%/monitor/monitor-screen.h \
	%D%/monitor/monitor-trace.c %D%/monitor/monitor-trace.h \
	%D%/keys/passphrase.c %D%/keys/passphrase.h \
	%D%/print.c %D%/print.h \
	%D%/private-file.c %D%/private-file.h \
	%D%/analyze/rate-options.c %D%/analyze/rate-options.h \
	%D%/rehab/rehab-plan.c \
	%D%/rehab/rehab-told.c %D%/rehab/rehab-told.h \
	%D%/report-query.c %D%/report-query.h \
	%D%/monitor/signal-time.c %D%/monitor/signal-time.h \
	%D%/keys/seal-secret.c %D%/keys/seal-secret.h \
	%D%/monitor/screen.c %D%/monitor/screen.h \
	%D%/analyze/strip-builder.c %D%/analyze/strip-builder.h \
	%D%/monitor/terminal.c %D%/monitor/terminal.h \
	%D%/time-option.c %D%/time-option.h \
	%D%/vitality-print.c %D%/vitality-print.h \
	%D%/wearable-control.c %D%/wearable-control.h \
	%D%/window-summary.c %D%/window-summary.h
