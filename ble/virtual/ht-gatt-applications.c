/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-gatt-applications.h"

#include "ble/virtual/bluez-names.h"

struct _HtGattApplications {
	BluezGattManager1 *skeleton;
	GHashTable *clients; /* unique name: Client */
	GCancellable *cancellable;
	void (*changed)(gpointer user_data);
	gpointer changed_data;
};

typedef struct {
	GPtrArray *uuids; /* of its profiles */
	guint watch;
} Client;

typedef struct {
	HtGattApplications *applications;
	GDBusMethodInvocation *invocation;
} Registration;

static void client_free(gpointer data)
{
	Client *client = data;

	g_bus_unwatch_name(client->watch);
	g_ptr_array_unref(client->uuids);
	g_free(client);
}

static void on_client_gone(G_GNUC_UNUSED GDBusConnection *bus, const char *name, gpointer user_data)
{
	HtGattApplications *applications = user_data;

	g_hash_table_remove(applications->clients, name);
}

static void take_uuids(Client *client, GVariant *interfaces)
{
	g_autoptr(GVariant) profile =
	    g_variant_lookup_value(interfaces, "org.bluez.GattProfile1", G_VARIANT_TYPE_VARDICT);
	g_autofree const char **uuids = NULL;

	if (!profile || !g_variant_lookup(profile, "UUIDs", "^a&s", &uuids))
		return;
	for (gsize i = 0; uuids[i]; i++)
		g_ptr_array_add(client->uuids, g_ascii_strdown(uuids[i], -1));
}

static Client *client_new(HtGattApplications *applications, GDBusMethodInvocation *invocation,
			  GVariant *reply)
{
	Client *client = g_new0(Client, 1);
	g_autoptr(GVariantIter) objects = NULL;
	GVariant *interfaces;

	client->uuids = g_ptr_array_new_with_free_func(g_free);
	g_variant_get(reply, "(a{oa{sa{sv}}})", &objects);
	while (g_variant_iter_next(objects, "{o@a{sa{sv}}}", NULL, &interfaces)) {
		take_uuids(client, interfaces);
		g_variant_unref(interfaces);
	}
	client->watch = g_bus_watch_name_on_connection(
	    g_dbus_method_invocation_get_connection(invocation),
	    g_dbus_method_invocation_get_sender(invocation), G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
	    on_client_gone, applications, NULL);
	return client;
}

static void on_objects(GObject *source, GAsyncResult *result, gpointer user_data)
{
	g_autofree Registration *registration = user_data;
	GDBusMethodInvocation *invocation = registration->invocation;
	HtGattApplications *applications = registration->applications;
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) reply =
	    g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);

	if (!reply) {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_FAILED,
							   "No object received");
		return;
	}
	g_hash_table_insert(applications->clients,
			    g_strdup(g_dbus_method_invocation_get_sender(invocation)),
			    client_new(applications, invocation, reply));
	bluez_gatt_manager1_complete_register_application(applications->skeleton, invocation);
	applications->changed(applications->changed_data);
}

/* Answers when it knows the application's objects, as bluetoothd does. */
static gboolean on_register(G_GNUC_UNUSED BluezGattManager1 *skeleton,
			    GDBusMethodInvocation *invocation, const char *path,
			    G_GNUC_UNUSED GVariant *options, gpointer user_data)
{
	HtGattApplications *applications = user_data;
	const char *sender = g_dbus_method_invocation_get_sender(invocation);
	Registration *registration;

	if (g_hash_table_contains(applications->clients, sender)) {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_ALREADY_EXISTS,
							   "Already Exists");
		return TRUE;
	}
	registration = g_new0(Registration, 1);
	registration->applications = applications;
	registration->invocation = invocation;
	g_dbus_connection_call(g_dbus_method_invocation_get_connection(invocation), sender, path,
			       "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL,
			       G_VARIANT_TYPE("(a{oa{sa{sv}}})"), G_DBUS_CALL_FLAGS_NONE, 10000,
			       applications->cancellable, on_objects, registration);
	return TRUE;
}

static gboolean on_unregister(BluezGattManager1 *skeleton, GDBusMethodInvocation *invocation,
			      G_GNUC_UNUSED const char *path, gpointer user_data)
{
	HtGattApplications *applications = user_data;

	if (g_hash_table_remove(applications->clients,
				g_dbus_method_invocation_get_sender(invocation)))
		bluez_gatt_manager1_complete_unregister_application(skeleton, invocation);
	else
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_DOES_NOT_EXIST,
							   "Does Not Exist");
	return TRUE;
}

HtGattApplications *ht_gatt_applications_new(BluezGattManager1 *skeleton,
					     void (*changed)(gpointer user_data),
					     gpointer user_data)
{
	HtGattApplications *applications = g_new0(HtGattApplications, 1);

	applications->skeleton = g_object_ref(skeleton);
	applications->clients = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, client_free);
	applications->cancellable = g_cancellable_new();
	applications->changed = changed;
	applications->changed_data = user_data;
	g_signal_connect(skeleton, "handle-register-application", G_CALLBACK(on_register),
			 applications);
	g_signal_connect(skeleton, "handle-unregister-application", G_CALLBACK(on_unregister),
			 applications);
	return applications;
}

void ht_gatt_applications_free(HtGattApplications *applications)
{
	g_cancellable_cancel(applications->cancellable);
	g_signal_handlers_disconnect_by_data(applications->skeleton, applications);
	g_hash_table_unref(applications->clients);
	g_object_unref(applications->cancellable);
	g_object_unref(applications->skeleton);
	g_free(applications);
}

void ht_gatt_applications_forget(HtGattApplications *applications)
{
	g_hash_table_remove_all(applications->clients);
}

gboolean ht_gatt_applications_want(HtGattApplications *applications, const char *service_uuid)
{
	GHashTableIter iter;
	gpointer client;

	g_hash_table_iter_init(&iter, applications->clients);
	while (g_hash_table_iter_next(&iter, NULL, &client)) {
		if (g_ptr_array_find_with_equal_func(((Client *)client)->uuids, service_uuid,
						     g_str_equal, NULL))
			return TRUE;
	}
	return FALSE;
}
