/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small records become packed ones, nothing else changes, and how often it runs does not show. */
#include "common/timebase.h"
#include "common/waveform.h"
#include "daemon/upkeep/compact.h"
#include "daemon/upkeep/compactor.h"
#include "daemon/answers/stored-records.h"
#include "privacy/pack/record-pack.h"
#include "tests/unit/store-fixture.h"

#include <string.h>

enum { RATE_HZ = 100, WINDOW = 300 };
#define START (G_GINT64_CONSTANT(1764201600) * NS_PER_S)

typedef struct {
	struct fixture fixture;
	HtStore *store;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
	fixture_set_up(&f->fixture, unused);
	f->store = fixture_open_store(&f->fixture, NULL);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
	g_assert_true(ht_store_close(f->store, NULL));
	fixture_tear_down(&f->fixture, unused);
}

static void append_second(Fixture *f, const char *stream, guint second)
{
	const struct waveform head = {RATE_HZ * 1000, 1000, RATE_HZ};
	struct record record =
	    fixture_record(stream, RECORD_ECG_WAVEFORM, START + second * NS_PER_S,
			   START + (second + 1) * NS_PER_S);
	guint8 blob[WAVEFORM_HEADER_SIZE + 3 * RATE_HZ];
	gint32 uv[RATE_HZ];

	for (guint i = 0; i < RATE_HZ; i++)
		uv[i] = (gint32)((i * 7 + second * 13 + (guchar)stream[0]) % 400) - 200;
	record.number[0] = second * RATE_HZ;
	record.number[1] = RATE_HZ;
	record.blob = blob;
	record.blob_size = (gsize)waveform_encode(&head, uv, blob, sizeof blob);
	g_assert_true(ht_store_append(f->store, &record, NULL));
}

static void append(Fixture *f, const char *stream, guint first, guint end)
{
	for (guint second = first; second < end; second++)
		append_second(f, stream, second);
	g_assert_true(ht_store_flush(f->store, NULL));
}

static gboolean print(gpointer context, const struct record *record)
{
	g_autofree char *sum =
	    g_compute_checksum_for_data(G_CHECKSUM_MD5, record->blob, record->blob_size);

	g_string_append_printf(
	    context, "%s %s %u v%u %" G_GINT64_FORMAT "+%" G_GINT64_FORMAT " %g %g %s\n",
	    record->person, record->stream, record->kind, record->version,
	    record->start_utc_ns - START, record->end_utc_ns - record->start_utc_ns,
	    record->number[0], record->number[1], sum);
	return TRUE;
}

static gboolean count(gpointer context, const struct record *record)
{
	(void)record;
	(*(guint *)context)++;
	return TRUE;
}

static guint count_rows(Fixture *f)
{
	const HtStoreQuery query = {.end_utc_ns = G_MAXINT64};
	guint rows = 0;

	g_assert_true(ht_store_query(f->store, &query, count, &rows, NULL));
	return rows;
}

/* All that is stored of a stream, unpacked or as it lies there. */
static char *read_stream(Fixture *f, const char *stream, gboolean unpacked)
{
	const HtStoreQuery query = {.stream = stream, .end_utc_ns = G_MAXINT64};
	GString *text = g_string_new(NULL);

	g_assert_true(
	    (unpacked ? ht_stored_query : ht_store_query)(f->store, &query, print, text, NULL));
	return g_string_free(text, FALSE);
}

static void compact(Fixture *f, gint64 *from, HtCompactFinished finished)
{
	g_autoptr(GError) error = NULL;

	g_assert_true(ht_compact(f->store, from, finished, NULL, NULL, &error));
	g_assert_no_error(error);
}

static void test_windows(Fixture *f, gconstpointer unused)
{
	g_autofree char *before = NULL, *after = NULL;
	gint64 from = 0;

	(void)unused;
	append(f, "s", 150, 150 + 3 * WINDOW);
	before = read_stream(f, "s", TRUE);
	compact(f, &from, NULL);
	after = read_stream(f, "s", TRUE);
	g_assert_cmpstr(before, ==, after);
	/* Half a window, two whole ones, and half a one. */
	g_assert_cmpuint(count_rows(f), ==, 4);
	compact(f, &from, NULL);
	g_assert_cmpuint(count_rows(f), ==, 4);
}

static void test_hole(Fixture *f, gconstpointer unused)
{
	gint64 from = 0;

	(void)unused;
	append(f, "s", 0, 20);
	append(f, "s", 25, WINDOW);
	compact(f, &from, NULL);
	g_assert_cmpuint(count_rows(f), ==, 2);
}

static gboolean s_goes_on(gpointer context, const char *stream)
{
	(void)context;
	return strcmp(stream, "s") != 0;
}

static void test_open_window(Fixture *f, gconstpointer unused)
{
	gint64 from = 0;

	(void)unused;
	append(f, "s", 0, WINDOW + 10);
	append(f, "t", 0, WINDOW + 10);
	compact(f, &from, s_goes_on);
	/* The open window of s stays as it is. */
	g_assert_cmpuint(count_rows(f), ==, 1 + 10 + 2);
	g_assert_cmpint(from, <=, START + WINDOW * NS_PER_S);
	append(f, "s", WINDOW + 10, 2 * WINDOW);
	compact(f, &from, s_goes_on);
	g_assert_cmpuint(count_rows(f), ==, 1 + WINDOW + 2);
	append(f, "s", 2 * WINDOW, 2 * WINDOW + 1);
	compact(f, &from, s_goes_on);
	g_assert_cmpuint(count_rows(f), ==, 2 + 1 + 2);
}

