/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Merges the small records that streams write every second into packed ones
 * (privacy/pack/record-pack.h): those that start in the same five minutes of UTC, of one stream and
 * kind, without a hole between them. What a packed record unpacks to is what was written, bit for
 * bit, else it is not made; and how often this runs does not show in what comes out.
 */
#pragma once

#include "privacy/store/store.h"

G_BEGIN_DECLS

/* Whether nothing more will be written to the stream. Called in the thread that compacts, after its
 * records were read. */
typedef gboolean (*HtCompactFinished)(gpointer context, const char *stream);

/* Goes through what starts at *from_utc_ns or later; what may still grow is left for the
 * next time, and *from_utc_ns is set to where that is to begin. finished NULL = all streams are.
 * Waits for the store's writing thread, so not in the main thread. Cancelled, it ends between two
 * streams, TRUE, with *from_utc_ns as it was. */
gboolean ht_compact(HtStore *store, gint64 *from_utc_ns, HtCompactFinished finished,
		    gpointer context, GCancellable *cancellable, GError **error);

G_END_DECLS
