/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pipeline makes of waves, readings, intervals and trust, with a real store behind. */
#include "common/reading_record.h"
#include "common/timebase.h"
#include "common/timeline.h"
#include "common/wave_record.h"
#include "health-models/ecg/finding_record.h"
#include "programme/finding-words.h"
#include "tests/unit/drawn-ecg.h"
#include "tests/unit/flag-permit.h"
#include "tests/unit/pipeline-fixture.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

static int open_live(struct pipeline_fixture *f)
{
	const HtPermit permit = permit_while(NULL);

	return ht_live_open(f->outlets.live, f->person, &permit, NULL);
}

enum { ACC_MHZ = 50000, ACC_FRAME = 25 };

/* The next frames of acceleration of a clock that keeps time; values count up. */
static void send_acc(struct pipeline_fixture *f, guint frames, double scale)
{
	struct sample_block block = {.kind = SAMPLE_WAVE};

	block.wave.quantity = QUANTITY_ACCELERATION;
	block.wave.has_time = true;
	block.wave.rate_mhz = ACC_MHZ;
	block.wave.channels = 3;
	block.wave.scale = scale;
	block.wave.count = ACC_FRAME;
	for (guint i = 0; i < 3 * ACC_FRAME; i++)
		block.wave.raw[i] = (gint32)(i * 1000) - 30000;
	while (frames-- > 0) {
		f->device_ns += (guint64)timeline_span_ns(ACC_MHZ, ACC_FRAME);
		block.wave.device_ns = f->device_ns;
		pipeline_send(f, STRAP, &block, 0);
	}
}

static void send_ecg(struct pipeline_fixture *f, guint frames)
{
	struct sample_block block = {.kind = SAMPLE_ECG};

	block.ecg.rate_mhz = RATE_MHZ;
	block.ecg.count = FRAME;
	for (guint i = 0; i < FRAME; i++)
		block.ecg.uv[i] = (gint32)(i % 7) * 20;
	while (frames-- > 0) {
		f->device_ns += (guint64)timeline_span_ns(RATE_MHZ, FRAME);
		block.ecg.device_ns = f->device_ns;
		pipeline_send(f, STRAP, &block, 0);
	}
}

static struct sample_block pressure(double systolic, double diastolic)
{
	struct sample_block block = {.kind = SAMPLE_READING};

	block.reading.user = 255;
	block.reading.count = 2;
	block.reading.value[0].quantity = QUANTITY_SYSTOLIC;
	block.reading.value[0].value = systolic;
	block.reading.value[1].quantity = QUANTITY_DIASTOLIC;
	block.reading.value[1].value = diastolic;
	return block;
}

/* A record a second, each count as it came. */
static void test_waves(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	pipeline_begin(f, STRAP);
	send_acc(f, 5, 0.001);
	pipeline_end(f, STRAP);
	g_assert_cmpuint(pipeline_read(f, RECORD_WAVE), ==, 3);
	for (guint i = 0; i < 3; i++) {
		const struct record *record = pipeline_record(f, i);

		g_assert_cmpint((int)record->number[0], ==, QUANTITY_ACCELERATION);
		g_assert_cmpint((int)record->number[1], ==, i < 2 ? 50 : 25);
		g_assert_cmpint((int)record->number[2], ==, ACC_MHZ);
		g_assert_cmpint((int)record->number[3], ==, 3);
		g_assert_cmpint(record->start_utc_ns, ==, start_utc_ns + (gint64)i * NS_PER_S);
		g_assert_cmpstr(record->person, ==, f->person);
		g_assert_cmpstr(record->stream, ==, "s000001.1.0");
	}
}

static gboolean check_counts(gpointer context, const struct record *record)
{
	gint32 raw[3 * ACC_FRAME];
	struct wave_record wave;
	guint *seen = context;

	g_assert_cmpint(wave_record_decode(record->version, record->blob, record->blob_size, &wave,
					   raw, G_N_ELEMENTS(raw)),
			==, 3 * ACC_FRAME);
	g_assert_cmpfloat(wave.scale, ==, 0.001);
	for (guint i = 0; i < 3 * ACC_FRAME; i++)
		g_assert_cmpint(raw[i], ==, (gint32)(i * 1000) - 30000);
	(*seen)++;
	return TRUE;
}

