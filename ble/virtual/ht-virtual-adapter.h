/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One adapter of the virtual bluetoothd: org.bluez.Adapter1 and GattManager1, and the wearables
 * that it sees. It can be unplugged and plugged in again. Main context only.
 */
#pragma once

#include "ble/virtual/ht-virtual-device.h"

G_BEGIN_DECLS

typedef struct _HtVirtualAdapter HtVirtualAdapter;

/* number: of hciN. prompt: no waits where bluetoothd waits. */
HtVirtualAdapter *ht_virtual_adapter_new(GDBusObjectManagerServer *manager, GDBusConnection *bus,
					 HtAgents *agents, guint number, gboolean prompt);
void ht_virtual_adapter_free(HtVirtualAdapter *adapter);

/* A wearable comes into the air; the device is the adapter's. */
HtVirtualDevice *ht_virtual_adapter_add(HtVirtualAdapter *adapter,
					const HtVirtualDeviceSettings *settings,
					const HtGattHandlers *handlers,
					const HtVirtualDeviceEvents *events);
/* Devices that came back in reach are seen when somebody scans. */
void ht_virtual_adapter_scan(HtVirtualAdapter *adapter);

/* Its objects go and come; bonds stay. */
void ht_virtual_adapter_unplug(HtVirtualAdapter *adapter);
void ht_virtual_adapter_plug(HtVirtualAdapter *adapter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtVirtualAdapter, ht_virtual_adapter_free)

G_END_DECLS
