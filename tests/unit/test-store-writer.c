/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue is bounded, what is told as stored is stored, and nothing is lost when writing fails.
 */
#include "tests/unit/full-disk.h"
#include "tests/unit/store-fixture.h"

#include "common/glib/ht-error.h"
#include "privacy/store/store-connection.h"

#include <math.h>
#include <string.h>

/* What the events said, in their order. */
struct heard {
	GMainLoop *loop;
	GString *committed;
	guint64 sample_count;
	int room;
	int failed;
	GThread *thread;
};

static void on_committed(gpointer context, const char *stream, gint64 stored_until_utc_ns,
			 guint64 sample_count)
{
	struct heard *heard = context;

	g_assert_true(g_thread_self() == heard->thread);
	g_string_append_printf(heard->committed, "%s@%" G_GINT64_FORMAT "=%" G_GUINT64_FORMAT " ",
			       stream, stored_until_utc_ns, sample_count);
	heard->sample_count = sample_count;
	g_main_loop_quit(heard->loop);
}

static void on_room(gpointer context)
{
	struct heard *heard = context;

	heard->room++;
	g_main_loop_quit(heard->loop);
}

static void on_failed(gpointer context, const GError *error)
{
	struct heard *heard = context;

	g_assert_true(error->domain == HT_ERROR);
	heard->failed++;
	g_main_loop_quit(heard->loop);
}

static void heard_init(struct heard *heard)
{
	*heard = (struct heard){
	    .loop = g_main_loop_new(NULL, FALSE),
	    .committed = g_string_new(NULL),
	    .thread = g_thread_self(),
	};
}

static void heard_clear(struct heard *heard)
{
	g_main_loop_unref(heard->loop);
	g_string_free(heard->committed, TRUE);
}

static HtStore *open_listening(const struct fixture *fixture, struct heard *heard,
			       gsize queue_bytes_max, guint commit_interval_ms)
{
	const HtStoreSettings settings = {queue_bytes_max, commit_interval_ms};
	const HtStoreEvents events = {heard, on_committed, on_room, on_failed};
	g_autoptr(GError) error = NULL;
	HtStore *store =
	    ht_store_open(fixture->dir, fixture->keyring, &settings, &events, NULL, &error);

	g_assert_no_error(error);
	return store;
}

static void close_store(HtStore *store)
{
	g_autoptr(GError) error = NULL;

	ht_store_close(store, &error);
	g_assert_no_error(error);
}

static struct record ecg(const char *stream, int i)
{
	struct record record =
	    fixture_record(stream, RECORD_ECG_WAVEFORM, i * 1000, i * 1000 + 999);

	record.number[0] = i * 130;
	record.number[1] = 130;
	return record;
}

static gboolean append_ecg(HtStore *store, const char *stream, int i, GError **error)
{
	static const guint8 blob[273];
	struct record record = ecg(stream, i);

	record.blob = blob;
	record.blob_size = sizeof(blob);
	return ht_store_append(store, &record, error);
}

static gboolean count_in_order(gpointer context, const struct record *record)
{
	int *count = context;

	g_assert_cmpint(record->start_utc_ns, ==, *count * 1000);
	(*count)++;
	return TRUE;
}

static int count_stored(HtStore *store, const char *stream)
{
	const HtStoreQuery query = {.stream = stream, .end_utc_ns = G_MAXINT64};
	g_autoptr(GError) error = NULL;
	int count = 0;

	ht_store_query(store, &query, count_in_order, &count, &error);
	g_assert_no_error(error);
	return count;
}

static void dispatch_all(void)
{
	while (g_main_context_iteration(NULL, FALSE))
		;
}

