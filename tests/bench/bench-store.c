/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What storing costs: records a second, and bytes an hour of 130 Hz ECG, in records of one second
 * as it comes and packed as it stays.
 */
#include "privacy/store/store.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "common/waveform.h"
#include "privacy/pack/record-pack.h"
#include "tests/bench/bench-fixture.h"

#include <stdio.h>

enum { RATE_HZ = BENCH_ECG_HZ, HOURS = 10, SECONDS_PER_HOUR = 3600, WINDOW_S = 300, UV_NV = 1000 };
enum { BLOB_MAX = WAVEFORM_HEADER_SIZE + 3 * RATE_HZ };

struct bench {
	GArray *uv;
	HtStore *store;
	gboolean waits;
	int records;
};

static void on_room(gpointer context)
{
	((struct bench *)context)->waits = FALSE;
}

static gboolean count(gpointer context, const struct record *record)
{
	(void)record;
	((struct bench *)context)->records++;
	return TRUE;
}

static void make_record(const struct bench *bench, struct record *record, uint8_t *blob, int second)
{
	const struct waveform waveform = {RATE_HZ * 1000, UV_NV, RATE_HZ};
	const gint64 start_utc_ns = G_GINT64_CONSTANT(1764201600) * NS_PER_S;
	int32_t samples[RATE_HZ];

	for (int i = 0; i < RATE_HZ; i++)
		samples[i] = g_array_index(bench->uv, gint32,
					   (guint)(second * RATE_HZ + i) % bench->uv->len);
	*record = (struct record){
	    .person = "0123456789abcdef0123456789abcdef",
	    .stream = "fedcba9876543210fedcba9876543210",
	    .kind = RECORD_ECG_WAVEFORM,
	    .version = WAVEFORM_VERSION,
	    .start_utc_ns = start_utc_ns + second * NS_PER_S + second * 137, /* not round */
	    .end_utc_ns = start_utc_ns + (second + 1) * NS_PER_S + (second + 1) * 137,
	    .number = {(double)second * RATE_HZ, RATE_HZ},
	    .blob = blob,
	    .blob_size = (size_t)waveform_encode(&waveform, samples, blob, BLOB_MAX),
	};
}

static gboolean append(struct bench *bench, const struct record *record, GError **error)
{
	while (!ht_store_append(bench->store, record, error)) {
		if (!g_error_matches(*error, HT_ERROR, HT_ERROR_BUSY))
			return FALSE;
		g_clear_error(error);
		bench->waits = TRUE;
		while (bench->waits)
			g_main_context_iteration(NULL, TRUE);
	}
	return TRUE;
}

static gboolean append_seconds(struct bench *bench, GError **error)
{
	uint8_t blob[BLOB_MAX];
	struct record record;

	for (int second = 0; second < HOURS * SECONDS_PER_HOUR; second++) {
		make_record(bench, &record, blob, second);
		if (!append(bench, &record, error))
			return FALSE;
	}
	return ht_store_flush(bench->store, error);
}

/* *bytes: of the blobs. */
static gboolean append_packed(struct bench *bench, gint64 *bytes, GError **error)
{
	g_autoptr(GByteArray) packed_blob = g_byte_array_new();
	static uint8_t blob[WINDOW_S][BLOB_MAX];
	struct record records[WINDOW_S], packed;

	*bytes = 0;
	for (int second = 0; second < HOURS * SECONDS_PER_HOUR; second += WINDOW_S) {
		for (int i = 0; i < WINDOW_S; i++)
			make_record(bench, &records[i], blob[i], second + i);
		if (ht_record_pack(records, WINDOW_S, &packed, packed_blob) != WINDOW_S ||
		    !append(bench, &packed, error))
			return FALSE;
		*bytes += (gint64)packed.blob_size;
	}
	return ht_store_flush(bench->store, error);
}

static double seconds_since(gint64 start_us)
{
	return (double)(g_get_monotonic_time() - start_us) / 1e6;
}

static gboolean measure_speed(struct bench *bench, GError **error)
{
	const HtStoreQuery everything = {.end_utc_ns = G_MAXINT64};
	gint64 start_us = g_get_monotonic_time();
	double took_s;

	if (!append_seconds(bench, error))
		return FALSE;
	took_s = seconds_since(start_us);
	printf("written: %.0f records/s\n", HOURS * SECONDS_PER_HOUR / took_s);
	start_us = g_get_monotonic_time();
	if (!ht_store_query(bench->store, &everything, count, bench, error))
		return FALSE;
	printf("read: %.0f records/s\n", bench->records / seconds_since(start_us));
	return TRUE;
}

static void tell_size(const char *what, const char *dir, gint64 blobs)
{
	double samples = (double)HOURS * SECONDS_PER_HOUR * RATE_HZ;
	double bytes = (double)bench_database_size(dir);

	printf("%d Hz ECG on disk, %s: %.0f bytes/h, %.3f bytes a sample", RATE_HZ, what,
	       bytes / HOURS, bytes / samples);
	if (blobs > 0)
		printf(" (%.3f of them blobs, the rest rows, seals, indices, pages)",
		       (double)blobs / samples);
	printf("\n");
}

static gboolean run(struct bench *bench, gboolean packed, GError **error)
{
	const HtStoreEvents events = {.context = bench, .room = on_room};
	char *dir = NULL;
	gint64 blobs = 0;
	gboolean ok = FALSE;

	bench->store = bench_open_store(&dir, &events, error);
	if (bench->store) {
		ok = packed ? append_packed(bench, &blobs, error) : measure_speed(bench, error);
		ok = ht_store_close(bench->store, ok ? error : NULL) && ok;
	}
	if (ok)
		tell_size(packed ? "packed" : "in seconds", dir, blobs);
	bench_remove_folder(dir);
	return ok;
}

int main(void)
{
	g_autoptr(GArray) uv = g_array_new(FALSE, FALSE, sizeof(gint32));
	struct bench bench = {.uv = uv};
	g_autoptr(GError) error = NULL;

	bench_load_ecg(uv, g_getenv("BENCH_RECORD"));
	if (uv->len == 0) {
		fprintf(stderr, "bench-store: BENCH_RECORD names a recording\n");
		return 77;
	}
	if (run(&bench, FALSE, &error))
		run(&bench, TRUE, &error);
	if (error)
		fprintf(stderr, "bench-store: %s\n", error->message);
	return error ? 1 : 0;
}
