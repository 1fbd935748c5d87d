/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fibrillation is found in time, and nothing else is taken for it. */
#include "health-models/ecg/ecg.h"

#include <glib.h>
#include <math.h>

#include "health-models/signal/biquad.h"
#include "health-models/signal/rate_converter.h"
#include "tests/unit/drawn-ecg.h"

enum { INTERNAL_HZ = 200, SPANS_MAX = 8 };

struct heard {
	struct fibrillation_span span[SPANS_MAX];
	unsigned spans;
	double began_s; /* when it was said, -1 = never */
};

/* Noise that is the same on every machine: -1 .. 1. */
static double noise(guint32 *state)
{
	*state = *state * 1664525U + 1013904223U;
	return (double)(*state >> 8) / (1 << 23) - 1;
}

/* What a heart that fibrillates shows: four to six waves a second whose rate, height and shape
 * wander. */
static float fibrillating(double t)
{
	double phase = 2 * G_PI * (5 * t + 0.35 * sin(2 * G_PI * 0.31 * t) + 0.2 * sin(1.3 * t));
	double height = 450 + 160 * sin(2 * G_PI * 0.23 * t) + 90 * sin(2 * G_PI * 0.71 * t);

	return (float)(height * sin(phase) + 0.25 * height * sin(1.37 * phase + 1));
}

static void listen(struct heard *h, const float *uv, gsize count, double rate_hz)
{
	struct rate_converter *converter = g_new0(struct rate_converter, 1);
	struct fibrillation *f = g_new0(struct fibrillation, 1);
	struct rate_converter_sample s;
	struct fibrillation_span span;

	*h = (struct heard){.began_s = -1};
	rate_converter_init(converter, rate_hz, INTERNAL_HZ);
	fibrillation_init(f);
	for (gsize i = 0; i < count; i++) {
		rate_converter_push(converter, uv[i]);
		while (rate_converter_get(converter, &s)) {
			enum fibrillation_change change =
			    fibrillation_push(f, s.value, s.missing, &span);

			if (change == FIBRILLATION_BEGAN && h->began_s < 0)
				h->began_s = (double)i / rate_hz;
			if (change == FIBRILLATION_ENDED && h->spans < SPANS_MAX)
				h->span[h->spans++] = span;
		}
	}
	if (fibrillation_break(f, f->count, &span) == FIBRILLATION_ENDED && h->spans < SPANS_MAX)
		h->span[h->spans++] = span;
	g_free(f);
	g_free(converter);
}

/* 30 s of beats, 30 s of fibrillation, 30 s of beats. */
static float *collapse(double rate_hz, double sign, gsize *count)
{
	struct drawn_ecg d;
	float *uv;

	drawn_ecg_init(&d, 1000 * sign);
	drawn_ecg_add(&d, 120, 0.8, false);
	uv = drawn_ecg_samples(&d, rate_hz, count);
	*count = MIN(*count, (gsize)(90 * rate_hz));
	for (gsize i = (gsize)(30 * rate_hz); i < (gsize)(60 * rate_hz); i++)
		uv[i] = (float)sign * fibrillating((double)i / rate_hz);
	return uv;
}

static void test_found_in_time(void)
{
	static const double rates_hz[] = {100, 128, 130, 250, 360, 512, 1000};

	for (guint i = 0; i < 2 * G_N_ELEMENTS(rates_hz); i++) {
		double rate_hz = rates_hz[i / 2];
		struct heard h;
		gsize count;
		float *uv = collapse(rate_hz, i % 2 ? -1 : 1, &count);

		listen(&h, uv, count, rate_hz);
		g_assert_cmpuint(h.spans, ==, 1);
		g_assert_cmpfloat(h.began_s, >, 30);
		g_assert_cmpfloat(h.began_s, <, 38);
		g_assert_cmpint(ABS(h.span[0].start - 30 * INTERNAL_HZ), <=, 3 * INTERNAL_HZ);
		g_assert_cmpint(ABS(h.span[0].end - 60 * INTERNAL_HZ), <=, 4 * INTERNAL_HZ);
		g_assert_cmpfloat(h.span[0].confidence, >, 0.6);
		g_assert_cmpfloat(h.span[0].waves_per_min, >, 180);
		g_assert_cmpfloat(h.span[0].waves_per_min, <, 480);
		g_free(uv);
	}
}

