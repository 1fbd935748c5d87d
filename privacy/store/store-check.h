/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what is stored with the ledger: what is missing, and whether somebody changed it. */
#pragma once

#include "privacy/store/store-ledger.h"
#include "privacy/store/store-pool.h"
#include "privacy/store/store.h"

G_BEGIN_DECLS

/* (transfer full) */
HtStoreFindings *ht_store_findings_new(void);
/* Adds to what is known of that person and day. */
void ht_store_findings_add(HtStoreFindings *findings, const char *person, guint32 month, gint64 day,
			   guint64 entries);
guint64 ht_store_findings_known(const HtStoreFindings *findings, const char *person, guint32 month);
/* Whose and of when the records of these gaps (HtStoreGap) were, as far as the index knows. */
void ht_store_findings_name_gaps(HtStoreFindings *findings, sqlite3 *db, const GArray *gaps);
/* (transfer full) In one snapshot, which the ledger then holds. */
HtStoreFindings *ht_store_check_run(HtStoreReading *reading, HtStoreLedger *ledger,
				    gboolean content, GCancellable *cancellable, GError **error);

G_END_DECLS
