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

noinst_LIBRARIES += libht-motion.a
libht_motion_a_SOURCES = \
	%D%/motion/activity/activity.c %D%/motion/activity/activity.h \
	%D%/motion/activity/activity_record.c %D%/motion/activity/activity_record.h \
	%D%/motion/activity/counts.c %D%/motion/activity/counts.h \
	%D%/motion/activity/fall.c %D%/motion/activity/fall.h \
	%D%/motion/activity/gait.c %D%/motion/activity/gait.h \
	%D%/motion/activity/intensity.c %D%/motion/activity/intensity.h \
	%D%/motion/activity/posture.c %D%/motion/activity/posture.h \
	%D%/motion/activity/steps.c %D%/motion/activity/steps.h \
	%D%/motion/guided/chair_stand.c %D%/motion/guided/chair_stand.h \
	%D%/motion/guided/guided_test.c %D%/motion/guided/guided_test.h \
	%D%/motion/guided/timed_up_and_go.c %D%/motion/guided/timed_up_and_go.h \
	%D%/motion/guided/walk_test.c %D%/motion/guided/walk_test.h \
	%D%/motion/motion_grid.c %D%/motion/motion_grid.h \
	%D%/motion/mounting.c %D%/motion/mounting.h \
	%D%/motion/orientation/gyro_bias.c %D%/motion/orientation/gyro_bias.h \
	%D%/motion/orientation/low_pass.h \
	%D%/motion/orientation/magnetic_heading.c %D%/motion/orientation/magnetic_heading.h \
	%D%/motion/orientation/orientation.c %D%/motion/orientation/orientation.h \
	%D%/motion/orientation/quaternion.c %D%/motion/orientation/quaternion.h \
	%D%/motion/unit_gate.c %D%/motion/unit_gate.h \
	%D%/motion/vector3.h

noinst_LIBRARIES += libht-rehab.a
libht_rehab_a_SOURCES = \
	%D%/rehab/dose/dose.c %D%/rehab/dose/dose.h \
	%D%/rehab/dose/dose_record.c %D%/rehab/dose/dose_record.h \
	%D%/rehab/dose/stop_watch.c %D%/rehab/dose/stop_watch.h \
	%D%/rehab/exercise.c %D%/rehab/exercise.h \
	%D%/rehab/free/free_count.c %D%/rehab/free/free_count.h \
	%D%/rehab/free/free_count_bouts.c %D%/rehab/free/free_count_bouts.h \
	%D%/rehab/free/free_count_part.c %D%/rehab/free/free_count_part.h \
	%D%/rehab/free/free_count_rows.c %D%/rehab/free/free_count_rows.h \
	%D%/rehab/free/free_count_search.c %D%/rehab/free/free_count_search.h \
	%D%/rehab/free/free_count_signal.c \
	%D%/rehab/heart/hr_periodicity.c %D%/rehab/heart/hr_periodicity.h \
	%D%/rehab/heart/hr_zone.c %D%/rehab/heart/hr_zone.h \
	%D%/rehab/reference/reference_fit.c %D%/rehab/reference/reference_fit.h \
	%D%/rehab/reference/reference_frame.c %D%/rehab/reference/reference_frame.h \
	%D%/rehab/reference/reference_watch.c %D%/rehab/reference/reference_watch.h \
	%D%/rehab/reference/rep_reference.c %D%/rehab/reference/rep_reference.h \
	%D%/rehab/reference/rep_reference_codec.c \
	%D%/rehab/repetition.c %D%/rehab/repetition.h \
	%D%/rehab/repetition_record.c %D%/rehab/repetition_record.h \
	%D%/rehab/score/rep_compare.c %D%/rehab/score/rep_compare.h \
	%D%/rehab/score/rep_curve.c %D%/rehab/score/rep_curve.h \
	%D%/rehab/score/rep_label.c %D%/rehab/score/rep_label.h \
	%D%/rehab/score/rep_measures.c %D%/rehab/score/rep_measures.h \
	%D%/rehab/score/set_fatigue.c %D%/rehab/score/set_fatigue.h \
	%D%/rehab/score/spectral_arc.c %D%/rehab/score/spectral_arc.h \
	%D%/rehab/score/symmetry.c %D%/rehab/score/symmetry.h \
	%D%/rehab/session_record.c %D%/rehab/session_record.h \
	%D%/rehab/set/excursion.c %D%/rehab/set/excursion.h \
	%D%/rehab/set/exercise_set.c %D%/rehab/set/exercise_set.h \
	%D%/rehab/set/exercise_set_codec.c \
	%D%/rehab/set/gravity.c %D%/rehab/set/gravity.h \
	%D%/rehab/set/motion_rows.c %D%/rehab/set/motion_rows.h \
	%D%/rehab/set/movement_watch.c %D%/rehab/set/movement_watch.h \
	%D%/rehab/set/rep_trace.c %D%/rehab/set/rep_trace.h \
	%D%/rehab/set/rest_watch.c %D%/rehab/set/rest_watch.h \
	%D%/rehab/set/row_reader.c %D%/rehab/set/row_reader.h \
	%D%/rehab/set/scored_set.c %D%/rehab/set/scored_set.h \
	%D%/rehab/set/segmentation.c %D%/rehab/set/segmentation.h \
	%D%/rehab/set/set_clock.c %D%/rehab/set/set_clock.h \
	%D%/rehab/set/set_event.h \
	%D%/rehab/set/set_events.c %D%/rehab/set/set_events.h \
	%D%/rehab/set/trunk_watch.c %D%/rehab/set/trunk_watch.h

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
