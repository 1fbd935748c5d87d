/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seconds below, in and above a heart-rate zone, and the heart rate of an ECG by its periodicity.
 */
#include "common/timebase.h"
#include "health-models/rehab/heart/hr_zone.h"

#include <errno.h>
#include <glib.h>
#include <math.h>

static const struct hr_zone_limits zone_110_130 = {.low_bpm = 110, .high_bpm = 130, .cap_bpm = 150};

/* A signal of this grade from the beginning. */
static void start(struct hr_zone *z, enum signal_quality quality)
{
	g_assert_cmpint(hr_zone_init(z, &zone_110_130, 0), ==, 0);
	hr_zone_add_grade(z, 0, quality);
}

/* Even beats for some seconds. Returns when the last one was. */
static int64_t beat(struct hr_zone *z, int64_t from_ns, double seconds, double bpm)
{
	int64_t rr_ns = (int64_t)(60 * (double)NS_PER_S / bpm), t_ns = from_ns;

	while (t_ns + rr_ns <= from_ns + (int64_t)(seconds * (double)NS_PER_S)) {
		t_ns += rr_ns;
		hr_zone_add_beat(z, t_ns, (float)rr_ns / 1e6F);
	}
	return t_ns;
}

static unsigned all_seconds(const struct hr_zone_times *t)
{
	return t->below_s + t->in_s + t->above_s + t->unknown_s;
}

static void test_karvonen(void)
{
	g_assert_cmpfloat_with_epsilon(hr_zone_karvonen(60, 160, 0.5F), 110, 1e-3F);
	g_assert_cmpfloat_with_epsilon(hr_zone_karvonen(70, 130, 0), 70, 1e-3F);
	g_assert_cmpfloat_with_epsilon(hr_zone_karvonen(70, 130, 1), 130, 1e-3F);
	g_assert_true(isnan(hr_zone_karvonen(130, 70, 0.5F)));
	g_assert_true(isnan(hr_zone_karvonen(60, 160, 1.5F)));
	g_assert_true(isnan(hr_zone_karvonen(NAN, 160, 0.5F)));
	g_assert_true(isnan(hr_zone_karvonen(60, 400, 0.5F)));
}

static void test_limits_that_make_no_sense(void)
{
	struct hr_zone z;

	g_assert_cmpint(
	    hr_zone_init(&z, &(struct hr_zone_limits){.low_bpm = 130, .high_bpm = 110}, 0), ==,
	    -EINVAL);
	g_assert_cmpint(hr_zone_init(&z, &(struct hr_zone_limits){.low_bpm = NAN}, 0), ==, -EINVAL);
	g_assert_cmpint(hr_zone_init(&z, &(struct hr_zone_limits){.cap_bpm = -1}, 0), ==, -EINVAL);
}

/* A minute each below, in, above and over the cap; borders may lie a window's length late. */
static void test_minutes(void)
{
	static const double bpm[] = {90, 120, 140, 160};
	const struct hr_zone_times *t;
	struct hr_zone z;
	int64_t t_ns = 0;

	start(&z, QUALITY_FULL);
	for (unsigned i = 0; i < G_N_ELEMENTS(bpm); i++)
		t_ns = beat(&z, t_ns, 60, bpm[i]);
	hr_zone_finish(&z, 240 * NS_PER_S);
	t = hr_zone_get(&z);
	g_assert_cmpuint(all_seconds(t), ==, 240);
	g_assert_cmpuint(t->unknown_s, <=, 6);
	g_assert_cmpint(ABS((int)t->below_s - 57), <=, 7);
	g_assert_cmpint(ABS((int)t->in_s - 60), <=, 7);
	g_assert_cmpint(ABS((int)t->above_s - 120), <=, 7);
	g_assert_cmpint(ABS((int)t->over_cap_s - 55), <=, 7);
	g_assert_cmpuint(t->over_cap_now_s, ==, t->over_cap_s);
	g_assert_cmpfloat_with_epsilon(t->hr_max_bpm, 160, 1);
	g_assert_cmpfloat_with_epsilon(hr_zone_now_bpm(&z), 160, 1);
	g_assert_cmpfloat(hr_zone_usable_share(t), >, 0.97F);
}

