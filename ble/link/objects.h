/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The objects that bluetoothd shows: adapters, devices and their characteristics.
 *
 * Follows org.bluez when it goes away and comes back. Main context only.
 */
#pragma once

#include "dbus/bluez.h"

G_BEGIN_DECLS

typedef struct _HtObjects HtObjects;

typedef struct {
	gpointer context;
	/* A device came or its properties changed; what changed, NULL when it came. */
	void (*device_changed)(gpointer context, BluezDevice1 *device, GVariant *changed);
	void (*device_removed)(gpointer context, BluezDevice1 *device);
	/* An adapter came, went, or was switched on or off. */
	void (*adapters_changed)(gpointer context);
	/* A characteristic came. */
	void (*characteristic_added)(gpointer context);
	/* bluetoothd has gone, and every object with it. */
	void (*vanished)(gpointer context);
} HtObjectsEvents;

HtObjects *ht_objects_new(GDBusConnection *bus, const HtObjectsEvents *events);
/* Looks for bluetoothd and tells of what there is. */
void ht_objects_start(HtObjects *objects);
void ht_objects_free(HtObjects *objects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtObjects, ht_objects_free)

/* (transfer full) (element-type BluezAdapter1) those that are switched on. */
GPtrArray *ht_objects_adapters(HtObjects *objects);
/* (transfer full) (nullable) on an adapter that is switched on if there is one. */
BluezDevice1 *ht_objects_device(HtObjects *objects, const char *address);
/* (transfer full) (nullable) */
BluezGattCharacteristic1 *ht_objects_characteristic(HtObjects *objects, const char *device_path,
						    const char *service_uuid, const char *uuid);
/* (transfer full) (element-type BluezGattCharacteristic1) every one of the device. */
GPtrArray *ht_objects_characteristics(HtObjects *objects, const char *device_path);
/* (transfer full) (nullable) of the service that it belongs to. */
char *ht_objects_service_uuid(HtObjects *objects, BluezGattCharacteristic1 *characteristic);
/* (transfer full) (nullable) by its path, be it on or off. */
BluezAdapter1 *ht_objects_adapter(HtObjects *objects, const char *path);
/* Whether any device is connected by this adapter, wearable or not. */
gboolean ht_objects_have_link(HtObjects *objects, const char *adapter_path);
/* (transfer full) (nullable) that GATT profiles of this adapter are registered with. */
BluezGattManager1 *ht_objects_gatt_manager(HtObjects *objects, BluezAdapter1 *adapter);
/* (transfer full) (nullable) */
BluezAgentManager1 *ht_objects_agent_manager(HtObjects *objects);
/* (transfer full) (nullable) the unique name of bluetoothd. */
char *ht_objects_owner(HtObjects *objects);

G_END_DECLS