static void test_wave_is_lossless(struct pipeline_fixture *f, gconstpointer unused)
{
	const HtStoreQuery query = {.kind = RECORD_WAVE, .end_utc_ns = G_MAXINT64};
	guint seen = 0;

	(void)unused;
	pipeline_begin(f, STRAP);
	send_acc(f, 1, 0.001);
	pipeline_end(f, STRAP);
	pipeline_read(f, RECORD_WAVE);
	g_assert_true(ht_store_query(f->store, &query, check_counts, &seen, NULL));
	g_assert_cmpuint(seen, ==, 1);
}

/* A range that was chosen anew must not be mixed into one record. */
static void test_scale_changes(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	pipeline_begin(f, STRAP);
	send_acc(f, 1, 0.001);
	send_acc(f, 1, 0.002);
	pipeline_end(f, STRAP);
	g_assert_cmpuint(pipeline_read(f, RECORD_WAVE), ==, 2);
	g_assert_cmpstr(pipeline_record(f, 0)->stream, ==, "s000001.1.0");
	g_assert_cmpstr(pipeline_record(f, 1)->stream, ==, "s000001.1.1");
	g_assert_cmpint(pipeline_record(f, 1)->start_utc_ns, >=, pipeline_record(f, 0)->end_utc_ns);
}

static void test_wave_hole(struct pipeline_fixture *f, gconstpointer unused)
{
	const struct record *gap;

	(void)unused;
	pipeline_begin(f, STRAP);
	send_acc(f, 2, 0.001);
	f->device_ns += 3 * (guint64)timeline_span_ns(ACC_MHZ, ACC_FRAME);
	send_acc(f, 1, 0.001);
	pipeline_end(f, STRAP);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 1);
	gap = pipeline_record(f, 0);
	g_assert_cmpint((int)gap->number[0], ==, GAP_FRAME_LOST);
	g_assert_cmpint((int)gap->number[1], ==, 3 * ACC_FRAME);
	g_assert_cmpint((int)gap->number[2], ==, QUANTITY_ACCELERATION);
}

/* What the user switched off is no loss; what comes after it was switched on again is one. */
static void test_switched_off(struct pipeline_fixture *f, gconstpointer unused)
{
	HtStreamWish wishes[HT_STREAMS] = {[HT_STREAM_ECG] = {TRUE, 0}};

	(void)unused;
	pipeline_begin(f, STRAP);
	send_acc(f, 2, 0.001);
	ht_pipeline_wished(f->pipeline, STRAP, wishes);
	send_acc(f, 1, 0.001); /* was on its way */
	f->device_ns += 600 * (guint64)NS_PER_S;
	wishes[HT_STREAM_ACCELERATION].on = TRUE;
	ht_pipeline_wished(f->pipeline, STRAP, wishes);
	send_acc(f, 2, 0.001);
	f->device_ns += (guint64)timeline_span_ns(ACC_MHZ, ACC_FRAME);
	send_acc(f, 2, 0.001);
	pipeline_end(f, STRAP);
	g_assert_cmpuint(pipeline_read(f, RECORD_GAP), ==, 2);
	g_assert_cmpint((int)pipeline_record(f, 0)->number[0], ==, GAP_STREAM_OFF);
	g_assert_cmpint((int)pipeline_record(f, 1)->number[0], ==, GAP_FRAME_LOST);
}

static void test_wave_rubbish(struct pipeline_fixture *f, gconstpointer unused)
{
	struct sample_block block = {.kind = SAMPLE_WAVE};
	HtStreamCounts totals;

	(void)unused;
	pipeline_begin(f, STRAP);
	block.wave.quantity = QUANTITY_ACCELERATION;
	block.wave.count = 1;
	pipeline_send(f, STRAP, &block, 0); /* no channel */
	block.wave.channels = WAVE_CHANNELS_MAX + 1;
	pipeline_send(f, STRAP, &block, 0);
	block.wave.channels = 3;
	block.wave.count = WAVE_VALUES_MAX;
	pipeline_send(f, STRAP, &block, 0);
	pipeline_end(f, STRAP);
	ht_streams_totals(ht_pipeline_streams(f->pipeline), &totals);
	g_assert_cmpuint(totals.frames_bad, ==, 3);
	g_assert_cmpuint(pipeline_read(f, RECORD_WAVE), ==, 0);
}