static void test_committed(struct fixture *fixture, gconstpointer unused)
{
	struct heard heard;
	struct record other = fixture_record("a", RECORD_BEATS, 9000, 9001);
	HtStore *store;
	g_autoptr(GError) error = NULL;

	(void)unused;
	heard_init(&heard);
	store = open_listening(fixture, &heard, 4u << 20, 3600 * 1000);
	append_ecg(store, "a", 0, &error);
	append_ecg(store, "a", 1, &error);
	ht_store_append(store, &other, &error);
	ht_store_flush(store, &error);
	append_ecg(store, "a", 2, &error);
	ht_store_flush(store, &error);
	ht_store_append(store, &other, &error);
	ht_store_flush(store, &error);
	g_assert_no_error(error);
	/* Nothing comes but in the owner's loop; no waveform, no word. */
	g_assert_cmpstr(heard.committed->str, ==, "");
	dispatch_all();
	g_assert_cmpstr(heard.committed->str, ==, "a@1999=260 a@2999=390 ");
	close_store(store);
	heard_clear(&heard);
}

/* Two streams in one transaction: one word each. */
static void test_committed_of_two(struct fixture *fixture, gconstpointer unused)
{
	struct heard heard;
	HtStore *store;
	g_autoptr(GError) error = NULL;

	(void)unused;
	heard_init(&heard);
	store = open_listening(fixture, &heard, 4u << 20, 3600 * 1000);
	append_ecg(store, "a", 0, &error);
	append_ecg(store, "b", 6, &error);
	append_ecg(store, "a", 1, &error);
	ht_store_flush(store, &error);
	g_assert_no_error(error);
	dispatch_all();
	g_assert_nonnull(strstr(heard.committed->str, "a@1999=260 "));
	g_assert_nonnull(strstr(heard.committed->str, "b@6999=910 "));
	g_assert_cmpuint(heard.committed->len, ==, 22);
	close_store(store);
	heard_clear(&heard);
}

static void test_numbers_that_are_none(struct fixture *fixture, gconstpointer unused)
{
	static const double none[] = {NAN, INFINITY, -1000, 1e300};
	struct heard heard;
	HtStore *store;

	(void)unused;
	heard_init(&heard);
	store = open_listening(fixture, &heard, 4u << 20, 3600 * 1000);
	for (gsize i = 0; i < G_N_ELEMENTS(none); i++) {
		g_autoptr(GError) error = NULL;
		struct record record = ecg("a", 0);

		record.number[0] = none[i];
		ht_store_append(store, &record, &error);
		ht_store_flush(store, &error);
		g_assert_no_error(error);
		heard.sample_count = 1;
		dispatch_all();
		g_assert_cmpuint(heard.sample_count, ==, 0);
	}
	close_store(store);
	heard_clear(&heard);
}

/* Without a flush: after the interval. */
static void test_commits_by_itself(struct fixture *fixture, gconstpointer unused)
{
	struct heard heard;
	HtStore *store;
	g_autoptr(GError) error = NULL;

	(void)unused;
	heard_init(&heard);
	store = open_listening(fixture, &heard, 4u << 20, 1);
	append_ecg(store, "a", 0, &error);
	g_assert_no_error(error);
	g_main_loop_run(heard.loop);
	g_assert_cmpstr(heard.committed->str, ==, "a@999=130 ");
	append_ecg(store, "a", 1, &error);
	g_assert_no_error(error);
	g_main_loop_run(heard.loop);
	g_assert_cmpuint(heard.sample_count, ==, 260);
	close_store(store);
	heard_clear(&heard);
}

/* A source that waits for room gets everything through a queue that holds a few records, long
 * before the interval is over. */
static void test_bounded_queue(struct fixture *fixture, gconstpointer unused)
{
	enum { RECORDS = 500 };
	struct heard heard;
	HtStore *store;
	int appended = 0;
	int busy = 0;

	(void)unused;
	heard_init(&heard);
	store = open_listening(fixture, &heard, 8192, 3600 * 1000);
	while (appended < RECORDS) {
		g_autoptr(GError) error = NULL;

		if (append_ecg(store, "a", appended, &error)) {
			appended++;
			continue;
		}
		g_assert_error(error, HT_ERROR, HT_ERROR_BUSY);
		busy++;
		heard.room = 0;
		while (heard.room == 0)
			g_main_loop_run(heard.loop);
	}
	/* More than the queue holds cannot have gone in without a wait. */
	g_assert_cmpint(busy, >, 0);
	close_store(store);
	store = fixture_open_store(fixture, NULL);
	g_assert_cmpint(count_stored(store, "a"), ==, RECORDS);
	close_store(store);
	heard_clear(&heard);
}

