/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small client of the virtual wearable, apart from the hub's own: it follows the strap by the
 * book, checks what bluetoothd would do, and prints one line of what it heard. It judges all
 * broadcasts: nothing but the answers of the control point may be in them.
 *
 *	virtual-client [--samples FILE] [--streams N] [--slow] [--late] [--stop-after N] [--probe]
 *
 * It reads N runs of the stream (a run ends when the link goes) on the bus named by
 * DBUS_SYSTEM_BUS_ADDRESS. --probe checks the answers to wrong calls first; --slow pauses between
 * packets so that the wearable has to wait; --late reads only when the wearable is gone;
 * --stop-after stops the stream and disconnects after so many frames.
 */
#include "ble/codec/battery.h"
#include "ble/codec/device_information.h"
#include "ble/codec/heart_rate.h"
#include "ble/codec/pmd.h"
#include "dbus/bluez.h"
#include "tests/integration/bluez-broadcasts.h"

#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

enum { RUN_WAIT_MS = 60000 };

/* Flags and time limit of every call: a Connect() may take 41 s. */
#define CALL G_DBUS_CALL_FLAGS_NONE, RUN_WAIT_MS

typedef struct {
	GDBusObjectManager *manager;
	BluezDevice1 *device;
	guint64 samples, frames, bad_frames, heart_rate_packets, intervals, contactless, gaps,
	    last_ns;
	FILE *out;
	gboolean slow, late;
	gint stop_after; /* frames; 0 = never */
	BluezGattCharacteristic1 *control;
	guint commands, broadcasts;
	gsize answer_size; /* 0 = no answer has come yet */
	guint8 answer[PMD_COMMAND_MAX];
} Client;

static void G_GNUC_NORETURN G_GNUC_PRINTF(1, 2) die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("virtual-client: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

static void expect(gboolean ok, const char *what, const GError *error)
{
	if (!ok)
		die("%s: %s", what, error ? error->message : "failed");
}

/* error must be the named one. */
static void expect_error(GError **error, const char *name, const char *what)
{
	g_autofree char *got = *error ? g_dbus_error_get_remote_error(*error) : NULL;

	if (g_strcmp0(got, name) != 0)
		die("%s: expected %s, got %s", what, name, got ? got : "no error");
	g_clear_error(error);
}

/* Runs the main loop until there is such an object, and returns it. */
static GDBusInterface *wait_for_interface(Client *client, const char *interface, const char *uuid)
{
	for (;;) {
		GList *objects = g_dbus_object_manager_get_objects(client->manager);
		GDBusInterface *found = NULL;

		for (GList *l = objects; l && !found; l = l->next) {
			found = g_dbus_object_get_interface(l->data, interface);
			if (found && uuid &&
			    g_strcmp0(bluez_gatt_characteristic1_get_uuid(
					  BLUEZ_GATT_CHARACTERISTIC1(found)),
				      uuid) != 0)
				g_clear_object(&found);
		}
		g_list_free_full(objects, g_object_unref);
		if (found)
			return found;
		g_main_context_iteration(NULL, TRUE);
	}
}

static BluezGattCharacteristic1 *characteristic(Client *client, const char *uuid)
{
	return BLUEZ_GATT_CHARACTERISTIC1(
	    wait_for_interface(client, "org.bluez.GattCharacteristic1", uuid));
}

static GVariant *no_options(void)
{
	return g_variant_new("a{sv}", NULL);
}

static int acquire(Client *client, const char *uuid, guint16 *mtu)
{
	g_autoptr(BluezGattCharacteristic1) c = characteristic(client, uuid);
	g_autoptr(GUnixFDList) fds = NULL;
	g_autoptr(GVariant) handle = NULL;
	g_autoptr(GError) error = NULL;

	expect(bluez_gatt_characteristic1_call_acquire_notify_sync(
		   c, no_options(), CALL, NULL, &handle, mtu, &fds, NULL, &error),
	       "AcquireNotify", error);
	return g_unix_fd_list_get(fds, g_variant_get_handle(handle), NULL);
}

static gboolean write_control(BluezGattCharacteristic1 *control, const guint8 *bytes, gsize size,
			      GError **error)
{
	return bluez_gatt_characteristic1_call_write_value_sync(
	    control, g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, bytes, size, 1), no_options(),
	    CALL, NULL, error);
}

