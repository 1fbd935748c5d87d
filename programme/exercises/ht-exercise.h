/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An exercise as a physiotherapist writes it down: a key file NAME.exercise, described in
 * health-twin-exercise(5). Its numbers are for the models (struct exercise), its words for people.
 *
 * A file is taken whole or not at all: an unknown group or key, a number that is none or outside
 * its limits, a missing key and a key that stands twice are errors (HT_ERROR_INVALID) that name
 * file, line and key, and say what to write. Any thread.
 */
#pragma once

#include <glib.h>

#include "health-models/rehab/exercise.h"

G_BEGIN_DECLS

#define HT_EXERCISE_SUFFIX ".exercise"
/* Folders instead of the installed ones, separated by colons. */
#define HT_EXERCISES_ENV "HEALTH_TWIN_EXERCISES"

enum {
	HT_EXERCISE_SIZE_MAX = 1 << 16, /* bytes of a file */
	HT_EXERCISE_STEPS_MAX = 9,
	HT_EXERCISE_NAME_MAX = 48,
};

/* For whom it is meant. */
typedef enum {
	HT_EXERCISE_CARDIAC = 1 << 0,
	HT_EXERCISE_SHOULDER = 1 << 1,
	HT_EXERCISE_KNEE = 1 << 2,
} HtExerciseFor;

/* In which direction it moves, in the words of the trade; for people: the models learn the axis
 * from the person's own reference. */
typedef enum {
	HT_EXERCISE_FLEXION = 1,   /* flexion-extension */
	HT_EXERCISE_ABDUCTION = 2, /* abduction-adduction */
	HT_EXERCISE_TURN = 3,      /* rotation */
	HT_EXERCISE_UP_DOWN = 4,
} HtExerciseAxis;

typedef struct _HtExercise HtExercise;

/* NAME is the file's name without the folder and HT_EXERCISE_SUFFIX: small letters a to z, digits
 * and hyphens. */
gboolean ht_exercise_name_is_valid(const char *name);

/* The folders to look in, the first wins: /etc/health-twin/exercises before
 * /usr/share/health-twin/exercises, or those of HT_EXERCISES_ENV. (transfer full) */
char **ht_exercise_folders(void);

HtExercise *ht_exercise_load(const char *path, GError **error);
/* The same for text that was read already; path is for its name and the messages. */
HtExercise *ht_exercise_parse(const char *path, const char *text, gsize size, GError **error);
/* Looks for NAME in the folders (NULL = ht_exercise_folders()). HT_ERROR_NOT_FOUND where none has
 * it; a wrong file in an earlier folder is an error and not passed over. */
HtExercise *ht_exercise_find(const char *const *folders, const char *name, GError **error);
void ht_exercise_free(HtExercise *exercise);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtExercise, ht_exercise_free)

/* (transfer full) What the folders (NULL = ht_exercise_folders()) hold, by name, as HtExercise*;
 * what an earlier folder overrides is left out. Messages of files that are wrong go to `problems`,
 * char*, where it is not NULL; a folder that is not there holds nothing. */
GPtrArray *ht_exercise_list(const char *const *folders, GPtrArray *problems);

/* What follows belongs to the exercise. */
const struct exercise *ht_exercise_model(const HtExercise *exercise);
const char *ht_exercise_id(const HtExercise *exercise); /* NAME */
const char *ht_exercise_path(const HtExercise *exercise);
const char *ht_exercise_title(const HtExercise *exercise);
unsigned ht_exercise_for(const HtExercise *exercise); /* of HtExerciseFor */
/* NULL-ended, one step each, for the patient. */
const char *const *ht_exercise_steps(const HtExercise *exercise);
const char *ht_exercise_caution(const HtExercise *exercise); /* "" = none */
const char *ht_exercise_wear(const HtExercise *exercise);    /* how the sensor is put on */
HtExerciseAxis ht_exercise_axis(const HtExercise *exercise);
const char *ht_exercise_heart_rate(const HtExercise *exercise); /* a note; "" = none */
/* NULL-ended: at which symptoms the patient stops at once. */
const char *const *ht_exercise_symptoms(const HtExercise *exercise);

/* Words as they stand in a file. */
const char *ht_exercise_place_word(enum sensor_place place);
const char *ht_exercise_signal_word(enum exercise_signal signal);
const char *ht_exercise_axis_word(HtExerciseAxis axis);
/* (transfer full) "cardiac, knee" */
char *ht_exercise_for_words(unsigned for_whom);

G_END_DECLS
