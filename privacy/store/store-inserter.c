/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-inserter.h"

#include "privacy/store/store-connection.h"
#include "privacy/store/store-statements.h"
#include "privacy/store/store-error.h"

#include <string.h>

enum { NAMES_KEPT_MAX = 1024 };

/* Ids of persons and streams, the longest record of each kind and the segments of persons' months
 * are remembered: four look-ups fewer per record. A rollback takes back what was added meanwhile,
 * so it empties them. */
struct _HtStoreInserter {
	sqlite3 *db;
	HtSegmentKeys *keys;
	HtStoreSeal *seal;
	HtStoreLedger *ledger;
	HtStoreHead *head;
	GHashTable *segments; /* "person/month" to guint32 */

	GMutex lock; /* over the next two */
	guint64 epoch;
	guint8 digest[HT_STORE_SUM_SIZE];

	sqlite3_stmt *statements[HT_STATEMENT_COUNT];
	GHashTable *persons; /* name to gint64 id */
	GHashTable *streams;
	GHashTable *longest_ns; /* kind to gint64 */
	GHashTable *erased;     /* set of persons, since it was made */
};

static const HtStatement used[] = {
    HT_STATEMENT_BEGIN,        HT_STATEMENT_COMMIT,          HT_STATEMENT_ROLLBACK,
    HT_STATEMENT_ADD_PERSON,   HT_STATEMENT_FIND_PERSON,     HT_STATEMENT_ADD_STREAM,
    HT_STATEMENT_FIND_STREAM,  HT_STATEMENT_FIND_LONGEST,    HT_STATEMENT_PUT_LONGEST,
    HT_STATEMENT_ADD_RECORD,   HT_STATEMENT_REMOVE_RECORD,   HT_STATEMENT_PUT_DOCUMENT,
    HT_STATEMENT_GET_DOCUMENT, HT_STATEMENT_REMOVE_DOCUMENT,
};

static GHashTable *names_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static void publish(HtStoreInserter *inserter)
{
	guint64 epoch = ht_store_ledger_epoch(inserter->ledger);
	guint8 digest[HT_STORE_SUM_SIZE];

	ht_store_ledger_digest(inserter->ledger, epoch, digest);
	g_mutex_lock(&inserter->lock);
	inserter->epoch = epoch;
	memcpy(inserter->digest, digest, sizeof(digest));
	g_mutex_unlock(&inserter->lock);
}

