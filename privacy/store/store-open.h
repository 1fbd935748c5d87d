/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a store consists of, put together: keys, connections, ledger and head, after the tables were
 * brought to the newest version and what was cut off was finished. */
#pragma once

#include "privacy/store/store-inserter.h"
#include "privacy/store/store-pool.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct {
	char *path;
	const HtKeyring *keyring; /* while it is being opened */
	HtSecret *ledger_key;
	HtSegmentKeys *segments;
	sqlite3 *writing;          /* the writing thread's, once that runs */
	HtStoreInserter *inserter; /* the same */
	HtStorePool *pool;
	GMutex lock;
	HtStoreFindings *lost; /* in a salvage, now or before; NULL = nothing */
	char *stale;           /* why it is, NULL = it is not; under the lock */
} HtStoreParts;

/* Where it fails, what there is so far is left for ht_store_parts_close(). */
gboolean ht_store_parts_open(HtStoreParts *parts, const char *dir, const HtKeyring *keyring,
			     GError **error);
/* The writing thread has stopped; it freed the inserter. */
void ht_store_parts_close(HtStoreParts *parts);

/* Hub document: why the database was found stale, until somebody accepts it. */
#define HT_STORE_STALE_COLLECTION "store.stale"
#define HT_STORE_STALE_ID         "since"

G_END_DECLS
