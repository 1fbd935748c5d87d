/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-virtual-adapter.h"

#include "ble/virtual/bluez-names.h"
#include "dbus/bluez.h"

#define ADAPTER_ADDRESS "00:AA:01:00:00:00"

/* From an adapter that starts to scan to the first advertisement. */
enum { DISCOVER_MS = 20 };

struct _HtVirtualAdapter {
	GDBusConnection *bus;
	GDBusObjectManagerServer *manager;
	BluezAdapter1 *skeleton;
	BluezObjectSkeleton *object;
	HtVirtualDevice *device;
	GHashTable *scanners; /* unique name -> watch id of clients that discover */
	guint name_id;
	guint discover_timer;
	gboolean prompt;
	void (*lost)(gpointer);
	gpointer lost_data;
};

static gboolean on_advertisement(gpointer user_data)
{
	HtVirtualAdapter *adapter = user_data;

	adapter->discover_timer = 0;
	if (g_hash_table_size(adapter->scanners) > 0)
		ht_virtual_device_discovered(adapter->device);
	return G_SOURCE_REMOVE;
}

static void scan(HtVirtualAdapter *adapter)
{
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
	scan(adapter);
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
	scan(adapter);
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
	scan(adapter);
	return TRUE;
}

static gboolean on_set_filter(BluezAdapter1 *skeleton, GDBusMethodInvocation *invocation,
			      G_GNUC_UNUSED GVariant *properties, G_GNUC_UNUSED gpointer user_data)
{
	/* Filters of all clients are merged by bluetoothd; a client has to look for itself. */
	bluez_adapter1_complete_set_discovery_filter(skeleton, invocation);
	return TRUE;
}

static gboolean on_remove_device(BluezAdapter1 *skeleton, GDBusMethodInvocation *invocation,
				 const char *path, gpointer user_data)
{
	HtVirtualAdapter *adapter = user_data;

	if (!g_str_equal(path, ht_virtual_device_path(adapter->device))) {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_DOES_NOT_EXIST,
							   "Does Not Exist");
		return TRUE;
	}
	ht_virtual_device_remove(adapter->device);
	bluez_adapter1_complete_remove_device(skeleton, invocation);
	scan(adapter);
	return TRUE;
}

static void on_name_lost(G_GNUC_UNUSED GDBusConnection *bus, G_GNUC_UNUSED const char *name,
			 gpointer user_data)
{
	HtVirtualAdapter *adapter = user_data;

	adapter->lost(adapter->lost_data);
}

static void export_adapter(HtVirtualAdapter *adapter)
{
	BluezAdapter1 *skeleton = adapter->skeleton;

	bluez_adapter1_set_address(skeleton, ADAPTER_ADDRESS);
	bluez_adapter1_set_name(skeleton, "virtual");
	bluez_adapter1_set_powered(skeleton, TRUE);
	g_signal_connect(skeleton, "handle-start-discovery", G_CALLBACK(on_start_discovery),
			 adapter);
	g_signal_connect(skeleton, "handle-stop-discovery", G_CALLBACK(on_stop_discovery), adapter);
	g_signal_connect(skeleton, "handle-set-discovery-filter", G_CALLBACK(on_set_filter),
			 adapter);
	g_signal_connect(skeleton, "handle-remove-device", G_CALLBACK(on_remove_device), adapter);
	bluez_object_skeleton_set_adapter1(adapter->object, skeleton);
	g_dbus_object_manager_server_export(adapter->manager,
					    G_DBUS_OBJECT_SKELETON(adapter->object));
	g_dbus_object_manager_server_set_connection(adapter->manager, adapter->bus);
}

HtVirtualAdapter *ht_virtual_adapter_new(GDBusConnection *bus,
					 const HtVirtualDeviceSettings *settings,
					 const HtGattHandlers *handlers,
					 void (*disconnected)(gpointer), void (*lost)(gpointer),
					 gpointer user_data)
{
	HtVirtualAdapter *adapter = g_new0(HtVirtualAdapter, 1);

	adapter->bus = g_object_ref(bus);
	adapter->prompt = settings->prompt;
	adapter->lost = lost;
	adapter->lost_data = user_data;
	adapter->scanners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, unwatch);
	adapter->manager = g_dbus_object_manager_server_new("/");
	adapter->skeleton = bluez_adapter1_skeleton_new();
	adapter->object = bluez_object_skeleton_new(BLUEZ_ADAPTER_PATH);
	adapter->device =
	    ht_virtual_device_new(adapter->manager, settings, handlers, disconnected, user_data);
	export_adapter(adapter);
	adapter->name_id =
	    g_bus_own_name_on_connection(bus, BLUEZ_NAME, G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, NULL,
					 on_name_lost, adapter, NULL);
	return adapter;
}

void ht_virtual_adapter_free(HtVirtualAdapter *adapter)
{
	g_bus_unown_name(adapter->name_id);
	g_clear_handle_id(&adapter->discover_timer, g_source_remove);
	g_signal_handlers_disconnect_by_data(adapter->skeleton, adapter);
	ht_virtual_device_free(adapter->device);
	g_dbus_object_manager_server_set_connection(adapter->manager, NULL);
	g_hash_table_unref(adapter->scanners);
	g_object_unref(adapter->object);
	g_object_unref(adapter->skeleton);
	g_object_unref(adapter->manager);
	g_object_unref(adapter->bus);
	g_free(adapter);
}

static HtNotifyChannel *channel_of(HtVirtualAdapter *adapter, const char *uuid)
{
	return ht_gatt_server_channel(ht_virtual_device_gatt(adapter->device), uuid);
}

static HtSendResult send_to_channel(gpointer context, const char *uuid, const guint8 *data,
				    gsize size)
{
	return ht_notify_channel_send(channel_of(context, uuid), data, size);
}

static void wait_for_channel(gpointer context, const char *uuid, HtNotifyChannelFunc func,
			     gpointer user_data)
{
	ht_notify_channel_wait(channel_of(context, uuid), func, user_data);
}

static gboolean is_drained(gpointer context)
{
	HtVirtualAdapter *adapter = context;

	return ht_gatt_server_is_drained(ht_virtual_device_gatt(adapter->device));
}

static void set_in_reach(gpointer context, gboolean in_reach)
{
	HtVirtualAdapter *adapter = context;

	ht_virtual_device_set_in_reach(adapter->device, in_reach);
	if (in_reach && g_hash_table_size(adapter->scanners) > 0)
		scan(adapter);
}

/* Its objects leave the bus. */
static void vanish(gpointer context)
{
	HtVirtualAdapter *adapter = context;

	ht_virtual_device_set_in_reach(adapter->device, FALSE);
	ht_virtual_device_remove(adapter->device);
}

HtRadio ht_virtual_adapter_radio(HtVirtualAdapter *adapter)
{
	return (HtRadio){.context = adapter,
			 .send = send_to_channel,
			 .wait = wait_for_channel,
			 .is_drained = is_drained,
			 .set_in_reach = set_in_reach,
			 .vanish = vanish};
}
