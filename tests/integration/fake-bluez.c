/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/integration/fake-bluez.h"

#include "ble/codec/battery.h"
#include "ble/codec/device_information.h"
#include "ble/codec/heart_rate.h"
#include "ble/codec/pmd.h"

#include <gio/gunixfdlist.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MTU = 247, BATTERY_PERCENT = 77 };

/* A characteristic that shows no NotifyAcquired, as bluetoothd does for what cannot be acquired. */
typedef struct {
	BluezGattCharacteristic1Skeleton parent;
} FakeIndicator;
typedef struct {
	BluezGattCharacteristic1SkeletonClass parent;
} FakeIndicatorClass;
GType fake_indicator_get_type(void);
#define FAKE_IS_INDICATOR(object) G_TYPE_CHECK_INSTANCE_TYPE(object, fake_indicator_get_type())
G_DEFINE_TYPE(FakeIndicator, fake_indicator, BLUEZ_TYPE_GATT_CHARACTERISTIC1_SKELETON)

static GVariant *indicator_properties(GDBusInterfaceSkeleton *skeleton)
{
	GDBusInterfaceSkeletonClass *parent =
	    G_DBUS_INTERFACE_SKELETON_CLASS(fake_indicator_parent_class);
	g_autoptr(GVariant) all = g_variant_ref_sink(parent->get_properties(skeleton));
	GVariantDict dict;

	g_variant_dict_init(&dict, all);
	g_assert_true(g_variant_dict_remove(&dict, "NotifyAcquired"));
	return g_variant_dict_end(&dict);
}

static void fake_indicator_class_init(FakeIndicatorClass *class)
{
	G_DBUS_INTERFACE_SKELETON_CLASS(class)->get_properties = indicator_properties;
}

static void fake_indicator_init(FakeIndicator *indicator)
{
	(void)indicator;
}

static void on_name(GDBusConnection *bus, const gchar *name, gpointer data)
{
	(void)bus;
	(void)name;
	*(gboolean *)data = TRUE;
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
	bluez->adapters = g_ptr_array_new_with_free_func(g_object_unref);
	bluez->manager = g_dbus_object_manager_server_new("/");
	g_dbus_object_manager_server_set_connection(bluez->manager, bluez->bus);
	bluez->name = g_bus_own_name_on_connection(
	    bluez->bus, "org.bluez", G_BUS_NAME_OWNER_FLAGS_NONE, on_name, NULL, &owned, NULL);
	while (!owned)
		g_main_context_iteration(NULL, TRUE);
	return bluez;
}

void fake_bluez_free(FakeBluez *bluez)
{
	g_bus_unown_name(bluez->name);
	g_object_unref(bluez->manager);
	g_dbus_connection_close_sync(bluez->bus, NULL, NULL);
	g_object_unref(bluez->bus);
	g_ptr_array_unref(bluez->adapters);
	g_free(bluez);
}

static void export(FakeBluez *bluez, const char *path, gpointer skeleton)
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
	bluez_adapter1_complete_set_discovery_filter(adapter, call);
	return TRUE;
}

