/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The database's file as of one commit, while writing goes on: for backups.
 *
 * In the writing thread, between two transactions, the log is folded into the file and a reading
 * transaction begins that needs nothing of the log. As long as it lasts SQLite does not touch the
 * file (it would have to lock what that holds); what is committed meanwhile stays in the log, which
 * grows. The bytes are read as they lie on the disk, encrypted, through SQLite's own handle: a file
 * that is opened and closed beside it would take its locks away.
 */
#pragma once

#include "privacy/store/store-open.h"

G_BEGIN_DECLS

/* A reader that is in the way is waited for so often, each time as long as the connection does. */
enum { HT_STORE_SNAPSHOT_ATTEMPTS = 20 };

typedef struct _HtStoreSnapshot HtStoreSnapshot;

/* HT_ERROR_BUSY where somebody reads all the time. */
HtStoreSnapshot *ht_store_snapshot_new(HtStorePool *pool, GError **error);
/* In the writing thread. SQLITE_BUSY: a reader is in the way, try again. */
int ht_store_snapshot_begin(HtStoreSnapshot *snapshot, HtStoreInserter *inserter);
void ht_store_snapshot_free(HtStoreSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtStoreSnapshot, ht_store_snapshot_free)

/* Of the database. */
guint64 ht_store_snapshot_size(const HtStoreSnapshot *snapshot);
/* Reads exactly size bytes at an offset. One thread at a time. */
gboolean ht_store_snapshot_read(HtStoreSnapshot *snapshot, guint64 offset, guint8 *data, gsize size,
				GError **error);
/* (transfer none) DIR/head and DIR/segments as they were then; NULL where there is none. */
GBytes *ht_store_snapshot_head(const HtStoreSnapshot *snapshot);
GBytes *ht_store_snapshot_segments(const HtStoreSnapshot *snapshot);
/* Number and digest (HT_STORE_SUM_SIZE bytes) of the commit that it is of. */
guint64 ht_store_snapshot_epoch(const HtStoreSnapshot *snapshot);
const guint8 *ht_store_snapshot_digest(const HtStoreSnapshot *snapshot);

G_END_DECLS
