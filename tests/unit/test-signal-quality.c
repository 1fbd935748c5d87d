/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grade of the signal falls with noise, and comes back without it. */
#include "health-models/ecg/quality/signal_quality.h"

#include <glib.h>
#include <math.h>

#include "health-models/signal/biquad.h"
#include "tests/unit/drawn-ecg.h"

enum { RATE_HZ = 200, PART_S = 30 };

static float noise(guint32 *state)
{
	*state = *state * 1664525U + 1013904223U;
	return (float)(*state >> 8) / (1 << 23) - 1;
}

/* Muscle: every frequency alike. */
static void add_noise(float *uv, gsize from, gsize to, float size_uv)
{
	guint32 state = 7;

	for (gsize i = from; i < to; i++)
		uv[i] += size_uv * noise(&state);
}

/* A body that moves: 2 to 15 Hz, where the QRS is, of a given effective value. */
static void add_motion(float *uv, gsize from, gsize to, double effective_uv)
{
	struct biquad high, low;
	guint32 state = 11;
	float *wave = g_new(float, to - from);
	double power = 0;

	biquad_high_pass(&high, 2, RATE_HZ);
	biquad_low_pass(&low, 15, RATE_HZ);
	for (gsize i = 0; i < to - from; i++) {
		double x = biquad_step(&low, biquad_step(&high, (double)noise(&state)));

		wave[i] = (float)x;
		power += x * x;
	}
	power /= (double)(to - from);
	for (gsize i = 0; i < to - from; i++)
		uv[from + i] += wave[i] * (float)(effective_uv / sqrt(power));
	g_free(wave);
}

/* 90 s of beats, from which a part can be spoilt. */
static float *beats(double amplitude_uv, gsize *count)
{
	struct drawn_ecg d;
	float *uv;

	drawn_ecg_init(&d, amplitude_uv);
	drawn_ecg_add(&d, 120, 0.8, false);
	uv = drawn_ecg_samples(&d, RATE_HZ, count);
	*count = MIN(*count, (gsize)(3 * PART_S * RATE_HZ));
	return uv;
}

/* The grade in the last second of each part. */
static void listen(const float *uv, gsize count, enum signal_quality *grade)
{
	struct fibrillation *f = g_new0(struct fibrillation, 1);
	struct signal_quality_state q;
	struct fibrillation_span span;

	fibrillation_init(f);
	signal_quality_init(&q);
	g_assert_cmpint(q.grade, ==, QUALITY_UNKNOWN);
	for (gsize i = 0; i < count; i++) {
		bool missing = isnan(uv[i]);

		fibrillation_push(f, missing ? 0 : uv[i], missing, &span);
		if (fibrillation_looked(f))
			signal_quality_second(&q, f, false);
		if ((i + 1) % (PART_S * RATE_HZ) == 0)
			grade[i / (PART_S * RATE_HZ)] = q.grade;
	}
	g_free(f);
}

static void test_noise(void)
{
	static const double amplitudes_uv[] = {400, -400, 1500, -3000};

	for (guint i = 0; i < G_N_ELEMENTS(amplitudes_uv); i++) {
		float size_uv = (float)fabs(amplitudes_uv[i]);
		enum signal_quality grade[3] = {0};
		gsize count;
		float *uv = beats(amplitudes_uv[i], &count);

		add_noise(uv, PART_S * RATE_HZ, 2 * PART_S * RATE_HZ, 2 * size_uv);
		listen(uv, count, grade);
		g_assert_cmpint(grade[0], ==, QUALITY_FULL);
		g_assert_cmpint(grade[1], ==, QUALITY_UNREADABLE);
		g_assert_cmpint(grade[2], ==, QUALITY_FULL);
		g_free(uv);
	}
}

