/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/person.h"

#include "common/glib/ht-error.h"
#include "programme/document.h"

enum { NAME_CHARS_MAX = 100, BIRTH_YEAR_MIN = 1900, BIRTH_YEAR_MAX = 2100 };

/* 2200-01-01: a consent has an end. */
#define CAPTURE_UNTIL_MAX_UTC_US (G_GINT64_CONSTANT(7258118400) * G_USEC_PER_SEC)

static gboolean check_name(const char *name, GError **error)
{
	glong chars = g_utf8_strlen(name, -1);
	gboolean printable = TRUE;

	for (const char *at = name; *at; at = g_utf8_next_char(at))
		printable = printable && !g_unichar_iscntrl(g_utf8_get_char(at));
	if (printable && chars >= 1 && chars <= NAME_CHARS_MAX)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "name: give 1 to %d characters on one line",
		    NAME_CHARS_MAX);
	return FALSE;
}

static gboolean check_birth_year(guint year, GError **error)
{
	if (year >= BIRTH_YEAR_MIN && year <= BIRTH_YEAR_MAX)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "birth_year: give a year from %d to %d",
		    BIRTH_YEAR_MIN, BIRTH_YEAR_MAX);
	return FALSE;
}

static gboolean check_zone(const char *zone, GError **error)
{
	g_autoptr(GTimeZone) known = g_time_zone_new_identifier(zone);

	if (known)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    "zone: not a time zone this hub knows; give an IANA name such as "
			    "Europe/Vienna (Debian package tzdata)");
	return FALSE;
}

static gboolean check_account(guint32 account, GError **error)
{
	if (account != HT_ACCOUNT_NONE)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    "account: give the uid of an account of this hub");
	return FALSE;
}

static gboolean check_capture_until(gint64 utc_us, GError **error)
{
	if (utc_us >= 0 && utc_us <= CAPTURE_UNTIL_MAX_UTC_US)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    "capture_until: give a time before the year 2200, or 0 for none");
	return FALSE;
}

static gboolean take_setting(HtPerson *person, const char *key, GVariant *value, GError **error)
{
	if (g_str_equal(key, "name") && g_variant_is_of_type(value, G_VARIANT_TYPE_STRING)) {
		g_free(person->name);
		person->name = g_variant_dup_string(value, NULL);
		return check_name(person->name, error);
	}
	if (g_str_equal(key, "birth_year") && g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32)) {
		person->birth_year = g_variant_get_uint32(value);
		return check_birth_year(person->birth_year, error);
	}
	if (g_str_equal(key, "zone") && g_variant_is_of_type(value, G_VARIANT_TYPE_STRING)) {
		g_free(person->zone);
		person->zone = g_variant_dup_string(value, NULL);
		return check_zone(person->zone, error);
	}
	if (g_str_equal(key, "account") && g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32)) {
		person->account = g_variant_get_uint32(value);
		return check_account(person->account, error);
	}
	if (g_str_equal(key, "capture_until") &&
	    g_variant_is_of_type(value, G_VARIANT_TYPE_INT64)) {
		person->capture_until_utc_us = g_variant_get_int64(value);
		return check_capture_until(person->capture_until_utc_us, error);
	}
	if (g_str_equal(key, "brady_below") && g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32)) {
		person->brady_below_bpm = g_variant_get_uint32(value);
		return TRUE;
	}
	if (g_str_equal(key, "tachy_above") && g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32)) {
		person->tachy_above_bpm = g_variant_get_uint32(value);
		return TRUE;
	}
	g_set_error_literal(
	    error, HT_ERROR, HT_ERROR_INVALID,
	    "unknown setting or wrong type; a person has name (s), birth_year (u), "
	    "zone (s), account (u), capture_until (x), brady_below (u) and tachy_above "
	    "(u)");
	return FALSE;
}

static struct rate_limits limits_set(const HtPerson *person)
{
	return (struct rate_limits){.brady_below_bpm = (float)person->brady_below_bpm,
				    .tachy_above_bpm = (float)person->tachy_above_bpm};
}

static gboolean check_limits(const HtPerson *person, GError **error)
{
	if (rate_limits_are_sound(limits_set(person)))
		return TRUE;
	g_set_error_literal(
	    error, HT_ERROR, HT_ERROR_INVALID,
	    "give brady_below from 20 to 150 and tachy_above from 60 to 300 beats a "
	    "minute, brady_below the smaller; 0 = usual for the age");
	return FALSE;
}

struct rate_limits ht_person_rate_limits(const HtPerson *person, guint year)
{
	struct rate_limits set = limits_set(person), limits = rate_limits_default;

