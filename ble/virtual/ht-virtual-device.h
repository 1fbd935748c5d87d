/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * org.bluez.Device1 of one wearable at one adapter, with what bluetoothd does around it: when it
 * appears, how long Connect() waits, how it pairs, what goes when the link goes. Main context only.
 */
#pragma once

#include "ble/virtual/ht-agents.h"
#include "ble/virtual/ht-gatt-applications.h"
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
	const struct gatt_service *services;
	gsize services_count;
	guint16 mtu;
	gboolean prompt;       /* no waits where bluetoothd waits */
	guint refuse_connects; /* so many Connect() calls fail first */
	guint refuse_pairings; /* ... Pair() calls */
	guint forget_bonds;    /* the wearable forgets so many first, and drops the link */
	HtPairingMode pairing;
	guint32 passkey;
} HtVirtualDeviceSettings;

/* What the device tells who keeps it, and whom it asks. */
typedef struct {
	gpointer user_data;
	void (*linked)(gpointer user_data, HtVirtualDevice *device);
	void (*unlinked)(gpointer user_data, HtVirtualDevice *device);
} HtVirtualDeviceEvents;

HtVirtualDevice *ht_virtual_device_new(GDBusObjectManagerServer *manager, const char *adapter_path,
				       HtAgents *agents, HtGattApplications *applications,
				       const HtVirtualDeviceSettings *settings,
				       const HtGattHandlers *handlers,
				       const HtVirtualDeviceEvents *events);
void ht_virtual_device_free(HtVirtualDevice *device);

const char *ht_virtual_device_path(const HtVirtualDevice *device);
HtGattServer *ht_virtual_device_gatt(HtVirtualDevice *device);

/* The adapter scans: a device in reach gets its object. */
void ht_virtual_device_discovered(HtVirtualDevice *device);
/* The wearable goes out of reach, which drops the link, or comes back. */
void ht_virtual_device_set_in_reach(HtVirtualDevice *device, gboolean in_reach);
/* A client wants some services to be connected to: perhaps this device's. */
void ht_virtual_device_reconsider(HtVirtualDevice *device);
/* Drops the link and takes the objects off the bus; RemoveDevice() forgets the bond as well. */
void ht_virtual_device_hide(HtVirtualDevice *device);
void ht_virtual_device_remove(HtVirtualDevice *device);
/* bluetoothd has come back: a device with a bond is known without having been seen. */
void ht_virtual_device_recall(HtVirtualDevice *device);

/* Faults: the services of the next link show later; its MTU stays at 23; the wearable no longer has
 * its key. */
void ht_virtual_device_delay_services(HtVirtualDevice *device, guint ms);
void ht_virtual_device_shrink_mtu(HtVirtualDevice *device);
void ht_virtual_device_lose_key(HtVirtualDevice *device);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtVirtualDevice, ht_virtual_device_free)

G_END_DECLS
