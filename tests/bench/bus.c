/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: bus BUS-ADDRESS WEARABLE-ADDRESS
 * Run by bus.sh beside a hub that has this wearable enrolled: how many notifications a second go
 * through a private bus into the hub, and how long it takes until a reply of the hub knows of one.
 */
#include "ble/codec/pmd.h"
#include "ble/virtual/ht-virtual-bluez.h"
#include "ble/virtual/strap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOTIFICATIONS = 200000, ROUNDS = 1000, ROUND_GAP_US = 2000, MTU = 247 };

typedef struct {
	struct strap strap; /* answers commands; what is sent is made here */
	HtRadio radio;
	GDBusConnection *hub;
	guint64 index; /* samples sent */
	gboolean acquired, has_room, lost;
} Bench;

static GBytes *read_value(gpointer context, const char *uuid)
{
	Bench *bench = context;
	guint8 value[STRAP_FEATURES_SIZE];
	long size = wearable_strap.read(&bench->strap, uuid, value, sizeof(value));

	return size < 0 ? NULL : g_bytes_new(value, (gsize)size);
}

static GBytes *write_value(gpointer context, const char *uuid, const guint8 *data, gsize size)
{
	Bench *bench = context;
	guint8 answer[PMD_COMMAND_MAX];
	long length;

	if (!g_str_equal(uuid, PMD_CONTROL_POINT_UUID))
		return NULL;
	length = strap_command(&bench->strap, data, size, MTU, answer, sizeof(answer));
	return length < 0 ? NULL : g_bytes_new(answer, (gsize)length);
}

static void on_written(G_GNUC_UNUSED gpointer context)
{
}

static void on_acquired(gpointer context, const char *uuid)
{
	Bench *bench = context;

	bench->acquired |= g_str_equal(uuid, PMD_DATA_UUID);
}

static void on_unlinked(gpointer context)
{
	((Bench *)context)->acquired = FALSE;
}

static void on_lost(gpointer context)
{
	((Bench *)context)->lost = TRUE;
}

static void on_room(gpointer context)
{
	((Bench *)context)->has_room = TRUE;
}

G_NORETURN static void die(const char *message)
{
	fprintf(stderr, "bus: %s\n", message);
	exit(1);
}

static gsize make_frame(Bench *bench, guint16 samples, guint8 *out, gsize size)
{
	struct ecg_block block = {.count = samples, .rate_mhz = WEARABLE_RATE_HZ * 1000};
	long length;

	for (guint16 i = 0; i < samples; i++)
		block.uv[i] = (gint32)((bench->index + i) % 400);
	bench->index += samples;
	block.device_ns =
	    WEARABLE_CLOCK_START_NS + sample_clock_ns(&bench->strap.samples, bench->index - 1);
	length = pmd_ecg_frame_encode(&block, out, size);
	if (length < 0)
		die("a frame cannot be made");
	return (gsize)length;
}

static void send_frame(Bench *bench, guint16 samples)
{
	guint8 frame[PMD_FRAME_MAX];
	gsize size = make_frame(bench, samples, frame, sizeof(frame));
	HtSendResult result;

	while ((result = bench->radio.send(bench->radio.context, PMD_DATA_UUID, frame, size)) ==
	       HT_SEND_FULL) {
		bench->has_room = FALSE;
		bench->radio.wait(bench->radio.context, PMD_DATA_UUID, on_room, bench);
		while (!bench->has_room)
			g_main_context_iteration(NULL, TRUE);
	}
	if (result != HT_SEND_DONE)
		die("the hub does not read any more");
}

