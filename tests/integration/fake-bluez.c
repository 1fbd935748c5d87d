/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/integration/fake-bluez.h"

#include "ble/codec/pmd.h"
#include "tests/integration/fake-gatt.h"

enum { MTU = 247 };

#define AGENT_INTERFACE "org.bluez.Agent1"

static void on_name(GDBusConnection *bus, const gchar *name, gpointer data)
{
	(void)bus;
	(void)name;
	*(gboolean *)data = TRUE;
}

static gboolean on_register_agent(BluezAgentManager1 *manager, GDBusMethodInvocation *call,
				  const gchar *path, const gchar *capability, gpointer data)
{
	FakeBluez *bluez = data;

	g_assert_null(bluez->agent_path);
	bluez->agent_owner = g_strdup(g_dbus_method_invocation_get_sender(call));
	bluez->agent_path = g_strdup(path);
	g_strlcpy(bluez->capability, capability, sizeof bluez->capability);
	bluez_agent_manager1_complete_register_agent(manager, call);
	return TRUE;
}

static gboolean on_unregister_agent(BluezAgentManager1 *manager, GDBusMethodInvocation *call,
				    const gchar *path, gpointer data)
{
	FakeBluez *bluez = data;

	g_assert_cmpstr(path, ==, bluez->agent_path);
	g_clear_pointer(&bluez->agent_owner, g_free);
	g_clear_pointer(&bluez->agent_path, g_free);
	bluez_agent_manager1_complete_unregister_agent(manager, call);
	return TRUE;
}

static void add_agent_manager(FakeBluez *bluez)
{
	g_autoptr(BluezAgentManager1) manager = bluez_agent_manager1_skeleton_new();

	g_signal_connect(manager, "handle-register-agent", G_CALLBACK(on_register_agent), bluez);
	g_signal_connect(manager, "handle-unregister-agent", G_CALLBACK(on_unregister_agent),
			 bluez);
	fake_export(bluez, "/org/bluez", manager);
}

static void on_trusted(gpointer data)
{
	FakeBluez *bluez = data;
	g_autofree char *path = g_async_queue_try_pop(bluez->trusted);

	for (guint i = 0; path && i < bluez->devices->len; i++) {
		FakeDevice *device = bluez->devices->pdata[i];

		if (g_str_equal(device->path, path))
			bluez_device1_set_trusted(device->device, TRUE);
	}
}

/* GLib's skeletons do not survive to go while a property is being set, and whoever sets one does
 * not wait; so this is done here. In the worker of the connection. */
