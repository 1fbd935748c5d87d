/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/ht-link.h"

#include "ble/link/address.h"
#include "ble/link/devices.h"
#include "common/glib/ht-error.h"

struct _HtLink {
	HtLinkSettings settings;
	HtLinkSink sink;
	HtObjects *objects;
	HtDiscovery *discovery;
	HtTurns *turns;
	HtAgent *agent;
	HtReconnect *reconnect;
	HtRevival *revival;
	HtReader *reader;
	HtRuns *runs;
	HtDevices *devices;
	GTask *stop;      /* NULL = not asked to stop */
	guint stop_timer; /* 0 = not stopping, or done with it */
};

static void before_drain(gpointer context, const char *address)
{
	HtDevice *device = ht_devices_find(((HtLink *)context)->devices, address);

	if (device)
		ht_device_check_link(device);
}

static void on_link_lost(gpointer context, const char *address)
{
	HtDevice *device = ht_devices_find(((HtLink *)context)->devices, address);

	if (device)
		ht_device_link_lost(device);
}

static void on_run_ended(gpointer context, const char *address)
{
	HtDevice *device = ht_devices_find(((HtLink *)context)->devices, address);

	if (device)
		ht_device_run_ended(device);
}

void ht_link_resume(HtLink *link)
{
	ht_runs_drain_soon(link->runs);
}

static void finish_stop(HtLink *link, GError *error)
{
	GTask *task = link->stop;

	if (g_task_get_completed(task) || !link->stop_timer)
		return;
	g_clear_handle_id(&link->stop_timer, g_source_remove);
	if (error)
		g_task_return_error(task, error);
	else
		g_task_return_boolean(task, TRUE);
}

static void on_all_rested(gpointer context)
{
	finish_stop(context, NULL);
}

static void on_device_changed(gpointer context, BluezDevice1 *proxy, GVariant *changed)
{
	ht_devices_see(((HtLink *)context)->devices, proxy, changed);
}

static void on_device_removed(gpointer context, BluezDevice1 *proxy)
{
	ht_devices_lose(((HtLink *)context)->devices, proxy);
}

static void on_characteristic_added(gpointer context)
{
	ht_devices_look_again(((HtLink *)context)->devices);
}

static void on_adapters_changed(gpointer context)
{
	HtLink *link = context;

	ht_discovery_refresh(link->discovery);
	ht_reconnect_refresh(link->reconnect);
}

static void on_vanished(gpointer context)
{
	HtLink *link = context;

	on_adapters_changed(link);
	ht_devices_vanish(link->devices);
}

static HtDevices *new_devices(HtLink *link)
{
	return ht_devices_new(&(HtDevicesHost){
	    .device =
		{
		    .objects = link->objects,
		    .reader = link->reader,
		    .turns = link->turns,
		    .agent = link->agent,
		    .revival = link->revival,
		    .settings = &link->settings,
		    .sink = &link->sink,
		},
	    .reconnect = link->reconnect,
	    .runs = link->runs,
	    .context = link,
	    .all_rested = on_all_rested,
	});
}

HtLink *ht_link_new(GDBusConnection *bus, const HtLinkSettings *settings, const HtLinkSink *sink)
{
	HtLink *link = g_new0(HtLink, 1);
	const HtObjectsEvents events = {
	    .context = link,
	    .device_changed = on_device_changed,
	    .device_removed = on_device_removed,
	    .adapters_changed = on_adapters_changed,
	    .characteristic_added = on_characteristic_added,
	    .vanished = on_vanished,
	};

	link->settings = *settings;
	ht_link_settings_complete(&link->settings);
	link->sink = *sink;
	link->runs = ht_runs_new(&(HtRunsHost){
	    .sink = &link->sink,
	    .context = link,
	    .before = before_drain,
	    .link_lost = on_link_lost,
	    .ended = on_run_ended,
	});
	link->objects = ht_objects_new(bus, &events);
	link->discovery = ht_discovery_new(link->objects);
	link->turns = ht_turns_new(link->discovery, link->settings.links_max);
	link->agent = ht_agent_new(bus, link->objects, &link->sink);
	link->reconnect = ht_reconnect_new(bus, link->objects);
	link->revival = ht_revival_new(link->objects, &link->settings);
	link->reader = ht_reader_new(link->settings.wait_when_full, link->settings.ring_bytes,
				     ht_runs_drain_soon, link->runs);
	link->devices = new_devices(link);
	return link;
}

void ht_link_start(HtLink *link)
{
	ht_objects_start(link->objects);
	ht_turns_start(link->turns);
}

void ht_link_free(HtLink *link)
{
	ht_turns_stop(link->turns);
	ht_devices_free(link->devices);
	ht_turns_free(link->turns);
	ht_discovery_free(link->discovery);
	ht_reconnect_free(link->reconnect);
	ht_revival_free(link->revival);
	ht_agent_free(link->agent);
	ht_objects_free(link->objects);
	/* The thread must have let go of the channels before they go. */
	ht_reader_free(link->reader);
	ht_runs_free(link->runs);
	g_clear_handle_id(&link->stop_timer, g_source_remove);
	g_clear_object(&link->stop);
	g_free(link);
}