	if (person->birth_year && year >= person->birth_year)
		limits = rate_limits_of_age((int)(year - person->birth_year));
	if (set.brady_below_bpm > 0)
		limits.brady_below_bpm = set.brady_below_bpm;
	if (set.tachy_above_bpm > 0)
		limits.tachy_above_bpm = set.tachy_above_bpm;
	/* What was set by itself contradicts what is usual: it alone counts. */
	return rate_limits_are_sound(limits) ? limits : rate_limits_complete(set);
}

static HtPerson *copy(const HtPerson *person)
{
	HtPerson *made = g_new0(HtPerson, 1);

	made->id = g_strdup(person->id);
	made->name = g_strdup(person->name);
	made->birth_year = person->birth_year;
	made->zone = g_strdup(person->zone);
	made->account = person->account;
	made->capture_until_utc_us = person->capture_until_utc_us;
	made->brady_below_bpm = person->brady_below_bpm;
	made->tachy_above_bpm = person->tachy_above_bpm;
	return made;
}

gboolean ht_person_set(HtPerson *person, GVariant *settings, GError **error)
{
	g_autoptr(HtPerson) changed = copy(person);
	GVariantIter iter;
	const char *key;
	GVariant *value;

	g_variant_iter_init(&iter, settings);
	while (g_variant_iter_loop(&iter, "{&sv}", &key, &value)) {
		if (!take_setting(changed, key, value, error)) {
			g_variant_unref(value);
			return FALSE;
		}
	}
	if (!changed->name) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID, "a person needs a name");
		return FALSE;
	}
	if (!check_limits(changed, error))
		return FALSE;
	HtPerson swap = *person;

	*person = *changed;
	*changed = swap;
	return TRUE;
}

HtPerson *ht_person_new(const char *id, GVariant *settings, GError **error)
{
	g_autoptr(HtPerson) person = g_new0(HtPerson, 1);

	person->id = g_strdup(id);
	person->zone = g_strdup("UTC");
	person->account = HT_ACCOUNT_NONE;
	if (!ht_person_set(person, settings, error))
		return NULL;
	return g_steal_pointer(&person);
}

void ht_person_free(HtPerson *person)
{
	if (!person)
		return;
	g_free(person->id);
	g_free(person->name);
	g_free(person->zone);
	g_free(person);
}

GVariant *ht_person_describe(const HtPerson *person)
{
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "person", "s", person->id);
	g_variant_dict_insert(&dict, "name", "s", person->name);
	if (person->birth_year)
		g_variant_dict_insert(&dict, "birth_year", "u", person->birth_year);
	g_variant_dict_insert(&dict, "zone", "s", person->zone);
	if (person->account != HT_ACCOUNT_NONE)
		g_variant_dict_insert(&dict, "account", "u", person->account);
	if (person->capture_until_utc_us)
		g_variant_dict_insert(&dict, "capture_until", "x", person->capture_until_utc_us);
	if (person->brady_below_bpm)
		g_variant_dict_insert(&dict, "brady_below", "u", person->brady_below_bpm);
	if (person->tachy_above_bpm)
		g_variant_dict_insert(&dict, "tachy_above", "u", person->tachy_above_bpm);
	return g_variant_dict_end(&dict);
}

GBytes *ht_person_encode(const HtPerson *person)
{
	g_autoptr(JsonObject) object = json_object_new();

	json_object_set_string_member(object, "name", person->name);
	if (person->birth_year)
		json_object_set_int_member(object, "birth_year", person->birth_year);
	json_object_set_string_member(object, "zone", person->zone);
	if (person->account != HT_ACCOUNT_NONE)
		json_object_set_int_member(object, "account", person->account);
	if (person->capture_until_utc_us)
		json_object_set_int_member(object, "capture_until_utc_us",
					   person->capture_until_utc_us);
	if (person->brady_below_bpm)
		json_object_set_int_member(object, "brady_below_bpm", person->brady_below_bpm);
	if (person->tachy_above_bpm)
		json_object_set_int_member(object, "tachy_above_bpm", person->tachy_above_bpm);
	return ht_document_encode(object);
}

HtPerson *ht_person_decode(const char *id, GBytes *document, GError **error)
{
	g_autoptr(JsonObject) object = ht_document_decode(document, "person", error);
	g_autoptr(HtPerson) person = NULL;

	if (!object)
		return NULL;
	person = g_new0(HtPerson, 1);
	person->id = g_strdup(id);
	person->name = g_strdup(ht_document_text(object, "name", "?"));
	person->birth_year = (guint)ht_document_number(object, "birth_year", 0);
	person->zone = g_strdup(ht_document_text(object, "zone", "UTC"));
	person->account = (guint32)ht_document_number(object, "account", HT_ACCOUNT_NONE);
	person->capture_until_utc_us = ht_document_number(object, "capture_until_utc_us", 0);
	person->brady_below_bpm = (guint)ht_document_number(object, "brady_below_bpm", 0);
	person->tachy_above_bpm = (guint)ht_document_number(object, "tachy_above_bpm", 0);
	return g_steal_pointer(&person);
}
