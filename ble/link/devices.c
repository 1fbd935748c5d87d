/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/devices.h"

#include "ble/link/offer.h"

struct _HtDevices {
	HtDevicesHost host;
	GHashTable *table;    /* address -> HtDevice */
	GHashTable *found_by; /* a set of services that enrolled wearables are found by */
	guint sweep_source;
	gboolean stopping;
};

GPtrArray *ht_devices_all(HtDevices *devices)
{
	GPtrArray *all = g_ptr_array_new();
	GHashTableIter iter;
	gpointer device;

	g_hash_table_iter_init(&iter, devices->table);
	while (g_hash_table_iter_next(&iter, NULL, &device))
		g_ptr_array_add(all, device);
	return all;
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
	HtDevices *devices = data;
	g_autoptr(GPtrArray) all = ht_devices_all(devices);
	gboolean at_rest = TRUE;

	devices->sweep_source = 0;
	for (guint i = 0; i < all->len; i++) {
		HtDevice *device = all->pdata[i];

		at_rest = at_rest && ht_device_is_at_rest(device);
		if (!is_of_interest(device))
			g_hash_table_remove(devices->table, ht_device_wearable(device)->address);
	}
	if (devices->stopping && at_rest)
		devices->host.all_rested(devices->host.context);
	return G_SOURCE_REMOVE;
}

static void sweep_soon(HtDevices *devices)
{
	if (!devices->sweep_source)
		devices->sweep_source = g_idle_add_full(G_PRIORITY_DEFAULT, sweep, devices, NULL);
}

static void on_rested(gpointer context, HtDevice *device)
{
	HtDevices *devices = context;

	if (devices->stopping || !ht_device_wearable(device)->enrolled)
		sweep_soon(devices);
}

static void on_run_added(gpointer context, HtRun *run)
{
	HtDevices *devices = context;

	ht_runs_add(devices->host.runs, run);
}

static void drain_soon(gpointer context)
{
	HtDevices *devices = context;

	ht_runs_drain_soon(devices->host.runs);
}

HtDevices *ht_devices_new(const HtDevicesHost *host)
{
	HtDevices *devices = g_new0(HtDevices, 1);

	devices->host = *host;
	devices->host.device.context = devices;
	devices->host.device.run_added = on_run_added;
	devices->host.device.drain = drain_soon;
	devices->host.device.rested = on_rested;
	devices->table =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)ht_device_free);
	devices->found_by = g_hash_table_new(g_str_hash, g_str_equal);
	return devices;
}

void ht_devices_free(HtDevices *devices)
{
	g_hash_table_unref(devices->table);
	g_hash_table_unref(devices->found_by);
	g_clear_handle_id(&devices->sweep_source, g_source_remove);
	g_free(devices);
}

HtDevice *ht_devices_find(HtDevices *devices, const char *address)
{
	return g_hash_table_lookup(devices->table, address);
}

HtDevice *ht_devices_add(HtDevices *devices, const char *address)
{
	HtDevice *device = ht_devices_find(devices, address);

	if (!device) {
		device = ht_device_new(&devices->host.device, address);
		g_hash_table_insert(devices->table, g_strdup(address), device);
	}
	return device;
}

/* So that bluetoothd connects it by itself. */
static void learn_services(HtDevices *devices, HtDevice *device)
{
	BluezDevice1 *proxy = ht_device_proxy(device);
	const char *const *uuids = proxy ? bluez_device1_get_uuids(proxy) : NULL;

	if (!ht_device_wearable(device)->enrolled || devices->stopping)
		return;
	for (gsize i = 0; i < drivers_count; i++) {
		if (drivers[i].finds && ht_offer_has(&drivers[i], uuids))
			g_hash_table_add(devices->found_by, (gpointer)drivers[i].service_uuid);
	}
}

static void tell_reconnect(HtDevices *devices)
{
	g_autoptr(GPtrArray) uuids = g_ptr_array_new();
	GHashTableIter iter;
	gpointer uuid;

	g_hash_table_iter_init(&iter, devices->found_by);
	while (g_hash_table_iter_next(&iter, &uuid, NULL))
		g_ptr_array_add(uuids, uuid);
	ht_reconnect_set_services(devices->host.reconnect, uuids);
}

void ht_devices_learn_services(HtDevices *devices, HtDevice *device)
{
	learn_services(devices, device);
	tell_reconnect(devices);
}

void ht_devices_learn_services_anew(HtDevices *devices)
{
	g_autoptr(GPtrArray) all = ht_devices_all(devices);

	g_hash_table_remove_all(devices->found_by);
	for (guint i = 0; i < all->len; i++)
		learn_services(devices, all->pdata[i]);
	tell_reconnect(devices);
}

void ht_devices_see(HtDevices *devices, BluezDevice1 *proxy, GVariant *changed)
{
	const char *address = bluez_device1_get_address(proxy);
	HtDevice *device;

	if (!address)
		return;
	device = ht_devices_find(devices, address);
	if (!device && !devices->stopping && ht_offer_is_wearable(bluez_device1_get_uuids(proxy)))
		device = ht_devices_add(devices, address);
	if (!device)
		return;
	if (!ht_device_proxy(device))
		ht_device_set_proxy(device, proxy);
	else if (changed && ht_device_proxy(device) == proxy)
		ht_device_properties_changed(device, changed);
	if (!changed || g_variant_lookup(changed, "UUIDs", "as", NULL))
		ht_devices_learn_services(devices, device);
}

void ht_devices_lose(HtDevices *devices, BluezDevice1 *proxy)
{
	const char *address = bluez_device1_get_address(proxy);
	HtDevice *device = address ? ht_devices_find(devices, address) : NULL;
	g_autoptr(BluezDevice1) other = NULL;

	if (!device || ht_device_proxy(device) != proxy)
		return;
	ht_device_set_proxy(device, NULL);
	other = ht_objects_device(devices->host.device.objects, address);
	if (other && other != proxy)
		ht_device_set_proxy(device, other);
}

void ht_devices_look_again(HtDevices *devices)
{
	g_autoptr(GPtrArray) all = ht_devices_all(devices);

	for (guint i = 0; i < all->len; i++)
		ht_device_look_again(all->pdata[i]);
}

void ht_devices_vanish(HtDevices *devices)
{
	g_autoptr(GPtrArray) all = ht_devices_all(devices);

	for (guint i = 0; i < all->len; i++)
		ht_device_set_proxy(all->pdata[i], NULL);
}

void ht_devices_stop(HtDevices *devices)
{
	g_autoptr(GPtrArray) all = ht_devices_all(devices);

	devices->stopping = TRUE;
	ht_devices_learn_services_anew(devices);
	for (guint i = 0; i < all->len; i++)
		ht_device_stop(all->pdata[i]);
	sweep_soon(devices);
}
