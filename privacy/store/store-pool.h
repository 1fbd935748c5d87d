/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading connections, one for each question that is under way: statements that overlap on one
 * connection share a snapshot, and the later one would not see what was committed meanwhile.
 */
#pragma once

#include "privacy/store/store-connection.h"
#include "privacy/store/store-seal.h"

G_BEGIN_DECLS

/* A connection and what opens the seals of its rows. */
typedef struct {
	sqlite3 *db;
	HtStoreSeal *seal;
} HtStoreReading;

typedef struct _HtStorePool HtStorePool;

/* (transfer full) Opens the first connection, so that a database that cannot be read is seen here.
 * Keeps a copy of the key; the segment keys must outlive it. */
HtStorePool *ht_store_pool_new(const char *path, const HtSecret *key, HtSegmentKeys *segments,
			       GError **error);
/* Any thread. */
HtStoreReading *ht_store_pool_take(HtStorePool *pool, GError **error);
void ht_store_pool_give_back(HtStorePool *pool, HtStoreReading *reading);
/* Waits until no connection is in use, closes them, and lets whoever takes one wait from then on.
 * FALSE where they were in use all the time. */
gboolean ht_store_pool_pause(HtStorePool *pool, gint64 patience_us);
/* Ends that; key: what the database is under now, NULL = as before. */
void ht_store_pool_resume(HtStorePool *pool, const HtSecret *key);
/* All connections must have been given back. */
void ht_store_pool_free(HtStorePool *pool);

G_END_DECLS
