/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ECG engine where there is no heart to be seen: no beats are invented, and it says so. */
#include "health-models/ecg/ecg.h"

#include <glib.h>
#include <math.h>

#include "tests/unit/drawn-ecg.h"
#include "tests/unit/heard-ecg.h"

enum { RATE_HZ = 130, LEAD_S = 20, HOLE_S = 10 };

typedef float (*hole_func)(size_t i, float uv);

static float flat(size_t i, float uv)
{
	(void)i;
	(void)uv;
	return 123;
}

static float missing(size_t i, float uv)
{
	(void)i;
	(void)uv;
	return NAN;
}

static float infinite(size_t i, float uv)
{
	(void)uv;
	return i % 2 ? INFINITY : -INFINITY;
}

static float saturated(size_t i, float uv)
{
	(void)i;
	(void)uv;
	return 18690;
}

/* From one rail to the other and back every 0.7 s, as an electrode that comes and goes. */
static float steps(size_t i, float uv)
{
	(void)uv;
	return i / 91 % 2 ? 10000 : -10000;
}

static float quantiser_noise(size_t i, float uv)
{
	(void)uv;
	return (float)((i * 2654435761U >> 13) % 3) * 2.2827F;
}

/* 20 s of ECG, 10 s of something else, 20 s of ECG. */
static float *with_hole(hole_func hole, struct drawn_ecg *d, size_t *count)
{
	float *uv;

	drawn_ecg_init(d, 1000);
	drawn_ecg_add(d, 60, 0.85, false);
	uv = drawn_ecg_samples(d, RATE_HZ, count);
	for (size_t i = LEAD_S * RATE_HZ; i < (LEAD_S + HOLE_S) * RATE_HZ; i++)
		uv[i] = hole(i, uv[i]);
	return uv;
}

/* Beats with a final label from from_s to to_s. */
static size_t beats_between(const struct heard_ecg *h, double from_s, double to_s)
{
	size_t n = 0;

	for (size_t i = 0; i < h->count; i++) {
		double at_s = (double)h->event[i].beat.sample_index / RATE_HZ;

		n += h->event[i].kind == ECG_BEAT_FINAL && h->event[i].beat.label != BEAT_NONE &&
		     at_s >= from_s && at_s < to_s;
	}
	return n;
}

static size_t drawn_between(const struct drawn_ecg *d, double from_s, double to_s)
{
	size_t n = 0;

	for (size_t i = 0; i < d->count; i++)
		n += d->beat[i].at_s >= from_s && d->beat[i].at_s < to_s;
	return n;
}

/* No interval reaches across the hole. */
static void check_break(const struct heard_ecg *h)
{
	for (size_t i = 0; i < h->count; i++) {
		if (h->event[i].kind == ECG_BEAT_FINAL)
			g_assert_cmpfloat((double)h->event[i].beat.rr_ms, <, 2000);
	}
}

static void check_hole(hole_func hole, enum no_signal_line line)
{
	const double end_s = LEAD_S + HOLE_S;
	const struct ecg_finding *finding;
	struct drawn_ecg d;
	struct heard_ecg h;
	size_t count;
	float *uv = with_hole(hole, &d, &count);

	heard_ecg_run(&h, uv, count, RATE_HZ, 1);
	heard_ecg_check_order(&h, count);
	finding = heard_ecg_finding(&h, FINDING_NO_SIGNAL, 0);
	g_assert_nonnull(finding);
	g_assert_null(heard_ecg_finding(&h, FINDING_NO_SIGNAL, 1));
	g_assert_null(heard_ecg_finding(&h, FINDING_ASYSTOLE, 0));
	g_assert_cmpint((int)finding->number[1], ==, line);
	g_assert_cmpint(finding->quality, ==, QUALITY_UNREADABLE);
	g_assert_cmpfloat(fabs((double)finding->start_index / RATE_HZ - LEAD_S), <, 0.5);
	g_assert_cmpfloat(fabs((double)finding->end_index / RATE_HZ - end_s), <, 0.6);
	g_assert_cmpuint(heard_ecg_rhythm(&h, RHYTHM_NO_SIGNAL), ==, 1);
	g_assert_cmpuint(heard_ecg_rhythm(&h, RHYTHM_REGULAR), ==, 2);
	g_assert_cmpuint(beats_between(&h, LEAD_S + 0.1, end_s), ==, 0);
	g_assert_cmpuint(beats_between(&h, 0, LEAD_S - 0.5), ==,
			 drawn_between(&d, 0, LEAD_S - 0.5));
	g_assert_cmpuint(beats_between(&h, end_s + 1, 99), ==, drawn_between(&d, end_s + 1, 99));
	g_assert_cmpuint(heard_ecg_count(&h, BEAT_VENTRICULAR), ==, 0);
	check_break(&h);
	heard_ecg_clear(&h);
	g_free(uv);
}

