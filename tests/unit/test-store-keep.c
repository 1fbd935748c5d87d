/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changes of what is kept: merged, folded in, too old, damaged, of an earlier version. */
#include "tests/unit/store-pages.h"

#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "privacy/store/store-connection.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NS_PER_DAY (86400 * NS_PER_S)

static const HtStoreQuery everything = {.start_utc_ns = G_MININT64, .end_utc_ns = G_MAXINT64};

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

static void append(HtStore *store, guint16 kind, gint64 start_ns, gint64 end_ns)
{
	static const guint8 blob[300];
	struct record record = fixture_record("a", kind, start_ns, end_ns);
	g_autoptr(GError) error = NULL;

	record.blob = blob;
	record.blob_size = sizeof(blob);
	ht_store_append(store, &record, &error);
	g_assert_no_error(error);
}

static gboolean note(gpointer context, const struct record *record)
{
	g_string_append_printf(context, "%d@%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT " ",
			       record->kind, record->start_utc_ns, record->end_utc_ns);
	return TRUE;
}

static void expect(HtStore *store, const char *expected)
{
	g_autoptr(GString) found = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ht_store_query(store, &everything, note, found, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(found->str, ==, expected);
}

static gboolean count_one(gpointer context, const struct record *record)
{
	(void)record;
	(*(guint *)context)++;
	return TRUE;
}

static guint count(HtStore *store)
{
	g_autoptr(GError) error = NULL;
	guint records = 0;

	ht_store_query(store, &everything, count_one, &records, &error);
	g_assert_no_error(error);
	return records;
}

static void expect_sound(HtStore *store)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(HtStoreFindings) findings = ht_store_check(store, TRUE, NULL, &error);

	g_assert_no_error(error);
	g_assert_false(findings->stale);
	g_assert_false(findings->damaged);
	g_assert_cmpuint(findings->losses->len, ==, 0);
}

/* What lies in the time of merged, of which so many were found. */
static void replace(HtStore *store, const char *person, const char *stream, gsize found,
		    const struct record *merged)
{
	const HtStoreReplacement replacement = {.person = person,
						.stream = stream,
						.kind = merged->kind,
						.start_utc_ns = merged->start_utc_ns,
						.end_utc_ns = merged->end_utc_ns,
						.found = found,
						.records = merged,
						.count = 1};
	g_autoptr(GError) error = NULL;

	ht_store_replace(store, &replacement, &error);
	g_assert_no_error(error);
}

/* Whoever merged two could not know of the third, nor that one of them is gone. */
static void test_replace_changed(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	struct record merged = fixture_record("a", 3, 100, 400);

	(void)unused;
	append(store, 3, 100, 200);
	append(store, 3, 200, 300);
	flush(store);
	replace(store, "person-1", "a", 3, &merged);
	expect(store, "3@100-200 3@200-300 ");
	append(store, 3, 300, 400);
	flush(store);
	replace(store, "person-1", "a", 2, &merged);
	expect(store, "3@100-200 3@200-300 3@300-400 ");
	replace(store, "person-1", "a", 3, &merged);
	expect(store, "3@100-400 ");
	close_store(store);
}

static void test_replace(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	struct record merged = fixture_record("a", 3, 100, 300);

	(void)unused;
	append(store, 3, 50, 150);  /* begins before */
	append(store, 3, 100, 200); /* goes */
	append(store, 4, 100, 200); /* another kind */
	append(store, 3, 200, 300); /* goes */
	append(store, 3, 250, 350); /* ends after */
	flush(store);
	replace(store, "person-1", "a", 2, &merged);
	expect(store, "3@50-150 4@100-200 3@100-300 3@250-350 ");
	/* Of another person and stream nothing is there, so nothing comes. */
	replace(store, "person-2", "a", 0, &merged);
	replace(store, "person-1", "b", 0, &merged);
	expect(store, "3@50-150 4@100-200 3@100-300 3@250-350 ");
	expect_sound(store);
	close_store(store);
}

