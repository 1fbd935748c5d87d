/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ECG engine on drawn signals: every beat, at every rate and size, in order and in time. */
#include "health-models/ecg/ecg.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "tests/unit/drawn-ecg.h"
#include "tests/unit/heard-ecg.h"

/* Each drawn beat has one final label within 20 ms (80 ms for a broad one), and there are no
 * others. */
static void check_beats(const struct drawn_ecg *d, const struct heard_ecg *h, double rate_hz)
{
	const double tolerance_s = rate_hz < 100 ? 0.05 : 0.02;
	size_t n = 0;

	for (size_t i = 0; i < h->count; i++) {
		const struct ecg_beat *b = &h->event[i].beat;
		const struct drawn_beat *drawn = &d->beat[n];

		if (h->event[i].kind != ECG_BEAT_FINAL || b->label == BEAT_NONE)
			continue;
		g_assert_cmpuint(n, <, d->count);
		g_assert_cmpfloat(fabs((double)b->sample_index / rate_hz - drawn->at_s), <,
				  drawn->ventricular ? 0.08 : tolerance_s);
		g_assert_cmpint(b->label, ==, drawn->ventricular ? BEAT_VENTRICULAR : BEAT_NORMAL);
		n++;
	}
	g_assert_cmpuint(n, ==, d->count);
}

/* First labels within 600 ms once the level is learned, final ones within 3 s always. */
static void check_latency(const struct heard_ecg *h, double rate_hz)
{
	for (size_t i = 0; i < h->count; i++) {
		const struct ecg_beat *b = &h->event[i].beat;
		double late_s = (double)(b->decided_index - b->sample_index) / rate_hz;

		if (h->event[i].kind == ECG_BEAT_FINAL)
			g_assert_cmpfloat(late_s, <=, 3.0);
		if (h->event[i].kind == ECG_BEAT_FIRST)
			g_assert_cmpfloat(late_s, <=,
					  (double)b->sample_index < 2.0 * rate_hz ? 2.5 : 0.6);
	}
}

static void check_steady(double rate_hz, double amplitude_uv, double rr_s)
{
	struct drawn_ecg d;
	struct heard_ecg h;
	size_t count;
	float *uv;

	drawn_ecg_init(&d, amplitude_uv);
	drawn_ecg_add(&d, 60, rr_s, false);
	uv = drawn_ecg_samples(&d, rate_hz, &count);
	heard_ecg_run(&h, uv, count, rate_hz, 1);
	heard_ecg_check_order(&h, count);
	check_beats(&d, &h, rate_hz);
	check_latency(&h, rate_hz);
	g_assert_cmpuint(heard_ecg_rhythm(&h, RHYTHM_REGULAR), ==, 1);
	g_assert_null(heard_ecg_finding(&h, FINDING_IRREGULAR, 0));
	for (size_t i = 0; i < h.count; i++) {
		if (h.event[i].kind == ECG_BEAT_FINAL && h.event[i].beat.id > 1)
			g_assert_cmpfloat(fabs((double)h.event[i].beat.rr_ms / 1000 - rr_s), <,
					  0.012);
	}
	heard_ecg_clear(&h);
	g_free(uv);
}

static void test_rates(void)
{
	const double rates[] = {50, 100, 128, 130, 200, 250, 300, 360, 500, 512, 1000, 2000};

	for (size_t i = 0; i < G_N_ELEMENTS(rates); i++)
		check_steady(rates[i], 1000, 0.8);
}

static void test_sizes(void)
{
	const double sizes_uv[] = {300, -300, 1000, -1000, 4000, -4000};

	for (size_t i = 0; i < G_N_ELEMENTS(sizes_uv); i++)
		check_steady(130, sizes_uv[i], 0.9);
}

static void test_heart_rates(void)
{
	check_steady(130, 1000, 1.4);
	check_steady(130, 1000, 0.6);
	check_steady(130, 1000, 0.42);
}