static void on_indication(G_GNUC_UNUSED GDBusProxy *proxy, GVariant *changed,
			  G_GNUC_UNUSED const gchar *const *invalidated, gpointer user_data)
{
	Client *client = user_data;
	g_autoptr(GVariant) value =
	    g_variant_lookup_value(changed, "Value", G_VARIANT_TYPE_BYTESTRING);

	if (!value)
		return;
	if (client->answer_size > 0)
		die("two answers to one command");
	client->answer_size = g_variant_get_size(value);
	if (client->answer_size > sizeof(client->answer))
		die("an answer of %zu bytes", client->answer_size);
	memcpy(client->answer, g_variant_get_data(value), client->answer_size);
}

static gboolean on_no_answer(G_GNUC_UNUSED gpointer user_data)
{
	die("no answer to a command");
}

static guint8 command(Client *client, const guint8 *bytes, gsize size)
{
	g_autoptr(GError) error = NULL;
	struct pmd_response response;
	guint guard;

	client->answer_size = 0;
	client->commands++;
	expect(write_control(client->control, bytes, size, &error), "WriteValue", error);
	guard = g_timeout_add(RUN_WAIT_MS, on_no_answer, NULL);
	while (client->answer_size == 0)
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(guard);
	if (pmd_response_decode(client->answer, client->answer_size, &response) < 0)
		die("an answer that is none");
	return response.status;
}

static guint8 command_for(Client *client, enum pmd_operation operation, guint16 rate_hz,
			  guint16 bits)
{
	const struct pmd_command c = {.operation = (guint8)operation,
				      .type = PMD_ECG,
				      .settings = {.rate_hz = rate_hz, .resolution_bits = bits}};
	guint8 bytes[PMD_COMMAND_MAX];
	long size = pmd_command_encode(&c, bytes, sizeof(bytes));

	return command(client, bytes, (gsize)size);
}

static void expect_status(guint8 status, enum pmd_status wanted, const char *what)
{
	if (status != wanted)
		die("%s: expected \"%s\", got \"%s\"", what, pmd_status_name((guint8)wanted),
		    pmd_status_name(status));
}

/* NotifyAcquired is there with the flag "notify" and only then. */
static void check_properties(Client *client, const char *uuid, gboolean notifies)
{
	g_autoptr(BluezGattCharacteristic1) c = characteristic(client, uuid);
	g_autoptr(GVariant) cached =
	    g_dbus_proxy_get_cached_property(G_DBUS_PROXY(c), "NotifyAcquired");
	g_autoptr(GVariant) all = NULL, got = NULL, listed = NULL, one = NULL;
	g_autoptr(GError) error = NULL;
	const char *interface = g_dbus_proxy_get_interface_name(G_DBUS_PROXY(c));

	all = g_dbus_proxy_call_sync(G_DBUS_PROXY(c), "org.freedesktop.DBus.Properties.GetAll",
				     g_variant_new("(s)", interface), CALL, NULL, &error);
	expect(all != NULL, "GetAll", error);
	got = g_variant_get_child_value(all, 0);
	listed = g_variant_lookup_value(got, "NotifyAcquired", NULL);
	if ((cached != NULL) != notifies || (listed != NULL) != notifies)
		die("%s: NotifyAcquired is %s", uuid, notifies ? "absent" : "there");
	one = g_dbus_proxy_call_sync(G_DBUS_PROXY(c), "org.freedesktop.DBus.Properties.Get",
				     g_variant_new("(ss)", interface, "NotifyAcquired"), CALL, NULL,
				     &error);
	if (notifies)
		expect(one != NULL, "Get", error);
	else
		expect_error(&error, "org.freedesktop.DBus.Error.InvalidArgs", "Get");
}

static void await_notifying(BluezGattCharacteristic1 *c, gboolean notifying)
{
	while (bluez_gatt_characteristic1_get_notifying(c) != notifying)
		g_main_context_iteration(NULL, TRUE);
}

