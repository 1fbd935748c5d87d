/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies on the disk is ciphertext, and bytes that are not ours are refused. */
#include "tests/unit/store-fixture.h"

#include "common/glib/ht-error.h"

#include <glib/gstdio.h>
#include <string.h>

/* Long enough never to come about by chance. */
#define SENTINEL "SENTINEL-of-a-heartbeat"

static void flush(HtStore *store)
{
	g_autoptr(GError) error = NULL;

	ht_store_flush(store, &error);
	g_assert_no_error(error);
}

static void close_store(HtStore *store)
{
	g_autoptr(GError) error = NULL;

	ht_store_close(store, &error);
	g_assert_no_error(error);
}

static void append_sentinels(HtStore *store, int count)
{
	g_autoptr(GError) error = NULL;
	struct record record = fixture_record(SENTINEL "/stream", 1, 0, 1);

	g_strlcpy(record.person, SENTINEL "/person", RECORD_ID_MAX);
	record.blob = (const uint8_t *)SENTINEL SENTINEL;
	record.blob_size = strlen(SENTINEL SENTINEL);
	for (int i = 0; i < count; i++) {
		record.start_utc_ns = i;
		record.end_utc_ns = i + 1;
		ht_store_append(store, &record, &error);
		g_assert_no_error(error);
	}
	flush(store);
}

static void put_sentinel(HtStore *store)
{
	g_autoptr(GBytes) content = g_bytes_new_static(SENTINEL, strlen(SENTINEL));
	g_autoptr(GError) error = NULL;

	ht_store_put_document(store, NULL, SENTINEL, SENTINEL, content, &error);
	g_assert_no_error(error);
}

static void expect_ciphertext(const struct fixture *fixture)
{
	g_assert_false(fixture_holds(fixture, SENTINEL, strlen(SENTINEL)));
	g_assert_false(fixture_holds(fixture, "SQLite format 3", 15));
	g_assert_false(fixture_holds(fixture, "CREATE TABLE", 12));
}

static gboolean has_file(const struct fixture *fixture, const char *name)
{
	g_autofree char *path = fixture_path(fixture, name);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void test_ciphertext(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = fixture_open_store(fixture, NULL);

	(void)unused;
	append_sentinels(store, 20000); /* enough that the log is folded into the database once */
	put_sentinel(store);
	g_assert_true(has_file(fixture, "twin.db-wal"));
	expect_ciphertext(fixture);
	close_store(store);
	g_assert_false(has_file(fixture, "twin.db-wal"));
	expect_ciphertext(fixture);

	/* That the search can find: the same bytes in clear. */
	fixture_write(fixture, "clear", SENTINEL, strlen(SENTINEL));
	g_assert_true(fixture_holds(fixture, SENTINEL, strlen(SENTINEL)));
}

/* What a salvage writes and what it leaves beside it. */
static void test_salvaged_ciphertext(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	g_autofree char *bytes = NULL;
	gsize size;

	(void)unused;
	append_sentinels(store, 2000);
	put_sentinel(store);
	close_store(store);
	fixture_read(fixture, "twin.db", &bytes, &size);
	bytes[size / 4096 / 2 * 4096 + 1000] ^= 1;
	fixture_write(fixture, "twin.db", bytes, size);
	fixture_write(fixture, "twin.db.salvage", "", 0);
	store = fixture_open_store(fixture, NULL);
	g_assert_nonnull(ht_store_lost(store));
	expect_ciphertext(fixture);
	close_store(store);
	expect_ciphertext(fixture);
}

static void test_for_the_owner_only(struct fixture *fixture, gconstpointer unused)
{
	static const char *const names[] = {"twin.db", "twin.db-wal", "twin.db-shm", "head",
					    "segments"};
	HtStore *store = fixture_open_store(fixture, NULL);

	(void)unused;
	append_sentinels(store, 1);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = fixture_path(fixture, names[i]);
		GStatBuf status;

		g_assert_cmpint(g_stat(path, &status), ==, 0);
		g_assert_cmpint(status.st_mode & 07777, ==, 0600);
	}
	close_store(store);
}

