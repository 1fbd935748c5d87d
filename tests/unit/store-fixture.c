/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memmem */
#include "tests/unit/store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

const HtKeyringSettings fixture_settings = {
    .argon2id_memory_bytes = 8192,
    .argon2id_passes = 1,
};

HtSecret *fixture_secret(const char *text)
{
	return ht_secret_new(text, strlen(text));
}

void fixture_set_up(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	(void)unused;
	fixture->dir = g_dir_make_tmp("health-twin-XXXXXX", &error);
	g_assert_no_error(error);
	fixture->passphrase = fixture_secret("correct horse battery staple");
	fixture->keyring =
	    ht_keyring_create(fixture->dir, fixture->passphrase, &fixture_settings, &error);
	g_assert_no_error(error);
}

void fixture_tear_down(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(GDir) dir = g_dir_open(fixture->dir, 0, NULL);
	const char *name;

	(void)unused;
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = fixture_path(fixture, name);

		g_assert_cmpint(g_unlink(path), ==, 0);
	}
	g_assert_cmpint(g_rmdir(fixture->dir), ==, 0);
	g_free(fixture->dir);
	g_clear_pointer(&fixture->passphrase, ht_secret_free);
	ht_keyring_free(fixture->keyring);
}

char *fixture_path(const struct fixture *fixture, const char *name)
{
	return g_build_filename(fixture->dir, name, NULL);
}

void fixture_read(const struct fixture *fixture, const char *name, char **data, gsize *size)
{
	g_autofree char *path = fixture_path(fixture, name);
	g_autoptr(GError) error = NULL;

	g_file_get_contents(path, data, size, &error);
	g_assert_no_error(error);
}

void fixture_write(const struct fixture *fixture, const char *name, const void *data, gsize size)
{
	g_autofree char *path = fixture_path(fixture, name);
	g_autoptr(GError) error = NULL;

	g_file_set_contents(path, data, (gssize)size, &error);
	g_assert_no_error(error);
}

void fixture_assert_same(gconstpointer a, gsize a_size, gconstpointer b, gsize b_size)
{
	g_assert_cmpuint(a_size, ==, b_size);
	g_assert_true(a_size == 0 || memcmp(a, b, a_size) == 0);
}

gboolean fixture_holds(const struct fixture *fixture, const void *bytes, gsize size)
{
	g_autoptr(GDir) dir = g_dir_open(fixture->dir, 0, NULL);
	const char *name;
	gboolean found = FALSE;

	while ((name = g_dir_read_name(dir)) != NULL && !found) {
		g_autofree char *data = NULL;
		gsize length;

		fixture_read(fixture, name, &data, &length);
		found = length > 0 && memmem(data, length, bytes, size) != NULL;
	}
	return found;
}

HtStore *fixture_open_store(const struct fixture *fixture, const HtStoreEvents *events)
{
	g_autoptr(GError) error = NULL;
	HtStore *store = ht_store_open(fixture->dir, fixture->keyring, &ht_store_settings_default,
				       events, NULL, &error);

	g_assert_no_error(error);
	return store;
}

struct record fixture_record(const char *stream, guint16 kind, gint64 start_utc_ns,
			     gint64 end_utc_ns)
{
	struct record record = {
	    .kind = kind,
	    .version = 1,
	    .start_utc_ns = start_utc_ns,
	    .end_utc_ns = end_utc_ns,
	};

	g_strlcpy(record.person, "person-1", RECORD_ID_MAX);
	g_strlcpy(record.stream, stream, RECORD_ID_MAX);
	return record;
}
