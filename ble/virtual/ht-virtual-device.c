/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/ht-virtual-device.h"

#include "ble/virtual/bluez-names.h"

/* As measured on bluetoothd 5.66. */
enum {
	CONNECT_MS = 30,
	RESOLVE_MS = 60,
	DISCONNECT_MS = 2000,
	CONNECT_GIVE_UP_MS = 40900,
	RSSI_DBM = -55,
	SMALLEST_MTU = 23,
};

struct _HtVirtualDevice {
	GDBusObjectManagerServer *manager;
	HtAgents *agents;
	HtGattApplications *applications;
	HtVirtualDeviceSettings settings;
	HtVirtualDeviceEvents events;
	char *path;
	BluezDevice1 *skeleton;
	BluezObjectSkeleton *object;
	HtGattServer *gatt;
	gboolean exported;
	HtDeviceState state;
	guint refusals_left, pairing_refusals_left, bonds_to_forget;
	guint timer;                       /* of the state */
	gboolean connects_itself;          /* bluetoothd does, for a profile */
	gboolean left_by_user;             /* Disconnect() was called: not until Connect() is */
	gboolean has_key;                  /* the wearable has that of the bond */
	guint late_ms;                     /* the services of the next link show so much later */
	gboolean is_small;                 /* the MTU of the next link is the smallest */
	GDBusMethodInvocation *connect;    /* a Connect() that waits */
	guint connect_timer;               /* ... for the wearable to come back */
	GDBusMethodInvocation *disconnect; /* a Disconnect() that waits */
	GDBusMethodInvocation *pair;       /* a Pair() that waits */
	GCancellable *cancellable;         /* of the question to the agent */
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

static void answer_pair(HtVirtualDevice *device, const char *error)
{
	GDBusMethodInvocation *invocation = g_steal_pointer(&device->pair);

	if (!invocation)
		return;
	if (error)
		g_dbus_method_invocation_return_dbus_error(invocation, error,
							   "Authentication Failed");
	else
		bluez_device1_complete_pair(device->skeleton, invocation);
}

/* Both properties go in one signal, as from bluetoothd. */
static void show_unlinked(HtVirtualDevice *device)
{
	bluez_device1_set_services_resolved(device->skeleton, FALSE);
	bluez_device1_set_connected(device->skeleton, FALSE);
	g_dbus_interface_skeleton_flush(G_DBUS_INTERFACE_SKELETON(device->skeleton));
	answer_disconnect(device);
	answer_pair(device, BLUEZ_ERROR_AUTHENTICATION);
	device->events.unlinked(device->events.user_data, device);
}

static gboolean on_link_up(gpointer user_data)
{
	HtVirtualDevice *device = user_data;

	device->timer = 0;
	/* Not cancelled meanwhile. */
	if (device->connect || device->pair || device->connects_itself)
		enter_state(device, HT_DEVICE_RESOLVING);
	return G_SOURCE_REMOVE;
}

static gboolean is_wanted_by_profile(HtVirtualDevice *device)
{
	const HtVirtualDeviceSettings *settings = &device->settings;

	if (!device->exported || device->left_by_user ||
	    !bluez_device1_get_trusted(device->skeleton))
		return FALSE;
	for (gsize i = 0; i < settings->services_count; i++) {
		if (ht_gatt_applications_want(device->applications, settings->services[i].uuid))
			return TRUE;
	}
	return FALSE;
}

static void advertise(HtVirtualDevice *device)
{
	device->connects_itself = is_wanted_by_profile(device);
	if (device->connect || device->pair || device->connects_itself)
		arm(device, CONNECT_MS, on_link_up);
}

/* The link is encrypted with the key of the bond, or it goes again. */
static gboolean on_encryption_failed(gpointer user_data)
{
	HtVirtualDevice *device = user_data;

	device->timer = 0;
	device->left_by_user = TRUE;
	enter_state(device, HT_DEVICE_ADVERTISING);
	return G_SOURCE_REMOVE;
}

static void begin_link(HtVirtualDevice *device)
{
	gboolean has_lost_key = bluez_device1_get_bonded(device->skeleton) && !device->has_key;

	device->connects_itself = FALSE;
	ht_gatt_server_set_mtu(device->gatt,
			       device->is_small ? SMALLEST_MTU : device->settings.mtu);
	device->is_small = FALSE;
	bluez_device1_set_connected(device->skeleton, TRUE);
	g_dbus_interface_skeleton_flush(G_DBUS_INTERFACE_SKELETON(device->skeleton));
	answer_connect(device, NULL);
	if (has_lost_key)
		arm(device, CONNECT_MS, on_encryption_failed);
	else if (device->late_ms > 0)
		device->timer = g_timeout_add(device->late_ms, on_resolved, device);
	else
		arm(device, RESOLVE_MS, on_resolved);
	device->late_ms = 0;
	device->events.linked(device->events.user_data, device);
}

static void begin_pairing(HtVirtualDevice *device);

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
		if (state == HT_DEVICE_ADVERTISING && device->state == state)
			advertise(device);
		break;
	case HT_DEVICE_RESOLVING:
		begin_link(device);
		break;
	case HT_DEVICE_CONNECTED:
		ht_gatt_server_set_linked(device->gatt, TRUE);
		ht_gatt_server_export(device->gatt);
		bluez_device1_set_services_resolved(device->skeleton, TRUE);
		if (device->pair)
			begin_pairing(device);
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

