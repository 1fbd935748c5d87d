/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What unlocking costs: time, and memory at its peak and afterwards. */
#include "privacy/store/store.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* One line of /proc/self/status in kB, such as "VmRSS:". */
static long status_kb(const char *name)
{
	g_autofree char *status = NULL;
	const char *line;

	g_file_get_contents("/proc/self/status", &status, NULL, NULL);
	line = status ? strstr(status, name) : NULL;
	return line ? strtol(line + strlen(name), NULL, 10) : -1;
}

static void print_memory(const char *when)
{
	printf("%s, resident: %ld kB\n", when, status_kb("VmRSS:"));
	printf("%s, peak: %ld kB\n", when, status_kb("VmHWM:"));
}

static gboolean unlock(const char *dir, GError **error)
{
	g_autoptr(HtSecret) passphrase = ht_secret_new("bench", 5);
	g_autoptr(HtKeyring) made = NULL;
	g_autoptr(HtKeyring) keyring = NULL;
	HtStore *store;
	gint64 start_us;

	made = ht_keyring_create(dir, passphrase, &ht_keyring_settings_default, error);
	if (!made)
		return FALSE;
	print_memory("keys made");
	start_us = g_get_monotonic_time();
	keyring = ht_keyring_open(dir, passphrase, error);
	if (!keyring)
		return FALSE;
	printf("keys opened in: %.0f ms\n", (double)(g_get_monotonic_time() - start_us) / 1e3);
	start_us = g_get_monotonic_time();
	store = ht_store_open(dir, keyring, &ht_store_settings_default, NULL, NULL, error);
	if (!store)
		return FALSE;
	printf("store opened in: %.0f ms\n", (double)(g_get_monotonic_time() - start_us) / 1e3);
	print_memory("unlocked");
	return ht_store_close(store, error);
}

int main(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *dir = g_dir_make_tmp("health-twin-bench-XXXXXX", &error);

	if (dir && ht_secret_startup(&error)) {
		static const char *const names[] = {"keys", "twin.db"};

		print_memory("started");
		unlock(dir, &error);
		for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
			g_autofree char *path = g_build_filename(dir, names[i], NULL);

			g_unlink(path);
		}
		g_rmdir(dir);
	}
	if (error)
		fprintf(stderr, "bench-unlock: %s\n", error->message);
	return error ? 1 : 0;
}
