/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-virtual-adapter.h"

#include "ble/virtual/bluez-names.h"

/* From an adapter that starts to scan to the first advertisement. */
enum { DISCOVER_MS = 20 };

struct _HtVirtualAdapter {
	GDBusConnection *bus;
	GDBusObjectManagerServer *manager;
	HtAgents *agents;
	char *path;
	BluezAdapter1 *skeleton;
	BluezObjectSkeleton *object;
	HtGattApplications *applications;
	GPtrArray *devices;   /* of HtVirtualDevice */
	GHashTable *scanners; /* unique name -> watch id of clients that discover */
	guint discover_timer;
	gboolean prompt;
	gboolean plugged;
};

static gboolean on_advertisement(gpointer user_data)
{
	HtVirtualAdapter *adapter = user_data;

	adapter->discover_timer = 0;
	if (g_hash_table_size(adapter->scanners) == 0)
		return G_SOURCE_REMOVE;
	for (guint i = 0; i < adapter->devices->len; i++)
		ht_virtual_device_discovered(g_ptr_array_index(adapter->devices, i));
	return G_SOURCE_REMOVE;
}

void ht_virtual_adapter_scan(HtVirtualAdapter *adapter)
{
	if (!adapter->plugged)
		return;
	bluez_adapter1_set_discovering(adapter->skeleton, g_hash_table_size(adapter->scanners) > 0);
	if (adapter->discover_timer == 0)
		adapter->discover_timer =
		    g_timeout_add(adapter->prompt ? 0 : DISCOVER_MS, on_advertisement, adapter);
}

static void on_scanner_gone(G_GNUC_UNUSED GDBusConnection *bus, const char *name,
			    gpointer user_data)
{
	HtVirtualAdapter *adapter = user_data;

	g_hash_table_remove(adapter->scanners, name);
	ht_virtual_adapter_scan(adapter);
}

static void unwatch(gpointer data)
{
	g_bus_unwatch_name(GPOINTER_TO_UINT(data));
}

static gboolean on_start_discovery(BluezAdapter1 *skeleton, GDBusMethodInvocation *invocation,
				   gpointer user_data)
{
	HtVirtualAdapter *adapter = user_data;
	const char *sender = g_dbus_method_invocation_get_sender(invocation);
	guint watch;

	if (g_hash_table_contains(adapter->scanners, sender)) {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_IN_PROGRESS,
							   "Operation already in progress");
		return TRUE;
	}
	watch = g_bus_watch_name_on_connection(adapter->bus, sender, G_BUS_NAME_WATCHER_FLAGS_NONE,
					       NULL, on_scanner_gone, adapter, NULL);
	g_hash_table_insert(adapter->scanners, g_strdup(sender), GUINT_TO_POINTER(watch));
	bluez_adapter1_complete_start_discovery(skeleton, invocation);
	ht_virtual_adapter_scan(adapter);
	return TRUE;
}

static gboolean on_stop_discovery(BluezAdapter1 *skeleton, GDBusMethodInvocation *invocation,
				  gpointer user_data)
{
	HtVirtualAdapter *adapter = user_data;
	const char *sender = g_dbus_method_invocation_get_sender(invocation);

	if (!g_hash_table_remove(adapter->scanners, sender)) {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_FAILED,
							   "No discovery started");
		return TRUE;
	}
	bluez_adapter1_complete_stop_discovery(skeleton, invocation);
	ht_virtual_adapter_scan(adapter);
	return TRUE;
}

static gboolean on_set_filter(BluezAdapter1 *skeleton, GDBusMethodInvocation *invocation,
			      G_GNUC_UNUSED GVariant *properties, G_GNUC_UNUSED gpointer user_data)
{
	/* Filters of all clients are merged by bluetoothd; a client has to look for itself. */
	bluez_adapter1_complete_set_discovery_filter(skeleton, invocation);
	return TRUE;
}

static HtVirtualDevice *find_device(HtVirtualAdapter *adapter, const char *path)
{
	for (guint i = 0; i < adapter->devices->len; i++) {
		HtVirtualDevice *device = g_ptr_array_index(adapter->devices, i);

		if (g_str_equal(path, ht_virtual_device_path(device)))
			return device;
	}
	return NULL;
}

static gboolean on_remove_device(BluezAdapter1 *skeleton, GDBusMethodInvocation *invocation,
				 const char *path, gpointer user_data)
{
	HtVirtualAdapter *adapter = user_data;
	HtVirtualDevice *device = find_device(adapter, path);

	if (!device) {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_DOES_NOT_EXIST,
							   "Does Not Exist");
		return TRUE;
	}
	ht_virtual_device_remove(device);
	bluez_adapter1_complete_remove_device(skeleton, invocation);
	ht_virtual_adapter_scan(adapter);
	return TRUE;
}

