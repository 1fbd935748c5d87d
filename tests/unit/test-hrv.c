/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heart rate variability against values worked out by hand and by another program. */
#include <glib.h>
#include <math.h>

#include "health-models/ecg/variability/hrv.h"

static const double RATE_HZ = 1000; /* a sample is a millisecond */

struct told {
	struct hrv_window window[64];
	unsigned count;
};

static void push(struct hrv *h, gint64 at_ms, double rr_ms, bool normal, struct told *told)
{
	g_assert_cmpuint(told->count, <, G_N_ELEMENTS(told->window));
	told->count +=
	    (unsigned)hrv_push_interval(h, at_ms, (float)rr_ms, normal, &told->window[told->count]);
}

/* Beats from 0 ms to end_ms whose intervals are rr_ms[] over and over. */
static struct told run_pattern(struct hrv *h, const int *rr_ms, unsigned n, gint64 end_ms)
{
	struct told told = {0};
	gint64 at = 0;

	g_assert_cmpint(hrv_init(h, RATE_HZ), ==, 0);
	push(h, 0, 0, true, &told);
	for (unsigned i = 0; (at += rr_ms[i % n]) < end_ms; i++)
		push(h, at, rr_ms[i % n], true, &told);
	told.count += (unsigned)hrv_flush(h, end_ms, &told.window[told.count]);
	return told;
}

static void near(float value, double expected, double within)
{
	g_assert_cmpfloat(fabs((double)value - expected), <=, within);
}

/* 374 intervals, 93 times 800 820 780 800 and 800 820 at the end. Mean 299220 / 374; squares about
 * 800 are 93 x 800 + 400. Differences 20, -40, 20, 0, ...: 93 x 2400 + 400 over 373. */
static void test_time_by_hand(void)
{
	static const int rr_ms[] = {800, 820, 780, 800};
	g_autofree struct hrv *h = g_new(struct hrv, 1);
	struct told told = run_pattern(h, rr_ms, 4, 300000);
	double off = 299220.0 / 374 - 800;
	const struct hrv_window *w = &told.window[0];

	g_assert_cmpuint(told.count, ==, 1);
	g_assert_cmpint(w->quality, ==, HRV_FULL);
	g_assert_cmpint(w->start_index, ==, 0);
	g_assert_cmpint(w->end_index, ==, 300000);
	g_assert_cmpuint(w->nn, ==, 374);
	near(w->artefact_share, 780.0 / 300000, 1e-6);
	near(w->mean_nn_ms, 800 + off, 1e-3);
	near(w->sdnn_ms, sqrt((74800 - 374 * off * off) / 373), 1e-3);
	near(w->rmssd_ms, sqrt(223600.0 / 373), 1e-3);
	near(w->pnn50, 0, 0);
	/* n - 1 here, n there */
	near(w->sd1_ms, (double)w->rmssd_ms / sqrt(2), 0.03);
}

/* "more than 50 ms": 50 itself is not. */
static void test_nn50(void)
{
	static const int rr50_ms[] = {800, 850}, rr60_ms[] = {800, 860, 860};
	g_autofree struct hrv *h = g_new(struct hrv, 1);

	near(run_pattern(h, rr50_ms, 2, 300000).window[0].pnn50, 0, 0);
	/* of three differences two are 60 ms and one is none */
	near(run_pattern(h, rr60_ms, 3, 300000).window[0].pnn50, 2.0 / 3, 0.01);
}

/* RR = 800 + 30 sin(2 pi 0.1 t) + 20 sin(2 pi 0.25 t) + 0.05 t ms, t in s at the interval's begin,
 * rounded to whole milliseconds: 450 ms^2 of LF and 200 of HF. Intervals whose number is a
 * multiple of `ectopic` (0 = none) end in a beat that is not normal. */
static struct hrv_window run_sines(unsigned ectopic, gint64 from_ms)
{
	g_autofree struct hrv *h = g_new(struct hrv, 1);
	struct told told = {0};
	gint64 at = 0;

	g_assert_cmpint(hrv_init(h, RATE_HZ), ==, 0);
	push(h, from_ms, 0, true, &told);
	for (unsigned i = 1; told.count == 0; i++) {
		double t = (double)at / 1000;
		double rr_ms = round(800 + 30 * sin(2 * G_PI * 0.1 * t) +
				     20 * sin(2 * G_PI * 0.25 * t) + 0.05 * t);

		at += (gint64)rr_ms;
		push(h, from_ms + at, rr_ms, ectopic == 0 || i % ectopic != 0, &told);
	}
	return told.window[0];
}

