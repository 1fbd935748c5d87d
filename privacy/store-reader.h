/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to one reading connection, one at a time. */
#pragma once

#include "privacy/store.h"

#include <sqlcipher/sqlite3.h>

G_BEGIN_DECLS

gboolean ht_store_reader_query(sqlite3 *db, const HtStoreQuery *query, HtStoreVisitor visitor,
			       gpointer context, GError **error);
GBytes *ht_store_reader_get_document(sqlite3 *db, const char *collection, const char *id,
				     GError **error);
GHashTable *ht_store_reader_list_documents(sqlite3 *db, const char *collection, GError **error);

G_END_DECLS
