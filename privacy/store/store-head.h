/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DIR/head: outside the database, what the database must be at. A database that somebody put back,
 * whole or page by page, does not fit it.
 *
 * HEAD_SLOTS slots, HEAD_SLOT_SPACE bytes apart so that one torn write spoils one slot.
 * Little-endian:
 *    8  magic "HTHEAD1\n"
 *    8  serial of this write, counting up
 *    8  number of the commit
 *   32  digest of the ledger at that commit
 *   32  BLAKE2b of all before it, keyed
 * The next commit is written here and synced before it is made, over the oldest slot and never over
 * that of the commit that counts: between the two both fit, and a loss of power there is no alarm.
 * A commit that fails may be durable all the same; its slot is kept while there are others.
 *
 * It is written through SQLite's default VFS, so that what is tested by one is tested here as well.
 * Whoever has a copy of every file of the folder can put all of them back: no file can tell.
 * Belongs to one thread.
 */
#pragma once

#include "privacy/secret.h"
#include "privacy/store/store-ledger.h"

G_BEGIN_DECLS

enum { HT_STORE_HEAD_SLOTS = 4, HT_STORE_HEAD_SLOT_SPACE = 4096 };

typedef struct _HtStoreHead HtStoreHead;

/* (transfer full) Reads DIR/head, or makes it. Keeps a copy of the key. */
HtStoreHead *ht_store_head_open(const char *dir, const HtSecret *key, GError **error);
void ht_store_head_free(HtStoreHead *head);
/* HT_ERROR_STALE where a database at this commit is not the one that was written last, or this file
 * is not. */
gboolean ht_store_head_judge(HtStoreHead *head, guint64 epoch,
			     const guint8 digest[HT_STORE_SUM_SIZE], GError **error);
/* The largest number that stands in it. */
guint64 ht_store_head_newest(const HtStoreHead *head);
/* Writes what the next commit will be; durable when it returns. A result code of the library. */
int ht_store_head_write(HtStoreHead *head, guint64 epoch, const guint8 digest[HT_STORE_SUM_SIZE]);
/* That commit is durable. */
void ht_store_head_committed(HtStoreHead *head);
/* Nothing more will be written: from here on not even the commit before the last fits. */
int ht_store_head_finish(HtStoreHead *head);

G_END_DECLS
