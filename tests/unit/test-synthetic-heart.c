/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The synthetic heart: its rate is what was asked for, its beats lie where it says, twice the same.
 */
#include "ble/virtual/synthetic-heart.h"

#include <glib.h>
#include <math.h>
#include <string.h>

enum { RATE_HZ = 130, BEATS_MAX = 4096 };

typedef struct {
	guint beats;
	guint at[BEATS_MAX];
	enum heart_beat_kind kind[BEATS_MAX];
	double rr_s[BEATS_MAX];
	guint samples;
	float uv[RATE_HZ * 400];
} Strip;

static void start(struct synthetic_heart *h, guint64 seed, double rate_bpm)
{
	struct synthetic_heart_settings settings = synthetic_heart_settings_default;

	settings.seed = seed;
	settings.heart_rate_bpm = rate_bpm;
	synthetic_heart_init(h, &settings);
}

static void record(Strip *strip, struct synthetic_heart *h, guint seconds)
{
	strip->samples = seconds * RATE_HZ;
	g_assert_cmpuint(strip->samples, <=, G_N_ELEMENTS(strip->uv));
	strip->beats = 0;
	for (guint i = 0; i < strip->samples; i++) {
		struct synthetic_heart_sample x;

		synthetic_heart_next(h, &x);
		g_assert_true(isfinite(x.uv));
		g_assert_cmpfloat(fabs(x.uv), <, 18000);
		strip->uv[i] = (float)x.uv;
		if (!x.beat)
			continue;
		g_assert_cmpuint(strip->beats, <, BEATS_MAX);
		strip->at[strip->beats] = i;
		strip->kind[strip->beats] = x.kind;
		strip->rr_s[strip->beats++] = x.rr_s;
	}
}

static double rate_bpm(const Strip *strip)
{
	return 60.0 * RATE_HZ * (strip->beats - 1) / (strip->at[strip->beats - 1] - strip->at[0]);
}

static double deviation_of_intervals(const Strip *strip)
{
	double sum = 0, squares = 0;
	guint n = strip->beats - 1;

	for (guint i = 1; i < strip->beats; i++) {
		sum += strip->rr_s[i];
		squares += strip->rr_s[i] * strip->rr_s[i];
	}
	return sqrt(squares / n - sum / n * sum / n);
}

static void test_rate(void)
{
	static const double rates[] = {45, 66, 100, 160};
	g_autofree Strip *strip = g_new0(Strip, 1);
	struct synthetic_heart h;

	for (guint i = 0; i < G_N_ELEMENTS(rates); i++) {
		start(&h, i, rates[i]);
		record(strip, &h, 300);
		g_assert_cmpfloat_with_epsilon(rate_bpm(strip), rates[i], 0.02 * rates[i]);
	}
}

/* It takes time to get there, and there it stays. */
static void test_rate_lags(void)
{
	g_autofree Strip *strip = g_new0(Strip, 1);
	struct synthetic_heart h;

	start(&h, 3, 66);
	h.condition.wanted_bpm = 130;
	record(strip, &h, 10);
	g_assert_cmpfloat(rate_bpm(strip), <, 95);
	record(strip, &h, 160);
	record(strip, &h, 60);
	g_assert_cmpfloat_with_epsilon(rate_bpm(strip), 130, 3);
	h.condition.wanted_bpm = 66;
	record(strip, &h, 10);
	g_assert_cmpfloat(rate_bpm(strip), >, 100);
	record(strip, &h, 300);
	record(strip, &h, 60);
	g_assert_cmpfloat_with_epsilon(rate_bpm(strip), 66, 2);
}

/* Intervals told are intervals shown: to within the sample that a beat is told in. */
static void test_intervals(void)
{
	g_autofree Strip *strip = g_new0(Strip, 1);
	struct synthetic_heart h;

	start(&h, 4, 72);
	record(strip, &h, 300);
	g_assert_cmpfloat(strip->rr_s[0], ==, 0);
	for (guint i = 1; i < strip->beats; i++) {
		double shown_s = (double)(strip->at[i] - strip->at[i - 1]) / RATE_HZ;

		g_assert_cmpfloat_with_epsilon(shown_s, strip->rr_s[i], 1.01 / RATE_HZ);
	}
}

/* The R wave is the highest point around, at the sample that was told. */
static void test_beats_lie_on_their_waves(void)
{
	g_autofree Strip *strip = g_new0(Strip, 1);
	struct synthetic_heart h;

	start(&h, 5, 72);
	record(strip, &h, 200);
	for (guint i = 2; i + 1 < strip->beats; i++) {
		guint peak = strip->at[i] - 20;

		for (guint k = peak; k <= strip->at[i] + 20; k++)
			peak = strip->uv[k] > strip->uv[peak] ? k : peak;
		g_assert_cmpint(ABS((int)peak - (int)strip->at[i]), <=, 1);
		g_assert_cmpfloat(strip->uv[peak], >, 700);
	}
}

