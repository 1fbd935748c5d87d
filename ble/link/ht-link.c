/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/ht-link.h"

#include "ble/link/address.h"
#include "ble/link/device.h"
#include "ble/link/offer.h"
#include "ble/link/reconnect.h"
#include "ble/link/runs.h"
#include "common/glib/ht-error.h"

#include <string.h>

struct _HtLink {
	HtLinkSettings settings;
	HtLinkSink sink;
	HtObjects *objects;
	HtDiscovery *discovery;
	HtTurns *turns;
	HtAgent *agent;
	HtReconnect *reconnect;
	HtReader *reader;
	HtRuns *runs;
	GHashTable *devices;  /* address -> HtDevice */
	GHashTable *found_by; /* a set of services that enrolled wearables are found by */
	guint sweep_source;
	GTask *stop;      /* NULL = not asked to stop */
	guint stop_timer; /* 0 = not stopping, or done with it */
};

/* (transfer container) What is called for one device may add another. */
static GPtrArray *all_devices(HtLink *link)
{
	GPtrArray *devices = g_ptr_array_new();
	GHashTableIter iter;
	gpointer device;

	g_hash_table_iter_init(&iter, link->devices);
	while (g_hash_table_iter_next(&iter, NULL, &device))
		g_ptr_array_add(devices, device);
	return devices;
}

static void before_drain(gpointer context, const char *address)
{
	HtDevice *device = g_hash_table_lookup(((HtLink *)context)->devices, address);

	if (device)
		ht_device_check_link(device);
}

static void on_link_lost(gpointer context, const char *address)
{
	HtDevice *device = g_hash_table_lookup(((HtLink *)context)->devices, address);

	if (device)
		ht_device_link_lost(device);
}

