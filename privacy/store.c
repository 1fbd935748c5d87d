/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store.h"

#include "common/glib/ht-error.h"
#include "privacy/state-dir.h"
#include "privacy/store-connection.h"
#include "privacy/store-pool.h"
#include "privacy/store-reader.h"
#include "privacy/store-schema.h"
#include "privacy/store-writer.h"

#include <string.h>

#define DATABASE_NAME "twin.db"

struct _HtStore {
	sqlite3 *writing; /* the writing thread's, once that runs */
	HtStorePool *pool;
	HtStoreNotifier *notifier;
	HtStoreWriter *writer;
};

const HtStoreSettings ht_store_settings_default = {
    .queue_bytes_max = 4u << 20,
    /* With one-second records this keeps what is stored less than 2 s behind. */
    .commit_interval_ms = 500,
};

/* Sets *inserter and the connections, or leaves what it has for free_closed(). */
static gboolean open_database(HtStore *store, const char *dir, const HtKeyring *keyring,
			      HtStoreInserter **inserter, GError **error)
{
	g_autofree char *path = g_build_filename(dir, DATABASE_NAME, NULL);
	g_autoptr(HtSecret) key = ht_keyring_derive(keyring, HT_PURPOSE_DATABASE);

	store->writing = ht_store_connection_open(path, key, HT_STORE_WRITING, error);
	if (!store->writing || !ht_store_schema_migrate(store->writing, error) ||
	    !ht_state_dir_sync(dir, error))
		return FALSE;
	store->pool = ht_store_pool_new(path, key, error);
	if (!store->pool)
		return FALSE;
	*inserter = ht_store_inserter_new(store->writing, error);
	return *inserter != NULL;
}

static void free_closed(HtStore *store)
{
	/* The writing one last: closing it folds the log into the database. */
	if (store->pool)
		ht_store_pool_free(store->pool);
	ht_store_connection_close(store->writing);
	g_free(store);
}

HtStore *ht_store_open(const char *dir, const HtKeyring *keyring, const HtStoreSettings *settings,
		       const HtStoreEvents *events, GMainContext *events_context, GError **error)
{
	HtStore *store = g_new0(HtStore, 1);
	HtStoreInserter *inserter = NULL;

	if (!ht_state_dir_prepare(dir, error) ||
	    !open_database(store, dir, keyring, &inserter, error)) {
		free_closed(store);
		return NULL;
	}
	store->notifier = ht_store_notifier_new(events, events_context);
	store->writer = ht_store_writer_start(inserter, store->notifier,
					      settings ? settings : &ht_store_settings_default);
	return store;
}

gboolean ht_store_close(HtStore *store, GError **error)
{
	gboolean written = ht_store_writer_stop(store->writer, error);

	ht_store_notifier_close(store->notifier);
	free_closed(store);
	return written;
}

static gboolean is_id(const char text[RECORD_ID_MAX])
{
	return memchr(text, '\0', RECORD_ID_MAX) != NULL && g_utf8_validate(text, -1, NULL);
}

gboolean ht_store_append(HtStore *store, const struct record *record, GError **error)
{
	gint64 duration_ns;

	if (!is_id(record->person) || !is_id(record->stream) || record->kind == 0 ||
	    record->version == 0 ||
	    __builtin_sub_overflow(record->end_utc_ns, record->start_utc_ns, &duration_ns) ||
	    duration_ns < 0) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "a record needs ids in UTF-8, a kind, a version, and an end "
				    "that is not before its start");
		return FALSE;
	}
	return ht_store_writer_append(store->writer, record, error);
}

gboolean ht_store_has_room(HtStore *store)
{
	return ht_store_writer_has_room(store->writer);
}

gboolean ht_store_flush(HtStore *store, GError **error)
{
	return ht_store_writer_flush(store->writer, error);
}

gboolean ht_store_query(HtStore *store, const HtStoreQuery *query, HtStoreVisitor visitor,
			gpointer context, GError **error)
{
	sqlite3 *db = ht_store_pool_take(store->pool, error);
	gboolean read;

	if (!db)
		return FALSE;
	read = ht_store_reader_query(db, query, visitor, context, error);
	ht_store_pool_give_back(store->pool, db);
	return read;
}

gboolean ht_store_put_document(HtStore *store, const char *collection, const char *id,
			       GBytes *content, GError **error)
{
	return ht_store_writer_put_document(store->writer, collection, id, content, error);
}

GBytes *ht_store_get_document(HtStore *store, const char *collection, const char *id,
			      GError **error)
{
	sqlite3 *db = ht_store_pool_take(store->pool, error);
	GBytes *content;

	if (!db)
		return NULL;
	content = ht_store_reader_get_document(db, collection, id, error);
	ht_store_pool_give_back(store->pool, db);
	return content;
}

GHashTable *ht_store_list_documents(HtStore *store, const char *collection, GError **error)
{
	sqlite3 *db = ht_store_pool_take(store->pool, error);
	GHashTable *documents;

	if (!db)
		return NULL;
	documents = ht_store_reader_list_documents(db, collection, error);
	ht_store_pool_give_back(store->pool, db);
	return documents;
}
