/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plays a strap over the virtual radio: sends each packet when it is due and somebody can take it.
 *
 * Nothing is dropped unless asked for: a reader that does not read makes the playing time wait.
 * Main context only.
 */
#pragma once

#include "ble/virtual/ht-radio.h"
#include "ble/virtual/strap.h"

G_BEGIN_DECLS

typedef struct _HtPlayer HtPlayer;

typedef struct {
	double speed; /* device seconds per second; 0 = as fast as it is read */
	gboolean drop_when_full;
	guint64 vanish_at_index; /* the wearable goes and never comes back; G_MAXUINT64 = not */
	guint64 stall_at_index;  /* nothing is sent any more, the link stays */
} HtPlayerSettings;

typedef struct {
	guint64 samples; /* good ECG samples that went out */
	guint64 frames;
	guint64 heart_rate_packets;
	guint64 battery_packets;
	guint64 dropped_packets; /* nobody took them in time (only when asked to drop) */
	guint64 dropped_samples;
} HtPlayerCounts;

/* ended is called once: at the end of the source after everybody has read everything and the
 * wearable has gone, or with the source's -errno. */
HtPlayer *ht_player_new(const HtPlayerSettings *settings, struct strap *strap,
			void (*ended)(gpointer user_data, int result), gpointer user_data);
void ht_player_free(HtPlayer *player);
/* Before anything is played. */
void ht_player_set_radio(HtPlayer *player, const HtRadio *radio);

/* Something has changed that may let it go on: a stream was started, a descriptor acquired. */
void ht_player_kick(HtPlayer *player);
/* The link went. */
void ht_player_unlinked(HtPlayer *player);

const HtPlayerCounts *ht_player_counts(const HtPlayer *player);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtPlayer, ht_player_free)

G_END_DECLS
