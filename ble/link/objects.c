/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/link/objects.h"

#include "ble/link/objects-refresh.h"

struct _HtObjects {
	GDBusConnection *bus;
	HtObjectsEvents events;
	guint watch;
	GCancellable *cancellable;
	GDBusObjectManager *manager; /* NULL = bluetoothd is not there */
};

static const char *path_of(gpointer proxy)
{
	return g_dbus_proxy_get_object_path(G_DBUS_PROXY(proxy));
}

static void interface_added(HtObjects *objects, GDBusInterface *interface)
{
	const HtObjectsEvents *events = &objects->events;

	if (BLUEZ_IS_DEVICE1(interface))
		events->device_changed(events->context, BLUEZ_DEVICE1(interface), NULL);
	else if (BLUEZ_IS_ADAPTER1(interface) || BLUEZ_IS_GATT_MANAGER1(interface))
		events->adapters_changed(events->context);
	else if (BLUEZ_IS_GATT_CHARACTERISTIC1(interface))
		events->characteristic_added(events->context);
}

static void interface_removed(HtObjects *objects, GDBusInterface *interface)
{
	const HtObjectsEvents *events = &objects->events;

	if (BLUEZ_IS_DEVICE1(interface))
		events->device_removed(events->context, BLUEZ_DEVICE1(interface));
	else if (BLUEZ_IS_ADAPTER1(interface))
		events->adapters_changed(events->context);
}

static void on_object_added(GDBusObjectManager *manager, GDBusObject *object, gpointer data)
{
	GList *interfaces = g_dbus_object_get_interfaces(object);

	(void)manager;
	for (GList *i = interfaces; i; i = i->next)
		interface_added(data, i->data);
	g_list_free_full(interfaces, g_object_unref);
}

static void on_object_removed(GDBusObjectManager *manager, GDBusObject *object, gpointer data)
{
	GList *interfaces = g_dbus_object_get_interfaces(object);

	(void)manager;
	for (GList *i = interfaces; i; i = i->next)
		interface_removed(data, i->data);
	g_list_free_full(interfaces, g_object_unref);
}

static void on_interface_added(GDBusObjectManager *manager, GDBusObject *object,
			       GDBusInterface *interface, gpointer data)
{
	(void)manager;
	(void)object;
	interface_added(data, interface);
}

static void on_interface_removed(GDBusObjectManager *manager, GDBusObject *object,
				 GDBusInterface *interface, gpointer data)
{
	(void)manager;
	(void)object;
	interface_removed(data, interface);
}

static void properties_changed(gpointer data, GDBusProxy *proxy, GVariant *changed)
{
	HtObjects *objects = data;
	const HtObjectsEvents *events = &objects->events;
	g_autoptr(GVariant) powered = NULL;

	if (BLUEZ_IS_DEVICE1(proxy)) {
		events->device_changed(events->context, BLUEZ_DEVICE1(proxy), changed);
		return;
	}
	powered = g_variant_lookup_value(changed, "Powered", G_VARIANT_TYPE_BOOLEAN);
	if (powered && BLUEZ_IS_ADAPTER1(proxy))
		events->adapters_changed(events->context);
}

static void on_properties(GDBusObjectManagerClient *manager, GDBusObjectProxy *object,
			  GDBusProxy *proxy, GVariant *changed, const gchar *const *invalidated,
			  gpointer data)
{
	(void)manager;
	(void)object;
	(void)invalidated;
	properties_changed(data, proxy, changed);
}

static void connect_signals(HtObjects *objects)
{
	g_signal_connect(objects->manager, "object-added", G_CALLBACK(on_object_added), objects);
	g_signal_connect(objects->manager, "object-removed", G_CALLBACK(on_object_removed),
			 objects);
	g_signal_connect(objects->manager, "interface-added", G_CALLBACK(on_interface_added),
			 objects);
	g_signal_connect(objects->manager, "interface-removed", G_CALLBACK(on_interface_removed),
			 objects);
	g_signal_connect(objects->manager, "interface-proxy-properties-changed",
			 G_CALLBACK(on_properties), objects);
}

