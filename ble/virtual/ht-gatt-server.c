/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-gatt-server.h"

#include "ble/virtual/bluez-names.h"
#include "ble/virtual/ht-characteristic-skeleton.h"
#include "ble/virtual/ht-notify-sessions.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

typedef struct {
	HtGattServer *server;
	const struct gatt_characteristic *entry;
	BluezGattCharacteristic1 *skeleton;
	HtNotifyChannel *channel;   /* of who has acquired what notifies */
	HtNotifySessions *sessions; /* of who has subscribed to what only indicates */
} Characteristic;

struct _HtGattServer {
	GDBusObjectManagerServer *manager;
	char *device_path;
	guint16 mtu;
	HtGattHandlers handlers;
	gboolean linked;
	gboolean exported;
	GPtrArray *objects;         /* of BluezObjectSkeleton: services and characteristics */
	GPtrArray *characteristics; /* of Characteristic */
};

static gboolean has_flag(const Characteristic *c, const char *flag)
{
	return g_strv_contains(c->entry->flags, flag);
}

/* Every call on a device that is gone fails in the same way. */
static gboolean refuse_unlinked(const Characteristic *c, GDBusMethodInvocation *invocation)
{
	if (c->server->linked)
		return FALSE;
	g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_FAILED, "Not connected");
	return TRUE;
}

static gboolean refuse_unless(gboolean allowed, GDBusMethodInvocation *invocation)
{
	if (allowed)
		return FALSE;
	g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_NOT_SUPPORTED,
						   "Operation is not supported");
	return TRUE;
}

static GVariant *bytes_variant(const guint8 *data, gsize size)
{
	return g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, data, size, 1);
}

static gboolean on_read(BluezGattCharacteristic1 *skeleton, GDBusMethodInvocation *invocation,
			G_GNUC_UNUSED GVariant *options, gpointer user_data)
{
	Characteristic *c = user_data;
	const HtGattHandlers *handlers = &c->server->handlers;
	g_autoptr(GBytes) value = NULL;
	gsize size;
	const guint8 *data;

	if (refuse_unlinked(c, invocation) || refuse_unless(has_flag(c, "read"), invocation))
		return TRUE;
	value = handlers->read(handlers->context, c->entry->uuid);
	if (refuse_unless(value != NULL, invocation))
		return TRUE;
	data = g_bytes_get_data(value, &size);
	bluez_gatt_characteristic1_complete_read_value(skeleton, invocation,
						       bytes_variant(data, size));
	return TRUE;
}

static gboolean on_write(BluezGattCharacteristic1 *skeleton, GDBusMethodInvocation *invocation,
			 GVariant *value, G_GNUC_UNUSED GVariant *options, gpointer user_data)
{
	Characteristic *c = user_data;
	const HtGattHandlers *handlers = &c->server->handlers;
	g_autoptr(GBytes) answer = NULL;
	const guint8 *data;
	gsize size;

	if (refuse_unlinked(c, invocation) || refuse_unless(has_flag(c, "write"), invocation))
		return TRUE;
	if (has_flag(c, "indicate") && ht_notify_sessions_is_empty(c->sessions)) {
		/* Client Characteristic Configuration Descriptor Improperly Configured */
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_FAILED,
							   "Operation failed with ATT error: 0xfd");
		return TRUE;
	}
	data = g_variant_get_fixed_array(value, &size, 1);
	answer = handlers->write(handlers->context, c->entry->uuid, data, size);
	bluez_gatt_characteristic1_complete_write_value(skeleton, invocation);
	if (answer)
		ht_characteristic_skeleton_broadcast(c->skeleton, answer);
	handlers->written(handlers->context);
	return TRUE;
}

static void on_reader_gone(gpointer user_data)
{
	Characteristic *c = user_data;

	bluez_gatt_characteristic1_set_notify_acquired(c->skeleton, FALSE);
}

static void hand_over(Characteristic *c, GDBusMethodInvocation *invocation, int fd)
{
	g_autoptr(GUnixFDList) list = g_unix_fd_list_new_from_array(&fd, 1);

	bluez_gatt_characteristic1_set_notify_acquired(c->skeleton, TRUE);
	bluez_gatt_characteristic1_complete_acquire_notify(c->skeleton, invocation, list,
							   g_variant_new_handle(0), c->server->mtu);
	c->server->handlers.acquired(c->server->handlers.context, c->entry->uuid);
}

static gboolean on_acquire_notify(G_GNUC_UNUSED BluezGattCharacteristic1 *skeleton,
				  GDBusMethodInvocation *invocation, G_GNUC_UNUSED GUnixFDList *fds,
				  G_GNUC_UNUSED GVariant *options, gpointer user_data)
{
	Characteristic *c = user_data;
	g_autoptr(GError) error = NULL;
	int fd;

	if (refuse_unlinked(c, invocation) || refuse_unless(has_flag(c, "notify"), invocation))
		return TRUE;
	if (ht_notify_channel_is_open(c->channel)) {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_NOT_PERMITTED,
							   "Notify acquired");
		return TRUE;
	}
	fd = ht_notify_channel_open(c->channel, &error);
	if (fd < 0)
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_FAILED,
							   error->message);
	else
		hand_over(c, invocation, fd);
	return TRUE;
}

