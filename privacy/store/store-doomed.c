/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-doomed.h"

#include <sodium.h>
#include <string.h>

static int prepare(HtStoreInserter *inserter, HtStatement statement, sqlite3_stmt **out)
{
	return ht_store_prepare(ht_store_inserter_database(inserter), statement, out);
}

/* Takes id, segment and seal of each row, and finalizes. */
int ht_store_doomed_take(sqlite3_stmt *list, GArray *doomed)
{
	int result;

	while ((result = sqlite3_step(list)) == SQLITE_ROW) {
		HtStoreDoomed one = {.id = sqlite3_column_int64(list, 0),
				     .segment = (guint32)sqlite3_column_int64(list, 1)};

		if (sqlite3_column_bytes(list, 2) == HT_STORE_SEAL_SIZE)
			memcpy(one.seal, sqlite3_column_blob(list, 2), HT_STORE_SEAL_SIZE);
		g_array_append_val(doomed, one);
	}
	sqlite3_finalize(list);
	return result == SQLITE_DONE ? SQLITE_OK : result;
}

int ht_store_doomed_remove(HtStoreInserter *inserter, const GArray *doomed)
{
	int result = SQLITE_OK;

	for (guint i = 0; i < doomed->len && result == SQLITE_OK; i++) {
		const HtStoreDoomed *one = &g_array_index(doomed, HtStoreDoomed, i);

		result = ht_store_inserter_remove(inserter, one->id, one->segment, one->seal);
	}
	return result;
}

/* (transfer full) The first column of each row: what must not change while it is gone through. */
int ht_store_doomed_list_numbers(HtStoreInserter *inserter, HtStatement statement, GArray *numbers)
{
	sqlite3_stmt *list;
	int result = prepare(inserter, statement, &list);

	if (result != SQLITE_OK)
		return result;
	if (statement == HT_STATEMENT_LIST_KINDS)
		sqlite3_bind_int(list, 1, 0);
	while ((result = sqlite3_step(list)) == SQLITE_ROW) {
		gint64 number = sqlite3_column_int64(list, 0);

		g_array_append_val(numbers, number);
	}
	sqlite3_finalize(list);
	return result == SQLITE_DONE ? SQLITE_OK : result;
}

int ht_store_doomed_list_range(HtStoreInserter *inserter, gint64 person, gint64 kind,
			       gint64 start_ns, gint64 end_ns, guint32 segment, GArray *doomed)
{
	sqlite3_stmt *list;
	int result = prepare(inserter, HT_STATEMENT_LIST_RANGE, &list);

	if (result != SQLITE_OK)
		return result;
	sqlite3_bind_int64(list, 1, person);
	sqlite3_bind_int64(list, 2, kind);
	sqlite3_bind_int64(list, 3, start_ns);
	sqlite3_bind_int64(list, 4, end_ns);
	sqlite3_bind_int64(list, 5, segment);
	sqlite3_bind_int(list, 6, HT_STORE_DOOMED_MAX);
	return ht_store_doomed_take(list, doomed);
}

gboolean ht_store_doomed_has_key(HtSegmentKeys *keys, guint32 segment)
{
	guint8 *key = sodium_malloc(HT_SEGMENT_KEY_SIZE);
	gboolean has = key && ht_segment_keys_copy(keys, segment, key);

	sodium_free(key);
	return has;
}