static GDBusMessage *on_message(GDBusConnection *bus, GDBusMessage *message, gboolean incoming,
				gpointer data)
{
	FakeBluez *bluez = data;
	g_autoptr(GDBusMessage) reply = NULL;
	const char *name = NULL;

	if (!incoming ||
	    g_dbus_message_get_message_type(message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL ||
	    g_strcmp0(g_dbus_message_get_member(message), "Set") != 0)
		return message;
	g_variant_get(g_dbus_message_get_body(message), "(&s&sv)", NULL, &name, NULL);
	/* An adapter stays. */
	if (g_str_equal(name, "Powered"))
		return message;
	g_assert_cmpstr(name, ==, "Trusted");
	g_async_queue_push(bluez->trusted, g_strdup(g_dbus_message_get_path(message)));
	g_idle_add_once(on_trusted, bluez);
	reply = g_dbus_message_new_method_reply(message);
	g_dbus_connection_send_message(bus, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
	g_object_unref(message);
	return NULL;
}

FakeBluez *fake_bluez_new(const char *bus_address)
{
	FakeBluez *bluez = g_new0(FakeBluez, 1);
	g_autoptr(GError) error = NULL;
	gboolean owned = FALSE;

	bluez->bus = g_dbus_connection_new_for_address_sync(
	    bus_address,
	    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
		G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
	    NULL, NULL, &error);
	g_assert_no_error(error);
	g_dbus_connection_set_exit_on_close(bluez->bus, FALSE);
	bluez->cancellable = g_cancellable_new();
	bluez->devices = g_ptr_array_new();
	bluez->trusted = g_async_queue_new_full(g_free);
	bluez->filter = g_dbus_connection_add_filter(bluez->bus, on_message, bluez, NULL);
	bluez->adapters = g_ptr_array_new_with_free_func(g_object_unref);
	bluez->manager = g_dbus_object_manager_server_new("/");
	g_dbus_object_manager_server_set_connection(bluez->manager, bluez->bus);
	add_agent_manager(bluez);
	bluez->name = g_bus_own_name_on_connection(
	    bluez->bus, "org.bluez", G_BUS_NAME_OWNER_FLAGS_NONE, on_name, NULL, &owned, NULL);
	while (!owned)
		g_main_context_iteration(NULL, TRUE);
	return bluez;
}

void fake_bluez_free(FakeBluez *bluez)
{
	g_cancellable_cancel(bluez->cancellable);
	g_object_unref(bluez->cancellable);
	g_bus_unown_name(bluez->name);
	g_object_unref(bluez->manager);
	g_dbus_connection_remove_filter(bluez->bus, bluez->filter);
	g_dbus_connection_close_sync(bluez->bus, NULL, NULL);
	while (g_source_remove_by_user_data(bluez))
		;
	g_async_queue_unref(bluez->trusted);
	g_ptr_array_unref(bluez->devices);
	g_object_unref(bluez->bus);
	g_ptr_array_unref(bluez->adapters);
	g_free(bluez->agent_owner);
	g_free(bluez->agent_path);
	g_strfreev(bluez->profile);
	g_free(bluez);
}

void fake_export(FakeBluez *bluez, const char *path, gpointer skeleton)
{
	g_autoptr(GDBusObjectSkeleton) object = g_dbus_object_skeleton_new(path);

	g_dbus_object_skeleton_add_interface(object, G_DBUS_INTERFACE_SKELETON(skeleton));
	g_dbus_object_manager_server_export(bluez->manager, object);
}

static gboolean on_set_filter(BluezAdapter1 *adapter, GDBusMethodInvocation *call, GVariant *filter,
			      gpointer data)
{
	g_autofree const char **uuids = NULL;
	const char *transport = NULL;

	(void)data;
	g_assert_true(g_variant_lookup(filter, "UUIDs", "^a&s", &uuids));
	g_assert_true(g_variant_lookup(filter, "Transport", "&s", &transport));
	g_assert_cmpstr(transport, ==, "le");
	g_assert_true(g_strv_contains(uuids, PMD_SERVICE_UUID));
	for (gsize i = 0; uuids[i]; i++)
		g_assert_false(g_strv_contains(&uuids[i + 1], uuids[i]));
	bluez_adapter1_complete_set_discovery_filter(adapter, call);
	return TRUE;
}

void fake_fail(GDBusMethodInvocation *call, const char *error)
{
	g_autofree char *name = g_strconcat("org.bluez.Error.", error, NULL);

	g_dbus_method_invocation_return_dbus_error(call, name, "as the test wants it");
}

static gboolean on_start_discovery(BluezAdapter1 *adapter, GDBusMethodInvocation *call,
				   gpointer data)
{
	FakeBluez *bluez = data;

	/* Who asks an adapter that is off did not see it go off, or cannot have seen it yet. */
	if (!bluez_adapter1_get_powered(adapter)) {
		g_assert_cmpuint(bluez->switched_off, >, 0);
		fake_fail(call, "NotReady");
		return TRUE;
	}
	bluez_adapter1_set_discovering(adapter, TRUE);
	bluez_adapter1_complete_start_discovery(adapter, call);
	return TRUE;
}

static gboolean on_stop_discovery(BluezAdapter1 *adapter, GDBusMethodInvocation *call,
				  gpointer data)
{
	(void)data;
	bluez_adapter1_set_discovering(adapter, FALSE);
	bluez_adapter1_complete_stop_discovery(adapter, call);
	return TRUE;
}

static gboolean on_remove_device(BluezAdapter1 *adapter, GDBusMethodInvocation *call,
				 const gchar *path, gpointer data)
{
	(void)path;
	((FakeBluez *)data)->removed++;
	bluez_adapter1_complete_remove_device(adapter, call);
	return TRUE;
}

static void take_profile(FakeBluez *bluez, GVariant *objects)
{
	g_autoptr(GVariant) all = g_variant_get_child_value(objects, 0);
	GVariantIter iter;
	GVariant *interfaces;

	g_variant_iter_init(&iter, all);
	while (g_variant_iter_next(&iter, "{&o@a{sa{sv}}}", NULL, &interfaces)) {
		g_autoptr(GVariant) profile = g_variant_lookup_value(
		    interfaces, "org.bluez.GattProfile1", G_VARIANT_TYPE("a{sv}"));

		g_assert_nonnull(profile);
		g_strfreev(bluez->profile);
		g_assert_true(g_variant_lookup(profile, "UUIDs", "^as", &bluez->profile));
		g_variant_unref(interfaces);
	}
}

static void on_application(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GVariant) objects =
	    g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, NULL);

	if (objects)
		take_profile(data, objects);
}

