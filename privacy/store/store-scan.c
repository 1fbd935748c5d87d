/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-scan.h"

#include "privacy/store/store-statements.h"

#include <string.h>

enum { ROWS_BETWEEN_LOOKS = 1024 };

/* Beyond the ids of any database: rows are numbered from 1. */
#define STEP_MAX (G_GINT64_CONSTANT(1) << 48)

HtStoreScan *ht_store_scan_new(sqlite3 *db, const HtStoreLedger *ledger, HtStoreSeal *seal,
			       GCancellable *cancellable)
{
	HtStoreScan *scan = g_new0(HtStoreScan, 1);

	scan->db = db;
	scan->ledger = ledger;
	scan->seal = seal;
	scan->cancellable = cancellable;
	scan->sums = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	scan->gaps = g_array_new(FALSE, FALSE, sizeof(HtStoreGap));
	return scan;
}

void ht_store_scan_free(HtStoreScan *scan)
{
	g_hash_table_unref(scan->sums);
	g_array_unref(scan->gaps);
	g_free(scan);
}

static gboolean is_damage(int result)
{
	return (result & 0xff) == SQLITE_CORRUPT || (result & 0xff) == SQLITE_NOTADB;
}

static void count(HtStoreScan *scan, guint32 segment, const HtStoreSum *hash)
{
	HtStoreTally *tally = g_hash_table_lookup(scan->sums, GUINT_TO_POINTER(segment));

	if (!tally) {
		tally = g_new0(HtStoreTally, 1);
		tally->segment = segment;
		g_hash_table_insert(scan->sums, GUINT_TO_POINTER(segment), tally);
	}
	tally->entries++;
	ht_store_sum_add(&tally->sum, hash);
}

static void add_gap(HtStoreScan *scan, gint64 first, gint64 last)
{
	HtStoreGap gap = {first, last};

	g_array_append_val(scan->gaps, gap);
}

/* Whether a row at or above this id can be read; *id is the row's, 0 = there is none. */
static gboolean can_seek(sqlite3_stmt *seek, gint64 from, gint64 *id)
{
	int result;

	*id = 0;
	sqlite3_bind_int64(seek, 1, from);
	result = sqlite3_step(seek);
	if (result == SQLITE_ROW)
		*id = sqlite3_column_int64(seek, 0);
	sqlite3_reset(seek);
	return result == SQLITE_ROW || result == SQLITE_DONE;
}

/* Beyond the broken page by doubled steps, then back to its edge by halves. */
static gint64 seek_next(sqlite3_stmt *seek, gint64 above)
{
	gint64 broken = above;
	gint64 step = 1;
	gint64 id;

	while (step < STEP_MAX && !can_seek(seek, broken + step, &id)) {
		broken += step;
		step *= 2;
	}
	if (step >= STEP_MAX)
		return 0;
	while (step > 1) {
		gint64 nearer;

		step /= 2;
		if (can_seek(seek, broken + step, &nearer))
			id = nearer;
		else
			broken += step;
	}
	return id;
}

gint64 ht_store_scan_next(sqlite3 *db, const char *table, gint64 above)
{
	g_autofree char *sql = g_strdup_printf(
	    "SELECT id FROM \"%s\" NOT INDEXED WHERE id >= ?1 ORDER BY id LIMIT 1", table);
	sqlite3_stmt *seek;
	gint64 next = 0;

	if (sqlite3_prepare_v2(db, sql, -1, &seek, NULL) == SQLITE_OK)
		next = seek_next(seek, above);
	sqlite3_finalize(seek);
	return next;
}

/* Columns as in the statement for all records. Content is read only to open the seal. */
static gboolean open_row(HtStoreScan *scan, sqlite3_stmt *get, gint64 id, int *result)
{
	struct record record = {0};
	gboolean opened = FALSE;

	sqlite3_bind_int64(get, 1, id);
	*result = sqlite3_step(get);
	if (*result == SQLITE_ROW && sqlite3_column_bytes(get, 7) == HT_STORE_SEAL_SIZE) {
		g_strlcpy(record.person, (const char *)sqlite3_column_text(get, 0), RECORD_ID_MAX);
		g_strlcpy(record.stream, (const char *)sqlite3_column_text(get, 1), RECORD_ID_MAX);
		record.kind = (guint16)sqlite3_column_int(get, 2);
		record.version = (guint16)sqlite3_column_int(get, 3);
		record.start_utc_ns = sqlite3_column_int64(get, 4);
		record.end_utc_ns = record.start_utc_ns + sqlite3_column_int64(get, 5);
		opened = ht_store_seal_open_record(
		    scan->seal, (guint32)sqlite3_column_int64(get, 6), sqlite3_column_blob(get, 7),
		    sqlite3_column_blob(get, 8), (gsize)sqlite3_column_bytes(get, 8), &record);
	}
	sqlite3_reset(get);
	return opened;
}

