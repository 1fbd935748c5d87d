/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wearable of any kind as a whole: what it is, who plays it, and its radio. Main context only. */
#pragma once

#include "ble/virtual/hci/ht-hci-radio.h"
#include "ble/virtual/ht-player.h"
#include "ble/virtual/ht-virtual-bluez.h"

G_BEGIN_DECLS

typedef struct _HtWearableServer HtWearableServer;

typedef struct {
	const struct wearable_kind *kind;
	const char *address;
	const char *name;
	const char *serial;
	struct wearable_settings wearable;
	HtPlayerSettings player;
} HtWearableServerSettings;

/* source is NULL for a kind that plays no heart. ended: see ht_player_new(). It is silent until it
 * has a radio. */
HtWearableServer *ht_wearable_server_new(const HtWearableServerSettings *settings,
					 const struct wearable_source *source,
					 void (*ended)(gpointer user_data, int result),
					 gpointer user_data);
void ht_wearable_server_free(HtWearableServer *server);

/* One of the two, once. bluez is to be freed before it. */
void ht_wearable_server_play_on_bus(HtWearableServer *server, HtVirtualBluez *bluez,
				    const HtVirtualDeviceSettings *device);
/* FALSE with one line in *error. ended gets -ENOTCONN when the controller is lost. */
gboolean ht_wearable_server_play_over_hci(HtWearableServer *server, const HtHciRadioSettings *hci,
					  GError **error);

/* As if out of reach for a moment; nothing on a bus. */
void ht_wearable_server_drop_link(HtWearableServer *server);

/* (transfer full) what was sent and lost so far, as one JSON object without a line end. */
char *ht_wearable_server_counts_json(const HtWearableServer *server);
const char *ht_wearable_server_address(const HtWearableServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtWearableServer, ht_wearable_server_free)

G_END_DECLS
