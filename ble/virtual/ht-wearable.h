/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wearable as a whole: a strap that plays its source on a bus. Main context only. */
#pragma once

#include "ble/virtual/ht-player.h"
#include "ble/virtual/ht-virtual-adapter.h"

G_BEGIN_DECLS

typedef struct _HtWearableServer HtWearableServer;

typedef struct {
	HtVirtualDeviceSettings device;
	HtPlayerSettings player;
	struct strap_settings strap;
} HtWearableServerSettings;

/* ended: see ht_player_new(); result is -ENOTCONN when the bus or the name on it was lost. */
HtWearableServer *ht_wearable_server_new(GDBusConnection *bus,
					 const HtWearableServerSettings *settings,
					 const struct wearable_source *source,
					 void (*ended)(gpointer user_data, int result),
					 gpointer user_data);
void ht_wearable_server_free(HtWearableServer *server);

/* (transfer full) what was sent and lost so far, as one JSON object without a line end. */
char *ht_wearable_server_counts_json(const HtWearableServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtWearableServer, ht_wearable_server_free)

G_END_DECLS
