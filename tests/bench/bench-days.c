/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What days of one person take on disk and how fast they are read: ECG of 130 Hz in a strap's
 * steps, its motion of 25 Hz in three axes, its heart rate every second, and all that the daemon
 * makes of them (beats, findings, minutes, grades of the signal, breaths), through the daemon's own
 * streams into the store, compacted as it compacts. Recordings of HEALTH_TWIN_DATA go round: nsrdb,
 * and the motion of harlab. BENCH_DAYS of them (default 1), scaled to 14.
 */
#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "daemon/upkeep/compact.h"
#include "daemon/streams/spot-values.h"
#include "daemon/answers/stored-records.h"
#include "daemon/streams/stream.h"
#include "daemon/answers/summary.h"
#include "privacy/pack/record-pack.h"
#include "recordings/resample.h"
#include "tests/bench/bench-fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ECG_HZ = 130,
	MOTION_HZ = 25,
	HARLAB_HZ = 64,
	AXES = 3,
	DAY_S = 24 * 3600,
	WANTED_DAYS = 14
};
enum { HARLAB_PER_G = 262, MG = 1000, WAV_HEAD = 44, COMPACT_S = 300, TURNS = 20 };
#define START  (G_GINT64_CONSTANT(1764201600) * NS_PER_S)
#define PERSON "0123456789abcdef0123456789abcdef"

typedef struct {
	GArray *uv; /* gint32 */
	GArray *mg; /* gint32, AXES each */
	HtStore *store;
	HtOutlets outlets;
	HtStream *ecg, *motion;
	gint64 compacted_utc_ns;
	double compact_cpu_s;
} Bench;

static void load_ecg(Bench *b, const char *path)
{
	bench_load_ecg(b->uv, path);
}

/* One axis of 16-bit counts as mg at MOTION_HZ. */
static GArray *load_axis(const char *dir, const char *name)
{
	GArray *axis = g_array_new(FALSE, FALSE, sizeof(gint32));
	g_autofree char *path = g_build_filename(dir, name, NULL);
	struct resampler *resampler = resampler_new(HARLAB_HZ, MOTION_HZ);
	g_autofree char *data = NULL;
	gsize size = 0;
	float y;

	g_file_get_contents(path, &data, &size, NULL);
	for (gsize at = WAV_HEAD; at + 2 <= size; at += 2) {
		gint16 count;

		memcpy(&count, data + at, sizeof count);
		resampler_push(resampler, (float)count * MG / HARLAB_PER_G);
		while (resampler_get(resampler, &y)) {
			gint32 mg = (gint32)lrintf(y);

			g_array_append_val(axis, mg);
		}
	}
	resampler_free(resampler);
	return axis;
}

static void load_motion(Bench *b, const char *dir)
{
	g_autoptr(GArray) x = load_axis(dir, "acceleration_X.wav");
	g_autoptr(GArray) y = load_axis(dir, "acceleration_Y.wav");
	g_autoptr(GArray) z = load_axis(dir, "acceleration_Z.wav");

	for (guint i = 0; i < MIN(MIN(x->len, y->len), z->len); i++) {
		g_array_append_vals(b->mg, &g_array_index(x, gint32, i), 1);
		g_array_append_vals(b->mg, &g_array_index(y, gint32, i), 1);
		g_array_append_vals(b->mg, &g_array_index(z, gint32, i), 1);
	}
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void load_all(Bench *b, const char *dir, const char *suffix,
		     void (*load)(Bench *b, const char *path))
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) open = g_dir_open(dir, 0, NULL);
	const char *name;

	while (open && (name = g_dir_read_name(open)))
		if (g_str_has_suffix(name, suffix))
			g_ptr_array_add(paths, g_build_filename(dir, name, NULL));
	g_ptr_array_sort(paths, by_name);
	for (guint i = 0; i < paths->len; i++)
		load(b, paths->pdata[i]);
}

static void take(Bench *b, HtStream *stream, const HtSamples *samples)
{
	if (!ht_stream_started(stream))
		ht_stream_start(stream, samples, START);
	while (!ht_writer_ready(b->outlets.writer))
		ht_writer_drain(b->outlets.writer, NULL);
	ht_stream_take(stream, samples);
}

