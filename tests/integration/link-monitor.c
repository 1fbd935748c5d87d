/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hub reduced to its radio side: runs the real link on a bus and prints what its sink is told,
 * one line each, until end lines have come `--runs` times, then stops the link. For tests.
 *
 *   link-monitor --bus-address ADDRESS --enroll AA:BB:CC:DD:EE:FF [--wait-when-full] ...
 */
#include "ble/link/ht-link.h"

#include <stdlib.h>

typedef struct {
	HtLink *link;
	GMainLoop *loop;
	char *bus_address;
	char **enroll;
	gboolean wait_when_full;
	gboolean samples; /* print every sample */
	gint ring_bytes;
	gint retry_ms;
	gint runs;       /* stop after so many; 0 = when stdin ends */
	gint hold_ms;    /* the sink is not ready for so long after every 100th block */
	gint stop_after; /* blocks */
	guint64 blocks;
	guint64 ecg_samples;
	guint64 dropped;
	guint64 bad;
	gboolean held;
	gboolean stopping;
} Monitor;

static void on_stopped(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	Monitor *monitor = data;

	(void)source;
	if (ht_link_stop_finish(monitor->link, result, &error))
		g_print("stopped\n");
	else
		g_print("stop-error %s\n", error->message);
	g_main_loop_quit(monitor->loop);
}

static void stop(Monitor *monitor)
{
	if (!monitor->stopping)
		ht_link_stop_async(monitor->link, on_stopped, monitor);
	monitor->stopping = TRUE;
}

static gboolean release(gpointer data)
{
	Monitor *monitor = data;

	monitor->held = FALSE;
	ht_link_resume(monitor->link);
	return G_SOURCE_REMOVE;
}

static gboolean sink_ready(gpointer context)
{
	return !((Monitor *)context)->held;
}

static void sink_begin(gpointer context, const HtWearable *wearable)
{
	(void)context;
	g_print("begin %s \"%s\" \"%s\"\n", wearable->address, wearable->name,
		wearable->identity.model);
}

static void print_block(const Monitor *monitor, const char *address,
			const struct sample_block *block)
{
	switch (block->kind) {
	case SAMPLE_ECG:
		g_print("ecg %s %" G_GUINT64_FORMAT " %u %u", address, block->ecg.device_ns,
			block->ecg.rate_mhz, block->ecg.count);
		for (guint i = 0; monitor->samples && i < block->ecg.count; i++)
			g_print(" %d", block->ecg.uv[i]);
		g_print("\n");
		break;
	case SAMPLE_HEART_RATE:
		g_print("heart-rate %s %u rr %u\n", address, block->heart_rate.hr_bpm,
			block->heart_rate.rr_count);
		break;
	case SAMPLE_BATTERY:
		g_print("battery %s %u\n", address, block->battery.percent);
		break;
	case SAMPLE_WAVE:
		g_print("wave %s %d %u\n", address, (int)block->wave.quantity, block->wave.count);
		break;
	case SAMPLE_INTERVALS:
		g_print("intervals %s %u\n", address, block->intervals.count);
		break;
	case SAMPLE_READING:
		g_print("reading %s %u\n", address, block->reading.count);
		break;
	}
}

static void sink_block(gpointer context, const char *address, const struct sample_block *block,
		       gint64 arrival_boottime_ns, const HtOrigin *origin)
{
	Monitor *monitor = context;

	(void)arrival_boottime_ns;
	(void)origin;
	monitor->blocks++;
	if (block->kind == SAMPLE_ECG)
		monitor->ecg_samples += block->ecg.count;
	print_block(monitor, address, block);
	if (monitor->hold_ms > 0 && monitor->blocks % 100 == 0) {
		monitor->held = TRUE;
		g_timeout_add((guint)monitor->hold_ms, release, monitor);
	}
	if (monitor->stop_after > 0 && monitor->blocks >= (guint64)monitor->stop_after)
		stop(monitor);
}

static void sink_lost(gpointer context, const char *address, enum gap_cause cause, guint packets)
{
	Monitor *monitor = context;

	g_print("lost %s %s %u\n", address, cause == GAP_BAD_FRAME ? "bad-frame" : "queue-full",
		packets);
	if (cause == GAP_BAD_FRAME)
		monitor->bad += packets;
	else
		monitor->dropped += packets;
}

static void sink_end(gpointer context, const char *address)
{
	Monitor *monitor = context;

	g_print("end %s\n", address);
	if (monitor->runs > 0 && --monitor->runs == 0)
		stop(monitor);
}

