/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipeline, fed block by block as the link does it, with a real store behind. */
#include "common/timebase.h"
#include "common/waveform.h"
#include "daemon/pipeline.h"
#include "common/timeline.h"
#include "tests/unit/store-fixture.h"

#include <string.h>

#define STRAP "A0:9E:1A:00:00:01"

enum { FRAME = 73, RATE_MHZ = 130000 };

static const gint64 start_utc_ns = INT64_C(1767225600) * NS_PER_S;

struct pipeline_fixture {
	struct fixture base;
	HtStore *store;
	HtPeople *people;
	HtClock *clock;
	HtOutlets outlets;
	HtPipeline *pipeline;
	const HtLinkSink *sink;
	char *person;
	guint64 device_ns; /* of the newest sample sent */
	GArray *records;   /* struct record, without blobs, of what is stored */
};

static void stored(gpointer context, const char *stream, gint64 until_utc_ns, guint64 count)
{
	(void)context;
	(void)stream;
	(void)until_utc_ns;
	(void)count;
}

static void changed(gpointer context)
{
	(void)context;
}

static void set_up(struct pipeline_fixture *f, gconstpointer unused)
{
	const HtPipelineEvents events = {f, stored, changed};
	g_autoptr(GVariant) settings = g_variant_ref_sink(g_variant_new_parsed("{'name': <'x'>}"));

	fixture_set_up(&f->base, unused);
	f->store = fixture_open_store(&f->base, NULL);
	f->people = ht_people_load(f->store, NULL);
	f->clock = ht_clock_new_virtual(start_utc_ns);
	f->outlets = (HtOutlets){ht_writer_new(f->store), ht_twins_new(), ht_live_new()};
	f->pipeline = ht_pipeline_new(&f->outlets, f->clock, f->people, 1, &events);
	f->sink = ht_pipeline_sink(f->pipeline);
	f->person = ht_people_add(f->people, settings, NULL);
	g_assert_true(ht_people_enroll(f->people, STRAP, "", 0, NULL));
	g_assert_true(ht_people_assign(f->people, STRAP, f->person, 0, NULL));
	f->device_ns = 1000 * NS_PER_S;
	f->records = g_array_new(FALSE, FALSE, sizeof(struct record));
}

static void tear_down(struct pipeline_fixture *f, gconstpointer unused)
{
	ht_pipeline_free(f->pipeline);
	ht_writer_free(f->outlets.writer);
	ht_twins_free(f->outlets.twins);
	ht_live_free(f->outlets.live);
	ht_clock_free(f->clock);
	ht_people_free(f->people);
	g_assert_true(ht_store_close(f->store, NULL));
	g_free(f->person);
	g_array_unref(f->records);
	fixture_tear_down(&f->base, unused);
}

static void begin(struct pipeline_fixture *f)
{
	const HtWearable wearable = {.address = STRAP};

	f->sink->begin(f->sink->context, &wearable);
}

static void end(struct pipeline_fixture *f)
{
	f->sink->end(f->sink->context, STRAP);
}

static void send_at(struct pipeline_fixture *f, guint64 device_ns, guint count, guint rate_mhz)
{
	struct sample_block block = {.kind = SAMPLE_ECG};

	block.ecg.device_ns = device_ns;
	block.ecg.rate_mhz = rate_mhz;
	block.ecg.count = (guint16)count;
	for (guint i = 0; i < count && i < ECG_BLOCK_MAX; i++)
		block.ecg.uv[i] = (gint32)i;
	f->sink->block(f->sink->context, STRAP, &block, 0, &(const HtOrigin){0});
}

/* The next frames of a device that keeps time. */
static void send_frames(struct pipeline_fixture *f, guint frames)
{
	while (frames-- > 0) {
		f->device_ns += (guint64)timeline_span_ns(RATE_MHZ, FRAME);
		send_at(f, f->device_ns, FRAME, RATE_MHZ);
	}
}