/* Beats are told all the same; nobody knows what they are worth. */
static void test_unreadable_is_unknown(void)
{
	const struct hr_zone_times *t;
	struct hr_zone z;
	int64_t t_ns;

	start(&z, QUALITY_FULL);
	t_ns = beat(&z, 0, 60, 120);
	hr_zone_add_grade(&z, 60 * NS_PER_S, QUALITY_UNREADABLE);
	t_ns = beat(&z, t_ns, 30, 170);
	hr_zone_add_grade(&z, 90 * NS_PER_S, QUALITY_FULL);
	beat(&z, t_ns, 60, 120);
	hr_zone_finish(&z, 150 * NS_PER_S);
	t = hr_zone_get(&z);
	g_assert_cmpuint(t->unknown_s, >=, 30);
	g_assert_cmpuint(t->unknown_s, <=, 40);
	g_assert_cmpuint(t->over_cap_s, <=, 6); /* the window still holds some of those beats */
	g_assert_cmpuint(all_seconds(t), ==, 150);
}

static void test_no_grade_is_unknown(void)
{
	struct hr_zone z;

	g_assert_cmpint(hr_zone_init(&z, &zone_110_130, 0), ==, 0);
	beat(&z, 0, 60, 120);
	hr_zone_finish(&z, 60 * NS_PER_S);
	g_assert_cmpuint(hr_zone_get(&z)->unknown_s, ==, 60);
	g_assert_true(isnan(hr_zone_in_share(hr_zone_get(&z))));
}

/* Every sixth beat is missed and every eighth is false. */
static void test_single_errors_do_not_count(void)
{
	struct hr_zone z;

	start(&z, QUALITY_FULL);
	for (int i = 1; i <= 240; i++) {
		int64_t t_ns = (int64_t)i * NS_PER_S / 2;

		if (i % 6 == 0)
			continue;
		hr_zone_add_beat(&z, t_ns, i % 6 == 1 ? 1000 : 500);
		if (i % 48 == 4)
			hr_zone_add_beat(&z, t_ns + NS_PER_S / 5, 200);
	}
	hr_zone_finish(&z, 120 * NS_PER_S);
	g_assert_cmpuint(hr_zone_get(&z)->in_s, >=, 114);
	g_assert_cmpuint(hr_zone_get(&z)->below_s + hr_zone_get(&z)->above_s, ==, 0);
}

static void test_silence_is_unknown_and_quick(void)
{
	struct hr_zone z;

	start(&z, QUALITY_FULL);
	beat(&z, 0, 60, 120);
	hr_zone_advance(&z, (int64_t)3600 * 24 * 3650 * NS_PER_S);
	g_assert_cmpuint(hr_zone_get(&z)->in_s, <=, 70);
	g_assert_cmpuint(hr_zone_get(&z)->unknown_s, >, 3600U * 24 * 3649);
	g_assert_cmpfloat(hr_zone_now_bpm(&z), <=, 0);
}

/* In motion: false beats, a clear periodicity, and steps. */
static void feed_motion(struct hr_zone *z, float strength, float steps)
{
	for (int s = 1; s <= 60; s++) {
		int64_t t_ns = s * NS_PER_S;

		hr_zone_add_beat(z, t_ns - NS_PER_S / 2, 400);
		hr_zone_add_beat(z, t_ns, 1000);
		hr_zone_add_rate(z, t_ns, (struct hr_rate){.bpm = 120, .strength = strength});
		if (steps > 0)
			hr_zone_add_steps(z, t_ns, steps);
	}
	hr_zone_finish(z, 60 * NS_PER_S);
}

static void test_periodicity_in_motion(void)
{
	static const struct {
		float strength, steps;
		unsigned in_s;
	} cases[] = {{0.6F, 0, 58}, {0.6F, 150, 58}, {0.6F, 121, 0}, {0.6F, 238, 0}, {0.1F, 0, 0}};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct hr_zone z;

		start(&z, QUALITY_RHYTHM_ONLY);
		feed_motion(&z, cases[i].strength, cases[i].steps);
		g_assert_cmpuint(hr_zone_get(&z)->in_s, ==, cases[i].in_s);
		g_assert_cmpuint(hr_zone_get(&z)->unknown_s, ==, 60 - cases[i].in_s);
	}
}

static void test_recovery(void)
{
	struct hr_zone z;
	int64_t t_ns;

	start(&z, QUALITY_FULL);
	t_ns = beat(&z, 0, 60, 140);
	hr_zone_end_effort(&z, t_ns);
	t_ns = beat(&z, t_ns, 30, 125);
	beat(&z, t_ns, 60, 112);
	hr_zone_finish(&z, 150 * NS_PER_S);
	g_assert_cmpfloat_with_epsilon(hr_zone_get(&z)->recovery_bpm, 28, 2);
}

