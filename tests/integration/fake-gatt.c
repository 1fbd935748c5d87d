/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/integration/fake-gatt.h"

#include "ble/codec/battery.h"
#include "ble/codec/device_information.h"
#include "ble/codec/heart_rate.h"
#include "ble/codec/immediate_alert.h"
#include "ble/codec/movesense.h"
#include "ble/codec/pmd.h"
#include "ble/codec/pulse_oximeter.h"
#include "ble/codec/thermometer.h"
#include "ble/codec/thingy.h"
#include "ble/codec/witmotion.h"

#include <gio/gunixfdlist.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATTERY_PERCENT = 77 };

#define STRANGE_UUID "12345678-0000-1000-8000-00805f9b34fb"

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
	if (uuid_is(characteristic, MOVESENSE_DATA_UUID))
		return &device->gsp_fd;
	if (uuid_is(characteristic, PMD_CONTROL_POINT_UUID))
		return &device->control_fd;
	g_assert_true(uuid_is(characteristic, THINGY_RAW_UUID) ||
		      uuid_is(characteristic, WITMOTION_DATA_UUID) ||
		      uuid_is(characteristic, PULSE_OXIMETER_CONTINUOUS_UUID));
	return &device->motion_fd;
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
		fake_fail(call, "NotSupported");
		return TRUE;
	}
	if (!bluez_device1_get_connected(device->device)) {
		fake_fail(call, "Failed");
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

	if (uuid_is(skeleton, PMD_CONTROL_POINT_UUID)) {
		device->control_start_notifies++;
	} else {
		g_assert_true(uuid_is(skeleton, THERMOMETER_MEASUREMENT_UUID));
		device->indication_subscriptions++;
	}
	bluez_gatt_characteristic1_complete_start_notify(skeleton, call);
	return TRUE;
}

static GVariant *bytes_of(gconstpointer data, gsize size)
{
	return g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, data, size, 1);
}

static GVariant *value_of(const FakeDevice *device, BluezGattCharacteristic1 *skeleton)
{
	static const guint8 percent = BATTERY_PERCENT;
	guint8 features[PMD_FEATURES_SIZE];
	const char *text = device->model;

	if (uuid_is(skeleton, BATTERY_LEVEL_UUID))
		return bytes_of(&percent, 1);
	if (uuid_is(skeleton, PMD_CONTROL_POINT_UUID) && device->features) {
		pmd_features_encode(device->features, features);
		return bytes_of(features, sizeof features);
	}
	if (uuid_is(skeleton, SERIAL_NUMBER_UUID))
		text = device->serial;
	else if (uuid_is(skeleton, FIRMWARE_REVISION_UUID))
		text = device->firmware;
	else if (uuid_is(skeleton, MANUFACTURER_NAME_UUID))
		text = device->maker;
	return bytes_of(text, strlen(text));
}

static gboolean on_read(BluezGattCharacteristic1 *skeleton, GDBusMethodInvocation *call,
			GVariant *options, gpointer data)
{
	(void)options;
	bluez_gatt_characteristic1_complete_read_value(skeleton, call, value_of(data, skeleton));
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
	guint type = command->type % G_N_ELEMENTS(device->rate_hz);

	device->starts += command->operation == PMD_START;
	device->stops += command->operation == PMD_STOP;
	if (command->operation == PMD_GET_SETTINGS)
		return PMD_SUCCESS;
	if (on && (device->refused_types >> type & 1))
		return PMD_NOT_SUPPORTED;
	if (on == (device->rate_hz[type] != 0))
		return PMD_ALREADY_IN_STATE;
	device->rate_hz[type] = on ? MAX(command->settings.rate_hz, 1) : 0;
	return PMD_SUCCESS;
}

static void offer(const struct pmd_command *command, struct pmd_response *response)
{
	static const guint16 acc_hz[] = {200, 100, 50, 25};

	response->settings = (struct pmd_settings){.rate_hz = 130, .resolution_bits = 14};
	if (command->type == PMD_ECG)
		return;
	response->offer.rate_hz.count = G_N_ELEMENTS(acc_hz);
	memcpy(response->offer.rate_hz.value, acc_hz, sizeof acc_hz);
	response->settings.resolution_bits = 16;
	response->settings.range = 8;
}