static gboolean on_start_discovery(BluezAdapter1 *adapter, GDBusMethodInvocation *call,
				   gpointer data)
{
	(void)data;
	g_assert_true(bluez_adapter1_get_powered(adapter));
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

BluezAdapter1 *fake_adapter_add(FakeBluez *bluez, const char *name, gboolean powered)
{
	BluezAdapter1 *adapter = bluez_adapter1_skeleton_new();
	g_autofree char *path = g_strdup_printf("/org/bluez/%s", name);

	bluez_adapter1_set_powered(adapter, powered);
	g_signal_connect(adapter, "handle-set-discovery-filter", G_CALLBACK(on_set_filter), NULL);
	g_signal_connect(adapter, "handle-start-discovery", G_CALLBACK(on_start_discovery), NULL);
	g_signal_connect(adapter, "handle-stop-discovery", G_CALLBACK(on_stop_discovery), NULL);
	export(bluez, path, adapter);
	g_ptr_array_add(bluez->adapters, adapter);
	return adapter;
}

static void fail(GDBusMethodInvocation *call, const char *error)
{
	g_autofree char *name = g_strconcat("org.bluez.Error.", error, NULL);

	g_dbus_method_invocation_return_dbus_error(call, name, "as the test wants it");
}

static gboolean on_connect(BluezDevice1 *skeleton, GDBusMethodInvocation *call, gpointer data)
{
	FakeDevice *device = data;
	FakeBluez *bluez = device->bluez;

	g_assert_cmpuint(bluez->connecting, ==, 0);
	for (guint i = 0; i < bluez->adapters->len; i++)
		g_assert_false(bluez_adapter1_get_discovering(bluez->adapters->pdata[i]));
	device->connects++;
	if (device->connect_hangs) {
		bluez->connecting++;
		return TRUE;
	}
	if (device->connect_fails) {
		fail(call, "Failed");
		return TRUE;
	}
	bluez_device1_set_connected(skeleton, TRUE);
	bluez_device1_complete_connect(skeleton, call);
	bluez_device1_set_services_resolved(skeleton, TRUE);
	return TRUE;
}

static gboolean on_disconnect(BluezDevice1 *skeleton, GDBusMethodInvocation *call, gpointer data)
{
	FakeDevice *device = data;

	device->disconnects++;
	device->bluez->connecting = 0;
	fake_device_drop(device);
	bluez_device1_complete_disconnect(skeleton, call);
	return TRUE;
}

static gboolean uuid_is(BluezGattCharacteristic1 *characteristic, const char *uuid)
{
	return g_strcmp0(bluez_gatt_characteristic1_get_uuid(characteristic), uuid) == 0;
}

static int *fd_of(FakeDevice *device, BluezGattCharacteristic1 *characteristic)
{
	if (uuid_is(characteristic, PMD_DATA_UUID))
		return &device->ecg_fd;
	if (uuid_is(characteristic, HEART_RATE_MEASUREMENT_UUID))
		return &device->heart_rate_fd;
	if (uuid_is(characteristic, BATTERY_LEVEL_UUID))
		return &device->battery_fd;
	g_assert_true(uuid_is(characteristic, PMD_CONTROL_POINT_UUID));
	return &device->control_fd;
}

static gboolean on_acquire(BluezGattCharacteristic1 *skeleton, GDBusMethodInvocation *call,
			   GUnixFDList *in, GVariant *options, gpointer data)
{
	FakeDevice *device = data;
	int *fd = fd_of(device, skeleton);
	g_autoptr(GUnixFDList) fds = NULL;
	int ends[2];

	(void)in;
	(void)options;
	if (FAKE_IS_INDICATOR(skeleton)) {
		device->refused_acquires++;
		fail(call, "NotSupported");
		return TRUE;
	}
	if (!bluez_device1_get_connected(device->device)) {
		fail(call, "Failed");
		return TRUE;
	}
	g_assert_cmpint(*fd, <, 0);
	g_assert_cmpint(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends),
			==, 0);
	*fd = ends[0];
	fds = g_unix_fd_list_new_from_array(&ends[1], 1);
	bluez_gatt_characteristic1_complete_acquire_notify(skeleton, call, fds,
							   g_variant_new_handle(0), device->mtu);
	return TRUE;
}

/* Its signals are seen by every account of the machine. */
static gboolean on_start_notify(BluezGattCharacteristic1 *skeleton, GDBusMethodInvocation *call,
				gpointer data)
{
	FakeDevice *device = data;

	g_assert_true(uuid_is(skeleton, PMD_CONTROL_POINT_UUID));
	device->control_start_notifies++;
	bluez_gatt_characteristic1_complete_start_notify(skeleton, call);
	return TRUE;
}

static gboolean on_read(BluezGattCharacteristic1 *skeleton, GDBusMethodInvocation *call,
			GVariant *options, gpointer data)
{
	static const guint8 percent = BATTERY_PERCENT;
	const char *model = "fake";
	gboolean battery = uuid_is(skeleton, BATTERY_LEVEL_UUID);

	(void)options;
	(void)data;
	bluez_gatt_characteristic1_complete_read_value(
	    skeleton, call,
	    g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE,
				      battery ? (gconstpointer)&percent : model,
				      battery ? 1 : strlen(model), 1));
	return TRUE;
}

