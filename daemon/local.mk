# SPDX-License-Identifier: GPL-3.0-or-later
# The daemon: everything in a library that tests can link, and a small main.
noinst_LIBRARIES += libht-daemon.a
libht_daemon_a_CPPFLAGS = $(GLIB_CPPFLAGS) $(JSON_CFLAGS)
libht_daemon_a_SOURCES = \
	%D%/streams/analysis.c %D%/streams/analysis.h \
	%D%/bus/asked.c %D%/bus/asked.h \
	%D%/alerts/attention.c %D%/alerts/attention.h \
	%D%/bus/caller.c %D%/bus/caller.h \
	%D%/capture/capture.c %D%/capture/capture.h \
	%D%/capture/capture-pipe.c %D%/capture/capture-pipe.h \
	%D%/clock.c %D%/clock.h \
	%D%/upkeep/day-keeper.c %D%/upkeep/day-keeper.h \
	%D%/answers/day-rollup.c %D%/answers/day-rollup.h \
	%D%/upkeep/compact.c %D%/upkeep/compact.h \
	%D%/upkeep/compactor.c %D%/upkeep/compactor.h \
	%D%/credential.c %D%/credential.h \
	%D%/bus/descriptor.c %D%/bus/descriptor.h \
	%D%/streams/device-clock.c %D%/streams/device-clock.h \
	%D%/locked/enrolment.c %D%/locked/enrolment.h \
	%D%/locked/enrolment-file.c %D%/locked/enrolment-file.h \
	%D%/locked/fold.c %D%/locked/fold.h \
	%D%/locked/folded-record.c %D%/locked/folded-record.h \
	%D%/locked/folded-stream.c %D%/locked/folded-stream.h \
	%D%/bus/gate.c %D%/bus/gate.h \
	%D%/upkeep/housekeeper.c %D%/upkeep/housekeeper.h \
	%D%/hub.c %D%/hub.h \
	%D%/upkeep/hub-clock.c \
	%D%/upkeep/hub-compact.c \
	%D%/upkeep/hub-housekeeper.c \
	%D%/alerts/hub-attention.c \
	%D%/motion/hub-activity.c \
	%D%/locked/hub-enrolment.c \
	%D%/hub-link.c \
	%D%/locked/hub-locked.c \
	%D%/locked/identity-text.c %D%/locked/identity-text.h \
	%D%/bus/key-call.c %D%/bus/key-call.h \
	%D%/bus/key-work.c %D%/bus/key-work.h \
	%D%/live/live.c %D%/live/live.h \
	%D%/live/live-samples.c %D%/live/live-samples.h \
	%D%/log.c %D%/log.h \
	%D%/motion/activity-line.c %D%/motion/activity-line.h \
	%D%/motion/activity-watch.c %D%/motion/activity-watch.h \
	%D%/motion/motion-feed.c %D%/motion/motion-feed.h \
	%D%/bus/object.c %D%/bus/object.h \
	%D%/bus/refusal.c %D%/bus/refusal.h \
	%D%/bus/object-activity.c \
	%D%/bus/object-audit.c \
	%D%/bus/object-backup.c \
	%D%/bus/object-capture.c \
	%D%/bus/object-clinician.c \
	%D%/bus/object-consent.c \
	%D%/bus/object-control.c \
	%D%/bus/object-data.c \
	%D%/bus/object-keys.c \
	%D%/bus/object-people.c \
	%D%/bus/object-plan.c \
	%D%/bus/object-rotation.c \
	%D%/bus/object-status.c \
	%D%/bus/object-store.c \
	%D%/bus/object-summary.c \
	%D%/bus/object-unlock.c \
	%D%/bus/object-wearables.c \
	%D%/options.c %D%/options.h \
	%D%/streams/outlets.h \
	%D%/bus/permit.h \
	%D%/pins.c %D%/pins.h \
	%D%/answers/pipe-writer.c %D%/answers/pipe-writer.h \
	%D%/streams/pipeline.c %D%/streams/pipeline.h \
	%D%/bus/proof.c %D%/bus/proof.h \
	%D%/rehab/plan.c %D%/rehab/plan.h \
	%D%/rehab/plan-describe.c %D%/rehab/plan-state.h \
	%D%/rehab/plan-heard.c \
	%D%/rehab/plan-told.c \
	%D%/answers/read-records.c %D%/answers/read-records.h \
	%D%/answers/record-line.c %D%/answers/record-line.h \
	%D%/answers/rehab-history.c %D%/answers/rehab-history.h \
	%D%/bus/object-rehab.c \
	%D%/rehab/hub-rehab.c \
	%D%/rehab/open-session.c %D%/rehab/open-session.h \
	%D%/rehab/recording.c %D%/rehab/recording.h \
	%D%/rehab/reference.c %D%/rehab/reference.h \
	%D%/rehab/rehab.c %D%/rehab/rehab.h \
	%D%/rehab/rehab-line.c %D%/rehab/rehab-line.h \
	%D%/rehab/rehab-options.c %D%/rehab/rehab-options.h \
	%D%/rehab/rehab-records.c %D%/rehab/rehab-records.h \
	%D%/rehab/session.c %D%/rehab/session.h \
	%D%/rehab/set-sums.c %D%/rehab/set-sums.h \
	%D%/streams/samples.c %D%/streams/samples.h \
	%D%/streams/sensor.c %D%/streams/sensor.h \
	%D%/settings.c %D%/settings.h \
	%D%/streams/signal-spans.c %D%/streams/signal-spans.h \
	%D%/streams/source.c %D%/streams/source.h \
	%D%/streams/spot-values.c %D%/streams/spot-values.h \
	%D%/state-lock.c %D%/state-lock.h \
	%D%/answers/stored-beats.c %D%/answers/stored-beats.h \
	%D%/answers/stored-records.c %D%/answers/stored-records.h \
	%D%/streams/stream.c %D%/streams/stream.h \
	%D%/streams/stream-wishes.c %D%/streams/stream-wishes.h \
	%D%/streams/streams.c %D%/streams/streams.h \
	%D%/answers/sum.c %D%/answers/sum.h \
	%D%/answers/summary.c %D%/answers/summary.h \
	%D%/live/trace-line.c %D%/live/trace-line.h \
	%D%/streams/trust-log.c %D%/streams/trust-log.h \
	%D%/streams/twins.c %D%/streams/twins.h \
	%D%/upkeep/undated.c %D%/upkeep/undated.h \
	%D%/unlock.c %D%/unlock.h \
	%D%/alerts/urgency.c %D%/alerts/urgency.h \
	%D%/streams/waveform-writer.c %D%/streams/waveform-writer.h \
	%D%/answers/window-answer.c %D%/answers/window-answer.h \
	%D%/answers/window-budget.c \
	%D%/answers/window-question.c %D%/answers/window-question.h \
	%D%/streams/writer.c %D%/streams/writer.h

libexec_PROGRAMS += bin/health-twind
bin_health_twind_CPPFLAGS = $(GLIB_CPPFLAGS)
bin_health_twind_SOURCES = %D%/main.c
bin_health_twind_LDADD = libht-daemon.a libht-link.a libht-trust.a libht-codec.a libht-programme.a libht-rehab.a libht-motion.a \
	libht-privacy.a libht-pack.a libht-recordings.a libht-ecg.a libht-body-trust.a libht-signal.a libht-twin.a libht-dbus.a libht-common-glib.a libht-common.a \
	$(JSON_LIBS) $(SQLCIPHER_LIBS) $(CRYPTO_LIBS) $(SODIUM_LIBS) $(FLAC_LIBS) $(ZSTD_LIBS) $(GIO_LIBS)
