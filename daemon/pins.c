/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/pins.h"

#include "common/glib/ht-error.h"
#include "privacy/state-dir.h"

#include <string.h>

enum { PINS_VERSION = 1 };

#define FILE_GROUP "pins"

struct _HtPins {
	char *state_dir;
	GHashTable *identities; /* address -> HtIdentity */
};

/* The texts of an identity, by their key. */
static const struct {
	const char *key;
	gsize offset;
	gsize size;
} texts[] = {
    {"manufacturer", offsetof(HtIdentity, manufacturer), sizeof(((HtIdentity *)0)->manufacturer)},
    {"model", offsetof(HtIdentity, model), sizeof(((HtIdentity *)0)->model)},
    {"serial", offsetof(HtIdentity, serial), sizeof(((HtIdentity *)0)->serial)},
    {"firmware", offsetof(HtIdentity, firmware), sizeof(((HtIdentity *)0)->firmware)},
    {"gatt", offsetof(HtIdentity, gatt), sizeof(((HtIdentity *)0)->gatt)},
};

static gboolean read_identity(GKeyFile *file, const char *address, HtIdentity *identity,
			      GError **error)
{
	g_autoptr(GError) problem = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *text = g_key_file_get_string(file, address, texts[i].key, error);

		if (!text)
			return FALSE;
		if (strlen(text) >= texts[i].size) {
			g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED, "%s is too long",
				    texts[i].key);
			return FALSE;
		}
		g_strlcpy((char *)identity + texts[i].offset, text, texts[i].size);
	}
	identity->bonded = g_key_file_get_boolean(file, address, "bonded", &problem);
	if (!problem)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

static gboolean read_file(HtPins *pins, GKeyFile *file, GError **error)
{
	g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);

	if (g_key_file_get_integer(file, FILE_GROUP, "version", error) != PINS_VERSION) {
		if (error && !*error)
			g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED,
					    "is of another version");
		return FALSE;
	}
	for (char **group = groups; *group; group++) {
		HtIdentity identity = {0};

		if (g_str_equal(*group, FILE_GROUP))
			continue;
		if (!read_identity(file, *group, &identity, error))
			return FALSE;
		g_hash_table_insert(pins->identities, g_strdup(*group),
				    g_memdup2(&identity, sizeof identity));
	}
	return TRUE;
}

HtPins *ht_pins_load(const char *state_dir, GError **error)
{
	g_autofree char *path = g_build_filename(state_dir, HT_PINS_FILE, NULL);
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(HtPins) pins = g_new0(HtPins, 1);
	g_autoptr(GError) problem = NULL;

	pins->state_dir = g_strdup(state_dir);
	pins->identities = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &problem)) {
		if (read_file(pins, file, &problem))
			return g_steal_pointer(&pins);
	} else if (g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
		return g_steal_pointer(&pins);
	}
	g_set_error(
	    error, HT_ERROR, HT_ERROR_DAMAGED,
	    "%s cannot be read (%s): no wearable is authentic until it is restored, or moved "
	    "away and each wearable paired anew",
	    path, problem->message);
	return NULL;
}

void ht_pins_free(HtPins *pins)
{
	if (!pins)
		return;
	g_hash_table_unref(pins->identities);
	g_free(pins->state_dir);
	g_free(pins);
}

const HtIdentity *ht_pins_get(const HtPins *pins, const char *address)
{
	return g_hash_table_lookup(pins->identities, address);
}

static int by_address(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static gboolean write_file(const HtPins *pins, GError **error)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autofree const char **addresses =
	    (const char **)g_hash_table_get_keys_as_array(pins->identities, NULL);
	guint count = g_hash_table_size(pins->identities);
	g_autofree char *content = NULL;
	gsize size;

	qsort(addresses, count, sizeof *addresses, by_address);
	g_key_file_set_integer(file, FILE_GROUP, "version", PINS_VERSION);
	for (guint i = 0; i < count; i++) {
		const HtIdentity *identity = ht_pins_get(pins, addresses[i]);

		for (gsize t = 0; t < G_N_ELEMENTS(texts); t++)
			g_key_file_set_string(file, addresses[i], texts[t].key,
					      (const char *)identity + texts[t].offset);
		g_key_file_set_boolean(file, addresses[i], "bonded", identity->bonded);
	}
	content = g_key_file_to_data(file, &size, NULL);
	return ht_state_dir_replace(pins->state_dir, HT_PINS_FILE, content, size, error);
}

/* In memory is what is on disk: what cannot be written is undone. */
static gboolean change(HtPins *pins, const char *address, const HtIdentity *identity,
		       GError **error)
{
	g_autofree HtIdentity *before = g_memdup2(ht_pins_get(pins, address), sizeof(HtIdentity));

	if (identity)
		g_hash_table_insert(pins->identities, g_strdup(address),
				    g_memdup2(identity, sizeof *identity));
	else
		g_hash_table_remove(pins->identities, address);
	if (write_file(pins, error))
		return TRUE;
	if (before)
		g_hash_table_insert(pins->identities, g_strdup(address), g_steal_pointer(&before));
	else
		g_hash_table_remove(pins->identities, address);
	return FALSE;
}

gboolean ht_pins_put(HtPins *pins, const char *address, const HtIdentity *identity, GError **error)
{
	const HtIdentity *known = ht_pins_get(pins, address);

	if (known && memcmp(known, identity, sizeof *known) == 0)
		return TRUE;
	return change(pins, address, identity, error);
}

gboolean ht_pins_remove(HtPins *pins, const char *address, GError **error)
{
	return !ht_pins_get(pins, address) || change(pins, address, NULL, error);
}