/* More than 24 bits of microvolts. */
static void send_impossible(struct pipeline_fixture *f)
{
	struct sample_block block = {.kind = SAMPLE_ECG};

	block.ecg.device_ns = f->device_ns + NS_PER_S;
	block.ecg.rate_mhz = RATE_MHZ;
	block.ecg.count = FRAME;
	block.ecg.uv[FRAME - 1] = 1 << 23;
	f->sink->block(f->sink->context, STRAP, &block, 0, &(const HtOrigin){0});
}

static void skip_frames(struct pipeline_fixture *f, guint frames)
{
	f->device_ns += (guint64)timeline_span_ns(RATE_MHZ, FRAME) * frames;
}

static gboolean take_record(gpointer context, const struct record *record)
{
	g_array_append_vals(context, record, 1);
	return TRUE;
}

/* Ends everything and reads what is stored of one kind. */
static guint read_kind(struct pipeline_fixture *f, enum record_kind kind)
{
	const HtStoreQuery query = {.kind = (guint16)kind, .end_utc_ns = G_MAXINT64};

	ht_pipeline_finish(f->pipeline);
	g_assert_true(ht_writer_drain(f->outlets.writer, NULL));
	g_array_set_size(f->records, 0);
	g_assert_true(ht_store_query(f->store, &query, take_record, f->records, NULL));
	return f->records->len;
}

static const struct record *record_at(struct pipeline_fixture *f, guint index)
{
	g_assert_cmpuint(index, <, f->records->len);
	return &g_array_index(f->records, struct record, index);
}

static void check_totals(struct pipeline_fixture *f, guint64 in, guint64 dropped, guint64 bad)
{
	HtStreamCounts totals;

	ht_streams_totals(ht_pipeline_streams(f->pipeline), &totals);
	g_assert_cmpuint(totals.samples_in, ==, in);
	g_assert_cmpuint(totals.samples_dropped, ==, dropped);
	g_assert_cmpuint(totals.frames_bad, ==, bad);
}

/* Records of a second each, the short last one too, one after the other without a hole. */
static void test_seconds(struct pipeline_fixture *f, gconstpointer unused)
{
	gint64 index = 0;

	(void)unused;
	begin(f);
	send_frames(f, 5);
	end(f);
	g_assert_cmpuint(read_kind(f, RECORD_ECG_WAVEFORM), ==, 3);
	for (guint i = 0; i < 3; i++) {
		const struct record *record = record_at(f, i);

		g_assert_cmpint((gint64)record->number[0], ==, index);
		g_assert_cmpint(record->start_utc_ns, ==,
				start_utc_ns + timeline_span_ns(RATE_MHZ, index));
		index += (gint64)record->number[1];
		g_assert_cmpint(record->end_utc_ns, ==,
				start_utc_ns + timeline_span_ns(RATE_MHZ, index));
		g_assert_cmpstr(record->person, ==, f->person);
	}
	g_assert_cmpint(index, ==, 5 * FRAME);
	g_assert_cmpuint(read_kind(f, RECORD_GAP), ==, 0);
	check_totals(f, 5 * FRAME, 0, 0);
}

static void check_gap(struct pipeline_fixture *f, guint index, enum gap_cause cause, int missed)
{
	const struct record *gap = record_at(f, index);

	g_assert_cmpint((int)gap->number[0], ==, cause);
	g_assert_cmpint((int)gap->number[1], ==, missed);
	if (missed > 0)
		g_assert_cmpint(gap->end_utc_ns - gap->start_utc_ns, <=,
				timeline_span_ns(RATE_MHZ, missed) + 1);
}