static void expect_open_error(const struct fixture *fixture, const HtKeyring *keyring, int code)
{
	g_autoptr(GError) error = NULL;
	HtStore *store =
	    ht_store_open(fixture->dir, keyring, &ht_store_settings_default, NULL, NULL, &error);

	g_assert_null(store);
	g_assert_error(error, HT_ERROR, code);
	g_assert_null(strchr(error->message, '\n'));
}

static void fill(const struct fixture *fixture)
{
	HtStore *store = fixture_open_store(fixture, NULL);

	append_sentinels(store, 1000);
	close_store(store);
}

static void test_wrong_key(struct fixture *fixture, gconstpointer unused)
{
	struct fixture other;
	HtStore *store;

	fill(fixture);
	fixture_set_up(&other, unused);
	expect_open_error(fixture, other.keyring, HT_ERROR_WRONG_KEY);
	fixture_tear_down(&other, unused);
	/* And the attempt did no harm. */
	store = fixture_open_store(fixture, NULL);
	close_store(store);
}

/* The database of another hub in the place of ours; also with our salt at its start, which anybody
 * can copy. */
static void test_swapped_file(struct fixture *fixture, gconstpointer unused)
{
	enum { SALT = 16 };
	struct fixture other;
	g_autofree char *ours = NULL;
	g_autofree char *theirs = NULL;
	gsize ours_size;
	gsize theirs_size;

	fill(fixture);
	fixture_set_up(&other, unused);
	fill(&other);
	fixture_read(fixture, "twin.db", &ours, &ours_size);
	fixture_read(&other, "twin.db", &theirs, &theirs_size);
	fixture_tear_down(&other, unused);

	fixture_write(fixture, "twin.db", theirs, theirs_size);
	expect_open_error(fixture, fixture->keyring, HT_ERROR_WRONG_KEY);
	memcpy(theirs, ours, SALT);
	fixture_write(fixture, "twin.db", theirs, theirs_size);
	expect_open_error(fixture, fixture->keyring, HT_ERROR_DAMAGED);
}

static void test_plaintext_database(struct fixture *fixture, gconstpointer unused)
{
	char page[4096] = "SQLite format 3";

	(void)unused;
	fixture_write(fixture, "twin.db", page, sizeof(page));
	expect_open_error(fixture, fixture->keyring, HT_ERROR_NOT_ENCRYPTED);
}

static void test_no_database(struct fixture *fixture, gconstpointer unused)
{
	static const char few[] = "few bytes";
	char noise[8192];
	g_autoptr(GRand) rand = g_rand_new_with_seed(1);

	(void)unused;
	fixture_write(fixture, "twin.db", few, sizeof(few));
	expect_open_error(fixture, fixture->keyring, HT_ERROR_WRONG_KEY);
	for (gsize i = 0; i < sizeof(noise); i++)
		noise[i] = (char)g_rand_int_range(rand, 0, 256);
	fixture_write(fixture, "twin.db", noise, sizeof(noise));
	expect_open_error(fixture, fixture->keyring, HT_ERROR_WRONG_KEY);
}

static gboolean count_records(gpointer context, const struct record *record)
{
	(void)record;
	(*(int *)context)++;
	return TRUE;
}

static int lost_records(HtStore *store)
{
	const HtStoreFindings *lost = ht_store_lost(store);
	int records = 0;

	for (guint i = 0; lost && i < lost->losses->len; i++) {
		const HtStoreLoss *loss = lost->losses->pdata[i];

		if (loss->month != HT_SEGMENT_ALWAYS)
			records += (int)loss->entries;
	}
	return records;
}

/* Opens and reads everything. TRUE if each of the 1000 records came out. */
static gboolean reads_whole(const struct fixture *fixture, GError **error)
{
	const HtStoreQuery query = {.start_utc_ns = G_MININT64, .end_utc_ns = G_MAXINT64};
	HtStore *store = ht_store_open(fixture->dir, fixture->keyring, &ht_store_settings_default,
				       NULL, NULL, error);
	int count = 0;
	int lost;
	gboolean read;

	if (!store)
		return FALSE;
	read = ht_store_query(store, &query, count_records, &count, error);
	lost = lost_records(store);
	ht_store_close(store, NULL);
	/* What was saved and what was told as lost are together what there was. */
	g_assert_true(!read || count + lost == 1000);
	if (read && lost > 0)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_DAMAGED, "records were lost");
	return read && lost == 0;
}

