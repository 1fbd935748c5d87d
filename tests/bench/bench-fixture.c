/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/bench-fixture.h"

#include "recordings/device.h"
#include "recordings/recording.h"
#include "recordings/resample.h"

#include <glib/gstdio.h>
#include <sys/resource.h>

double bench_cpu_s(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void resample(GArray *out, struct recording *recording, unsigned channel)
{
	struct resampler *resampler =
	    resampler_new(recording_channel(recording, channel)->rate_hz, BENCH_ECG_HZ);
	struct recording_message message;
	float uv[1024], y;
	long n;

	while (resampler &&
	       (n = recording_read(recording, channel, uv, G_N_ELEMENTS(uv), &message)) > 0) {
		for (long i = 0; i < n; i++) {
			resampler_push(resampler, uv[i]);
			while (resampler_get(resampler, &y)) {
				gint32 quantised = device_quantise_uv(&device_h10, y);

				g_array_append_val(out, quantised);
			}
		}
	}
	resampler_free(resampler);
}

void bench_load_ecg(GArray *uv, const char *path)
{
	struct recording_message message;
	struct recording *recording;
	unsigned channel;

	if (!path || recording_open(&recording, path, &message) < 0)
		return;
	if (recording_find_ecg(recording, &channel, &message) == 0)
		resample(uv, recording, channel);
	recording_close(recording);
}

HtStore *bench_open_store(char **dir, const HtStoreEvents *events, GError **error)
{
	const HtKeyringSettings settings = {.argon2id_memory_bytes = 8192, .argon2id_passes = 1};
	g_autoptr(HtSecret) passphrase = NULL;
	g_autoptr(HtKeyring) keyring = NULL;

	*dir = g_dir_make_tmp("health-twin-bench-XXXXXX", error);
	if (!*dir || !ht_secret_startup(error))
		return NULL;
	passphrase = ht_secret_new("bench", 5);
	keyring = ht_keyring_create(*dir, passphrase, &settings, error);
	return keyring
		   ? ht_store_open(*dir, keyring, &ht_store_settings_default, events, NULL, error)
		   : NULL;
}

void bench_remove_folder(char *dir)
{
	g_autoptr(GDir) open = dir ? g_dir_open(dir, 0, NULL) : NULL;
	const char *name;

	while (open && (name = g_dir_read_name(open))) {
		g_autofree char *path = g_build_filename(dir, name, NULL);

		g_unlink(path);
	}
	if (dir)
		g_rmdir(dir);
	g_free(dir);
}

gint64 bench_database_size(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "twin.db", NULL);
	GStatBuf status;

	return g_stat(path, &status) == 0 ? (gint64)status.st_size : -1;
}