/* Nothing is found in a minute of what the function draws. */
static void assert_nothing(float (*draw)(double t, guint32 *state))
{
	enum { RATE_HZ = 250, SECONDS = 60 };
	float *uv = g_new(float, RATE_HZ *SECONDS);
	guint32 state = 1;
	struct heard h;

	for (int i = 0; i < RATE_HZ * SECONDS; i++)
		uv[i] = draw((double)i / RATE_HZ, &state);
	listen(&h, uv, RATE_HZ * SECONDS, RATE_HZ);
	g_assert_cmpuint(h.spans, ==, 0);
	g_assert_cmpfloat(h.began_s, <, 0);
	g_free(uv);
}

static float flat(double t, guint32 *state)
{
	(void)t;
	(void)state;
	return 123;
}

static float quantiser_noise(double t, guint32 *state)
{
	(void)t;
	return (float)(round(noise(state)) * 2.2827);
}

static float missing(double t, guint32 *state)
{
	(void)state;
	return fmod(t, 3) < 1 ? NAN : 100;
}

static float mains(double t, guint32 *state)
{
	(void)state;
	return (float)(500 * sin(2 * G_PI * 50 * t));
}

static float breathing(double t, guint32 *state)
{
	(void)state;
	return (float)(2000 * sin(2 * G_PI * 0.3 * t));
}

static float rails(double t, guint32 *state)
{
	(void)state;
	return fmod(t, 1.4) < 0.7 ? 18690 : -18690;
}

static void test_nothing_else(void)
{
	assert_nothing(flat);
	assert_nothing(quantiser_noise);
	assert_nothing(missing);
	assert_nothing(mains);
	assert_nothing(breathing);
	assert_nothing(rails);
}

static void test_hearts_that_beat(void)
{
	static const double rr_s[] = {1.6, 1.0, 0.8, 0.5, 0.333};

	for (guint i = 0; i < G_N_ELEMENTS(rr_s); i++) {
		struct drawn_ecg d;
		struct heard h;
		gsize count;
		float *uv;

		drawn_ecg_init(&d, i % 2 ? -1200 : 800);
		drawn_ecg_add(&d, (size_t)(60 / rr_s[i]), rr_s[i], false);
		drawn_ecg_add(&d, 3, 0.9 * rr_s[i], true);
		drawn_ecg_add(&d, 20, rr_s[i], false);
		uv = drawn_ecg_samples(&d, 130, &count);
		listen(&h, uv, count, 130);
		g_assert_cmpuint(h.spans, ==, 0);
		g_free(uv);
	}
}

/* 2 to 15 Hz, where the QRS is, of a given effective value, coming and going with two steps a
 * second. */
static void add_walking(float *uv, gsize from, gsize to, double rate_hz, double effective_uv)
{
	struct biquad high, low;
	guint32 state = 5;
	double gain = effective_uv / 0.175; /* of white noise within these limits, at 250 Hz */

	biquad_high_pass(&high, 2, rate_hz);
	biquad_low_pass(&low, 15, rate_hz);
	for (gsize i = from; i < to; i++) {
		double x = biquad_step(&low, biquad_step(&high, noise(&state)));
		double step = 1 + 0.6 * sin(2 * G_PI * 2 * (double)i / rate_hz);

		uv[i] += (float)(gain * step * x);
	}
}

