/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store-reader.h"

#include "common/glib/ht-error.h"
#include "privacy/store-connection.h"
#include "privacy/store-list.h"
#include "privacy/store-statements.h"
#include "privacy/store-error.h"

#include <math.h>

static const char cannot_read[] = "cannot read the database";

enum record_column {
	COLUMN_PERSON,
	COLUMN_STREAM,
	COLUMN_KIND,
	COLUMN_VERSION,
	COLUMN_START,
	COLUMN_DURATION,
	COLUMN_NUMBER,
	COLUMN_BLOB = COLUMN_NUMBER + RECORD_NUMBERS,
};

/* A step's result without the row and its end. */
static int ended(int result)
{
	return result == SQLITE_ROW || result == SQLITE_DONE ? SQLITE_OK : result;
}

/* (transfer full) NULL with *result set. */
static sqlite3_stmt *prepare(sqlite3 *db, HtStatement statement, int *result)
{
	sqlite3_stmt *prepared;

	*result = ht_store_prepare(db, statement, &prepared);
	return prepared;
}

static double column_number(sqlite3_stmt *row, int column)
{
	return sqlite3_column_type(row, column) == SQLITE_NULL ? (double)NAN
							       : sqlite3_column_double(row, column);
}

/* The blob stays the row's. */
static void get_row(sqlite3_stmt *row, struct record *record)
{
	int size = sqlite3_column_bytes(row, COLUMN_BLOB);

	*record = (struct record){
	    .kind = (guint16)sqlite3_column_int(row, COLUMN_KIND),
	    .version = (guint16)sqlite3_column_int(row, COLUMN_VERSION),
	    .start_utc_ns = sqlite3_column_int64(row, COLUMN_START),
	    .blob = sqlite3_column_blob(row, COLUMN_BLOB),
	    .blob_size = (size_t)size,
	};
	g_strlcpy(record->person, (const char *)sqlite3_column_text(row, COLUMN_PERSON),
		  RECORD_ID_MAX);
	g_strlcpy(record->stream, (const char *)sqlite3_column_text(row, COLUMN_STREAM),
		  RECORD_ID_MAX);
	record->end_utc_ns = record->start_utc_ns + sqlite3_column_int64(row, COLUMN_DURATION);
	for (int i = 0; i < RECORD_NUMBERS; i++)
		record->number[i] = column_number(row, COLUMN_NUMBER + i);
}

static int visit_rows(sqlite3 *db, const GArray *ids, HtStoreVisitor visitor, gpointer context)
{
	int result;
	sqlite3_stmt *row = prepare(db, HT_STATEMENT_GET_RECORD, &result);
	gboolean go_on = TRUE;

	if (!row)
		return result;
	for (guint i = 0; i < ids->len && go_on && result == SQLITE_OK; i++) {
		struct record record;

		sqlite3_bind_int64(row, 1, g_array_index(ids, gint64, i));
		result = sqlite3_step(row);
		if (result == SQLITE_ROW) {
			get_row(row, &record);
			go_on = visitor(context, &record);
		}
		result = ended(result);
		sqlite3_reset(row);
	}
	sqlite3_finalize(row);
	return result;
}

gboolean ht_store_reader_query(sqlite3 *db, const HtStoreQuery *query, HtStoreVisitor visitor,
			       gpointer context, GError **error)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	int result = ht_store_list(db, query, ids);

	if (result == SQLITE_OK)
		result = visit_rows(db, ids, visitor, context);
	return result == SQLITE_OK ? TRUE : ht_store_set_error(error, result, cannot_read);
}

static GBytes *column_bytes(sqlite3_stmt *row, int column)
{
	gconstpointer data = sqlite3_column_blob(row, column);

	return g_bytes_new(data, (gsize)sqlite3_column_bytes(row, column));
}

GBytes *ht_store_reader_get_document(sqlite3 *db, const char *collection, const char *id,
				     GError **error)
{
	GBytes *content = NULL;
	int result;
	sqlite3_stmt *row = prepare(db, HT_STATEMENT_GET_DOCUMENT, &result);

	if (row) {
		sqlite3_bind_text(row, 1, collection, -1, SQLITE_STATIC);
		sqlite3_bind_text(row, 2, id, -1, SQLITE_STATIC);
		result = sqlite3_step(row);
		if (result == SQLITE_ROW)
			content = column_bytes(row, 0);
		sqlite3_finalize(row);
		result = ended(result);
	}
	if (result != SQLITE_OK)
		ht_store_set_error(error, result, cannot_read);
	return content;
}

GHashTable *ht_store_reader_list_documents(sqlite3 *db, const char *collection, GError **error)
{
	g_autoptr(GHashTable) documents =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
	int result;
	sqlite3_stmt *row = prepare(db, HT_STATEMENT_LIST_DOCUMENTS, &result);

	if (row) {
		sqlite3_bind_text(row, 1, collection, -1, SQLITE_STATIC);
		while ((result = sqlite3_step(row)) == SQLITE_ROW)
			g_hash_table_insert(documents,
					    g_strdup((const char *)sqlite3_column_text(row, 0)),
					    column_bytes(row, 1));
		sqlite3_finalize(row);
		result = ended(result);
	}
	if (result == SQLITE_OK)
		return g_steal_pointer(&documents);
	ht_store_set_error(error, result, cannot_read);
	return NULL;
}