/* In two parts where that is wished: the first says that more comes. */
static void reply_in_parts(FakeDevice *device, guint8 *bytes, gsize size)
{
	enum { FIRST = 9, MORE_AT = 4, HEADER = 5 };
	guint8 second[PMD_REPLY_MAX];

	if (!device->splits_replies || size <= FIRST) {
		reply(device, bytes, size);
		return;
	}
	memcpy(second, bytes, HEADER);
	memcpy(second + HEADER, bytes + FIRST, size - FIRST);
	bytes[MORE_AT] = 1;
	reply(device, bytes, FIRST);
	reply(device, second, size - FIRST + HEADER);
}

static void on_pmd_command(FakeDevice *device, const guint8 *in, gsize size)
{
	struct pmd_command command;
	struct pmd_response response = {0};
	guint8 bytes[PMD_REPLY_MAX] = {0xff, 0xff, 0xff, 0xff};

	g_assert_cmpint(pmd_command_decode(in, size, &command), ==, 0);
	if (device->silent)
		return;
	if (device->holds_replies) {
		g_clear_pointer(&device->held, g_bytes_unref);
		device->held = g_bytes_new(in, size);
		return;
	}
	if (device->rubbish) {
		reply(device, bytes, PMD_COMMAND_MAX);
		return;
	}
	response.operation = command.operation;
	response.type = command.type;
	response.status = obey(device, &command);
	if (command.operation == PMD_GET_SETTINGS)
		offer(&command, &response);
	size = (gsize)pmd_response_encode(&response, bytes, sizeof bytes);
	reply_in_parts(device, bytes, size);
}

void fake_device_answer(FakeDevice *device)
{
	g_autoptr(GBytes) held = g_steal_pointer(&device->held);
	gsize size;
	const guint8 *command = g_bytes_get_data(held, &size);

	device->holds_replies = FALSE;
	on_pmd_command(device, command, size);
}

/* Answers as a sensor does, and writes down what it was asked for. */
static void on_gsp_command(FakeDevice *device, const guint8 *in, gsize size)
{
	static const char hello[] = "\1S1\0Fake sensor\0\0app\0001";
	guint8 answer[64] = {1, in[1], 200, 0};

	g_string_append_printf(device->gsp, "%u %u %.*s\n", in[0], in[1], (int)size - 2,
			       (const char *)in + 2);
	if (in[0] == MOVESENSE_HELLO)
		memcpy(answer + 2, hello, sizeof hello);
	fake_device_notify(device->gsp_fd, answer, in[0] == MOVESENSE_HELLO ? 2 + sizeof hello : 4);
}

static gboolean on_write(BluezGattCharacteristic1 *skeleton, GDBusMethodInvocation *call,
			 GVariant *value, GVariant *options, gpointer data)
{
	FakeDevice *device = data;
	const char *type = NULL;
	gsize size;
	const guint8 *in = g_variant_get_fixed_array(value, &size, 1);

	g_assert_true(g_variant_lookup(options, "type", "&s", &type));
	bluez_gatt_characteristic1_complete_write_value(skeleton, call);
	if (uuid_is(skeleton, ALERT_LEVEL_UUID)) {
		g_assert_cmpstr(type, ==, "command");
		g_assert_cmpuint(size, ==, 1);
		device->alert = in[0];
		device->alerts++;
		return TRUE;
	}
	if (uuid_is(skeleton, WITMOTION_WRITE_UUID)) {
		for (gsize i = 0; i < size; i++)
			g_string_append_printf(device->witmotion, "%02x", in[i]);
		g_string_append_c(device->witmotion, '\n');
		return TRUE;
	}
	g_assert_cmpstr(type, ==, "request");
	if (uuid_is(skeleton, MOVESENSE_WRITE_UUID))
		on_gsp_command(device, in, size);
	else
		on_pmd_command(device, in, size);
	return TRUE;
}

static BluezGattCharacteristic1 *new_characteristic(gboolean acquirable)
{
	return acquirable ? bluez_gatt_characteristic1_skeleton_new()
			  : g_object_new(fake_indicator_get_type(), NULL);
}

