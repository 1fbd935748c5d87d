/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/exercises/ht-exercise.h"

#include "common/glib/ht-error.h"
#include "health-models/rehab/repetition_record.h"
#include "programme/exercises/exercise-values.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* What is done of it is kept under its whole name. */
G_STATIC_ASSERT((int)HT_EXERCISE_NAME_MAX < (int)REHAB_ID_MAX);

struct _HtExercise {
	char *id;
	char *path;
	HtExerciseValues values;
};

gboolean ht_exercise_name_is_valid(const char *name)
{
	gsize length = strlen(name);

	return length > 0 && length <= HT_EXERCISE_NAME_MAX && name[0] != '-' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

void ht_exercise_free(HtExercise *exercise)
{
	ht_exercise_values_clear(&exercise->values);
	g_free(exercise->id);
	g_free(exercise->path);
	g_free(exercise);
}

/* (transfer full) NULL where the path is not FOLDER/NAME.exercise. */
static char *id_of(const char *path)
{
	g_autofree char *base = g_path_get_basename(path);

	if (!g_str_has_suffix(base, HT_EXERCISE_SUFFIX))
		return NULL;
	base[strlen(base) - strlen(HT_EXERCISE_SUFFIX)] = '\0';
	return ht_exercise_name_is_valid(base) ? g_steal_pointer(&base) : NULL;
}

HtExercise *ht_exercise_parse(const char *path, const char *text, gsize size, GError **error)
{
	g_autoptr(HtExercise) exercise = g_new0(HtExercise, 1);
	g_autoptr(HtKeyLines) lines = NULL;
	g_autofree char *shown = g_filename_display_name(path);

	exercise->path = g_strdup(path);
	exercise->id = id_of(path);
	if (!exercise->id) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "%s: name it NAME" HT_EXERCISE_SUFFIX
			    ", of small letters, digits and hyphens (at most %d)",
			    shown, HT_EXERCISE_NAME_MAX);
		return NULL;
	}
	if (size > HT_EXERCISE_SIZE_MAX) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "%s: is larger than %d bytes: no exercise file", shown,
			    HT_EXERCISE_SIZE_MAX);
		return NULL;
	}
	lines = ht_key_lines_parse(shown, text, size, error);
	if (!lines || !ht_exercise_values_read(&exercise->values, lines, error))
		return NULL;
	return g_steal_pointer(&exercise);
}

/* Of a pipe or of a file larger than any exercise nothing is read. */
static char *read_file(const char *path, gsize *size, GError **error)
{
	GStatBuf status;
	char *text = NULL;

	if (g_stat(path, &status) == 0 &&
	    (!S_ISREG(status.st_mode) || status.st_size > HT_EXERCISE_SIZE_MAX)) {
		g_autofree char *shown = g_filename_display_name(path);

		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "%s: is no file, or larger than %d bytes", shown, HT_EXERCISE_SIZE_MAX);
		return NULL;
	}
	return g_file_get_contents(path, &text, size, error) ? text : NULL;
}

HtExercise *ht_exercise_load(const char *path, GError **error)
{
	g_autoptr(GError) problem = NULL;
	gsize size = 0;
	g_autofree char *text = read_file(path, &size, &problem);

	if (text)
		return ht_exercise_parse(path, text, size, error);
	if (problem->domain == HT_ERROR) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	g_set_error(error, HT_ERROR,
		    g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? HT_ERROR_NOT_FOUND
									       : HT_ERROR_FAILED,
		    "%s", problem->message);
	return NULL;
}

const struct exercise *ht_exercise_model(const HtExercise *exercise)
{
	return &exercise->values.model;
}

const char *ht_exercise_id(const HtExercise *exercise)
{
	return exercise->id;
}

const char *ht_exercise_path(const HtExercise *exercise)
{
	return exercise->path;
}

const char *ht_exercise_title(const HtExercise *exercise)
{
	return exercise->values.title;
}

unsigned ht_exercise_for(const HtExercise *exercise)
{
	return (unsigned)exercise->values.for_whom;
}

const char *const *ht_exercise_steps(const HtExercise *exercise)
{
	return (const char *const *)exercise->values.step;
}

const char *ht_exercise_caution(const HtExercise *exercise)
{
	return exercise->values.caution ? exercise->values.caution : "";
}

const char *ht_exercise_wear(const HtExercise *exercise)
{
	return exercise->values.wear;
}

HtExerciseAxis ht_exercise_axis(const HtExercise *exercise)
{
	return (HtExerciseAxis)exercise->values.axis;
}

const char *ht_exercise_heart_rate(const HtExercise *exercise)
{
	return exercise->values.heart_rate ? exercise->values.heart_rate : "";
}

const char *const *ht_exercise_symptoms(const HtExercise *exercise)
{
	return (const char *const *)exercise->values.symptoms;
}
