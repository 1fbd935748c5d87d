/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever puts an older database, a part of one, or an older head back is noticed. */
#include "tests/unit/store-fixture.h"

#include "common/glib/ht-error.h"
#include "privacy/store/store-connection.h"

#include <glib/gstdio.h>
#include <string.h>

enum { PAGE = 4096, RECORDS = 200 };

static void append(HtStore *store, int from, int to)
{
	static const guint8 blob[300];
	g_autoptr(GError) error = NULL;

	for (int i = from; i < to; i++) {
		struct record record = fixture_record(i % 2 ? "a" : "b", 3, i, i + 1);

		record.blob = blob;
		record.blob_size = sizeof(blob);
		ht_store_append(store, &record, &error);
		g_assert_no_error(error);
	}
	ht_store_flush(store, &error);
	g_assert_no_error(error);
}

static void close_store(HtStore *store)
{
	g_autoptr(GError) error = NULL;

	ht_store_close(store, &error);
	g_assert_no_error(error);
}

static void live_on(const struct fixture *fixture, int from, int to)
{
	HtStore *store = fixture_open_store(fixture, NULL);

	append(store, from, to);
	close_store(store);
}

static void expect_fresh(const struct fixture *fixture)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	g_autoptr(HtStoreFindings) findings = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_true(ht_store_is_fresh(store, &error));
	g_assert_no_error(error);
	findings = ht_store_check(store, TRUE, NULL, &error);
	g_assert_no_error(error);
	g_assert_false(findings->stale);
	g_assert_false(findings->damaged);
	g_assert_cmpuint(findings->losses->len, ==, 0);
	close_store(store);
}

static void expect_stale(const struct fixture *fixture)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	g_autoptr(GError) error = NULL;

	g_assert_false(ht_store_is_fresh(store, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_STALE);
	g_assert_null(strchr(error->message, '\n'));
	/* And what is there can be used. */
	append(store, 9000, 9001);
	close_store(store);
}

static void test_life(struct fixture *fixture, gconstpointer unused)
{
	(void)unused;
	expect_fresh(fixture);
	live_on(fixture, 0, RECORDS);
	expect_fresh(fixture);
	live_on(fixture, RECORDS, 2 * RECORDS);
	expect_fresh(fixture);
}

struct copy {
	char *bytes;
	gsize size;
};

static struct copy take(const struct fixture *fixture, const char *name)
{
	struct copy copy;

	fixture_read(fixture, name, &copy.bytes, &copy.size);
	return copy;
}

static void put_back(const struct fixture *fixture, const char *name, struct copy *copy)
{
	fixture_write(fixture, name, copy->bytes, copy->size);
	g_clear_pointer(&copy->bytes, g_free);
}

static void test_old_database(struct fixture *fixture, gconstpointer unused)
{
	struct copy old;
	HtStore *store;
	g_autoptr(GError) error = NULL;

	(void)unused;
	live_on(fixture, 0, RECORDS);
	old = take(fixture, "twin.db");
	/* One commit is enough. */
	live_on(fixture, RECORDS, RECORDS + 1);
	put_back(fixture, "twin.db", &old);
	expect_stale(fixture);
	/* It does not go away by itself. */
	expect_stale(fixture);
	store = fixture_open_store(fixture, NULL);
	ht_store_accept(store, &error);
	g_assert_no_error(error);
	close_store(store);
	expect_fresh(fixture);
}

static void test_old_head(struct fixture *fixture, gconstpointer unused)
{
	struct copy old;

	(void)unused;
	live_on(fixture, 0, RECORDS);
	old = take(fixture, "head");
	live_on(fixture, RECORDS, RECORDS + 1);
	put_back(fixture, "head", &old);
	expect_stale(fixture);
}

static void test_no_head(struct fixture *fixture, gconstpointer unused)
{
	g_autofree char *path = fixture_path(fixture, "head");

	(void)unused;
	live_on(fixture, 0, RECORDS);
	g_assert_cmpint(g_unlink(path), ==, 0);
	expect_stale(fixture);
}

