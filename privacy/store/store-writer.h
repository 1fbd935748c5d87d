/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The writing thread and the bounded queue before it.
 *
 * A record leaves the queue only when the transaction that holds it is durable. When writing
 * fails, the same records are tried again (every second; sooner while another connection holds a
 * lock), the owner is told once, and the queue fills up until appending says so.
 */
#pragma once

#include "privacy/store/store-inserter.h"
#include "privacy/store/store-notifier.h"

G_BEGIN_DECLS

typedef struct _HtStoreWriter HtStoreWriter;

/* (transfer full) Takes over the inserter. The notifier must outlive the writer. */
HtStoreWriter *ht_store_writer_start(HtStoreInserter *inserter, HtStoreNotifier *notifier,
				     const HtStoreSettings *settings);
/* Writes what is queued, stops and frees. FALSE: the error says how many records were lost. */
gboolean ht_store_writer_stop(HtStoreWriter *writer, GError **error);
/* left_out: it was erased before it came here; see ht_store_writer_leave_out(). */
gboolean ht_store_writer_append(HtStoreWriter *writer, const struct record *record,
				gboolean left_out, GError **error);
gboolean ht_store_writer_has_room(HtStoreWriter *writer);
gboolean ht_store_writer_flush(HtStoreWriter *writer, GError **error);
/* Does something else in the writing thread, between two of its transactions, and waits for it. It
 * begins and ends its own; returns the library's result. The error is "what: ...". */
typedef int (*HtStoreWork)(HtStoreInserter *inserter, gpointer context);
gboolean ht_store_writer_work(HtStoreWriter *writer, HtStoreWork work, gpointer context,
			      const char *what, GError **error);
/* In that work alone: what waits of this person and month, or HT_SEGMENT_ALWAYS, was erased. It is
 * told as committed, so that nobody waits for it, and never written. */
void ht_store_writer_leave_out(HtStoreWriter *writer, const char *person, guint32 month);

G_END_DECLS
