/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Databases of format profile 1 that SQLCipher 3.4.1 (Debian 12) and 4.6.1 (Debian 13) wrote open
 * with the SQLCipher at hand, whichever it is, and can be written on.
 *
 * test-store-profile --make DIR made them, once under each: those of profile-1 when the tables were
 * of version 1 (DIR/keys of version 1, no seals), those of schema-2 since. The passphrase is no
 * secret.
 */
#include "tests/unit/store-fixture.h"

#include <stdio.h>
#include <string.h>

enum { RECORDS = 40 };

static const char content[] = "a document of profile 1";

static void make_blob(guint8 *blob, gsize size, int number)
{
	for (gsize i = 0; i < size; i++)
		blob[i] = (guint8)(i * 7 + (gsize)number);
}

static void append_records(HtStore *store, int from, int to)
{
	for (int i = from; i < to; i++) {
		struct record record = fixture_record("profile", 1, i * 100, i * 100 + 100);
		guint8 blob[50];
		g_autoptr(GError) error = NULL;

		make_blob(blob, sizeof(blob), i);
		record.number[0] = i / 4.0;
		record.blob = blob;
		record.blob_size = sizeof(blob);
		ht_store_append(store, &record, &error);
		g_assert_no_error(error);
	}
}

static gboolean compare(gpointer context, const struct record *record)
{
	int *count = context;
	guint8 blob[50];

	make_blob(blob, sizeof(blob), *count);
	g_assert_cmpint(record->start_utc_ns, ==, *count * 100);
	g_assert_cmpfloat(record->number[0], ==, *count / 4.0);
	fixture_assert_same(record->blob, record->blob_size, blob, sizeof(blob));
	(*count)++;
	return TRUE;
}

static void expect_records(HtStore *store, int expected)
{
	const HtStoreQuery query = {.stream = "profile", .end_utc_ns = G_MAXINT64};
	g_autoptr(GError) error = NULL;
	int count = 0;

	ht_store_query(store, &query, compare, &count, &error);
	g_assert_no_error(error);
	g_assert_cmpint(count, ==, expected);
}

static HtStore *open_profile(const char *dir, gboolean make)
{
	g_autoptr(HtSecret) passphrase = fixture_secret("profile 1");
	g_autoptr(GError) error = NULL;
	g_autoptr(HtKeyring) keyring =
	    make ? ht_keyring_create(dir, passphrase, &fixture_settings, &error)
		 : ht_keyring_open(dir, passphrase, &error);
	HtStore *store;

	g_assert_no_error(error);
	store = ht_store_open(dir, keyring, &ht_store_settings_default, NULL, NULL, &error);
	g_assert_no_error(error);
	return store;
}

static void close_store(HtStore *store)
{
	g_autoptr(GError) error = NULL;

	ht_store_close(store, &error);
	g_assert_no_error(error);
}

static void make(const char *dir)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(content, sizeof(content));
	g_autoptr(GError) error = NULL;
	HtStore *store = open_profile(dir, TRUE);

	append_records(store, 0, RECORDS);
	ht_store_put_document(store, NULL, "profile", "1", bytes, &error);
	g_assert_no_error(error);
	close_store(store);
}

static void copy_all(const struct fixture *fixture, const char *folder)
{
	g_autofree char *path = g_test_build_filename(G_TEST_DIST, "tests", "unit", folder, NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) names = g_dir_open(path, 0, &error);
	const char *name;

	g_assert_no_error(error);
	while ((name = g_dir_read_name(names)) != NULL) {
		g_autofree char *file = g_build_filename(path, name, NULL);
		g_autofree char *bytes = NULL;
		gsize size;

		g_file_get_contents(file, &bytes, &size, &error);
		g_assert_no_error(error);
		fixture_write(fixture, name, bytes, size);
	}
}

static void test_opens(struct fixture *fixture, gconstpointer folder)
{
	g_autoptr(GBytes) document = NULL;
	g_autoptr(GError) error = NULL;
	HtStore *store;

	copy_all(fixture, folder);
	store = open_profile(fixture->dir, FALSE);
	expect_records(store, RECORDS);
	ht_store_is_fresh(store, &error);
	g_assert_no_error(error);
	document = ht_store_get_document(store, "profile", "1", &error);
	g_assert_no_error(error);
	fixture_assert_same(g_bytes_get_data(document, NULL), g_bytes_get_size(document), content,
			    sizeof(content));
	append_records(store, RECORDS, 2 * RECORDS);
	close_store(store);
	store = open_profile(fixture->dir, FALSE);
	expect_records(store, 2 * RECORDS);
	close_store(store);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	/* Where make check says the sources are. */
	if (g_getenv("top_srcdir"))
		g_setenv("G_TEST_SRCDIR", g_getenv("top_srcdir"), TRUE);
	if (!ht_secret_startup(&error)) {
		fprintf(stderr, "%s\n", error->message);
		return 1;
	}
	if (argc == 3 && strcmp(argv[1], "--make") == 0) {
		make(argv[2]);
		return 0;
	}
	g_test_init(&argc, &argv, NULL);
	g_test_add("/store/profile-1/sqlcipher-3", struct fixture, "store-profile-1/sqlcipher-3",
		   fixture_set_up, test_opens, fixture_tear_down);
	g_test_add("/store/profile-1/sqlcipher-4", struct fixture, "store-profile-1/sqlcipher-4",
		   fixture_set_up, test_opens, fixture_tear_down);
	g_test_add("/store/schema-2/sqlcipher-3", struct fixture, "store-schema-2/sqlcipher-3",
		   fixture_set_up, test_opens, fixture_tear_down);
	g_test_add("/store/schema-2/sqlcipher-4", struct fixture, "store-schema-2/sqlcipher-4",
		   fixture_set_up, test_opens, fixture_tear_down);
	return g_test_run();
}
