/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes into the store comes out, in order, and nothing else. */
#include "tests/unit/store-fixture.h"

#include "common/glib/ht-error.h"
#include "privacy/store/store-connection.h"
#include "privacy/store/store-schema.h"
#include "privacy/store/store-statements.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* The starts of what a query visits, as text: order and number at one glance. */
static gboolean note_start(gpointer context, const struct record *record)
{
	g_string_append_printf(context, "%s%d@%" G_GINT64_FORMAT " ", record->stream, record->kind,
			       record->start_utc_ns);
	return TRUE;
}

static void expect_query(HtStore *store, const HtStoreQuery *query, const char *expected)
{
	g_autoptr(GString) found = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	ht_store_query(store, query, note_start, found, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(found->str, ==, expected);
}

static void append(HtStore *store, const struct record *record)
{
	g_autoptr(GError) error = NULL;

	ht_store_append(store, record, &error);
	g_assert_no_error(error);
}

static void append_plain(HtStore *store, const char *stream, guint16 kind, gint64 start, gint64 end)
{
	struct record record = fixture_record(stream, kind, start, end);

	append(store, &record);
}

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

static struct record full_record(const guint8 *blob, gsize blob_size)
{
	struct record record = fixture_record("stream-1", 7, G_GINT64_CONSTANT(1764201600000000001),
					      G_GINT64_CONSTANT(1764201601000000002));

	record.version = 3;
	record.number[0] = 9007199254740991.0; /* the largest sample index that can be */
	record.number[1] = -0.125;
	record.number[2] = NAN;
	record.number[3] = INFINITY;
	record.blob = blob;
	record.blob_size = blob_size;
	return record;
}

static gboolean compare_full(gpointer context, const struct record *record)
{
	const struct record *expected = context;

	g_assert_cmpstr(record->person, ==, expected->person);
	g_assert_cmpstr(record->stream, ==, expected->stream);
	g_assert_cmpuint(record->kind, ==, expected->kind);
	g_assert_cmpuint(record->version, ==, expected->version);
	g_assert_cmpint(record->start_utc_ns, ==, expected->start_utc_ns);
	g_assert_cmpint(record->end_utc_ns, ==, expected->end_utc_ns);
	g_assert_cmpfloat(record->number[0], ==, expected->number[0]);
	g_assert_cmpfloat(record->number[1], ==, expected->number[1]);
	g_assert_true(isnan(record->number[2]));
	g_assert_cmpfloat(record->number[3], ==, expected->number[3]);
	fixture_assert_same(record->blob, record->blob_size, expected->blob, expected->blob_size);
	((struct record *)context)->kind = 0; /* seen */
	return TRUE;
}

static void test_round_trip(struct fixture *fixture, gconstpointer unused)
{
	static const guint8 blob[] = {0, 1, 2, 255, 0};
	const HtStoreQuery query = {.end_utc_ns = G_MAXINT64};
	struct record record = full_record(blob, sizeof(blob));
	g_autoptr(GError) error = NULL;
	HtStore *store = fixture_open_store(fixture, NULL);

	(void)unused;
	append(store, &record);
	close_store(store);

	store = fixture_open_store(fixture, NULL);
	ht_store_query(store, &query, compare_full, &record, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(record.kind, ==, 0);
	close_store(store);
}

static HtStore *open_with_five(struct fixture *fixture)
{
	HtStore *store = fixture_open_store(fixture, NULL);

	/* Not in order of time, two streams, two kinds, one long record. */
	append_plain(store, "a", 2, 300, 400);
	append_plain(store, "a", 1, 100, 200);
	append_plain(store, "b", 1, 200, 300);
	append_plain(store, "a", 2, 0, 250);
	append_plain(store, "b", 1, 200, 300);
	flush(store);
	return store;
}

static void test_order_and_filters(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = open_with_five(fixture);
	HtStoreQuery query = {.end_utc_ns = G_MAXINT64};

	(void)unused;
	expect_query(store, &query, "a2@0 a1@100 b1@200 b1@200 a2@300 ");
	query.newest_first = TRUE;
	expect_query(store, &query, "a2@300 b1@200 b1@200 a1@100 a2@0 ");
	query.limit = 2;
	expect_query(store, &query, "a2@300 b1@200 ");
	query.newest_first = FALSE;
	expect_query(store, &query, "a2@0 a1@100 ");
	query.person = "person-1";
	expect_query(store, &query, "a2@0 a1@100 ");
	query.person = "person-2";
	expect_query(store, &query, "");
	query = (HtStoreQuery){.end_utc_ns = G_MAXINT64, .kind = 2};
	expect_query(store, &query, "a2@0 a2@300 ");
	query.person = "person-1";
	expect_query(store, &query, "a2@0 a2@300 ");
	query.newest_first = TRUE;
	query.limit = 1;
	expect_query(store, &query, "a2@300 ");
	query = (HtStoreQuery){.end_utc_ns = G_MAXINT64, .stream = "a"};
	expect_query(store, &query, "a2@0 a1@100 a2@300 ");
	query.kind = 1;
	query.person = "person-1";
	expect_query(store, &query, "a1@100 ");
	query.person = "person-2";
	expect_query(store, &query, "");
	query.stream = "c";
	expect_query(store, &query, "");
	close_store(store);
}

/* [start, end): what ends at the start or starts at the end is outside. */
static void test_time_limits(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = open_with_five(fixture);
	HtStoreQuery query = {.start_utc_ns = 200, .end_utc_ns = 300};

	(void)unused;
	expect_query(store, &query, "a2@0 b1@200 b1@200 ");
	query.stream = "a";
	expect_query(store, &query, "a2@0 ");
	query.stream = NULL;
	query.person = "person-1";
	query.kind = 2;
	expect_query(store, &query, "a2@0 ");
	query.start_utc_ns = 250;
	expect_query(store, &query, "");
	query.end_utc_ns = 301;
	expect_query(store, &query, "a2@300 ");
	query.start_utc_ns = G_MININT64;
	expect_query(store, &query, "a2@0 a2@300 ");

	/* An instant belongs to exactly one of two windows that touch. */
	append_plain(store, "c", 5, 500, 500);
	flush(store);
	query = (HtStoreQuery){.start_utc_ns = 450, .end_utc_ns = 500};
	expect_query(store, &query, "");
	query = (HtStoreQuery){.start_utc_ns = 500, .end_utc_ns = 550};
	expect_query(store, &query, "c5@500 ");
	close_store(store);
}

struct stopper {
	HtStore *store;
	int visits;
};

static gboolean stop_and_ask_again(gpointer context, const struct record *record)
{
	struct stopper *stopper = context;
	const HtStoreQuery query = {.end_utc_ns = G_MAXINT64, .stream = record->stream, .kind = 2};

	expect_query(stopper->store, &query, "a2@0 a2@300 ");
	return ++stopper->visits < 2;
}

static void test_visitor(struct fixture *fixture, gconstpointer unused)
{
	struct stopper stopper = {.store = open_with_five(fixture)};
	const HtStoreQuery query = {.end_utc_ns = G_MAXINT64, .stream = "a"};
	g_autoptr(GError) error = NULL;

	(void)unused;
	ht_store_query(stopper.store, &query, stop_and_ask_again, &stopper, &error);
	g_assert_no_error(error);
	g_assert_cmpint(stopper.visits, ==, 2);
	close_store(stopper.store);
}

static void expect_invalid(HtStore *store, const struct record *record)
{
	g_autoptr(GError) error = NULL;

	g_assert_false(ht_store_append(store, record, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
}

static void test_invalid_records(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	const struct record good = fixture_record("a", 1, 0, 1);
	const HtStoreQuery query = {.start_utc_ns = G_MININT64, .end_utc_ns = G_MAXINT64};
	struct record bad = good;

	(void)unused;
	bad.kind = 0;
	expect_invalid(store, &bad);
	bad = good;
	bad.version = 0;
	expect_invalid(store, &bad);
	bad = good;
	bad.end_utc_ns = -1;
	expect_invalid(store, &bad);
	bad.start_utc_ns = G_MININT64;
	bad.end_utc_ns = G_MAXINT64;
	expect_invalid(store, &bad);
	bad = good;
	memset(bad.stream, 'x', sizeof(bad.stream));
	expect_invalid(store, &bad);
	bad = good;
	bad.person[0] = (char)0xff;
	expect_invalid(store, &bad);
	bad = good;
	bad.blob_size = ht_store_settings_default.queue_bytes_max;
	expect_invalid(store, &bad);
	flush(store);
	expect_query(store, &query, "");
	close_store(store);
}

static void put(HtStore *store, const char *collection, const char *id, const char *content)
{
	g_autoptr(GBytes) bytes = content ? g_bytes_new(content, strlen(content)) : NULL;
	g_autoptr(GError) error = NULL;

	ht_store_put_document(store, NULL, collection, id, bytes, &error);
	g_assert_no_error(error);
}

static void expect_document(HtStore *store, const char *id, const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) content = ht_store_get_document(store, "people", id, &error);

	g_assert_no_error(error);
	if (expected)
		fixture_assert_same(g_bytes_get_data(content, NULL), g_bytes_get_size(content),
				    expected, strlen(expected));
	else
		g_assert_null(content);
}

static void test_documents(struct fixture *fixture, gconstpointer unused)
{
	HtStore *store = fixture_open_store(fixture, NULL);
	g_autoptr(GHashTable) list = NULL;
	g_autoptr(GError) error = NULL;

	(void)unused;
	put(store, "people", "1", "first");
	put(store, "people", "2", "second");
	put(store, "people", "3", "");
	put(store, "wearables", "1", "other");
	put(store, "people", "2", "changed");
	put(store, "people", "1", NULL);
	put(store, "people", "never there", NULL);
	close_store(store);

	store = fixture_open_store(fixture, NULL);
	expect_document(store, "1", NULL);
	expect_document(store, "2", "changed");
	expect_document(store, "3", "");
	list = ht_store_list_documents(store, "people", &error);
	g_assert_no_error(error);
	g_assert_cmpuint(g_hash_table_size(list), ==, 2);
	g_assert_nonnull(g_hash_table_lookup(list, "3"));
	close_store(store);
}

static sqlite3 *open_raw(const struct fixture *fixture)
{
	g_autofree char *path = fixture_path(fixture, "twin.db");
	g_autoptr(HtSecret) key = ht_keyring_derive(fixture->keyring, HT_PURPOSE_DATABASE);
	g_autoptr(GError) error = NULL;
	sqlite3 *db = ht_store_connection_open(path, key, HT_STORE_WRITING, &error);

	g_assert_no_error(error);
	return db;
}

static void test_every_statement_prepares(struct fixture *fixture, gconstpointer unused)
{
	sqlite3 *db = open_raw(fixture);
	g_autoptr(GError) error = NULL;

	(void)unused;
	ht_store_schema_migrate(db, &error);
	g_assert_no_error(error);
	for (int i = 0; i < HT_STATEMENT_COUNT; i++) {
		sqlite3_stmt *statement;

		g_assert_nonnull(ht_store_sql((HtStatement)i));
		g_assert_cmpint(ht_store_prepare(db, (HtStatement)i, &statement), ==, SQLITE_OK);
		sqlite3_finalize(statement);
	}
	ht_store_connection_close(db);
}

/* Queries on a year of records must not read them all. */
static void test_lists_use_an_index(struct fixture *fixture, gconstpointer unused)
{
	sqlite3 *db = open_raw(fixture);
	g_autoptr(GError) error = NULL;

	(void)unused;
	ht_store_schema_migrate(db, &error);
	g_assert_no_error(error);
	for (int i = HT_STATEMENT_LIST_OF_KIND; i <= HT_STATEMENT_LIST_OF_STREAM_NEWEST; i++) {
		g_autofree char *sql =
		    g_strconcat("EXPLAIN QUERY PLAN ", ht_store_sql((HtStatement)i), NULL);
		sqlite3_stmt *plan;
		const char *detail;

		g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &plan, NULL), ==, SQLITE_OK);
		g_assert_cmpint(sqlite3_step(plan), ==, SQLITE_ROW);
		detail = (const char *)sqlite3_column_text(plan, 3);
		g_assert_nonnull(strstr(detail, "USING INDEX record_of_"));
		g_assert_nonnull(strstr(detail, "start_ns>? AND start_ns<?"));
		/* In order already: at most what starts together is sorted. */
		while (sqlite3_step(plan) == SQLITE_ROW)
			g_assert_null(
			    strstr((const char *)sqlite3_column_text(plan, 3), "FOR ORDER BY"));
		sqlite3_finalize(plan);
	}
	ht_store_connection_close(db);
}

/* Nor must erasing, merging and forgetting what is old. */
static void test_removals_use_an_index(struct fixture *fixture, gconstpointer unused)
{
	static const HtStatement removals[] = {HT_STATEMENT_LIST_RANGE, HT_STATEMENT_LIST_WITHIN};
	sqlite3 *db = open_raw(fixture);
	g_autoptr(GError) error = NULL;

	(void)unused;
	ht_store_schema_migrate(db, &error);
	g_assert_no_error(error);
	for (gsize i = 0; i < G_N_ELEMENTS(removals); i++) {
		g_autofree char *sql =
		    g_strconcat("EXPLAIN QUERY PLAN ", ht_store_sql(removals[i]), NULL);
		sqlite3_stmt *plan;

		g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &plan, NULL), ==, SQLITE_OK);
		g_assert_cmpint(sqlite3_step(plan), ==, SQLITE_ROW);
		g_assert_nonnull(
		    strstr((const char *)sqlite3_column_text(plan, 3), "USING INDEX record_of_"));
		sqlite3_finalize(plan);
	}
	ht_store_connection_close(db);
}