static void play_second(Bench *b, gint64 second)
{
	const guint64 device_ns = (guint64)((second + 1000) * NS_PER_S);
	struct ecg_block ecg = {.device_ns = device_ns, .rate_mhz = ECG_HZ * 1000, .count = ECG_HZ};
	struct wave_block motion = {.quantity = QUANTITY_ACCELERATION,
				    .has_time = true,
				    .device_ns = device_ns,
				    .rate_mhz = MOTION_HZ * 1000,
				    .channels = AXES,
				    .scale = 0.00980665,
				    .count = MOTION_HZ};
	const struct heart_rate_block rate = {.hr_bpm = (uint16_t)(60 + second % 7)};
	gsize uv_at = (gsize)second * ECG_HZ, mg_at = (gsize)second * MOTION_HZ * AXES;
	HtSamples samples;

	for (guint i = 0; i < ECG_HZ; i++)
		ecg.uv[i] = g_array_index(b->uv, gint32, (uv_at + i) % b->uv->len);
	for (guint i = 0; i < MOTION_HZ * AXES; i++)
		motion.raw[i] = g_array_index(b->mg, gint32, (mg_at + i) % b->mg->len);
	samples = ht_samples_of_ecg(&ecg, 0);
	take(b, b->ecg, &samples);
	samples = ht_samples_of_wave(&motion, 0);
	take(b, b->motion, &samples);
	ht_spot_heart_rate(&b->outlets, b->ecg, &rate, START + second * NS_PER_S);
}

static gboolean goes_on(gpointer context, const char *stream)
{
	(void)context;
	(void)stream;
	return FALSE;
}

static gboolean compact(Bench *b, HtCompactFinished finished, GError **error)
{
	double before_s = bench_cpu_s();
	gboolean ok = ht_writer_drain(b->outlets.writer, error) &&
		      ht_compact(b->store, &b->compacted_utc_ns, finished, NULL, NULL, error);

	b->compact_cpu_s += bench_cpu_s() - before_s;
	return ok;
}

static gboolean play(Bench *b, gint64 seconds, GError **error)
{
	double before_s = bench_cpu_s();

	b->ecg = ht_stream_new(&b->outlets, "ecg", "", PERSON, HT_QUANTITY_ECG);
	b->motion = ht_stream_new(&b->outlets, "motion", "", PERSON, QUANTITY_ACCELERATION);
	for (gint64 second = 0; second < seconds; second++) {
		play_second(b, second);
		if (second % COMPACT_S == COMPACT_S - 1 && !compact(b, goes_on, error))
			return FALSE;
	}
	ht_stream_finish(b->ecg);
	ht_stream_finish(b->motion);
	if (!compact(b, NULL, error))
		return FALSE;
	printf("a second of one person (models, store and compactor): %.2f ms of CPU, %.2f of it "
	       "compacting\n",
	       1000 * (bench_cpu_s() - before_s) / (double)seconds,
	       1000 * b->compact_cpu_s / (double)seconds);
	ht_stream_free(b->ecg);
	ht_stream_free(b->motion);
	return TRUE;
}

typedef struct {
	guint64 records[16], bytes[16];
} Census;

static gboolean count(gpointer context, const struct record *record)
{
	Census *census = context;

	census->records[record->kind % 16]++;
	census->bytes[record->kind % 16] += record->blob_size;
	return TRUE;
}

static gboolean count_records(Bench *b, gint64 seconds, GError **error)
{
	static const char *const names[16] = {"",           "ECG",     "beats",    "findings",
					      "heart rate", "battery", "gaps",     "twin",
					      "minutes",    "motion",  "readings", "intervals",
					      "trust",      "signal",  "breaths",  "days"};
	const HtStoreQuery all = {.end_utc_ns = G_MAXINT64};
	Census census = {0};

	if (!ht_store_query(b->store, &all, count, &census, error))
		return FALSE;
	for (guint kind = 0; kind < 16; kind++)
		if (census.records[kind] > 0)
			printf("  %-10s %8" G_GUINT64_FORMAT
			       " records, %10.0f bytes of blobs a day\n",
			       names[kind], census.records[kind],
			       (double)census.bytes[kind] * DAY_S / (double)seconds);
	return TRUE;
}

static gboolean look(gpointer context, const struct record *record)
{
	*(guint64 *)context += record->blob_size + 1;
	return TRUE;
}

static int by_size(const void *a, const void *b)
{
	gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;

	return (left > right) - (left < right);
}

