/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A heart that stands still, on lines as skin and loose electrodes draw them. */
#include <glib.h>
#include <math.h>

#include "health-models/ecg/ecg_stream.h"
#include "tests/unit/drawn-ecg.h"
#include "tests/unit/heard-ecg.h"

enum { RATE_HZ = 130, FROM_S = 30, TO_S = 42 };

/* What there is instead of a heart at t_s; u is drawn from -1 to 1. */
typedef double (*line_func)(double t_s, double u);

/* Skin under an electrode: breath, and noise of some 25 uV in 100 ms. */
static double skin(double t_s, double u)
{
	return 60 * sin(2 * G_PI * t_s / 4) + 15 * u;
}

/* Electrodes that leave the skin: the line runs away by 2 mV in a second, then comes back. */
static double loose(double t_s, double u)
{
	return skin(t_s, u) + 4000 * sin(2 * G_PI * (t_s - FROM_S) / 12);
}

/* Muscle noise in which a beat could hide. */
static double muscle(double t_s, double u)
{
	return skin(t_s, u) + 400 * u;
}

static double fibrillation(double t_s, double u)
{
	return 350 * sin(2 * G_PI * (5.2 * t_s + 0.4 * sin(2 * G_PI * 0.31 * t_s))) *
		   (1 + 0.4 * sin(2 * G_PI * 0.47 * t_s)) +
	       15 * u;
}

static double draw(guint32 *state)
{
	*state = *state * 1664525U + 1013904223U;
	return (double)(*state >> 8) / 8388608.0 - 1;
}

/* A heart at 70 per minute that gives way to the line from FROM_S to to_s. */
static float *samples(line_func line, double to_s, size_t *count)
{
	struct drawn_ecg d;
	guint32 state = 9;
	float *uv;

	drawn_ecg_init(&d, 1000);
	drawn_ecg_add(&d, 90, 60.0 / 70, false);
	uv = drawn_ecg_samples(&d, RATE_HZ, count);
	for (size_t i = 0; i < *count; i++) {
		double t_s = (double)i / RATE_HZ, u = draw(&state);

		uv[i] =
		    t_s >= FROM_S && t_s < to_s ? (float)line(t_s, u) : uv[i] + (float)skin(t_s, u);
	}
	return uv;
}

static void hear(struct heard_ecg *h, line_func line, double to_s)
{
	size_t count;
	float *uv = samples(line, to_s, &count);

	heard_ecg_run(h, uv, count, RATE_HZ, 1);
	heard_ecg_check_order(h, count);
	g_free(uv);
}

static void check_asystole(line_func line)
{
	const struct ecg_finding *f;
	struct heard_ecg h;

	hear(&h, line, TO_S);
	f = heard_ecg_finding(&h, FINDING_ASYSTOLE, 0);
	g_assert_nonnull(f);
	g_assert_null(heard_ecg_finding(&h, FINDING_ASYSTOLE, 1));
	g_assert_null(heard_ecg_finding(&h, FINDING_NO_SIGNAL, 0));
	g_assert_cmpfloat(fabs((double)f->start_index / RATE_HZ - FROM_S), <, 1);
	g_assert_cmpfloat(fabs((double)f->end_index / RATE_HZ - TO_S), <, 1);
	g_assert_cmpfloat(fabs((double)f->number[0] - (TO_S - FROM_S)), <, 1.5);
	g_assert_cmpfloat((double)f->confidence, >, 0.5);
	g_assert_cmpuint(heard_ecg_rhythm(&h, RHYTHM_ASYSTOLE), ==, 1);
	heard_ecg_clear(&h);
}

static void test_standstill(void)
{
	check_asystole(skin);
}

static void check_none(line_func line)
{
	struct heard_ecg h;

	hear(&h, line, TO_S);
	g_assert_null(heard_ecg_finding(&h, FINDING_ASYSTOLE, 0));
	g_assert_null(heard_ecg_finding(&h, FINDING_PAUSE, 0));
	g_assert_cmpuint(heard_ecg_rhythm(&h, RHYTHM_ASYSTOLE), ==, 0);
	heard_ecg_clear(&h);
}

static void test_loose_electrodes(void)
{
	check_none(loose);
}

static void test_noise(void)
{
	check_none(muscle);
}

static void test_pauses(void)
{
	static const struct {
		double seconds;
		enum finding_reason reason;
	} cases[] = {{1.7, REASON_PAUSE_2_5_S}, {2.6, REASON_PAUSE_3_S}};

	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct ecg_finding *f;
		struct heard_ecg h;

		hear(&h, skin, FROM_S + cases[i].seconds);
		f = heard_ecg_finding(&h, FINDING_PAUSE, 0);
		g_assert_nonnull(f);
		g_assert_cmpint(f->reason, ==, cases[i].reason);
		g_assert_cmpint(f->quality, >=, QUALITY_RHYTHM_ONLY);
		heard_ecg_clear(&h);
	}
}