static int user_version(sqlite3 *db)
{
	sqlite3_stmt *statement;
	int version;

	g_assert_cmpint(sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL), ==,
			SQLITE_OK);
	g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
	version = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return version;
}

static void test_migration(struct fixture *fixture, gconstpointer unused)
{
	sqlite3 *db = open_raw(fixture);
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_assert_cmpint(user_version(db), ==, 0);
	ht_store_schema_migrate(db, &error);
	g_assert_no_error(error);
	g_assert_cmpint(user_version(db), ==, ht_store_schema_version());
	/* A second time there is nothing to do. */
	ht_store_schema_migrate(db, &error);
	g_assert_no_error(error);

	sqlite3_exec(db, "UPDATE meta SET value = '2'", NULL, NULL, NULL);
	g_assert_false(ht_store_schema_migrate(db, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED);
	g_clear_error(&error);
	sqlite3_exec(db, "PRAGMA user_version = 999", NULL, NULL, NULL);
	g_assert_false(ht_store_schema_migrate(db, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED);
	ht_store_connection_close(db);
}

/* A step that fails half-way leaves the version before it, whole. */
static void test_migration_fails_whole(struct fixture *fixture, gconstpointer unused)
{
	sqlite3 *db = open_raw(fixture);
	g_autoptr(GError) error = NULL;

	(void)unused;
	sqlite3_exec(db, "CREATE TABLE document (in_the_way)", NULL, NULL, NULL);
	g_assert_false(ht_store_schema_migrate(db, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	g_clear_error(&error);
	g_assert_cmpint(user_version(db), ==, 0);
	sqlite3_exec(db, "DROP TABLE document", NULL, NULL, NULL);
	ht_store_schema_migrate(db, &error);
	g_assert_no_error(error);
	ht_store_connection_close(db);
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
	ADD("round-trip", test_round_trip);
	ADD("order-and-filters", test_order_and_filters);
	ADD("time-limits", test_time_limits);
	ADD("visitor", test_visitor);
	ADD("invalid-records", test_invalid_records);
	ADD("documents", test_documents);
	ADD("every-statement-prepares", test_every_statement_prepares);
	ADD("lists-use-an-index", test_lists_use_an_index);
	ADD("removals-use-an-index", test_removals_use_an_index);
	ADD("migration", test_migration);
	ADD("migration-fails-whole", test_migration_fails_whole);
	return g_test_run();
}