static void add_characteristic(FakeDevice *device, guint number, const char *service,
			       const char *uuid, const char *flags, gboolean acquirable)
{
	g_auto(GStrv) words = g_strsplit(flags, ",", -1);
	gboolean acquire = acquirable && !(device->traits & FAKE_NO_ACQUIRE);
	g_autoptr(BluezGattCharacteristic1) skeleton = new_characteristic(acquire);
	g_autofree char *path = g_strdup_printf("%s/char%04x", service, number);

	bluez_gatt_characteristic1_set_uuid(skeleton, uuid);
	bluez_gatt_characteristic1_set_service(skeleton, service);
	bluez_gatt_characteristic1_set_flags(skeleton, (const gchar *const *)words);
	g_signal_connect(skeleton, "handle-acquire-notify", G_CALLBACK(on_acquire), device);
	g_signal_connect(skeleton, "handle-start-notify", G_CALLBACK(on_start_notify), device);
	g_signal_connect(skeleton, "handle-read-value", G_CALLBACK(on_read), device);
	g_signal_connect(skeleton, "handle-write-value", G_CALLBACK(on_write), device);
	fake_export(device->bluez, path, skeleton);
	g_ptr_array_add(device->paths, g_steal_pointer(&path));
	if (g_str_equal(uuid, PMD_CONTROL_POINT_UUID))
		device->control = g_object_ref(skeleton);
	if (g_str_equal(uuid, THERMOMETER_MEASUREMENT_UUID))
		device->thermometer = g_object_ref(skeleton);
}

static const struct {
	FakeTraits trait;
	const char *service;
	const char *uuid;
	const char *flags; /* separated by commas */
	gboolean acquirable;
} table[] = {
    {FAKE_PMD, PMD_SERVICE_UUID, PMD_CONTROL_POINT_UUID, "read,write,indicate", FALSE},
    {FAKE_PMD, PMD_SERVICE_UUID, PMD_DATA_UUID, "notify", TRUE},
    {FAKE_HEART_RATE, HEART_RATE_SERVICE_UUID, HEART_RATE_MEASUREMENT_UUID, "notify", TRUE},
    {FAKE_BATTERY, BATTERY_SERVICE_UUID, BATTERY_LEVEL_UUID, "read,notify", TRUE},
    {FAKE_BATTERY, DEVICE_INFORMATION_SERVICE_UUID, MODEL_NUMBER_UUID, "read", FALSE},
    {FAKE_BATTERY, DEVICE_INFORMATION_SERVICE_UUID, SERIAL_NUMBER_UUID, "read", FALSE},
    {FAKE_BATTERY, DEVICE_INFORMATION_SERVICE_UUID, FIRMWARE_REVISION_UUID, "read", FALSE},
    {FAKE_BATTERY, DEVICE_INFORMATION_SERVICE_UUID, MANUFACTURER_NAME_UUID, "read", FALSE},
    {FAKE_GSP, MOVESENSE_SERVICE_UUID, MOVESENSE_WRITE_UUID, "write", FALSE},
    {FAKE_GSP, MOVESENSE_SERVICE_UUID, MOVESENSE_DATA_UUID, "notify", TRUE},
    {FAKE_ALERT, IMMEDIATE_ALERT_SERVICE_UUID, ALERT_LEVEL_UUID, "write-without-response", FALSE},
    {FAKE_THERMOMETER, THERMOMETER_SERVICE_UUID, THERMOMETER_MEASUREMENT_UUID, "indicate", FALSE},
    {FAKE_OXIMETER, PULSE_OXIMETER_SERVICE_UUID, PULSE_OXIMETER_CONTINUOUS_UUID, "notify", TRUE},
    {FAKE_THINGY, THINGY_CONFIGURATION_SERVICE_UUID, STRANGE_UUID, "read", FALSE},
    {FAKE_THINGY, THINGY_MOTION_SERVICE_UUID, THINGY_RAW_UUID, "notify", TRUE},
    {FAKE_WITMOTION, WITMOTION_SERVICE_UUID, WITMOTION_DATA_UUID, "notify", TRUE},
    {FAKE_WITMOTION, WITMOTION_SERVICE_UUID, WITMOTION_WRITE_UUID, "write-without-response", FALSE},
    {FAKE_STRANGE, STRANGE_UUID, STRANGE_UUID, "read", FALSE},
};

