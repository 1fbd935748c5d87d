/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/exercises/exercise-words.h"

#include "programme/exercises/ht-exercise.h"

const HtExerciseWord ht_exercise_places[] = {
    {"chest", SENSOR_PLACE_CHEST},         {"wrist", SENSOR_PLACE_WRIST},
    {"upper-arm", SENSOR_PLACE_UPPER_ARM}, {"thigh", SENSOR_PLACE_THIGH},
    {"shank", SENSOR_PLACE_SHANK},         {"foot", SENSOR_PLACE_FOOT},
    {"waist", SENSOR_PLACE_WAIST},         {NULL, 0},
};

const HtExerciseWord ht_exercise_signals[] = {
    {"tilt", EXERCISE_SIGNAL_TILT},
    {"rotation", EXERCISE_SIGNAL_ROTATION},
    {"linear", EXERCISE_SIGNAL_LINEAR},
    {NULL, 0},
};

const HtExerciseWord ht_exercise_axes[] = {
    {"flexion-extension", HT_EXERCISE_FLEXION},
    {"abduction-adduction", HT_EXERCISE_ABDUCTION},
    {"rotation", HT_EXERCISE_TURN},
    {"up-down", HT_EXERCISE_UP_DOWN},
    {NULL, 0},
};

const HtExerciseWord ht_exercise_groups[] = {
    {"cardiac", HT_EXERCISE_CARDIAC},
    {"shoulder", HT_EXERCISE_SHOULDER},
    {"knee", HT_EXERCISE_KNEE},
    {NULL, 0},
};

gboolean ht_exercise_word_find(const HtExerciseWord *words, const char *text, int *value)
{
	for (; words->word; words++)
		if (g_str_equal(words->word, text)) {
			*value = words->value;
			return TRUE;
		}
	return FALSE;
}

char *ht_exercise_word_choices(const HtExerciseWord *words)
{
	GString *text = g_string_new(words->word);

	while ((++words)->word)
		g_string_append_printf(text, "%s%s", words[1].word ? ", " : " or ", words->word);
	return g_string_free(text, FALSE);
}

static const char *word_of(const HtExerciseWord *words, int value)
{
	for (; words->word; words++)
		if (words->value == value)
			return words->word;
	return "unknown";
}

const char *ht_exercise_place_word(enum sensor_place place)
{
	return word_of(ht_exercise_places, (int)place);
}

const char *ht_exercise_signal_word(enum exercise_signal signal)
{
	return word_of(ht_exercise_signals, (int)signal);
}

const char *ht_exercise_axis_word(HtExerciseAxis axis)
{
	return word_of(ht_exercise_axes, (int)axis);
}

char *ht_exercise_for_words(unsigned for_whom)
{
	GString *text = g_string_new(NULL);

	for (const HtExerciseWord *group = ht_exercise_groups; group->word; group++)
		if (for_whom & (unsigned)group->value)
			g_string_append_printf(text, "%s%s", text->len ? ", " : "", group->word);
	return g_string_free(text, FALSE);
}
