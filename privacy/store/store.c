/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-internal.h"

#include "common/glib/ht-error.h"
#include "privacy/state-dir.h"
#include "privacy/store/store-error.h"
#include "privacy/store/store-reader.h"
#include "privacy/store/store-rekey.h"
#include "privacy/store/store-retire.h"
#include "privacy/store/store-snapshot.h"

#include <string.h>

/* Hub documents that mark what was folded in. */
#define FOLDED "store.folded"

const HtStoreSettings ht_store_settings_default = {
    .queue_bytes_max = 4u << 20,
    /* With one-second records this keeps what is stored less than 2 s behind. */
    .commit_interval_ms = 500,
};

HtStore *ht_store_open(const char *dir, const HtKeyring *keyring, const HtStoreSettings *settings,
		       const HtStoreEvents *events, GMainContext *events_context, GError **error)
{
	HtStore *store = g_new0(HtStore, 1);

	if (!ht_store_parts_open(&store->parts, dir, keyring, error)) {
		g_clear_pointer(&store->parts.inserter, ht_store_inserter_free);
		ht_store_parts_close(&store->parts);
		g_free(store);
		return NULL;
	}
	store->notifier = ht_store_notifier_new(events, events_context);
	store->writer = ht_store_writer_start(store->parts.inserter, store->notifier,
					      settings ? settings : &ht_store_settings_default);
	return store;
}

gboolean ht_store_close(HtStore *store, GError **error)
{
	gboolean written = ht_store_writer_stop(store->writer, error);

	ht_store_notifier_close(store->notifier);
	ht_store_parts_close(&store->parts);
	g_free(store);
	return written;
}

static gboolean is_id(const char text[RECORD_ID_MAX])
{
	return memchr(text, '\0', RECORD_ID_MAX) != NULL && g_utf8_validate(text, -1, NULL);
}

static gboolean is_valid(const struct record *record, GError **error)
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
	return TRUE;
}

static gboolean are_valid(const struct record *records, gsize count, GError **error)
{
	for (gsize i = 0; i < count; i++) {
		if (!is_valid(&records[i], error))
			return FALSE;
	}
	return TRUE;
}

gboolean ht_store_append(HtStore *store, const struct record *record, GError **error)
{
	return is_valid(record, error) &&
	       ht_store_writer_append(store->writer, record, FALSE, error);
}

gboolean ht_store_pass_over(HtStore *store, const struct record *record, GError **error)
{
	return is_valid(record, error) &&
	       ht_store_writer_append(store->writer, record, TRUE, error);
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
	HtStoreReading *reading = ht_store_pool_take(store->parts.pool, error);
	gboolean read;

	if (!reading)
		return FALSE;
	read = ht_store_reader_query(reading, query, visitor, context, error);
	ht_store_pool_give_back(store->parts.pool, reading);
	return read;
}

static int replace_in_thread(HtStoreInserter *inserter, gpointer context)
{
	return ht_store_replacement(inserter, *(const HtStoreReplacement **)context);
}

gboolean ht_store_replace(HtStore *store, const HtStoreReplacement *replacement, GError **error)
{
	if (!are_valid(replacement->records, replacement->count, error))
		return FALSE;
	return ht_store_writer_work(store->writer, replace_in_thread, &replacement,
				    "cannot replace records", error);
}

struct deriving {
	const GArray *keys;
	const struct record *records;
	gsize count;
};

/* The month still has the key that it had before. */
static gboolean has_key_of(HtStoreInserter *inserter, const struct record *record,
			   const GArray *keys)
{
	g_autoptr(GArray) now =
	    ht_segment_keys_list(ht_store_inserter_keys(inserter), record->person,
				 ht_segment_month_of(record->start_utc_ns));

	for (guint i = 0; now->len > 0 && i < keys->len; i++) {
		if (g_array_index(keys, guint32, i) == g_array_index(now, guint32, 0))
			return TRUE;
	}
	return FALSE;
}

static int derive_in_thread(HtStoreInserter *inserter, gpointer context)
{
	const struct deriving *deriving = context;
	int result = ht_store_inserter_begin(inserter);

	for (gsize i = 0; i < deriving->count && result == SQLITE_OK; i++) {
		if (has_key_of(inserter, &deriving->records[i], deriving->keys))
			result = ht_store_inserter_add(inserter, &deriving->records[i]);
	}
	return ht_store_inserter_end(inserter, result);
}

gboolean ht_store_derive(HtStore *store, const GArray *keys, const struct record *records,
			 gsize count, GError **error)
{
	struct deriving deriving = {keys, records, count};

	if (!are_valid(records, count, error))
		return FALSE;
	return count == 0 || ht_store_writer_work(store->writer, derive_in_thread, &deriving,
						  "cannot keep what was summed up", error);
}

struct folding {
	const char *source;
	const struct record *records; /* NULL = forget the source */
	gsize count;
};

/* Whether the mark is there counts as seen from inside the transaction. */
static int fold_in_thread(HtStoreInserter *inserter, gpointer context)
{
	const struct folding *folding = context;
	g_autoptr(GBytes) mark = g_bytes_new_static("", 0);
	gboolean there = FALSE;
	int result = ht_store_inserter_begin(inserter);

	if (result == SQLITE_OK)
		result = ht_store_inserter_has_document(inserter, FOLDED, folding->source, &there);
	for (gsize i = 0; i < folding->count && result == SQLITE_OK && !there; i++)
		result = ht_store_inserter_add(inserter, &folding->records[i]);
	if (result == SQLITE_OK && !there)
		result =
		    ht_store_inserter_put_document(inserter, "", FOLDED, folding->source, mark);
	return ht_store_inserter_end(inserter, result);
}