static void on_profile_wanted(gpointer user_data)
{
	HtVirtualAdapter *adapter = user_data;

	for (guint i = 0; i < adapter->devices->len; i++)
		ht_virtual_device_reconsider(g_ptr_array_index(adapter->devices, i));
}

static void connect_handlers(HtVirtualAdapter *adapter)
{
	BluezAdapter1 *skeleton = adapter->skeleton;

	g_signal_connect(skeleton, "handle-start-discovery", G_CALLBACK(on_start_discovery),
			 adapter);
	g_signal_connect(skeleton, "handle-stop-discovery", G_CALLBACK(on_stop_discovery), adapter);
	g_signal_connect(skeleton, "handle-set-discovery-filter", G_CALLBACK(on_set_filter),
			 adapter);
	g_signal_connect(skeleton, "handle-remove-device", G_CALLBACK(on_remove_device), adapter);
}

HtVirtualAdapter *ht_virtual_adapter_new(GDBusObjectManagerServer *manager, GDBusConnection *bus,
					 HtAgents *agents, guint number, gboolean prompt)
{
	HtVirtualAdapter *adapter = g_new0(HtVirtualAdapter, 1);
	g_autoptr(BluezGattManager1) gatt = bluez_gatt_manager1_skeleton_new();
	g_autofree char *address = g_strdup_printf("00:AA:01:00:00:%02X", number);

	adapter->bus = g_object_ref(bus);
	adapter->manager = g_object_ref(manager);
	adapter->agents = agents;
	adapter->prompt = prompt;
	adapter->path = g_strdup_printf("%s/hci%u", BLUEZ_ROOT_PATH, number);
	adapter->devices = g_ptr_array_new_with_free_func((GDestroyNotify)ht_virtual_device_free);
	adapter->scanners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unwatch);
	adapter->applications = ht_gatt_applications_new(gatt, on_profile_wanted, adapter);
	adapter->skeleton = bluez_adapter1_skeleton_new();
	adapter->object = bluez_object_skeleton_new(adapter->path);
	bluez_adapter1_set_address(adapter->skeleton, address);
	bluez_adapter1_set_name(adapter->skeleton, "virtual");
	bluez_adapter1_set_powered(adapter->skeleton, TRUE);
	connect_handlers(adapter);
	bluez_object_skeleton_set_adapter1(adapter->object, adapter->skeleton);
	bluez_object_skeleton_set_gatt_manager1(adapter->object, gatt);
	ht_virtual_adapter_plug(adapter);
	return adapter;
}

void ht_virtual_adapter_free(HtVirtualAdapter *adapter)
{
	ht_virtual_adapter_unplug(adapter);
	g_signal_handlers_disconnect_by_data(adapter->skeleton, adapter);
	g_ptr_array_unref(adapter->devices);
	ht_gatt_applications_free(adapter->applications);
	g_hash_table_unref(adapter->scanners);
	g_object_unref(adapter->object);
	g_object_unref(adapter->skeleton);
	g_object_unref(adapter->manager);
	g_object_unref(adapter->bus);
	g_free(adapter->path);
	g_free(adapter);
}

HtVirtualDevice *ht_virtual_adapter_add(HtVirtualAdapter *adapter,
					const HtVirtualDeviceSettings *settings,
					const HtGattHandlers *handlers,
					const HtVirtualDeviceEvents *events)
{
	HtVirtualDevice *device =
	    ht_virtual_device_new(adapter->manager, adapter->path, adapter->agents,
				  adapter->applications, settings, handlers, events);

	g_ptr_array_add(adapter->devices, device);
	return device;
}

void ht_virtual_adapter_unplug(HtVirtualAdapter *adapter)
{
	g_clear_handle_id(&adapter->discover_timer, g_source_remove);
	if (!adapter->plugged)
		return;
	adapter->plugged = FALSE;
	for (guint i = 0; i < adapter->devices->len; i++) {
		HtVirtualDevice *device = g_ptr_array_index(adapter->devices, i);

		ht_virtual_device_hide(device);
	}
	/* Nobody scans with an adapter that is gone, and nobody's profiles are registered there. */
	g_hash_table_remove_all(adapter->scanners);
	ht_gatt_applications_forget(adapter->applications);
	bluez_adapter1_set_discovering(adapter->skeleton, FALSE);
	g_dbus_object_manager_server_unexport(adapter->manager, adapter->path);
}

void ht_virtual_adapter_plug(HtVirtualAdapter *adapter)
{
	if (adapter->plugged)
		return;
	adapter->plugged = TRUE;
	g_dbus_object_manager_server_export(adapter->manager,
					    G_DBUS_OBJECT_SKELETON(adapter->object));
	for (guint i = 0; i < adapter->devices->len; i++)
		ht_virtual_device_recall(g_ptr_array_index(adapter->devices, i));
}
