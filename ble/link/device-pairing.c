/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs a device: in its turn where it has no link yet, over its link where it has one. */
#include "ble/link/device-parts.h"
#include "ble/link/identity.h"
#include "ble/link/pairing.h"
#include "common/glib/ht-error.h"

/* What a pairing under way comes back to; the device may have gone by then. */
typedef struct {
	HtDevice *device;
} UnderWay;

/* Takes the error. */
static void finish(HtDevice *device, GError *error)
{
	g_autoptr(GTask) task = g_steal_pointer(&device->pairing);
	UnderWay *under_way = g_steal_pointer(&device->pairing_under_way);

	if (under_way)
		under_way->device = NULL;
	g_clear_handle_id(&device->pairing_timer, g_source_remove);
	if (device->pairing_called_off)
		g_source_destroy(device->pairing_called_off);
	g_clear_pointer(&device->pairing_called_off, g_source_unref);
	g_cancellable_cancel(device->pairing_cancellable);
	g_clear_object(&device->pairing_cancellable);
	if (error)
		g_task_return_error(task, error);
	else
		g_task_return_boolean(task, TRUE);
}

/* The user has said who it is: what was pinned before no longer counts. BlueZ may show the bond a
 * little later than it says that there is one. */
static void pin_anew(HtDevice *device)
{
	HtIdentity identity = device->wearable.identity;

	device->pin.bond_known = FALSE;
	ht_pin_set(&device->pin, NULL);
	device->wait_ms = device->host.settings->retry_ms;
	identity.bonded = ht_identity_is_bonded(device->proxy);
	if (identity.bonded && device->wearable.state == HT_WEARABLE_STREAMING)
		ht_device_take_identity(device, &identity);
}

static void go_on(HtDevice *device)
{
	if (device->wearable.state != HT_WEARABLE_CONNECTING)
		return;
	if (device->wearable.enrolled && device->proxy && !device->stopping &&
	    bluez_device1_get_connected(device->proxy))
		ht_device_enter_state(device, HT_WEARABLE_RESOLVING);
	else
		ht_device_come_to_rest(device);
}

static void on_paired(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autofree UnderWay *under_way = data;
	HtDevice *device = under_way->device;
	GError *error = NULL;

	(void)source;
	ht_pairing_finish(result, &error);
	if (!device) {
		g_clear_error(&error);
		return;
	}
	if (!error && device->proxy)
		pin_anew(device);
	finish(device, error);
	go_on(device);
}

static void begin(HtDevice *device)
{
	gint64 left_us = device->pairing_until_us - g_get_monotonic_time();
	UnderWay *under_way = g_new0(UnderWay, 1);

	g_clear_handle_id(&device->pairing_timer, g_source_remove);
	under_way->device = device;
	device->pairing_under_way = under_way;
	ht_pairing_async(device->host.agent, device->proxy, (guint)MAX(left_us / 1000, 0),
			 device->pairing_cancellable, on_paired, under_way);
}

gboolean ht_device_wants_to_pair(const HtDevice *device)
{
	return device->pairing && !device->pairing_under_way;
}

void ht_device_pair_now(HtDevice *device)
{
	begin(device);
}

void ht_device_pair_if_wanted(HtDevice *device)
{
	if (ht_device_wants_to_pair(device) && device->proxy && ht_device_has_link(device))
		begin(device);
}

static gboolean on_window_over(gpointer data)
{
	HtDevice *device = data;

	device->pairing_timer = 0;
	finish(device, g_error_new(HT_ERROR, HT_ERROR_FAILED,
				   "%s: no link became free for it in the time given",
				   device->wearable.address));
	return G_SOURCE_REMOVE;
}

static gboolean on_called_off(GCancellable *cancellable, gpointer data)
{
	(void)cancellable;
	ht_device_call_off_pairing(data);
	return G_SOURCE_REMOVE;
}

void ht_device_pair_async(HtDevice *device, guint window_ms, GCancellable *cancellable,
			  GAsyncReadyCallback callback, gpointer user_data)
{
	g_autoptr(GTask) task = g_task_new(NULL, NULL, callback, user_data);

	if (!device->proxy || device->stopping) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_NOT_FOUND,
					"%s is not seen now: keep it near, worn and awake",
					device->wearable.address);
		return;
	}
	device->pairing = g_steal_pointer(&task);
	device->pairing_until_us = g_get_monotonic_time() + (gint64)window_ms * 1000;
	device->pairing_timer = g_timeout_add(window_ms, on_window_over, device);
	device->pairing_cancellable = g_cancellable_new();
	if (cancellable) {
		device->pairing_called_off = g_cancellable_source_new(cancellable);
		g_source_set_callback(device->pairing_called_off, G_SOURCE_FUNC(on_called_off),
				      device, NULL);
		g_source_attach(device->pairing_called_off, g_main_context_get_thread_default());
	}
	if (device->wearable.state == HT_WEARABLE_WAITING)
		ht_device_enter_state(device, HT_WEARABLE_FOUND);
	else if (device->wearable.state == HT_WEARABLE_FOUND)
		ht_device_reconsider(device);
	else
		ht_device_pair_if_wanted(device);
}

gboolean ht_device_is_pairing(const HtDevice *device)
{
	return device->pairing != NULL;
}

void ht_device_call_off_pairing(HtDevice *device)
{
	if (device->pairing)
		finish(device, g_error_new_literal(G_IO_ERROR, G_IO_ERROR_CANCELLED,
						   "the pairing was called off"));
}
