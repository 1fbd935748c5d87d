/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/store/store-reader.h"

#include "privacy/store/store-list.h"
#include "privacy/store/store-statements.h"
#include "privacy/store/store-error.h"

static const char cannot_read[] = "cannot read the database";

enum record_column {
	COLUMN_PERSON,
	COLUMN_STREAM,
	COLUMN_KIND,
	COLUMN_VERSION,
	COLUMN_START,
	COLUMN_DURATION,
	COLUMN_SEGMENT,
	COLUMN_SEAL,
	COLUMN_CONTENT,
};

/* Of both questions for documents. */
enum document_column {
	DOCUMENT_SEGMENT,
	DOCUMENT_SEAL,
	DOCUMENT_CONTENT,
	DOCUMENT_COLLECTION,
	DOCUMENT_ID
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

/* NULL where it has not a seal's size. */
static const guint8 *column_seal(sqlite3_stmt *row, int column)
{
	return sqlite3_column_bytes(row, column) == HT_STORE_SEAL_SIZE
		   ? sqlite3_column_blob(row, column)
		   : NULL;
}

gboolean ht_store_reader_open_row(HtStoreReading *reading, sqlite3_stmt *row, struct record *record)
{
	const guint8 *seal = column_seal(row, COLUMN_SEAL);
	const guint8 *content = sqlite3_column_blob(row, COLUMN_CONTENT);
	gsize size = (gsize)sqlite3_column_bytes(row, COLUMN_CONTENT);

	*record = (struct record){
	    .kind = (guint16)sqlite3_column_int(row, COLUMN_KIND),
	    .version = (guint16)sqlite3_column_int(row, COLUMN_VERSION),
	    .start_utc_ns = sqlite3_column_int64(row, COLUMN_START),
	};
	g_strlcpy(record->person, (const char *)sqlite3_column_text(row, COLUMN_PERSON),
		  RECORD_ID_MAX);
	g_strlcpy(record->stream, (const char *)sqlite3_column_text(row, COLUMN_STREAM),
		  RECORD_ID_MAX);
	record->end_utc_ns = record->start_utc_ns + sqlite3_column_int64(row, COLUMN_DURATION);
	return seal && ht_store_seal_open_record(reading->seal,
						 (guint32)sqlite3_column_int64(row, COLUMN_SEGMENT),
						 seal, content, size, record);
}

static int visit_rows(HtStoreReading *reading, const GArray *ids, HtStoreVisitor visitor,
		      gpointer context)
{
	int result;
	sqlite3_stmt *row = prepare(reading->db, HT_STATEMENT_GET_RECORD, &result);
	gboolean go_on = TRUE;

	if (!row)
		return result;
	for (guint i = 0; i < ids->len && go_on && result == SQLITE_OK; i++) {
		struct record record;

		sqlite3_bind_int64(row, 1, g_array_index(ids, gint64, i));
		result = sqlite3_step(row);
		if (result == SQLITE_ROW && !ht_store_reader_open_row(reading, row, &record))
			result = SQLITE_CORRUPT;
		else if (result == SQLITE_ROW)
			go_on = visitor(context, &record);
		result = ended(result);
		sqlite3_reset(row);
	}
	sqlite3_finalize(row);
	return result;
}

static int execute(HtStoreReading *reading, HtStatement statement)
{
	int result;
	sqlite3_stmt *prepared = prepare(reading->db, statement, &result);

	if (prepared)
		result = ended(sqlite3_step(prepared));
	sqlite3_finalize(prepared);
	return result;
}

/* One transaction: what is replaced or erased while the rows are visited is seen as it was. */
gboolean ht_store_reader_query(HtStoreReading *reading, const HtStoreQuery *query,
			       HtStoreVisitor visitor, gpointer context, GError **error)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	int result = execute(reading, HT_STATEMENT_BEGIN_READING);

	if (result == SQLITE_OK) {
		result = ht_store_list(reading->db, query, ids);
		if (result == SQLITE_OK)
			result = visit_rows(reading, ids, visitor, context);
		execute(reading, HT_STATEMENT_COMMIT);
	}
	return result == SQLITE_OK ? TRUE : ht_store_set_error(error, result, cannot_read);
}

/* (transfer full) NULL where it cannot be opened. */
static GBytes *open_document(HtStoreReading *reading, sqlite3_stmt *row, const char *collection,
			     const char *id)
{
	const guint8 *seal = column_seal(row, DOCUMENT_SEAL);
	const guint8 *content = sqlite3_column_blob(row, DOCUMENT_CONTENT);
	gsize size = (gsize)sqlite3_column_bytes(row, DOCUMENT_CONTENT);
	guint32 segment = (guint32)sqlite3_column_int64(row, DOCUMENT_SEGMENT);

	return seal ? ht_store_seal_open_document(reading->seal, segment, collection, id, seal,
						  content, size)
		    : NULL;
}

GBytes *ht_store_reader_get_document(HtStoreReading *reading, const char *collection,
				     const char *id, GError **error)
{
	GBytes *content = NULL;
	int result;
	sqlite3_stmt *row = prepare(reading->db, HT_STATEMENT_GET_DOCUMENT, &result);

	if (row) {
		sqlite3_bind_text(row, 1, collection, -1, SQLITE_STATIC);
		sqlite3_bind_text(row, 2, id, -1, SQLITE_STATIC);
		result = sqlite3_step(row);
		if (result == SQLITE_ROW) {
			content = open_document(reading, row, collection, id);
			result = content ? SQLITE_OK : SQLITE_CORRUPT;
		}
		sqlite3_finalize(row);
		result = ended(result);
	}
	if (result != SQLITE_OK)
		ht_store_set_error(error, result, cannot_read);
	return content;
}

static int take_documents(HtStoreReading *reading, sqlite3_stmt *row, const char *collection,
			  GHashTable *documents)
{
	int result;

	while ((result = sqlite3_step(row)) == SQLITE_ROW) {
		const char *id = (const char *)sqlite3_column_text(row, DOCUMENT_ID);
		GBytes *content = open_document(reading, row, collection, id);

		if (!content)
			return SQLITE_CORRUPT;
		g_hash_table_insert(documents, g_strdup(id), content);
	}
	return ended(result);
}

GHashTable *ht_store_reader_list_documents(HtStoreReading *reading, const char *collection,
					   GError **error)
{
	g_autoptr(GHashTable) documents =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
	int result;
	sqlite3_stmt *row = prepare(reading->db, HT_STATEMENT_LIST_DOCUMENTS, &result);

	if (row) {
		sqlite3_bind_text(row, 1, collection, -1, SQLITE_STATIC);
		sqlite3_bind_int(row, 2, 0);
		result = take_documents(reading, row, collection, documents);
		sqlite3_finalize(row);
	}
	if (result == SQLITE_OK)
		return g_steal_pointer(&documents);
	ht_store_set_error(error, result, cannot_read);
	return NULL;
}
