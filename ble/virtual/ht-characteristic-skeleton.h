/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A characteristic on the bus that shows the properties which bluetoothd shows for its flags:
 * NotifyAcquired only with "notify", Notifying only with "notify" or "indicate". Main context only.
 */
#pragma once

#include "ble/virtual/gatt-table.h"
#include "dbus/bluez.h"

G_BEGIN_DECLS

#define HT_TYPE_CHARACTERISTIC_SKELETON (ht_characteristic_skeleton_get_type())
G_DECLARE_FINAL_TYPE(HtCharacteristicSkeleton, ht_characteristic_skeleton, HT,
		     CHARACTERISTIC_SKELETON, BluezGattCharacteristic1Skeleton)

/* entry must live as long as it. */
BluezGattCharacteristic1 *ht_characteristic_skeleton_new(const struct gatt_characteristic *entry);

/* Broadcasts the value at once; also one that is the same as before. */
void ht_characteristic_skeleton_broadcast(BluezGattCharacteristic1 *skeleton, GBytes *value);

G_END_DECLS
