/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When the hub compacts (daemon/upkeep/compact.h): after the unlock, for what a crash left; then
 * each time that a stream has come minutes further, and by the wall clock for those whose commits
 * are not told; and once more when everything has been written. It works in a worker, and its
 * transactions come between the store's batches, so stored_until never waits for more than one of
 * them. Under virtual time it goes by the streams' time alone.
 *
 * Main thread only, but for ht_compactor_finish().
 */
#pragma once

#include "privacy/store/store.h"

G_BEGIN_DECLS

typedef struct _HtCompactor HtCompactor;

typedef struct {
	gpointer context;
	/* Whether the stream has ended and its samples are on disk, or is not known any more. */
	gboolean (*is_settled)(gpointer context, const char *stream);
	/* In the worker, before it looks at what there is. */
	gboolean (*prepare)(gpointer context, GError **error);
	/* A worker begins and ends: the store must stay open between. */
	void (*begin)(gpointer context);
	void (*end)(gpointer context);
} HtCompactorEvents;

/* (transfer full) The store must outlive it. everything: look at all that is stored, not only at
 * what is newer than when it last had done: under virtual time, hub time may begin anew. */
HtCompactor *ht_compactor_new(HtStore *store, gboolean everything, const HtCompactorEvents *events);
void ht_compactor_free(HtCompactor *compactor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtCompactor, ht_compactor_free)

/* Begins to work, unless it does; never after it is cancelled. */
void ht_compactor_start(HtCompactor *compactor, GCancellable *cancellable);
/* Before the first record of a stream is written. The next two do nothing where compactor is NULL.
 */
void ht_compactor_opened(HtCompactor *compactor, const char *stream);
/* From the store's committed event; starts it when it is time. */
void ht_compactor_committed(HtCompactor *compactor, const char *stream, gint64 stored_until_utc_ns,
			    GCancellable *cancellable);
/* All streams have ended and everything is written: compacts the rest, in the caller's thread. */
gboolean ht_compactor_finish(HtCompactor *compactor, GError **error);

G_END_DECLS