static void test_refused_rates(void)
{
	const double refused[] = {0, -130, 20, 49.9, 2000.1, 10000, (double)INFINITY, (double)NAN};
	struct ecg *e = g_new(struct ecg, 1);

	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		const struct ecg_settings settings = {.rate_hz = refused[i]};

		g_assert_cmpint(ecg_init(e, &settings), ==, -ERANGE);
	}
	g_free(e);
}

/* 40 beats with a couplet, a run of four and single ventricular beats among normal ones. */
static void draw_ectopy(struct drawn_ecg *d)
{
	drawn_ecg_init(d, 1000);
	drawn_ecg_add(d, 20, 0.85, false);
	for (int i = 0; i < 3; i++) {
		drawn_ecg_add(d, 1, 0.5, true);
		drawn_ecg_add(d, 1, 1.2, false);
		drawn_ecg_add(d, 6, 0.85, false);
	}
	drawn_ecg_add(d, 2, 0.5, true);
	drawn_ecg_add(d, 1, 1.2, false);
	drawn_ecg_add(d, 10, 0.85, false);
	drawn_ecg_add(d, 4, 0.45, true);
	drawn_ecg_add(d, 1, 1.2, false);
	drawn_ecg_add(d, 12, 0.85, false);
}

static void check_run(const struct heard_ecg *h, const struct drawn_ecg *d, double rate_hz)
{
	const struct ecg_finding *couplet = heard_ecg_finding(h, FINDING_COUPLET, 0);
	const struct ecg_finding *run = heard_ecg_finding(h, FINDING_VENTRICULAR_TACHYCARDIA, 0);

	g_assert_nonnull(couplet);
	g_assert_null(heard_ecg_finding(h, FINDING_COUPLET, 1));
	g_assert_nonnull(run);
	g_assert_null(heard_ecg_finding(h, FINDING_VENTRICULAR_TACHYCARDIA, 1));
	g_assert_cmpfloat((double)run->number[0], ==, 4);
	g_assert_cmpfloat(fabs((double)run->number[1] - 60 / 0.45), <, 4);
	g_assert_cmpfloat(fabs((double)couplet->start_index / rate_hz - d->beat[44].at_s), <, 0.08);
	g_assert_cmpfloat(fabs((double)run->start_index / rate_hz - d->beat[57].at_s), <, 0.08);
	g_assert_cmpint(run->end_index, >, run->start_index);
	g_assert_cmpuint(heard_ecg_rhythm(h, RHYTHM_VENTRICULAR_TACHYCARDIA), ==, 1);
	g_assert_cmpuint(heard_ecg_rhythm(h, RHYTHM_REGULAR), ==, 2);
}

static void test_ventricular_beats(void)
{
	const double rates[] = {130, 360};
	struct drawn_ecg d;
	struct heard_ecg h;

	draw_ectopy(&d);
	for (size_t i = 0; i < G_N_ELEMENTS(rates); i++) {
		size_t count;
		float *uv = drawn_ecg_samples(&d, rates[i], &count);

		heard_ecg_run(&h, uv, count, rates[i], 1);
		heard_ecg_check_order(&h, count);
		check_beats(&d, &h, rates[i]);
		check_latency(&h, rates[i]);
		check_run(&h, &d, rates[i]);
		heard_ecg_clear(&h);
		g_free(uv);
	}
}

static gboolean same_beat(const struct ecg_beat *a, const struct ecg_beat *b)
{
	return a->id == b->id && a->sample_index == b->sample_index &&
	       a->decided_index == b->decided_index && a->label == b->label &&
	       memcmp(&a->confidence, &b->confidence, sizeof a->confidence) == 0 &&
	       memcmp(&a->rr_ms, &b->rr_ms, sizeof a->rr_ms) == 0 &&
	       memcmp(&a->qrs_ms, &b->qrs_ms, sizeof a->qrs_ms) == 0;
}

/* Beats that come early with their usual shape and no pause made up are supraventricular; the steady
 * ones around them are not. */
