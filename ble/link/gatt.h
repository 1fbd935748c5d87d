/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calls on a characteristic of BlueZ that the hub makes. */
#pragma once

#include "dbus/bluez.h"

G_BEGIN_DECLS

/* bluetoothd gives up on a peripheral after 30 s without an answer. */
enum { HT_GATT_TIMEOUT_MS = 35000 };

/* BlueZ offers AcquireNotify for what notifies, not for what only indicates. */
gboolean ht_gatt_can_acquire(BluezGattCharacteristic1 *characteristic);
/* One of BlueZ's words: "notify", "indicate", "write", ... */
gboolean ht_gatt_has_flag(BluezGattCharacteristic1 *characteristic, const char *flag);

/* Subscribes. The finishing call returns the descriptor (the caller's to close), one packet per
 * notification, or -1. */
void ht_gatt_acquire_async(BluezGattCharacteristic1 *characteristic, GCancellable *cancellable,
			   GAsyncReadyCallback callback, gpointer user_data);
int ht_gatt_acquire_finish(GAsyncResult *result, guint16 *mtu, GError **error);

/* Subscribes by signals: for what cannot be acquired. */
void ht_gatt_start_notify_async(BluezGattCharacteristic1 *characteristic, GCancellable *cancellable,
				GAsyncReadyCallback callback, gpointer user_data);
gboolean ht_gatt_start_notify_finish(GAsyncResult *result, GError **error);

/* Ended by bluez_gatt_characteristic1_call_read_value_finish(). */
void ht_gatt_read_async(BluezGattCharacteristic1 *characteristic, GCancellable *cancellable,
			GAsyncReadyCallback callback, gpointer user_data);
/* With response where the wearable takes that. Ended by
 * bluez_gatt_characteristic1_call_write_value_finish(). */
void ht_gatt_write_async(BluezGattCharacteristic1 *characteristic, const guint8 *data, gsize size,
			 GCancellable *cancellable, GAsyncReadyCallback callback,
			 gpointer user_data);
/* Without response. */
void ht_gatt_command_async(BluezGattCharacteristic1 *characteristic, const guint8 *data, gsize size,
			   GCancellable *cancellable, GAsyncReadyCallback callback,
			   gpointer user_data);

G_END_DECLS
