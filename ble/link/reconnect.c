/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/reconnect.h"

#include <string.h>

#define APPLICATION_PATH "/org/healthtwin/gatt"

struct _HtReconnect {
	HtObjects *objects;
	GDBusObjectManagerServer *application;
	BluezGattProfile1 *profile;
	GStrv uuids;           /* sorted, each once */
	GPtrArray *registered; /* of BluezGattManager1, with these UUIDs */
};

static gboolean on_release(BluezGattProfile1 *profile, GDBusMethodInvocation *call, gpointer data)
{
	(void)data;
	bluez_gatt_profile1_complete_release(profile, call);
	return TRUE;
}

HtReconnect *ht_reconnect_new(GDBusConnection *bus, HtObjects *objects)
{
	HtReconnect *reconnect = g_new0(HtReconnect, 1);
	g_autoptr(GDBusObjectSkeleton) object =
	    g_dbus_object_skeleton_new(APPLICATION_PATH "/profile");

	reconnect->objects = objects;
	reconnect->registered = g_ptr_array_new_with_free_func(g_object_unref);
	reconnect->uuids = g_new0(char *, 1);
	reconnect->profile = bluez_gatt_profile1_skeleton_new();
	g_signal_connect(reconnect->profile, "handle-release", G_CALLBACK(on_release), NULL);
	bluez_gatt_profile1_set_uuids(reconnect->profile, (const gchar *const *)reconnect->uuids);
	g_dbus_object_skeleton_add_interface(object, G_DBUS_INTERFACE_SKELETON(reconnect->profile));
	reconnect->application = g_dbus_object_manager_server_new(APPLICATION_PATH);
	g_dbus_object_manager_server_export(reconnect->application, object);
	g_dbus_object_manager_server_set_connection(reconnect->application, bus);
	return reconnect;
}

/* Nothing hangs on the answer: bluetoothd forgets the application of a client that leaves too. */
static void unregister_all(HtReconnect *reconnect)
{
	for (guint i = 0; i < reconnect->registered->len; i++)
		bluez_gatt_manager1_call_unregister_application(
		    reconnect->registered->pdata[i], APPLICATION_PATH, G_DBUS_CALL_FLAGS_NONE, -1,
		    NULL, NULL, NULL);
	g_ptr_array_set_size(reconnect->registered, 0);
}

void ht_reconnect_free(HtReconnect *reconnect)
{
	unregister_all(reconnect);
	g_dbus_object_manager_server_set_connection(reconnect->application, NULL);
	g_object_unref(reconnect->application);
	g_object_unref(reconnect->profile);
	g_ptr_array_unref(reconnect->registered);
	g_strfreev(reconnect->uuids);
	g_free(reconnect);
}

/* The hub connects by itself as well, only later. */
static void on_registered(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;

	(void)data;
	bluez_gatt_manager1_call_register_application_finish(BLUEZ_GATT_MANAGER1(source), result,
							     &error);
	if (error)
		g_debug("%s does not reconnect by itself: %s",
			g_dbus_proxy_get_object_path(G_DBUS_PROXY(source)), error->message);
}

static void register_with(HtReconnect *reconnect, BluezGattManager1 *manager)
{
	g_ptr_array_add(reconnect->registered, g_object_ref(manager));
	bluez_gatt_manager1_call_register_application(
	    manager, APPLICATION_PATH, g_variant_new("a{sv}", NULL), G_DBUS_CALL_FLAGS_NONE, -1,
	    NULL, on_registered, NULL);
}

void ht_reconnect_refresh(HtReconnect *reconnect)
{
	g_autoptr(GPtrArray) adapters = ht_objects_adapters(reconnect->objects);
	g_autoptr(GPtrArray) there = g_ptr_array_new_with_free_func(g_object_unref);

	for (guint i = 0; i < adapters->len; i++) {
		BluezGattManager1 *manager =
		    ht_objects_gatt_manager(reconnect->objects, adapters->pdata[i]);

		if (manager)
			g_ptr_array_add(there, manager);
	}
	for (guint i = reconnect->registered->len; i > 0; i--) {
		if (!g_ptr_array_find(there, reconnect->registered->pdata[i - 1], NULL))
			g_ptr_array_remove_index(reconnect->registered, i - 1);
	}
	for (guint i = 0; i < there->len && reconnect->uuids[0]; i++) {
		if (!g_ptr_array_find(reconnect->registered, there->pdata[i], NULL))
			register_with(reconnect, there->pdata[i]);
	}
}

static int compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* (transfer full) */
static GStrv sorted_once(GPtrArray *uuids)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_copy(uuids, NULL, NULL);
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

	g_ptr_array_sort(sorted, compare);
	for (guint i = 0; i < sorted->len; i++) {
		if (i == 0 || strcmp(sorted->pdata[i - 1], sorted->pdata[i]) != 0)
			g_strv_builder_add(builder, sorted->pdata[i]);
	}
	return g_strv_builder_end(builder);
}

void ht_reconnect_set_services(HtReconnect *reconnect, GPtrArray *uuids)
{
	g_auto(GStrv) sorted = sorted_once(uuids);

	if (g_strv_equal((const gchar *const *)sorted, (const gchar *const *)reconnect->uuids))
		return;
	unregister_all(reconnect);
	g_strfreev(reconnect->uuids);
	reconnect->uuids = g_steal_pointer(&sorted);
	bluez_gatt_profile1_set_uuids(reconnect->profile, (const gchar *const *)reconnect->uuids);
	ht_reconnect_refresh(reconnect);
}
