/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/objects-refresh.h"

typedef struct {
	GDBusObjectManager *manager;
	HtObjectsRefreshed refreshed;
	gpointer context;
} Refresh;

static void refresh_free(Refresh *refresh)
{
	g_object_unref(refresh->manager);
	g_free(refresh);
}

/* (transfer full) Those that differ, now taken over; NULL where none does. */
static GVariant *take_over(GDBusProxy *proxy, GVariant *properties)
{
	g_auto(GVariantDict) changed = G_VARIANT_DICT_INIT(NULL);
	GVariantIter each;
	const char *name;
	GVariant *value;
	gboolean any = FALSE;

	g_variant_iter_init(&each, properties);
	while (g_variant_iter_loop(&each, "{&sv}", &name, &value)) {
		g_autoptr(GVariant) known = g_dbus_proxy_get_cached_property(proxy, name);

		if (known && g_variant_equal(known, value))
			continue;
		g_dbus_proxy_set_cached_property(proxy, name, value);
		g_variant_dict_insert_value(&changed, name, value);
		any = TRUE;
	}
	return any ? g_variant_ref_sink(g_variant_dict_end(&changed)) : NULL;
}

static void refresh_interface(Refresh *refresh, const char *path, const char *interface,
			      GVariant *properties)
{
	static const char *const none[] = {NULL};
	g_autoptr(GDBusInterface) proxy =
	    g_dbus_object_manager_get_interface(refresh->manager, path, interface);
	g_autoptr(GVariant) changed = NULL;

	if (!G_IS_DBUS_PROXY(proxy))
		return;
	changed = take_over(G_DBUS_PROXY(proxy), properties);
	if (!changed)
		return;
	g_signal_emit_by_name(proxy, "g-properties-changed", changed, none);
	refresh->refreshed(refresh->context, G_DBUS_PROXY(proxy), changed);
}

static void refresh_object(Refresh *refresh, const char *path, GVariant *interfaces)
{
	GVariantIter each;
	const char *interface;
	GVariant *properties;

	g_variant_iter_init(&each, interfaces);
	while (g_variant_iter_loop(&each, "{&s@a{sv}}", &interface, &properties))
		refresh_interface(refresh, path, interface, properties);
}

static void on_objects(GObject *bus, GAsyncResult *result, gpointer data)
{
	Refresh *refresh = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer =
	    g_dbus_connection_call_finish(G_DBUS_CONNECTION(bus), result, &error);

	if (answer) {
		g_autoptr(GVariant) objects = g_variant_get_child_value(answer, 0);
		GVariantIter each;
		const char *path;
		GVariant *interfaces;

		g_variant_iter_init(&each, objects);
		while (g_variant_iter_loop(&each, "{&o@a{sa{sv}}}", &path, &interfaces))
			refresh_object(refresh, path, interfaces);
	} else if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
		g_message("the objects of bluetoothd cannot be listed again: %s", error->message);
	}
	refresh_free(refresh);
}

void ht_objects_refresh(GDBusObjectManager *manager, GCancellable *cancellable,
			HtObjectsRefreshed refreshed, gpointer context)
{
	GDBusObjectManagerClient *client = G_DBUS_OBJECT_MANAGER_CLIENT(manager);
	Refresh *refresh = g_new0(Refresh, 1);

	refresh->manager = g_object_ref(manager);
	refresh->refreshed = refreshed;
	refresh->context = context;
	g_dbus_connection_call(g_dbus_object_manager_client_get_connection(client),
			       g_dbus_object_manager_client_get_name(client), "/",
			       "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL,
			       G_VARIANT_TYPE("(a{oa{sa{sv}}})"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
			       -1, cancellable, on_objects, refresh);
}
