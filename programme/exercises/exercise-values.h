/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of an exercise file: which there are, what each may hold, and how they fit together. */
#pragma once

#include "programme/exercises/ht-exercise.h"
#include "programme/exercises/key-lines.h"

G_BEGIN_DECLS

/* What stands in a file. Texts are owned. */
typedef struct {
	struct exercise model;
	char *title;
	char *caution;
	char *wear;
	char *heart_rate;
	char **symptoms;
	char *step[HT_EXERCISE_STEPS_MAX + 1]; /* NULL-ended */
	int for_whom;                          /* of HtExerciseFor */
	int place, signal, axis;
} HtExerciseValues;

/* Fills *values (all zero before) from the lines; on failure it holds what was read until then. */
gboolean ht_exercise_values_read(HtExerciseValues *values, const HtKeyLines *lines, GError **error);
void ht_exercise_values_clear(HtExerciseValues *values);

G_END_DECLS