static void test_more_noise_is_never_better(void)
{
	enum signal_quality before = QUALITY_FULL;

	for (float share = 0; share < 4; share += 0.5F) {
		enum signal_quality grade[3] = {0};
		gsize count;
		float *uv = beats(1000, &count);

		add_noise(uv, 0, count, 1000 * share);
		listen(uv, count, grade);
		g_assert_cmpint(grade[2], <=, before);
		before = grade[2];
		g_free(uv);
	}
	g_assert_cmpint(before, ==, QUALITY_UNREADABLE);
}

/* Motion that hides the QRS makes the signal unreadable; motion that is small leaves it as it is.
 */
static void test_motion(void)
{
	static const double amplitudes_uv[] = {500, -1200, 3000};

	for (guint i = 0; i < G_N_ELEMENTS(amplitudes_uv); i++) {
		double height_uv = fabs(amplitudes_uv[i]);
		enum signal_quality grade[3] = {0};
		gsize count;
		float *uv = beats(amplitudes_uv[i], &count);

		add_motion(uv, PART_S * RATE_HZ, 2 * PART_S * RATE_HZ, 0.7 * height_uv);
		add_motion(uv, 2 * PART_S * RATE_HZ, count, 0.01 * height_uv);
		listen(uv, count, grade);
		g_assert_cmpint(grade[0], ==, QUALITY_FULL);
		g_assert_cmpint(grade[1], ==, QUALITY_UNREADABLE);
		g_assert_cmpint(grade[2], ==, QUALITY_FULL);
		g_free(uv);
	}
}

/* The mean trust of the last ten seconds. */
static double trust_of(const float *uv, gsize count)
{
	struct fibrillation *f = g_new0(struct fibrillation, 1);
	struct signal_quality_state q;
	struct fibrillation_span span;
	double sum = 0;

	fibrillation_init(f);
	signal_quality_init(&q);
	g_assert_cmpfloat(signal_quality_trust(&q), ==, 0);
	for (gsize i = 0; i < count; i++) {
		fibrillation_push(f, uv[i], false, &span);
		if (!fibrillation_looked(f))
			continue;
		signal_quality_second(&q, f, false);
		if (count - i <= 10 * RATE_HZ)
			sum += (double)signal_quality_trust(&q);
	}
	g_free(f);
	return sum / 10;
}

/* Trust falls with every step of noise, from nearly all of it to nearly none. */
static void test_trust(void)
{
	static const double noise_shares[] = {0, 0.05, 0.15, 0.4, 1.2};
	double before = 1.01;

	for (guint i = 0; i < G_N_ELEMENTS(noise_shares); i++) {
		gsize count;
		float *uv = beats(1000, &count);
		double trust;

		if (i > 0)
			add_motion(uv, 0, count, 1000 * noise_shares[i]);
		trust = trust_of(uv, count);
		g_assert_cmpfloat(trust, <=, before + 0.02);
		g_assert_true(i > 0 || trust > 0.9);
		before = trust;
		g_free(uv);
	}
	g_assert_cmpfloat(before, <, 0.5);
}

static void test_nothing_there(void)
{
	enum signal_quality grade[3] = {0};
	gsize count;
	float *uv = beats(1000, &count);

	for (gsize i = PART_S * RATE_HZ; i < 2 * PART_S * RATE_HZ; i++)
		uv[i] = 123;
	for (gsize i = 2 * PART_S * RATE_HZ; i < count; i++)
		uv[i] = NAN;
	listen(uv, count, grade);
	g_assert_cmpint(grade[0], ==, QUALITY_FULL);
	g_assert_cmpint(grade[1], ==, QUALITY_UNREADABLE);
	g_assert_cmpint(grade[2], ==, QUALITY_UNREADABLE);
	g_free(uv);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/signal-quality/noise", test_noise);
	g_test_add_func("/signal-quality/more-noise", test_more_noise_is_never_better);
	g_test_add_func("/signal-quality/motion", test_motion);
	g_test_add_func("/signal-quality/trust", test_trust);
	g_test_add_func("/signal-quality/nothing-there", test_nothing_there);
	return g_test_run();
}
