/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store-inserter.h"

#include "privacy/store-connection.h"
#include "privacy/store-statements.h"
#include "privacy/store-error.h"

enum { NAMES_KEPT_MAX = 1024 };

/* Ids of persons and streams, and the longest record of each kind, are remembered: three look-ups
 * fewer per record. A rollback takes back what was added meanwhile, so it empties all three. */
struct _HtStoreInserter {
	sqlite3 *db;
	sqlite3_stmt *statements[HT_STATEMENT_COUNT];
	GHashTable *persons; /* name to gint64 id */
	GHashTable *streams;
	GHashTable *longest_ns; /* kind to gint64 */
};

static const HtStatement used[] = {
    HT_STATEMENT_BEGIN,       HT_STATEMENT_COMMIT,       HT_STATEMENT_ROLLBACK,
    HT_STATEMENT_ADD_PERSON,  HT_STATEMENT_FIND_PERSON,  HT_STATEMENT_ADD_STREAM,
    HT_STATEMENT_FIND_STREAM, HT_STATEMENT_FIND_LONGEST, HT_STATEMENT_PUT_LONGEST,
    HT_STATEMENT_ADD_RECORD,  HT_STATEMENT_PUT_DOCUMENT, HT_STATEMENT_REMOVE_DOCUMENT,
};

static GHashTable *names_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

HtStoreInserter *ht_store_inserter_new(sqlite3 *db, GError **error)
{
	HtStoreInserter *inserter = g_new0(HtStoreInserter, 1);

	inserter->db = db;
	inserter->persons = names_new();
	inserter->streams = names_new();
	inserter->longest_ns = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	for (gsize i = 0; i < G_N_ELEMENTS(used); i++) {
		int result = ht_store_prepare(db, used[i], &inserter->statements[used[i]]);

		if (result != SQLITE_OK) {
			ht_store_set_error(error, result, "cannot prepare to write the database");
			ht_store_inserter_free(inserter);
			return NULL;
		}
	}
	return inserter;
}

void ht_store_inserter_free(HtStoreInserter *inserter)
{
	for (gsize i = 0; i < HT_STATEMENT_COUNT; i++)
		sqlite3_finalize(inserter->statements[i]);
	g_hash_table_unref(inserter->persons);
	g_hash_table_unref(inserter->streams);
	g_hash_table_unref(inserter->longest_ns);
	g_free(inserter);
}

/* Steps a statement that answers at most one integer, and makes it ready for the next time. */
static int run(HtStoreInserter *inserter, HtStatement statement, gint64 *answer)
{
	sqlite3_stmt *prepared = inserter->statements[statement];
	int result = sqlite3_step(prepared);

	if (result == SQLITE_ROW && answer)
		*answer = sqlite3_column_int64(prepared, 0);
	if (result == SQLITE_ROW || result == SQLITE_DONE)
		result = SQLITE_OK;
	sqlite3_reset(prepared);
	sqlite3_clear_bindings(prepared);
	return result;
}

static int bind_text(HtStoreInserter *inserter, HtStatement statement, int index, const char *text)
{
	return sqlite3_bind_text(inserter->statements[statement], index, text, -1, SQLITE_STATIC);
}

static gint64 *box(gint64 value)
{
	gint64 *boxed = g_new(gint64, 1);

	*boxed = value;
	return boxed;
}

static int name_to_id(HtStoreInserter *inserter, GHashTable *names, HtStatement add,
		      HtStatement find, const char *name, gint64 *id)
{
	const gint64 *known = g_hash_table_lookup(names, name);
	int result;

	if (known) {
		*id = *known;
		return SQLITE_OK;
	}
	bind_text(inserter, add, 1, name);
	result = run(inserter, add, NULL);
	if (result != SQLITE_OK)
		return result;
	bind_text(inserter, find, 1, name);
	result = run(inserter, find, id);
	if (result != SQLITE_OK)
		return result;
	if (g_hash_table_size(names) >= NAMES_KEPT_MAX)
		g_hash_table_remove_all(names);
	g_hash_table_insert(names, g_strdup(name), box(*id));
	return SQLITE_OK;
}

