/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/limits/statement-keys.h"

#include "common/glib/ht-error.h"
#include "programme/exercises/ht-exercise.h"

#include <string.h>

#define EXERCISE "exercise"
#define DAY_S    (G_GINT64_CONSTANT(24) * 3600)

enum { VERSION = 1, TEXT_MAX = 100, PERSON_MAX = 64, DAYS_MAX = 366, EXERCISES_MAX = 64 };

typedef enum { KEY_NUMBER, KEY_FLAG, KEY_DAY, KEY_TEXT } Kind;

typedef struct {
	const char *key;
	Kind kind;
	gboolean required;
	gsize offset; /* unsigned, bool, int64_t or char* in the struct of its group */
	guint least, most;
} Key;

#define OF_STATEMENT(field) offsetof(HtStatement, field)
#define OF_LIMITS(field)    offsetof(struct dose_limits, field)
#define SERIAL_MAX          1000000000

/* Of every kind. */
static const Key common_keys[] = {
    {"person", KEY_TEXT, TRUE, OF_STATEMENT(person), 1, PERSON_MAX},
    {"clinician", KEY_TEXT, TRUE, OF_STATEMENT(clinician), 1, TEXT_MAX},
    {"serial", KEY_NUMBER, TRUE, OF_STATEMENT(serial), 1, SERIAL_MAX},
    {"note", KEY_TEXT, FALSE, OF_STATEMENT(note), 0, TEXT_MAX},
};
static const Key release_keys[] = {
    {"stop", KEY_NUMBER, TRUE, OF_STATEMENT(stop), 1, SERIAL_MAX},
};
/* Of [limits]. What a heart and a scale can be; what a person should do is the clinician's word. */
static const Key limit_keys[] = {
    {"valid-from", KEY_DAY, TRUE, OF_LIMITS(from_utc_s), 0, 0},
    {"valid-until", KEY_DAY, TRUE, OF_LIMITS(until_utc_s), 0, 0},
    {"heart-rate-cap-bpm", KEY_NUMBER, FALSE, OF_LIMITS(hr_cap_bpm), 60, 220},
    {"heart-rate-rest-bpm", KEY_NUMBER, FALSE, OF_LIMITS(hr_rest_bpm), 30, 120},
    {"heart-rate-peak-bpm", KEY_NUMBER, FALSE, OF_LIMITS(hr_peak_bpm), 60, 230},
    {"beta-blocker", KEY_FLAG, TRUE, OF_LIMITS(beta_blocker), 0, 0},
    {"peak-on-beta-blocker", KEY_FLAG, FALSE, OF_LIMITS(peak_on_medication), 0, 0},
    {"known-atrial-fibrillation", KEY_FLAG, FALSE, OF_LIMITS(atrial_fibrillation_known), 0, 0},
    {"without-ecg", KEY_FLAG, FALSE, OF_LIMITS(without_ecg), 0, 0},
    {"rpe-target", KEY_NUMBER, TRUE, OF_LIMITS(rpe_target), 7, 17},
    {"allow-apply", KEY_FLAG, FALSE, OF_LIMITS(allow_apply), 0, 0},
};
/* Of [exercise] and [exercise NAME]. */
static const Key exercise_keys[] = {
    {"min-repetitions", KEY_NUMBER, FALSE, OF_LIMITS(least.repetitions), 1, 100},
    {"max-repetitions", KEY_NUMBER, FALSE, OF_LIMITS(most.repetitions), 1, 100},
    {"min-sets", KEY_NUMBER, FALSE, OF_LIMITS(least.sets), 1, 20},
    {"max-sets", KEY_NUMBER, FALSE, OF_LIMITS(most.sets), 1, 20},
    {"min-duration-s", KEY_NUMBER, FALSE, OF_LIMITS(least.duration_s), 10, 1800},
    {"max-duration-s", KEY_NUMBER, FALSE, OF_LIMITS(most.duration_s), 10, 1800},
    {"min-load-percent", KEY_NUMBER, FALSE, OF_LIMITS(least.load_percent), 5, 300},
    {"max-load-percent", KEY_NUMBER, FALSE, OF_LIMITS(most.load_percent), 5, 300},
    {"min-reserve-percent", KEY_NUMBER, FALSE, OF_LIMITS(least.reserve_percent), 10, 90},
    {"max-reserve-percent", KEY_NUMBER, FALSE, OF_LIMITS(most.reserve_percent), 10, 90},
};

