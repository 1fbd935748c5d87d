/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/buzz.h"

#include "ble/codec/immediate_alert.h"
#include "ble/link/gatt.h"
#include "common/glib/ht-error.h"

static void on_buzzed(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GTask) task = data;
	GError *error = NULL;

	if (bluez_gatt_characteristic1_call_write_value_finish(BLUEZ_GATT_CHARACTERISTIC1(source),
							       result, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

void ht_buzz_async(const HtDeviceFacts *facts, guint level, GCancellable *cancellable,
		   GAsyncReadyCallback callback, gpointer user_data)
{
	g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);
	g_autoptr(BluezGattCharacteristic1) alert = NULL;
	guint8 bytes[ALERT_LEVEL_SIZE];
	long size = alert_level_encode(level, bytes, sizeof bytes);

	if (size < 0) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_INVALID,
					"an alert has the level 0, 1 or 2");
		return;
	}
	if (facts->wearable.state != HT_WEARABLE_STREAMING) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_NOT_FOUND,
					"%s is not connected now", facts->wearable.address);
		return;
	}
	alert = ht_objects_characteristic(facts->objects, ht_device_facts_path(facts),
					  IMMEDIATE_ALERT_SERVICE_UUID, ALERT_LEVEL_UUID);
	if (!alert) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_UNSUPPORTED,
					"%s cannot buzz: it has no Immediate Alert service",
					facts->wearable.address);
		return;
	}
	ht_gatt_command_async(alert, bytes, (gsize)size, cancellable, on_buzzed,
			      g_steal_pointer(&task));
}
