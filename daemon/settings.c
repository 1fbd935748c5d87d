/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/settings.h"

#include "common/glib/ht-error.h"

typedef struct {
	const char *group;
	const char *key;
	gint64 least;
	gint64 most;
	gsize offset;
	gsize size;
	gboolean is_switch; /* true or false */
} Known;

#define KNOWN(group, key, least, most, field)                                                      \
	{                                                                                          \
		group, key, least, most, offsetof(HtSettings, field),                              \
		    sizeof(((HtSettings *)0)->field), FALSE                                        \
	}
#define SWITCH(group, key, field)                                                                  \
	{                                                                                          \
		group, key, 0, 1, offsetof(HtSettings, field), sizeof(((HtSettings *)0)->field),   \
		    TRUE                                                                           \
	}

static const Known known_keys[] = {
    KNOWN("hub", "commit-interval-ms", 50, 2000, store.commit_interval_ms),
    KNOWN("hub", "queue-bytes", 1 << 16, 1 << 28, store.queue_bytes_max),
    SWITCH("hub", "trust-clock", trust_clock),
    KNOWN("hub", "inbox-bytes", 1 << 20, G_GINT64_CONSTANT(1) << 40, inbox.quota_bytes),
    KNOWN("link", "ring-bytes", 1 << 12, 1 << 24, link.ring_bytes),
    KNOWN("link", "retry-ms", 1, 60000, link.retry_ms),
    KNOWN("link", "retry-max-ms", 1, 3600000, link.retry_max_ms),
    KNOWN("link", "links-max", 1, 32, link.links_max),
    SWITCH("link", "indications", link.indications),
    KNOWN("retention", "waveform-days", 0, 36500, housekeeping.waveform_days),
    KNOWN("retention", "motion-days", 0, 36500, housekeeping.motion_days),
    KNOWN("retention", "findings-days", 0, 36500, housekeeping.findings_days),
    KNOWN("retention", "values-days", 0, 36500, housekeeping.values_days),
    KNOWN("store", "warn-free-bytes", 0, G_GINT64_CONSTANT(1) << 40, housekeeping.warn_free_bytes),
    KNOWN("store", "quota-bytes", 0, G_GINT64_CONSTANT(1) << 50, housekeeping.quota_bytes),
    SWITCH("store", "drop-oldest", housekeeping.drop_oldest),
};

static const Known *find(const char *group, const char *key)
{
	for (gsize i = 0; i < G_N_ELEMENTS(known_keys); i++)
		if (g_str_equal(known_keys[i].group, group) && g_str_equal(known_keys[i].key, key))
			return &known_keys[i];
	return NULL;
}

static void assign(HtSettings *settings, const Known *known, gint64 value)
{
	char *field = (char *)settings + known->offset;

	if (known->size == sizeof(guint)) {
		guint narrow = (guint)value;

		memcpy(field, &narrow, sizeof narrow);
	} else {
		gsize wide = (gsize)value;

		memcpy(field, &wide, sizeof wide);
	}
}

static gboolean read_switch(const char *text, gint64 *value)
{
	*value = g_str_equal(text, "true");
	return *value || g_str_equal(text, "false");
}

static gboolean read_value(const Known *known, const char *text, gint64 *value, GError **error)
{
	if (known->is_switch) {
		if (read_switch(text, value))
			return TRUE;
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "[%s] %s: give true or false",
			    known->group, known->key);
		return FALSE;
	}
	if (g_ascii_string_to_signed(text, 10, known->least, known->most, value, NULL))
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "[%s] %s: give a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
		    known->group, known->key, known->least, known->most);
	return FALSE;
}

static gboolean take_key(HtSettings *settings, GKeyFile *file, const char *group, const char *key,
			 GError **error)
{
	const Known *known = find(group, key);
	gint64 value;

	if (!known) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "[%s] %s: no such setting", group,
			    key);
		return FALSE;
	}
	g_autofree char *text = g_key_file_get_string(file, group, key, error);

	if (!text)
		return FALSE;
	if (!read_value(known, text, &value, error))
		return FALSE;
	assign(settings, known, value);
	return TRUE;
}

static gboolean take_group(HtSettings *settings, GKeyFile *file, const char *group, GError **error)
{
	g_auto(GStrv) keys = g_key_file_get_keys(file, group, NULL, error);

	if (!keys)
		return FALSE;
	for (char **key = keys; *key; key++)
		if (!take_key(settings, file, group, *key, error))
			return FALSE;
	return TRUE;
}

static gboolean check_whole(const HtSettings *settings, GError **error)
{
	if ((settings->link.ring_bytes & (settings->link.ring_bytes - 1)) != 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "[link] ring-bytes: give a power of two");
		return FALSE;
	}
	if (settings->link.retry_max_ms < settings->link.retry_ms) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "[link] retry-max-ms: is less than retry-ms");
		return FALSE;
	}
	return TRUE;
}

static gboolean take_file(HtSettings *settings, GKeyFile *file, GError **error)
{
	g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);

	for (char **group = groups; *group; group++)
		if (!take_group(settings, file, *group, error))
			return FALSE;
	return check_whole(settings, error);
}

gboolean ht_settings_load(HtSettings *settings, const char *path, GError **error)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(GError) problem = NULL;
	const char *name = path ? path : HT_SETTINGS_PATH_DEFAULT;

	*settings = (HtSettings){.store = ht_store_settings_default};
	/* A second's record that waited for its last packet must be on disk 2 s after its first
	 * sample; there is one record a second, so this makes no more commits than that. */
	settings->store.commit_interval_ms = 250;
	settings->link = ht_link_settings_default;
	settings->inbox = ht_inbox_settings_default;
	settings->housekeeping = ht_housekeeping_default;
	if (g_key_file_load_from_file(file, name, G_KEY_FILE_NONE, &problem) &&
	    take_file(settings, file, &problem))
		return TRUE;
	if (!path && g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s: %s", name, problem->message);
	return FALSE;
}