static gboolean on_register_application(BluezGattManager1 *manager, GDBusMethodInvocation *call,
					const gchar *path, GVariant *options, gpointer data)
{
	FakeBluez *bluez = data;

	(void)options;
	g_dbus_connection_call(bluez->bus, g_dbus_method_invocation_get_sender(call), path,
			       "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL,
			       G_VARIANT_TYPE("(a{oa{sa{sv}}})"), G_DBUS_CALL_FLAGS_NONE, -1,
			       bluez->cancellable, on_application, bluez);
	bluez_gatt_manager1_complete_register_application(manager, call);
	return TRUE;
}

static gboolean on_unregister_application(BluezGattManager1 *manager, GDBusMethodInvocation *call,
					  const gchar *path, gpointer data)
{
	(void)path;
	g_clear_pointer(&((FakeBluez *)data)->profile, g_strfreev);
	bluez_gatt_manager1_complete_unregister_application(manager, call);
	return TRUE;
}

static BluezGattManager1 *new_gatt_manager(FakeBluez *bluez)
{
	BluezGattManager1 *manager = bluez_gatt_manager1_skeleton_new();

	g_signal_connect(manager, "handle-register-application",
			 G_CALLBACK(on_register_application), bluez);
	g_signal_connect(manager, "handle-unregister-application",
			 G_CALLBACK(on_unregister_application), bluez);
	return manager;
}

/* What is off forgets what it was about. */
static void on_powered(GObject *adapter, GParamSpec *property, gpointer data)
{
	FakeBluez *bluez = data;

	(void)property;
	if (bluez_adapter1_get_powered(BLUEZ_ADAPTER1(adapter)))
		return;
	bluez->switched_off++;
	bluez_adapter1_set_discovering(BLUEZ_ADAPTER1(adapter), FALSE);
	for (guint i = 0; i < bluez->devices->len; i++)
		((FakeDevice *)bluez->devices->pdata[i])->connect_aborts = FALSE;
}

BluezAdapter1 *fake_adapter_add(FakeBluez *bluez, const char *name, gboolean powered)
{
	BluezAdapter1 *adapter = bluez_adapter1_skeleton_new();
	g_autofree char *path = g_strdup_printf("/org/bluez/%s", name);
	g_autoptr(GDBusObjectSkeleton) object = g_dbus_object_skeleton_new(path);
	g_autoptr(BluezGattManager1) manager = new_gatt_manager(bluez);

	bluez_adapter1_set_powered(adapter, powered);
	g_signal_connect(adapter, "notify::powered", G_CALLBACK(on_powered), bluez);
	g_signal_connect(adapter, "handle-set-discovery-filter", G_CALLBACK(on_set_filter), NULL);
	g_signal_connect(adapter, "handle-start-discovery", G_CALLBACK(on_start_discovery), bluez);
	g_signal_connect(adapter, "handle-stop-discovery", G_CALLBACK(on_stop_discovery), NULL);
	g_signal_connect(adapter, "handle-remove-device", G_CALLBACK(on_remove_device), bluez);
	g_dbus_object_skeleton_add_interface(object, G_DBUS_INTERFACE_SKELETON(adapter));
	g_dbus_object_skeleton_add_interface(object, G_DBUS_INTERFACE_SKELETON(manager));
	g_dbus_object_manager_server_export(bluez->manager, object);
	g_ptr_array_add(bluez->adapters, adapter);
	return adapter;
}

void fake_adapter_remove(FakeBluez *bluez, BluezAdapter1 *adapter)
{
	g_autofree char *path =
	    g_strdup(g_dbus_interface_skeleton_get_object_path(G_DBUS_INTERFACE_SKELETON(adapter)));

	g_dbus_object_manager_server_unexport(bluez->manager, path);
	g_ptr_array_remove(bluez->adapters, adapter);
}