	device->left_by_user = FALSE;
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
	device->left_by_user = TRUE;
	if (device->state < HT_DEVICE_RESOLVING || device->disconnect) {
		bluez_device1_complete_disconnect(skeleton, invocation);
		return TRUE;
	}
	device->disconnect = invocation;
	enter_state(device, HT_DEVICE_DISCONNECTING);
	return TRUE;
}

/* "Pairing not supported", or the user did not agree: the link goes with it. */
static void refuse_pairing(HtVirtualDevice *device)
{
	answer_pair(device, BLUEZ_ERROR_AUTHENTICATION);
	if (device->state >= HT_DEVICE_RESOLVING)
		enter_state(device, HT_DEVICE_ADVERTISING);
}

static void on_agreed(gpointer user_data, gboolean agreed)
{
	HtVirtualDevice *device = user_data;

	if (!device->pair)
		return;
	if (!agreed) {
		refuse_pairing(device);
		return;
	}
	device->has_key = device->bonds_to_forget == 0;
	bluez_device1_set_paired(device->skeleton, TRUE);
	bluez_device1_set_bonded(device->skeleton, TRUE);
	g_dbus_interface_skeleton_flush(G_DBUS_INTERFACE_SKELETON(device->skeleton));
	answer_pair(device, NULL);
	if (device->has_key)
		return;
	device->bonds_to_forget--;
	enter_state(device, HT_DEVICE_ADVERTISING);
}

static void begin_pairing(HtVirtualDevice *device)
{
	if (device->settings.pairing == HT_PAIRING_REFUSED || device->pairing_refusals_left > 0) {
		device->pairing_refusals_left -= device->pairing_refusals_left > 0;
		refuse_pairing(device);
		return;
	}
	ht_agents_ask_async(device->agents, g_dbus_method_invocation_get_connection(device->pair),
			    g_dbus_method_invocation_get_sender(device->pair), device->path,
			    device->settings.pairing, device->settings.passkey, device->cancellable,
			    on_agreed, device);
}

static gboolean on_pair(G_GNUC_UNUSED BluezDevice1 *skeleton, GDBusMethodInvocation *invocation,
			gpointer user_data)
{
	HtVirtualDevice *device = user_data;

	if (bluez_device1_get_paired(device->skeleton)) {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_ALREADY_EXISTS,
							   "Already Exists");
		return TRUE;
	}
	if (device->pair || device->state == HT_DEVICE_DISCONNECTING) {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_IN_PROGRESS,
							   "In Progress");
		return TRUE;
	}
	device->pair = invocation;
	if (device->state == HT_DEVICE_CONNECTED)
		begin_pairing(device);
	else if (device->state == HT_DEVICE_ADVERTISING && device->timer == 0)
		arm(device, CONNECT_MS, on_link_up);
	return TRUE;
}

static gboolean on_cancel_pairing(BluezDevice1 *skeleton, GDBusMethodInvocation *invocation,
				  gpointer user_data)
{
	HtVirtualDevice *device = user_data;

	if (device->pair) {
		answer_pair(device, "org.bluez.Error.AuthenticationCanceled");
		bluez_device1_complete_cancel_pairing(skeleton, invocation);
	} else {
		g_dbus_method_invocation_return_dbus_error(invocation, BLUEZ_ERROR_DOES_NOT_EXIST,
							   "Does Not Exist");
	}
	return TRUE;
}

static void on_trusted(G_GNUC_UNUSED GObject *skeleton, G_GNUC_UNUSED GParamSpec *property,
		       gpointer user_data)
{
	ht_virtual_device_reconsider(user_data);
}

static char *device_path(const char *adapter_path, const char *address)
{
	g_autofree char *name = g_strdup_printf("dev_%s", address);

	return g_strdup_printf("%s/%s", adapter_path, g_strdelimit(name, ":", '_'));
}

static void fill_properties(HtVirtualDevice *device, const char *adapter_path)
{
	const HtVirtualDeviceSettings *settings = &device->settings;
	BluezDevice1 *skeleton = device->skeleton;
	g_autofree const char **uuids = g_new0(const char *, settings->services_count + 1);

	for (gsize i = 0; i < settings->services_count; i++)
		uuids[i] = settings->services[i].uuid;
	bluez_device1_set_address(skeleton, settings->address);
	bluez_device1_set_address_type(skeleton, "random");
	bluez_device1_set_name(skeleton, settings->name);
	bluez_device1_set_alias(skeleton, settings->name);
	bluez_device1_set_adapter(skeleton, adapter_path);
	bluez_device1_set_uuids(skeleton, uuids);
	bluez_device1_set_rssi(skeleton, RSSI_DBM);
}

