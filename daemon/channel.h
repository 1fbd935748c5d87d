/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One sensor of one wearable, over all its connections: its device clock, and the stream that is
 * open or was the newest.
 *
 * A stream begins with a connection, and anew when the wearable was assigned to somebody else, its
 * clock was set or its rate changed; the time between is a RECORD_GAP that says why. Main thread
 * only.
 */
#pragma once

#include "ble/link/ht-link.h"
#include "daemon/clock.h"
#include "daemon/device-clock.h"
#include "daemon/streams.h"
#include "programme/ht-people.h"

G_BEGIN_DECLS

/* What wearables need; all of it outlives them. */
typedef struct {
	const HtOutlets *outlets;
	HtClock *clock;
	HtPeople *people;
	HtStreams *streams;
} HtSurroundings;

typedef struct _HtChannel HtChannel;

/* (transfer full) address must outlive it. main: the channel of the wearable's ECG, NULL for that
 * one itself. */
HtChannel *ht_channel_new(const HtSurroundings *around, const char *address, guint quantity,
			  HtChannel *main);
void ht_channel_free(HtChannel *channel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtChannel, ht_channel_free)

guint ht_channel_quantity(const HtChannel *channel);
/* (transfer none) The stream that is open; one is opened if none is. */
HtStream *ht_channel_stream(HtChannel *channel);
/* (transfer none) NULL = none is open. */
HtStream *ht_channel_open_stream(const HtChannel *channel);
/* samples->span.arrival_ns: 0 under virtual time. */
void ht_channel_take(HtChannel *channel, const HtSamples *samples, const HtOrigin *origin);
/* Packets of the wearable are known to be lost. */
void ht_channel_lost(HtChannel *channel, enum gap_cause cause, guint packets);
/* The user switched the sensor off or on. */
void ht_channel_switch(HtChannel *channel, gboolean on);
/* Finishes the stream that is open. link_lost: because the connection ended. */
void ht_channel_close(HtChannel *channel, gboolean link_lost);

G_END_DECLS