static void test_supraventricular_beats(void)
{
	struct drawn_ecg d;
	struct heard_ecg h;
	size_t count, early = 0, steady = 0;
	float *uv;

	drawn_ecg_init(&d, 1000);
	drawn_ecg_add(&d, 30, 0.9, false);
	for (int i = 0; i < 10; i++) {
		drawn_ecg_add(&d, 1, 0.5, false);
		drawn_ecg_add(&d, 9, 0.9, false);
	}
	uv = drawn_ecg_samples(&d, 130, &count);
	heard_ecg_run(&h, uv, count, 130, 1);
	for (size_t i = 0; i < h.count; i++) {
		const struct ecg_beat *b = &h.event[i].beat;

		if (h.event[i].kind != ECG_BEAT_FINAL || b->label != BEAT_SUPRAVENTRICULAR)
			continue;
		if (b->rr_ms > 0 && b->rr_ms < 600)
			early++;
		else
			steady++;
	}
	g_assert_cmpuint(early, >=, 8);
	g_assert_cmpuint(steady, ==, 0);
	heard_ecg_clear(&h);
	g_free(uv);
}

/* The same events in the same order, however the samples were cut into chunks. */
static void test_chunks(void)
{
	const size_t chunks[] = {2, 7, 73, 650};
	struct drawn_ecg d;
	struct heard_ecg whole, cut;
	size_t count;
	float *uv;

	draw_ectopy(&d);
	uv = drawn_ecg_samples(&d, 130, &count);
	heard_ecg_run(&whole, uv, count, 130, 1);
	g_assert_cmpuint(whole.count, >, 120);
	for (size_t k = 0; k < G_N_ELEMENTS(chunks); k++) {
		heard_ecg_run(&cut, uv, count, 130, chunks[k]);
		g_assert_cmpuint(cut.count, ==, whole.count);
		for (size_t i = 0; i < cut.count; i++) {
			g_assert_cmpint(cut.event[i].kind, ==, whole.event[i].kind);
			if (cut.event[i].kind <= ECG_BEAT_FINAL)
				g_assert_true(same_beat(&cut.event[i].beat, &whole.event[i].beat));
		}
		heard_ecg_clear(&cut);
	}
	heard_ecg_clear(&whole);
	g_free(uv);
}

/* A caller that never fetches is told so, loses nothing, and can go on. */
static void test_full_queue(void)
{
	struct ecg *e = g_new(struct ecg, 1);
	struct ecg_event event;
	struct drawn_ecg d;
	size_t count, refused = 0, finals = 0;
	float *uv;

	drawn_ecg_init(&d, 1000);
	drawn_ecg_add(&d, 400, 0.5, false);
	uv = drawn_ecg_samples(&d, 130, &count);
	g_assert_cmpint(ecg_init(e, &ecg_settings_default), ==, 0);
	for (size_t i = 0; i < count; i++) {
		while (ecg_push(e, uv[i]) == -ENOBUFS) {
			refused++;
			while (ecg_get(e, &event) > 0)
				finals +=
				    event.kind == ECG_BEAT_FINAL && event.beat.label != BEAT_NONE;
		}
	}
	while (ecg_flush(e) != 0) {
		while (ecg_get(e, &event) > 0)
			finals += event.kind == ECG_BEAT_FINAL && event.beat.label != BEAT_NONE;
	}
	g_assert_cmpuint(refused, >, 0);
	g_assert_cmpuint(finals, ==, d.count);
	g_assert_cmpint(ecg_push(e, 0), ==, -EINVAL);
	g_free(e);
	g_free(uv);
}

static void test_nothing(void)
{
	struct ecg *e = g_new(struct ecg, 1);
	struct ecg_event event;

	g_assert_cmpint(ecg_init(e, &ecg_settings_default), ==, 0);
	g_assert_cmpint(ecg_get(e, &event), ==, 0);
	g_assert_cmpint(ecg_flush(e), ==, 0);
	g_assert_cmpint(ecg_get(e, &event), ==, 0);
	g_free(e);
}