gboolean ht_store_fold(HtStore *store, const char *source, const struct record *records,
		       gsize count, GError **error)
{
	struct folding folding = {source, records, count};

	if (!are_valid(records, count, error))
		return FALSE;
	return ht_store_writer_work(store->writer, fold_in_thread, &folding,
				    "cannot fold in what was recorded while locked", error);
}

gboolean ht_store_folded(HtStore *store, const char *source)
{
	g_autoptr(GBytes) mark = ht_store_get_document(store, FOLDED, source, NULL);

	return mark != NULL;
}

gboolean ht_store_fold_forget(HtStore *store, const char *source, GError **error)
{
	return ht_store_put_document(store, NULL, FOLDED, source, NULL, error);
}

struct putting {
	const char *person;
	const char *collection;
	const char *id;
	GBytes *content;
	gboolean erased; /* the person was: nothing is put */
};

static int put_in_thread(HtStoreInserter *inserter, gpointer context)
{
	struct putting *putting = context;
	int result;

	putting->erased =
	    putting->content && ht_store_inserter_is_erased(inserter, putting->person);
	if (putting->erased)
		return SQLITE_OK;
	result = ht_store_inserter_begin(inserter);
	if (result == SQLITE_OK)
		result = ht_store_inserter_put_document(
		    inserter, putting->person, putting->collection, putting->id, putting->content);
	return ht_store_inserter_end(inserter, result);
}

gboolean ht_store_put_document(HtStore *store, const char *person, const char *collection,
			       const char *id, GBytes *content, GError **error)
{
	struct putting putting = {person ? person : "", collection, id, content, FALSE};

	if (!ht_store_writer_work(store->writer, put_in_thread, &putting,
				  "cannot write the document", error))
		return FALSE;
	if (putting.erased)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_NOT_FOUND,
				    "the person was erased: nothing more is kept of it");
	return !putting.erased;
}

GBytes *ht_store_get_document(HtStore *store, const char *collection, const char *id,
			      GError **error)
{
	HtStoreReading *reading = ht_store_pool_take(store->parts.pool, error);
	GBytes *content;

	if (!reading)
		return NULL;
	content = ht_store_reader_get_document(reading, collection, id, error);
	ht_store_pool_give_back(store->parts.pool, reading);
	return content;
}

GHashTable *ht_store_list_documents(HtStore *store, const char *collection, GError **error)
{
	HtStoreReading *reading = ht_store_pool_take(store->parts.pool, error);
	GHashTable *documents;

	if (!reading)
		return NULL;
	documents = ht_store_reader_list_documents(reading, collection, error);
	ht_store_pool_give_back(store->parts.pool, reading);
	return documents;
}

gboolean ht_store_visit_documents(HtStore *store, const char *collection,
				  HtStoreDocumentVisitor visitor, gpointer context, GError **error)
{
	g_autoptr(GHashTable) documents = ht_store_list_documents(store, collection, error);
	GHashTableIter iter;
	gpointer id, content;

	if (!documents)
		return FALSE;
	g_hash_table_iter_init(&iter, documents);
	while (g_hash_table_iter_next(&iter, &id, &content))
		if (!visitor(context, id, content, error))
			return FALSE;
	return TRUE;
}

void ht_store_head(HtStore *store, guint64 *epoch, guint8 digest[HT_STORE_DIGEST_SIZE])
{
	ht_store_inserter_head(store->parts.inserter, epoch, digest);
}

const HtStoreFindings *ht_store_lost(HtStore *store)
{
	return store->parts.lost;
}

HtSegmentKeys *ht_store_segments(HtStore *store)
{
	return store->parts.segments;
}

static int snapshot_in_thread(HtStoreInserter *inserter, gpointer context)
{
	return ht_store_snapshot_begin(context, inserter);
}

HtStoreSnapshot *ht_store_snapshot(HtStore *store, GError **error)
{
	HtStoreSnapshot *snapshot = ht_store_snapshot_new(store->parts.pool, error);
	g_autoptr(GError) failure = NULL;

	for (guint i = 0; snapshot && i < HT_STORE_SNAPSHOT_ATTEMPTS; i++) {
		g_clear_error(&failure);
		if (ht_store_writer_work(store->writer, snapshot_in_thread, snapshot,
					 "cannot take the database for a backup", &failure))
			return snapshot;
		if (!g_error_matches(failure, HT_ERROR, HT_ERROR_BUSY))
			break;
	}
	if (snapshot)
		g_propagate_error(error, g_steal_pointer(&failure));
	ht_store_snapshot_free(snapshot);
	return NULL;
}

static int rekey_in_thread(HtStoreInserter *inserter, gpointer context)
{
	return ht_store_rekeying(inserter, context);
}

gboolean ht_store_rekey(HtStore *store, const HtKeyring *keyring, GError **error)
{
	g_autoptr(HtSecret) key = ht_keyring_derive(keyring, HT_PURPOSE_DATABASE);
	HtStoreRekeying rekeying = {
	    .path = store->parts.path, .keyring = keyring, .writing = &store->parts.writing};
	gboolean done;

	if (!ht_store_rekey_has_room(store->parts.path, error) ||
	    !ht_segment_keys_rewrap(store->parts.segments, keyring, error))
		return FALSE;
	/* Whoever reads may be waiting for the writing thread: not in that. */
	if (!ht_store_pool_pause(store->parts.pool, HT_STORE_REKEY_PATIENCE_US)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_BUSY,
				    "somebody reads the database all the time: try again later");
		return FALSE;
	}
	done = ht_store_writer_work(store->writer, rekey_in_thread, &rekeying,
				    "cannot write the database under another key", error);
	ht_store_pool_resume(store->parts.pool, done ? key : NULL);
	return done;
}