/* What only indicates is subscribed to by StartNotify, and by nothing else. */
static void probe_indications(Client *client)
{
	static const guint8 settings[] = {PMD_GET_SETTINGS, PMD_ECG};
	BluezGattCharacteristic1 *c = client->control;
	g_autoptr(GError) error = NULL;

	bluez_gatt_characteristic1_call_acquire_notify_sync(c, no_options(), CALL, NULL, NULL, NULL,
							    NULL, NULL, &error);
	expect_error(&error, "org.bluez.Error.NotSupported", "AcquireNotify of the control point");
	bluez_gatt_characteristic1_call_stop_notify_sync(c, CALL, NULL, &error);
	expect_error(&error, "org.bluez.Error.Failed", "StopNotify before StartNotify");
	for (int i = 0; i < 2; i++) {
		write_control(c, settings, sizeof(settings), &error);
		expect_error(&error, "org.bluez.Error.Failed", "a command nobody listens to");
		expect(bluez_gatt_characteristic1_call_start_notify_sync(c, CALL, NULL, &error),
		       "StartNotify", error);
		expect(bluez_gatt_characteristic1_call_start_notify_sync(c, CALL, NULL, &error),
		       "a second StartNotify", error);
		await_notifying(c, TRUE);
		/* The same answer twice is told twice. */
		expect_status(command(client, settings, sizeof(settings)), PMD_SUCCESS, "settings");
		expect_status(command(client, settings, sizeof(settings)), PMD_SUCCESS, "settings");
		expect(bluez_gatt_characteristic1_call_stop_notify_sync(c, CALL, NULL, &error),
		       "StopNotify", error);
		await_notifying(c, FALSE);
	}
}

/* Health values have no way but the descriptor. */
static void probe_notifications(Client *client, const char *uuid)
{
	g_autoptr(BluezGattCharacteristic1) c = characteristic(client, uuid);
	g_autoptr(GError) error = NULL;
	guint16 mtu;
	int fd;

	check_properties(client, uuid, TRUE);
	bluez_gatt_characteristic1_call_start_notify_sync(c, CALL, NULL, &error);
	expect_error(&error, "org.bluez.Error.NotSupported", "StartNotify");
	bluez_gatt_characteristic1_call_stop_notify_sync(c, CALL, NULL, &error);
	expect_error(&error, "org.bluez.Error.NotSupported", "StopNotify");
	fd = acquire(client, uuid, &mtu);
	bluez_gatt_characteristic1_call_acquire_notify_sync(c, no_options(), CALL, NULL, NULL, NULL,
							    NULL, NULL, &error);
	expect_error(&error, "org.bluez.Error.NotPermitted", "a second AcquireNotify");
	close(fd);
}

static void probe_commands(Client *client)
{
	static const guint8 unknown_type[] = {2, 9}, unknown_operation[] = {0x55, 0}, empty[] = {2};

	expect_status(command(client, unknown_type, 2), PMD_INVALID_TYPE, "type 9");
	expect_status(command(client, unknown_operation, 2), PMD_INVALID_OPERATION,
		      "operation 0x55");
	expect_status(command(client, empty, 1), PMD_INVALID_LENGTH, "one byte");
	expect_status(command_for(client, PMD_GET_SETTINGS, 0, 0), PMD_SUCCESS, "settings");
	expect_status(command_for(client, PMD_START, 0, 0), PMD_INVALID_PARAMETER,
		      "start without settings");
	expect_status(command_for(client, PMD_START, 200, 14), PMD_INVALID_RATE, "200 Hz");
	expect_status(command_for(client, PMD_START, 130, 16), PMD_INVALID_RESOLUTION, "16 bits");
	expect_status(command_for(client, PMD_STOP, 0, 0), PMD_ALREADY_IN_STATE,
		      "stop before start");
}

/* Wrong calls get bluetoothd's and the strap's answers. */
static void probe(Client *client)
{
	g_autoptr(BluezGattCharacteristic1) data = characteristic(client, PMD_DATA_UUID);
	g_autoptr(GVariant) value = NULL;
	g_autoptr(GError) error = NULL;

	check_properties(client, PMD_CONTROL_POINT_UUID, FALSE);
	check_properties(client, MODEL_NUMBER_UUID, FALSE);
	probe_notifications(client, PMD_DATA_UUID);
	probe_notifications(client, HEART_RATE_MEASUREMENT_UUID);
	probe_notifications(client, BATTERY_LEVEL_UUID);
	bluez_gatt_characteristic1_call_read_value_sync(data, no_options(), CALL, NULL, NULL,
							&error);
	expect_error(&error, "org.bluez.Error.NotSupported", "reading what can only notify");
	expect(bluez_gatt_characteristic1_call_read_value_sync(client->control, no_options(), CALL,
							       &value, NULL, &error),
	       "reading the features", error);
	if (g_variant_n_children(value) != 17)
		die("features of %zu bytes", g_variant_n_children(value));
	probe_commands(client);
}

