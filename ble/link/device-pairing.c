/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/device-pairing.h"

#include "ble/link/pairing.h"
#include "common/glib/ht-error.h"

/* What a pairing under way comes back to; the device may have gone by then. */
typedef struct {
	HtDevicePairing *pairing;
} UnderWay;

/* Takes the error. */
static void finish(HtDevicePairing *pairing, GError *error)
{
	g_autoptr(GTask) task = g_steal_pointer(&pairing->asked);
	UnderWay *under_way = g_steal_pointer(&pairing->under_way);

	if (under_way)
		under_way->pairing = NULL;
	g_clear_handle_id(&pairing->timer, g_source_remove);
	if (pairing->called_off)
		g_source_destroy(pairing->called_off);
	g_clear_pointer(&pairing->called_off, g_source_unref);
	g_cancellable_cancel(pairing->cancellable);
	g_clear_object(&pairing->cancellable);
	if (error)
		g_task_return_error(task, error);
	else
		g_task_return_boolean(task, TRUE);
}

static void on_paired(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autofree UnderWay *under_way = data;
	HtDevicePairing *pairing = under_way->pairing;
	GError *error = NULL;

	(void)source;
	ht_pairing_finish(result, &error);
	if (!pairing) {
		g_clear_error(&error);
		return;
	}
	if (!error && pairing->facts->proxy)
		pairing->paired(pairing->context);
	finish(pairing, error);
	pairing->ended(pairing->context);
}

void ht_device_pairing_begin(HtDevicePairing *pairing)
{
	gint64 left_us = pairing->until_us - g_get_monotonic_time();
	UnderWay *under_way = g_new0(UnderWay, 1);

	g_clear_handle_id(&pairing->timer, g_source_remove);
	under_way->pairing = pairing;
	pairing->under_way = under_way;
	ht_pairing_async(pairing->agent, pairing->facts->proxy, (guint)MAX(left_us / 1000, 0),
			 pairing->cancellable, on_paired, under_way);
}

gboolean ht_device_pairing_is_asked_for(const HtDevicePairing *pairing)
{
	return pairing->asked != NULL;
}

gboolean ht_device_pairing_waits(const HtDevicePairing *pairing)
{
	return pairing->asked && !pairing->under_way;
}

gboolean ht_device_pairing_is_under_way(const HtDevicePairing *pairing)
{
	return pairing->under_way != NULL;
}

static gboolean on_window_over(gpointer data)
{
	HtDevicePairing *pairing = data;

	pairing->timer = 0;
	finish(pairing, g_error_new(HT_ERROR, HT_ERROR_FAILED,
				    "%s: no link became free for it in the time given",
				    pairing->facts->wearable.address));
	return G_SOURCE_REMOVE;
}

static gboolean on_called_off(GCancellable *cancellable, gpointer data)
{
	HtDevicePairing *pairing = data;
	gboolean under_way = pairing->under_way != NULL;

	(void)cancellable;
	ht_device_pairing_call_off(pairing);
	if (under_way)
		pairing->ended(pairing->context);
	return G_SOURCE_REMOVE;
}

gboolean ht_device_pairing_ask(HtDevicePairing *pairing, guint window_ms, GCancellable *cancellable,
			       GAsyncReadyCallback callback, gpointer user_data)
{
	g_autoptr(GTask) task = g_task_new(NULL, NULL, callback, user_data);

	if (!pairing->facts->proxy || pairing->facts->stopping) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_NOT_FOUND,
					"%s is not seen now: keep it near, worn and awake",
					pairing->facts->wearable.address);
		return FALSE;
	}
	pairing->asked = g_steal_pointer(&task);
	pairing->until_us = g_get_monotonic_time() + (gint64)window_ms * 1000;
	pairing->timer = g_timeout_add(window_ms, on_window_over, pairing);
	pairing->cancellable = g_cancellable_new();
	if (cancellable) {
		pairing->called_off = g_cancellable_source_new(cancellable);
		g_source_set_callback(pairing->called_off, G_SOURCE_FUNC(on_called_off), pairing,
				      NULL);
		g_source_attach(pairing->called_off, g_main_context_get_thread_default());
	}
	return TRUE;
}

void ht_device_pairing_call_off(HtDevicePairing *pairing)
{
	if (pairing->asked)
		finish(pairing, g_error_new_literal(G_IO_ERROR, G_IO_ERROR_CANCELLED,
						    "the pairing was called off"));
}
