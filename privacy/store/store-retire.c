/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-retire.h"

#include "privacy/store/store-doomed.h"

static int prepare(HtStoreInserter *inserter, HtStatement statement, sqlite3_stmt **out)
{
	return ht_store_prepare(ht_store_inserter_database(inserter), statement, out);
}

static int list_old(HtStoreInserter *inserter, const HtStoreRetirement *retirement, GArray *doomed)
{
	g_autoptr(GArray) persons = g_array_new(FALSE, FALSE, sizeof(gint64));
	int result = ht_store_doomed_list_numbers(inserter, HT_STATEMENT_LIST_PERSONS, persons);

	for (guint p = 0;
	     p < persons->len && result == SQLITE_OK && doomed->len < HT_STORE_DOOMED_MAX; p++)
		result = ht_store_doomed_list_range(inserter, g_array_index(persons, gint64, p),
						    retirement->kind, G_MININT64,
						    retirement->before_utc_ns, 0, doomed);
	return result;
}

int ht_store_retirement_step(HtStoreInserter *inserter, HtStoreRetirement *retirement)
{
	g_autoptr(GArray) doomed = g_array_new(FALSE, FALSE, sizeof(HtStoreDoomed));
	int result = ht_store_inserter_begin(inserter);

	if (result == SQLITE_OK)
		result = list_old(inserter, retirement, doomed);
	if (result == SQLITE_OK)
		result = ht_store_doomed_remove(inserter, doomed);
	result = ht_store_inserter_end(inserter, result);
	if (result == SQLITE_OK) {
		retirement->removed += doomed->len;
		retirement->done = doomed->len == 0;
	}
	return result;
}

static int read_number(sqlite3 *db, const char *sql, gint64 *number)
{
	sqlite3_stmt *prepared;
	int result = sqlite3_prepare_v2(db, sql, -1, &prepared, NULL);

	if (result == SQLITE_OK && sqlite3_step(prepared) == SQLITE_ROW)
		*number = sqlite3_column_int64(prepared, 0);
	return result == SQLITE_OK ? sqlite3_finalize(prepared) : result;
}

int ht_store_live_bytes(sqlite3 *db, guint64 *bytes)
{
	gint64 pages = 0;
	gint64 unused = 0;
	gint64 page_bytes = 0;
	int result = read_number(db, "PRAGMA page_count", &pages);

	if (result == SQLITE_OK)
		result = read_number(db, "PRAGMA freelist_count", &unused);
	if (result == SQLITE_OK)
		result = read_number(db, "PRAGMA page_size", &page_bytes);
	*bytes = (guint64)((pages - unused) * page_bytes);
	return result;
}

int ht_store_vacuum_step(sqlite3 *db, gboolean *done)
{
	gint64 before = 0;
	gint64 after = 0;
	int result = read_number(db, "PRAGMA freelist_count", &before);

	if (result == SQLITE_OK && before > 0)
		result = sqlite3_exec(db, "PRAGMA incremental_vacuum(256)", NULL, NULL, NULL);
	if (result == SQLITE_OK)
		result = read_number(db, "PRAGMA freelist_count", &after);
	*done = after == 0 || after == before;
	return result;
}

static int list_within(HtStoreInserter *inserter, const HtStoreReplacement *replacement,
		       GArray *doomed)
{
	sqlite3_stmt *list;
	int result = prepare(inserter, HT_STATEMENT_LIST_WITHIN, &list);

	if (result != SQLITE_OK)
		return result;
	sqlite3_bind_text(list, 1, replacement->person, -1, SQLITE_STATIC);
	sqlite3_bind_text(list, 2, replacement->stream, -1, SQLITE_STATIC);
	sqlite3_bind_int(list, 3, replacement->kind);
	sqlite3_bind_int64(list, 4, replacement->start_utc_ns);
	sqlite3_bind_int64(list, 5, replacement->end_utc_ns);
	return ht_store_doomed_take(list, doomed);
}

/* Erased or retired since they were read, they must not come back in another form; what came since
 * then is in none of it. */
static gboolean are_still_those(HtStoreInserter *inserter, const GArray *doomed, gsize found)
{
	guint32 seen = 0;

	if (doomed->len == 0 || (found > 0 && doomed->len != found))
		return FALSE;
	for (guint i = 0; i < doomed->len; i++) {
		guint32 segment = g_array_index(doomed, HtStoreDoomed, i).segment;

		if (segment != seen &&
		    !ht_store_doomed_has_key(ht_store_inserter_keys(inserter), segment))
			return FALSE;
		seen = segment;
	}
	return TRUE;
}

int ht_store_replacement(HtStoreInserter *inserter, const HtStoreReplacement *replacement)
{
	g_autoptr(GArray) doomed = g_array_new(FALSE, FALSE, sizeof(HtStoreDoomed));
	int result = ht_store_inserter_begin(inserter);

	if (result == SQLITE_OK)
		result = list_within(inserter, replacement, doomed);
	if (result == SQLITE_OK && !are_still_those(inserter, doomed, replacement->found))
		return ht_store_inserter_end(inserter, result);
	if (result == SQLITE_OK)
		result = ht_store_doomed_remove(inserter, doomed);
	for (gsize i = 0; i < replacement->count && result == SQLITE_OK; i++)
		result = ht_store_inserter_add(inserter, &replacement->records[i]);
	return ht_store_inserter_end(inserter, result);
}
