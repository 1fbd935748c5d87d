/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-upgrade.h"

#include "common/glib/ht-error.h"
#include "privacy/store/store-error.h"

#include <math.h>
#include <string.h>

/* In version 1 one kind of document belonged to a person, and bore the person's id. */
#define PERSONS "persons"

static const char cannot_upgrade[] = "cannot seal what an earlier version stored";

/* These tables are gone in the newest schema: their statements stand here. */
#define BATCH "2000"
static const char list_records[] =
    "SELECT record_1.id, person.name, stream.name, kind, version, start_ns, duration_ns,"
    " n0, n1, n2, n3, blob FROM record_1 CROSS JOIN person ON person.id = record_1.person"
    " CROSS JOIN stream ON stream.id = record_1.stream ORDER BY record_1.id LIMIT " BATCH;
static const char drop_records[] =
    "DELETE FROM record_1 WHERE id IN (SELECT id FROM record_1 ORDER BY id LIMIT " BATCH ")";
static const char list_documents[] =
    "SELECT collection, id, content FROM document_1 ORDER BY collection, id LIMIT " BATCH;
static const char drop_documents[] =
    "DELETE FROM document_1 WHERE (SELECT count(*) FROM document AS moved"
    " WHERE moved.collection = document_1.collection AND moved.id = document_1.id) = 1";
static const char drop_tables[] = "BEGIN IMMEDIATE; DROP TABLE record_1; DROP TABLE document_1;"
				  "COMMIT";

enum column {
	COLUMN_ID,
	COLUMN_PERSON,
	COLUMN_STREAM,
	COLUMN_KIND,
	COLUMN_VERSION,
	COLUMN_START,
	COLUMN_DURATION,
	COLUMN_NUMBER,
	COLUMN_BLOB = COLUMN_NUMBER + RECORD_NUMBERS,
};

static void get_row(sqlite3_stmt *row, struct record *record)
{
	*record = (struct record){
	    .kind = (guint16)sqlite3_column_int(row, COLUMN_KIND),
	    .version = (guint16)sqlite3_column_int(row, COLUMN_VERSION),
	    .start_utc_ns = sqlite3_column_int64(row, COLUMN_START),
	    .blob = sqlite3_column_blob(row, COLUMN_BLOB),
	    .blob_size = (size_t)sqlite3_column_bytes(row, COLUMN_BLOB),
	};
	g_strlcpy(record->person, (const char *)sqlite3_column_text(row, COLUMN_PERSON),
		  RECORD_ID_MAX);
	g_strlcpy(record->stream, (const char *)sqlite3_column_text(row, COLUMN_STREAM),
		  RECORD_ID_MAX);
	record->end_utc_ns = record->start_utc_ns + sqlite3_column_int64(row, COLUMN_DURATION);
	/* It kept what is not a number as NULL. */
	for (int i = 0; i < RECORD_NUMBERS; i++)
		record->number[i] = sqlite3_column_type(row, COLUMN_NUMBER + i) == SQLITE_NULL
					? (double)NAN
					: sqlite3_column_double(row, COLUMN_NUMBER + i);
}

typedef int (*MoveRow)(HtStoreInserter *inserter, sqlite3_stmt *row);

static int move_record(HtStoreInserter *inserter, sqlite3_stmt *row)
{
	struct record record;

	get_row(row, &record);
	return ht_store_inserter_add_as(inserter, sqlite3_column_int64(row, COLUMN_ID), &record);
}

static int move_document(HtStoreInserter *inserter, sqlite3_stmt *row)
{
	const char *collection = (const char *)sqlite3_column_text(row, 0);
	const char *id = (const char *)sqlite3_column_text(row, 1);
	gsize size = (gsize)sqlite3_column_bytes(row, 2);
	g_autoptr(GBytes) content = g_bytes_new(sqlite3_column_blob(row, 2), size);
	gboolean of_person = strcmp(collection, PERSONS) == 0;

	return ht_store_inserter_put_document(inserter, of_person ? id : "", collection, id,
					      content);
}

static int move_rows(HtStoreInserter *inserter, const char *list, MoveRow move, guint *count)
{
	sqlite3_stmt *row;
	int result = sqlite3_prepare_v2(ht_store_inserter_database(inserter), list, -1, &row, NULL);

	while (result == SQLITE_OK && (result = sqlite3_step(row)) == SQLITE_ROW) {
		result = move(inserter, row);
		(*count)++;
	}
	sqlite3_finalize(row);
	return result == SQLITE_DONE ? SQLITE_OK : result;
}

static int move_batch(HtStoreInserter *inserter, const char *list, const char *drop, MoveRow move,
		      guint *count)
{
	int result = ht_store_inserter_begin(inserter);

	if (result == SQLITE_OK)
		result = move_rows(inserter, list, move, count);
	if (result == SQLITE_OK)
		result = sqlite3_exec(ht_store_inserter_database(inserter), drop, NULL, NULL, NULL);
	return ht_store_inserter_end(inserter, result);
}

static int move_all(HtStoreInserter *inserter, const char *list, const char *drop, MoveRow move)
{
	guint count;
	int result;

	do {
		count = 0;
		result = move_batch(inserter, list, drop, move, &count);
	} while (result == SQLITE_OK && count > 0);
	return result;
}

static int has_table(sqlite3 *db, const char *name, gboolean *has)
{
	sqlite3_stmt *find;
	int result = sqlite3_prepare_v2(
	    db, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1", -1, &find, NULL);

	if (result == SQLITE_OK) {
		sqlite3_bind_text(find, 1, name, -1, SQLITE_STATIC);
		result = sqlite3_step(find);
		*has = result == SQLITE_ROW;
	}
	sqlite3_finalize(find);
	return result == SQLITE_ROW || result == SQLITE_DONE ? SQLITE_OK : result;
}

static int move_everything(HtStoreInserter *inserter)
{
	int result = move_all(inserter, list_records, drop_records, move_record);

	if (result == SQLITE_OK)
		result = move_all(inserter, list_documents, drop_documents, move_document);
	if (result == SQLITE_OK)
		result = sqlite3_exec(ht_store_inserter_database(inserter), drop_tables, NULL, NULL,
				      NULL);
	return result;
}

gboolean ht_store_upgrade_is_wanted(sqlite3 *db)
{
	gboolean there = FALSE;

	return has_table(db, "record_1", &there) != SQLITE_OK || there;
}

gboolean ht_store_upgrade(HtStoreInserter *inserter, GError **error)
{
	sqlite3 *db = ht_store_inserter_database(inserter);
	gboolean there = FALSE;
	int result = has_table(db, "record_1", &there);

	if (result == SQLITE_OK && there)
		result = move_everything(inserter);
	/* What was not sealed leaves the log as well, also where it was cut off just before that.
	 */
	if (result == SQLITE_OK)
		result = sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
	if (result == SQLITE_OK)
		return TRUE;
	if (!sqlite3_get_autocommit(db))
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return ht_store_set_error(error, result, cannot_upgrade);
}
