/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One key of an exercise file: what it may hold, and how that is read. */
#pragma once

#include "programme/exercises/exercise-words.h"
#include "programme/exercises/key-lines.h"

G_BEGIN_DECLS

typedef enum {
	HT_EXERCISE_TEXT,
	HT_EXERCISE_LIST,   /* of texts */
	HT_EXERCISE_WORD,   /* one of several */
	HT_EXERCISE_WORDS,  /* one or more of several */
	HT_EXERCISE_SWITCH, /* true or false */
	HT_EXERCISE_NUMBER,
	HT_EXERCISE_COUNT, /* a whole number */
} HtExerciseKeyKind;

typedef struct {
	const char *group;
	const char *key;
	HtExerciseKeyKind kind;
	gboolean required;
	gsize offset; /* of its field, by kind: char*, char**, int, int, bool, float, unsigned */
	double least, most; /* of a number */
	const HtExerciseWord *words;
} HtExerciseKey;

/* Reads the key, which must be there, into the field at its offset in *values. */
gboolean ht_exercise_key_read(const HtExerciseKey *key, const HtKeyLines *lines, void *values,
			      GError **error);

G_END_DECLS
