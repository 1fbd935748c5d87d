/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * org.bluez.Device1 of the one wearable, with what bluetoothd does around it: when it appears, how
 * long Connect() waits, what goes when the link goes. Main context only.
 */
#pragma once

#include "ble/virtual/ht-gatt-server.h"

G_BEGIN_DECLS

typedef struct _HtVirtualDevice HtVirtualDevice;

typedef enum {
	HT_DEVICE_ABSENT, /* out of reach */
	HT_DEVICE_ADVERTISING,
	HT_DEVICE_RESOLVING, /* Connect() has returned, the services are not known yet */
	HT_DEVICE_CONNECTED,
	HT_DEVICE_DISCONNECTING, /* asked to; packets still come */
} HtDeviceState;

typedef struct {
	const char *address; /* "AA:BB:CC:DD:EE:FF" */
	const char *name;
	guint16 mtu;
	gboolean prompt;       /* no waits where bluetoothd waits */
	guint refuse_connects; /* so many Connect() calls fail first */
} HtVirtualDeviceSettings;

/* disconnected is called after the link went, for whatever reason. */
HtVirtualDevice *ht_virtual_device_new(GDBusObjectManagerServer *manager,
				       const HtVirtualDeviceSettings *settings,
				       const HtGattHandlers *handlers,
				       void (*disconnected)(gpointer), gpointer user_data);
void ht_virtual_device_free(HtVirtualDevice *device);

const char *ht_virtual_device_path(const HtVirtualDevice *device);
HtGattServer *ht_virtual_device_gatt(HtVirtualDevice *device);

/* The adapter scans: a device in reach gets its object. */
void ht_virtual_device_discovered(HtVirtualDevice *device);
/* The wearable goes out of reach, which drops the link, or comes back. */
void ht_virtual_device_set_in_reach(HtVirtualDevice *device, gboolean in_reach);
/* Drops the link and takes the objects off the bus, as RemoveDevice() does. */
void ht_virtual_device_remove(HtVirtualDevice *device);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtVirtualDevice, ht_virtual_device_free)

G_END_DECLS
