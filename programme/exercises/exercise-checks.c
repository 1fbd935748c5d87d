/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/exercises/exercise-checks.h"

#include <math.h>

static gboolean check_steps(const HtExerciseValues *values, const HtKeyLines *lines, GError **error)
{
	gboolean ended = FALSE;

	for (guint i = 0; i < HT_EXERCISE_STEPS_MAX; i++) {
		if (values->step[i] && ended)
			return ht_key_lines_fail(
			    lines, "exercise", "step-1", error,
			    "number the steps without a gap: step-%u is missing", i);
		ended = !values->step[i];
	}
	return TRUE;
}

static const char *const weight_keys[EXERCISE_PARTS] = {
    [EXERCISE_PART_ROM] = "rom-weight-percent",
    [EXERCISE_PART_TEMPO] = "tempo-weight-percent",
    [EXERCISE_PART_SHAPE] = "shape-weight-percent",
    [EXERCISE_PART_SMOOTHNESS] = "smoothness-weight-percent",
    [EXERCISE_PART_COMPENSATION] = "compensation-weight-percent",
};

/* All five weights or none; their sum is the whole. */
static gboolean take_weights(struct exercise *model, const HtKeyLines *lines, GError **error)
{
	float sum = 0;

	if (!g_key_file_has_group(lines->file, "score"))
		return TRUE;
	for (guint i = 0; i < EXERCISE_PARTS; i++)
		if (!g_key_file_has_key(lines->file, "score", weight_keys[i], NULL))
			return ht_key_lines_fail(lines, "score", weight_keys[i], error,
						 "is missing; give all five or leave [score] out");
	for (guint i = 0; i < EXERCISE_PARTS; i++)
		sum += model->weight[i];
	if (fabsf(sum - 100) > 0.01F)
		return ht_key_lines_fail(lines, "score", NULL, error,
					 "the weights must make 100 together, not %g", sum);
	for (guint i = 0; i < EXERCISE_PARTS; i++)
		model->weight[i] /= 100;
	return TRUE;
}

static gboolean check_movement(const struct exercise *model, const HtKeyLines *lines,
			       GError **error)
{
	gboolean timed = model->concentric_s > 0;

	if (model->signal == EXERCISE_SIGNAL_LINEAR && model->rom_target_deg > 0)
		return ht_key_lines_fail(lines, "movement", "rom-target-deg", error,
					 "give 0 with signal=linear: nothing turns there");
	if (model->rom_max_deg > 0 && model->rom_max_deg < model->rom_target_deg)
		return ht_key_lines_fail(lines, "movement", "rom-max-deg", error,
					 "is less than rom-target-deg");
	if (timed != (model->eccentric_s > 0))
		return ht_key_lines_fail(
		    lines, "movement", timed ? "eccentric-s" : "concentric-s", error,
		    "give both ways a time, or 0 to both for the patient's own "
		    "tempo");
	return TRUE;
}

static gboolean check_sensor(const HtExerciseValues *values, const HtKeyLines *lines,
			     GError **error)
{
	const struct exercise *model = &values->model;

	if (model->ready_upright && model->place != SENSOR_PLACE_CHEST &&
	    model->place != SENSOR_PLACE_WAIST)
		return ht_key_lines_fail(
		    lines, "sensor", "ready-upright", error,
		    "only a sensor on chest or waist tells whether the body is "
		    "upright");
	if ((values->axis == HT_EXERCISE_UP_DOWN) != (model->signal == EXERCISE_SIGNAL_LINEAR))
		return ht_key_lines_fail(lines, "sensor", "axis", error,
					 "axis=up-down and signal=linear go together");
	return TRUE;
}

static gboolean check_dose(const struct exercise *model, const HtKeyLines *lines, GError **error)
{
	if (model->repetitions > 0 && model->duration_s > 0)
		return ht_key_lines_fail(lines, "dose", "duration-s", error,
					 "a set goes by repetitions or by time: give one of them");
	if (model->repetitions == 0 && model->duration_s == 0)
		return ht_key_lines_fail(lines, "dose", "repetitions", error,
					 "is missing; give repetitions, or duration-s where a set "
					 "goes by time");
	return TRUE;
}

gboolean ht_exercise_values_check(HtExerciseValues *values, const HtKeyLines *lines, GError **error)
{
	return check_steps(values, lines, error) && check_sensor(values, lines, error) &&
	       check_movement(&values->model, lines, error) &&
	       check_dose(&values->model, lines, error) &&
	       take_weights(&values->model, lines, error);
}
