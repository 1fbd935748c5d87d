/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device streams, and how it is made to buzz. */
#include "ble/codec/immediate_alert.h"
#include "ble/link/device-parts.h"
#include "ble/link/gatt.h"
#include "ble/link/starter.h"
#include "common/glib/ht-error.h"

#include <string.h>

static void apply_wishes(HtDevice *device);

void ht_device_close_streams(HtDevice *device)
{
	for (guint i = 0; device->starters && i < device->starters->len; i++)
		ht_starter_close(device->starters->pdata[i]);
	g_clear_pointer(&device->starters, g_ptr_array_unref);
	device->applying = FALSE;
	device->apply_again = FALSE;
}

static void on_applied(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	HtDevice *device = data;

	(void)source;
	if (!ht_starters_apply_finish(result, &error) &&
	    (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
	     g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CLOSED)))
		return;
	if (error)
		g_message("%s: %s", device->wearable.address, error->message);
	device->applying = FALSE;
	if (device->apply_again)
		apply_wishes(device);
}

static void apply_wishes(HtDevice *device)
{
	device->apply_again = device->applying;
	if (device->applying || !device->starters || device->stopping)
		return;
	device->applying = TRUE;
	ht_starters_apply_async(device->starters, device->has_wishes ? device->wishes : NULL,
				device->cancellable, on_applied, device);
}

void ht_device_set_streams(HtDevice *device, const HtStreamWish *wishes)
{
	device->has_wishes = wishes != NULL;
	if (wishes)
		memcpy(device->wishes, wishes, sizeof device->wishes);
	if (device->wearable.state == HT_WEARABLE_STREAMING)
		apply_wishes(device);
}

typedef struct {
	HtDevice *device;
	void (*done)(HtDevice *device);
} Stop;

/* With or without a reply: disconnecting ends the stream as well, but a strap that was not told
 * to stop stays awake until its battery is empty. */
static void on_stopped(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autofree Stop *stop = data;
	g_autoptr(GError) error = NULL;

	(void)source;
	ht_starters_apply_finish(result, &error);
	if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
	    !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CLOSED))
		stop->done(stop->device);
}

void ht_device_stop_streams(HtDevice *device, void (*done)(HtDevice *device))
{
	Stop *stop;

	if (!device->starters || device->starters->len == 0) {
		done(device);
		return;
	}
	stop = g_new0(Stop, 1);
	stop->device = device;
	stop->done = done;
	ht_starters_apply_async(device->starters, ht_starters_nothing, device->cancellable,
				on_stopped, stop);
}

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

void ht_device_buzz_async(HtDevice *device, guint level, GCancellable *cancellable,
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
	if (device->wearable.state != HT_WEARABLE_STREAMING) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_NOT_FOUND,
					"%s is not connected now", device->wearable.address);
		return;
	}
	alert = ht_objects_characteristic(device->host.objects,
					  g_dbus_proxy_get_object_path(G_DBUS_PROXY(device->proxy)),
					  IMMEDIATE_ALERT_SERVICE_UUID, ALERT_LEVEL_UUID);
	if (!alert) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_UNSUPPORTED,
					"%s cannot buzz: it has no Immediate Alert service",
					device->wearable.address);
		return;
	}
	ht_gatt_command_async(alert, bytes, (gsize)size, cancellable, on_buzzed,
			      g_steal_pointer(&task));
}