/* The same series in numpy 1.24 and scipy 1.10: std(ddof=1), sqrt(mean(diff^2)),
 * sqrt(var(diff)/2), sqrt(var(sum of neighbours)/2), and scipy.signal.lombscargle(te, x, 2 pi f) of
 * the detrended intervals at f = 1/300 .. 119/300 Hz, times 2 sum(rr) / n / 300, added up by bands.
 * (Cubic resampling at 4 Hz and one Hann window over all of it give 451.1 and 197.9.) */
static void test_sines_as_scipy(void)
{
	struct hrv_window w = run_sines(0, 0);

	g_assert_cmpint(w.quality, ==, HRV_FULL);
	g_assert_cmpuint(w.nn, ==, 371);
	near(w.mean_nn_ms, 806.77628, 1e-3);
	near(w.sdnn_ms, 25.78542, 1e-3);
	near(w.rmssd_ms, 19.82314, 1e-3);
	near(w.sd1_ms, 14.03598, 1e-3);
	near(w.sd2_ms, 33.67004, 1e-3);
	near(w.vlf_ms2, 0.43177, 1e-3);
	near(w.lf_ms2, 448.07318, 0.01);
	near(w.hf_ms2, 200.07464, 0.01);
	near(w.lf_hf, 448.07318 / 200.07464, 1e-3);
}

/* A sine of amplitude A has the power A^2 / 2, all of it in its own band. */
static void test_one_sine_in_its_band(void)
{
	static const double hz[] = {0.02, 0.0501, 0.1, 0.14, 0.17, 0.2533, 0.35};

	for (unsigned k = 0; k < G_N_ELEMENTS(hz); k++) {
		g_autofree struct hrv *h = g_new(struct hrv, 1);
		struct told told = {0};
		double at = 0, band[3], all;

		hrv_init(h, RATE_HZ);
		push(h, 0, 0, true, &told);
		while (told.count == 0) {
			double rr_ms = 700 + 25 * sin(2 * G_PI * hz[k] * (at / 1000 + 0.35));

			at += rr_ms;
			push(h, (gint64)lround(at), rr_ms, true, &told);
		}
		band[0] = (double)told.window[0].vlf_ms2;
		band[1] = (double)told.window[0].lf_ms2;
		band[2] = (double)told.window[0].hf_ms2;
		all = band[0] + band[1] + band[2];
		g_assert_cmpfloat_with_epsilon(all, 312.5, 0.04 * 312.5);
		g_assert_cmpfloat(band[hz[k] < 0.04 ? 0 : hz[k] < 0.15 ? 1 : 2] / all, >, 0.97);
	}
}

/* Every 40th beat is ectopic: two intervals in forty are left out, and what is left says the same.
 */
static void test_gaps_are_not_filled(void)
{
	struct hrv_window w = run_sines(40, 0);

	g_assert_cmpint(w.quality, ==, HRV_FULL);
	near(w.artefact_share, 0.05, 0.01);
	near(w.rmssd_ms, 19.82, 0.5);
	near(w.lf_ms2, 450, 30);
	near(w.hf_ms2, 200, 20);
}

static void test_too_much_left_out(void)
{
	struct hrv_window w = run_sines(14, 0);

	g_assert_cmpint(w.quality, ==, HRV_TIME_ONLY);
	near(w.artefact_share, 2.0 / 14, 0.01);
	g_assert_cmpfloat((double)w.rmssd_ms, >, 18);
	near(w.lf_ms2, 0, 0);

	w = run_sines(8, 0);
	g_assert_cmpint(w.quality, ==, HRV_NO_NUMBERS);
	near(w.artefact_share, 0.25, 0.01);
	near(w.mean_nn_ms, 0, 0);
	near(w.rmssd_ms, 0, 0);
}

/* A beat overlooked doubles an interval, one made up halves it: neither counts, whatever the label.
 */
static void test_odd_intervals(void)
{
	g_autofree struct hrv *h = g_new(struct hrv, 1);
	struct told told = {0};
	gint64 at = 0;

	hrv_init(h, RATE_HZ);
	push(h, 0, 0, true, &told);
	for (unsigned i = 1; told.count == 0; i++) {
		int rr_ms = i % 50 == 0 ? 1600 : i % 50 == 25 ? 400 : 790 + 20 * (int)(i % 2);

		at += rr_ms;
		push(h, at, rr_ms, true, &told);
	}
	g_assert_cmpint(told.window[0].quality, ==, HRV_FULL);
	near(told.window[0].rmssd_ms, 20, 0.01);
	near(told.window[0].mean_nn_ms, 800, 0.5);
}

