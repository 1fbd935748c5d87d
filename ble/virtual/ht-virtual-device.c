/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-virtual-device.h"

#include "ble/virtual/bluez-names.h"
#include "ble/virtual/gatt-table.h"
#include "dbus/bluez.h"

/* As measured on bluetoothd 5.66. */
enum {
	CONNECT_MS = 30,
	RESOLVE_MS = 60,
	DISCONNECT_MS = 2000,
	CONNECT_GIVE_UP_MS = 40900,
	RSSI_DBM = -55,
};

struct _HtVirtualDevice {
	GDBusObjectManagerServer *manager;
	HtVirtualDeviceSettings settings;
	char *path;
	BluezDevice1 *skeleton;
	BluezObjectSkeleton *object;
	HtGattServer *gatt;
	gboolean exported;
	HtDeviceState state;
	guint refusals_left;
	guint timer;                       /* of the state */
	GDBusMethodInvocation *connect;    /* a Connect() that waits */
	guint connect_timer;               /* ... for the wearable to come back */
	GDBusMethodInvocation *disconnect; /* a Disconnect() that waits */
	void (*disconnected)(gpointer);
	gpointer disconnected_data;
};

static void enter_state(HtVirtualDevice *device, HtDeviceState state);

static gboolean on_resolved(gpointer user_data)
{
	HtVirtualDevice *device = user_data;

	device->timer = 0;
	enter_state(device, HT_DEVICE_CONNECTED);
	return G_SOURCE_REMOVE;
}

static gboolean on_disconnect_due(gpointer user_data)
{
	HtVirtualDevice *device = user_data;

	device->timer = 0;
	enter_state(device, HT_DEVICE_ADVERTISING);
	return G_SOURCE_REMOVE;
}

static void arm(HtVirtualDevice *device, guint wait_ms, GSourceFunc func)
{
	device->timer = g_timeout_add(device->settings.prompt ? 0 : wait_ms, func, device);
}

static void answer_connect(HtVirtualDevice *device, const char *error)
{
	GDBusMethodInvocation *invocation = g_steal_pointer(&device->connect);

	g_clear_handle_id(&device->connect_timer, g_source_remove);
	if (!invocation)
		return;
	if (error)
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_FAILED, error);
	else
		bluez_device1_complete_connect(device->skeleton, invocation);
}

static void answer_disconnect(HtVirtualDevice *device)
{
	if (device->disconnect)
		bluez_device1_complete_disconnect(device->skeleton,
						  g_steal_pointer(&device->disconnect));
}

/* Both properties go in one signal, as from bluetoothd. */
static void show_unlinked(HtVirtualDevice *device)
{
	bluez_device1_set_services_resolved(device->skeleton, FALSE);
	bluez_device1_set_connected(device->skeleton, FALSE);
	g_dbus_interface_skeleton_flush(G_DBUS_INTERFACE_SKELETON(device->skeleton));
	answer_disconnect(device);
	device->disconnected(device->disconnected_data);
}

static gboolean on_link_up(gpointer user_data)
{
	HtVirtualDevice *device = user_data;

	device->timer = 0;
	if (device->connect) /* not cancelled meanwhile */
		enter_state(device, HT_DEVICE_RESOLVING);
	return G_SOURCE_REMOVE;
}

static void enter_state(HtVirtualDevice *device, HtDeviceState state)
{
	gboolean was_linked = device->state >= HT_DEVICE_RESOLVING;

	g_clear_handle_id(&device->timer, g_source_remove);
	device->state = state;
	switch (state) {
	case HT_DEVICE_ABSENT:
	case HT_DEVICE_ADVERTISING:
		ht_gatt_server_set_linked(device->gatt, FALSE);
		if (was_linked)
			show_unlinked(device);
		if (state == HT_DEVICE_ADVERTISING && device->connect)
			arm(device, CONNECT_MS, on_link_up);
		break;
	case HT_DEVICE_RESOLVING:
		bluez_device1_set_connected(device->skeleton, TRUE);
		g_dbus_interface_skeleton_flush(G_DBUS_INTERFACE_SKELETON(device->skeleton));
		answer_connect(device, NULL);
		arm(device, RESOLVE_MS, on_resolved);
		break;
	case HT_DEVICE_CONNECTED:
		ht_gatt_server_set_linked(device->gatt, TRUE);
		ht_gatt_server_export(device->gatt);
		bluez_device1_set_services_resolved(device->skeleton, TRUE);
		break;
	case HT_DEVICE_DISCONNECTING:
		arm(device, DISCONNECT_MS, on_disconnect_due);
		break;
	}
}

static gboolean on_connect_given_up(gpointer user_data)
{
	HtVirtualDevice *device = user_data;

	device->connect_timer = 0;
	answer_connect(device, "le-connection-abort-by-local");
	return G_SOURCE_REMOVE;
}

/* Waits for a wearable that is not there as long as bluetoothd does. */
static void begin_connect(HtVirtualDevice *device, GDBusMethodInvocation *invocation)
{
	device->connect = invocation;
	if (device->state == HT_DEVICE_ADVERTISING)
		arm(device, CONNECT_MS, on_link_up);
	else
		device->connect_timer =
		    g_timeout_add(CONNECT_GIVE_UP_MS, on_connect_given_up, device);
}