static void test_changed_head(struct fixture *fixture, gconstpointer unused)
{
	struct copy head;

	(void)unused;
	live_on(fixture, 0, RECORDS);
	head = take(fixture, "head");
	for (gsize at = 0; at < head.size; at += PAGE)
		head.bytes[at + 20] ^= 1;
	put_back(fixture, "head", &head);
	expect_stale(fixture);
}

/* The head of another hub. */
static void test_other_head(struct fixture *fixture, gconstpointer unused)
{
	struct fixture other;
	struct copy head;

	live_on(fixture, 0, RECORDS);
	fixture_set_up(&other, unused);
	live_on(&other, 0, RECORDS);
	head = take(&other, "head");
	fixture_tear_down(&other, unused);
	put_back(fixture, "head", &head);
	expect_stale(fixture);
}

/* Both together: this hub cannot know, but whoever was told its head can. */
static void test_whole_folder(struct fixture *fixture, gconstpointer unused)
{
	guint8 told[HT_STORE_DIGEST_SIZE];
	guint8 now[HT_STORE_DIGEST_SIZE];
	struct copy database;
	struct copy head;
	guint64 told_epoch;
	guint64 epoch;
	HtStore *store;

	(void)unused;
	live_on(fixture, 0, RECORDS);
	database = take(fixture, "twin.db");
	head = take(fixture, "head");
	store = fixture_open_store(fixture, NULL);
	append(store, RECORDS, RECORDS + 1);
	ht_store_head(store, &told_epoch, told);
	close_store(store);
	put_back(fixture, "twin.db", &database);
	put_back(fixture, "head", &head);
	store = fixture_open_store(fixture, NULL);
	g_assert_true(ht_store_is_fresh(store, NULL));
	ht_store_head(store, &epoch, now);
	g_assert_cmpuint(epoch, <, told_epoch);
	/* Nor does the same number come with the same digest again. */
	append(store, RECORDS, RECORDS + 1);
	ht_store_head(store, &epoch, now);
	g_assert_cmpuint(epoch, ==, told_epoch);
	g_assert_cmpint(memcmp(now, told, sizeof(now)), !=, 0);
	close_store(store);
}

/* What a check of each of these says; TRUE = something is wrong. */
static gboolean is_noticed(const struct fixture *fixture)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtStoreFindings) findings = NULL;
	HtStore *store = ht_store_open(fixture->dir, fixture->keyring, &ht_store_settings_default,
				       NULL, NULL, &error);
	g_autofree char *wish = fixture_path(fixture, "twin.db.salvage");
	gboolean noticed;

	if (!store)
		return TRUE;
	noticed = !ht_store_is_fresh(store, NULL) || ht_store_lost(store);
	findings = ht_store_check(store, TRUE, NULL, NULL);
	noticed |= !findings || findings->stale || findings->damaged || findings->losses->len > 0;
	ht_store_close(store, NULL);
	/* It would be saved into another database the next time. */
	g_unlink(wish);
	return noticed;
}

/* Each page by itself: authentic, in its place, and old. */
static void test_each_old_page(struct fixture *fixture, gconstpointer unused)
{
	struct copy old;
	struct copy new;
	struct copy head;
	guint tried = 0;

	(void)unused;
	live_on(fixture, 0, RECORDS);
	old = take(fixture, "twin.db");
	live_on(fixture, RECORDS, 2 * RECORDS);
	new = take(fixture, "twin.db");
	head = take(fixture, "head");
	for (gsize at = 0; at + PAGE <= old.size; at += PAGE) {
		g_autofree char *mixed = g_memdup2(new.bytes, new.size);

		if (memcmp(old.bytes + at, new.bytes + at, PAGE) == 0)
			continue;
		memcpy(mixed + at, old.bytes + at, PAGE);
		fixture_write(fixture, "twin.db", mixed, new.size);
		fixture_write(fixture, "head", head.bytes, head.size);
		if (!is_noticed(fixture))
			g_error("the old page %" G_GSIZE_FORMAT " was taken for new",
				at / PAGE + 1);
		tried++;
	}
	g_assert_cmpuint(tried, >, 5);
	/* That the database itself is not what was noticed. */
	fixture_write(fixture, "twin.db", new.bytes, new.size);
	fixture_write(fixture, "head", head.bytes, head.size);
	g_assert_false(is_noticed(fixture));
	g_free(old.bytes);
	g_free(new.bytes);
	g_free(head.bytes);
}