/* The service's path, made when its first characteristic is. */
static const char *service_path(FakeDevice *device, gsize row)
{
	g_autofree char *path = NULL;
	g_autoptr(BluezGattService1) skeleton = NULL;

	for (gsize i = 0; i < row; i++) {
		if (g_str_equal(table[i].service, table[row].service))
			return service_path(device, i);
	}
	path = g_strdup_printf("%s/service%04x", device->path, (guint)row + 1);
	for (guint i = 0; i < device->paths->len; i++) {
		if (g_str_equal(device->paths->pdata[i], path))
			return device->paths->pdata[i];
	}
	skeleton = bluez_gatt_service1_skeleton_new();
	bluez_gatt_service1_set_uuid(skeleton, table[row].service);
	bluez_gatt_service1_set_device(skeleton, device->path);
	fake_export(device->bluez, path, skeleton);
	g_ptr_array_add(device->paths, g_steal_pointer(&path));
	return device->paths->pdata[device->paths->len - 1];
}

void fake_device_show_characteristics(FakeDevice *device)
{
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
		gboolean control = g_str_equal(table[i].uuid, PMD_CONTROL_POINT_UUID);

		if (!(device->traits & table[i].trait))
			continue;
		add_characteristic(device, 0x100 + (guint)i, service_path(device, i), table[i].uuid,
				   table[i].flags,
				   control ? (device->traits & FAKE_CONTROL_NOTIFIES) != 0
					   : table[i].acquirable);
	}
}

static GPtrArray *services(FakeTraits traits)
{
	GPtrArray *uuids = g_ptr_array_new();

	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
		if ((traits & table[i].trait) &&
		    !g_ptr_array_find_with_equal_func(uuids, table[i].service, g_str_equal, NULL))
			g_ptr_array_add(uuids, (gpointer)table[i].service);
	}
	return uuids;
}

GPtrArray *fake_gatt_advertised(FakeTraits traits)
{
	GPtrArray *uuids = services(traits);
	guint at;

	if (g_ptr_array_find_with_equal_func(uuids, THINGY_MOTION_SERVICE_UUID, g_str_equal, &at))
		g_ptr_array_remove_index(uuids, at);
	g_ptr_array_add(uuids, NULL);
	return uuids;
}

void fake_gatt_show_services(FakeDevice *device)
{
	g_autoptr(GPtrArray) uuids = services(device->traits);

	g_ptr_array_add(uuids, NULL);
	bluez_device1_set_uuids(device->device, (const gchar *const *)uuids->pdata);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void fake_gatt_close(FakeDevice *device)
{
	close_fd(&device->ecg_fd);
	close_fd(&device->heart_rate_fd);
	close_fd(&device->battery_fd);
	close_fd(&device->control_fd);
	close_fd(&device->gsp_fd);
	close_fd(&device->motion_fd);
}

void fake_device_notify(int fd, const void *data, gsize size)
{
	g_assert_cmpint(send(fd, data, size, MSG_NOSIGNAL), ==, (gssize)size);
}

void fake_device_send_ecg(FakeDevice *device, gint32 first, guint n)
{
	struct ecg_block ecg = {.count = (guint16)n};
	guint8 frame[PMD_FRAME_MAX];
	long size;

	for (guint i = 0; i < n; i++)
		ecg.uv[i] = first + (gint32)i;
	/* Of the last sample, at 130 Hz from a clock that was never set. */
	ecg.device_ns = (guint64)(first + (gint32)n) * 1000000000 / 130 + 1000000000;
	size = pmd_ecg_frame_encode(&ecg, frame, sizeof frame);
	fake_device_notify(device->ecg_fd, frame, (gsize)size);
}

void fake_device_indicate(FakeDevice *device, const void *data, gsize size)
{
	bluez_gatt_characteristic1_set_value(
	    device->thermometer, g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, data, size, 1));
	g_dbus_interface_skeleton_flush(G_DBUS_INTERFACE_SKELETON(device->thermometer));
}
