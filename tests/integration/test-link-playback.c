/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the virtual wearable through a bus and the link: each sample arrives once, in its place, or
 * is known to be missing, and none is broadcast on the bus. The wearable runs as fast as it can.
 */
#include "ble/link/ht-link.h"
#include "ble/virtual/record-source.h"
#include "ble/virtual/strap.h"
#include "tests/integration/bluez-broadcasts.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define STRAP "A0:9E:1A:00:00:01"

enum { GUARD_S = 60, RECORD_HZ = 360, RECORD_S = 60, SAMPLES_MAX = 20000, RING_SMALL = 4096 };

typedef struct {
	gboolean wait_when_full;
	gint hold_every; /* the sink is not ready for one turn of the main loop so often */
	guint runs;
	const char *arguments[6]; /* of the wearable */
} Case;

typedef struct {
	const Case *test;
	char *folder;
	char *record;
	gint32 *expected;
	guint64 expected_count;
	GDBusConnection *bus;
	HtLink *link;
	GSubprocess *wearable;
	char *counts; /* what the wearable printed at its end */
	gboolean held;
	gboolean stopped;
	guint guard;
	/* What came. */
	guint64 blocks, ecg_frames, samples, next_index, missing, begins, ends;
	guint64 frames_bad, packets_dropped;
	guint judge;
	guint answers; /* of the control point, broadcast */
} Fixture;

static gboolean release(gpointer data)
{
	Fixture *f = data;

	f->held = FALSE;
	ht_link_resume(f->link);
	return G_SOURCE_REMOVE;
}

static gboolean sink_ready(gpointer context)
{
	return !((Fixture *)context)->held;
}

static void sink_begin(gpointer context, const HtWearable *wearable)
{
	Fixture *f = context;

	g_assert_cmpstr(wearable->address, ==, STRAP);
	g_assert_cmpuint(f->begins++, ==, f->ends);
}

/* The position in the recording that the frame's own time stamp tells. */
static void check_ecg(Fixture *f, const struct ecg_block *ecg)
{
	double seconds = (double)(ecg->device_ns - WEARABLE_CLOCK_START_NS) / 1e9;
	guint64 last = (guint64)llround(seconds * WEARABLE_RATE_HZ);
	guint64 first = last + 1 - ecg->count;

	g_assert_cmpuint(ecg->rate_mhz, ==, WEARABLE_RATE_HZ * 1000);
	g_assert_cmpuint(first, >=, f->next_index);
	g_assert_cmpuint(last, <, f->expected_count);
	for (guint64 i = first; i <= last; i++)
		g_assert_cmpint(ecg->uv[i - first], ==, f->expected[i]);
	f->missing += first - f->next_index;
	f->next_index = last + 1;
	f->samples += ecg->count;
	f->ecg_frames++;
}

static void sink_block(gpointer context, const char *address, const struct sample_block *block,
		       gint64 arrival_boottime_ns, const HtOrigin *origin)
{
	Fixture *f = context;

	(void)address;
	(void)arrival_boottime_ns;
	(void)origin;
	g_assert_cmpuint(f->begins, ==, f->ends + 1);
	if (block->kind == SAMPLE_ECG)
		check_ecg(f, &block->ecg);
	f->blocks++;
	if (f->test->hold_every > 0 && f->blocks % (guint)f->test->hold_every == 0) {
		f->held = TRUE;
		g_idle_add_full(G_PRIORITY_LOW, release, f, NULL);
	}
}

static void sink_lost(gpointer context, const char *address, enum gap_cause cause, guint packets)
{
	Fixture *f = context;

	(void)address;
	g_assert_true(cause == GAP_BAD_FRAME || cause == GAP_QUEUE_FULL);
	if (cause == GAP_BAD_FRAME)
		f->frames_bad += packets;
	else
		f->packets_dropped += packets;
}

static void on_stopped(GObject *source, GAsyncResult *result, gpointer data)
{
	Fixture *f = data;
	g_autoptr(GError) error = NULL;

	(void)source;
	ht_link_stop_finish(f->link, result, &error);
	g_assert_no_error(error);
	f->stopped = TRUE;
}

static void sink_end(gpointer context, const char *address)
{
	Fixture *f = context;

	(void)address;
	f->ends++;
	if (f->ends == f->test->runs)
		ht_link_stop_async(f->link, on_stopped, f);
}

static void sink_changed(gpointer context, const HtWearable *wearable)
{
	(void)context;
	(void)wearable;
}

static gboolean on_guard(gpointer data)
{
	(void)data;
	g_error("the test hangs");
	return G_SOURCE_REMOVE;
}