static void test_lost_frames(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	begin(f);
	send_frames(f, 3);
	skip_frames(f, 2);
	send_frames(f, 1);
	skip_frames(f, 1);
	f->sink->lost(f->sink->context, STRAP, GAP_QUEUE_FULL, 1);
	send_frames(f, 1);
	/* A loss that leaves no hole in the ECG was another characteristic's. */
	f->sink->lost(f->sink->context, STRAP, GAP_BAD_FRAME, 1);
	send_frames(f, 1);
	end(f);
	g_assert_cmpuint(read_kind(f, RECORD_GAP), ==, 3);
	check_gap(f, 0, GAP_FRAME_LOST, 2 * FRAME);
	check_gap(f, 1, GAP_QUEUE_FULL, FRAME);
	check_gap(f, 2, GAP_BAD_FRAME, -1);
	check_totals(f, 6 * FRAME, 3 * FRAME, 1);
	read_kind(f, RECORD_ECG_WAVEFORM);
	g_assert_cmpint((gint64)record_at(f, f->records->len - 1)->number[0] +
			    (gint64)record_at(f, f->records->len - 1)->number[1],
			==, 9 * FRAME);
}

/* Half a sample is where a late clock ends and a missing sample begins. */
static void test_jitter(struct pipeline_fixture *f, gconstpointer unused)
{
	guint64 sample_ns = (guint64)timeline_span_ns(RATE_MHZ, 1);

	(void)unused;
	begin(f);
	send_frames(f, 1);
	f->device_ns += sample_ns * 4 / 10;
	send_frames(f, 1);
	f->device_ns -= sample_ns * 4 / 10;
	send_frames(f, 1);
	f->device_ns += sample_ns * 6 / 10;
	send_frames(f, 1);
	end(f);
	g_assert_cmpuint(read_kind(f, RECORD_GAP), ==, 1);
	check_gap(f, 0, GAP_FRAME_LOST, 1);
}

static void test_late_and_twice(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	begin(f);
	send_frames(f, 3);
	send_at(f, f->device_ns, FRAME, RATE_MHZ);
	send_at(f, f->device_ns - NS_PER_S, FRAME, RATE_MHZ);
	send_frames(f, 1);
	end(f);
	check_totals(f, 6 * FRAME, 2 * FRAME, 0);
	g_assert_cmpuint(read_kind(f, RECORD_GAP), ==, 0);
}

static void test_rubbish(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	begin(f);
	send_at(f, 1, 0, RATE_MHZ);
	send_at(f, 1, ECG_BLOCK_MAX + 1, RATE_MHZ);
	send_at(f, 1, FRAME, 0);
	send_at(f, 1, FRAME, G_MAXUINT32);
	send_at(f, G_MAXUINT64, FRAME, RATE_MHZ);
	send_frames(f, 1);
	send_at(f, G_MAXINT64, FRAME, RATE_MHZ);
	send_impossible(f);
	end(f);
	check_totals(f, FRAME, 0, 7);
}

/* A clock that is set begins a new stream, after the old one in hub time. */
static void test_clock_set(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	begin(f);
	send_frames(f, 2);
	f->device_ns += 2 * 3600 * (guint64)NS_PER_S;
	send_frames(f, 2);
	f->device_ns = 5 * NS_PER_S;
	send_frames(f, 2);
	end(f);
	g_assert_cmpuint(read_kind(f, RECORD_ECG_WAVEFORM), ==, 6);
	for (guint i = 1; i < 6; i++)
		g_assert_cmpint(record_at(f, i)->start_utc_ns, >=, record_at(f, i - 1)->end_utc_ns);
	g_assert_cmpstr(record_at(f, 0)->stream, ==, "s000001");
	g_assert_cmpstr(record_at(f, 5)->stream, ==, "s000003");
	check_totals(f, 6 * FRAME, 0, 0);
}

