/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breaths per minute from beats whose heights and intervals breathe. */
#include "health-models/ecg/variability/respiration.h"
#include "tests/unit/made-up-beats.h"

#include <glib.h>
#include <math.h>

/* How a heart breathes: depths are parts of the interval and of the height. */
struct breathing {
	double heart_rate_bpm, breaths_per_minute;
	double interval_depth, height_depth, mayer_depth, noise_depth;
};

struct readings {
	unsigned windows, told, right; /* right: within 1 a minute */
};

static double noise(GRand *rand)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += g_rand_double(rand);
	return sum;
}

static struct readings breathe(const struct breathing *b, unsigned windows)
{
	g_autofree struct respiration *r = g_new(struct respiration, 1);
	g_autoptr(GRand) rand = g_rand_new_with_seed(3);
	struct readings n = {0};
	double t = 0;

	g_assert_cmpint(respiration_init(r, 1000), ==, 0);
	while (n.windows < windows) {
		double breath = sin(2 * G_PI * b->breaths_per_minute / 60 * t);
		double mayer = sin(2 * G_PI * 0.1 * t);
		double rr_s = 60 / b->heart_rate_bpm *
			      (1 + b->interval_depth * breath + b->mayer_depth * mayer +
			       b->noise_depth * noise(rand));
		struct respiration_reading reading;
		struct ecg_beat beat = {.label = BEAT_NORMAL, .rr_ms = (float)(1000 * rr_s)};

		t += rr_s;
		beat.sample_index = llround(1000 * t);
		beat.height_uv =
		    (float)(900 * (1 + b->height_depth * breath + b->noise_depth * noise(rand)));
		if (respiration_push(r, &beat, &reading) == 0)
			continue;
		n.windows++;
		g_assert_cmpint(reading.end_index - reading.start_index, ==, 60000);
		g_assert_cmpfloat((double)reading.quality, >=, 0);
		g_assert_cmpfloat((double)reading.quality, <=, 1);
		n.told += reading.per_minute > 0;
		n.right += fabs((double)reading.per_minute - b->breaths_per_minute) < 1;
	}
	return n;
}

static void test_every_rate(void)
{
	static const double per_minute[] = {7, 10, 12, 15, 18, 22, 26, 30, 40};

	for (unsigned i = 0; i < G_N_ELEMENTS(per_minute); i++) {
		struct breathing b = {.heart_rate_bpm = fmax(70, 3 * per_minute[i]),
				      .breaths_per_minute = per_minute[i],
				      .interval_depth = 0.03,
				      .height_depth = 0.03,
				      .noise_depth = 0.01};
		struct readings n = breathe(&b, 20);

		g_assert_cmpuint(n.right, ==, 20);
	}
}

static void test_either_alone(void)
{
	struct breathing heights = {70, 15, 0, 0.03, 0, 0.01},
			 intervals = {70, 15, 0.03, 0, 0, 0.01};

	g_assert_cmpuint(breathe(&heights, 40).right, >=, 38);
	g_assert_cmpuint(breathe(&intervals, 40).right, >=, 38);
}

/* Mayer waves move the intervals as much as breathing does; heights say which is which. */
static void test_mayer_waves(void)
{
	struct breathing b = {66, 15, 0.03, 0.03, 0.03, 0.005};

	g_assert_cmpuint(breathe(&b, 40).right, >=, 38);
}

static void test_noise_has_no_rate(void)
{
	struct breathing slow = {50, 0, 0, 0, 0, 0.02}, usual = {75, 0, 0, 0, 0, 0.02},
			 fast = {150, 0, 0, 0, 0, 0.02};

	g_assert_cmpuint(breathe(&slow, 200).told, <=, 20);
	g_assert_cmpuint(breathe(&usual, 200).told, <=, 6);
	g_assert_cmpuint(breathe(&fast, 200).told, <=, 2);
}

/* The made-up heart breathes 15 times a minute, in its heights, intervals and baseline. */
static void test_made_up_heart(void)
{
	g_autofree struct respiration *r = g_new(struct respiration, 1);
	g_autoptr(GArray) beats = NULL;
	struct synthetic_heart heart;
	unsigned windows = 0, right = 0;

	synthetic_heart_init(&heart, &synthetic_heart_settings_default);
	beats = made_up_beats(&heart, 400);
	respiration_init(r, heart.settings.rate_hz);
	for (guint i = 0; i < beats->len; i++) {
		struct respiration_reading reading;

		if (respiration_push(r, &g_array_index(beats, struct ecg_beat, i), &reading) == 0)
			continue;
		windows++;
		right += fabs((double)reading.per_minute - 15) < 1;
	}
	g_assert_cmpuint(windows, ==, 12);
	g_assert_cmpuint(right, >=, 11);
}

/* A window with a hole has too few beats, and what lies behind the hole is a new beginning. */
static void test_hole(void)
{
	g_autofree struct respiration *r = g_new(struct respiration, 1);
	struct respiration_reading reading;
	gint64 at = 0;
	unsigned readings = 0;

	g_assert_cmpint(respiration_init(r, 0), ==, -ERANGE);
	g_assert_cmpint(respiration_init(r, 1000), ==, 0);
	for (int i = 0; i < 300; i++) {
		struct ecg_beat beat = {.label = BEAT_NORMAL, .height_uv = 800, .rr_ms = 800};

		if (i == 90) {
			at += 24 * 3600 * 1000;
			beat.rr_ms = 0;
		}
		at += 800;
		beat.sample_index = at;
		if (respiration_push(r, &beat, &reading) > 0) {
			readings++;
			g_assert_cmpfloat((double)reading.per_minute, ==, 0);
		}
	}
	g_assert_cmpuint(readings, >=, 3);
	g_assert_cmpuint(readings, <=, 10);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/respiration/every-rate", test_every_rate);
	g_test_add_func("/respiration/either-alone", test_either_alone);
	g_test_add_func("/respiration/mayer-waves", test_mayer_waves);
	g_test_add_func("/respiration/noise-has-no-rate", test_noise_has_no_rate);
	g_test_add_func("/respiration/made-up-heart", test_made_up_heart);
	g_test_add_func("/respiration/hole", test_hole);
	return g_test_run();
}