static void test_reading(struct pipeline_fixture *f, gconstpointer unused)
{
	struct sample_block block = pressure(128, 82);
	const struct record *record;

	(void)unused;
	f->origin.trust = TRUST_AUTHENTICATED;
	pipeline_begin(f, CUFF);
	pipeline_send(f, CUFF, &block, 0);
	block = pressure(70, 110); /* the wrong way round: nobody lives like that */
	pipeline_send(f, CUFF, &block, 0);
	pipeline_end(f, CUFF);
	g_assert_cmpuint(pipeline_read(f, RECORD_READING), ==, 2);
	record = pipeline_record(f, 0);
	g_assert_cmpstr(record->person, ==, f->person);
	g_assert_cmpint((int)record->number[0], ==, QUANTITY_SYSTOLIC);
	g_assert_cmpfloat(record->number[1], ==, 128.0);
	g_assert_cmpint((int)record->number[2], ==, TRUST_AUTHENTICATED);
	record = pipeline_record(f, 1);
	g_assert_cmpint((int)record->number[2], ==, TRUST_SUSPECT);
	g_assert_cmpint((int)record->number[3], ==, TRUST_REASON_PHYSIOLOGY);
}

static void test_nobodys_reading(struct pipeline_fixture *f, gconstpointer unused)
{
	struct sample_block block = pressure(128, 82);

	(void)unused;
	g_assert_true(ht_people_assign(f->people, CUFF, "", 1, NULL));
	pipeline_begin(f, CUFF);
	pipeline_send(f, CUFF, &block, 0);
	pipeline_end(f, CUFF);
	g_assert_cmpuint(pipeline_read(f, RECORD_READING), ==, 1);
	g_assert_cmpstr(pipeline_record(f, 0)->person, ==, "");
}

static void test_intervals(struct pipeline_fixture *f, gconstpointer unused)
{
	struct sample_block block = {.kind = SAMPLE_INTERVALS};

	(void)unused;
	block.intervals.count = 2;
	block.intervals.interval[0].interval_ms = 1000;
	block.intervals.interval[1].interval_ms = 900;
	pipeline_begin(f, STRAP);
	send_ecg(f, 20);
	pipeline_send(f, STRAP, &block, 0);
	pipeline_send(f, STRAP, &block, 0);
	pipeline_end(f, STRAP);
	g_assert_cmpuint(pipeline_read(f, RECORD_INTERVALS), ==, 2);
	g_assert_cmpint((int)pipeline_record(f, 0)->number[0], ==, 2);
	/* They came together: the second lies over nothing that is there. */
	g_assert_cmpint(pipeline_record(f, 1)->start_utc_ns, >=, pipeline_record(f, 0)->end_utc_ns);
}

/* A record where trust changes, and none where it stays. */
static void test_trust(struct pipeline_fixture *f, gconstpointer unused)
{
	const struct record *record;

	(void)unused;
	f->origin.trust = TRUST_AUTHENTICATED;
	pipeline_begin(f, STRAP);
	send_ecg(f, 4);
	f->origin = (HtOrigin){TRUST_SUSPECT, TRUST_REASON_REPLAY};
	send_ecg(f, 4);
	f->origin = (HtOrigin){TRUST_AUTHENTICATED, 0};
	send_ecg(f, 4);
	pipeline_end(f, STRAP);
	g_assert_cmpuint(pipeline_read(f, RECORD_TRUST), ==, 3);
	record = pipeline_record(f, 1);
	g_assert_cmpint((int)record->number[0], ==, TRUST_SUSPECT);
	g_assert_cmpint((int)record->number[1], ==, TRUST_REASON_REPLAY);
	g_assert_cmpint(record->start_utc_ns, ==,
			start_utc_ns + timeline_span_ns(RATE_MHZ, 4 * FRAME));
}