static gboolean is_powered(const FakeDevice *device)
{
	const char *path = bluez_device1_get_adapter(device->device);
	g_autoptr(GDBusInterface) adapter = g_dbus_object_manager_get_interface(
	    G_DBUS_OBJECT_MANAGER(device->bluez->manager), path, "org.bluez.Adapter1");

	return adapter && bluez_adapter1_get_powered(BLUEZ_ADAPTER1(adapter));
}

static gboolean on_connect(BluezDevice1 *skeleton, GDBusMethodInvocation *call, gpointer data)
{
	FakeDevice *device = data;
	FakeBluez *bluez = device->bluez;

	g_assert_cmpuint(bluez->connecting, ==, 0);
	for (guint i = 0; i < bluez->adapters->len; i++)
		g_assert_false(bluez_adapter1_get_discovering(bluez->adapters->pdata[i]));
	device->connects++;
	if (!is_powered(device)) {
		fake_fail(call, "NotReady");
		return TRUE;
	}
	if (device->connect_hangs) {
		bluez->connecting++;
		return TRUE;
	}
	if (device->connect_fails) {
		fake_fail(call, "Failed");
		return TRUE;
	}
	if (device->connect_aborts) {
		/* As bluetoothd says it when the kernel gave up. */
		g_dbus_method_invocation_return_dbus_error(call, "org.bluez.Error.Failed",
							   "le-connection-abort-by-local");
		return TRUE;
	}
	bluez_device1_set_connected(skeleton, TRUE);
	fake_gatt_show_services(device);
	bluez_device1_complete_connect(skeleton, call);
	bluez_device1_set_services_resolved(skeleton, TRUE);
	return TRUE;
}

static gboolean on_disconnect(BluezDevice1 *skeleton, GDBusMethodInvocation *call, gpointer data)
{
	FakeDevice *device = data;

	device->disconnects++;
	device->stops_before_disconnect = device->stops;
	device->bluez->connecting = 0;
	fake_device_drop(device);
	bluez_device1_complete_disconnect(skeleton, call);
	return TRUE;
}

static void finish_pairing(FakeDevice *device, GDBusMethodInvocation *call)
{
	bluez_device1_set_connected(device->device, TRUE);
	bluez_device1_set_paired(device->device, TRUE);
	bluez_device1_set_bonded(device->device, TRUE);
	bluez_device1_complete_pair(device->device, call);
	bluez_device1_set_services_resolved(device->device, TRUE);
}

typedef struct {
	FakeDevice *device;
	GDBusMethodInvocation *call;
} Question;

static void on_agent_answered(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autofree Question *question = data;
	FakeDevice *device = question->device;
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer =
	    g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);

	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
		g_object_unref(question->call);
		return;
	}
	if (answer && device->asks_passkey)
		g_variant_get(answer, "(u)", &device->passkey);
	if (error || (device->asks_passkey && device->passkey != FAKE_PASSKEY))
		fake_fail(question->call, "AuthenticationFailed");
	else
		finish_pairing(device, question->call);
}

void fake_device_ask_agent(FakeDevice *device, const char *owner, const char *agent,
			   GAsyncReadyCallback callback, gpointer user_data)
{
	g_dbus_connection_call(device->bluez->bus, owner, agent, AGENT_INTERFACE,
			       device->asks_passkey ? "RequestPasskey" : "RequestAuthorization",
			       g_variant_new("(o)", device->path), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
			       device->bluez->cancellable, callback, user_data);
}

static gboolean on_pair(BluezDevice1 *skeleton, GDBusMethodInvocation *call, gpointer data)
{
	FakeDevice *device = data;
	Question *question;

	device->pairs++;
	if (bluez_device1_get_paired(skeleton)) {
		fake_fail(call, "AlreadyExists");
	} else if (device->pair_error) {
		fake_fail(call, device->pair_error);
	} else if (device->pair_hangs) {
		device->pair_call = call;
	} else {
		g_assert_nonnull(device->bluez->agent_path);
		question = g_new0(Question, 1);
		question->device = device;
		question->call = call;
		fake_device_ask_agent(device, device->bluez->agent_owner, device->bluez->agent_path,
				      on_agent_answered, question);
	}
	return TRUE;
}