static gboolean read_number(const HtKeyLines *lines, const char *group, const Key *key,
			    const char *text, gpointer field, GError **error)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(text, 10, key->least, key->most, &number, NULL))
		return ht_key_lines_fail(lines, group, key->key, error,
					 "give a whole number from %u to %u", key->least,
					 key->most);
	*(unsigned *)field = (unsigned)number;
	return TRUE;
}

static gboolean read_flag(const HtKeyLines *lines, const char *group, const Key *key,
			  const char *text, gpointer field, GError **error)
{
	*(bool *)field = g_str_equal(text, "true");
	if (*(bool *)field || g_str_equal(text, "false"))
		return TRUE;
	return ht_key_lines_fail(lines, group, key->key, error, "give true or false");
}

/* Midnight of UTC. */
static gboolean read_day(const HtKeyLines *lines, const char *group, const Key *key,
			 const char *text, gpointer field, GError **error)
{
	g_autoptr(GDateTime) time = NULL;
	g_autofree char *whole = g_strconcat(text, "T00:00:00Z", NULL);

	if (strlen(text) == strlen("2026-01-31"))
		time = g_date_time_new_from_iso8601(whole, NULL);
	if (!time || text[4] != '-')
		return ht_key_lines_fail(lines, group, key->key, error, "give a day as 2026-01-31");
	*(int64_t *)field = g_date_time_to_unix(time);
	return TRUE;
}

static gboolean read_text(const HtKeyLines *lines, const char *group, const Key *key,
			  const char *text, gpointer field, GError **error)
{
	gsize length = (gsize)g_utf8_strlen(text, -1);

	if (length < key->least || length > key->most)
		return ht_key_lines_fail(lines, group, key->key, error, "give %u to %u characters",
					 key->least, key->most);
	for (const char *at = text; *at; at = g_utf8_next_char(at))
		if (!g_unichar_isprint(g_utf8_get_char(at)))
			return ht_key_lines_fail(lines, group, key->key, error,
						 "has a character that cannot be shown");
	g_free(*(char **)field);
	*(char **)field = g_strdup(text);
	return TRUE;
}

static gboolean read_key(const HtKeyLines *lines, const char *group, const Key *key,
			 gpointer fields, GError **error)
{
	gpointer field = (guint8 *)fields + key->offset;
	g_autofree char *text = g_key_file_get_string(lines->file, group, key->key, NULL);

	if (!text && !key->required)
		return TRUE;
	if (!text)
		return ht_key_lines_fail(lines, group, key->key, error, "is missing");
	switch (key->kind) {
	case KEY_NUMBER:
		return read_number(lines, group, key, text, field, error);
	case KEY_FLAG:
		return read_flag(lines, group, key, text, field, error);
	case KEY_DAY:
		return read_day(lines, group, key, text, field, error);
	case KEY_TEXT:
		return read_text(lines, group, key, text, field, error);
	}
	return FALSE;
}

static gboolean read_keys(const HtKeyLines *lines, const char *group, const Key *keys, gsize count,
			  gpointer fields, GError **error)
{
	for (gsize i = 0; i < count; i++)
		if (!read_key(lines, group, &keys[i], fields, error))
			return FALSE;
	return TRUE;
}

static gboolean is_among(const char *name, const Key *keys, gsize count)
{
	for (gsize i = 0; i < count; i++)
		if (g_str_equal(name, keys[i].key))
			return TRUE;
	return FALSE;
}

static gboolean is_key_of(HtStatementKind kind, gboolean of_exercise, const char *name)
{
	if (of_exercise)
		return is_among(name, exercise_keys, G_N_ELEMENTS(exercise_keys));
	return g_str_equal(name, "version") ||
	       is_among(name, common_keys, G_N_ELEMENTS(common_keys)) ||
	       (kind == HT_STATEMENT_RELEASE &&
		is_among(name, release_keys, G_N_ELEMENTS(release_keys))) ||
	       (kind == HT_STATEMENT_LIMITS &&
		is_among(name, limit_keys, G_N_ELEMENTS(limit_keys)));
}

