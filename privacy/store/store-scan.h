/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Goes through everything that is stored, in one snapshot, and counts it into sums as the ledger
 * has them. Where pages are broken it finds the next row that can be read and goes on there.
 */
#pragma once

#include "privacy/store/store-ledger.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Rows that could not be read: ids of first and last, both possible. */
typedef struct {
	gint64 first;
	gint64 last;
} HtStoreGap;

typedef struct {
	sqlite3 *db;
	const HtStoreLedger *ledger; /* whose key makes the hashes */
	HtStoreSeal *seal;           /* opens each seal; NULL = only looks at it */
	GCancellable *cancellable;

	/* Answers. */
	GHashTable *sums; /* segment to HtStoreTally, without names */
	guint64 records;
	guint64 documents;
	GArray *gaps;     /* of HtStoreGap; also a row whose seal cannot be opened */
	guint64 unopened; /* documents */
	gboolean damaged; /* pages that cannot be read */
} HtStoreScan;

HtStoreScan *ht_store_scan_new(sqlite3 *db, const HtStoreLedger *ledger, HtStoreSeal *seal,
			       GCancellable *cancellable);
void ht_store_scan_free(HtStoreScan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtStoreScan, ht_store_scan_free)

/* Inside the caller's transaction. SQLITE_INTERRUPT where it was cancelled; damage is no error. */
int ht_store_scan_run(HtStoreScan *scan);

/* The smallest id above this whose row can be read; 0 = there is none. */
gint64 ht_store_scan_next(sqlite3 *db, const char *table, gint64 above);

G_END_DECLS