static int load_longest(HtStoreInserter *inserter, guint16 kind, gint64 *longest_ns)
{
	const gint64 *known =
	    g_hash_table_lookup(inserter->longest_ns, GINT_TO_POINTER((gint)kind));

	*longest_ns = known ? *known : -1;
	if (known)
		return SQLITE_OK;
	sqlite3_bind_int(inserter->statements[HT_STATEMENT_FIND_LONGEST], 1, kind);
	return run(inserter, HT_STATEMENT_FIND_LONGEST, longest_ns);
}

/* Also how a kind becomes known to queries for all kinds. */
static int note_duration(HtStoreInserter *inserter, guint16 kind, gint64 duration_ns)
{
	sqlite3_stmt *put = inserter->statements[HT_STATEMENT_PUT_LONGEST];
	gint64 longest_ns;
	int result = load_longest(inserter, kind, &longest_ns);

	if (result != SQLITE_OK)
		return result;
	if (duration_ns > longest_ns) {
		longest_ns = duration_ns;
		sqlite3_bind_int(put, 1, kind);
		sqlite3_bind_int64(put, 2, longest_ns);
		result = run(inserter, HT_STATEMENT_PUT_LONGEST, NULL);
	}
	if (result == SQLITE_OK)
		g_hash_table_insert(inserter->longest_ns, GINT_TO_POINTER((gint)kind),
				    box(longest_ns));
	return result;
}

static int insert_row(HtStoreInserter *inserter, const struct record *record, gint64 person,
		      gint64 stream)
{
	sqlite3_stmt *add = inserter->statements[HT_STATEMENT_ADD_RECORD];

	sqlite3_bind_int64(add, 1, person);
	sqlite3_bind_int64(add, 2, stream);
	sqlite3_bind_int(add, 3, record->kind);
	sqlite3_bind_int(add, 4, record->version);
	sqlite3_bind_int64(add, 5, record->start_utc_ns);
	sqlite3_bind_int64(add, 6, record->end_utc_ns - record->start_utc_ns);
	for (int i = 0; i < RECORD_NUMBERS; i++)
		sqlite3_bind_double(add, 7 + i, record->number[i]); /* not a number: NULL */
	if (record->blob_size > 0)
		sqlite3_bind_blob64(add, 11, record->blob, record->blob_size, SQLITE_STATIC);
	return run(inserter, HT_STATEMENT_ADD_RECORD, NULL);
}

int ht_store_inserter_begin(HtStoreInserter *inserter)
{
	return run(inserter, HT_STATEMENT_BEGIN, NULL);
}

int ht_store_inserter_add(HtStoreInserter *inserter, const struct record *record)
{
	gint64 person = 0;
	gint64 stream = 0;
	int result;

	result = name_to_id(inserter, inserter->persons, HT_STATEMENT_ADD_PERSON,
			    HT_STATEMENT_FIND_PERSON, record->person, &person);
	if (result == SQLITE_OK)
		result = name_to_id(inserter, inserter->streams, HT_STATEMENT_ADD_STREAM,
				    HT_STATEMENT_FIND_STREAM, record->stream, &stream);
	if (result == SQLITE_OK)
		result = note_duration(inserter, record->kind,
				       record->end_utc_ns - record->start_utc_ns);
	return result == SQLITE_OK ? insert_row(inserter, record, person, stream) : result;
}

int ht_store_inserter_commit(HtStoreInserter *inserter)
{
	return run(inserter, HT_STATEMENT_COMMIT, NULL);
}

void ht_store_inserter_roll_back(HtStoreInserter *inserter)
{
	/* Some errors end the transaction by themselves. */
	if (!sqlite3_get_autocommit(inserter->db))
		run(inserter, HT_STATEMENT_ROLLBACK, NULL);
	g_hash_table_remove_all(inserter->persons);
	g_hash_table_remove_all(inserter->streams);
	g_hash_table_remove_all(inserter->longest_ns);
}

int ht_store_inserter_put_document(HtStoreInserter *inserter, const char *collection,
				   const char *id, GBytes *content)
{
	HtStatement statement = content ? HT_STATEMENT_PUT_DOCUMENT : HT_STATEMENT_REMOVE_DOCUMENT;

	bind_text(inserter, statement, 1, collection);
	bind_text(inserter, statement, 2, id);
	if (content) {
		gsize size;
		gconstpointer data = g_bytes_get_data(content, &size);

		/* Empty is not NULL. */
		sqlite3_bind_blob64(inserter->statements[statement], 3, size > 0 ? data : "", size,
				    SQLITE_STATIC);
	}
	return run(inserter, statement, NULL);
}