static void on_manager(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	GDBusObjectManager *manager = bluez_object_manager_client_new_finish(result, &error);
	HtObjects *objects = data;
	GList *list;

	(void)source;
	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return;
	if (!manager) {
		g_message("the objects of bluetoothd cannot be listed: %s", error->message);
		return;
	}
	objects->manager = manager;
	connect_signals(objects);
	list = g_dbus_object_manager_get_objects(manager);
	for (GList *i = list; i; i = i->next)
		on_object_added(manager, i->data, objects);
	g_list_free_full(list, g_object_unref);
	ht_objects_refresh(manager, objects->cancellable, properties_changed, objects);
}

static void drop_manager(HtObjects *objects)
{
	g_cancellable_cancel(objects->cancellable);
	g_clear_object(&objects->cancellable);
	if (objects->manager)
		g_signal_handlers_disconnect_by_data(objects->manager, objects);
	g_clear_object(&objects->manager);
}

/* The manager is bound to the owner's unique name and made anew for each owner: bound to the
 * well-known name GLib would fetch all objects in a blocking call when bluetoothd comes back. */
static void on_appeared(GDBusConnection *bus, const gchar *name, const gchar *owner, gpointer data)
{
	HtObjects *objects = data;

	(void)name;
	drop_manager(objects);
	objects->cancellable = g_cancellable_new();
	bluez_object_manager_client_new(bus, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START,
					owner, "/", objects->cancellable, on_manager, objects);
}

static void on_vanished(GDBusConnection *bus, const gchar *name, gpointer data)
{
	HtObjects *objects = data;

	(void)bus;
	(void)name;
	drop_manager(objects);
	objects->events.vanished(objects->events.context);
}

HtObjects *ht_objects_new(GDBusConnection *bus, const HtObjectsEvents *events)
{
	HtObjects *objects = g_new0(HtObjects, 1);

	objects->bus = g_object_ref(bus);
	objects->events = *events;
	return objects;
}

void ht_objects_start(HtObjects *objects)
{
	objects->watch =
	    g_bus_watch_name_on_connection(objects->bus, "org.bluez", G_BUS_NAME_WATCHER_FLAGS_NONE,
					   on_appeared, on_vanished, objects, NULL);
}

void ht_objects_free(HtObjects *objects)
{
	if (objects->watch)
		g_bus_unwatch_name(objects->watch);
	drop_manager(objects);
	g_object_unref(objects->bus);
	g_free(objects);
}

GPtrArray *ht_objects_adapters(HtObjects *objects)
{
	GPtrArray *adapters = g_ptr_array_new_with_free_func(g_object_unref);
	GList *list = objects->manager ? g_dbus_object_manager_get_objects(objects->manager) : NULL;

	for (GList *i = list; i; i = i->next) {
		BluezAdapter1 *adapter = bluez_object_get_adapter1(i->data);

		if (adapter && bluez_adapter1_get_powered(adapter))
			g_ptr_array_add(adapters, adapter);
		else
			g_clear_object(&adapter);
	}
	g_list_free_full(list, g_object_unref);
	return adapters;
}

BluezAdapter1 *ht_objects_adapter(HtObjects *objects, const char *path)
{
	g_autoptr(GDBusObject) object = NULL;

	if (path && objects->manager)
		object = g_dbus_object_manager_get_object(objects->manager, path);
	return object ? bluez_object_get_adapter1(BLUEZ_OBJECT(object)) : NULL;
}

static gboolean is_on(HtObjects *objects, BluezDevice1 *device)
{
	g_autoptr(BluezAdapter1) adapter =
	    ht_objects_adapter(objects, bluez_device1_get_adapter(device));

	return adapter && bluez_adapter1_get_powered(adapter);
}

