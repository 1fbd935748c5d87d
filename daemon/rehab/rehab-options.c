/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/rehab/rehab-options.h"

#include "common/glib/ht-error.h"
#include "programme/rehab-words.h"

void ht_rehab_options_clear(HtRehabOptions *options)
{
	g_clear_pointer(&options->wearable, g_free);
	g_clear_pointer(&options->trunk, g_free);
}

static int find(const char *const *words, gsize count, const char *word)
{
	for (gsize i = 0; i < count; i++)
		if (g_str_equal(words[i], word))
			return (int)i;
	return -1;
}

static gboolean set_option(HtRehabOptions *parsed, const char *key, const char *value)
{
	static const char *const modes[] = {"exercise", "reference"};
	static const char *const buzzes[] = {"none", "sets", "all"};
	int at = 0;

	if (g_str_equal(key, "mode")) {
		at = find(modes, G_N_ELEMENTS(modes), value);
		parsed->recording = at == 1;
	} else if (g_str_equal(key, "buzz")) {
		at = find(buzzes, G_N_ELEMENTS(buzzes), value);
		parsed->buzz = (HtRehabBuzz)at;
	} else if (g_str_equal(key, "side")) {
		return ht_rehab_side_parse(value, &parsed->side);
	} else if (g_str_equal(key, "wearable")) {
		g_free(parsed->wearable);
		parsed->wearable = g_ascii_strup(value, -1);
	} else if (g_str_equal(key, "trunk")) {
		g_free(parsed->trunk);
		parsed->trunk = g_ascii_strup(value, -1);
	} else {
		return FALSE;
	}
	return at >= 0;
}

static gboolean read_options(HtRehabOptions *parsed, GVariant *options, GError **error)
{
	gboolean ok = TRUE;
	const char *key;
	GVariantIter iter;
	GVariant *value;

	g_variant_iter_init(&iter, options);
	while (ok && g_variant_iter_next(&iter, "{&sv}", &key, &value)) {
		ok = g_variant_is_of_type(value, G_VARIANT_TYPE_STRING) &&
		     set_option(parsed, key, g_variant_get_string(value, NULL));
		g_variant_unref(value);
	}
	if (!ok)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "unknown option or wrong value; StartRehab knows mode "
				    "(\"exercise\", \"reference\"), wearable, trunk, side "
				    "(\"left\", \"right\") and buzz (\"none\", \"sets\", \"all\")");
	return ok;
}

/* (transfer full) of addresses */
static GPtrArray *wearables_of(HtPeople *people, const char *person)
{
	g_autoptr(GPtrArray) all = ht_people_wearables(people);
	GPtrArray *own = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < all->len; i++)
		if (g_str_equal(ht_people_owner(people, all->pdata[i]), person))
			g_ptr_array_add(own, g_strdup(all->pdata[i]));
	return own;
}

static gboolean choose_wearable(HtRehabOptions *parsed, HtPeople *people, const char *person,
				GError **error)
{
	g_autoptr(GPtrArray) own = wearables_of(people, person);
	g_autofree char *names = NULL;

	if (own->len == 1) {
		parsed->wearable = g_strdup(own->pdata[0]);
		return TRUE;
	}
	if (own->len == 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "no wearable is this person's: enroll one and assign it first");
		return FALSE;
	}
	g_ptr_array_add(own, NULL);
	names = g_strjoinv(", ", (char **)own->pdata);
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "say with which wearable; this person's are %s", names);
	return FALSE;
}

static gboolean is_own(HtPeople *people, const char *person, const char *address, GError **error)
{
	if (g_str_equal(ht_people_owner(people, address), person))
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_NOT_FOUND,
		    "%s is not this person's wearable: assign it first", address);
	return FALSE;
}

gboolean ht_rehab_options_parse(HtRehabOptions *parsed, GVariant *options, HtPeople *people,
				const char *person, GError **error)
{
	parsed->buzz = HT_REHAB_BUZZ_ALL;
	if (!read_options(parsed, options, error) ||
	    (!parsed->wearable && !choose_wearable(parsed, people, person, error)) ||
	    !is_own(people, person, parsed->wearable, error))
		return FALSE;
	if (!parsed->trunk) {
		parsed->trunk = g_strdup("");
		return TRUE;
	}
	if (!is_own(people, person, parsed->trunk, error))
		return FALSE;
	if (!g_str_equal(parsed->trunk, parsed->wearable))
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    "the sensor of the trunk is another one than that of the exercise");
	return FALSE;
}