static void reply(FakeDevice *device, const guint8 *bytes, gsize size)
{
	if (device->control_fd >= 0) {
		fake_device_notify(device->control_fd, bytes, size);
		return;
	}
	bluez_gatt_characteristic1_set_value(
	    device->control, g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, bytes, size, 1));
	/* Two replies in one turn of the main loop would become one signal. */
	g_dbus_interface_skeleton_flush(G_DBUS_INTERFACE_SKELETON(device->control));
}

static guint8 obey(FakeDevice *device, const struct pmd_command *command)
{
	gboolean on = command->operation == PMD_START;

	device->starts += command->operation == PMD_START;
	device->stops += command->operation == PMD_STOP;
	if (command->operation == PMD_GET_SETTINGS)
		return PMD_SUCCESS;
	if (on == device->streaming)
		return PMD_ALREADY_IN_STATE;
	device->streaming = on;
	return PMD_SUCCESS;
}

static gboolean on_write(BluezGattCharacteristic1 *skeleton, GDBusMethodInvocation *call,
			 GVariant *value, GVariant *options, gpointer data)
{
	FakeDevice *device = data;
	struct pmd_response response = {.settings = {.rate_hz = 130, .resolution_bits = 14}};
	struct pmd_command command;
	guint8 bytes[PMD_COMMAND_MAX] = {0xff, 0xff, 0xff, 0xff};
	gsize size;
	const guint8 *in = g_variant_get_fixed_array(value, &size, 1);

	(void)options;
	g_assert_cmpint(pmd_command_decode(in, size, &command), ==, 0);
	bluez_gatt_characteristic1_complete_write_value(skeleton, call);
	if (device->silent)
		return TRUE;
	if (device->rubbish) {
		reply(device, bytes, sizeof bytes);
		return TRUE;
	}
	response.operation = command.operation;
	response.type = command.type;
	response.status = obey(device, &command);
	size = (gsize)pmd_response_encode(&response, bytes, sizeof bytes);
	reply(device, bytes, size);
	return TRUE;
}

static BluezGattCharacteristic1 *new_characteristic(gboolean acquirable)
{
	return acquirable ? bluez_gatt_characteristic1_skeleton_new()
			  : g_object_new(fake_indicator_get_type(), NULL);
}

static void add_characteristic(FakeDevice *device, guint number, const char *service_path,
			       const char *uuid, gboolean acquirable)
{
	gboolean acquire = acquirable && !(device->traits & FAKE_NO_ACQUIRE);
	g_autoptr(BluezGattCharacteristic1) skeleton = new_characteristic(acquire);
	g_autofree char *path = g_strdup_printf("%s/char%04x", service_path, number);

	bluez_gatt_characteristic1_set_uuid(skeleton, uuid);
	bluez_gatt_characteristic1_set_service(skeleton, service_path);
	g_signal_connect(skeleton, "handle-acquire-notify", G_CALLBACK(on_acquire), device);
	g_signal_connect(skeleton, "handle-start-notify", G_CALLBACK(on_start_notify), device);
	g_signal_connect(skeleton, "handle-read-value", G_CALLBACK(on_read), device);
	g_signal_connect(skeleton, "handle-write-value", G_CALLBACK(on_write), device);
	export(device->bluez, path, skeleton);
	g_ptr_array_add(device->paths, g_steal_pointer(&path));
	if (g_str_equal(uuid, PMD_CONTROL_POINT_UUID))
		device->control = g_object_ref(skeleton);
}

/* (transfer full) */
static char *add_service(FakeDevice *device, guint number, const char *uuid)
{
	g_autoptr(BluezGattService1) skeleton = bluez_gatt_service1_skeleton_new();
	char *path = g_strdup_printf("%s/service%04x", device->path, number);

	bluez_gatt_service1_set_uuid(skeleton, uuid);
	bluez_gatt_service1_set_device(skeleton, device->path);
	export(device->bluez, path, skeleton);
	g_ptr_array_add(device->paths, g_strdup(path));
	return path;
}