static void execute(const struct fixture *fixture, const char *sql)
{
	g_autofree char *path = fixture_path(fixture, "twin.db");
	g_autoptr(HtSecret) key = ht_keyring_derive(fixture->keyring, HT_PURPOSE_DATABASE);
	g_autoptr(GError) error = NULL;
	sqlite3 *db = ht_store_connection_open(path, key, HT_STORE_WRITING, &error);

	g_assert_no_error(error);
	g_assert_cmpint(sqlite3_exec(db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
	ht_store_connection_close(db);
}

/* By somebody who has the database's key, and not the ledger's. */
static void test_row_deleted(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store;
	g_autoptr(HtStoreFindings) findings = NULL;
	g_autoptr(GError) error = NULL;
	const HtStoreLoss *loss;

	(void)unused;
	live_on(fixture, 0, RECORDS);
	execute(fixture, "DELETE FROM record WHERE id = 7");
	store = fixture_open_store(fixture, NULL);
	findings = ht_store_check(store, FALSE, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(findings->stale);
	g_assert_cmpuint(findings->losses->len, ==, 1);
	loss = findings->losses->pdata[0];
	g_assert_cmpstr(loss->person, ==, "person-1");
	g_assert_cmpuint(loss->month, ==, 1970 * 12);
	g_assert_cmpuint(loss->entries, ==, 1);
	g_assert_false(ht_store_is_fresh(store, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_STALE);
	close_store(store);
	expect_stale(fixture);
}

static void test_changed_rows(struct fixture *fixture, gconstpointer changed)
{
	(void)changed;
	live_on(fixture, 0, RECORDS);
	execute(fixture, changed);
	g_assert_true(is_noticed(fixture));
}

static void add_changed(const char *path, const char *sql)
{
	g_test_add(path, struct fixture, sql, fixture_set_up, test_changed_rows, fixture_tear_down);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	if (g_access("/dev/shm", W_OK) == 0)
		g_setenv("TMPDIR", "/dev/shm", FALSE);
	g_test_init(&argc, &argv, NULL);
	ht_secret_startup(&error);
	g_assert_no_error(error);
#define ADD(path, function)                                                                        \
	g_test_add("/store/fresh/" path, struct fixture, NULL, fixture_set_up, function,           \
		   fixture_tear_down)
	ADD("life", test_life);
	ADD("old-database", test_old_database);
	ADD("old-head", test_old_head);
	ADD("no-head", test_no_head);
	ADD("changed-head", test_changed_head);
	ADD("other-head", test_other_head);
	ADD("whole-folder", test_whole_folder);
	ADD("each-old-page", test_each_old_page);
	ADD("row-deleted", test_row_deleted);
	add_changed("/store/fresh/row-moved", "UPDATE record SET start_ns = 1000 WHERE id = 7");
	add_changed("/store/fresh/row-doubled",
		    "INSERT INTO record(person, stream, kind, version, start_ns, duration_ns,"
		    " segment, seal, content) SELECT person, stream, kind, version, start_ns,"
		    " duration_ns, segment, seal, content FROM record WHERE id = 7");
	add_changed("/store/fresh/seals-swapped",
		    "UPDATE record SET seal = (SELECT seal FROM record WHERE id = 8) WHERE id = 7");
	add_changed("/store/fresh/content-swapped",
		    "UPDATE record SET content = (SELECT content FROM record WHERE id = 8)"
		    " WHERE id = 7");
	add_changed("/store/fresh/stream-swapped", "UPDATE stream SET name = 'c' WHERE name = 'a'");
	add_changed("/store/fresh/person-swapped", "UPDATE person SET name = 'person-2'");
	return g_test_run();
}
