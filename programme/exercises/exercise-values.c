/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/exercises/exercise-values.h"

#include "programme/exercises/exercise-checks.h"
#include "programme/exercises/exercise-key.h"

#include <string.h>

#define AT(field) offsetof(HtExerciseValues, field)

#define MODEL_NUMBER(group, key, required, field, least, most)                                     \
	{                                                                                          \
		group, key, HT_EXERCISE_NUMBER, required, AT(model.field), least, most, NULL       \
	}
#define STEP(n)                                                                                    \
	{                                                                                          \
		"exercise", "step-" #n, HT_EXERCISE_TEXT, (n) == 1, AT(step[(n)-1]), 0, 0, NULL    \
	}
#define WEIGHT(key, part)                                                                          \
	{                                                                                          \
		"score", key, HT_EXERCISE_NUMBER, FALSE, AT(model.weight[part]), 0, 100, NULL      \
	}

/* What is a percentage in the file and a share in the model is divided once all is read. */
static const HtExerciseKey keys[] = {
    {"exercise", "title", HT_EXERCISE_TEXT, TRUE, AT(title), 0, 0, NULL},
    {"exercise", "for", HT_EXERCISE_WORDS, TRUE, AT(for_whom), 0, 0, ht_exercise_groups},
    STEP(1),
    STEP(2),
    STEP(3),
    STEP(4),
    STEP(5),
    STEP(6),
    STEP(7),
    STEP(8),
    STEP(9),
    {"exercise", "caution", HT_EXERCISE_TEXT, FALSE, AT(caution), 0, 0, NULL},
    {"sensor", "place", HT_EXERCISE_WORD, TRUE, AT(place), 0, 0, ht_exercise_places},
    {"sensor", "wear", HT_EXERCISE_TEXT, TRUE, AT(wear), 0, 0, NULL},
    {"sensor", "signal", HT_EXERCISE_WORD, TRUE, AT(signal), 0, 0, ht_exercise_signals},
    {"sensor", "axis", HT_EXERCISE_WORD, TRUE, AT(axis), 0, 0, ht_exercise_axes},
    {"sensor", "ready-upright", HT_EXERCISE_SWITCH, FALSE, AT(model.ready_upright), 0, 0, NULL},
    MODEL_NUMBER("movement", "rom-target-deg", TRUE, rom_target_deg, 0, 180),
    MODEL_NUMBER("movement", "rom-min-percent", FALSE, rom_min_percent, 10, 100),
    MODEL_NUMBER("movement", "rom-max-deg", FALSE, rom_max_deg, 0, 180),
    MODEL_NUMBER("movement", "concentric-s", TRUE, concentric_s, 0, 60),
    MODEL_NUMBER("movement", "hold-s", TRUE, hold_s, 0, 60),
    MODEL_NUMBER("movement", "eccentric-s", TRUE, eccentric_s, 0, 60),
    MODEL_NUMBER("movement", "tempo-tolerance", FALSE, tempo_tolerance, 1.1, 5),
    {"dose", "repetitions", HT_EXERCISE_COUNT, FALSE, AT(model.repetitions), 1, 100, NULL},
    {"dose", "duration-s", HT_EXERCISE_COUNT, FALSE, AT(model.duration_s), 10, 1800, NULL},
    {"dose", "sets", HT_EXERCISE_COUNT, TRUE, AT(model.sets), 1, 20, NULL},
    MODEL_NUMBER("dose", "rest-s", TRUE, rest_s, 0, 900),
    MODEL_NUMBER("stop", "velocity-loss-percent", FALSE, velocity_loss_stop, 0, 60),
    MODEL_NUMBER("stop", "compensation-max-deg", FALSE, compensation_max_deg, 0, 90),
    {"stop", "heart-rate", HT_EXERCISE_TEXT, FALSE, AT(heart_rate), 0, 0, NULL},
    {"stop", "symptoms", HT_EXERCISE_LIST, TRUE, AT(symptoms), 0, 0, NULL},
    WEIGHT("rom-weight-percent", EXERCISE_PART_ROM),
    WEIGHT("tempo-weight-percent", EXERCISE_PART_TEMPO),
    WEIGHT("shape-weight-percent", EXERCISE_PART_SHAPE),
    WEIGHT("smoothness-weight-percent", EXERCISE_PART_SMOOTHNESS),
    WEIGHT("compensation-weight-percent", EXERCISE_PART_COMPENSATION),
};