static void sink_changed(gpointer context, const HtWearable *wearable)
{
	(void)context;
	g_print("state %s %s\n", wearable->address, ht_wearable_state_name(wearable->state));
}

static gboolean on_stdin(GIOChannel *channel, GIOCondition condition, gpointer data)
{
	g_autofree char *line = NULL;

	(void)condition;
	if (g_io_channel_read_line(channel, &line, NULL, NULL, NULL) == G_IO_STATUS_NORMAL)
		return G_SOURCE_CONTINUE;
	stop(data);
	return G_SOURCE_REMOVE;
}

static gboolean parse(Monitor *monitor, int *argc, char ***argv, GError **error)
{
	const GOptionEntry entries[] = {
	    {"bus-address", 0, 0, G_OPTION_ARG_STRING, &monitor->bus_address, "Bus", "ADDRESS"},
	    {"enroll", 0, 0, G_OPTION_ARG_STRING_ARRAY, &monitor->enroll, "Connect to", "MAC"},
	    {"wait-when-full", 0, 0, G_OPTION_ARG_NONE, &monitor->wait_when_full, "", NULL},
	    {"samples", 0, 0, G_OPTION_ARG_NONE, &monitor->samples, "Print samples", NULL},
	    {"ring-bytes", 0, 0, G_OPTION_ARG_INT, &monitor->ring_bytes, "Size of a ring", "N"},
	    {"retry-ms", 0, 0, G_OPTION_ARG_INT, &monitor->retry_ms, "First wait", "MS"},
	    {"runs", 0, 0, G_OPTION_ARG_INT, &monitor->runs, "Stop after N runs", "N"},
	    {"stop-after", 0, 0, G_OPTION_ARG_INT, &monitor->stop_after, "Or N blocks", "N"},
	    {"hold-ms", 0, 0, G_OPTION_ARG_INT, &monitor->hold_ms, "Be a slow sink", "MS"},
	    G_OPTION_ENTRY_NULL,
	};
	g_autoptr(GOptionContext) options = g_option_context_new(NULL);

	g_option_context_add_main_entries(options, entries, NULL);
	return g_option_context_parse(options, argc, argv, error);
}

static gboolean run(Monitor *monitor, GError **error)
{
	g_autoptr(GDBusConnection) bus = g_dbus_connection_new_for_address_sync(
	    monitor->bus_address,
	    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
		G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
	    NULL, NULL, error);
	g_autoptr(GIOChannel) input = g_io_channel_unix_new(0);
	HtLinkSettings settings = ht_link_settings_default;
	const HtLinkSink sink = {
	    .context = monitor,
	    .ready = sink_ready,
	    .begin = sink_begin,
	    .block = sink_block,
	    .lost = sink_lost,
	    .end = sink_end,
	    .changed = sink_changed,
	};

	if (!bus)
		return FALSE;
	settings.wait_when_full = monitor->wait_when_full;
	settings.ring_bytes =
	    monitor->ring_bytes ? (guint)monitor->ring_bytes : settings.ring_bytes;
	settings.retry_ms = monitor->retry_ms ? (guint)monitor->retry_ms : settings.retry_ms;
	monitor->link = ht_link_new(bus, &settings, &sink);
	for (char **address = monitor->enroll; address && *address; address++) {
		if (!ht_link_enroll(monitor->link, *address, NULL, error))
			return FALSE;
	}
	g_io_add_watch(input, G_IO_IN | G_IO_HUP, on_stdin, monitor);
	ht_link_start(monitor->link);
	g_main_loop_run(monitor->loop);
	ht_link_free(monitor->link);
	g_print("total blocks %" G_GUINT64_FORMAT " samples %" G_GUINT64_FORMAT
		" dropped %" G_GUINT64_FORMAT " bad %" G_GUINT64_FORMAT "\n",
		monitor->blocks, monitor->ecg_samples, monitor->dropped, monitor->bad);
	return TRUE;
}

int main(int argc, char **argv)
{
	Monitor monitor = {.loop = g_main_loop_new(NULL, FALSE)};
	g_autoptr(GError) error = NULL;
	gboolean done = parse(&monitor, &argc, &argv, &error) && run(&monitor, &error);

	if (!done)
		g_printerr("link-monitor: %s\n", error->message);
	g_main_loop_unref(monitor.loop);
	g_strfreev(monitor.enroll);
	g_free(monitor.bus_address);
	return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