static void connect_handlers(HtVirtualDevice *device)
{
	BluezDevice1 *skeleton = device->skeleton;

	g_signal_connect(skeleton, "handle-connect", G_CALLBACK(on_connect), device);
	g_signal_connect(skeleton, "handle-disconnect", G_CALLBACK(on_disconnect), device);
	g_signal_connect(skeleton, "handle-pair", G_CALLBACK(on_pair), device);
	g_signal_connect(skeleton, "handle-cancel-pairing", G_CALLBACK(on_cancel_pairing), device);
	g_signal_connect(skeleton, "notify::trusted", G_CALLBACK(on_trusted), device);
}

HtVirtualDevice *ht_virtual_device_new(GDBusObjectManagerServer *manager, const char *adapter_path,
				       HtAgents *agents, HtGattApplications *applications,
				       const HtVirtualDeviceSettings *settings,
				       const HtGattHandlers *handlers,
				       const HtVirtualDeviceEvents *events)
{
	HtVirtualDevice *device = g_new0(HtVirtualDevice, 1);

	device->manager = g_object_ref(manager);
	device->agents = agents;
	device->applications = applications;
	device->settings = *settings;
	device->settings.address = g_strdup(settings->address);
	device->settings.name = g_strdup(settings->name);
	device->events = *events;
	device->path = device_path(adapter_path, settings->address);
	device->skeleton = bluez_device1_skeleton_new();
	device->object = bluez_object_skeleton_new(device->path);
	device->gatt = ht_gatt_server_new(manager, device->path, settings->services,
					  settings->services_count, handlers);
	device->refusals_left = settings->refuse_connects;
	device->pairing_refusals_left = settings->refuse_pairings;
	device->bonds_to_forget = settings->forget_bonds;
	device->cancellable = g_cancellable_new();
	device->state = HT_DEVICE_ADVERTISING;
	fill_properties(device, adapter_path);
	bluez_object_skeleton_set_device1(device->object, device->skeleton);
	connect_handlers(device);
	return device;
}

void ht_virtual_device_free(HtVirtualDevice *device)
{
	ht_virtual_device_hide(device);
	g_cancellable_cancel(device->cancellable);
	g_clear_handle_id(&device->timer, g_source_remove);
	g_signal_handlers_disconnect_by_data(device->skeleton, device);
	ht_gatt_server_free(device->gatt);
	g_object_unref(device->cancellable);
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

static void show(HtVirtualDevice *device)
{
	if (device->exported)
		return;
	g_dbus_object_manager_server_export(device->manager,
					    G_DBUS_OBJECT_SKELETON(device->object));
	device->exported = TRUE;
	ht_virtual_device_reconsider(device);
}

void ht_virtual_device_discovered(HtVirtualDevice *device)
{
	if (device->state != HT_DEVICE_ABSENT)
		show(device);
}

void ht_virtual_device_set_in_reach(HtVirtualDevice *device, gboolean in_reach)
{
	if (!in_reach && device->state != HT_DEVICE_ABSENT)
		enter_state(device, HT_DEVICE_ABSENT);
	else if (in_reach && device->state == HT_DEVICE_ABSENT)
		enter_state(device, HT_DEVICE_ADVERTISING);
}

void ht_virtual_device_reconsider(HtVirtualDevice *device)
{
	if (device->state == HT_DEVICE_ADVERTISING && device->timer == 0)
		advertise(device);
}

void ht_virtual_device_hide(HtVirtualDevice *device)
{
	answer_connect(device, "le-connection-abort-by-local");
	if (device->state >= HT_DEVICE_RESOLVING)
		enter_state(device, HT_DEVICE_ADVERTISING);
	g_clear_handle_id(&device->timer, g_source_remove);
	answer_pair(device, BLUEZ_ERROR_AUTHENTICATION);
	ht_gatt_server_unexport(device->gatt);
	if (device->exported)
		g_dbus_object_manager_server_unexport(device->manager, device->path);
	device->exported = FALSE;
	device->left_by_user = FALSE;
}

void ht_virtual_device_remove(HtVirtualDevice *device)
{
	ht_virtual_device_hide(device);
	bluez_device1_set_paired(device->skeleton, FALSE);
	bluez_device1_set_bonded(device->skeleton, FALSE);
	bluez_device1_set_trusted(device->skeleton, FALSE);
}

void ht_virtual_device_recall(HtVirtualDevice *device)
{
	if (bluez_device1_get_bonded(device->skeleton) ||
	    bluez_device1_get_trusted(device->skeleton))
		show(device);
}

void ht_virtual_device_delay_services(HtVirtualDevice *device, guint ms)
{
	device->late_ms = ms;
}

void ht_virtual_device_shrink_mtu(HtVirtualDevice *device)
{
	device->is_small = TRUE;
}

void ht_virtual_device_lose_key(HtVirtualDevice *device)
{
	device->has_key = FALSE;
}
