/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sums behind the summary of twinctl analyze ecg, against values worked out by hand. */
#include "client/analyze/heart-rate-variability.h"
#include "client/analyze/histogram.h"

#include <glib.h>
#include <math.h>

static void test_percentiles(void)
{
	g_autofree struct histogram *h = g_new0(struct histogram, 1);

	g_assert_cmpint(histogram_percentile(h, 50), ==, 0);
	for (int value = 100; value >= 1; value--)
		histogram_add(h, value);
	g_assert_cmpint(histogram_percentile(h, 50), ==, 50);
	g_assert_cmpint(histogram_percentile(h, 99), ==, 99);
	g_assert_cmpint(histogram_percentile(h, 100), ==, 100);
	g_assert_cmpint(h->max, ==, 100);
	histogram_add(h, 1000000);
	g_assert_cmpint(histogram_percentile(h, 100), ==, 1000000);
	g_assert_cmpint(histogram_percentile(h, 99), ==, 100);
	histogram_add(h, -5);
	g_assert_cmpint(histogram_percentile(h, 0.5), ==, 0);
}

static void test_one_value(void)
{
	g_autofree struct histogram *h = g_new0(struct histogram, 1);

	histogram_add(h, 7);
	g_assert_cmpint(histogram_percentile(h, 50), ==, 7);
	g_assert_cmpint(histogram_percentile(h, 99), ==, 7);
}

/* 800, 820, 780, 800: mean 800, squares 0 + 400 + 400 + 0; differences 20, -40, 20. */
static void test_variability(void)
{
	static const double rr_ms[] = {0, 800, 820, 780, 800};
	struct rr_statistics h = {0};
	double value;

	g_assert_false(rr_statistics_mean_rate_bpm(&h, &value));
	for (guint i = 0; i < G_N_ELEMENTS(rr_ms); i++)
		rr_statistics_add(&h, rr_ms[i], true);
	g_assert_true(rr_statistics_mean_rate_bpm(&h, &value));
	g_assert_cmpfloat_with_epsilon(value, 75, 1e-9);
	g_assert_true(rr_statistics_sdnn_ms(&h, &value));
	g_assert_cmpfloat_with_epsilon(value, sqrt(800.0 / 3), 1e-9);
	g_assert_true(rr_statistics_rmssd_ms(&h, &value));
	g_assert_cmpfloat_with_epsilon(value, sqrt(2400.0 / 3), 1e-9);
	g_assert_cmpfloat(h.rate_min_bpm, ==, 0); /* fewer than eight intervals */
}

/* Intervals before and after a ventricular beat are not normal-to-normal, and nothing is
 * differenced across them; they count for the heart rate. */
static void test_ventricular(void)
{
	static const struct {
		double rr_ms;
		bool normal;
	} beats[] = {{0, true},    {800, true}, {810, true}, {500, false},
		     {1100, true}, {800, true}, {830, true}};
	struct rr_statistics h = {0};
	double value;

	for (guint i = 0; i < G_N_ELEMENTS(beats); i++)
		rr_statistics_add(&h, beats[i].rr_ms, beats[i].normal);
	g_assert_cmpuint(h.nn_count, ==, 4);
	g_assert_cmpuint(h.difference_count, ==, 2);
	g_assert_true(rr_statistics_rmssd_ms(&h, &value));
	g_assert_cmpfloat_with_epsilon(value, sqrt((100.0 + 900.0) / 2), 1e-9);
	g_assert_true(rr_statistics_mean_rate_bpm(&h, &value));
	g_assert_cmpfloat_with_epsilon(value, 60000.0 * 6 / 4840, 1e-9);
}

/* The slowest and fastest eight intervals in a row; a break starts the eight anew. */
static void test_rate_window(void)
{
	struct rr_statistics h = {0};

	for (int i = 0; i < 8; i++)
		rr_statistics_add(&h, 1000, true);
	g_assert_cmpfloat_with_epsilon(h.rate_min_bpm, 60, 1e-9);
	g_assert_cmpfloat_with_epsilon(h.rate_max_bpm, 60, 1e-9);
	for (int i = 0; i < 4; i++)
		rr_statistics_add(&h, 500, true);
	g_assert_cmpfloat_with_epsilon(h.rate_max_bpm, 80, 1e-9);
	rr_statistics_add(&h, 0, true);
	for (int i = 0; i < 7; i++)
		rr_statistics_add(&h, 250, true);
	g_assert_cmpfloat_with_epsilon(h.rate_max_bpm, 80, 1e-9);
	rr_statistics_add(&h, 250, true);
	g_assert_cmpfloat_with_epsilon(h.rate_max_bpm, 240, 1e-9);
	g_assert_cmpfloat_with_epsilon(h.rate_min_bpm, 60, 1e-9);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/histogram/percentiles", test_percentiles);
	g_test_add_func("/histogram/one-value", test_one_value);
	g_test_add_func("/hrv/variability", test_variability);
	g_test_add_func("/hrv/ventricular", test_ventricular);
	g_test_add_func("/hrv/rate-window", test_rate_window);
	return g_test_run();
}
