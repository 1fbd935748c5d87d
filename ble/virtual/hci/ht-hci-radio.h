/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A radio over a Bluetooth controller behind a unix socket: BlueZ's emulator btvirt, or any other
 * that speaks H4. A le_host (le-host.h) on GLib's main loop. Main context only.
 */
#pragma once

#include "ble/virtual/gatt-table.h"
#include "ble/virtual/ht-gatt-server.h"
#include "ble/virtual/ht-radio.h"

G_BEGIN_DECLS

typedef struct _HtHciRadio HtHciRadio;

typedef struct {
	const char *socket_path;
	const char *address; /* "C0:9E:1A:00:00:01": static random, its two highest bits are set */
	const char *name;
	guint16 mtu;
	const char *bond_file;        /* NULL = bonds are kept in memory */
	gboolean refuses_pairing;     /* "pairing not supported" */
	const char *needs_encryption; /* this service does; NULL = none */
	gboolean blurts;              /* holds no key, sends what nobody has asked for */
	const struct gatt_service *services;
	gsize services_count;
} HtHciRadioSettings;

typedef struct {
	gpointer user_data;
	void (*connected)(gpointer user_data, guint16 mtu);
	void (*disconnected)(gpointer user_data);
	/* The controller is gone or refuses; the radio is dead. message (transfer none) is a line.
	 */
	void (*lost)(gpointer user_data, const char *message);
} HtHciRadioEvents;

/* NULL with one line in *error. handlers and events are copied; the services are not. */
HtHciRadio *ht_hci_radio_new(const HtHciRadioSettings *settings, const HtGattHandlers *handlers,
			     const HtHciRadioEvents *events, GError **error);
void ht_hci_radio_free(HtHciRadio *radio);

/* How a wearable is played over it; good as long as the radio. */
HtRadio ht_hci_radio_radio(HtHciRadio *radio);
/* Of the link; 23 without one. */
guint16 ht_hci_radio_mtu(const HtHciRadio *radio);
/* The link drops as by a supervision timeout; the wearable advertises again at once. */
void ht_hci_radio_drop_link(HtHciRadio *radio);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtHciRadio, ht_hci_radio_free)

G_END_DECLS