/* The level is that of beats before a burst of noise three times their height, too. */
static double burst(double t_s, double u)
{
	return t_s < FROM_S + 5 ? 3000 * u : skin(t_s, u);
}

static void test_after_a_burst(void)
{
	struct heard_ecg h;

	hear(&h, burst, FROM_S + 5);
	g_assert_null(heard_ecg_finding(&h, FINDING_ASYSTOLE, 0));
	g_assert_null(heard_ecg_finding(&h, FINDING_PAUSE, 0));
	heard_ecg_clear(&h);
}

/* Fibrillation for 14 s, then nothing: the heart stands still, though no beat came between. */
static double fibrillation_then_skin(double t_s, double u)
{
	return t_s < FROM_S + 14 ? fibrillation(t_s, u) : skin(t_s, u);
}

static void test_after_fibrillation(void)
{
	const struct ecg_finding *f;
	struct heard_ecg h;

	hear(&h, fibrillation_then_skin, FROM_S + 28);
	g_assert_nonnull(heard_ecg_finding(&h, FINDING_VENTRICULAR_FIBRILLATION, 0));
	f = heard_ecg_finding(&h, FINDING_ASYSTOLE, 0);
	g_assert_nonnull(f);
	g_assert_cmpfloat(fabs((double)f->start_index / RATE_HZ - (FROM_S + 14)), <, 3);
	g_assert_cmpfloat(fabs((double)f->end_index / RATE_HZ - (FROM_S + 28)), <,
			  1.5); /* the first beat may be missed */
	heard_ecg_clear(&h);
}

static enum rhythm word_at(line_func line, gboolean contact, double at_s)
{
	struct ecg_stream *stream = g_new(struct ecg_stream, 1);
	enum rhythm word = RHYTHM_UNKNOWN;
	struct ecg_event event;
	size_t count;
	float *uv = samples(line, TO_S, &count);

	g_assert_cmpint(ecg_stream_init(stream, RATE_HZ), ==, 0);
	for (size_t i = 0; i < (size_t)(at_s * RATE_HZ); i++) {
		if (i % RATE_HZ == 0)
			ecg_stream_contact(stream, contact || i < FROM_S * RATE_HZ);
		if (ecg_stream_push(stream, uv[i]) <= 0)
			continue;
		while (ecg_stream_get(stream, &event) > 0)
			if (event.kind == ECG_RHYTHM)
				word = event.rhythm.rhythm;
	}
	g_free(uv);
	g_free(stream);
	return word;
}

/* A blow against the strap three seconds into it: the heart stands still from there on, at least.
 */
static double blow(double t_s, double u)
{
	double since = t_s - (FROM_S + 3);

	return skin(t_s, u) +
	       (since > 0 ? 500 * exp(-since / 0.06) * sin(2 * G_PI * 24 * since) : 0);
}

static void test_blow(void)
{
	const struct ecg_finding *f;
	struct heard_ecg h;

	hear(&h, blow, FROM_S + 20);
	f = heard_ecg_finding(&h, FINDING_ASYSTOLE, 0);
	g_assert_nonnull(f);
	g_assert_cmpfloat((double)f->start_index / RATE_HZ, >, FROM_S - 1);
	g_assert_cmpfloat((double)f->start_index / RATE_HZ, <, FROM_S + 4);
	g_assert_cmpfloat(fabs((double)f->end_index / RATE_HZ - (FROM_S + 20)), <, 1);
	heard_ecg_clear(&h);
}

/* The same line with the wearable's word that it has contact, and that it has none. */
static void test_strap_off_is_no_asystole(void)
{
	g_assert_cmpint(word_at(skin, TRUE, FROM_S + 6), ==, RHYTHM_ASYSTOLE);
	g_assert_cmpint(word_at(skin, FALSE, FROM_S + 6), ==, RHYTHM_NO_SIGNAL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ecg-silence/standstill", test_standstill);
	g_test_add_func("/ecg-silence/loose-electrodes", test_loose_electrodes);
	g_test_add_func("/ecg-silence/noise", test_noise);
	g_test_add_func("/ecg-silence/pauses", test_pauses);
	g_test_add_func("/ecg-silence/blow", test_blow);
	g_test_add_func("/ecg-silence/after-a-burst", test_after_a_burst);
	g_test_add_func("/ecg-silence/after-fibrillation", test_after_fibrillation);
	g_test_add_func("/ecg-silence/strap-off-is-no-asystole", test_strap_off_is_no_asystole);
	return g_test_run();
}