/* Regular, then intervals as in atrial fibrillation, then regular: one finding over the middle. */
static void test_irregular_stretch(void)
{
	const struct ecg_finding *finding;
	struct drawn_ecg d;
	struct heard_ecg h;
	guint32 draw = 7;
	double from_s, to_s;
	size_t count;
	float *uv;

	drawn_ecg_init(&d, 1000);
	drawn_ecg_add(&d, 40, 0.8, false);
	from_s = d.end_s;
	for (int i = 0; i < 60; i++) {
		draw = draw * 1664525U + 1013904223U;
		drawn_ecg_add(&d, 1, 0.5 + 0.5 * (double)(draw >> 8) / 16777216.0, false);
	}
	to_s = d.end_s;
	drawn_ecg_add(&d, 40, 0.8, false);
	uv = drawn_ecg_samples(&d, 130, &count);
	heard_ecg_run(&h, uv, count, 130, 1);
	heard_ecg_check_order(&h, count);
	g_assert_cmpuint(heard_ecg_count(&h, BEAT_NONE), ==, d.count);
	finding = heard_ecg_finding(&h, FINDING_IRREGULAR, 0);
	g_assert_nonnull(finding);
	g_assert_null(heard_ecg_finding(&h, FINDING_IRREGULAR, 1));
	g_assert_cmpfloat(fabs((double)finding->start_index / 130 - from_s), <, 12);
	g_assert_cmpfloat(fabs((double)finding->end_index / 130 - to_s), <, 12);
	g_assert_cmpfloat((double)finding->number[0], >, 0.1);
	g_assert_cmpuint(heard_ecg_rhythm(&h, RHYTHM_IRREGULAR), ==, 1);
	heard_ecg_clear(&h);
	g_free(uv);
}

/* 100 a minute is fast or not as the person's limits say, set before or on the way. */
static void test_rate_limits(void)
{
	const struct ecg_settings tight = {.rate_hz = 130, .rate_limits = {.tachy_above_bpm = 90}};
	const struct ecg_settings wrong = {.rate_hz = 130, .rate_limits = {.tachy_above_bpm = 500}};
	const struct rate_limits wide = {.tachy_above_bpm = 110};
	struct ecg *e = g_new(struct ecg, 1);
	struct drawn_ecg d;
	size_t samples;
	float *uv;

	drawn_ecg_init(&d, 1000);
	drawn_ecg_add(&d, 60, 0.6, false);
	uv = drawn_ecg_samples(&d, 130, &samples);
	g_assert_cmpint(ecg_init(e, &wrong), ==, -ERANGE);
	for (int widen = 0; widen <= 1; widen++) {
		struct ecg_event event;
		size_t fast = 0;

		g_assert_cmpint(ecg_init(e, &tight), ==, 0);
		g_assert_cmpint(ecg_set_rate_limits(e, wrong.rate_limits), ==, -ERANGE);
		if (widen)
			g_assert_cmpint(ecg_set_rate_limits(e, wide), ==, 0);
		for (size_t i = 0; i < samples; i++) {
			g_assert_cmpint(ecg_push(e, uv[i]), >=, 0);
			while (ecg_get(e, &event) > 0)
				fast += event.kind == ECG_FINDING;
		}
		ecg_flush(e);
		while (ecg_get(e, &event) > 0)
			fast += event.kind == ECG_FINDING &&
				event.finding.kind == FINDING_TACHYCARDIA &&
				event.finding.number[1] == 90;
		g_assert_cmpuint(fast, ==, widen ? 0 : 1);
	}
	g_free(uv);
	g_free(e);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ecg/rate-limits", test_rate_limits);
	g_test_add_func("/ecg/rates", test_rates);
	g_test_add_func("/ecg/sizes", test_sizes);
	g_test_add_func("/ecg/heart-rates", test_heart_rates);
	g_test_add_func("/ecg/refused-rates", test_refused_rates);
	g_test_add_func("/ecg/ventricular-beats", test_ventricular_beats);
	g_test_add_func("/ecg/supraventricular-beats", test_supraventricular_beats);
	g_test_add_func("/ecg/chunks", test_chunks);
	g_test_add_func("/ecg/full-queue", test_full_queue);
	g_test_add_func("/ecg/nothing", test_nothing);
	g_test_add_func("/ecg/irregular-stretch", test_irregular_stretch);
	return g_test_run();
}
