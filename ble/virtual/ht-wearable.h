/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wearable as a whole: a strap that plays its source on a bus. Main context only. */
#pragma once

#include "ble/virtual/hci/ht-hci-radio.h"
#include "ble/virtual/ht-player.h"
#include "ble/virtual/ht-virtual-adapter.h"

G_BEGIN_DECLS

typedef struct _HtWearableServer HtWearableServer;

typedef struct {
	HtVirtualDeviceSettings device;
	HtPlayerSettings player;
	struct strap_settings strap;
	HtHciRadioSettings hci; /* with a socket_path, it plays over a controller */
} HtWearableServerSettings;

/* bus is NULL when it plays over a controller. ended: see ht_player_new(); result is -ENOTCONN when
 * the bus, the name on it or the controller was lost. NULL with one line in *error. */
HtWearableServer *ht_wearable_server_new(GDBusConnection *bus,
					 const HtWearableServerSettings *settings,
					 const struct wearable_source *source,
					 void (*ended)(gpointer user_data, int result),
					 gpointer user_data, GError **error);
void ht_wearable_server_free(HtWearableServer *server);

/* As if out of reach for a moment; nothing on a bus. */
void ht_wearable_server_drop_link(HtWearableServer *server);

/* (transfer full) what was sent and lost so far, as one JSON object without a line end. */
char *ht_wearable_server_counts_json(const HtWearableServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtWearableServer, ht_wearable_server_free)

G_END_DECLS