/* NULL: this group is of no exercise. "" for [exercise]. */
static const char *exercise_of(const char *group)
{
	if (g_str_equal(group, EXERCISE))
		return "";
	return g_str_has_prefix(group, EXERCISE " ") ? group + strlen(EXERCISE " ") : NULL;
}

static gboolean is_known_group(const HtStatement *statement, const char *group)
{
	const char *exercise = exercise_of(group);

	if (g_str_equal(group, ht_statement_kind_word(statement->kind)))
		return TRUE;
	return statement->kind == HT_STATEMENT_LIMITS && exercise &&
	       (!exercise[0] || ht_exercise_name_is_valid(exercise));
}

static gboolean check_group(const HtStatement *statement, const HtKeyLines *lines,
			    const char *group, GError **error)
{
	g_auto(GStrv) keys = NULL;

	if (!is_known_group(statement, group))
		return ht_key_lines_fail(lines, group, NULL, error,
					 "is no group of a %s; an exercise is [exercise NAME]",
					 ht_statement_kind_word(statement->kind));
	keys = g_key_file_get_keys(lines->file, group, NULL, NULL);
	for (gsize i = 0; keys && keys[i]; i++)
		if (!is_key_of(statement->kind, exercise_of(group) != NULL, keys[i]))
			return ht_key_lines_fail(lines, group, keys[i], error, "is no key here");
	return TRUE;
}

static gboolean check_version(const HtKeyLines *lines, const char *group, GError **error)
{
	g_autofree char *text = g_key_file_get_string(lines->file, group, "version", NULL);

	if (text && g_str_equal(text, G_STRINGIFY(1)))
		return TRUE;
	G_STATIC_ASSERT(VERSION == 1);
	return ht_key_lines_fail(lines, group, "version", error, "has to be 1");
}

/* valid-until is the last day. */
static gboolean check_days(struct dose_limits *limits, const HtKeyLines *lines, GError **error)
{
	const char *group = "limits";

	limits->until_utc_s += DAY_S;
	if (limits->from_utc_s <= 0 || limits->until_utc_s <= limits->from_utc_s)
		return ht_key_lines_fail(lines, group, "valid-until", error,
					 "lies before valid-from");
	if (limits->until_utc_s - limits->from_utc_s > DAYS_MAX * DAY_S)
		return ht_key_lines_fail(lines, group, "valid-until", error,
					 "has to be within a year of valid-from");
	return TRUE;
}

static gboolean check_heart(const struct dose_limits *limits, const HtKeyLines *lines,
			    GError **error)
{
	const char *group = "limits";

	if (!limits->hr_rest_bpm != !limits->hr_peak_bpm)
		return ht_key_lines_fail(lines, group, "heart-rate-peak-bpm", error,
					 "and heart-rate-rest-bpm go together");
	if (limits->hr_peak_bpm && limits->hr_peak_bpm <= limits->hr_rest_bpm)
		return ht_key_lines_fail(lines, group, "heart-rate-peak-bpm", error,
					 "has to be above heart-rate-rest-bpm");
	if (limits->hr_cap_bpm && limits->hr_cap_bpm <= limits->hr_rest_bpm)
		return ht_key_lines_fail(lines, group, "heart-rate-cap-bpm", error,
					 "has to be above heart-rate-rest-bpm");
	return TRUE;
}

static gboolean check_reserve(const struct dose_limits *limits, const HtKeyLines *lines,
			      const char *group, GError **error)
{
	const char *key = "max-reserve-percent";

	if (limits->most.reserve_percent == 0)
		return TRUE;
	if (limits->hr_peak_bpm == 0)
		return ht_key_lines_fail(lines, group, key, error,
					 "needs heart-rate-rest-bpm and heart-rate-peak-bpm of the "
					 "person's own exercise test; without one leave it out and "
					 "go by rpe-target");
	if (limits->beta_blocker && !limits->peak_on_medication)
		return ht_key_lines_fail(lines, group, key, error,
					 "needs a peak that was measured on the beta-blocker: set "
					 "peak-on-beta-blocker, or leave it out and go by "
					 "rpe-target");
	return TRUE;
}

