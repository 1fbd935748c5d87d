/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Streams that begin while nobody vouches for the time of day, as on a board without a clock before
 * the network told it the time.
 *
 * Such a stream carries a RECORD_CLOCK: which boot it is of, and what UTC less boot time was
 * believed to be. As soon as the clock is set in the same boot, the difference is known, and
 * everything of the stream is moved to its true time in one transaction, the mark going with it.
 * What another boot left undated stays as it was dated, and keeps its mark.
 */
#pragma once

#include "daemon/clock.h"
#include "daemon/streams/writer.h"

G_BEGIN_DECLS

enum { HT_BOOT_ID_SIZE = 36 };

/* What ties times of this boot together. */
typedef struct {
	char boot_id[HT_BOOT_ID_SIZE + 1]; /* as the kernel writes it */
	gint64 utc_offset_ns;              /* UTC less boot time, as both clocks say now */
} HtTimeTie;

/* FALSE under virtual time, and where the kernel does not say which boot this is. */
gboolean ht_time_tie(HtTimeTie *tie, const HtClock *clock);

/* Marks a stream that begins: with this tie. */
void ht_undated_mark(HtWriter *writer, const HtTimeTie *tie, const char *person, const char *stream,
		     gint64 start_utc_ns);
/* The clock is set now: dates every stream of the tie's boot that is marked and moves what is
 * stored of it. All of it must be durable and none of these streams open. In a worker. */
gboolean ht_undated_settle(HtStore *store, const HtTimeTie *tie, guint *settled, GError **error);

G_END_DECLS
