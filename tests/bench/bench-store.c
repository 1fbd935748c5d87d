/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What storing costs: records a second, and bytes an hour of 130 Hz ECG in records of one second.
 */
#include "privacy/store.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "common/waveform.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

enum { RATE_HZ = 130, HOURS = 10, SECONDS_PER_HOUR = 3600 };

struct bench {
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

/* 20 ms of every second at 1.2 mV, counts of 2.2827 uV as a chest strap's; ciphertext does not
 * compress, so the shape does not matter. */
static void make_record(struct record *record, uint8_t *blob, size_t size, int second)
{
	const struct waveform waveform = {
	    .rate_mhz = RATE_HZ * 1000, .scale_nv = 2283, .count = RATE_HZ};
	const gint64 start_utc_ns = G_GINT64_CONSTANT(1764201600) * NS_PER_S;
	int32_t samples[RATE_HZ];

	for (int i = 0; i < RATE_HZ; i++)
		samples[i] = i == 60 || i == 61 ? 525 : (i * 7 + second) % 40 - 20;
	*record = (struct record){
	    .person = "0123456789abcdef0123456789abcdef",
	    .stream = "fedcba9876543210fedcba9876543210",
	    .kind = RECORD_ECG_WAVEFORM,
	    .version = WAVEFORM_VERSION,
	    .start_utc_ns = start_utc_ns + second * NS_PER_S + second * 137, /* not round */
	    .end_utc_ns = start_utc_ns + (second + 1) * NS_PER_S + (second + 1) * 137,
	    .number = {(double)second * RATE_HZ, RATE_HZ},
	    .blob = blob,
	    .blob_size = (size_t)waveform_encode(&waveform, samples, blob, size),
	};
}

static gboolean append_hours(struct bench *bench, GError **error)
{
	uint8_t blob[WAVEFORM_HEADER_SIZE + 3 * RATE_HZ];
	struct record record;

	for (int second = 0; second < HOURS * SECONDS_PER_HOUR; second++) {
		make_record(&record, blob, sizeof(blob), second);
		while (!ht_store_append(bench->store, &record, error)) {
			if (!g_error_matches(*error, HT_ERROR, HT_ERROR_BUSY))
				return FALSE;
			g_clear_error(error);
			bench->waits = TRUE;
			while (bench->waits)
				g_main_context_iteration(NULL, TRUE);
		}
	}
	return ht_store_flush(bench->store, error);
}

static double seconds_since(gint64 start_us)
{
	return (double)(g_get_monotonic_time() - start_us) / 1e6;
}

static gboolean measure(struct bench *bench, GError **error)
{
	const HtStoreQuery everything = {.end_utc_ns = G_MAXINT64};
	gint64 start_us = g_get_monotonic_time();
	double took_s;

	if (!append_hours(bench, error))
		return FALSE;
	took_s = seconds_since(start_us);
	printf("written: %.0f records/s\n", HOURS * SECONDS_PER_HOUR / took_s);
	start_us = g_get_monotonic_time();
	if (!ht_store_query(bench->store, &everything, count, bench, error))
		return FALSE;
	printf("read: %.0f records/s\n", bench->records / seconds_since(start_us));
	return TRUE;
}

static gboolean run(const char *dir, const char *database, GError **error)
{
	const HtKeyringSettings settings = {.argon2id_memory_bytes = 8192, .argon2id_passes = 1};
	g_autoptr(HtSecret) passphrase = ht_secret_new("bench", 5);
	g_autoptr(HtKeyring) keyring = ht_keyring_create(dir, passphrase, &settings, error);
	struct bench bench = {0};
	const HtStoreEvents events = {.context = &bench, .room = on_room};
	gboolean measured;
	GStatBuf status;

	if (!keyring)
		return FALSE;
	bench.store = ht_store_open(dir, keyring, &ht_store_settings_default, &events, NULL, error);
	if (!bench.store)
		return FALSE;
	measured = measure(&bench, error);
	if (!ht_store_close(bench.store, measured ? error : NULL) || !measured)
		return FALSE;
	if (g_stat(database, &status) == 0)
		printf("130 Hz ECG on disk: %ld bytes/h\n", (long)(status.st_size / HOURS));
	return TRUE;
}

int main(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *dir = g_dir_make_tmp("health-twin-bench-XXXXXX", &error);

	if (dir && ht_secret_startup(&error)) {
		g_autofree char *keys = g_build_filename(dir, "keys", NULL);
		g_autofree char *database = g_build_filename(dir, "twin.db", NULL);

		run(dir, database, &error);
		g_unlink(keys);
		g_unlink(database);
		g_rmdir(dir);
	}
	if (error)
		fprintf(stderr, "bench-store: %s\n", error->message);
	return error ? 1 : 0;
}