static gboolean time_query(Bench *b, const char *what, guint16 kind, gint64 start, gint64 end,
			   GError **error)
{
	const HtStoreQuery query = {
	    .person = PERSON, .kind = kind, .start_utc_ns = start, .end_utc_ns = end};
	gint64 took_us[TURNS];
	guint64 seen = 0;

	for (guint i = 0; i < TURNS; i++) {
		gint64 before_us = g_get_monotonic_time();

		if (!ht_stored_query(b->store, &query, look, &seen, error))
			return FALSE;
		took_us[i] = g_get_monotonic_time() - before_us;
	}
	qsort(took_us, TURNS, sizeof *took_us, by_size);
	printf("%s: %.2f ms, the median of %d (%.2f to %.2f)\n", what,
	       (double)took_us[TURNS / 2] / 1000, TURNS, (double)took_us[0] / 1000,
	       (double)took_us[TURNS - 1] / 1000);
	return TRUE;
}

static gboolean time_reading(Bench *b, gint64 seconds, GError **error)
{
	gint64 day = START + (seconds - DAY_S) * NS_PER_S, end = START + seconds * NS_PER_S;
	gint64 minute = START + seconds / 2 * NS_PER_S + 17 * NS_PER_S;

	day = MAX(day, START);
	return time_query(b, "a day's findings", RECORD_FINDING, day, end, error) &&
	       time_query(b, "a day's minutes", RECORD_TWIN_MINUTE, day, end, error) &&
	       time_query(b, "an ECG minute", RECORD_ECG_WAVEFORM, minute, minute + 60 * NS_PER_S,
			  error) &&
	       time_query(b, "a day's beats", RECORD_BEATS, day, end, error) &&
	       time_query(b, "a day's ECG", RECORD_ECG_WAVEFORM, day, end, error);
}

static gboolean run(Bench *b, gint64 seconds, GError **error)
{
	gboolean ok;

	b->outlets = (HtOutlets){.writer = ht_writer_new(b->store),
				 .twins = ht_twins_new(),
				 .live = ht_live_new(),
				 .people = ht_people_load(b->store, error)};
	ok = b->outlets.people && play(b, seconds, error) && count_records(b, seconds, error) &&
	     time_reading(b, seconds, error);
	ht_writer_free(b->outlets.writer);
	ht_twins_free(b->outlets.twins);
	ht_live_free(b->outlets.live);
	ht_people_free(b->outlets.people);
	return ht_store_close(b->store, ok ? error : NULL) && ok;
}

static void tell_size(const char *dir, gint64 seconds)
{
	double days = (double)seconds / DAY_S, bytes = (double)bench_database_size(dir);

	printf("%.2f days on disk: %.1f MB; %d days: %.0f MB\n", days, bytes / 1e6, WANTED_DAYS,
	       bytes / days * WANTED_DAYS / 1e6);
}

int main(void)
{
	const char *data = g_getenv("HEALTH_TWIN_DATA"), *wanted = g_getenv("BENCH_DAYS");
	double days = wanted ? g_ascii_strtod(wanted, NULL) : 1.0;
	g_autofree char *ecg = g_build_filename(data ? data : "", "ecg", "nsrdb", NULL);
	g_autofree char *motion = g_build_filename(data ? data : "", "motion", "harlab", NULL);
	g_autoptr(GArray) uv = g_array_new(FALSE, FALSE, sizeof(gint32));
	g_autoptr(GArray) mg = g_array_new(FALSE, FALSE, sizeof(gint32));
	Bench bench = {.uv = uv, .mg = mg};
	g_autoptr(GError) error = NULL;
	char *dir = NULL;

	load_all(&bench, ecg, ".hea", load_ecg);
	load_all(&bench, motion, "hexoskin", load_motion);
	if (uv->len == 0 || mg->len == 0 || !(days > 0 && days < 400)) {
		fprintf(stderr, "bench-days: HEALTH_TWIN_DATA names the recordings\n");
		return 77;
	}
	bench.store = bench_open_store(&dir, NULL, &error);
	if (bench.store && run(&bench, (gint64)(days * DAY_S), &error))
		tell_size(dir, (gint64)(days * DAY_S));
	bench_remove_folder(dir);
	if (error)
		fprintf(stderr, "bench-days: %s\n", error->message);
	return error ? 1 : 0;
}