/* Beats go on under the noise of somebody who walks: no alarm, however loud it is. */
static void test_walking(void)
{
	static const double noise_uv[] = {100, 300, 600, 1500};
	enum { RATE_HZ = 250 };

	for (guint i = 0; i < G_N_ELEMENTS(noise_uv); i++) {
		struct drawn_ecg d;
		struct heard h;
		gsize count;
		float *uv;

		drawn_ecg_init(&d, 1000);
		drawn_ecg_add(&d, 150, 0.6, false);
		uv = drawn_ecg_samples(&d, RATE_HZ, &count);
		add_walking(uv, 20 * RATE_HZ, 70 * RATE_HZ, RATE_HZ, noise_uv[i]);
		listen(&h, uv, count, RATE_HZ);
		g_assert_cmpuint(h.spans, ==, 0);
		g_free(uv);
	}
}

/* Who has walked for a minute, and was held back for it, is found all the same when it happens. */
static void test_after_walking(void)
{
	enum { RATE_HZ = 250, WALK_S = 80, REST_S = 25 };
	struct drawn_ecg d;
	struct heard h;
	gsize count;
	float *uv;

	drawn_ecg_init(&d, 1000);
	drawn_ecg_add(&d, 200, 0.6, false);
	uv = drawn_ecg_samples(&d, RATE_HZ, &count);
	add_walking(uv, 0, WALK_S * RATE_HZ, RATE_HZ, 600);
	for (gsize i = WALK_S * RATE_HZ; i < (WALK_S + REST_S) * RATE_HZ; i++)
		uv[i] = fibrillating((double)i / RATE_HZ);
	listen(&h, uv, count, RATE_HZ);
	g_assert_cmpuint(h.spans, ==, 1);
	g_assert_cmpfloat(h.began_s, >, WALK_S);
	g_assert_cmpfloat(h.began_s, <, WALK_S + 12);
	g_free(uv);
}

/* Some noise on it hides no fibrillation. */
static void test_fibrillation_in_noise(void)
{
	struct heard h;
	gsize count;
	float *uv = collapse(250, 1, &count);

	add_walking(uv, 0, count, 250, 60);
	listen(&h, uv, count, 250);
	g_assert_cmpuint(h.spans, >=, 1);
	g_assert_cmpfloat(h.began_s, >, 30);
	g_assert_cmpfloat(h.began_s, <, 40);
	g_free(uv);
}

/* Broad beats at a steady rate: ventricular tachycardia, and a heart that always has them. */
static void test_broad_beats(void)
{
	static const double rr_s[] = {0.52, 0.43, 0.38};

	for (guint i = 0; i < 2 * G_N_ELEMENTS(rr_s); i++) {
		struct drawn_ecg d;
		struct heard h;
		gsize count;
		float *uv;

		drawn_ecg_init(&d, 1000);
		drawn_ecg_add(&d, 20, i % 2 ? 0.8 : rr_s[i / 2], i % 2 == 0);
		drawn_ecg_add(&d, 60, rr_s[i / 2], true);
		uv = drawn_ecg_samples(&d, 130, &count);
		listen(&h, uv, count, 130);
		g_assert_cmpuint(h.spans, ==, 0);
		g_free(uv);
	}
}

/* Two seconds that never came, or that a shock filled, cut no fibrillation in two. */
static void test_hidden(void)
{
	static const float instead_uv[] = {NAN, 18000};

	for (guint k = 0; k < G_N_ELEMENTS(instead_uv); k++) {
		gsize count;
		float *uv = collapse(250, 1, &count);
		struct heard h;

		for (gsize i = 44 * 250; i < 46 * 250; i++)
			uv[i] = i % 200 < 100 ? instead_uv[k] : -instead_uv[k];
		listen(&h, uv, count, 250);
		g_assert_cmpuint(h.spans, ==, 1);
		g_assert_cmpint(ABS(h.span[0].end - 60 * INTERNAL_HZ), <=, 4 * INTERNAL_HZ);
		g_free(uv);
	}
}