static void test_flat(void)
{
	check_hole(flat, NO_SIGNAL_LINE_FLAT);
	check_hole(quantiser_noise, NO_SIGNAL_LINE_FLAT);
}

static void test_missing(void)
{
	check_hole(missing, NO_SIGNAL_LINE_MISSING);
	check_hole(infinite, NO_SIGNAL_LINE_MISSING);
}

static void test_saturated(void)
{
	check_hole(saturated, NO_SIGNAL_LINE_VIOLENT);
}

static void test_steps(void)
{
	check_hole(steps, NO_SIGNAL_LINE_VIOLENT);
}

/* From the first sample to the last. */
static void check_nothing_at_all(hole_func hole)
{
	const struct ecg_finding *finding;
	struct heard_ecg h;
	const size_t count = 60 * RATE_HZ;
	float *uv = g_new(float, count);

	for (size_t i = 0; i < count; i++)
		uv[i] = hole(i, 0);
	heard_ecg_run(&h, uv, count, RATE_HZ, 1);
	g_assert_cmpuint(heard_ecg_count(&h, BEAT_NONE), ==, 0);
	g_assert_cmpuint(heard_ecg_rhythm(&h, RHYTHM_NO_SIGNAL), ==, 1);
	finding = heard_ecg_finding(&h, FINDING_NO_SIGNAL, 0);
	g_assert_nonnull(finding);
	g_assert_cmpint(finding->start_index, <, RATE_HZ / 2);
	g_assert_cmpint(finding->end_index, ==, count);
	heard_ecg_clear(&h);
	g_free(uv);
}

static void test_nothing_at_all(void)
{
	check_nothing_at_all(flat);
	check_nothing_at_all(missing);
	check_nothing_at_all(saturated);
	check_nothing_at_all(steps);
	check_nothing_at_all(quantiser_noise);
}

/* One lost sample costs no beat, but no interval goes across it. */
static void test_one_missing_sample(void)
{
	struct drawn_ecg d;
	struct heard_ecg h;
	size_t count, without_interval = 0;
	float *uv;

	drawn_ecg_init(&d, 1000);
	drawn_ecg_add(&d, 30, 0.85, false);
	uv = drawn_ecg_samples(&d, RATE_HZ, &count);
	uv[(size_t)((d.beat[15].at_s + 0.4) * RATE_HZ)] = NAN;
	heard_ecg_run(&h, uv, count, RATE_HZ, 1);
	heard_ecg_check_order(&h, count);
	g_assert_cmpuint(heard_ecg_count(&h, BEAT_NORMAL), ==, d.count);
	for (size_t i = 0; i < h.count; i++)
		without_interval += h.event[i].kind == ECG_BEAT_FINAL && h.event[i].beat.rr_ms <= 0;
	g_assert_cmpuint(without_interval, ==, 2);
	heard_ecg_clear(&h);
	g_free(uv);
}

/* The level is learned anew when beats become four times smaller or larger at once. */
static void test_other_size(void)
{
	const float factors[] = {0.25F, 4};

	for (size_t k = 0; k < G_N_ELEMENTS(factors); k++) {
		struct drawn_ecg d;
		struct heard_ecg h;
		size_t count;
		float *uv;

		drawn_ecg_init(&d, 1000);
		drawn_ecg_add(&d, 60, 0.85, false);
		uv = drawn_ecg_samples(&d, RATE_HZ, &count);
		for (size_t i = 25 * RATE_HZ; i < count; i++)
			uv[i] *= factors[k];
		heard_ecg_run(&h, uv, count, RATE_HZ, 1);
		g_assert_cmpuint(heard_ecg_count(&h, BEAT_NONE), >=, d.count - 2);
		g_assert_cmpuint(heard_ecg_count(&h, BEAT_NONE), <=, d.count);
		heard_ecg_clear(&h);
		g_free(uv);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ecg-contact/flat", test_flat);
	g_test_add_func("/ecg-contact/missing", test_missing);
	g_test_add_func("/ecg-contact/saturated", test_saturated);
	g_test_add_func("/ecg-contact/steps", test_steps);
	g_test_add_func("/ecg-contact/nothing-at-all", test_nothing_at_all);
	g_test_add_func("/ecg-contact/one-missing-sample", test_one_missing_sample);
	g_test_add_func("/ecg-contact/other-size", test_other_size);
	return g_test_run();
}
