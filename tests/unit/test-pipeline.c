/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pipeline, fed block by block as the link does it, with a real store behind. */
#include "common/timebase.h"
#include "common/waveform.h"
#include "common/timeline.h"
#include "tests/unit/pipeline-fixture.h"

#include <string.h>

static void begin(struct pipeline_fixture *f)
{
	pipeline_begin(f, STRAP);
}

static void end(struct pipeline_fixture *f)
{
	pipeline_end(f, STRAP);
}

static void send_at(struct pipeline_fixture *f, guint64 device_ns, guint count, guint rate_mhz)
{
	struct sample_block block = {.kind = SAMPLE_ECG};

	block.ecg.device_ns = device_ns;
	block.ecg.rate_mhz = rate_mhz;
	block.ecg.count = (guint16)count;
	for (guint i = 0; i < count && i < ECG_BLOCK_MAX; i++)
		block.ecg.uv[i] = (gint32)i;
	pipeline_send(f, STRAP, &block, 0);
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
	pipeline_send(f, STRAP, &block, 0);
}

static void skip_frames(struct pipeline_fixture *f, guint frames)
{
	f->device_ns += (guint64)timeline_span_ns(RATE_MHZ, FRAME) * frames;
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
	g_assert_cmpuint(pipeline_read(f, RECORD_ECG_WAVEFORM), ==, 3);
	for (guint i = 0; i < 3; i++) {
		const struct record *record = pipeline_record(f, i);

		g_assert_cmpint((gint64)record->number[0], ==, index);
		g_assert_cmpint(record->start_utc_ns, ==,
				start_utc_ns + timeline_span_ns(RATE_MHZ, index));
		index += (gint64)record->number[1];
		g_assert_cmpint(record->end_utc_ns, ==,
				start_utc_ns + timeline_span_ns(RATE_MHZ, index));
		g_assert_cmpstr(record->person, ==, f->person);
	}
	g_assert_cmpint(index, ==, 5 * FRAME);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 0);
	check_totals(f, 5 * FRAME, 0, 0);
}

static void check_gap(struct pipeline_fixture *f, guint index, enum gap_cause cause, int missed)
{
	const struct record *gap = pipeline_record(f, index);

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
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 3);
	check_gap(f, 0, GAP_FRAME_LOST, 2 * FRAME);
	check_gap(f, 1, GAP_QUEUE_FULL, FRAME);
	check_gap(f, 2, GAP_BAD_FRAME, -1);
	check_totals(f, 6 * FRAME, 3 * FRAME, 1);
	pipeline_read(f, RECORD_ECG_WAVEFORM);
	g_assert_cmpint((gint64)pipeline_record(f, f->records->len - 1)->number[0] +
			    (gint64)pipeline_record(f, f->records->len - 1)->number[1],
			==, 9 * FRAME);
}

/* A late stamp is no hole; what is lost are whole packets. */
static void test_jitter(struct pipeline_fixture *f, gconstpointer unused)
{
	guint64 sample_ns = (guint64)timeline_span_ns(RATE_MHZ, 1);

	(void)unused;
	begin(f);
	send_frames(f, 1);
	f->device_ns += sample_ns * 6 / 10;
	send_frames(f, 1);
	f->device_ns -= sample_ns * 6 / 10;
	send_frames(f, 1);
	f->device_ns += sample_ns * 5;
	send_frames(f, 1);
	end(f);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 1);
	check_gap(f, 0, GAP_FRAME_LOST, 5);
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
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 0);
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
	g_assert_cmpuint(pipeline_read(f, RECORD_ECG_WAVEFORM), ==, 6);
	for (guint i = 1; i < 6; i++)
		g_assert_cmpint(pipeline_record(f, i)->start_utc_ns, >=,
				pipeline_record(f, i - 1)->end_utc_ns);
	g_assert_cmpstr(pipeline_record(f, 0)->stream, ==, "s000001");
	g_assert_cmpstr(pipeline_record(f, 5)->stream, ==, "s000003");
	check_totals(f, 6 * FRAME, 0, 0);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 2);
	check_gap(f, 0, GAP_CLOCK_SET, -1);
	check_gap(f, 1, GAP_CLOCK_SET, -1);
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
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 1);
	gap = pipeline_record(f, 0);
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
	g_assert_cmpuint(pipeline_read(f, RECORD_ECG_WAVEFORM), ==, 4);
	g_assert_cmpstr(pipeline_record(f, 1)->person, ==, f->person);
	g_assert_cmpstr(pipeline_record(f, 2)->person, ==, "");
	g_assert_cmpuint(pipeline_read(f, RECORD_TWIN_STATE), ==, 1);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 0);
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
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 1);
	check_gap(f, 0, GAP_FRAME_LOST, 1000 * FRAME);
	pipeline_read(f, RECORD_ECG_WAVEFORM);
	g_assert_cmpint((gint64)pipeline_record(f, 2)->number[0], ==, 1002 * FRAME);
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
		pipeline_send(f, STRAP, &block, 0);
	end(f);
	g_assert_cmpuint(pipeline_read(f, RECORD_HEART_RATE), ==, 3);
	g_assert_cmpint(pipeline_record(f, 2)->start_utc_ns, ==, start_utc_ns + 3 * NS_PER_S);
	g_assert_cmpfloat(pipeline_record(f, 2)->number[0], ==, 61.0);
	g_assert_cmpfloat(pipeline_record(f, 2)->number[1], ==, -1.0);
}

static void test_timeline(void)
{
	const struct timeline timeline = {.origin_utc_ns = start_utc_ns, .rate_mhz = RATE_MHZ};
	gint64 day = INT64_C(130) * 86400;

	g_assert_cmpint(timeline_utc_ns(&timeline, 0), ==, start_utc_ns);
	g_assert_cmpint(timeline_utc_ns(&timeline, 1), ==, start_utc_ns + 7692307);
	g_assert_cmpint(timeline_utc_ns(&timeline, 1000 * day), ==,
			start_utc_ns + INT64_C(86400000) * NS_PER_S);
}

#define ADD(path, function)                                                                        \
	g_test_add("/pipeline/" path, struct pipeline_fixture, NULL, pipeline_set_up, function,    \
		   pipeline_tear_down)

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
