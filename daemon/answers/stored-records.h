/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is stored, as it was written: packed records (privacy/pack/record-pack.h) are unpacked on
 * the way, so that whoever reads need not know of them. In a worker. */
#pragma once

#include "privacy/store/store.h"

G_BEGIN_DECLS

/* As ht_store_query(), each packed record being what was packed into it. Those come one after the
 * other: of one stream and kind, records are in the order of start, of several they may not be. */
gboolean ht_stored_query(HtStore *store, const HtStoreQuery *query, HtStoreVisitor visitor,
			 gpointer context, GError **error);

G_END_DECLS
