/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are to go: found by an index, some at a time, and taken out of table and ledger. In the
 * writing thread, inside the caller's transaction. Results are the library's. */
#pragma once

#include "privacy/store/store-inserter.h"
#include "privacy/store/store-statements.h"

G_BEGIN_DECLS

/* Of one transaction, about: records are written between two. */
enum { HT_STORE_DOOMED_MAX = 2000 };

typedef struct {
	gint64 id;
	guint32 segment;
	guint8 seal[HT_STORE_SEAL_SIZE];
} HtStoreDoomed;

/* Takes id, segment and seal of each row of the list, and finalizes it. */
int ht_store_doomed_take(sqlite3_stmt *list, GArray *doomed);
/* Records of a person and kind that start in [start, end); segment 0 = of all. */
int ht_store_doomed_list_range(HtStoreInserter *inserter, gint64 person, gint64 kind,
			       gint64 start_ns, gint64 end_ns, guint32 segment, GArray *doomed);
/* Appends the first column of each row (gint64): what must not change while it is gone through. */
int ht_store_doomed_list_numbers(HtStoreInserter *inserter, HtStatement statement, GArray *numbers);
int ht_store_doomed_remove(HtStoreInserter *inserter, const GArray *doomed);
/* Whether the segment's key is still there. */
gboolean ht_store_doomed_has_key(HtSegmentKeys *keys, guint32 segment);

G_END_DECLS
