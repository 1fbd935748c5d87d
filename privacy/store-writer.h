/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The writing thread and the bounded queue before it.
 *
 * A record leaves the queue only when the transaction that holds it is durable. When writing
 * fails, the same records are tried again (every second; sooner while another connection holds a
 * lock), the owner is told once, and the queue fills up until appending says so.
 */
#pragma once

#include "privacy/store-inserter.h"
#include "privacy/store-notifier.h"

G_BEGIN_DECLS

typedef struct _HtStoreWriter HtStoreWriter;

/* (transfer full) Takes over the inserter. The notifier must outlive the writer. */
HtStoreWriter *ht_store_writer_start(HtStoreInserter *inserter, HtStoreNotifier *notifier,
				     const HtStoreSettings *settings);
/* Writes what is queued, stops and frees. FALSE: the error says how many records were lost. */
gboolean ht_store_writer_stop(HtStoreWriter *writer, GError **error);
gboolean ht_store_writer_append(HtStoreWriter *writer, const struct record *record, GError **error);
gboolean ht_store_writer_has_room(HtStoreWriter *writer);
gboolean ht_store_writer_flush(HtStoreWriter *writer, GError **error);
gboolean ht_store_writer_put_document(HtStoreWriter *writer, const char *collection, const char *id,
				      GBytes *content, GError **error);

G_END_DECLS