/* One lead in format 16, a slow wave with noise on it. */
static void write_record(Fixture *f)
{
	const guint n = RECORD_HZ * RECORD_S;
	g_autofree char *header_path = g_strconcat(f->record, ".hea", NULL);
	g_autofree char *data_path = g_strconcat(f->record, ".dat", NULL);
	g_autofree char *header = g_strdup_printf("r 1 %d %u\nr.dat 16 200\n", RECORD_HZ, n);
	g_autofree gint16 *counts = g_new(gint16, n);
	g_autoptr(GError) error = NULL;
	guint32 noise = 1;

	for (guint i = 0; i < n; i++) {
		noise = noise * 1664525u + 1013904223u;
		counts[i] = (gint16)GINT16_TO_LE((gint16)(300 * sin(i / 50.0) + (noise >> 26)));
	}
	g_file_set_contents(header_path, header, -1, &error);
	g_assert_no_error(error);
	g_file_set_contents(data_path, (const char *)counts, (gssize)(n * sizeof *counts), &error);
	g_assert_no_error(error);
}

static void read_expected(Fixture *f)
{
	struct record_source *record;
	struct wearable_source source;
	struct recording_message message;
	struct wearable_sample sample;

	f->expected = g_new(gint32, SAMPLES_MAX);
	g_assert_cmpint(record_source_open(&record, f->record, 0, &source, &message), ==, 0);
	while (source.next(source.context, &sample) > 0) {
		g_assert_cmpuint(f->expected_count, <, SAMPLES_MAX);
		f->expected[f->expected_count++] = sample.uv;
	}
	record_source_close(record);
	g_assert_cmpuint(f->expected_count, ==, WEARABLE_RATE_HZ * RECORD_S);
}

static void on_wearable_ended(GObject *source, GAsyncResult *result, gpointer data)
{
	Fixture *f = data;
	g_autoptr(GError) error = NULL;

	g_subprocess_communicate_utf8_finish(G_SUBPROCESS(source), result, &f->counts, NULL,
					     &error);
	g_assert_no_error(error);
	g_assert_cmpint(g_subprocess_get_exit_status(G_SUBPROCESS(source)), ==, 0);
}

static void start_wearable(Fixture *f, const char *bus_address)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autofree char *program =
	    g_build_filename(g_getenv("top_builddir"), "bin", "virtual-wearable", NULL);
	g_autoptr(GError) error = NULL;
	char *const fixed[] = {
	    program, "--bus-address", (char *)bus_address, "--record", f->record, "--speed", "max"};

	for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
		g_ptr_array_add(argv, fixed[i]);
	for (gsize i = 0; f->test->arguments[i]; i++)
		g_ptr_array_add(argv, (gpointer)f->test->arguments[i]);
	g_ptr_array_add(argv, NULL);
	f->wearable = g_subprocess_newv((const gchar *const *)argv->pdata,
					G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
	g_assert_no_error(error);
	g_subprocess_communicate_utf8_async(f->wearable, NULL, NULL, on_wearable_ended, f);
}

static void start_link(Fixture *f, const char *bus_address)
{
	const HtLinkSettings settings = {
	    .wait_when_full = f->test->wait_when_full,
	    .ring_bytes = RING_SMALL,
	    .retry_ms = 1,
	};
	const HtLinkSink sink = {
	    .context = f,
	    .ready = sink_ready,
	    .begin = sink_begin,
	    .block = sink_block,
	    .lost = sink_lost,
	    .end = sink_end,
	    .changed = sink_changed,
	};
	g_autoptr(GError) error = NULL;

	f->bus = g_dbus_connection_new_for_address_sync(
	    bus_address,
	    G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
		G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
	    NULL, NULL, &error);
	g_assert_no_error(error);
	f->judge = bluez_broadcasts_judge(f->bus, &f->answers);
	f->link = ht_link_new(f->bus, &settings, &sink);
	g_assert_true(ht_link_enroll(f->link, STRAP, NULL, &error));
	ht_link_start(f->link);
}

static void play(Fixture *f, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	const char *bus_address = g_getenv("DBUS_SESSION_BUS_ADDRESS");

	f->test = data;
	f->folder = g_dir_make_tmp("link-playback-XXXXXX", &error);
	g_assert_no_error(error);
	f->record = g_build_filename(f->folder, "r", NULL);
	f->guard = g_timeout_add_seconds(GUARD_S, on_guard, f);
	write_record(f);
	read_expected(f);
	start_link(f, bus_address);
	start_wearable(f, bus_address);
	while (!f->stopped || !f->counts)
		g_main_context_iteration(NULL, TRUE);
}

static void remove_file(const Fixture *f, const char *name)
{
	g_autofree char *path = g_build_filename(f->folder, name, NULL);

	g_assert_cmpint(g_remove(path), ==, 0);
}