static void test_has_room(struct fixture *fixture, gconstpointer unused)
{
	struct heard heard;
	HtStore *store;
	int i = 0;

	(void)unused;
	heard_init(&heard);
	store = open_listening(fixture, &heard, 8192, 3600 * 1000);
	for (int told = 0; told < 3; told++) {
		while (ht_store_has_room(store)) {
			g_autoptr(GError) error = NULL;

			append_ecg(store, "a", i++, &error);
			g_assert_no_error(error);
		}
		/* "No room" comes while what is under way still fits. */
		append_ecg(store, "a", i++, NULL);
		heard.room = 0;
		while (heard.room == 0)
			g_main_loop_run(heard.loop);
	}
	close_store(store);
	store = fixture_open_store(fixture, NULL);
	g_assert_cmpint(count_stored(store, "a"), ==, i);
	close_store(store);
	heard_clear(&heard);
}

static void test_full_disk(struct fixture *fixture, gconstpointer unused)
{
	enum { RECORDS = 300, FILE_MAX = 64 << 10 };
	struct heard heard;
	HtStore *store;
	g_autoptr(GError) error = NULL;

	(void)unused;
	heard_init(&heard);
	store = open_listening(fixture, &heard, 4u << 20, 1);
	disk_limit_files(FILE_MAX);
	for (int i = 0; i < RECORDS; i++) {
		append_ecg(store, "a", i, &error);
		g_assert_no_error(error);
	}
	while (heard.failed == 0)
		g_main_loop_run(heard.loop);
	/* Told once, however often it is tried; who asks is told too. */
	for (int i = 0; i < 3; i++) {
		g_assert_false(ht_store_flush(store, &error));
		g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
		g_clear_error(&error);
	}
	dispatch_all();
	g_assert_cmpint(heard.failed, ==, 1);

	disk_free_files();
	ht_store_flush(store, &error);
	g_assert_no_error(error);
	dispatch_all();
	g_assert_cmpuint(heard.sample_count, ==, RECORDS * 130);
	g_assert_cmpint(count_stored(store, "a"), ==, RECORDS);

	/* And told again when it fails again. */
	disk_limit_files(FILE_MAX / 16);
	for (int i = RECORDS; i < 2 * RECORDS; i++)
		append_ecg(store, "a", i, NULL);
	while (heard.failed == 1)
		g_main_loop_run(heard.loop);
	disk_free_files();
	close_store(store);
	store = fixture_open_store(fixture, NULL);
	g_assert_cmpint(count_stored(store, "a"), ==, 2 * RECORDS);
	close_store(store);
	heard_clear(&heard);
}

/* Tried again by itself, with nobody asking. */
static void test_full_disk_ends(struct fixture *fixture, gconstpointer unused)
{
	struct heard heard;
	HtStore *store;

	(void)unused;
	heard_init(&heard);
	store = open_listening(fixture, &heard, 4u << 20, 1);
	disk_limit_files(4096);
	for (int i = 0; i < 100; i++)
		append_ecg(store, "a", i, NULL);
	while (heard.failed == 0)
		g_main_loop_run(heard.loop);
	disk_free_files();
	while (heard.sample_count < 100 * 130)
		g_main_loop_run(heard.loop);
	g_assert_cmpint(count_stored(store, "a"), ==, 100);
	close_store(store);
	heard_clear(&heard);
}

