/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bluetoothd that is none: the bus name org.bluez, its ObjectManager, its agents, one or several
 * adapters, and the wearables in the air around them. Main context only.
 */
#pragma once

#include "ble/virtual/ht-radio.h"
#include "ble/virtual/ht-virtual-adapter.h"

G_BEGIN_DECLS

typedef struct _HtVirtualBluez HtVirtualBluez;

/* lost is called when the name org.bluez is somebody else's or the bus goes away. */
HtVirtualBluez *ht_virtual_bluez_new(GDBusConnection *bus, guint adapters, gboolean prompt,
				     void (*lost)(gpointer user_data), gpointer user_data);
void ht_virtual_bluez_free(HtVirtualBluez *bluez);

/* Puts a wearable into the air, before the start; unlinked is called whenever its link has gone.
 * Every adapter sees it, one of them may be linked to it. The radio is good as long as bluez. */
HtRadio ht_virtual_bluez_add(HtVirtualBluez *bluez, const HtVirtualDeviceSettings *settings,
			     const HtGattHandlers *handlers, void (*unlinked)(gpointer user_data),
			     gpointer user_data);
/* Takes the name. */
void ht_virtual_bluez_start(HtVirtualBluez *bluez);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtVirtualBluez, ht_virtual_bluez_free)

G_END_DECLS