static void test_boosted_trees(void)
{
	static const struct tree_node nodes[] = {
	    {2, 0, 2},
	    {1, TREE_LEAF, 0},
	    {5, 1, 2},
	    {10, TREE_LEAF, 0},
	    {100, TREE_LEAF, 0},
	    {0, 2, 2},
	    {-0.5f, TREE_LEAF, 0},
	    {0.5f, TREE_LEAF, 0},
	};
	static const uint8_t sizes[] = {5, 3};
	static const struct boosted_trees trees = {0, G_N_ELEMENTS(sizes), nodes, sizes};
	static const float input[][3] = {{2, 9, 0}, {2.5f, 5, 0}, {3, 5.5f, 1}};
	static const float sum[] = {1.5f, 10.5f, 101.5f};

	for (guint i = 0; i < G_N_ELEMENTS(sum); i++) {
		float found = boosted_trees_sum(&trees, 1, input[i]);

		g_assert_cmpfloat_with_epsilon((double)found, (double)sum[i], 1e-5);
	}
}

/* Samples that never came end it; what follows is found anew and does not overlap. */
static void test_gap(void)
{
	gsize count;
	float *uv = collapse(250, 1, &count);
	struct heard h;

	for (gsize i = 42 * 250; i < 46 * 250; i++)
		uv[i] = NAN;
	listen(&h, uv, count, 250);
	g_assert_cmpuint(h.spans, >=, 1);
	for (guint i = 0; i < h.spans; i++) {
		g_assert_cmpint(h.span[i].start, <, h.span[i].end);
		if (i > 0)
			g_assert_cmpint(h.span[i].start, >=, h.span[i - 1].end);
	}
	g_free(uv);
}

/* Through the whole engine: the word comes while it goes on, one finding when it has ended, and
 * nothing says that the heart stands still. */
static void test_engine(void)
{
	enum { RATE_HZ = 130 };
	const struct ecg_settings settings = {.rate_hz = RATE_HZ};
	struct ecg *e = g_new0(struct ecg, 1);
	struct ecg_event event;
	unsigned findings = 0;
	double word_s = -1;
	gsize count;
	float *uv = collapse(RATE_HZ, 1, &count);

	g_assert_cmpint(ecg_init(e, &settings), ==, 0);
	for (gsize i = 0; i < count; i++) {
		ecg_push(e, uv[i]);
		while (ecg_get(e, &event) > 0) {
			if (event.kind == ECG_RHYTHM &&
			    event.rhythm.rhythm == RHYTHM_VENTRICULAR_FIBRILLATION && word_s < 0)
				word_s = (double)i / RATE_HZ;
			if (event.kind != ECG_FINDING)
				continue;
			g_assert_cmpint(event.finding.kind, !=, FINDING_ASYSTOLE);
			if (event.finding.kind != FINDING_VENTRICULAR_FIBRILLATION)
				continue;
			findings++;
			g_assert_cmpint(event.finding.reason, ==, REASON_FIBRILLATION_WAVES);
			g_assert_cmpint(ABS(event.finding.start_index - 30 * RATE_HZ), <=,
					3 * RATE_HZ);
			g_assert_cmpint(ABS(event.finding.end_index - 60 * RATE_HZ), <=,
					4 * RATE_HZ);
			g_assert_cmpfloat((double)event.finding.number[0], >, 180);
			g_assert_cmpfloat((double)event.finding.number[1], >, 300);
		}
	}
	g_assert_cmpuint(findings, ==, 1);
	g_assert_cmpfloat(word_s, >, 30);
	g_assert_cmpfloat(word_s, <, 38);
	g_free(uv);
	g_free(e);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fibrillation/found-in-time", test_found_in_time);
	g_test_add_func("/fibrillation/nothing-else", test_nothing_else);
	g_test_add_func("/fibrillation/hearts-that-beat", test_hearts_that_beat);
	g_test_add_func("/fibrillation/broad-beats", test_broad_beats);
	g_test_add_func("/fibrillation/walking", test_walking);
	g_test_add_func("/fibrillation/after-walking", test_after_walking);
	g_test_add_func("/fibrillation/in-noise", test_fibrillation_in_noise);
	g_test_add_func("/fibrillation/hidden", test_hidden);
	g_test_add_func("/fibrillation/boosted-trees", test_boosted_trees);
	g_test_add_func("/fibrillation/gap", test_gap);
	g_test_add_func("/fibrillation/engine", test_engine);
	return g_test_run();
}