static gboolean all_go_on(gpointer context, const char *stream)
{
	(void)context;
	(void)stream;
	return FALSE;
}

/* Returns what lies in the store after seconds came in steps, with a run after each. */
static char *compact_in_steps(Fixture *f, guint step, guint end)
{
	gint64 from = 0;

	tear_down(f, NULL);
	set_up(f, NULL);
	for (guint at = 7; at < end; at += step) {
		append(f, "s", at, MIN(at + step, end));
		compact(f, &from, all_go_on);
	}
	compact(f, &from, NULL);
	return read_stream(f, "s", FALSE);
}

static void test_same_however_often(Fixture *f, gconstpointer unused)
{
	g_autofree char *once = compact_in_steps(f, 1000, 1400);

	(void)unused;
	for (guint step = 37; step < 900; step += 171) {
		g_autofree char *often = compact_in_steps(f, step, 1400);

		g_assert_cmpstr(often, ==, once);
	}
}

static void test_query_parts(Fixture *f, gconstpointer unused)
{
	const HtStoreQuery part = {.stream = "s",
				   .start_utc_ns = START + 10 * NS_PER_S + 1,
				   .end_utc_ns = START + 13 * NS_PER_S};
	HtStoreQuery newest = {.kind = RECORD_ECG_WAVEFORM,
			       .end_utc_ns = G_MAXINT64,
			       .newest_first = TRUE,
			       .limit = 3};
	g_autoptr(GString) plain = g_string_new(NULL);
	g_autoptr(GString) packed = g_string_new(NULL);
	gint64 from = 0;

	(void)unused;
	append(f, "s", 0, 2 * WINDOW);
	g_assert_true(ht_store_query(f->store, &part, print, plain, NULL));
	g_assert_true(ht_store_query(f->store, &newest, print, plain, NULL));
	compact(f, &from, NULL);
	g_assert_true(ht_stored_query(f->store, &part, print, packed, NULL));
	g_assert_true(ht_stored_query(f->store, &newest, print, packed, NULL));
	g_assert_cmpstr(plain->str, ==, packed->str);
}

typedef struct {
	Fixture *f;
	guint seen;
} Interrupted;

static gboolean compact_at_first(gpointer context, const struct record *record)
{
	Interrupted *interrupted = context;
	gint64 from = 0;

	(void)record;
	if (interrupted->seen++ == 0)
		compact(interrupted->f, &from, NULL);
	return TRUE;
}

/* Whoever reads while packed ones take the place of seconds misses none. */
static void test_while_reading(Fixture *f, gconstpointer unused)
{
	const HtStoreQuery all = {.stream = "s", .end_utc_ns = G_MAXINT64};
	Interrupted interrupted = {.f = f};

	(void)unused;
	append(f, "s", 0, 2 * WINDOW);
	g_assert_true(ht_stored_query(f->store, &all, compact_at_first, &interrupted, NULL));
	g_assert_cmpuint(interrupted.seen, ==, 2 * WINDOW);
	g_assert_cmpuint(count_rows(f), ==, 2);
}

typedef struct {
	Fixture *f;
	gboolean erased;
} Erased;

/* Erases between reading and packing. */
static gboolean erase_then_finished(gpointer context, const char *stream)
{
	Erased *erased = context;

	(void)stream;
	if (!erased->erased)
		erased->erased =
		    ht_store_erase(erased->f->store, "person-1", HT_SEGMENT_ALWAYS, NULL, NULL);
	g_assert_true(erased->erased);
	return TRUE;
}

static void test_erased_meanwhile(Fixture *f, gconstpointer unused)
{
	Erased erased = {.f = f};
	gint64 from = 0;

	(void)unused;
	append(f, "s", 0, 2 * WINDOW);
	g_assert_true(ht_compact(f->store, &from, erase_then_finished, &erased, NULL, NULL));
	g_assert_true(erased.erased);
	g_assert_cmpuint(count_rows(f), ==, 0);
}

static void test_damaged_packed(Fixture *f, gconstpointer unused)
{
	const HtStoreQuery all = {.end_utc_ns = G_MAXINT64};
	struct record record = fixture_record("s", RECORD_BEATS, START, START + NS_PER_S);
	g_autoptr(GError) error = NULL;
	guint rows = 0;

	(void)unused;
	record.version = HT_PACKED_VERSION;
	record.blob = (const guint8 *)"no";
	record.blob_size = 2;
	g_assert_true(ht_store_append(f->store, &record, NULL));
	g_assert_true(ht_store_flush(f->store, NULL));
	g_assert_false(ht_stored_query(f->store, &all, count, &rows, &error));
	g_assert_nonnull(error);
	g_assert_cmpuint(rows, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
#define ADD(path, test) g_test_add(path, Fixture, NULL, set_up, test, tear_down)
	ADD("/compact/packed-they-unpack-to-the-same", test_windows);
	ADD("/compact/a-hole-ends-a-record", test_hole);
	ADD("/compact/a-window-that-may-grow-waits", test_open_window);
	ADD("/compact/the-same-however-often-it-runs", test_same_however_often);
	ADD("/compact/questions-find-the-parts", test_query_parts);
	ADD("/compact/who-reads-meanwhile-misses-none", test_while_reading);
	ADD("/compact/erased-meanwhile-stays-erased", test_erased_meanwhile);
	ADD("/compact/a-damaged-record-is-an-error", test_damaged_packed);
	return g_test_run();
}
