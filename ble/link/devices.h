/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All devices of a link: found or enrolled, by address. */
#pragma once

#include "ble/link/device.h"
#include "ble/link/reconnect.h"
#include "ble/link/runs.h"

G_BEGIN_DECLS

typedef struct _HtDevices HtDevices;

typedef struct {
	HtDeviceHost device; /* but for its context and its calls */
	HtReconnect *reconnect;
	HtRuns *runs;
	gpointer context;
	/* After ht_devices_stop(), once nothing is under way. */
	void (*all_rested)(gpointer context);
} HtDevicesHost;

HtDevices *ht_devices_new(const HtDevicesHost *host);
void ht_devices_free(HtDevices *devices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtDevices, ht_devices_free)

/* (nullable) address: as BlueZ writes it. */
HtDevice *ht_devices_find(HtDevices *devices, const char *address);
/* The one that is there, or a new one. */
HtDevice *ht_devices_add(HtDevices *devices, const char *address);
/* (transfer container) (element-type HtDevice) What is called for one device may add another. */
GPtrArray *ht_devices_all(HtDevices *devices);

/* What BlueZ shows; see HtObjectsEvents. */
void ht_devices_see(HtDevices *devices, BluezDevice1 *proxy, GVariant *changed);
void ht_devices_lose(HtDevices *devices, BluezDevice1 *proxy);
void ht_devices_look_again(HtDevices *devices);
void ht_devices_vanish(HtDevices *devices);

/* So that bluetoothd connects enrolled wearables by itself: of one that was enrolled ... */
void ht_devices_learn_services(HtDevices *devices, HtDevice *device);
/* ... or of all, since one no longer is. */
void ht_devices_learn_services_anew(HtDevices *devices);
/* Ends every link; no new device is taken up. */
void ht_devices_stop(HtDevices *devices);

G_END_DECLS
