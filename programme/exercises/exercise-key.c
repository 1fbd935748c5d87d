/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/exercises/exercise-key.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { TEXT_MAX = 400, LIST_MAX = 16 };

static gboolean is_one_line(const char *text)
{
	for (; *text; text++)
		if (g_ascii_iscntrl(*text))
			return FALSE;
	return TRUE;
}

static gboolean take_text(char **field, const HtExerciseKey *key, const HtKeyLines *lines,
			  GError **error)
{
	g_autofree char *text =
	    g_key_file_get_locale_string(lines->file, key->group, key->key, NULL, NULL);

	if (!text || !is_one_line(text) || g_utf8_strlen(text, -1) > TEXT_MAX || !text[0])
		return ht_key_lines_fail(lines, key->group, key->key, error,
					 "give one line of at most %d letters", TEXT_MAX);
	*field = g_steal_pointer(&text);
	return TRUE;
}

static gboolean take_list(char ***field, const HtExerciseKey *key, const HtKeyLines *lines,
			  GError **error)
{
	g_auto(GStrv) list =
	    g_key_file_get_locale_string_list(lines->file, key->group, key->key, NULL, NULL, NULL);
	guint count = list ? g_strv_length(list) : 0;

	for (guint i = 0; i < count; i++)
		if (!g_strstrip(list[i])[0] || !is_one_line(list[i]) ||
		    g_utf8_strlen(list[i], -1) > TEXT_MAX)
			count = 0;
	if (count == 0 || count > LIST_MAX)
		return ht_key_lines_fail(lines, key->group, key->key, error,
					 "give 1 to %d of them, with a semicolon after each",
					 LIST_MAX);
	*field = g_steal_pointer(&list);
	return TRUE;
}

/* Separated by semicolons or commas; one after the last does no harm. */
static gboolean read_words(int *field, const HtExerciseWord *words, const char *text)
{
	g_auto(GStrv) parts = g_strsplit_set(text, ";,", -1);
	int value;

	for (char **part = parts; *part; part++) {
		if (!g_strstrip(*part)[0] && !part[1])
			break;
		if (!ht_exercise_word_find(words, *part, &value))
			return FALSE;
		*field |= value;
	}
	return *field != 0;
}

static gboolean take_words(int *field, const HtExerciseKey *key, const char *text,
			   const HtKeyLines *lines, GError **error)
{
	g_autofree char *choices = ht_exercise_word_choices(key->words);

	if (read_words(field, key->words, text))
		return TRUE;
	return ht_key_lines_fail(lines, key->group, key->key, error,
				 "give one or more of %s, with semicolons between", choices);
}

static gboolean take_word(int *field, const HtExerciseKey *key, const char *text,
			  const HtKeyLines *lines, GError **error)
{
	g_autofree char *choices = ht_exercise_word_choices(key->words);

	if (ht_exercise_word_find(key->words, text, field))
		return TRUE;
	return ht_key_lines_fail(lines, key->group, key->key, error, "give %s", choices);
}

static gboolean take_switch(bool *field, const HtExerciseKey *key, const char *text,
			    const HtKeyLines *lines, GError **error)
{
	*field = g_str_equal(text, "true");
	if (*field || g_str_equal(text, "false"))
		return TRUE;
	return ht_key_lines_fail(lines, key->group, key->key, error, "give true or false");
}

/* Plain decimals only: no exponent, no sign, no "inf". */
static gboolean read_decimal(const char *text, double *value)
{
	gsize digits = strspn(text, "0123456789");
	gsize rest = text[digits] == '.' ? strspn(text + digits + 1, "0123456789") : 0;

	if (digits == 0 || digits > 9 || rest > 9)
		return FALSE;
	if (text[digits] == '.' ? rest == 0 || text[digits + 1 + rest] : text[digits])
		return FALSE;
	*value = g_ascii_strtod(text, NULL);
	return TRUE;
}

static gboolean take_number(double *value, const HtExerciseKey *key, const char *text,
			    const HtKeyLines *lines, GError **error)
{
	gboolean whole = key->kind == HT_EXERCISE_COUNT;
	const char *hint = strchr(text, '#')   ? "; a comment stands on a line of its own"
			   : strchr(text, ',') ? ", with a point, as in 1.5"
					       : "";

	if (read_decimal(text, value) && *value >= key->least && *value <= key->most &&
	    (!whole || *value == floor(*value)))
		return TRUE;
	return ht_key_lines_fail(lines, key->group, key->key, error,
				 "give a %snumber from %g to %g%s", whole ? "whole " : "",
				 key->least, key->most, hint);
}

gboolean ht_exercise_key_read(const HtExerciseKey *key, const HtKeyLines *lines, void *values,
			      GError **error)
{
	void *field = (char *)values + key->offset;
	g_autoptr(GError) problem = NULL;
	g_autofree char *text = g_key_file_get_string(lines->file, key->group, key->key, &problem);
	double number = 0;

	if (problem) /* there is a text nevertheless */
		return ht_key_lines_fail(lines, key->group, key->key, error,
					 "a backslash stands before s, n, t, r or \\ only");
	switch (key->kind) {
	case HT_EXERCISE_TEXT:
		return take_text(field, key, lines, error);
	case HT_EXERCISE_LIST:
		return take_list(field, key, lines, error);
	case HT_EXERCISE_WORD:
		return take_word(field, key, text, lines, error);
	case HT_EXERCISE_WORDS:
		return take_words(field, key, text, lines, error);
	case HT_EXERCISE_SWITCH:
		return take_switch(field, key, text, lines, error);
	case HT_EXERCISE_NUMBER:
		if (!take_number(&number, key, text, lines, error))
			return FALSE;
		*(float *)field = (float)number;
		return TRUE;
	case HT_EXERCISE_COUNT:
		if (!take_number(&number, key, text, lines, error))
			return FALSE;
		*(unsigned *)field = (unsigned)number;
		return TRUE;
	}
	return FALSE;
}
