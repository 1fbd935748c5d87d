/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bus name org.bluez, its ObjectManager and one adapter, /org/bluez/hci0, with one wearable in
 * the air. Main context only.
 */
#pragma once

#include "ble/virtual/ht-radio.h"
#include "ble/virtual/ht-virtual-device.h"

G_BEGIN_DECLS

typedef struct _HtVirtualAdapter HtVirtualAdapter;

/* lost is called when the name org.bluez is somebody else's or the bus goes away. */
HtVirtualAdapter *ht_virtual_adapter_new(GDBusConnection *bus,
					 const HtVirtualDeviceSettings *settings,
					 const HtGattHandlers *handlers,
					 void (*disconnected)(gpointer), void (*lost)(gpointer),
					 gpointer user_data);
void ht_virtual_adapter_free(HtVirtualAdapter *adapter);

/* How the wearable is played over it; good as long as the adapter. */
HtRadio ht_virtual_adapter_radio(HtVirtualAdapter *adapter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtVirtualAdapter, ht_virtual_adapter_free)

G_END_DECLS