static void show_notifying(gpointer user_data)
{
	Characteristic *c = user_data;

	bluez_gatt_characteristic1_set_notifying(c->skeleton,
						 !ht_notify_sessions_is_empty(c->sessions));
}

/* bluetoothd broadcasts to every local account what comes this way. It does so for notifications as
 * well; the hub must not want those, and gets a refusal here. */
static gboolean can_start_notify(const Characteristic *c)
{
	return has_flag(c, "indicate") && !has_flag(c, "notify");
}

static gboolean on_start_notify(BluezGattCharacteristic1 *skeleton,
				GDBusMethodInvocation *invocation, gpointer user_data)
{
	Characteristic *c = user_data;

	if (refuse_unlinked(c, invocation) || refuse_unless(can_start_notify(c), invocation))
		return TRUE;
	ht_notify_sessions_add(c->sessions, g_dbus_method_invocation_get_connection(invocation),
			       g_dbus_method_invocation_get_sender(invocation));
	show_notifying(c);
	bluez_gatt_characteristic1_complete_start_notify(skeleton, invocation);
	c->server->handlers.acquired(c->server->handlers.context, c->entry->uuid);
	return TRUE;
}

static gboolean on_stop_notify(BluezGattCharacteristic1 *skeleton,
			       GDBusMethodInvocation *invocation, gpointer user_data)
{
	Characteristic *c = user_data;

	if (refuse_unlinked(c, invocation) || refuse_unless(can_start_notify(c), invocation))
		return TRUE;
	if (!ht_notify_sessions_remove(c->sessions,
				       g_dbus_method_invocation_get_sender(invocation))) {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_FAILED,
							   "No notify session started");
		return TRUE;
	}
	show_notifying(c);
	bluez_gatt_characteristic1_complete_stop_notify(skeleton, invocation);
	return TRUE;
}

static char *service_path(const HtGattServer *server, const struct gatt_service *service)
{
	return g_strdup_printf("%s/service%04x", server->device_path, service->handle);
}

static void add_object(HtGattServer *server, const char *path, GDBusInterfaceSkeleton *interface)
{
	BluezObjectSkeleton *object = bluez_object_skeleton_new(path);

	g_dbus_object_skeleton_add_interface(G_DBUS_OBJECT_SKELETON(object), interface);
	g_ptr_array_add(server->objects, object);
}

static void add_service(HtGattServer *server, const struct gatt_service *service)
{
	g_autoptr(BluezGattService1) skeleton = bluez_gatt_service1_skeleton_new();
	g_autofree char *path = service_path(server, service);

	bluez_gatt_service1_set_uuid(skeleton, service->uuid);
	bluez_gatt_service1_set_device(skeleton, server->device_path);
	bluez_gatt_service1_set_primary(skeleton, TRUE);
	add_object(server, path, G_DBUS_INTERFACE_SKELETON(skeleton));
}

static void connect_handlers(Characteristic *c)
{
	g_signal_connect(c->skeleton, "handle-read-value", G_CALLBACK(on_read), c);
	g_signal_connect(c->skeleton, "handle-write-value", G_CALLBACK(on_write), c);
	g_signal_connect(c->skeleton, "handle-acquire-notify", G_CALLBACK(on_acquire_notify), c);
	g_signal_connect(c->skeleton, "handle-start-notify", G_CALLBACK(on_start_notify), c);
	g_signal_connect(c->skeleton, "handle-stop-notify", G_CALLBACK(on_stop_notify), c);
}

static void add_characteristic(HtGattServer *server, const struct gatt_service *service,
			       const struct gatt_characteristic *entry)
{
	Characteristic *c = g_new0(Characteristic, 1);
	g_autofree char *parent = service_path(server, service);
	g_autofree char *path = g_strdup_printf("%s/char%04x", parent, entry->handle);

	c->server = server;
	c->entry = entry;
	c->skeleton = ht_characteristic_skeleton_new(entry);
	c->channel = ht_notify_channel_new(on_reader_gone, c);
	c->sessions = ht_notify_sessions_new(show_notifying, c);
	bluez_gatt_characteristic1_set_uuid(c->skeleton, entry->uuid);
	bluez_gatt_characteristic1_set_service(c->skeleton, parent);
	bluez_gatt_characteristic1_set_flags(c->skeleton, entry->flags);
	bluez_gatt_characteristic1_set_value(c->skeleton, bytes_variant(NULL, 0));
	connect_handlers(c);
	g_ptr_array_add(server->characteristics, c);
	add_object(server, path, G_DBUS_INTERFACE_SKELETON(c->skeleton));
}