static void test_reconnect(struct pipeline_fixture *f, gconstpointer unused)
{
	gint64 away_ns = timeline_span_ns(RATE_MHZ, 20 * FRAME);
	const struct record *gap;

	(void)unused;
	begin(f);
	send_frames(f, 2);
	end(f);
	skip_frames(f, 20);
	begin(f);
	send_frames(f, 2);
	end(f);
	g_assert_cmpuint(read_kind(f, RECORD_GAP), ==, 1);
	gap = record_at(f, 0);
	check_gap(f, 0, GAP_LINK_LOST, -1);
	g_assert_cmpstr(gap->stream, ==, "s000002");
	g_assert_cmpint(ABS(gap->end_utc_ns - gap->start_utc_ns - away_ns), <, NS_PER_MS);
}

/* What was sent before belongs to whom it belonged; nobody's samples are kept and not analysed. */
static void test_reassign(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	begin(f);
	send_frames(f, 2);
	g_assert_true(ht_people_assign(f->people, STRAP, "", 1, NULL));
	ht_pipeline_reassign(f->pipeline, STRAP);
	send_frames(f, 2);
	end(f);
	g_assert_cmpuint(read_kind(f, RECORD_ECG_WAVEFORM), ==, 4);
	g_assert_cmpstr(record_at(f, 1)->person, ==, f->person);
	g_assert_cmpstr(record_at(f, 2)->person, ==, "");
	g_assert_cmpuint(read_kind(f, RECORD_TWIN_STATE), ==, 1);
	g_assert_cmpuint(read_kind(f, RECORD_GAP), ==, 0);
}

/* Longer than the engine's memory: indices still are device time. */
static void test_long_hole(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	begin(f);
	send_frames(f, 2);
	skip_frames(f, 1000);
	send_frames(f, 2);
	end(f);
	g_assert_cmpuint(read_kind(f, RECORD_GAP), ==, 1);
	check_gap(f, 0, GAP_FRAME_LOST, 1000 * FRAME);
	read_kind(f, RECORD_ECG_WAVEFORM);
	g_assert_cmpint((gint64)record_at(f, 2)->number[0], ==, 1002 * FRAME);
}

/* Values without a device time: one a second under virtual time. */
static void test_heart_rates(struct pipeline_fixture *f, gconstpointer unused)
{
	struct sample_block block = {.kind = SAMPLE_HEART_RATE};

	(void)unused;
	block.heart_rate.hr_bpm = 61;
	begin(f);
	send_frames(f, 1);
	for (int i = 0; i < 3; i++)
		f->sink->block(f->sink->context, STRAP, &block, 0, &(const HtOrigin){0});
	end(f);
	g_assert_cmpuint(read_kind(f, RECORD_HEART_RATE), ==, 3);
	g_assert_cmpint(record_at(f, 2)->start_utc_ns, ==, start_utc_ns + 3 * NS_PER_S);
	g_assert_cmpfloat(record_at(f, 2)->number[0], ==, 61.0);
	g_assert_cmpfloat(record_at(f, 2)->number[1], ==, -1.0);
}

static void test_timeline(void)
{
	const struct timeline timeline = {start_utc_ns, RATE_MHZ};
	gint64 day = INT64_C(130) * 86400;

	g_assert_cmpint(timeline_utc_ns(&timeline, 0), ==, start_utc_ns);
	g_assert_cmpint(timeline_utc_ns(&timeline, 1), ==, start_utc_ns + 7692307);
	g_assert_cmpint(timeline_utc_ns(&timeline, 1000 * day), ==,
			start_utc_ns + INT64_C(86400000) * NS_PER_S);
}

#define ADD(path, function)                                                                        \
	g_test_add("/pipeline/" path, struct pipeline_fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	ADD("seconds", test_seconds);
	ADD("lost-frames", test_lost_frames);
	ADD("jitter", test_jitter);
	ADD("late-and-twice", test_late_and_twice);
	ADD("rubbish", test_rubbish);
	ADD("clock-set", test_clock_set);
	ADD("reconnect", test_reconnect);
	ADD("reassign", test_reassign);
	ADD("long-hole", test_long_hole);
	ADD("heart-rates", test_heart_rates);
	g_test_add_func("/timeline", test_timeline);
	return g_test_run();
}