/* A damaged page is an error, never another value. */
static void test_damaged_pages(struct fixture *fixture, gconstpointer unused)
{
	enum { PAGE = 4096 };
	g_autofree char *bytes = NULL;
	gsize size;
	int refused = 0;

	(void)unused;
	fill(fixture);
	fixture_read(fixture, "twin.db", &bytes, &size);
	g_assert_cmpuint(size % PAGE, ==, 0);
	for (gsize at = 0; at < size; at += PAGE) {
		g_autoptr(GError) error = NULL;

		bytes[at + 2000] ^= 0x10;
		fixture_write(fixture, "twin.db", bytes, size);
		if (!reads_whole(fixture, &error)) {
			g_assert_error(error, HT_ERROR, HT_ERROR_DAMAGED);
			refused++;
		}
		bytes[at + 2000] ^= 0x10;
	}
	/* All but the pages of indices that this question does not read. */
	g_assert_cmpint(refused, >, (int)(size / PAGE / 2));
}

/* Each page is authentic, but not in its place. */
static void test_swapped_pages(struct fixture *fixture, gconstpointer unused)
{
	enum { PAGE = 4096, FIRST = 20, SECOND = 21 }; /* rows, by the size of the schema */
	g_autofree char *bytes = NULL;
	g_autofree char *page = NULL;
	g_autoptr(GError) error = NULL;
	gsize size;

	(void)unused;
	fill(fixture);
	fixture_read(fixture, "twin.db", &bytes, &size);
	g_assert_cmpuint(size, >, (SECOND + 1) * PAGE);
	page = g_memdup2(bytes + FIRST * PAGE, PAGE);
	memcpy(bytes + FIRST * PAGE, bytes + SECOND * PAGE, PAGE);
	memcpy(bytes + SECOND * PAGE, page, PAGE);
	fixture_write(fixture, "twin.db", bytes, size);
	g_assert_false(reads_whole(fixture, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_DAMAGED);
}

static void test_truncated(struct fixture *fixture, gconstpointer unused)
{
	g_autofree char *bytes = NULL;
	gsize size;
	static const gsize cuts[] = {15, 16, 1000, 4096, 8192, 40960};

	(void)unused;
	fill(fixture);
	fixture_read(fixture, "twin.db", &bytes, &size);
	for (gsize i = 0; i < G_N_ELEMENTS(cuts); i++) {
		g_autoptr(GError) error = NULL;

		fixture_write(fixture, "twin.db", bytes, cuts[i]);
		g_assert_false(reads_whole(fixture, &error));
		g_assert_true(error->domain == HT_ERROR);
	}
}

static void test_folder_is_missing(struct fixture *fixture, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_assert_null(ht_store_open("/dev/null/state", fixture->keyring, &ht_store_settings_default,
				    NULL, NULL, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	g_test_init(&argc, &argv, NULL);
	ht_secret_startup(&error);
	g_assert_no_error(error);
#define ADD(path, function)                                                                        \
	g_test_add("/store/" path, struct fixture, NULL, fixture_set_up, function,                 \
		   fixture_tear_down)
	ADD("ciphertext", test_ciphertext);
	ADD("salvaged-ciphertext", test_salvaged_ciphertext);
	ADD("for-the-owner-only", test_for_the_owner_only);
	ADD("wrong-key", test_wrong_key);
	ADD("swapped-file", test_swapped_file);
	ADD("plaintext-database", test_plaintext_database);
	ADD("no-database", test_no_database);
	ADD("damaged-pages", test_damaged_pages);
	ADD("swapped-pages", test_swapped_pages);
	ADD("truncated", test_truncated);
	ADD("folder-is-missing", test_folder_is_missing);
	return g_test_run();
}
