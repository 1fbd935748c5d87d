/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to one reading connection, one at a time. */
#pragma once

#include "privacy/store/store-pool.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

gboolean ht_store_reader_query(HtStoreReading *reading, const HtStoreQuery *query,
			       HtStoreVisitor visitor, gpointer context, GError **error);
GBytes *ht_store_reader_get_document(HtStoreReading *reading, const char *collection,
				     const char *id, GError **error);
GHashTable *ht_store_reader_list_documents(HtStoreReading *reading, const char *collection,
					   GError **error);
/* Opens a row of HT_STATEMENT_GET_RECORD. The blob stays the seal's until its next call. FALSE
 * where it cannot be opened. */
gboolean ht_store_reader_open_row(HtStoreReading *reading, sqlite3_stmt *row,
				  struct record *record);

G_END_DECLS