static void test_trust_log(void)
{
	g_autoptr(HtTrustLog) log = ht_trust_log_new();
	guint reasons;

	g_assert_cmpint(ht_trust_log_over(log, 0, 10, NULL), ==, TRUST_UNAUTHENTICATED);
	ht_trust_log_add(log, 100, TRUST_AUTHENTICATED, 0);
	ht_trust_log_add(log, 200, TRUST_SUSPECT, TRUST_REASON_TIME);
	ht_trust_log_add(log, 300, TRUST_AUTHENTICATED, 0);
	g_assert_cmpint(ht_trust_log_over(log, 110, 150, NULL), ==, TRUST_AUTHENTICATED);
	g_assert_cmpint(ht_trust_log_over(log, 150, 201, &reasons), ==, TRUST_SUSPECT);
	g_assert_cmpuint(reasons, ==, TRUST_REASON_TIME);
	g_assert_cmpint(ht_trust_log_over(log, 299, 400, NULL), ==, TRUST_SUSPECT);
	g_assert_cmpint(ht_trust_log_over(log, 300, 400, &reasons), ==, TRUST_AUTHENTICATED);
	g_assert_cmpuint(reasons, ==, 0);
	/* Of very many changes, what was suspect stays so. */
	for (int i = 0; i < 2000; i++)
		ht_trust_log_add(log, 400 + i, i % 2 ? TRUST_AUTHENTICATED : TRUST_UNAUTHENTICATED,
				 0);
	g_assert_cmpint(ht_trust_log_over(log, 110, 150, NULL), ==, TRUST_SUSPECT);
	g_assert_cmpint(ht_trust_log_over(log, 2399, 3000, NULL), ==, TRUST_AUTHENTICATED);
}

/* (transfer full) Live lines of one type so far. */
static GPtrArray *lines_of(int fd, const char *type)
{
	GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)json_node_unref);
	g_autoptr(GString) text = g_string_new(NULL);
	g_auto(GStrv) lines = NULL;
	char buffer[4096];
	gssize n;

	while ((n = read(fd, buffer, sizeof buffer)) > 0)
		g_string_append_len(text, buffer, n);
	lines = g_strsplit(text->str, "\n", -1);
	for (char **line = lines; *line && **line; line++) {
		JsonNode *node = json_from_string(*line, NULL);

		if (g_str_equal(json_object_get_string_member(json_node_get_object(node), "type"),
				type))
			g_ptr_array_add(found, node);
		else
			json_node_unref(node);
	}
	return found;
}

static const char *member(GPtrArray *lines, guint index, const char *name)
{
	JsonObject *object = json_node_get_object(lines->pdata[index]);

	return json_object_has_member(object, name) ? json_object_get_string_member(object, name)
						    : "";
}

/* A minute of a drawn heart, then twenty seconds of a strap that lies on the table. */
static void send_heart(struct pipeline_fixture *f, gboolean take_off)
{
	g_autofree struct drawn_ecg *drawn = g_new0(struct drawn_ecg, 1);
	g_autofree float *samples = NULL;
	size_t count;

	drawn_ecg_init(drawn, 1000.0);
	drawn_ecg_add(drawn, 72, 0.83, FALSE);
	samples = drawn_ecg_samples(drawn, 130.0, &count);
	for (size_t at = 0; at + FRAME <= count + (take_off ? 20 * 130 : 0); at += FRAME) {
		struct sample_block block = {.kind = SAMPLE_ECG};

		f->device_ns += (guint64)timeline_span_ns(RATE_MHZ, FRAME);
		block.ecg.device_ns = f->device_ns;
		block.ecg.rate_mhz = RATE_MHZ;
		block.ecg.count = FRAME;
		for (size_t i = 0; i < FRAME; i++)
			block.ecg.uv[i] = at + i < count ? (gint32)samples[at + i] : 0;
		pipeline_send(f, STRAP, &block, 0);
	}
}

