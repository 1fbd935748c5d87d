/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/revival.h"

#include "ble/link/property.h"

/* In a row, of any wearables of the adapter. */
enum { IN_VAIN_MAX = 2 };

typedef struct {
	guint in_vain;
	gint64 switched_us; /* monotonic, 0 = never */
} Adapter;

struct _HtRevival {
	HtObjects *objects;
	const HtLinkSettings *settings;
	GHashTable *adapters; /* path -> Adapter */
	GCancellable *cancellable;
	guint timer; /* source: an adapter is to be switched on again */
	char *off;   /* path of the one that was switched off */
};

HtRevival *ht_revival_new(HtObjects *objects, const HtLinkSettings *settings)
{
	HtRevival *revival = g_new0(HtRevival, 1);

	revival->objects = objects;
	revival->settings = settings;
	revival->adapters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	revival->cancellable = g_cancellable_new();
	return revival;
}

static void switch_adapter(HtRevival *revival, const char *path, gboolean on,
			   GAsyncReadyCallback callback)
{
	g_autoptr(BluezAdapter1) adapter = ht_objects_adapter(revival->objects, path);

	if (adapter)
		ht_property_set(G_DBUS_PROXY(adapter), "Powered", g_variant_new_boolean(on),
				callback ? revival->cancellable : NULL, callback, revival);
	else
		g_clear_pointer(&revival->off, g_free); /* unplugged meanwhile */
}

/* Nobody leaves it off who ends in order. */
void ht_revival_free(HtRevival *revival)
{
	g_clear_handle_id(&revival->timer, g_source_remove);
	g_cancellable_cancel(revival->cancellable);
	g_object_unref(revival->cancellable);
	if (revival->off)
		switch_adapter(revival, revival->off, TRUE, NULL);
	g_free(revival->off);
	g_hash_table_unref(revival->adapters);
	g_free(revival);
}

static Adapter *adapter_of(HtRevival *revival, BluezDevice1 *device)
{
	const char *path = bluez_device1_get_adapter(device);
	Adapter *adapter = path ? g_hash_table_lookup(revival->adapters, path) : NULL;

	if (path && !adapter) {
		adapter = g_new0(Adapter, 1);
		g_hash_table_insert(revival->adapters, g_strdup(path), adapter);
	}
	return adapter;
}

static gboolean switch_on(gpointer data);

static void on_switched_on(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	gboolean switched = ht_property_set_finish(source, result, &error);
	HtRevival *revival = data;

	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	if (switched)
		g_clear_pointer(&revival->off, g_free);
	else
		revival->timer = g_timeout_add(revival->settings->retry_ms, switch_on, revival);
}

static gboolean switch_on(gpointer data)
{
	HtRevival *revival = data;

	revival->timer = 0;
	switch_adapter(revival, revival->off, TRUE, on_switched_on);
	return G_SOURCE_REMOVE;
}

/* Also where it could not be switched off: it may have been in the midst of it. */
static void on_switched_off(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;

	ht_property_set_finish(source, result, &error);
	if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		switch_on(data);
}

static gboolean is_due(const HtRevival *revival, const Adapter *adapter, gint64 now_us)
{
	gint64 pause_us = (gint64)revival->settings->revive_ms * 1000;

	return adapter->in_vain >= IN_VAIN_MAX && !revival->off &&
	       (adapter->switched_us == 0 || now_us - adapter->switched_us >= pause_us);
}

void ht_revival_in_vain(HtRevival *revival, BluezDevice1 *device)
{
	const char *path = bluez_device1_get_adapter(device);
	Adapter *adapter = adapter_of(revival, device);
	gint64 now_us = g_get_monotonic_time();

	if (!adapter)
		return;
	adapter->in_vain++;
	if (!is_due(revival, adapter, now_us) || ht_objects_have_link(revival->objects, path))
		return;
	g_message("%s hears %s and makes no connection any more: switched off and on", path,
		  bluez_device1_get_address(device));
	adapter->in_vain = 0;
	adapter->switched_us = now_us;
	revival->off = g_strdup(path);
	switch_adapter(revival, path, FALSE, on_switched_off);
}

void ht_revival_connected(HtRevival *revival, BluezDevice1 *device)
{
	Adapter *adapter = adapter_of(revival, device);

	if (adapter)
		adapter->in_vain = 0;
}
