/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plays a wearable over the virtual radio: sends each packet when it is due and somebody can take
 * it, and makes go wrong what its faults say.
 *
 * Nothing is dropped unless asked for: a reader that does not read makes the playing time wait.
 * Main context only.
 */
#pragma once

#include "ble/virtual/ht-lockstep.h"
#include "ble/virtual/ht-radio.h"
#include "ble/virtual/wearable.h"

G_BEGIN_DECLS

typedef struct _HtPlayer HtPlayer;

typedef struct {
	double speed; /* device seconds per second; 0 = as fast as it is read */
	gboolean drop_when_full;
	const HtFaults *faults; /* as long-lived as the player */
	HtLockstep *lockstep;   /* NULL = alone */
} HtPlayerSettings;

typedef struct {
	guint64 packets[WEARABLE_CONTENTS]; /* that went out, good ones and bad ones */
	guint64 samples[WEARABLE_CONTENTS]; /* good ones in them */
	guint64 dropped_packets;            /* nobody took them in time */
	guint64 dropped_samples;            /* ECG in them */
	guint64 lost_packets;               /* in the air, by a fault */
	guint64 lost_samples;               /* ECG in them */
	guint64 spoiled_samples;            /* ECG lost in packets made bad on purpose */
	guint64 unsent_samples;             /* ECG that waited when the link was dropped */
	guint64 duplicates;
	guint64 reordered;
	guint64 faults; /* of the script */
	guint64 links;  /* that ended */
} HtPlayerCounts;

/* What ended is called with when a fault has stopped the wearable for good. */
enum { HT_PLAYER_STOPPED = 1 };

/* state is that of a wearable of this kind, initialised. ended is called once: at the end of the
 * source after everybody has read everything and the wearable has gone, with the source's -errno,
 * or with HT_PLAYER_STOPPED. */
HtPlayer *ht_player_new(const HtPlayerSettings *settings, const struct wearable_kind *kind,
			gpointer state, void (*ended)(gpointer user_data, int result),
			gpointer user_data);
void ht_player_free(HtPlayer *player);
/* Before anything is played. */
void ht_player_set_radio(HtPlayer *player, const HtRadio *radio);

/* What the wearable is asked for has changed: a stream was started, a descriptor acquired. */
void ht_player_kick(HtPlayer *player);
/* The link went. */
void ht_player_unlinked(HtPlayer *player);

const HtPlayerCounts *ht_player_counts(const HtPlayer *player);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtPlayer, ht_player_free)

G_END_DECLS