/* Subscribes to the answers of the control point. */
static void open_control(Client *client, gboolean with_probe)
{
	g_autoptr(GError) error = NULL;

	client->control = characteristic(client, PMD_CONTROL_POINT_UUID);
	g_signal_connect(client->control, "g-properties-changed", G_CALLBACK(on_indication),
			 client);
	if (with_probe)
		probe_indications(client);
	expect(
	    bluez_gatt_characteristic1_call_start_notify_sync(client->control, CALL, NULL, &error),
	    "StartNotify", error);
}

/* One step between samples is 1/130 s; anything else is a gap. */
static void check_time(Client *client, const struct ecg_block *ecg)
{
	guint64 span = ecg->device_ns - client->last_ns;
	gint64 off = (gint64)(span * 130) - (gint64)ecg->count * 1000000000;

	if (client->last_ns > 0 && (off > 130 || off < -130))
		client->gaps++;
	client->last_ns = ecg->device_ns;
}

static void take_ecg(Client *client, const guint8 *packet, gsize size)
{
	struct sample_block block;

	if (pmd_frame_decode(packet, size, 130000, &block) < 0) {
		client->bad_frames++;
		return;
	}
	check_time(client, &block.ecg);
	client->frames++;
	client->samples += block.ecg.count;
	for (guint i = 0; client->out && i < block.ecg.count; i++)
		fprintf(client->out, "%d\n", block.ecg.uv[i]);
}

static void take_heart_rate(Client *client, const guint8 *packet, gsize size)
{
	struct sample_block block;

	if (heart_rate_decode(packet, size, &block) < 0)
		die("a heart-rate packet that cannot be decoded");
	client->heart_rate_packets++;
	client->intervals += block.heart_rate.rr_count;
	client->contactless += !block.heart_rate.contact;
}

/* In the middle of a stream, as a hub that is shut down does it. */
static void leave(Client *client)
{
	g_autoptr(GError) error = NULL;

	client->stop_after = 0;
	expect_status(command_for(client, PMD_STOP, 0, 0), PMD_SUCCESS, "stop");
	expect(bluez_device1_call_disconnect_sync(client->device, CALL, NULL, &error), "Disconnect",
	       error);
}

/* Reads both descriptors until both have ended. */
static void listen_to(Client *client, int ecg, int heart_rate)
{
	struct pollfd p[] = {{.fd = ecg, .events = POLLIN}, {.fd = heart_rate, .events = POLLIN}};
	guint8 packet[1024];
	long got;

	while (p[0].fd >= 0 || p[1].fd >= 0) {
		if (poll(p, 2, RUN_WAIT_MS) <= 0)
			die("nothing came for a minute");
		for (int i = 0; i < 2; i++) {
			if (p[i].fd < 0 || p[i].revents == 0)
				continue;
			got = read(p[i].fd, packet, sizeof(packet));
			if (got <= 0)
				p[i].fd = -1;
			else if (i == 0)
				take_ecg(client, packet, (gsize)got);
			else
				take_heart_rate(client, packet, (gsize)got);
			if (client->stop_after > 0 && client->frames >= (guint64)client->stop_after)
				leave(client);
			if (client->slow)
				g_usleep(500);
		}
	}
	close(ecg);
	close(heart_rate);
}

static void wait_for_the_end(Client *client)
{
	while (bluez_device1_get_connected(client->device))
		g_main_context_iteration(NULL, TRUE);
}