static void clean_up(Fixture *f, gconstpointer data)
{
	(void)data;
	ht_link_free(f->link);
	while (g_main_context_iteration(NULL, FALSE))
		;
	/* One at least for each start; had it carried a sample, the judge would have ended this. */
	g_assert_cmpuint(f->answers, >=, f->test->runs);
	g_dbus_connection_signal_unsubscribe(f->bus, f->judge);
	g_source_remove(f->guard);
	g_object_unref(f->wearable);
	g_dbus_connection_close_sync(f->bus, NULL, NULL);
	g_object_unref(f->bus);
	remove_file(f, "r.hea");
	remove_file(f, "r.dat");
	g_assert_cmpint(g_rmdir(f->folder), ==, 0);
	g_free(f->folder);
	g_free(f->record);
	g_free(f->expected);
	g_free(f->counts);
}

/* A number of the wearable's last line. */
static guint64 counted(const Fixture *f, const char *name)
{
	g_autofree char *key = g_strdup_printf("\"%s\":", name);
	const char *found = strstr(f->counts, key);

	g_assert_nonnull(found);
	return g_ascii_strtoull(found + strlen(key), NULL, 10);
}

static void check_counts(const Fixture *f, guint64 missing_inside)
{
	g_assert_cmpuint(f->samples, ==, counted(f, "samples"));
	g_assert_cmpuint(f->missing, ==, missing_inside);
	g_assert_cmpuint(f->ends, ==, f->test->runs);
	g_assert_cmpuint(f->begins, ==, f->test->runs);
}

static void test_everything(Fixture *f, gconstpointer data)
{
	(void)data;
	check_counts(f, 0);
	g_assert_cmpuint(f->samples, ==, f->expected_count);
	g_assert_cmpuint(f->frames_bad + f->packets_dropped, ==, 0);
}

static void test_drop_link(Fixture *f, gconstpointer data)
{
	(void)data;
	check_counts(f, counted(f, "off_link_samples"));
	g_assert_cmpuint(f->missing, >, 0);
	g_assert_cmpuint(f->samples + f->missing, ==, f->expected_count);
}

static void test_bad_frames(Fixture *f, gconstpointer data)
{
	(void)data;
	g_assert_cmpuint(f->frames_bad, >, 0);
	g_assert_cmpuint(f->samples, ==, counted(f, "samples"));
	g_assert_cmpuint(f->ecg_frames + f->frames_bad, ==, counted(f, "frames"));
	g_assert_cmpuint(f->samples + counted(f, "spoiled_samples"), ==, f->expected_count);
}

/* Whether the hub drops depends on who runs when; that each drop is counted does not. */
static void test_drops(Fixture *f, gconstpointer data)
{
	guint64 sent = counted(f, "frames") + counted(f, "wave_packets") +
		       counted(f, "heart_rate_packets") + counted(f, "battery_packets");

	(void)data;
	/* The battery level is read once and was not sent. */
	g_assert_cmpuint(f->blocks - 1 + f->packets_dropped, ==, sent);
	g_assert_cmpuint(f->frames_bad, ==, 0);
	g_test_message("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
		       " packets dropped here, %" G_GUINT64_FORMAT " there",
		       f->packets_dropped, sent, counted(f, "dropped_packets"));
}

int main(int argc, char **argv)
{
	static const Case slow_sink = {TRUE, 7, 1, {NULL}};
	static const Case already = {TRUE, 0, 1, {"--fault", "already-in-state", NULL}};
	static const Case refuse = {TRUE, 0, 1, {"--fault", "refuse-connect=3", NULL}};
	static const Case drop = {
	    TRUE, 5, 2, {"--fault", "drop-link-at=20", "--fault", "drop-link-for=3", NULL}};
	static const Case bad = {
	    TRUE, 0, 1, {"--fault", "rubbish-frames=10", "--fault", "lying-frames=7", NULL}};
	static const Case drops = {FALSE, 3, 1, {"--drop-when-full", NULL}};
	g_autoptr(GTestDBus) bus = NULL;
	int result;

	g_test_init(&argc, &argv, NULL);
	bus = g_test_dbus_new(G_TEST_DBUS_NONE);
	g_test_dbus_up(bus);
	g_test_add("/playback/slow-sink", Fixture, &slow_sink, play, test_everything, clean_up);
	g_test_add("/playback/already-on", Fixture, &already, play, test_everything, clean_up);
	g_test_add("/playback/refused-first", Fixture, &refuse, play, test_everything, clean_up);
	g_test_add("/playback/link-drops", Fixture, &drop, play, test_drop_link, clean_up);
	g_test_add("/playback/bad-frames", Fixture, &bad, play, test_bad_frames, clean_up);
	g_test_add("/playback/hub-too-slow", Fixture, &drops, play, test_drops, clean_up);
	result = g_test_run();
	g_test_dbus_down(bus);
	return result;
}