static guint64 beats_of_twin(struct pipeline_fixture *f)
{
	return twin_beats(ht_twins_get(f->outlets.twins, f->person));
}

/* What is suspect is stored, found in, and nothing that the twin learns from. */
static void test_twin_learns_from_the_trusted(struct pipeline_fixture *f, gconstpointer unused)
{
	(void)unused;
	pipeline_begin(f, STRAP);
	f->origin = (HtOrigin){TRUST_SUSPECT, TRUST_REASON_REPLAY};
	send_heart(f, FALSE);
	pipeline_end(f, STRAP);
	g_assert_cmpuint(beats_of_twin(f), ==, 0);
	pipeline_begin(f, STRAP);
	f->origin = (HtOrigin){TRUST_UNAUTHENTICATED, 0};
	send_heart(f, FALSE);
	pipeline_end(f, STRAP);
	g_assert_cmpuint(beats_of_twin(f), >, 60);
	g_assert_cmpuint(beats_of_twin(f), <=, 72);
	g_assert_cmpuint(pipeline_read(f, RECORD_BEATS), >, 100);
}

static gboolean take_no_signal(gpointer context, const struct record *record)
{
	struct ecg_finding *finding = context;
	struct ecg_finding read;

	g_assert_cmpint(
	    finding_record_decode(record->version, record->blob, record->blob_size, &read), ==, 0);
	if (read.kind == FINDING_NO_SIGNAL)
		*finding = read;
	return TRUE;
}

/* (transfer full) The words for the silence at the end. */
static char *words_of_silence(struct pipeline_fixture *f)
{
	const HtStoreQuery query = {.kind = RECORD_FINDING, .end_utc_ns = G_MAXINT64};
	struct ecg_finding finding = {0};

	pipeline_read(f, RECORD_FINDING);
	g_assert_true(ht_store_query(f->store, &query, take_no_signal, &finding, NULL));
	g_assert_cmpint((int)finding.kind, ==, FINDING_NO_SIGNAL);
	return ht_finding_reason(&finding);
}

/* The ECG alone tells it: off, and no heart that stands still. */
static void test_strap_off(struct pipeline_fixture *f, gconstpointer unused)
{
	int fd = open_live(f);
	g_autoptr(GPtrArray) lines = NULL;
	g_autofree char *words = NULL;

	(void)unused;
	pipeline_begin(f, STRAP);
	send_heart(f, TRUE);
	pipeline_end(f, STRAP);
	lines = lines_of(fd, "wearable");
	g_assert_cmpuint(lines->len, ==, 2);
	g_assert_cmpstr(member(lines, 1, "notice"), ==, "contact_lost");
	words = words_of_silence(f);
	g_assert_cmpstr(words, ==, "strap off the skin");
	close(fd);
}

/* The wearable says that it has contact: silence is no sign of the strap then. */
static void test_strap_on(struct pipeline_fixture *f, gconstpointer unused)
{
	struct sample_block block = {.kind = SAMPLE_HEART_RATE};
	g_autofree char *words = NULL;

	(void)unused;
	block.heart_rate.contact_supported = true;
	block.heart_rate.contact = true;
	pipeline_begin(f, STRAP);
	send_heart(f, FALSE);
	for (int i = 0; i < 20; i++) {
		struct sample_block silence = {.kind = SAMPLE_ECG};

		f->device_ns += (guint64)timeline_span_ns(RATE_MHZ, 130);
		silence.ecg.device_ns = f->device_ns;
		silence.ecg.rate_mhz = RATE_MHZ;
		silence.ecg.count = 130;
		pipeline_send(f, STRAP, &block, 0);
		pipeline_send(f, STRAP, &silence, 0);
	}
	pipeline_end(f, STRAP);
	words = words_of_silence(f);
	g_assert_true(g_str_has_suffix(words, ", the strap is on"));
}

static void send_battery(struct pipeline_fixture *f, guint8 percent)
{
	struct sample_block block = {.kind = SAMPLE_BATTERY};

	block.battery.percent = percent;
	pipeline_send(f, STRAP, &block, 0);
}