HtStoreInserter *ht_store_inserter_new(sqlite3 *db, HtSegmentKeys *keys, HtStoreLedger *ledger,
				       HtStoreHead *head, GError **error)
{
	HtStoreInserter *inserter = g_new0(HtStoreInserter, 1);

	inserter->db = db;
	inserter->keys = keys;
	inserter->seal = ht_store_seal_new(keys);
	inserter->ledger = ledger;
	inserter->head = head;
	g_mutex_init(&inserter->lock);
	publish(inserter);
	inserter->segments = names_new();
	inserter->persons = names_new();
	inserter->streams = names_new();
	inserter->longest_ns = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	inserter->erased = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
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
	if (inserter->head)
		ht_store_head_finish(inserter->head);
	ht_store_head_free(inserter->head);
	ht_store_ledger_free(inserter->ledger);
	ht_store_seal_free(inserter->seal);
	g_mutex_clear(&inserter->lock);
	g_hash_table_unref(inserter->segments);
	g_hash_table_unref(inserter->persons);
	g_hash_table_unref(inserter->streams);
	g_hash_table_unref(inserter->longest_ns);
	g_hash_table_unref(inserter->erased);
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

/* Makes the key where there is none yet, which writes a file: once for each person and month. */
static int load_segment(HtStoreInserter *inserter, const char *person, guint32 month,
			guint32 *segment)
{
	char name[RECORD_ID_MAX + 16];
	const guint32 *known;

	g_snprintf(name, sizeof(name), "%s/%u", person, month);
	known = g_hash_table_lookup(inserter->segments, name);
	*segment = known ? *known : ht_segment_keys_number(inserter->keys, person, month, NULL);
	if (*segment == 0)
		return SQLITE_IOERR_WRITE;
	if (!known) {
		if (g_hash_table_size(inserter->segments) >= NAMES_KEPT_MAX)
			g_hash_table_remove_all(inserter->segments);
		g_hash_table_insert(inserter->segments, g_strdup(name),
				    g_memdup2(segment, sizeof(*segment)));
	}
	ht_store_ledger_name(inserter->ledger, *segment, person, month);
	return SQLITE_OK;
}

/* id 0 = the next. */
static int insert_row(HtStoreInserter *inserter, gint64 id, const struct record *record,
		      gint64 person, gint64 stream)
{
	sqlite3_stmt *add = inserter->statements[HT_STATEMENT_ADD_RECORD];
	guint8 seal[HT_STORE_SEAL_SIZE];
	const GByteArray *content;
	guint32 segment;
	int result = load_segment(inserter, record->person,
				  ht_segment_month_of(record->start_utc_ns), &segment);

	if (result != SQLITE_OK)
		return result;
	if (!ht_store_seal_record(inserter->seal, segment, record, seal, &content))
		return SQLITE_IOERR_WRITE;
	if (id != 0)
		sqlite3_bind_int64(add, 1, id);
	sqlite3_bind_int64(add, 2, person);
	sqlite3_bind_int64(add, 3, stream);
	sqlite3_bind_int(add, 4, record->kind);
	sqlite3_bind_int(add, 5, record->version);
	sqlite3_bind_int64(add, 6, record->start_utc_ns);
	sqlite3_bind_int64(add, 7, record->end_utc_ns - record->start_utc_ns);
	sqlite3_bind_int64(add, 8, segment);
	sqlite3_bind_blob(add, 9, seal, sizeof(seal), SQLITE_STATIC);
	sqlite3_bind_blob64(add, 10, content->data, content->len, SQLITE_STATIC);
	result = run(inserter, HT_STATEMENT_ADD_RECORD, NULL);
	if (result == SQLITE_OK) {
		HtStoreSum hash = ht_store_ledger_hash_record(
		    inserter->ledger, sqlite3_last_insert_rowid(inserter->db), seal);

		ht_store_ledger_add(inserter->ledger, segment, &hash);
	}
	return result;
}

sqlite3 *ht_store_inserter_database(HtStoreInserter *inserter)
{
	return inserter->db;
}

HtSegmentKeys *ht_store_inserter_keys(HtStoreInserter *inserter)
{
	return inserter->keys;
}

HtStoreLedger *ht_store_inserter_ledger(HtStoreInserter *inserter)
{
	return inserter->ledger;
}

void ht_store_inserter_head(HtStoreInserter *inserter, guint64 *epoch,
			    guint8 digest[HT_STORE_SUM_SIZE])
{
	g_mutex_lock(&inserter->lock);
	*epoch = inserter->epoch;
	memcpy(digest, inserter->digest, HT_STORE_SUM_SIZE);
	g_mutex_unlock(&inserter->lock);
}

void ht_store_inserter_erased(HtStoreInserter *inserter, const char *person)
{
	g_hash_table_add(inserter->erased, g_strdup(person));
}

gboolean ht_store_inserter_is_erased(const HtStoreInserter *inserter, const char *person)
{
	return g_hash_table_contains(inserter->erased, person);
}

int ht_store_inserter_begin(HtStoreInserter *inserter)
{
	return run(inserter, HT_STATEMENT_BEGIN, NULL);
}

int ht_store_inserter_add_as(HtStoreInserter *inserter, gint64 id, const struct record *record)
{
	gint64 person = 0;
	gint64 stream = 0;
	int result;

	if (ht_store_inserter_is_erased(inserter, record->person))
		return SQLITE_OK;
	result = name_to_id(inserter, inserter->persons, HT_STATEMENT_ADD_PERSON,
			    HT_STATEMENT_FIND_PERSON, record->person, &person);
	if (result == SQLITE_OK)
		result = name_to_id(inserter, inserter->streams, HT_STATEMENT_ADD_STREAM,
				    HT_STATEMENT_FIND_STREAM, record->stream, &stream);
	if (result == SQLITE_OK)
		result = note_duration(inserter, record->kind,
				       record->end_utc_ns - record->start_utc_ns);
	return result == SQLITE_OK ? insert_row(inserter, id, record, person, stream) : result;
}

int ht_store_inserter_add(HtStoreInserter *inserter, const struct record *record)
{
	return ht_store_inserter_add_as(inserter, 0, record);
}

int ht_store_inserter_remove(HtStoreInserter *inserter, gint64 id, guint32 segment,
			     const guint8 seal[HT_STORE_SEAL_SIZE])
{
	HtStoreSum hash = ht_store_ledger_hash_record(inserter->ledger, id, seal);
	int result;

	sqlite3_bind_int64(inserter->statements[HT_STATEMENT_REMOVE_RECORD], 1, id);
	result = run(inserter, HT_STATEMENT_REMOVE_RECORD, NULL);
	if (result == SQLITE_OK)
		ht_store_ledger_subtract(inserter->ledger, segment, &hash);
	return result;
}

/* Before another takes its place: out of the ledger. */
static int count_out_document(HtStoreInserter *inserter, const char *collection, const char *id)
{
	sqlite3_stmt *get = inserter->statements[HT_STATEMENT_GET_DOCUMENT];
	int result;

	bind_text(inserter, HT_STATEMENT_GET_DOCUMENT, 1, collection);
	bind_text(inserter, HT_STATEMENT_GET_DOCUMENT, 2, id);
	result = sqlite3_step(get);
	if (result == SQLITE_ROW && sqlite3_column_bytes(get, 1) == HT_STORE_SEAL_SIZE) {
		HtStoreSum hash = ht_store_ledger_hash_document(inserter->ledger, collection, id,
								sqlite3_column_blob(get, 1));

		ht_store_ledger_subtract(inserter->ledger, (guint32)sqlite3_column_int64(get, 0),
					 &hash);
	}
	sqlite3_reset(get);
	sqlite3_clear_bindings(get);
	return result == SQLITE_ROW || result == SQLITE_DONE ? SQLITE_OK : result;
}

int ht_store_inserter_has_document(HtStoreInserter *inserter, const char *collection,
				   const char *id, gboolean *has)
{
	sqlite3_stmt *get = inserter->statements[HT_STATEMENT_GET_DOCUMENT];
	int result;

	bind_text(inserter, HT_STATEMENT_GET_DOCUMENT, 1, collection);
	bind_text(inserter, HT_STATEMENT_GET_DOCUMENT, 2, id);
	result = sqlite3_step(get);
	*has = result == SQLITE_ROW;
	sqlite3_reset(get);
	sqlite3_clear_bindings(get);
	return result == SQLITE_ROW || result == SQLITE_DONE ? SQLITE_OK : result;
}

static int remove_document(HtStoreInserter *inserter, const char *collection, const char *id)
{
	bind_text(inserter, HT_STATEMENT_REMOVE_DOCUMENT, 1, collection);
	bind_text(inserter, HT_STATEMENT_REMOVE_DOCUMENT, 2, id);
	return run(inserter, HT_STATEMENT_REMOVE_DOCUMENT, NULL);
}

static int insert_document(HtStoreInserter *inserter, const char *person, const char *collection,
			   const char *id, GBytes *plain)
{
	sqlite3_stmt *put = inserter->statements[HT_STATEMENT_PUT_DOCUMENT];
	guint8 seal[HT_STORE_SEAL_SIZE];
	const GByteArray *content;
	guint32 segment;
	HtStoreSum hash;
	int result = load_segment(inserter, person, HT_SEGMENT_ALWAYS, &segment);

	if (result != SQLITE_OK)
		return result;
	if (!ht_store_seal_document(inserter->seal, segment, collection, id, plain, seal, &content))
		return SQLITE_IOERR_WRITE;
	bind_text(inserter, HT_STATEMENT_PUT_DOCUMENT, 1, collection);
	bind_text(inserter, HT_STATEMENT_PUT_DOCUMENT, 2, id);
	sqlite3_bind_int64(put, 3, segment);
	sqlite3_bind_blob(put, 4, seal, sizeof(seal), SQLITE_STATIC);
	/* Empty is not NULL. */
	sqlite3_bind_blob64(put, 5, content->len > 0 ? content->data : (const guint8 *)"",
			    content->len, SQLITE_STATIC);
	result = run(inserter, HT_STATEMENT_PUT_DOCUMENT, NULL);
	hash = ht_store_ledger_hash_document(inserter->ledger, collection, id, seal);
	if (result == SQLITE_OK)
		ht_store_ledger_add(inserter->ledger, segment, &hash);
	return result;
}

int ht_store_inserter_put_document(HtStoreInserter *inserter, const char *person,
				   const char *collection, const char *id, GBytes *content)
{
	int result = count_out_document(inserter, collection, id);

	if (result != SQLITE_OK)
		return result;
	return content ? insert_document(inserter, person, collection, id, content)
		       : remove_document(inserter, collection, id);
}

/* The head is durable before the commit is made: see store-head.h. */
static int write_ledger(HtStoreInserter *inserter)
{
	guint64 epoch = ht_store_ledger_epoch(inserter->ledger) + 1;
	guint8 digest[HT_STORE_SUM_SIZE];
	int result = ht_store_ledger_write(inserter->ledger, inserter->db);

	ht_store_ledger_digest(inserter->ledger, epoch, digest);
	if (result != SQLITE_OK || !inserter->head)
		return result;
	return ht_store_head_write(inserter->head, epoch, digest);
}

int ht_store_inserter_commit(HtStoreInserter *inserter)
{
	gboolean changed = ht_store_ledger_is_changed(inserter->ledger);
	int result = changed ? write_ledger(inserter) : SQLITE_OK;

	if (result == SQLITE_OK)
		result = run(inserter, HT_STATEMENT_COMMIT, NULL);
	if (result == SQLITE_OK && changed) {
		ht_store_ledger_committed(inserter->ledger);
		if (inserter->head)
			ht_store_head_committed(inserter->head);
		publish(inserter);
	}
	return result;
}

void ht_store_inserter_forget(HtStoreInserter *inserter)
{
	g_hash_table_remove_all(inserter->persons);
	g_hash_table_remove_all(inserter->streams);
	g_hash_table_remove_all(inserter->longest_ns);
	g_hash_table_remove_all(inserter->segments);
	ht_store_seal_forget(inserter->seal);
}

void ht_store_inserter_roll_back(HtStoreInserter *inserter)
{
	/* Some errors end the transaction by themselves. */
	if (!sqlite3_get_autocommit(inserter->db))
		run(inserter, HT_STATEMENT_ROLLBACK, NULL);
	ht_store_ledger_roll_back(inserter->ledger);
	ht_store_inserter_forget(inserter);
}

int ht_store_inserter_end(HtStoreInserter *inserter, int result)
{
	if (result == SQLITE_OK)
		result = ht_store_inserter_commit(inserter);
	if (result != SQLITE_OK)
		ht_store_inserter_roll_back(inserter);
	return result;
}

int ht_store_inserter_move(HtStoreInserter *inserter, sqlite3 *db)
{
	sqlite3_stmt *statements[HT_STATEMENT_COUNT] = {NULL};
	int result = SQLITE_OK;

	for (gsize i = 0; i < G_N_ELEMENTS(used) && result == SQLITE_OK; i++)
		result = ht_store_prepare(db, used[i], &statements[used[i]]);
	for (gsize i = 0; i < HT_STATEMENT_COUNT; i++)
		sqlite3_finalize(result == SQLITE_OK ? inserter->statements[i] : statements[i]);
	if (result != SQLITE_OK)
		return result;
	memcpy(inserter->statements, statements, sizeof(statements));
	inserter->db = db;
	return SQLITE_OK;
}