/* How often it is advanced changes nothing. */
static void test_same_for_every_step(void)
{
	struct hr_zone a, b;
	int64_t a_ns = 0, b_ns = 0;

	start(&a, QUALITY_FULL);
	start(&b, QUALITY_FULL);
	for (int i = 0; i < 60; i++) {
		double bpm = 100 + i % 7 * 9;

		a_ns = beat(&a, a_ns, 3, bpm);
		b_ns = beat(&b, b_ns, 3, bpm);
		for (int k = 0; k < 10; k++)
			hr_zone_advance(&b, b_ns - 9 + k);
	}
	hr_zone_finish(&a, a_ns);
	hr_zone_finish(&b, b_ns);
	g_assert_cmpuint(a.times.below_s, ==, b.times.below_s);
	g_assert_cmpuint(a.times.in_s, ==, b.times.in_s);
	g_assert_cmpuint(a.times.above_s, ==, b.times.above_s);
	g_assert_cmpuint(a.times.unknown_s, ==, b.times.unknown_s);
	g_assert_cmpfloat_with_epsilon(a.times.hr_max_bpm, b.times.hr_max_bpm, 1e-6F);
}

/* An ECG of QRS complexes alone, with a slow swing as steps make it, many times as high. */
static float ecg_uv(int64_t index, double rate_hz, double bpm, double swing_uv, double steps)
{
	double t_s = (double)index / rate_hz, since_s = fmod(t_s, 60 / bpm) - 0.05;

	return (float)(1000 * exp(-since_s * since_s / (2 * 0.012 * 0.012)) +
		       swing_uv * sin(2 * G_PI * steps / 60 * t_s));
}

static struct hr_rate rate_of(double rate_hz, double bpm, double swing_uv)
{
	g_autofree struct hr_periodicity *p = g_new0(struct hr_periodicity, 1);

	g_assert_cmpint(hr_periodicity_init(p, rate_hz), ==, 0);
	for (int64_t i = 0; i < (int64_t)(20 * rate_hz); i++)
		hr_periodicity_push(p, ecg_uv(i, rate_hz, bpm, swing_uv, 107));
	return hr_periodicity_get(p);
}

static void test_periodicity(void)
{
	static const double bpm[] = {45, 60, 88, 120, 155, 190};

	for (unsigned i = 0; i < G_N_ELEMENTS(bpm); i++) {
		g_assert_cmpfloat_with_epsilon(rate_of(130, bpm[i], 0).bpm, bpm[i], 1);
		g_assert_cmpfloat_with_epsilon(rate_of(130, bpm[i], 5000).bpm, bpm[i], 1);
		g_assert_cmpfloat_with_epsilon(rate_of(256, bpm[i], 5000).bpm, bpm[i], 1);
		g_assert_cmpfloat(rate_of(130, bpm[i], 5000).strength, >, 0.5F);
	}
}

static void test_noise_has_no_period(void)
{
	g_autofree struct hr_periodicity *p = g_new0(struct hr_periodicity, 1);
	g_autoptr(GRand) rand = g_rand_new_with_seed(3);

	g_assert_cmpint(hr_periodicity_init(p, 50), ==, -ERANGE);
	g_assert_cmpint(hr_periodicity_init(p, NAN), ==, -ERANGE);
	g_assert_cmpint(hr_periodicity_init(p, 130), ==, 0);
	for (int i = 0; i < 130 * 20; i++)
		hr_periodicity_push(p, (float)g_rand_double_range(rand, -500, 500));
	g_assert_cmpfloat(hr_periodicity_get(p).strength, <, 0.3F);
	hr_periodicity_push(p, NAN);
	g_assert_cmpfloat(hr_periodicity_get(p).bpm, <=, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hr-zone/karvonen", test_karvonen);
	g_test_add_func("/hr-zone/limits-that-make-no-sense", test_limits_that_make_no_sense);
	g_test_add_func("/hr-zone/minutes", test_minutes);
	g_test_add_func("/hr-zone/unreadable-is-unknown", test_unreadable_is_unknown);
	g_test_add_func("/hr-zone/no-grade-is-unknown", test_no_grade_is_unknown);
	g_test_add_func("/hr-zone/single-errors-do-not-count", test_single_errors_do_not_count);
	g_test_add_func("/hr-zone/silence-is-unknown-and-quick", test_silence_is_unknown_and_quick);
	g_test_add_func("/hr-zone/periodicity-in-motion", test_periodicity_in_motion);
	g_test_add_func("/hr-zone/recovery", test_recovery);
	g_test_add_func("/hr-zone/same-for-every-step", test_same_for_every_step);
	g_test_add_func("/hr-periodicity/rates-under-a-swing", test_periodicity);
	g_test_add_func("/hr-periodicity/noise-has-none", test_noise_has_no_period);
	return g_test_run();
}