static void test_fold(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	const struct record records[] = {fixture_record("a", 3, 0, 1),
					 fixture_record("a", 3, 1, 2)};
	struct record bad = fixture_record("a", 3, 1, 0);
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_assert_false(ht_store_folded(store, "000001"));
	ht_store_fold(store, "000001", records, 2, &error);
	g_assert_no_error(error);
	g_assert_true(ht_store_folded(store, "000001"));
	close_store(store);
	/* Once and never again, also after a restart. */
	store = fixture_open_store(fixture, NULL);
	ht_store_fold(store, "000001", records, 2, &error);
	g_assert_no_error(error);
	expect(store, "3@0-1 3@1-2 ");
	/* All or nothing. */
	g_assert_false(ht_store_fold(store, "000002", &bad, 1, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	g_clear_error(&error);
	g_assert_false(ht_store_folded(store, "000002"));
	ht_store_fold_forget(store, "000001", &error);
	g_assert_no_error(error);
	g_assert_false(ht_store_folded(store, "000001"));
	expect_sound(store);
	close_store(store);
}

/* More than one transaction takes; others come in between; the file gets smaller. */
static void test_retire(struct fixture *fixture, gconstpointer unused)
{
	enum { OLD = 5000 };
	HtStore *store = fixture_open_store(fixture, NULL);
	HtStoreSpace before;
	HtStoreSpace after;
	guint64 removed = 0;
	g_autoptr(GError) error = NULL;

	(void)unused;
	for (int i = 0; i < OLD; i++)
		append(store, 3, i, i + 1);
	append(store, 3, OLD, OLD + 1);
	append(store, 4, 0, 1);
	close_store(store);
	store = fixture_open_store(fixture, NULL);
	ht_store_space(store, &before, &error);
	g_assert_no_error(error);
	ht_store_retire(store, 3, OLD, &removed, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(removed, ==, OLD);
	expect(store, "4@0-1 3@5000-5001 ");
	ht_store_vacuum(store, &error);
	g_assert_no_error(error);
	expect_sound(store);
	close_store(store);
	store = fixture_open_store(fixture, NULL);
	ht_store_space(store, &after, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(after.used_bytes, <, before.used_bytes / 4);
	g_assert_cmpuint(after.free_bytes, >, 0);
	close_store(store);
}

/* Ten days, a page of rows broken: read on both sides of it, and the days of what is lost named. */
static void test_salvage(struct fixture *fixture, gconstpointer unused)
{
	enum { PAGE = 4096, DAYS = 10, PER_DAY = 40 };
	HtStore *store = fixture_open_store(fixture, NULL);
	g_autofree char *bytes = NULL;
	g_autoptr(GBytes) name = g_bytes_new_static("Anna", 4);
	g_autoptr(GBytes) found = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) dir = NULL;
	const HtStoreFindings *lost;
	const char *file;
	guint64 entries = 0;
	gboolean kept = FALSE;
	gsize size;

	(void)unused;
	for (int i = 0; i < DAYS * PER_DAY; i++)
		append(store, 3, i / PER_DAY * NS_PER_DAY + i, i / PER_DAY * NS_PER_DAY + i + 1);
	ht_store_put_document(store, "person-1", "persons", "person-1", name, &error);
	g_assert_no_error(error);
	close_store(store);
	fixture_read(fixture, "twin.db", &bytes, &size);
	/* In the middle of the rows. */
	bytes[size / PAGE / 2 * PAGE + 1000] ^= 1;
	fixture_write(fixture, "twin.db", bytes, size);
	fixture_write(fixture, "twin.db.salvage", "", 0);

	store = fixture_open_store(fixture, NULL);
	lost = ht_store_lost(store);
	g_assert_nonnull(lost);
	for (guint i = 0; i < lost->losses->len; i++) {
		const HtStoreLoss *loss = lost->losses->pdata[i];

		g_assert_cmpstr(loss->person, ==, "person-1");
		g_assert_cmpint(loss->day, >=, 0);
		g_assert_cmpint(loss->day, <, DAYS);
		entries += loss->entries;
	}
	g_assert_cmpuint(entries, >, 0);
	g_assert_cmpuint(entries, <, 40);
	g_assert_cmpuint(count(store) + entries, ==, DAYS * PER_DAY);
	found = ht_store_get_document(store, "persons", "person-1", &error);
	g_assert_no_error(error);
	g_assert_true(g_bytes_equal(found, name));
	/* It is a store like any other now: written on, sound, fresh. */
	append(store, 3, 0, 1);
	flush(store);
	expect_sound(store);
	g_assert_true(ht_store_is_fresh(store, NULL));
	close_store(store);
	store = fixture_open_store(fixture, NULL);
	g_assert_true(ht_store_is_fresh(store, NULL));
	g_assert_nonnull(ht_store_lost(store));
	close_store(store);
	dir = g_dir_open(fixture->dir, 0, NULL);
	while ((file = g_dir_read_name(dir)) != NULL)
		kept |= g_str_has_prefix(file, "twin.db.damaged-");
	g_assert_true(kept);
}

/* Turns a byte of the first page of a table. */
static void break_table(const struct fixture *fixture, const char *table)
{
	enum { PAGE = 4096 };
	g_autoptr(HtSecret) key = ht_keyring_derive(fixture->keyring, HT_PURPOSE_DATABASE);
	g_autofree char *path = fixture_path(fixture, "twin.db");
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	sqlite3 *db = ht_store_connection_open(path, key, HT_STORE_READING, &error);
	sqlite3_stmt *find;
	gsize size;
	gsize page;

	g_assert_no_error(error);
	g_assert_cmpint(sqlite3_prepare_v2(db, "SELECT rootpage FROM sqlite_master WHERE name = ?1",
					   -1, &find, NULL),
			==, SQLITE_OK);
	sqlite3_bind_text(find, 1, table, -1, SQLITE_STATIC);
	g_assert_cmpint(sqlite3_step(find), ==, SQLITE_ROW);
	page = (gsize)sqlite3_column_int64(find, 0);
	sqlite3_finalize(find);
	ht_store_connection_close(db);
	fixture_read(fixture, "twin.db", &bytes, &size);
	g_assert_cmpuint(page * PAGE, <=, size);
	bytes[(page - 1) * PAGE + 1000] ^= 1;
	fixture_write(fixture, "twin.db", bytes, size);
}

/* With the ledger gone, what was a person's is still the person's: it goes when the person does. */
static void test_salvage_keeps_owners(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	g_autoptr(GBytes) content = g_bytes_new_static("until June", 10);
	g_autoptr(GBytes) saved = NULL;
	g_autoptr(GBytes) left = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	ht_store_put_document(store, "person-1", "consents", "1", content, &error);
	g_assert_no_error(error);
	close_store(store);
	break_table(fixture, "ledger");

	store = fixture_open_store(fixture, NULL);
	g_assert_nonnull(ht_store_lost(store));
	saved = ht_store_get_document(store, "consents", "1", &error);
	g_assert_no_error(error);
	g_assert_nonnull(saved);
	ht_store_erase(store, "person-1", HT_SEGMENT_ALWAYS, NULL, &error);
	g_assert_no_error(error);
	left = ht_store_get_document(store, "consents", "1", &error);
	g_assert_no_error(error);
	g_assert_null(left);
	close_store(store);
}

static guint64 sum_of_losses(HtStore *store)
{
	const HtStoreFindings *lost = ht_store_lost(store);
	guint64 entries = 0;

	g_assert_nonnull(lost);
	for (guint i = 0; i < lost->losses->len; i++)
		entries += ((const HtStoreLoss *)lost->losses->pdata[i])->entries;
	return entries;
}

/* Damaged twice: what was lost the first time is still told. */
static void test_salvage_twice(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	guint64 lost;

	(void)unused;
	for (int i = 0; i < 5; i++)
		append(store, 3, i, i + 1);
	close_store(store);
	break_table(fixture, "record");
	fixture_write(fixture, "twin.db.salvage", "", 0);
	store = fixture_open_store(fixture, NULL);
	lost = sum_of_losses(store);
	g_assert_cmpuint(lost, >, 0);
	close_store(store);
	fixture_write(fixture, "twin.db.salvage", "", 0);
	store = fixture_open_store(fixture, NULL);
	g_assert_cmpuint(sum_of_losses(store), ==, lost);
	close_store(store);
}

/* Renames that are left before the process ends; negative = as many as it likes. */
static int renames_left = -1;

/* In front of the C library's, for GLib as well. */
int rename(const char *from, const char *to)
{
	if (renames_left == 0)
		_exit(0);
	if (renames_left > 0)
		renames_left--;
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

static void die_while_salvaging(const struct fixture *fixture, int renames)
{
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child == 0) {
		renames_left = renames;
		fixture_open_store(fixture, NULL);
		_exit(0);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpint(status, ==, 0);
}

/* Killed before each renaming: the next start goes on, and nothing more is lost by that. */
static void test_salvage_cut_off(struct fixture *fixture, gconstpointer renames)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < 10; i++)
		append(store, 3, i, i + 1);
	close_store(store);
	break_table(fixture, "ledger");
	die_while_salvaging(fixture, GPOINTER_TO_INT(renames));

	store = fixture_open_store(fixture, NULL);
	g_assert_cmpuint(count(store), ==, 10);
	g_assert_true(ht_store_is_fresh(store, &error));
	g_assert_no_error(error);
	g_assert_nonnull(ht_store_lost(store));
	expect_sound(store);
	close_store(store);
}

/* A damage that is met while checking is salvaged the next time. */
static void test_damage_is_found(struct fixture *fixture, gconstpointer unused)
{
	enum { PAGE = 4096 };
	HtStore *store = fixture_open_store(fixture, NULL);
	g_autoptr(HtStoreFindings) findings = NULL;
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	gsize size;

	(void)unused;
	for (int i = 0; i < 400; i++)
		append(store, 3, i, i + 1);
	close_store(store);
	fixture_read(fixture, "twin.db", &bytes, &size);
	bytes[size / PAGE / 2 * PAGE + 1000] ^= 1;
	fixture_write(fixture, "twin.db", bytes, size);
	store = fixture_open_store(fixture, NULL);
	g_assert_null(ht_store_lost(store));
	findings = ht_store_check(store, TRUE, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(findings->damaged);
	g_assert_false(findings->stale);
	g_assert_cmpuint(findings->losses->len, ==, 1);
	close_store(store);
	store = fixture_open_store(fixture, NULL);
	g_assert_nonnull(ht_store_lost(store));
	expect_sound(store);
	close_store(store);
}

enum { OLD_RECORDS = 6000 };

/* Into a database of version 1 as an earlier program left it. */
static void fill_version_1(const char *path, const HtKeyring *keyring)
{
	static const char fill[] =
	    "INSERT INTO person(name) VALUES ('anna'); INSERT INTO stream(name) VALUES ('s');"
	    "INSERT OR REPLACE INTO longest VALUES (3, 1);"
	    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 5999)"
	    " INSERT INTO record(person, stream, kind, version, start_ns, duration_ns, n0, n1, n2,"
	    " n3, blob) SELECT (SELECT id FROM person WHERE name = 'anna'),"
	    " (SELECT id FROM stream WHERE name = 's'), 3, 1, i, 1, i / 4.0, NULL, 0, -1,"
	    " 'SENTINEL-of-version-1' FROM n;"
	    "INSERT INTO document VALUES ('persons', 'anna', 'SENTINEL-of-version-1')";
	g_autoptr(HtSecret) key = ht_keyring_derive(keyring, HT_PURPOSE_DATABASE);
	g_autoptr(GError) error = NULL;
	sqlite3 *db = ht_store_connection_open(path, key, HT_STORE_WRITING, &error);

	g_assert_no_error(error);
	g_assert_cmpint(sqlite3_exec(db, fill, NULL, NULL, NULL), ==, SQLITE_OK);
	ht_store_connection_close(db);
}

static HtKeyring *open_version_1(const struct fixture *fixture)
{
	static const char *const names[] = {"keys", "twin.db"};
	g_autoptr(HtSecret) passphrase = fixture_secret("profile 1");
	g_autofree char *path = fixture_path(fixture, "twin.db");
	g_autoptr(GError) error = NULL;
	HtKeyring *keyring;

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *from = g_test_build_filename(
		    G_TEST_DIST, "tests", "unit", "store-profile-1", "sqlcipher-3", names[i], NULL);
		g_autofree char *bytes = NULL;
		gsize size;

		g_file_get_contents(from, &bytes, &size, &error);
		g_assert_no_error(error);
		fixture_write(fixture, names[i], bytes, size);
	}
	keyring = ht_keyring_open(fixture->dir, passphrase, &error);
	g_assert_no_error(error);
	fill_version_1(path, keyring);
	return keyring;
}

static gboolean compare_old(gpointer context, const struct record *record)
{
	gint64 *i = context;

	g_assert_cmpint(record->start_utc_ns, ==, *i);
	g_assert_cmpint(record->end_utc_ns, ==, *i + 1);
	g_assert_cmpfloat(record->number[0], ==, (double)*i / 4.0);
	g_assert_true(isnan(record->number[1]));
	g_assert_cmpfloat(record->number[3], ==, -1.0);
	fixture_assert_same(record->blob, record->blob_size, "SENTINEL-of-version-1", 21);
	(*i)++;
	return TRUE;
}

/* Killed again and again at random moments while it is being upgraded. */
static void test_upgrade_is_killed(struct fixture *fixture, gconstpointer unused)
{
	const HtStoreQuery query = {
	    .person = "anna", .start_utc_ns = G_MININT64, .end_utc_ns = G_MAXINT64};
	g_autoptr(GRand) rand = g_rand_new_with_seed(1);
	g_autoptr(GError) error = NULL;
	HtStore *store;
	gint64 records = 0;

	(void)unused;
	ht_keyring_free(fixture->keyring);
	fixture->keyring = open_version_1(fixture);
	for (int i = 0; i < 8; i++) {
		pid_t child = fork();

		if (child == 0) {
			ht_store_open(fixture->dir, fixture->keyring, NULL, NULL, NULL, NULL);
			_exit(0);
		}
		g_usleep((gulong)g_rand_int_range(rand, 0, 120000));
		kill(child, SIGKILL);
		g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
	}
	store = fixture_open_store(fixture, NULL);
	ht_store_query(store, &query, compare_old, &records, &error);
	g_assert_no_error(error);
	g_assert_cmpint(records, ==, OLD_RECORDS);
	g_assert_true(ht_store_is_fresh(store, &error));
	g_assert_no_error(error);
	expect_sound(store);
	/* Nothing unsealed is left, not in a freed page either, nor in the log. */
	g_assert_false(store_pages_hold(fixture, "SENTINEL-of-version-1", 21));
	close_store(store);
	g_assert_false(store_pages_hold(fixture, "SENTINEL-of-version-1", 21));
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;

	if (g_getenv("top_srcdir"))
		g_setenv("G_TEST_SRCDIR", g_getenv("top_srcdir"), TRUE);
	g_test_init(&argc, &argv, NULL);
	ht_secret_startup(&error);
	g_assert_no_error(error);
#define ADD(path, function)                                                                        \
	g_test_add("/store/keep/" path, struct fixture, NULL, fixture_set_up, function,            \
		   fixture_tear_down)
	ADD("replace", test_replace);
	ADD("replace/changed", test_replace_changed);
	ADD("fold", test_fold);
	ADD("retire", test_retire);
	ADD("salvage", test_salvage);
	ADD("salvage-keeps-owners", test_salvage_keeps_owners);
	ADD("salvage-twice", test_salvage_twice);
	for (int renames = 0; renames < 6; renames++) {
		g_autofree char *path = g_strdup_printf("/store/keep/salvage-cut-off/%d", renames);

		g_test_add(path, struct fixture, GINT_TO_POINTER(renames), fixture_set_up,
			   test_salvage_cut_off, fixture_tear_down);
	}
	ADD("damage-is-found", test_damage_is_found);
	ADD("upgrade-is-killed", test_upgrade_is_killed);
	return g_test_run();
}
