/* SPDX-License-Identifier: GPL-3.0-or-later */
/* QRS widths as the engine measures them, against complexes drawn with corners at known times. */
#include "health-models/ecg/ecg.h"

#include <glib.h>
#include <math.h>

enum { CORNERS_MAX = 5 };

/* Straight lines; at: 0 = where the QRS begins, 1 = where it ends. */
struct drawing {
	unsigned corners;
	double at[CORNERS_MAX], mv[CORNERS_MAX];
};

static const struct drawing r_alone = {3, {0, 0.5, 1}, {0, 1, 0}};
static const struct drawing broad = {4, {0, 0.35, 0.75, 1}, {0, -1, 0.5, 0}};
static const struct drawing small_q_and_s = {5, {0, 0.2, 0.5, 0.8, 1}, {0, -0.12, 1, -0.25, 0}};

static double drawn_mv(const struct drawing *d, double part)
{
	if (part <= 0 || part >= 1)
		return 0;
	for (unsigned i = 1; i < d->corners; i++) {
		if (part <= d->at[i])
			return d->mv[i - 1] + (d->mv[i] - d->mv[i - 1]) * (part - d->at[i - 1]) /
						  (d->at[i] - d->at[i - 1]);
	}
	return 0;
}

static double bump(double t_s, double at_s, double width_s)
{
	double u = (t_s - at_s) / width_s;

	return exp(-0.5 * u * u);
}

/* Mean width over a minute of 70 beats with P and T waves. */
static double measured_ms(const struct drawing *d, double width_ms, double rate_hz)
{
	g_autofree struct ecg *e = g_new(struct ecg, 1);
	struct ecg_event event;
	double sum = 0;
	unsigned n = 0;

	g_assert_cmpint(ecg_init(e, &(struct ecg_settings){.rate_hz = rate_hz}), ==, 0);
	for (int i = 0; i < 60 * rate_hz; i++) {
		double t_s = fmod(i / rate_hz, 0.85) - 0.45;
		double mv = drawn_mv(d, 0.5 + t_s * 1000 / width_ms) +
			    0.12 * bump(t_s, -0.18, 0.02) + 0.25 * bump(t_s, 0.27, 0.045);

		ecg_push(e, (float)(1000 * mv));
		while (ecg_get(e, &event) > 0) {
			if (event.kind != ECG_BEAT_FINAL || event.beat.label == BEAT_NONE)
				continue;
			sum += (double)event.beat.qrs_ms;
			n++;
		}
	}
	g_assert_cmpuint(n, >=, 60);
	return sum / n;
}

static void check(const struct drawing *d, double least_share, double most_more_ms)
{
	static const double rates_hz[] = {130, 250, 360};

	for (unsigned r = 0; r < G_N_ELEMENTS(rates_hz); r++) {
		for (double width_ms = 60; width_ms <= 200; width_ms += 20) {
			double measured = measured_ms(d, width_ms, rates_hz[r]);

			g_assert_cmpfloat(measured, >=, least_share * width_ms);
			g_assert_cmpfloat(measured, <=, width_ms + most_more_ms);
		}
	}
}

static void test_sharp_ends(void)
{
	check(&r_alone, 0.97, 10);
	check(&broad, 0.97, 10);
}

/* What begins and ends less than a fifth as steeply as it is in its middle is measured too narrow.
 */
static void test_soft_ends(void)
{
	check(&small_q_and_s, 0.7, 10);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/qrs-width/sharp-ends", test_sharp_ends);
	g_test_add_func("/qrs-width/soft-ends", test_soft_ends);
	return g_test_run();
}