static gboolean on_cancel_pairing(BluezDevice1 *skeleton, GDBusMethodInvocation *call,
				  gpointer data)
{
	FakeDevice *device = data;

	device->cancelled_pairings++;
	if (device->pair_call)
		fake_fail(g_steal_pointer(&device->pair_call), "AuthenticationCanceled");
	bluez_device1_complete_cancel_pairing(skeleton, call);
	return TRUE;
}

void fake_device_set_bonded(FakeDevice *device, gboolean bonded)
{
	bluez_device1_set_paired(device->device, bonded);
	bluez_device1_set_bonded(device->device, bonded);
}

void fake_device_link_up(FakeDevice *device)
{
	bluez_device1_set_connected(device->device, TRUE);
	fake_gatt_show_services(device);
	bluez_device1_set_services_resolved(device->device, TRUE);
}

static BluezDevice1 *new_device(const FakeDevice *device, const char *adapter, const char *address)
{
	BluezDevice1 *skeleton = bluez_device1_skeleton_new();
	g_autofree char *adapter_path = g_strdup_printf("/org/bluez/%s", adapter);
	g_autoptr(GPtrArray) uuids = fake_gatt_advertised(device->traits);

	bluez_device1_set_uuids(skeleton, (const gchar *const *)uuids->pdata);
	bluez_device1_set_address(skeleton, address);
	bluez_device1_set_adapter(skeleton, adapter_path);
	bluez_device1_set_alias(skeleton, "Fake strap");
	bluez_device1_set_paired(skeleton, (device->traits & FAKE_BONDED) != 0);
	bluez_device1_set_bonded(skeleton, (device->traits & FAKE_BONDED) != 0);
	return skeleton;
}

FakeDevice *fake_device_new(FakeBluez *bluez, const char *adapter, const char *address,
			    FakeTraits traits)
{
	FakeDevice *device = g_new0(FakeDevice, 1);
	g_autofree char *suffix = g_strdelimit(g_strdup(address), ":", '_');

	device->bluez = bluez;
	device->traits = traits;
	device->mtu = MTU;
	device->path = g_strdup_printf("/org/bluez/%s/dev_%s", adapter, suffix);
	device->paths = g_ptr_array_new_with_free_func(g_free);
	device->gsp = g_string_new(NULL);
	device->ecg_fd = device->heart_rate_fd = device->battery_fd = device->control_fd = -1;
	device->gsp_fd = device->motion_fd = -1;
	device->witmotion = g_string_new(NULL);
	device->maker = "Fakers";
	device->model = "fake";
	device->serial = "0001";
	device->firmware = "1.0";
	device->device = new_device(device, adapter, address);
	g_signal_connect(device->device, "handle-connect", G_CALLBACK(on_connect), device);
	g_signal_connect(device->device, "handle-disconnect", G_CALLBACK(on_disconnect), device);
	g_signal_connect(device->device, "handle-pair", G_CALLBACK(on_pair), device);
	g_signal_connect(device->device, "handle-cancel-pairing", G_CALLBACK(on_cancel_pairing),
			 device);
	if (!(traits & FAKE_NO_CHARACTERISTICS))
		fake_device_show_characteristics(device);
	fake_export(bluez, device->path, device->device);
	g_ptr_array_add(bluez->devices, device);
	return device;
}

void fake_device_drop(FakeDevice *device)
{
	fake_gatt_close(device);
	bluez_device1_set_services_resolved(device->device, FALSE);
	bluez_device1_set_connected(device->device, FALSE);
	g_dbus_interface_skeleton_flush(G_DBUS_INTERFACE_SKELETON(device->device));
}

void fake_device_free(FakeDevice *device)
{
	fake_device_drop(device);
	g_dbus_object_manager_server_unexport(device->bluez->manager, device->path);
	for (guint i = 0; i < device->paths->len; i++)
		g_dbus_object_manager_server_unexport(device->bluez->manager,
						      device->paths->pdata[i]);
	g_ptr_array_unref(device->paths);
	g_clear_object(&device->control);
	g_clear_object(&device->pair_call);
	g_clear_pointer(&device->held, g_bytes_unref);
	g_clear_object(&device->thermometer);
	g_string_free(device->gsp, TRUE);
	g_string_free(device->witmotion, TRUE);
	g_ptr_array_remove(device->bluez->devices, device);
	g_object_unref(device->device);
	g_free(device->path);
	g_free(device);
}
