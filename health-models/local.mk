# SPDX-License-Identifier: GPL-3.0-or-later
# The models: pure C, no allocation, no GLib include path on purpose.
noinst_LIBRARIES += libht-signal.a libht-ecg.a

libht_signal_a_SOURCES = \
	%D%/signal/biquad.c %D%/signal/biquad.h \
	%D%/signal/dot.h \
	%D%/signal/limit.h \
	%D%/signal/log_exp.c %D%/signal/log_exp.h \
	%D%/signal/rate_converter.c %D%/signal/rate_converter.h

libht_ecg_a_SOURCES = \
	%D%/ecg/af_atrial.c %D%/ecg/af_atrial.h \
	%D%/ecg/af_detector.c %D%/ecg/af_detector.h \
	%D%/ecg/af_features.c %D%/ecg/af_features.h \
	%D%/ecg/af_intervals.c %D%/ecg/af_intervals.h \
	%D%/ecg/af_record.c %D%/ecg/af_record.h \
	%D%/ecg/af_trees.h \
	%D%/ecg/af_watch.c %D%/ecg/af_watch.h \
	%D%/ecg/af_weights.c \
	%D%/ecg/af_window.c %D%/ecg/af_window.h \
	%D%/ecg/beat_decider.c %D%/ecg/beat_decider.h \
	%D%/ecg/beat_features.c %D%/ecg/beat_features.h \
	%D%/ecg/beat_forest.c %D%/ecg/beat_forest.h \
	%D%/ecg/beat_record.c %D%/ecg/beat_record.h \
	%D%/ecg/beat_shape.c %D%/ecg/beat_shape.h \
	%D%/ecg/beat_surroundings.c %D%/ecg/beat_surroundings.h \
	%D%/ecg/beat_forest_trees.c \
	%D%/ecg/boosted_trees.c %D%/ecg/boosted_trees.h \
	%D%/ecg/candidates.c %D%/ecg/candidates.h \
	%D%/ecg/contact.c %D%/ecg/contact.h \
	%D%/ecg/ecg.c %D%/ecg/ecg.h \
	%D%/ecg/ecg_event.h \
	%D%/ecg/ecg_stream.c %D%/ecg/ecg_stream.h \
	%D%/ecg/ecg_state.h \
	%D%/ecg/ectopic_turns.c %D%/ecg/ectopic_turns.h \
	%D%/ecg/event_queue.c %D%/ecg/event_queue.h \
	%D%/ecg/fibrillation.c %D%/ecg/fibrillation.h \
	%D%/ecg/fibrillation_features.c %D%/ecg/fibrillation_features.h \
	%D%/ecg/fibrillation_network.c %D%/ecg/fibrillation_network.h \
	%D%/ecg/fibrillation_watch.c %D%/ecg/fibrillation_watch.h \
	%D%/ecg/fibrillation_weights.c \
	%D%/ecg/finding_check.c %D%/ecg/finding_check.h \
	%D%/ecg/finding_record.c %D%/ecg/finding_record.h \
	%D%/ecg/first_beats.c %D%/ecg/first_beats.h \
	%D%/ecg/heart.c %D%/ecg/heart.h \
	%D%/ecg/history.c %D%/ecg/history.h \
	%D%/ecg/hrv.c %D%/ecg/hrv.h \
	%D%/ecg/hrv_hours.c %D%/ecg/hrv_hours.h \
	%D%/ecg/hrv_measures.c %D%/ecg/hrv_measures.h \
	%D%/ecg/hrv_spectrum.c %D%/ecg/hrv_spectrum.h \
	%D%/ecg/p_wave.c %D%/ecg/p_wave.h \
	%D%/ecg/p_wave_weights.c \
	%D%/ecg/paced.c %D%/ecg/paced.h \
	%D%/ecg/pauses.c %D%/ecg/pauses.h \
	%D%/ecg/polarity.c %D%/ecg/polarity.h \
	%D%/ecg/qrs_trace.c %D%/ecg/qrs_trace.h \
	%D%/ecg/quality_log.c %D%/ecg/quality_log.h \
	%D%/ecg/respiration.c %D%/ecg/respiration.h \
	%D%/ecg/rate_limits.c %D%/ecg/rate_limits.h \
	%D%/ecg/rhythm.c %D%/ecg/rhythm.h \
	%D%/ecg/rr_window.c %D%/ecg/rr_window.h \
	%D%/ecg/runs.c %D%/ecg/runs.h \
	%D%/ecg/signal_quality.c %D%/ecg/signal_quality.h \
	%D%/ecg/signal_quality_weights.c \
	%D%/ecg/silence.c %D%/ecg/silence.h \
	%D%/ecg/supraventricular.c %D%/ecg/supraventricular.h \
	%D%/ecg/threes.h

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
	%D%/training/engine_rows.c \
	%D%/training/fibrillation_data.py \
	%D%/training/fibrillation_rows.c \
	%D%/training/first_rules.c \
	%D%/training/p_wave_rows.c \
	%D%/training/perceptron.py \
	%D%/training/train_p_wave.py \
	%D%/training/recordings.py \
	%D%/training/train_af.py \
	%D%/training/train_beats.py \
	%D%/training/train_fibrillation.py \
	%D%/training/train_signal_quality.py \
	%D%/training/tree_tables.py
