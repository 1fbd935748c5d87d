/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of a hub that did not know the time: dated once it is known, once and whole. */
#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "daemon/upkeep/undated.h"
#include "tests/unit/store-fixture.h"

#include <string.h>

#define HOUR_NS (INT64_C(3600) * NS_PER_S)

/* As a board has it that was off for a while: minutes after its last shutdown. */
static const HtTimeTie believed = {"11111111-2222-3333-4444-555555555555",
				   INT64_C(1770000000) * NS_PER_S};
static const HtTimeTie true_time = {"11111111-2222-3333-4444-555555555555",
				    INT64_C(1770000000) * NS_PER_S + 30 * HOUR_NS};
static const HtTimeTie other_boot = {"99999999-2222-3333-4444-555555555555",
				     INT64_C(1770000000) * NS_PER_S + 60 * HOUR_NS};

struct undated_fixture {
	struct fixture base;
	HtStore *store;
};

static void set_up(struct undated_fixture *f, gconstpointer unused)
{
	fixture_set_up(&f->base, unused);
	f->store = fixture_open_store(&f->base, NULL);
}

static void tear_down(struct undated_fixture *f, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	ht_store_close(f->store, &error);
	g_assert_no_error(error);
	fixture_tear_down(&f->base, unused);
}

static void append(struct undated_fixture *f, const char *stream, guint16 kind, gint64 start_ns)
{
	struct record record = fixture_record(stream, kind, start_ns, start_ns + NS_PER_S);
	g_autoptr(GError) error = NULL;

	record.number[0] = (double)(start_ns / NS_PER_S % 1000);
	record.blob = (const guint8 *)"samples";
	record.blob_size = 7;
	ht_store_append(f->store, &record, &error);
	g_assert_no_error(error);
}

static gboolean list_starts(gpointer context, const struct record *record)
{
	GArray *starts = context;

	if (record->kind != RECORD_CLOCK) {
		g_assert_cmpuint(record->blob_size, ==, 7);
		g_assert_cmpint(memcmp(record->blob, "samples", 7), ==, 0);
		g_assert_cmpint(record->end_utc_ns - record->start_utc_ns, ==, NS_PER_S);
	}
	g_array_append_val(starts, record->start_utc_ns);
	return TRUE;
}

static GArray *starts_of(struct undated_fixture *f, const char *stream, guint16 kind)
{
	const HtStoreQuery query = {
	    .stream = stream, .kind = kind, .start_utc_ns = G_MININT64, .end_utc_ns = G_MAXINT64};
	GArray *starts = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GError) error = NULL;

	ht_store_query(f->store, &query, list_starts, starts, &error);
	g_assert_no_error(error);
	return starts;
}

static void expect(struct undated_fixture *f, const char *stream, guint16 kind, gint64 first_ns,
		   guint count)
{
	g_autoptr(GArray) starts = starts_of(f, stream, kind);

	g_assert_cmpuint(starts->len, ==, count);
	for (guint i = 0; i < count; i++)
		g_assert_cmpint(g_array_index(starts, gint64, i), ==, first_ns + i * NS_PER_S);
}

/* Ten seconds of two kinds, with its mark. */
static void record_stream(struct undated_fixture *f, const char *stream, gint64 start_ns)
{
	g_autoptr(HtWriter) writer = ht_writer_new(f->store);
	struct record any = fixture_record(stream, RECORD_GAP, start_ns, start_ns);
	g_autoptr(GError) error = NULL;

	ht_undated_mark(writer, &believed, any.person, stream, start_ns);
	for (gint64 i = 0; i < 10; i++) {
		append(f, stream, RECORD_ECG_WAVEFORM, start_ns + i * NS_PER_S);
		append(f, stream, RECORD_FINDING, start_ns + i * NS_PER_S);
	}
	ht_store_flush(f->store, &error);
	g_assert_no_error(error);
}

static void settle(struct undated_fixture *f, const HtTimeTie *tie, guint wanted)
{
	g_autoptr(GError) error = NULL;
	guint settled = 99;

	g_assert_true(ht_undated_settle(f->store, tie, &settled, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(settled, ==, wanted);
}

static void test_moved_once(struct undated_fixture *f, gconstpointer unused)
{
	const gint64 start_ns = believed.utc_offset_ns + 100 * NS_PER_S;

	(void)unused;
	append(f, "s000002", RECORD_FINDING, start_ns);
	record_stream(f, "s000001", start_ns);
	settle(f, &true_time, 1);
	expect(f, "s000001", RECORD_ECG_WAVEFORM, start_ns + 30 * HOUR_NS, 10);
	expect(f, "s000001", RECORD_FINDING, start_ns + 30 * HOUR_NS, 10);
	expect(f, "s000001", RECORD_CLOCK, 0, 0);
	/* Another stream stays where it was. */
	expect(f, "s000002", RECORD_FINDING, start_ns, 1);
	settle(f, &true_time, 0);
	expect(f, "s000001", RECORD_ECG_WAVEFORM, start_ns + 30 * HOUR_NS, 10);
}

/* A difference shorter than the stream: the old place and the new one overlap. */
static void test_small_difference(struct undated_fixture *f, gconstpointer unused)
{
	const gint64 start_ns = believed.utc_offset_ns;
	HtTimeTie soon = believed;

	(void)unused;
	soon.utc_offset_ns += 3 * NS_PER_S;
	record_stream(f, "s000001", start_ns);
	settle(f, &soon, 1);
	expect(f, "s000001", RECORD_ECG_WAVEFORM, start_ns + 3 * NS_PER_S, 10);
	/* Back as well: a board's clock may have run ahead. */
	record_stream(f, "s000003", start_ns);
	soon.utc_offset_ns -= 10 * NS_PER_S;
	settle(f, &soon, 1);
	expect(f, "s000003", RECORD_FINDING, start_ns - 7 * NS_PER_S, 10);
}

/* Nothing ties another boot's times to ours: the stream keeps its time and its mark. */
static void test_other_boot(struct undated_fixture *f, gconstpointer unused)
{
	const gint64 start_ns = believed.utc_offset_ns;

	(void)unused;
	record_stream(f, "s000001", start_ns);
	settle(f, &other_boot, 0);
	expect(f, "s000001", RECORD_ECG_WAVEFORM, start_ns, 10);
	expect(f, "s000001", RECORD_CLOCK, start_ns, 1);
}

static void test_tie(void)
{
	g_autoptr(HtClock) system = ht_clock_new_system(TRUE);
	g_autoptr(HtClock) made_up = ht_clock_new_virtual(0);
	HtTimeTie tie;

	g_assert_false(ht_time_tie(&tie, made_up));
	g_assert_true(ht_time_tie(&tie, system));
	g_assert_cmpuint(strlen(tie.boot_id), ==, HT_BOOT_ID_SIZE);
	g_assert_cmpint(tie.utc_offset_ns, >, 0);
}

#define ADD(path, function)                                                                        \
	g_test_add(path, struct undated_fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	ADD("/undated/moved-once", test_moved_once);
	ADD("/undated/small-difference", test_small_difference);
	ADD("/undated/other-boot", test_other_boot);
	g_test_add_func("/undated/tie", test_tie);
	return g_test_run();
}