/* Each least with its most; a least alone would be a limit that nothing is raised to. */
static gboolean check_pairs(const struct dose_limits *limits, const HtKeyLines *lines,
			    const char *group, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(exercise_keys); i += 2) {
		unsigned least =
		    *(const unsigned *)((const guint8 *)limits + exercise_keys[i].offset);
		unsigned most =
		    *(const unsigned *)((const guint8 *)limits + exercise_keys[i + 1].offset);

		if (most == 0 && least > 0)
			return ht_key_lines_fail(lines, group, exercise_keys[i + 1].key, error,
						 "is missing beside %s", exercise_keys[i].key);
		if (least > most)
			return ht_key_lines_fail(lines, group, exercise_keys[i].key, error,
						 "is above %s", exercise_keys[i + 1].key);
	}
	return TRUE;
}

static gboolean read_group(struct dose_limits *limits, const HtKeyLines *lines, const char *group,
			   GError **error)
{
	return read_keys(lines, group, exercise_keys, G_N_ELEMENTS(exercise_keys), limits, error) &&
	       check_pairs(limits, lines, group, error) &&
	       check_reserve(limits, lines, group, error);
}

/* What [exercise NAME] does not say is as in [exercise]. */
static gboolean read_exercises(HtStatement *statement, const HtKeyLines *lines, char **groups,
			       GError **error)
{
	if (g_key_file_has_group(lines->file, EXERCISE) &&
	    !read_group(&statement->every, lines, EXERCISE, error))
		return FALSE;
	for (gsize i = 0; groups[i]; i++) {
		const char *exercise = exercise_of(groups[i]);
		struct dose_limits limits = statement->every;

		if (!exercise || !exercise[0])
			continue;
		if (g_hash_table_size(statement->exercises) == EXERCISES_MAX)
			return ht_key_lines_fail(lines, groups[i], NULL, error,
						 "is one exercise too many: at most %u",
						 (guint)EXERCISES_MAX);
		if (!read_group(&limits, lines, groups[i], error))
			return FALSE;
		g_hash_table_insert(statement->exercises, g_strdup(exercise),
				    g_memdup2(&limits, sizeof limits));
	}
	return TRUE;
}

static gboolean check_person(const HtStatement *statement, const HtKeyLines *lines, GError **error)
{
	for (const char *at = statement->person; *at; at++)
		if (!g_ascii_isalnum(*at) && *at != '-')
			return ht_key_lines_fail(
			    lines, ht_statement_kind_word(statement->kind), "person", error,
			    "give the id that twinctl person list --json shows");
	return TRUE;
}

gboolean ht_statement_read(HtStatement *statement, const HtKeyLines *lines, GError **error)
{
	const char *group = ht_statement_kind_word(statement->kind);
	g_auto(GStrv) groups = g_key_file_get_groups(lines->file, NULL);

	if (!check_version(lines, group, error))
		return FALSE;
	for (gsize i = 0; groups[i]; i++)
		if (!check_group(statement, lines, groups[i], error))
			return FALSE;
	statement->note = g_strdup("");
	if (!read_keys(lines, group, common_keys, G_N_ELEMENTS(common_keys), statement, error) ||
	    !check_person(statement, lines, error))
		return FALSE;
	if (statement->kind == HT_STATEMENT_RELEASE)
		return read_keys(lines, group, release_keys, G_N_ELEMENTS(release_keys), statement,
				 error);
	if (statement->kind == HT_STATEMENT_REVOCATION)
		return TRUE;
	return read_keys(lines, group, limit_keys, G_N_ELEMENTS(limit_keys), &statement->every,
			 error) &&
	       check_days(&statement->every, lines, error) &&
	       check_heart(&statement->every, lines, error) &&
	       read_exercises(statement, lines, groups, error);
}