/* Independent intervals, as in atrial fibrillation, are no heart rate variability. */
static void test_fibrillation_has_no_numbers(void)
{
	g_autofree struct hrv *h = g_new(struct hrv, 1);
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);
	struct told told = {0};
	gint64 at = 0;

	hrv_init(h, RATE_HZ);
	push(h, 0, 0, true, &told);
	while (told.count == 0) {
		int rr_ms = g_rand_int_range(rand, 400, 1200);

		at += rr_ms;
		push(h, at, rr_ms, true, &told);
	}
	g_assert_cmpint(told.window[0].quality, ==, HRV_NO_NUMBERS);
	g_assert_cmpfloat((double)told.window[0].artefact_share, >, 0.3);
}

/* The fourteenth day of a stream is as exact as its first minutes. */
static void test_late_windows_are_the_same(void)
{
	struct hrv_window first = run_sines(0, 0), late = run_sines(0, 14LL * 86400 * 1000);

	g_assert_cmpint(late.start_index, ==, 14LL * 86400 * 1000);
	near(late.rmssd_ms, (double)first.rmssd_ms, 1e-4);
	near(late.hf_ms2, (double)first.hf_ms2, 1e-3);
}

static void test_cut_short(void)
{
	static const int rr_ms[] = {800};
	g_autofree struct hrv *h = g_new(struct hrv, 1);

	g_assert_cmpuint(run_pattern(h, rr_ms, 1, 299900).count, ==, 0);
	g_assert_cmpuint(run_pattern(h, rr_ms, 1, 300000).count, ==, 1);
	g_assert_cmpuint(run_pattern(h, rr_ms, 1, 650000).count, ==, 2);
}

/* Windows of constant 800 and 900 ms in turn: the means' deviation is 50 sqrt(n / (n - 1)), nothing
 * varies within but where a window holds the first beat of the other kind. */
static void test_hours(void)
{
	g_autofree struct hrv *h = g_new(struct hrv, 1);
	struct told told = {0};
	struct hrv_hours_numbers n;

	hrv_init(h, RATE_HZ);
	for (int window = 0; window < 24; window++) {
		int rr_ms = window % 2 ? 900 : 800;

		if (window == 3)
			g_assert_false(hrv_hours_get(h).has_triangular_index);
		if (window == 12)
			g_assert_false(hrv_hours_get(h).has_sdann);
		for (int at = 0; at < 300000; at += rr_ms)
			push(h, window * 300000 + at, at ? rr_ms : 0, true, &told);
	}
	told.count += (unsigned)hrv_flush(h, 24 * 300000, &told.window[told.count]);
	n = hrv_hours_get(h);
	g_assert_cmpuint(n.windows, ==, 24);
	g_assert_cmpuint(n.left_out, ==, 0);
	g_assert_true(n.has_sdann);
	near(n.sdann_ms, 50 * sqrt(24.0 / 23), 1e-3);
	near(n.sdnn_index_ms, 0, 1e-6);
	g_assert_true(n.has_triangular_index);
	/* 374 intervals in one bin and 333 in another, twelve times each */
	near(n.triangular_index, (374.0 + 333) / 374, 1e-3);
}

static void test_rates(void)
{
	g_autofree struct hrv *h = g_new(struct hrv, 1);

	g_assert_cmpint(hrv_init(h, 0), ==, -ERANGE);
	g_assert_cmpint(hrv_init(h, NAN), ==, -ERANGE);
	g_assert_cmpint(hrv_init(h, -130), ==, -ERANGE);
	g_assert_cmpint(hrv_init(h, 130), ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hrv/time-by-hand", test_time_by_hand);
	g_test_add_func("/hrv/nn50", test_nn50);
	g_test_add_func("/hrv/sines-as-scipy", test_sines_as_scipy);
	g_test_add_func("/hrv/one-sine-in-its-band", test_one_sine_in_its_band);
	g_test_add_func("/hrv/gaps-are-not-filled", test_gaps_are_not_filled);
	g_test_add_func("/hrv/too-much-left-out", test_too_much_left_out);
	g_test_add_func("/hrv/odd-intervals", test_odd_intervals);
	g_test_add_func("/hrv/fibrillation-has-no-numbers", test_fibrillation_has_no_numbers);
	g_test_add_func("/hrv/late-windows-are-the-same", test_late_windows_are_the_same);
	g_test_add_func("/hrv/cut-short", test_cut_short);
	g_test_add_func("/hrv/hours", test_hours);
	g_test_add_func("/hrv/rates", test_rates);
	return g_test_run();
}