/* Closing on a full disk says what is lost, and a document that cannot be written says so. */
static void test_close_on_full_disk(struct fixture *fixture, gconstpointer unused)
{
	struct heard heard;
	HtStore *store;
	g_autoptr(GBytes) content = g_bytes_new_static("x", 1);
	g_autoptr(GError) error = NULL;

	(void)unused;
	heard_init(&heard);
	store = open_listening(fixture, &heard, 4u << 20, 3600 * 1000);
	disk_limit_files(4096);
	for (int i = 0; i < 100; i++)
		append_ecg(store, "a", i, NULL);
	g_assert_false(ht_store_put_document(store, NULL, "people", "1", content, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	g_clear_error(&error);
	g_assert_false(ht_store_close(store, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	g_assert_nonnull(strstr(error->message, "100 records"));
	disk_free_files();
	store = fixture_open_store(fixture, NULL);
	g_assert_cmpint(count_stored(store, "a"), ==, 0);
	close_store(store);
	heard_clear(&heard);
}

/* Another connection holds the write lock: the flush says busy, and later all is written. */
static void test_locked_by_another(struct fixture *fixture, gconstpointer unused)
{
	struct heard heard;
	HtStore *store;
	g_autofree char *path = fixture_path(fixture, "twin.db");
	g_autoptr(HtSecret) key = ht_keyring_derive(fixture->keyring, HT_PURPOSE_DATABASE);
	g_autoptr(GError) error = NULL;
	sqlite3 *other;

	(void)unused;
	heard_init(&heard);
	store = open_listening(fixture, &heard, 4u << 20, 3600 * 1000);
	other = ht_store_connection_open(path, key, HT_STORE_WRITING, &error);
	g_assert_no_error(error);
	g_assert_cmpint(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
	append_ecg(store, "a", 0, &error);
	g_assert_no_error(error);
	g_assert_false(ht_store_flush(store, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_BUSY);
	g_clear_error(&error);
	g_assert_cmpint(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
	ht_store_connection_close(other);
	while (heard.sample_count == 0)
		g_main_loop_run(heard.loop);
	g_assert_cmpint(heard.failed, ==, 0);
	g_assert_cmpint(count_stored(store, "a"), ==, 1);
	close_store(store);
	heard_clear(&heard);
}

struct appender {
	HtStore *store;
	const char *stream;
};

static gpointer append_many(gpointer data)
{
	const struct appender *appender = data;
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < 1000; i++) {
		append_ecg(appender->store, appender->stream, i, &error);
		g_assert_no_error(error);
		if (i % 100 == 0) {
			ht_store_flush(appender->store, &error);
			g_assert_no_error(error);
			g_assert_cmpint(count_stored(appender->store, appender->stream), ==, i + 1);
		}
	}
	return NULL;
}

/* Several threads append, flush and read at once. */
static void test_threads(struct fixture *fixture, gconstpointer unused)
{
	static const char *const streams[] = {"a", "b", "c"};
	struct appender appenders[G_N_ELEMENTS(streams)];
	GThread *threads[G_N_ELEMENTS(streams)];
	HtStore *store = fixture_open_store(fixture, NULL);

	(void)unused;
	for (gsize i = 0; i < G_N_ELEMENTS(streams); i++) {
		appenders[i] = (struct appender){store, streams[i]};
		threads[i] = g_thread_new("append", append_many, &appenders[i]);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(streams); i++)
		g_thread_join(threads[i]);
	close_store(store);
	store = fixture_open_store(fixture, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(streams); i++)
		g_assert_cmpint(count_stored(store, streams[i]), ==, 1000);
	close_store(store);
}

/* What was not delivered is dropped with the store: its owner may be gone. */
static void test_silent_after_close(struct fixture *fixture, gconstpointer unused)
{
	struct heard heard;
	HtStore *store;

	(void)unused;
	heard_init(&heard);
	store = open_listening(fixture, &heard, 4u << 20, 3600 * 1000);
	append_ecg(store, "a", 0, NULL);
	close_store(store);
	dispatch_all();
	g_assert_cmpuint(heard.committed->len, ==, 0);
	heard_clear(&heard);
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
	ADD("committed", test_committed);
	ADD("committed-of-two", test_committed_of_two);
	ADD("numbers-that-are-none", test_numbers_that_are_none);
	ADD("commits-by-itself", test_commits_by_itself);
	ADD("bounded-queue", test_bounded_queue);
	ADD("has-room", test_has_room);
	ADD("full-disk", test_full_disk);
	ADD("full-disk-ends", test_full_disk_ends);
	ADD("close-on-full-disk", test_close_on_full_disk);
	ADD("locked-by-another", test_locked_by_another);
	ADD("threads", test_threads);
	ADD("silent-after-close", test_silent_after_close);
	return g_test_run();
}