static void run_stream(Client *client, gboolean with_probe)
{
	g_autoptr(GError) error = NULL;
	guint16 mtu = 0;
	int ecg, heart_rate;
	guint8 status;

	g_clear_object(&client->device);
	client->device = BLUEZ_DEVICE1(wait_for_interface(client, "org.bluez.Device1", NULL));
	while (!bluez_device1_call_connect_sync(client->device, CALL, NULL, &error)) {
		if (!strstr(error->message, "le-connection-abort-by-local"))
			die("Connect: %s", error->message);
		g_clear_error(&error);
	}
	while (!bluez_device1_get_services_resolved(client->device))
		g_main_context_iteration(NULL, TRUE);
	open_control(client, with_probe);
	if (with_probe)
		probe(client);
	ecg = acquire(client, PMD_DATA_UUID, &mtu);
	heart_rate = acquire(client, HEART_RATE_MEASUREMENT_UUID, &mtu);
	status = command_for(client, PMD_START, 130, 14);
	if (status == PMD_ALREADY_IN_STATE) {
		expect_status(command_for(client, PMD_STOP, 0, 0), PMD_SUCCESS, "stop");
		status = command_for(client, PMD_START, 130, 14);
	}
	expect_status(status, PMD_SUCCESS, "start");
	if (client->late)
		wait_for_the_end(client);
	listen_to(client, ecg, heart_rate);
	wait_for_the_end(client);
	g_signal_handlers_disconnect_by_data(client->control, client);
	g_clear_object(&client->control);
}

static void find(Client *client)
{
	g_autoptr(BluezAdapter1) adapter = NULL;
	g_autoptr(GDBusConnection) bus = NULL;
	g_autoptr(GError) error = NULL;

	bus = g_bus_get_sync(G_BUS_TYPE_SYSTEM, NULL, &error);
	expect(bus != NULL, "bus", error);
	bluez_broadcasts_judge(bus, &client->broadcasts);
	client->manager = bluez_object_manager_client_new_sync(
	    bus, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE, "org.bluez", "/", NULL, &error);
	expect(client->manager != NULL, "org.bluez", error);
	adapter = BLUEZ_ADAPTER1(wait_for_interface(client, "org.bluez.Adapter1", NULL));
	expect(bluez_adapter1_call_start_discovery_sync(adapter, CALL, NULL, &error),
	       "StartDiscovery", error);
	bluez_adapter1_call_start_discovery_sync(adapter, CALL, NULL, &error);
	expect_error(&error, "org.bluez.Error.InProgress", "a second StartDiscovery");
}

int main(int argc, char **argv)
{
	Client client = {0};
	gint streams = 1;
	gboolean with_probe = FALSE;
	g_autofree char *file = NULL;
	const GOptionEntry entries[] = {
	    {"samples", 0, 0, G_OPTION_ARG_FILENAME, &file, "write every sample", "FILE"},
	    {"streams", 0, 0, G_OPTION_ARG_INT, &streams, "runs to read", "N"},
	    {"slow", 0, 0, G_OPTION_ARG_NONE, &client.slow, "read slowly", NULL},
	    {"stop-after", 0, 0, G_OPTION_ARG_INT, &client.stop_after, "leave then", "FRAMES"},
	    {"late", 0, 0, G_OPTION_ARG_NONE, &client.late, "read when the link is gone", NULL},
	    {"probe", 0, 0, G_OPTION_ARG_NONE, &with_probe, "check wrong calls", NULL},
	    {0}};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;

	g_option_context_add_main_entries(context, entries, NULL);
	expect(g_option_context_parse(context, &argc, &argv, &error), "usage", error);
	if (file)
		client.out = fopen(file, "w");
	find(&client);
	for (gint i = 0; i < streams; i++)
		run_stream(&client, with_probe && i == 0);
	if (client.broadcasts != client.commands)
		die("%u commands, %u broadcasts of values", client.commands, client.broadcasts);
	printf("samples=%" G_GUINT64_FORMAT " frames=%" G_GUINT64_FORMAT
	       " bad_frames=%" G_GUINT64_FORMAT " gaps=%" G_GUINT64_FORMAT
	       " heart_rate=%" G_GUINT64_FORMAT " intervals=%" G_GUINT64_FORMAT
	       " contactless=%" G_GUINT64_FORMAT "\n",
	       client.samples, client.frames, client.bad_frames, client.gaps,
	       client.heart_rate_packets, client.intervals, client.contactless);
	if (client.out && fclose(client.out) != 0)
		die("%s: cannot write", file);
	g_clear_object(&client.device);
	g_clear_object(&client.manager);
	return 0;
}