gboolean ht_objects_have_link(HtObjects *objects, const char *adapter_path)
{
	GList *list = objects->manager ? g_dbus_object_manager_get_objects(objects->manager) : NULL;
	gboolean found = FALSE;

	for (GList *i = list; i && !found; i = i->next) {
		BluezDevice1 *device = bluez_object_peek_device1(i->data);

		found = device && bluez_device1_get_connected(device) &&
			g_strcmp0(bluez_device1_get_adapter(device), adapter_path) == 0;
	}
	g_list_free_full(list, g_object_unref);
	return found;
}

BluezDevice1 *ht_objects_device(HtObjects *objects, const char *address)
{
	GList *list = objects->manager ? g_dbus_object_manager_get_objects(objects->manager) : NULL;
	BluezDevice1 *found = NULL;

	for (GList *i = list; i; i = i->next) {
		BluezDevice1 *device = bluez_object_peek_device1(i->data);

		if (!device || g_strcmp0(bluez_device1_get_address(device), address) != 0)
			continue;
		if (!found || is_on(objects, device))
			g_set_object(&found, device);
	}
	g_list_free_full(list, g_object_unref);
	return found;
}

char *ht_objects_service_uuid(HtObjects *objects, BluezGattCharacteristic1 *characteristic)
{
	const char *path = bluez_gatt_characteristic1_get_service(characteristic);
	g_autoptr(GDBusObject) object = NULL;
	BluezGattService1 *service;

	if (path && objects->manager)
		object = g_dbus_object_manager_get_object(objects->manager, path);
	service = object ? bluez_object_peek_gatt_service1(BLUEZ_OBJECT(object)) : NULL;
	return service ? bluez_gatt_service1_dup_uuid(service) : NULL;
}

static gboolean is_same_uuid(const char *a, const char *b)
{
	return a && g_ascii_strcasecmp(a, b) == 0;
}

GPtrArray *ht_objects_characteristics(HtObjects *objects, const char *device_path)
{
	GList *list = objects->manager ? g_dbus_object_manager_get_objects(objects->manager) : NULL;
	g_autofree char *prefix = g_strconcat(device_path, "/", NULL);
	GPtrArray *found = g_ptr_array_new_with_free_func(g_object_unref);

	for (GList *i = list; i; i = i->next) {
		BluezGattCharacteristic1 *own = bluez_object_peek_gatt_characteristic1(i->data);

		if (own && g_str_has_prefix(path_of(own), prefix))
			g_ptr_array_add(found, g_object_ref(own));
	}
	g_list_free_full(list, g_object_unref);
	return found;
}

BluezGattCharacteristic1 *ht_objects_characteristic(HtObjects *objects, const char *device_path,
						    const char *service_uuid, const char *uuid)
{
	g_autoptr(GPtrArray) all = ht_objects_characteristics(objects, device_path);

	for (guint i = 0; i < all->len; i++) {
		BluezGattCharacteristic1 *own = all->pdata[i];
		g_autofree char *service = NULL;

		if (!is_same_uuid(bluez_gatt_characteristic1_get_uuid(own), uuid))
			continue;
		service = ht_objects_service_uuid(objects, own);
		if (is_same_uuid(service, service_uuid))
			return g_object_ref(own);
	}
	return NULL;
}

BluezGattManager1 *ht_objects_gatt_manager(HtObjects *objects, BluezAdapter1 *adapter)
{
	g_autoptr(GDBusObject) object = NULL;

	if (objects->manager)
		object = g_dbus_object_manager_get_object(objects->manager, path_of(adapter));
	return object ? bluez_object_get_gatt_manager1(BLUEZ_OBJECT(object)) : NULL;
}

BluezAgentManager1 *ht_objects_agent_manager(HtObjects *objects)
{
	GList *list = objects->manager ? g_dbus_object_manager_get_objects(objects->manager) : NULL;
	BluezAgentManager1 *found = NULL;

	for (GList *i = list; i && !found; i = i->next)
		found = bluez_object_get_agent_manager1(i->data);
	g_list_free_full(list, g_object_unref);
	return found;
}

char *ht_objects_owner(HtObjects *objects)
{
	return objects->manager ? g_dbus_object_manager_client_get_name_owner(
				      G_DBUS_OBJECT_MANAGER_CLIENT(objects->manager))
				: NULL;
}
