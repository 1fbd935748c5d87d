/* SPDX-License-Identifier: GPL-3.0-or-later */
/* P waves that are there, that are not, and that cannot be told yet. */
#include "health-models/ecg/beats/p_wave.h"
#include "tests/unit/made-up-beats.h"

#include <glib.h>
#include <math.h>

/* Share of the beats from `from_s` on that are said to have a P wave. */
static double share_with_p(const GArray *beats, double from_s, double rate_hz)
{
	unsigned with = 0, all = 0;

	for (guint i = 0; i < beats->len; i++) {
		const struct ecg_beat *beat = &g_array_index(beats, struct ecg_beat, i);

		if ((double)beat->sample_index < from_s * rate_hz)
			continue;
		g_assert_cmpfloat((double)beat->p_wave, >=, 0);
		g_assert_cmpfloat((double)beat->p_wave, <=, 1);
		with += beat->p_wave > 0.5f;
		all++;
	}
	g_assert_cmpuint(all, >, 50);
	return (double)with / all;
}

static double share_in_made_up_heart(double gain, bool fibrillation)
{
	struct synthetic_heart_settings settings = synthetic_heart_settings_default;
	g_autoptr(GArray) beats = NULL;
	struct synthetic_heart heart;

	settings.gain = gain;
	synthetic_heart_init(&heart, &settings);
	heart.condition.fibrillation = fibrillation;
	beats = made_up_beats(&heart, 120);
	return share_with_p(beats, 30, settings.rate_hz);
}

static void test_sinus_rhythm(void)
{
	g_assert_cmpfloat(share_in_made_up_heart(1, false), >, 0.98);
}

/* Nothing depends on which way the electrodes are worn. */
static void test_inverted(void)
{
	g_assert_cmpfloat(share_in_made_up_heart(-1, false), >, 0.98);
}

static void test_fibrillation(void)
{
	g_assert_cmpfloat(share_in_made_up_heart(1, true), <, 0.1);
}

static void test_learning(void)
{
	struct synthetic_heart heart;
	g_autoptr(GArray) beats = NULL;

	synthetic_heart_init(&heart, &synthetic_heart_settings_default);
	beats = made_up_beats(&heart, 30);
	for (guint i = 0; i < P_WAVE_LEARNING; i++)
		g_assert_cmpfloat((double)g_array_index(beats, struct ecg_beat, i).p_wave, ==, -1);
	g_assert_cmpfloat((double)g_array_index(beats, struct ecg_beat, 20).p_wave, >, 0.5);
}

/* A beat without the P wave that all others have. */
static void test_one_beat_without(void)
{
	static const float with[P_WAVE_POINTS] = {-20, -20, 0, 40, 40, 0, -20, -20};
	static const float without[P_WAVE_POINTS] = {6, -4, 3, -5, -3, 4, -6, 5};
	struct p_wave p;

	p_wave_init(&p);
	g_assert_cmpfloat((double)p_wave_judge(&p, with), ==, -1);
	for (int i = 0; i < 40; i++) {
		float beat[P_WAVE_POINTS];

		for (int k = 0; k < P_WAVE_POINTS; k++)
			beat[k] = with[k] + (float)((i * 7 + k * 5) % 11 - 5) * 4;
		p_wave_learn(&p, beat);
	}
	g_assert_cmpfloat((double)p_wave_judge(&p, with), >, 0.8);
	g_assert_cmpfloat((double)p_wave_judge(&p, without), <,
			  (double)p_wave_judge(&p, with) - 0.05);
}

/* Zeros, and numbers as large as a filter lets through, are no numbers to fail on. */
static void test_extremes(void)
{
	float nothing[P_WAVE_POINTS] = {0}, large[P_WAVE_POINTS];
	struct p_wave p;

	for (int k = 0; k < P_WAVE_POINTS; k++)
		large[k] = k % 2 ? 1e6f : -1e6f;
	p_wave_init(&p);
	for (int i = 0; i < 20; i++)
		p_wave_learn(&p, nothing);
	g_assert_cmpfloat((double)p_wave_judge(&p, nothing), <=, 1);
	for (int i = 0; i < 20; i++) {
		float probability;

		p_wave_learn(&p, large);
		probability = p_wave_judge(&p, i % 2 ? nothing : large);
		g_assert_true(probability >= 0 && probability <= 1);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/p-wave/sinus-rhythm", test_sinus_rhythm);
	g_test_add_func("/p-wave/inverted", test_inverted);
	g_test_add_func("/p-wave/fibrillation", test_fibrillation);
	g_test_add_func("/p-wave/learning", test_learning);
	g_test_add_func("/p-wave/one-beat-without", test_one_beat_without);
	g_test_add_func("/p-wave/extremes", test_extremes);
	return g_test_run();
}