void fake_device_show_characteristics(FakeDevice *device)
{
	if (device->traits & FAKE_PMD) {
		g_autofree char *service = add_service(device, 1, PMD_SERVICE_UUID);

		add_characteristic(device, 2, service, PMD_CONTROL_POINT_UUID,
				   device->traits & FAKE_CONTROL_NOTIFIES);
		add_characteristic(device, 3, service, PMD_DATA_UUID, TRUE);
	}
	if (device->traits & FAKE_HEART_RATE) {
		g_autofree char *service = add_service(device, 4, HEART_RATE_SERVICE_UUID);

		add_characteristic(device, 5, service, HEART_RATE_MEASUREMENT_UUID, TRUE);
	}
	if (device->traits & FAKE_BATTERY) {
		g_autofree char *service = add_service(device, 6, BATTERY_SERVICE_UUID);
		g_autofree char *information =
		    add_service(device, 8, DEVICE_INFORMATION_SERVICE_UUID);

		add_characteristic(device, 7, service, BATTERY_LEVEL_UUID, TRUE);
		add_characteristic(device, 9, information, MODEL_NUMBER_UUID, FALSE);
	}
}

static BluezDevice1 *new_device(const FakeDevice *device, const char *adapter, const char *address)
{
	BluezDevice1 *skeleton = bluez_device1_skeleton_new();
	g_autofree char *adapter_path = g_strdup_printf("/org/bluez/%s", adapter);
	g_autoptr(GPtrArray) uuids = g_ptr_array_new();

	if (device->traits & FAKE_PMD)
		g_ptr_array_add(uuids, (gpointer)PMD_SERVICE_UUID);
	if (device->traits & FAKE_HEART_RATE)
		g_ptr_array_add(uuids, (gpointer)HEART_RATE_SERVICE_UUID);
	if (device->traits & FAKE_BATTERY)
		g_ptr_array_add(uuids, (gpointer)BATTERY_SERVICE_UUID);
	g_ptr_array_add(uuids, NULL);
	bluez_device1_set_uuids(skeleton, (const gchar *const *)uuids->pdata);
	bluez_device1_set_address(skeleton, address);
	bluez_device1_set_adapter(skeleton, adapter_path);
	bluez_device1_set_alias(skeleton, "Fake strap");
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
	device->ecg_fd = device->heart_rate_fd = device->battery_fd = device->control_fd = -1;
	device->device = new_device(device, adapter, address);
	g_signal_connect(device->device, "handle-connect", G_CALLBACK(on_connect), device);
	g_signal_connect(device->device, "handle-disconnect", G_CALLBACK(on_disconnect), device);
	if (!(traits & FAKE_NO_CHARACTERISTICS))
		fake_device_show_characteristics(device);
	export(bluez, device->path, device->device);
	return device;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void fake_device_drop(FakeDevice *device)
{
	close_fd(&device->ecg_fd);
	close_fd(&device->heart_rate_fd);
	close_fd(&device->battery_fd);
	close_fd(&device->control_fd);
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
	g_object_unref(device->device);
	g_free(device->path);
	g_free(device);
}

void fake_device_notify(int fd, const void *data, gsize size)
{
	g_assert_cmpint(send(fd, data, size, MSG_NOSIGNAL), ==, (gssize)size);
}

void fake_device_send_ecg(FakeDevice *device, gint32 first, guint n)
{
	struct ecg_block ecg = {.count = (guint16)n, .device_ns = (guint64)first};
	guint8 frame[PMD_FRAME_MAX];
	long size;

	for (guint i = 0; i < n; i++)
		ecg.uv[i] = first + (gint32)i;
	size = pmd_ecg_frame_encode(&ecg, frame, sizeof frame);
	fake_device_notify(device->ecg_fd, frame, (gsize)size);
}