/* What the hub says it has taken in. */
static guint64 samples_in(Bench *bench)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) reply = g_dbus_connection_call_sync(
	    bench->hub, "org.healthtwin.Hub1", "/org/healthtwin/Hub1", "org.healthtwin.Hub1",
	    "GetStatus", NULL, G_VARIANT_TYPE("(a{sv})"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
	g_autoptr(GVariant) status = NULL;
	guint64 samples = 0;

	if (!reply)
		die(error->message);
	status = g_variant_get_child_value(reply, 0);
	g_variant_lookup(status, "samples_in", "t", &samples);
	return samples;
}

static void wait_until_in(Bench *bench)
{
	while (samples_in(bench) < bench->index) {
		while (g_main_context_iteration(NULL, FALSE))
			continue;
	}
}

static void bench_rate(Bench *bench)
{
	gint64 begin_us = g_get_monotonic_time();
	double seconds;

	for (guint i = 0; i < NOTIFICATIONS; i++) {
		send_frame(bench, 1);
		/* The hub's calls are answered meanwhile. */
		if (i % 64 == 0)
			g_main_context_iteration(NULL, FALSE);
	}
	wait_until_in(bench);
	seconds = (double)(g_get_monotonic_time() - begin_us) / 1e6;
	printf("bus: %.0f notifications/s into the hub, %d sent, %" G_GINT64_FORMAT " lost\n",
	       NOTIFICATIONS / seconds, NOTIFICATIONS, (gint64)(bench->index - samples_in(bench)));
}

static int by_value(const void *a, const void *b)
{
	gint64 one = *(const gint64 *)a, other = *(const gint64 *)b;

	return (one > other) - (one < other);
}

static void bench_latency(Bench *bench)
{
	gint64 taken_us[ROUNDS];

	for (guint i = 0; i < ROUNDS; i++) {
		gint64 begin_us;

		while (g_main_context_iteration(NULL, FALSE))
			continue;
		g_usleep(ROUND_GAP_US); /* the hub is idle again */
		begin_us = g_get_monotonic_time();
		send_frame(bench, PMD_ECG_FRAME_SAMPLES);
		wait_until_in(bench);
		taken_us[i] = g_get_monotonic_time() - begin_us;
	}
	qsort(taken_us, ROUNDS, sizeof(taken_us[0]), by_value);
	printf("bus: notification to D-Bus reply: p50 %.2f ms, p99 %.2f ms, most %.2f ms\n",
	       (double)taken_us[ROUNDS / 2] / 1e3, (double)taken_us[ROUNDS * 99 / 100] / 1e3,
	       (double)taken_us[ROUNDS - 1] / 1e3);
}

static GDBusConnection *connect_to(const char *address)
{
	g_autoptr(GError) error = NULL;
	GDBusConnection *bus = g_dbus_connection_new_for_address_sync(
	    address,
	    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
		G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
	    NULL, NULL, &error);

	if (!bus)
		die(error->message);
	return bus;
}

int main(int argc, char **argv)
{
	Bench bench = {0};
	const struct wearable_source silent = {0};
	const HtGattHandlers handlers = {.context = &bench,
					 .read = read_value,
					 .write = write_value,
					 .written = on_written,
					 .acquired = on_acquired};
	HtVirtualDeviceSettings device = {.name = "bench",
					  .services = strap_services,
					  .services_count = STRAP_SERVICES,
					  .mtu = MTU,
					  .prompt = TRUE};
	g_autoptr(GDBusConnection) bus = NULL;
	g_autoptr(HtVirtualBluez) bluez = NULL;

	if (argc != 3)
		die("usage: bus BUS-ADDRESS WEARABLE-ADDRESS");
	device.address = argv[2];
	strap_init(&bench.strap, &wearable_settings_default, &silent);
	bus = connect_to(argv[1]);
	bench.hub = connect_to(argv[1]);
	bluez = ht_virtual_bluez_new(bus, 1, TRUE, on_lost, &bench);
	bench.radio = ht_virtual_bluez_add(bluez, &device, &handlers, on_unlinked, &bench);
	ht_virtual_bluez_start(bluez);
	while (!(bench.acquired && bench.strap.started) && !bench.lost)
		g_main_context_iteration(NULL, TRUE);
	if (bench.lost)
		die("org.bluez is taken on this bus");
	bench_latency(&bench);
	bench_rate(&bench);
	g_object_unref(bench.hub);
	return 0;
}