/* What a sink that is not ready left behind is given up. */
static gboolean on_stop_timer(gpointer data)
{
	HtLink *link = data;

	ht_runs_give_up(link->runs);
	finish_stop(link, g_error_new(HT_ERROR, HT_ERROR_FAILED,
				      "the links to the wearables did not end in time"));
	return G_SOURCE_REMOVE;
}

void ht_link_stop_async(HtLink *link, GAsyncReadyCallback callback, gpointer user_data)
{
	g_autoptr(GTask) task = g_task_new(NULL, NULL, callback, user_data);

	if (link->stop) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_BUSY,
					"the links to the wearables are being closed already");
		return;
	}
	link->stop = g_steal_pointer(&task);
	link->stop_timer = g_timeout_add(link->settings.stop_ms, on_stop_timer, link);
	ht_turns_stop(link->turns);
	ht_devices_stop(link->devices);
}

gboolean ht_link_stop_finish(HtLink *link, GAsyncResult *result, GError **error)
{
	(void)link;
	return g_task_propagate_boolean(G_TASK(result), error);
}

gboolean ht_link_enroll(HtLink *link, const char *address, const HtIdentity *pin, GError **error)
{
	g_autofree char *normal = ht_address_normalize(address);
	g_autoptr(BluezDevice1) proxy = NULL;
	HtDevice *device;

	if (!normal) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "\"%s\" is no Bluetooth address like A0:9E:1A:00:00:00", address);
		return FALSE;
	}
	device = ht_devices_add(link->devices, normal);
	ht_device_set_pin(device, pin);
	ht_device_set_enrolled(device, TRUE);
	proxy = ht_objects_device(link->objects, normal);
	if (proxy && !ht_device_proxy(device))
		ht_device_set_proxy(device, proxy);
	ht_devices_learn_services(link->devices, device);
	return TRUE;
}

void ht_link_forget(HtLink *link, const char *address)
{
	g_autofree char *normal = ht_address_normalize(address);
	HtDevice *device = normal ? ht_devices_find(link->devices, normal) : NULL;

	if (!device)
		return;
	ht_device_set_enrolled(device, FALSE);
	ht_devices_learn_services_anew(link->devices);
}

GPtrArray *ht_link_list(HtLink *link)
{
	GPtrArray *wearables = ht_devices_all(link->devices);

	for (guint i = 0; i < wearables->len; i++)
		wearables->pdata[i] = (gpointer)ht_device_wearable(wearables->pdata[i]);
	return wearables;
}

/* NULL and *error for what is not there. */
static HtDevice *find_device(HtLink *link, const char *address, GError **error)
{
	g_autofree char *normal = ht_address_normalize(address);
	HtDevice *device = normal ? ht_devices_find(link->devices, normal) : NULL;

	if (!device)
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_FOUND,
			    "%s is not seen now: keep it near, worn and awake", address);
	return device;
}

static gboolean is_pairing(HtLink *link)
{
	g_autoptr(GPtrArray) devices = ht_devices_all(link->devices);

	for (guint i = 0; i < devices->len; i++) {
		if (ht_device_is_pairing(devices->pdata[i]))
			return TRUE;
	}
	return FALSE;
}

void ht_link_pair_async(HtLink *link, const char *address, guint window_ms,
			GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
	GError *error = NULL;
	HtDevice *device = find_device(link, address, &error);

	if (!device)
		g_task_report_error(NULL, callback, user_data, NULL, error);
	else if (is_pairing(link) || link->stop)
		g_task_report_new_error(NULL, callback, user_data, NULL, HT_ERROR, HT_ERROR_BUSY,
					"another wearable is being paired: try again");
	else
		ht_device_pair_async(device, window_ms, cancellable, callback, user_data);
}

gboolean ht_link_pair_finish(HtLink *link, GAsyncResult *result, GError **error)
{
	(void)link;
	return g_task_propagate_boolean(G_TASK(result), error);
}

gboolean ht_link_answer_passkey(HtLink *link, const char *address, guint32 passkey, GError **error)
{
	return ht_agent_answer_passkey(link->agent, address, passkey, error);
}

gboolean ht_link_set_streams(HtLink *link, const char *address, const HtStreamWish *wishes,
			     GError **error)
{
	HtDevice *device = find_device(link, address, error);

	if (!device)
		return FALSE;
	ht_device_set_streams(device, wishes);
	return TRUE;
}

void ht_link_buzz_async(HtLink *link, const char *address, guint level, GCancellable *cancellable,
			GAsyncReadyCallback callback, gpointer user_data)
{
	GError *error = NULL;
	HtDevice *device = find_device(link, address, &error);

	if (device)
		ht_device_buzz_async(device, level, cancellable, callback, user_data);
	else
		g_task_report_error(NULL, callback, user_data, NULL, error);
}

gboolean ht_link_buzz_finish(HtLink *link, GAsyncResult *result, GError **error)
{
	(void)link;
	return g_task_propagate_boolean(G_TASK(result), error);
}