static void characteristic_free(gpointer data)
{
	Characteristic *c = data;

	g_signal_handlers_disconnect_by_data(c->skeleton, c);
	ht_notify_channel_free(c->channel);
	ht_notify_sessions_free(c->sessions);
	g_object_unref(c->skeleton);
	g_free(c);
}

HtGattServer *ht_gatt_server_new(GDBusObjectManagerServer *manager, const char *device_path,
				 const struct gatt_service *services, gsize services_count,
				 const HtGattHandlers *handlers)
{
	HtGattServer *server = g_new0(HtGattServer, 1);

	server->manager = g_object_ref(manager);
	server->device_path = g_strdup(device_path);
	server->handlers = *handlers;
	server->objects = g_ptr_array_new_with_free_func(g_object_unref);
	server->characteristics = g_ptr_array_new_with_free_func(characteristic_free);
	for (gsize i = 0; i < services_count; i++) {
		const struct gatt_service *service = &services[i];

		add_service(server, service);
		for (gsize k = 0; k < service->characteristics_count; k++)
			add_characteristic(server, service, &service->characteristics[k]);
	}
	return server;
}

void ht_gatt_server_free(HtGattServer *server)
{
	ht_gatt_server_unexport(server);
	g_ptr_array_unref(server->characteristics);
	g_ptr_array_unref(server->objects);
	g_object_unref(server->manager);
	g_free(server->device_path);
	g_free(server);
}

void ht_gatt_server_export(HtGattServer *server)
{
	if (server->exported)
		return;
	for (guint i = 0; i < server->objects->len; i++)
		g_dbus_object_manager_server_export(server->manager,
						    g_ptr_array_index(server->objects, i));
	server->exported = TRUE;
}

void ht_gatt_server_unexport(HtGattServer *server)
{
	if (!server->exported)
		return;
	for (guint i = server->objects->len; i-- > 0;)
		g_dbus_object_manager_server_unexport(
		    server->manager,
		    g_dbus_object_get_object_path(g_ptr_array_index(server->objects, i)));
	for (guint i = 0; i < server->characteristics->len; i++) {
		Characteristic *c = g_ptr_array_index(server->characteristics, i);

		ht_notify_sessions_clear(c->sessions);
		show_notifying(c);
	}
	server->exported = FALSE;
}

void ht_gatt_server_set_linked(HtGattServer *server, gboolean linked)
{
	server->linked = linked;
	if (linked)
		return;
	for (guint i = 0; i < server->characteristics->len; i++) {
		Characteristic *c = g_ptr_array_index(server->characteristics, i);

		ht_notify_channel_close(c->channel);
		bluez_gatt_characteristic1_set_notify_acquired(c->skeleton, FALSE);
	}
}

void ht_gatt_server_set_mtu(HtGattServer *server, guint16 mtu)
{
	server->mtu = mtu;
	for (guint i = 0; i < server->characteristics->len; i++) {
		Characteristic *c = g_ptr_array_index(server->characteristics, i);

		bluez_gatt_characteristic1_set_mtu(c->skeleton, mtu);
	}
}

guint16 ht_gatt_server_mtu(const HtGattServer *server)
{
	return server->mtu;
}

static Characteristic *find(HtGattServer *server, const char *uuid)
{
	for (guint i = 0; i < server->characteristics->len; i++) {
		Characteristic *c = g_ptr_array_index(server->characteristics, i);

		if (g_str_equal(c->entry->uuid, uuid))
			return c;
	}
	g_return_val_if_reached(NULL);
}

static HtSendResult broadcast(Characteristic *c, const guint8 *data, gsize size)
{
	g_autoptr(GBytes) value = NULL;

	if (!c->server->linked || ht_notify_sessions_is_empty(c->sessions))
		return HT_SEND_CLOSED;
	value = g_bytes_new(data, size);
	ht_characteristic_skeleton_broadcast(c->skeleton, value);
	return HT_SEND_DONE;
}

HtSendResult ht_gatt_server_send(HtGattServer *server, const char *uuid, const guint8 *data,
				 gsize size)
{
	Characteristic *c = find(server, uuid);

	if (can_start_notify(c))
		return broadcast(c, data, size);
	return ht_notify_channel_send(c->channel, data, size);
}

void ht_gatt_server_wait(HtGattServer *server, const char *uuid, HtNotifyChannelFunc func,
			 gpointer user_data)
{
	ht_notify_channel_wait(find(server, uuid)->channel, func, user_data);
}

gboolean ht_gatt_server_is_drained(HtGattServer *server)
{
	for (guint i = 0; i < server->characteristics->len; i++) {
		Characteristic *c = g_ptr_array_index(server->characteristics, i);

		if (!ht_notify_channel_is_drained(c->channel))
			return FALSE;
	}
	return TRUE;
}
