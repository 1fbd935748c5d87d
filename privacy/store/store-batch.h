/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queued records, and those of them that go into one transaction. */
#pragma once

#include "privacy/store/store-inserter.h"
#include "privacy/store/store-notifier.h"

G_BEGIN_DECLS

/* A record with its blob copied. */
typedef struct _HtStoreEntry HtStoreEntry;

/* What it takes up in memory, about. */
gsize ht_store_entry_size(const struct record *record);
/* left_out: see ht_store_entry_leave_out(). */
HtStoreEntry *ht_store_entry_new(const struct record *record, gboolean left_out);
void ht_store_entry_free(gpointer entry);
/* If it is of this person and month, or HT_SEGMENT_ALWAYS: it is taken as written, and is not. */
void ht_store_entry_leave_out(HtStoreEntry *entry, const char *person, guint32 month);

typedef struct _HtStoreBatch HtStoreBatch;

HtStoreBatch *ht_store_batch_new(void);
void ht_store_batch_free(HtStoreBatch *batch);
/* Moves entries from the queue's head into the batch, up to what one transaction should hold. */
void ht_store_batch_fill(HtStoreBatch *batch, GQueue *entries);
void ht_store_batch_leave_out(HtStoreBatch *batch, const char *person, guint32 month);
/* One transaction. Returns the library's result; unless SQLITE_OK, nothing was written. */
int ht_store_batch_write(HtStoreBatch *batch, HtStoreInserter *inserter);
/* Tells, for each stream, until where its waveform is in this batch. */
void ht_store_batch_announce(const HtStoreBatch *batch, HtStoreNotifier *notifier);
void ht_store_batch_clear(HtStoreBatch *batch);
gboolean ht_store_batch_is_empty(const HtStoreBatch *batch);
guint ht_store_batch_count(const HtStoreBatch *batch);
gsize ht_store_batch_bytes(const HtStoreBatch *batch);

G_END_DECLS