static void on_run_ended(gpointer context, const char *address)
{
	HtDevice *device = g_hash_table_lookup(((HtLink *)context)->devices, address);

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

static gboolean is_of_interest(HtDevice *device)
{
	BluezDevice1 *proxy = ht_device_proxy(device);

	return ht_device_wearable(device)->enrolled || !ht_device_is_at_rest(device) ||
	       (proxy && ht_offer_is_wearable(bluez_device1_get_uuids(proxy)));
}

/* Looks for what has come to rest; from the main loop, since a device must not vanish under its own
 * feet. */
static gboolean sweep(gpointer data)
{
	HtLink *link = data;
	g_autoptr(GPtrArray) devices = all_devices(link);
	gboolean at_rest = TRUE;

	link->sweep_source = 0;
	for (guint i = 0; i < devices->len; i++) {
		HtDevice *device = devices->pdata[i];

		at_rest = at_rest && ht_device_is_at_rest(device);
		if (!is_of_interest(device))
			g_hash_table_remove(link->devices, ht_device_wearable(device)->address);
	}
	if (link->stop && at_rest)
		finish_stop(link, NULL);
	return G_SOURCE_REMOVE;
}

static void sweep_soon(HtLink *link)
{
	if (!link->sweep_source)
		link->sweep_source = g_idle_add_full(G_PRIORITY_DEFAULT, sweep, link, NULL);
}

static void on_rested(gpointer context, HtDevice *device)
{
	HtLink *link = context;

	if (link->stop || !ht_device_wearable(device)->enrolled)
		sweep_soon(link);
}

static void on_run_added(gpointer context, HtRun *run)
{
	HtLink *link = context;

	ht_runs_add(link->runs, run);
}

static void drain_soon(gpointer data)
{
	ht_runs_drain_soon(((HtLink *)data)->runs);
}

static HtDevice *add_device(HtLink *link, const char *address)
{
	HtDevice *device = g_hash_table_lookup(link->devices, address);
	HtDeviceHost host = {
	    .objects = link->objects,
	    .reader = link->reader,
	    .turns = link->turns,
	    .agent = link->agent,
	    .settings = &link->settings,
	    .sink = &link->sink,
	    .context = link,
	    .run_added = on_run_added,
	    .drain = drain_soon,
	    .rested = on_rested,
	};

	if (!device) {
		device = ht_device_new(&host, address);
		g_hash_table_insert(link->devices, g_strdup(address), device);
	}
	return device;
}

/* So that bluetoothd connects it by itself. */
static void learn_services(HtLink *link, HtDevice *device)
{
	BluezDevice1 *proxy = ht_device_proxy(device);
	const char *const *uuids = proxy ? bluez_device1_get_uuids(proxy) : NULL;

	if (!ht_device_wearable(device)->enrolled || link->stop)
		return;
	for (gsize i = 0; i < drivers_count; i++) {
		if (drivers[i].finds && ht_offer_has(&drivers[i], uuids))
			g_hash_table_add(link->found_by, (gpointer)drivers[i].service_uuid);
	}
}

static void reconnect(HtLink *link)
{
	g_autoptr(GPtrArray) uuids = g_ptr_array_new();
	GHashTableIter iter;
	gpointer uuid;

	g_hash_table_iter_init(&iter, link->found_by);
	while (g_hash_table_iter_next(&iter, &uuid, NULL))
		g_ptr_array_add(uuids, uuid);
	ht_reconnect_set_services(link->reconnect, uuids);
}

static void learn_services_anew(HtLink *link)
{
	g_autoptr(GPtrArray) devices = all_devices(link);

	g_hash_table_remove_all(link->found_by);
	for (guint i = 0; i < devices->len; i++)
		learn_services(link, devices->pdata[i]);
	reconnect(link);
}

static void on_device_changed(gpointer context, BluezDevice1 *proxy, GVariant *changed)
{
	HtLink *link = context;
	const char *address = bluez_device1_get_address(proxy);
	HtDevice *device;

	if (!address)
		return;
	device = g_hash_table_lookup(link->devices, address);
	if (!device && !link->stop && ht_offer_is_wearable(bluez_device1_get_uuids(proxy)))
		device = add_device(link, address);
	if (!device)
		return;
	if (!ht_device_proxy(device))
		ht_device_set_proxy(device, proxy);
	else if (changed && ht_device_proxy(device) == proxy)
		ht_device_properties_changed(device, changed);
	if (!changed || g_variant_lookup(changed, "UUIDs", "as", NULL)) {
		learn_services(link, device);
		reconnect(link);
	}
}

static void on_device_removed(gpointer context, BluezDevice1 *proxy)
{
	HtLink *link = context;
	const char *address = bluez_device1_get_address(proxy);
	HtDevice *device = address ? g_hash_table_lookup(link->devices, address) : NULL;
	g_autoptr(BluezDevice1) other = NULL;

	if (!device || ht_device_proxy(device) != proxy)
		return;
	ht_device_set_proxy(device, NULL);
	other = ht_objects_device(link->objects, address);
	if (other && other != proxy)
		ht_device_set_proxy(device, other);
}

static void on_adapters_changed(gpointer context)
{
	HtLink *link = context;

	ht_discovery_refresh(link->discovery);
	ht_reconnect_refresh(link->reconnect);
}

static void on_characteristic_added(gpointer context)
{
	HtLink *link = context;
	g_autoptr(GPtrArray) devices = all_devices(link);

	for (guint i = 0; i < devices->len; i++)
		ht_device_look_again(devices->pdata[i]);
}

static void on_vanished(gpointer context)
{
	HtLink *link = context;
	g_autoptr(GPtrArray) devices = all_devices(link);

	ht_discovery_refresh(link->discovery);
	ht_reconnect_refresh(link->reconnect);
	for (guint i = 0; i < devices->len; i++)
		ht_device_set_proxy(devices->pdata[i], NULL);
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
	link->devices =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)ht_device_free);
	link->found_by = g_hash_table_new(g_str_hash, g_str_equal);
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
	link->reader = ht_reader_new(link->settings.wait_when_full, link->settings.ring_bytes,
				     ht_runs_drain_soon, link->runs);
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
	g_clear_pointer(&link->devices, g_hash_table_unref);
	ht_turns_free(link->turns);
	ht_discovery_free(link->discovery);
	ht_reconnect_free(link->reconnect);
	g_hash_table_unref(link->found_by);
	ht_agent_free(link->agent);
	ht_objects_free(link->objects);
	/* The thread must have let go of the channels before they go. */
	ht_reader_free(link->reader);
	ht_runs_free(link->runs);
	g_clear_handle_id(&link->sweep_source, g_source_remove);
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
	g_autoptr(GPtrArray) devices = all_devices(link);

	if (link->stop) {
		g_task_return_new_error(task, HT_ERROR, HT_ERROR_BUSY,
					"the links to the wearables are being closed already");
		return;
	}
	link->stop = g_steal_pointer(&task);
	link->stop_timer = g_timeout_add(link->settings.stop_ms, on_stop_timer, link);
	ht_turns_stop(link->turns);
	learn_services_anew(link);
	for (guint i = 0; i < devices->len; i++)
		ht_device_stop(devices->pdata[i]);
	sweep_soon(link);
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
	device = add_device(link, normal);
	ht_device_set_pin(device, pin);
	ht_device_set_enrolled(device, TRUE);
	proxy = ht_objects_device(link->objects, normal);
	if (proxy && !ht_device_proxy(device))
		ht_device_set_proxy(device, proxy);
	learn_services(link, device);
	reconnect(link);
	return TRUE;
}

void ht_link_forget(HtLink *link, const char *address)
{
	g_autofree char *normal = ht_address_normalize(address);
	HtDevice *device = normal ? g_hash_table_lookup(link->devices, normal) : NULL;

	if (!device)
		return;
	ht_device_set_enrolled(device, FALSE);
	learn_services_anew(link);
}

GPtrArray *ht_link_list(HtLink *link)
{
	GPtrArray *wearables = g_ptr_array_new();
	GHashTableIter iter;
	gpointer device;

	g_hash_table_iter_init(&iter, link->devices);
	while (g_hash_table_iter_next(&iter, NULL, &device))
		g_ptr_array_add(wearables, (gpointer)ht_device_wearable(device));
	return wearables;
}

/* NULL and *error for what is not there. */
static HtDevice *find_device(HtLink *link, const char *address, GError **error)
{
	g_autofree char *normal = ht_address_normalize(address);
	HtDevice *device = normal ? g_hash_table_lookup(link->devices, normal) : NULL;

	if (!device)
		g_set_error(error, HT_ERROR, HT_ERROR_NOT_FOUND,
			    "%s is not seen now: keep it near, worn and awake", address);
	return device;
}

static gboolean is_pairing(HtLink *link)
{
	g_autoptr(GPtrArray) devices = all_devices(link);

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
