/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns records into rows. Belongs to the thread that owns the writing connection; the caller
 * begins and ends transactions. */
#pragma once

#include "common/record.h"

#include <glib.h>
#include <sqlcipher/sqlite3.h>

G_BEGIN_DECLS

typedef struct _HtStoreInserter HtStoreInserter;

/* (transfer full) The connection must outlive it. */
HtStoreInserter *ht_store_inserter_new(sqlite3 *db, GError **error);
void ht_store_inserter_free(HtStoreInserter *inserter);
/* Returns the library's result: SQLITE_OK, or what went wrong. */
int ht_store_inserter_begin(HtStoreInserter *inserter);
int ht_store_inserter_add(HtStoreInserter *inserter, const struct record *record);
int ht_store_inserter_commit(HtStoreInserter *inserter);
/* Undoes a transaction that failed at any point, COMMIT included. */
void ht_store_inserter_roll_back(HtStoreInserter *inserter);
/* A transaction of its own. NULL content removes. */
int ht_store_inserter_put_document(HtStoreInserter *inserter, const char *collection,
				   const char *id, GBytes *content);

G_END_DECLS