static void take_record(HtStoreScan *scan, sqlite3_stmt *row, sqlite3_stmt *get)
{
	gint64 id = sqlite3_column_int64(row, 0);
	int result = SQLITE_OK;
	HtStoreSum hash;

	if (sqlite3_column_bytes(row, 2) != HT_STORE_SEAL_SIZE)
		return;
	hash = ht_store_ledger_hash_record(scan->ledger, id, sqlite3_column_blob(row, 2));
	count(scan, (guint32)sqlite3_column_int64(row, 1), &hash);
	scan->records++;
	if (scan->seal && !open_row(scan, get, id, &result))
		add_gap(scan, id, id);
	scan->damaged |= is_damage(result);
}

/* From this id on, up to the end or a broken page. */
static int scan_stretch(HtStoreScan *scan, sqlite3_stmt *row, sqlite3_stmt *get, gint64 *last)
{
	int result;
	guint rows = 0;

	/* Not "above last": looking for that would lead into the broken page again. */
	sqlite3_bind_int64(row, 1, *last + 1);
	while ((result = sqlite3_step(row)) == SQLITE_ROW) {
		*last = sqlite3_column_int64(row, 0);
		take_record(scan, row, get);
		if (++rows % ROWS_BETWEEN_LOOKS == 0 &&
		    g_cancellable_is_cancelled(scan->cancellable)) {
			result = SQLITE_INTERRUPT;
			break;
		}
	}
	sqlite3_reset(row);
	return result == SQLITE_DONE ? SQLITE_OK : result;
}

static int scan_records(HtStoreScan *scan, sqlite3_stmt *row, sqlite3_stmt *get)
{
	gint64 last = 0;
	int result;

	while (is_damage(result = scan_stretch(scan, row, get, &last))) {
		gint64 next = ht_store_scan_next(scan->db, "record", last);

		scan->damaged = TRUE;
		add_gap(scan, last + 1, next == 0 ? G_MAXINT64 : next - 1);
		if (next == 0)
			return SQLITE_OK;
		last = next - 1;
	}
	return result;
}

static void take_document(HtStoreScan *scan, sqlite3_stmt *row)
{
	const char *collection = (const char *)sqlite3_column_text(row, 3);
	const char *id = (const char *)sqlite3_column_text(row, 4);
	guint32 segment = (guint32)sqlite3_column_int64(row, 0);
	const guint8 *seal = sqlite3_column_blob(row, 1);
	HtStoreSum hash;

	if (sqlite3_column_bytes(row, 1) != HT_STORE_SEAL_SIZE)
		return;
	hash = ht_store_ledger_hash_document(scan->ledger, collection, id, seal);
	count(scan, segment, &hash);
	scan->documents++;
	if (scan->seal) {
		g_autoptr(GBytes) plain = ht_store_seal_open_document(
		    scan->seal, segment, collection, id, seal, sqlite3_column_blob(row, 2),
		    (gsize)sqlite3_column_bytes(row, 2));

		scan->unopened += plain == NULL;
	}
}

static int scan_documents(HtStoreScan *scan)
{
	sqlite3_stmt *row;
	int result = ht_store_prepare(scan->db, HT_STATEMENT_LIST_DOCUMENTS, &row);

	if (result != SQLITE_OK)
		return result;
	sqlite3_bind_int(row, 2, 0);
	while ((result = sqlite3_step(row)) == SQLITE_ROW)
		take_document(scan, row);
	sqlite3_finalize(row);
	scan->damaged |= is_damage(result);
	return result == SQLITE_DONE || is_damage(result) ? SQLITE_OK : result;
}

int ht_store_scan_run(HtStoreScan *scan)
{
	sqlite3_stmt *row;
	sqlite3_stmt *get = NULL;
	int result = ht_store_prepare(scan->db, HT_STATEMENT_LIST_RECORDS, &row);

	if (result == SQLITE_OK)
		result = ht_store_prepare(scan->db, HT_STATEMENT_GET_RECORD, &get);
	if (result == SQLITE_OK)
		result = scan_records(scan, row, get);
	if (result == SQLITE_OK)
		result = scan_documents(scan);
	sqlite3_finalize(row);
	sqlite3_finalize(get);
	return result;
}