static gboolean on_connect(BluezDevice1 *skeleton, GDBusMethodInvocation *invocation,
			   gpointer user_data)
{
	HtVirtualDevice *device = user_data;

	if (device->connect || device->state == HT_DEVICE_DISCONNECTING) {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_IN_PROGRESS,
							   "Operation already in progress");
	} else if (device->state >= HT_DEVICE_RESOLVING) {
		bluez_device1_complete_connect(skeleton, invocation);
	} else if (device->refusals_left > 0) {
		device->refusals_left--;
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_FAILED,
							   "le-connection-abort-by-local");
	} else {
		begin_connect(device, invocation);
	}
	return TRUE;
}

static gboolean on_disconnect(BluezDevice1 *skeleton, GDBusMethodInvocation *invocation,
			      gpointer user_data)
{
	HtVirtualDevice *device = user_data;

	answer_connect(device, "le-connection-abort-by-local");
	if (device->state < HT_DEVICE_RESOLVING || device->disconnect) {
		bluez_device1_complete_disconnect(skeleton, invocation);
		return TRUE;
	}
	device->disconnect = invocation;
	enter_state(device, HT_DEVICE_DISCONNECTING);
	return TRUE;
}

static gboolean on_pair(G_GNUC_UNUSED BluezDevice1 *skeleton, GDBusMethodInvocation *invocation,
			G_GNUC_UNUSED gpointer user_data)
{
	g_dbus_method_invocation_return_dbus_error(
	    invocation, "org.bluez.Error.AuthenticationFailed", "Authentication Failed");
	return TRUE;
}

static char *device_path(const char *address)
{
	char *path = g_strdup_printf("%s/dev_%s", BLUEZ_ADAPTER_PATH, address);

	return g_strdelimit(path, ":", '_');
}

static void fill_properties(HtVirtualDevice *device)
{
	BluezDevice1 *skeleton = device->skeleton;
	const char *uuids[8] = {NULL};

	g_assert(gatt_services_count < G_N_ELEMENTS(uuids));
	for (gsize i = 0; i < gatt_services_count; i++)
		uuids[i] = gatt_services[i].uuid;
	bluez_device1_set_address(skeleton, device->settings.address);
	bluez_device1_set_address_type(skeleton, "random");
	bluez_device1_set_name(skeleton, device->settings.name);
	bluez_device1_set_alias(skeleton, device->settings.name);
	bluez_device1_set_adapter(skeleton, BLUEZ_ADAPTER_PATH);
	bluez_device1_set_uuids(skeleton, uuids);
	bluez_device1_set_rssi(skeleton, RSSI_DBM);
}

HtVirtualDevice *ht_virtual_device_new(GDBusObjectManagerServer *manager,
				       const HtVirtualDeviceSettings *settings,
				       const HtGattHandlers *handlers,
				       void (*disconnected)(gpointer), gpointer user_data)
{
	HtVirtualDevice *device = g_new0(HtVirtualDevice, 1);

	device->manager = g_object_ref(manager);
	device->settings = *settings;
	device->settings.address = g_strdup(settings->address);
	device->settings.name = g_strdup(settings->name);
	device->path = device_path(settings->address);
	device->skeleton = bluez_device1_skeleton_new();
	device->object = bluez_object_skeleton_new(device->path);
	device->gatt = ht_gatt_server_new(manager, device->path, settings->mtu, handlers);
	device->refusals_left = settings->refuse_connects;
	device->disconnected = disconnected;
	device->disconnected_data = user_data;
	device->state = HT_DEVICE_ADVERTISING;
	fill_properties(device);
	bluez_object_skeleton_set_device1(device->object, device->skeleton);
	g_signal_connect(device->skeleton, "handle-connect", G_CALLBACK(on_connect), device);
	g_signal_connect(device->skeleton, "handle-disconnect", G_CALLBACK(on_disconnect), device);
	g_signal_connect(device->skeleton, "handle-pair", G_CALLBACK(on_pair), device);
	return device;
}

void ht_virtual_device_free(HtVirtualDevice *device)
{
	ht_virtual_device_remove(device);
	g_clear_handle_id(&device->timer, g_source_remove);
	g_signal_handlers_disconnect_by_data(device->skeleton, device);
	ht_gatt_server_free(device->gatt);
	g_object_unref(device->object);
	g_object_unref(device->skeleton);
	g_object_unref(device->manager);
	g_free((char *)device->settings.address);
	g_free((char *)device->settings.name);
	g_free(device->path);
	g_free(device);
}

const char *ht_virtual_device_path(const HtVirtualDevice *device)
{
	return device->path;
}

HtGattServer *ht_virtual_device_gatt(HtVirtualDevice *device)
{
	return device->gatt;
}

void ht_virtual_device_discovered(HtVirtualDevice *device)
{
	if (device->exported || device->state == HT_DEVICE_ABSENT)
		return;
	g_dbus_object_manager_server_export(device->manager,
					    G_DBUS_OBJECT_SKELETON(device->object));
	device->exported = TRUE;
}

void ht_virtual_device_set_in_reach(HtVirtualDevice *device, gboolean in_reach)
{
	if (!in_reach && device->state != HT_DEVICE_ABSENT)
		enter_state(device, HT_DEVICE_ABSENT);
	else if (in_reach && device->state == HT_DEVICE_ABSENT)
		enter_state(device, HT_DEVICE_ADVERTISING);
}

void ht_virtual_device_remove(HtVirtualDevice *device)
{
	answer_connect(device, "le-connection-abort-by-local");
	if (device->state >= HT_DEVICE_RESOLVING)
		enter_state(device, HT_DEVICE_ADVERTISING);
	ht_gatt_server_unexport(device->gatt);
	if (device->exported)
		g_dbus_object_manager_server_unexport(device->manager, device->path);
	device->exported = FALSE;
}
