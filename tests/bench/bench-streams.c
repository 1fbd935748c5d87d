/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * 500 straps of 500 people at once: the load of storing their ECG, in records of one second, with
 * the compactor behind. One record of HEALTH_TWIN_DATA (BENCH_RECORD) goes round, begun at another
 * place for each.
 */
#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "common/waveform.h"
#include "daemon/upkeep/compact.h"
#include "daemon/streams/writer.h"
#include "tests/bench/bench-fixture.h"

#include <stdio.h>

enum { RATE_HZ = BENCH_ECG_HZ, STREAMS = 500, SECONDS = 300, UV_NV = 1000 };
#define START (G_GINT64_CONSTANT(1764201600) * NS_PER_S)

static void append_second(HtWriter *writer, const GArray *samples, guint stream, guint second)
{
	const struct waveform head = {RATE_HZ * 1000, UV_NV, RATE_HZ};
	guint8 blob[WAVEFORM_HEADER_SIZE + 3 * RATE_HZ];
	gsize at = (gsize)stream * 997 + (gsize)second * RATE_HZ;
	gint32 uv[RATE_HZ];
	struct record record = {.kind = RECORD_ECG_WAVEFORM,
				.version = WAVEFORM_VERSION,
				.start_utc_ns = START + second * NS_PER_S,
				.end_utc_ns = START + (second + 1) * NS_PER_S,
				.number = {(double)second * RATE_HZ, RATE_HZ},
				.blob = blob};

	for (guint i = 0; i < RATE_HZ; i++)
		uv[i] = g_array_index(samples, gint32, (at + i) % samples->len);
	record.blob_size = (gsize)waveform_encode(&head, uv, blob, sizeof blob);
	g_snprintf(record.person, sizeof record.person, "person-%u", stream);
	g_snprintf(record.stream, sizeof record.stream, "stream-%u", stream);
	ht_writer_append(writer, &record);
}

static gboolean append_all(HtWriter *writer, const GArray *samples, GError **error)
{
	for (guint second = 0; second < SECONDS; second++) {
		for (guint stream = 0; stream < STREAMS; stream++)
			append_second(writer, samples, stream, second);
		if (!ht_writer_ready(writer) && !ht_writer_drain(writer, error))
			return FALSE;
	}
	return ht_writer_drain(writer, error);
}

static gboolean measure(HtStore *store, const GArray *samples, GError **error)
{
	HtWriter *writer = ht_writer_new(store);
	double before_s = bench_cpu_s(), wrote_s, packed_s;
	gint64 from = 0, began_us = g_get_monotonic_time();
	gboolean ok = append_all(writer, samples, error);

	wrote_s = bench_cpu_s();
	ok = ok && ht_compact(store, &from, NULL, NULL, NULL, error);
	packed_s = bench_cpu_s();
	if (ok)
		printf("%d streams of %d Hz ECG: %.3f s of CPU a second (%.3f writing, %.3f "
		       "compacting), %.3f s by the clock\n",
		       STREAMS, RATE_HZ, (packed_s - before_s) / SECONDS,
		       (wrote_s - before_s) / SECONDS, (packed_s - wrote_s) / SECONDS,
		       (double)(g_get_monotonic_time() - began_us) / 1e6 / SECONDS);
	ht_writer_free(writer);
	return ok;
}

int main(void)
{
	g_autoptr(GArray) samples = g_array_new(FALSE, FALSE, sizeof(gint32));
	g_autoptr(GError) error = NULL;
	HtStore *store;
	char *dir = NULL;

	bench_load_ecg(samples, g_getenv("BENCH_RECORD"));
	if (samples->len == 0) {
		fprintf(stderr, "bench-streams: BENCH_RECORD names a recording\n");
		return 77;
	}
	store = bench_open_store(&dir, NULL, &error);
	if (store) {
		gboolean ok = measure(store, samples, &error);

		ht_store_close(store, ok ? &error : NULL);
	}
	bench_remove_folder(dir);
	if (error)
		fprintf(stderr, "bench-streams: %s\n", error->message);
	return error ? 1 : 0;
}
