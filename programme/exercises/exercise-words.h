/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of an exercise file that stand for one of several things. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	const char *word;
	int value;
} HtExerciseWord;

/* Each ends with a NULL word. */
extern const HtExerciseWord ht_exercise_places[];
extern const HtExerciseWord ht_exercise_signals[];
extern const HtExerciseWord ht_exercise_axes[];
extern const HtExerciseWord ht_exercise_groups[]; /* of HtExerciseFor */

/* Returns FALSE where none of the words is this one. */
gboolean ht_exercise_word_find(const HtExerciseWord *words, const char *text, int *value);
/* (transfer full) "tilt, rotation or linear" */
char *ht_exercise_word_choices(const HtExerciseWord *words);

G_END_DECLS