/* Told once, and again only after it was charged. */
static void test_battery_low(struct pipeline_fixture *f, gconstpointer unused)
{
	static const guint8 percents[] = {40, 15, 14, 13, 60, 10};
	static const char *const notices[] = {"", "battery_low", "", "", "", "battery_low"};
	int fd = open_live(f);
	g_autoptr(GPtrArray) lines = NULL;

	(void)unused;
	pipeline_begin(f, STRAP);
	for (gsize i = 0; i < G_N_ELEMENTS(percents); i++)
		send_battery(f, percents[i]);
	lines = lines_of(fd, "wearable");
	g_assert_cmpuint(lines->len, ==, G_N_ELEMENTS(notices));
	for (guint i = 0; i < lines->len; i++)
		g_assert_cmpstr(member(lines, i, "notice"), ==, notices[i]);
	close(fd);
}

static void test_contact_lost(struct pipeline_fixture *f, gconstpointer unused)
{
	struct sample_block block = {.kind = SAMPLE_HEART_RATE};
	int fd = open_live(f);
	g_autoptr(GPtrArray) lines = NULL;

	(void)unused;
	block.heart_rate.contact_supported = true;
	pipeline_begin(f, STRAP);
	block.heart_rate.contact = true;
	pipeline_send(f, STRAP, &block, 0);
	pipeline_send(f, STRAP, &block, 0);
	block.heart_rate.contact = false;
	pipeline_send(f, STRAP, &block, 0);
	lines = lines_of(fd, "wearable");
	g_assert_cmpuint(lines->len, ==, 2);
	g_assert_cmpstr(member(lines, 0, "notice"), ==, "");
	g_assert_cmpstr(member(lines, 1, "notice"), ==, "contact_lost");
	close(fd);
}

static void test_live(struct pipeline_fixture *f, gconstpointer unused)
{
	struct sample_block block = pressure(128, 82);
	int fd = open_live(f);
	g_autoptr(GPtrArray) readings = NULL;
	g_autoptr(GPtrArray) waves = NULL;

	(void)unused;
	f->origin = (HtOrigin){TRUST_SUSPECT, TRUST_REASON_TIME};
	pipeline_begin(f, CUFF);
	pipeline_send(f, CUFF, &block, 0);
	readings = lines_of(fd, "reading");
	g_assert_cmpuint(readings->len, ==, 1);
	g_assert_cmpstr(member(readings, 0, "text"), ==, "Blood pressure 128/82 mmHg");
	g_assert_cmpstr(member(readings, 0, "trust"), ==, "suspect");
	pipeline_begin(f, STRAP);
	send_acc(f, 1, 0.001);
	waves = lines_of(fd, "wave");
	g_assert_cmpuint(waves->len, ==, 1);
	g_assert_cmpstr(member(waves, 0, "quantity"), ==, "acceleration");
	g_assert_cmpstr(member(waves, 0, "unit"), ==, "m/s2");
	close(fd);
}

#define ADD(path, function)                                                                        \
	g_test_add("/sensors/" path, struct pipeline_fixture, NULL, pipeline_set_up, function,     \
		   pipeline_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	ADD("waves", test_waves);
	ADD("wave-is-lossless", test_wave_is_lossless);
	ADD("scale-changes", test_scale_changes);
	ADD("wave-hole", test_wave_hole);
	ADD("switched-off", test_switched_off);
	ADD("wave-rubbish", test_wave_rubbish);
	ADD("reading", test_reading);
	ADD("nobodys-reading", test_nobodys_reading);
	ADD("intervals", test_intervals);
	ADD("trust", test_trust);
	ADD("battery-low", test_battery_low);
	ADD("contact-lost", test_contact_lost);
	ADD("live", test_live);
	ADD("twin-learns-from-the-trusted", test_twin_learns_from_the_trusted);
	ADD("strap-off", test_strap_off);
	ADD("strap-on", test_strap_on);
	g_test_add_func("/trust-log", test_trust_log);
	return g_test_run();
}
