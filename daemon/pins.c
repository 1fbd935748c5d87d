/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/pins.h"

#include "common/glib/ht-error.h"
#include "daemon/locked/identity-text.h"
#include "privacy/state-dir.h"

#include <glib/gstdio.h>
#include <string.h>

enum { FILE_VERSION = 1 };

#define FILE_GROUP "pins" /* of the file of earlier versions */
#define COLLECTION "pins"
#define GROUP      "identity" /* of a document */

struct _HtPins {
	HtStore *store;         /* NULL = locked */
	GHashTable *identities; /* address -> HtIdentity */
};

static HtPins *pins_new(HtStore *store)
{
	HtPins *pins = g_new0(HtPins, 1);

	pins->store = store;
	pins->identities = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return pins;
}

void ht_pins_free(HtPins *pins)
{
	if (!pins)
		return;
	g_hash_table_unref(pins->identities);
	g_free(pins);
}

static void know(HtPins *pins, const char *address, const HtIdentity *identity)
{
	g_hash_table_insert(pins->identities, g_strdup(address),
			    g_memdup2(identity, sizeof *identity));
}

HtPins *ht_pins_new_locked(const HtEnrolment *enrolment)
{
	HtPins *pins = pins_new(NULL);

	for (guint i = 0; i < enrolment->wearables->len; i++) {
		const HtEnrolled *enrolled = enrolment->wearables->pdata[i];

		if (enrolled->is_pinned)
			know(pins, enrolled->address, &enrolled->identity);
	}
	return pins;
}

static gboolean take_pin(gpointer context, const char *address, GBytes *content, GError **error)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	HtIdentity identity;

	if (!g_key_file_load_from_bytes(file, content, G_KEY_FILE_NONE, error) ||
	    !ht_identity_read(file, GROUP, &identity, error))
		return FALSE;
	know(context, address, &identity);
	return TRUE;
}

static gboolean write_document(HtPins *pins, const char *address, const HtIdentity *identity,
			       GError **error)
{
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(GBytes) content = NULL;
	char *text;
	gsize size;

	if (!pins->store) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_LOCKED, "the hub is locked");
		return FALSE;
	}
	if (identity) {
		ht_identity_write(file, GROUP, identity);
		text = g_key_file_to_data(file, &size, NULL);
		content = g_bytes_new_take(text, size);
	}
	return ht_store_put_document(pins->store, NULL, COLLECTION, address, content, error);
}

static gboolean take_file(HtPins *pins, GKeyFile *file, GError **error)
{
	g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);

	if (g_key_file_get_integer(file, FILE_GROUP, "version", error) != FILE_VERSION) {
		if (error && !*error)
			g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED,
					    "is of another version");
		return FALSE;
	}
	for (char **group = groups; *group; group++) {
		HtIdentity identity;

		if (g_str_equal(*group, FILE_GROUP))
			continue;
		if (!ht_identity_read(file, *group, &identity, error))
			return FALSE;
		/* Known already: the hub was ended between the document and the file's removal. */
		if (!ht_pins_get(pins, *group))
			know(pins, *group, &identity);
	}
	return TRUE;
}

static gboolean keep_all(HtPins *pins, GError **error)
{
	GHashTableIter iter;
	gpointer address, identity;

	g_hash_table_iter_init(&iter, pins->identities);
	while (g_hash_table_iter_next(&iter, &address, &identity))
		if (!write_document(pins, address, identity, error))
			return FALSE;
	return TRUE;
}

/* Earlier versions had a file of its own. */
static gboolean upgrade(HtPins *pins, const char *state_dir, GError **error)
{
	g_autofree char *path = g_build_filename(state_dir, HT_PINS_FILE, NULL);
	g_autoptr(GKeyFile) file = g_key_file_new();
	g_autoptr(GError) problem = NULL;

	if (g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &problem)) {
		if (take_file(pins, file, &problem))
			return keep_all(pins, error) && g_unlink(path) == 0 &&
			       ht_state_dir_sync(state_dir, error);
	} else if (g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
		return TRUE;
	}
	g_set_error(
	    error, HT_ERROR, HT_ERROR_DAMAGED,
	    "%s cannot be read (%s): no wearable is authentic until it is restored, or moved "
	    "away and each wearable paired anew",
	    path, problem->message);
	return FALSE;
}

HtPins *ht_pins_load(HtStore *store, const char *state_dir, GError **error)
{
	g_autoptr(HtPins) pins = pins_new(store);

	if (ht_store_visit_documents(pins->store, COLLECTION, take_pin, pins, error) &&
	    upgrade(pins, state_dir, error))
		return g_steal_pointer(&pins);
	return NULL;
}

const HtIdentity *ht_pins_get(const HtPins *pins, const char *address)
{
	return g_hash_table_lookup(pins->identities, address);
}

gboolean ht_pins_put(HtPins *pins, const char *address, const HtIdentity *identity, GError **error)
{
	const HtIdentity *known = ht_pins_get(pins, address);

	if (known && memcmp(known, identity, sizeof *known) == 0)
		return TRUE;
	if (!write_document(pins, address, identity, error))
		return FALSE;
	know(pins, address, identity);
	return TRUE;
}

gboolean ht_pins_remove(HtPins *pins, const char *address, GError **error)
{
	if (!ht_pins_get(pins, address))
		return TRUE;
	if (!write_document(pins, address, NULL, error))
		return FALSE;
	g_hash_table_remove(pins->identities, address);
	return TRUE;
}