static void test_same_seed_same_heart(void)
{
	g_autofree Strip *a = g_new0(Strip, 1);
	g_autofree Strip *b = g_new0(Strip, 1);
	struct synthetic_heart h;

	start(&h, 6, 72);
	record(a, &h, 120);
	start(&h, 6, 72);
	record(b, &h, 120);
	g_assert_true(memcmp(a, b, sizeof(*a)) == 0);
	start(&h, 7, 72);
	record(b, &h, 120);
	g_assert_true(memcmp(a->uv, b->uv, sizeof(a->uv)) != 0);
}

static void test_breathing_moves_rest_more_than_effort(void)
{
	g_autofree Strip *strip = g_new0(Strip, 1);
	struct synthetic_heart h;
	double at_rest_s;

	start(&h, 8, 62);
	record(strip, &h, 200);
	at_rest_s = deviation_of_intervals(strip);
	g_assert_cmpfloat(at_rest_s, >, 0.020);
	g_assert_cmpfloat(at_rest_s, <, 0.080);
	start(&h, 8, 140);
	record(strip, &h, 200);
	g_assert_cmpfloat(deviation_of_intervals(strip), <, 0.010);
}

static guint first_ventricular(const Strip *strip)
{
	guint i = 0;

	while (i < strip->beats && strip->kind[i] != HEART_BEAT_VENTRICULAR)
		i++;
	g_assert_cmpuint(i, <, strip->beats);
	return i;
}

/* An early beat and a pause that together take two intervals. */
static void test_compensatory_pause(void)
{
	g_autofree Strip *strip = g_new0(Strip, 1);
	struct synthetic_heart h;
	guint v;

	start(&h, 9, 66);
	record(strip, &h, 20);
	synthetic_heart_ectopics(&h, 1);
	record(strip, &h, 20);
	v = first_ventricular(strip);
	g_assert_cmpfloat(strip->rr_s[v], <, 0.75 * strip->rr_s[v - 1]);
	g_assert_cmpfloat(strip->rr_s[v + 1], >, 1.2 * strip->rr_s[v - 1]);
	g_assert_cmpfloat_with_epsilon(strip->rr_s[v] + strip->rr_s[v + 1], 2 * 60.0 / 66, 0.2);
	g_assert_cmpint(strip->kind[v + 1], ==, HEART_BEAT_SINUS);
}

static void test_run(void)
{
	g_autofree Strip *strip = g_new0(Strip, 1);
	struct synthetic_heart h;
	guint v, n = 0;

	start(&h, 10, 76);
	record(strip, &h, 10);
	synthetic_heart_ectopics(&h, 5);
	record(strip, &h, 20);
	v = first_ventricular(strip);
	for (guint i = 0; i < strip->beats; i++)
		n += strip->kind[i] == HEART_BEAT_VENTRICULAR;
	g_assert_cmpuint(n, ==, 5);
	for (guint i = v + 1; i < v + 5; i++) {
		g_assert_cmpint(strip->kind[i], ==, HEART_BEAT_VENTRICULAR);
		g_assert_cmpfloat(60.0 / strip->rr_s[i], >, 120); /* a tachycardia */
	}
}

static void test_fibrillation_is_irregular(void)
{
	g_autofree Strip *strip = g_new0(Strip, 1);
	struct synthetic_heart h;

	start(&h, 11, 96);
	h.condition.fibrillation = true;
	record(strip, &h, 5);
	record(strip, &h, 200);
	g_assert_cmpfloat(deviation_of_intervals(strip), >, 0.09);
	g_assert_cmpfloat_with_epsilon(rate_bpm(strip), 96, 5);
	for (guint i = 0; i < strip->beats; i++)
		g_assert_cmpint(strip->kind[i], ==, HEART_BEAT_FIBRILLATION);
}

static void test_lost_contact_shows_nothing(void)
{
	g_autofree Strip *strip = g_new0(Strip, 1);
	struct synthetic_heart h;

	start(&h, 12, 72);
	record(strip, &h, 10);
	h.condition.contact = false;
	record(strip, &h, 10);
	g_assert_cmpuint(strip->beats, ==, 0);
	for (guint i = 0; i < strip->samples; i++)
		g_assert_cmpfloat(fabsf(strip->uv[i]), <, 25);
	h.condition.contact = true;
	record(strip, &h, 10);
	g_assert_cmpfloat(strip->uv[0], >, 8000); /* the amplifier settles */
	g_assert_cmpfloat(strip->rr_s[0], ==, 0); /* the beat before was not felt */
	g_assert_cmpuint(strip->beats, >, 9);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/synthetic-heart/rate", test_rate);
	g_test_add_func("/synthetic-heart/rate-lags", test_rate_lags);
	g_test_add_func("/synthetic-heart/intervals", test_intervals);
	g_test_add_func("/synthetic-heart/beats-lie-on-their-waves", test_beats_lie_on_their_waves);
	g_test_add_func("/synthetic-heart/same-seed-same-heart", test_same_seed_same_heart);
	g_test_add_func("/synthetic-heart/breathing", test_breathing_moves_rest_more_than_effort);
	g_test_add_func("/synthetic-heart/compensatory-pause", test_compensatory_pause);
	g_test_add_func("/synthetic-heart/run", test_run);
	g_test_add_func("/synthetic-heart/fibrillation", test_fibrillation_is_irregular);
	g_test_add_func("/synthetic-heart/lost-contact", test_lost_contact_shows_nothing);
	return g_test_run();
}
