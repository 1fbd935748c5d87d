/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading connections, one for each question that is under way: statements that overlap on one
 * connection share a snapshot, and the later one would not see what was committed meanwhile.
 */
#pragma once

#include "privacy/store-connection.h"

G_BEGIN_DECLS

typedef struct _HtStorePool HtStorePool;

/* (transfer full) Opens the first connection, so that a database that cannot be read is seen here.
 * Keeps a copy of the key. */
HtStorePool *ht_store_pool_new(const char *path, const HtSecret *key, GError **error);
/* Any thread. */
sqlite3 *ht_store_pool_take(HtStorePool *pool, GError **error);
void ht_store_pool_give_back(HtStorePool *pool, sqlite3 *db);
/* All connections must have been given back. */
void ht_store_pool_free(HtStorePool *pool);

G_END_DECLS
