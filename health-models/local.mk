# SPDX-License-Identifier: GPL-3.0-or-later
# The models: pure C, no allocation, no GLib include path on purpose.
noinst_LIBRARIES += libht-signal.a libht-ecg.a

libht_signal_a_SOURCES = \
	%D%/signal/biquad.c %D%/signal/biquad.h \
	%D%/signal/dot.h \
	%D%/signal/limit.h \
	%D%/signal/log_exp.c %D%/signal/log_exp.h \
	%D%/signal/rate_converter.c %D%/signal/rate_converter.h \
	%D%/signal/sorted.h

libht_ecg_a_SOURCES = \
	%D%/ecg/atria/af_atrial.c %D%/ecg/atria/af_atrial.h \
	%D%/ecg/atria/af_detector.c %D%/ecg/atria/af_detector.h \
	%D%/ecg/atria/af_features.c %D%/ecg/atria/af_features.h \
	%D%/ecg/atria/af_intervals.c %D%/ecg/atria/af_intervals.h \
	%D%/ecg/atria/af_record.c %D%/ecg/atria/af_record.h \
	%D%/ecg/atria/af_trees.h \
	%D%/ecg/atria/af_watch.c %D%/ecg/atria/af_watch.h \
	%D%/ecg/atria/af_weights.c \
	%D%/ecg/atria/af_window.c %D%/ecg/atria/af_window.h \
	%D%/ecg/beats/beat_decider.c %D%/ecg/beats/beat_decider.h \
	%D%/ecg/beats/beat_features.c %D%/ecg/beats/beat_features.h \
	%D%/ecg/beats/beat_forest.c %D%/ecg/beats/beat_forest.h \
	%D%/ecg/beat_record.c %D%/ecg/beat_record.h \
	%D%/ecg/beats/beat_shape.c %D%/ecg/beats/beat_shape.h \
	%D%/ecg/beats/beat_surroundings.c %D%/ecg/beats/beat_surroundings.h \
	%D%/ecg/beats/beat_forest_trees.c \
	%D%/ecg/boosted_trees.c %D%/ecg/boosted_trees.h \
	%D%/ecg/beats/candidates.c %D%/ecg/beats/candidates.h \
	%D%/ecg/quality/contact.c %D%/ecg/quality/contact.h \
	%D%/ecg/ecg.c %D%/ecg/ecg.h \
	%D%/ecg/ecg_event.h \
	%D%/ecg/ecg_stream.c %D%/ecg/ecg_stream.h \
	%D%/ecg/ecg_state.h \
	%D%/ecg/rhythm/ectopic_turns.c %D%/ecg/rhythm/ectopic_turns.h \
	%D%/ecg/event_queue.c %D%/ecg/event_queue.h \
	%D%/ecg/fibrillation/fibrillation.c %D%/ecg/fibrillation/fibrillation.h \
	%D%/ecg/fibrillation/fibrillation_features.c %D%/ecg/fibrillation/fibrillation_features.h \
	%D%/ecg/fibrillation/fibrillation_network.c %D%/ecg/fibrillation/fibrillation_network.h \
	%D%/ecg/fibrillation/fibrillation_watch.c %D%/ecg/fibrillation/fibrillation_watch.h \
	%D%/ecg/fibrillation/fibrillation_weights.c \
	%D%/ecg/rhythm/finding_check.c %D%/ecg/rhythm/finding_check.h \
	%D%/ecg/finding_record.c %D%/ecg/finding_record.h \
	%D%/ecg/beats/first_beats.c %D%/ecg/beats/first_beats.h \
	%D%/ecg/beats/heart.c %D%/ecg/beats/heart.h \
	%D%/ecg/beats/history.c %D%/ecg/beats/history.h \
	%D%/ecg/variability/hrv.c %D%/ecg/variability/hrv.h \
	%D%/ecg/variability/hrv_hours.c %D%/ecg/variability/hrv_hours.h \
	%D%/ecg/variability/hrv_measures.c %D%/ecg/variability/hrv_measures.h \
	%D%/ecg/variability/hrv_spectrum.c %D%/ecg/variability/hrv_spectrum.h \
	%D%/ecg/beats/p_wave.c %D%/ecg/beats/p_wave.h \
	%D%/ecg/beats/p_wave_weights.c \
	%D%/ecg/rhythm/paced.c %D%/ecg/rhythm/paced.h \
	%D%/ecg/rhythm/pauses.c %D%/ecg/rhythm/pauses.h \
	%D%/ecg/rhythm/polarity.c %D%/ecg/rhythm/polarity.h \
	%D%/ecg/beats/qrs_trace.c %D%/ecg/beats/qrs_trace.h \
	%D%/ecg/quality/quality_log.c %D%/ecg/quality/quality_log.h \
	%D%/ecg/variability/respiration.c %D%/ecg/variability/respiration.h \
	%D%/ecg/rhythm/rate_limits.c %D%/ecg/rhythm/rate_limits.h \
	%D%/ecg/rhythm/rhythm.c %D%/ecg/rhythm/rhythm.h \
	%D%/ecg/beats/rr_window.c %D%/ecg/beats/rr_window.h \
	%D%/ecg/rhythm/runs.c %D%/ecg/rhythm/runs.h \
	%D%/ecg/quality/signal_quality.c %D%/ecg/quality/signal_quality.h \
	%D%/ecg/quality/signal_quality_weights.c \
	%D%/ecg/rhythm/silence.c %D%/ecg/rhythm/silence.h \
	%D%/ecg/beats/supraventricular.c %D%/ecg/beats/supraventricular.h \
	%D%/ecg/rhythm/threes.h

noinst_LIBRARIES += libht-body-trust.a
libht_body_trust_a_SOURCES = \
	%D%/trust/body_check.c %D%/trust/body_check.h \
	%D%/trust/plausibility.c %D%/trust/plausibility.h \
	%D%/trust/strap_contact.c %D%/trust/strap_contact.h

noinst_LIBRARIES += libht-twin.a
libht_twin_a_SOURCES = %D%/twin/twin.c %D%/twin/twin.h

# How the trained tables of ecg come about; needs numpy, scipy, scikit-learn and the recordings.
EXTRA_DIST += \
	%D%/training/af_data.py \
	%D%/training/af_rows.c \
	%D%/training/complete_trees.c \
	%D%/training/complete_trees.py \
	%D%/training/c_number.py \
	%D%/training/engine_rows.c \
	%D%/training/engine_sources.py \
	%D%/training/fibrillation_data.py \
	%D%/training/fibrillation_rows.c \
	%D%/training/first_rules.c \
	%D%/training/p_wave_rows.c \
	%D%/training/train_p_wave.py \
	%D%/training/recordings.py \
	%D%/training/train_af.py \
	%D%/training/train_beats.py \
	%D%/training/train_fibrillation.py \
	%D%/training/train_signal_quality.py \
	%D%/training/tree_tables.py
