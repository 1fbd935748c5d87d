/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One wearable, over all its connections: its sensors, its battery, whether it touches the skin.
 * Main thread only.
 */
#pragma once

#include "daemon/streams/sensor.h"

G_BEGIN_DECLS

typedef struct _HtSource HtSource;

/* (transfer full) around must outlive it. */
HtSource *ht_source_new(const HtSurroundings *around, const char *address);
void ht_source_free(HtSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtSource, ht_source_free)

const char *ht_source_address(const HtSource *source);
/* Percent, -1 = not known */
int ht_source_battery(const HtSource *source);

/* The connection stands, and has ended. */
void ht_source_begin(HtSource *source);
void ht_source_end(HtSource *source);
gboolean ht_source_is_connected(const HtSource *source);
void ht_source_block(HtSource *source, const struct sample_block *block, gint64 arrival_boottime_ns,
		     const HtOrigin *origin);
void ht_source_lost(HtSource *source, enum gap_cause cause, guint packets);
void ht_source_changed(HtSource *source, const HtWearable *wearable);
/* The user switched streams on and off: HT_STREAMS wishes. */
void ht_source_wished(HtSource *source, const HtStreamWish *wishes);
/* Finishes every stream; the next block opens one of the owner's then. */
void ht_source_close(HtSource *source);
/* Sends to the person's new live reader how things stand. */
void ht_source_describe(HtSource *source, const char *person);

G_END_DECLS
