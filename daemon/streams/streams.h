/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The streams since the daemon's start: their ids, which of them are on disk, and their sums.
 * Main thread only.
 */
#pragma once

#include "daemon/streams/stream.h"

G_BEGIN_DECLS

typedef struct _HtStreams HtStreams;

/* (transfer full) Ids are random, or numbered from first if that is not 0: under virtual time two
 * runs must give the same bytes. Outlets must outlive it. */
HtStreams *ht_streams_new(const HtOutlets *outlets, guint64 first);
void ht_streams_free(HtStreams *streams);
/* The next number, and what stands before numbers ("s" at first). */
void ht_streams_number(HtStreams *streams, const char *prefix, guint64 next);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtStreams, ht_streams_free)

/* (transfer none) Valid until a later stream of the same sensor is opened and this one settled.
 * numbered: the id where ids are numbered, NULL = the next number. */
HtStream *ht_streams_open(HtStreams *streams, const char *address, const char *person,
			  guint quantity, const char *numbered);
/* From the store's committed event. FALSE for a stream that is not known (any more). */
gboolean ht_streams_committed(HtStreams *streams, const char *id, gint64 stored_until_utc_ns,
			      guint64 *samples_stored);
void ht_streams_totals(HtStreams *streams, HtStreamCounts *totals);
/* (transfer none) (element-type HtStream) open ones, and finished ones that still settle or were
 * their sensor's last */
GPtrArray *ht_streams_list(HtStreams *streams);

G_END_DECLS