static const HtExerciseKey *find(const char *group, const char *key, gsize length)
{
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		if (g_str_equal(keys[i].group, group) && strlen(keys[i].key) == length &&
		    strncmp(keys[i].key, key, length) == 0)
			return &keys[i];
	return NULL;
}

static gboolean group_is_known(const char *group)
{
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		if (g_str_equal(keys[i].group, group))
			return TRUE;
	return FALSE;
}

/* (transfer full) "title, for, step-1, ..." */
static char *keys_of(const char *group)
{
	GString *text = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		if (g_str_equal(keys[i].group, group))
			g_string_append_printf(text, "%s%s", text->len ? ", " : "", keys[i].key);
	return g_string_free(text, FALSE);
}

/* "title" and, for words, "title[de]". */
static gboolean check_key(const HtKeyLines *lines, const char *group, const char *name,
			  GError **error)
{
	gsize length = strcspn(name, "[");
	const HtExerciseKey *key = find(group, name, length);
	g_autofree char *known = NULL;

	if (key && (name[length] == '\0' || key->kind == HT_EXERCISE_TEXT ||
		    key->kind == HT_EXERCISE_LIST))
		return TRUE;
	known = keys_of(group);
	return ht_key_lines_fail(lines, group, name, error,
				 "no such key; known in this group are %s", known);
}

static gboolean check_group(const HtKeyLines *lines, const char *group, GError **error)
{
	g_auto(GStrv) names = NULL;

	if (!group_is_known(group))
		return ht_key_lines_fail(
		    lines, group, NULL, error,
		    "no such group; known are exercise, sensor, movement, dose, stop, score");
	names = g_key_file_get_keys(lines->file, group, NULL, error);
	for (char **name = names; name && *name; name++)
		if (!check_key(lines, group, *name, error))
			return FALSE;
	return names != NULL;
}

static gboolean check_known(const HtKeyLines *lines, GError **error)
{
	g_auto(GStrv) groups = g_key_file_get_groups(lines->file, NULL);

	for (char **group = groups; *group; group++)
		if (!check_group(lines, *group, error))
			return FALSE;
	return TRUE;
}

static gboolean has(const HtKeyLines *lines, const char *group, const char *key)
{
	return g_key_file_has_key(lines->file, group, key, NULL);
}

static gboolean take_all(HtExerciseValues *values, const HtKeyLines *lines, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		if (has(lines, keys[i].group, keys[i].key)) {
			if (!ht_exercise_key_read(&keys[i], lines, values, error))
				return FALSE;
		} else if (keys[i].required) {
			return ht_key_lines_fail(lines, keys[i].group, keys[i].key, error,
						 "is missing");
		}
	}
	values->model.place = (enum sensor_place)values->place;
	values->model.signal = (enum exercise_signal)values->signal;
	return TRUE;
}

gboolean ht_exercise_values_read(HtExerciseValues *values, const HtKeyLines *lines, GError **error)
{
	struct exercise *model = &values->model;

	*model = exercise_default;
	model->repetitions = 0; /* of these two a file gives one */
	model->duration_s = 0;
	if (!check_known(lines, error) || !take_all(values, lines, error))
		return FALSE;
	if (has(lines, "stop", "velocity-loss-percent"))
		model->velocity_loss_stop /= 100;
	return ht_exercise_values_check(values, lines, error);
}

void ht_exercise_values_clear(HtExerciseValues *values)
{
	g_free(values->title);
	g_free(values->caution);
	g_free(values->wear);
	g_free(values->heart_rate);
	g_strfreev(values->symptoms);
	for (guint i = 0; i < HT_EXERCISE_STEPS_MAX; i++)
		g_free(values->step[i]);
}
