/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/counts.h"
#include "health-models/motion/activity/intensity.h"

#include <glib.h>
#include <math.h>

static struct motion_point point_at(int k)
{
	double t = k / (double)MOTION_GRID_HZ;
	struct motion_point p = {.begins = k == 0, .t_ns = k * 1000000000LL / MOTION_GRID_HZ};

	p.acc_g[0] = (float)(0.5 * sin(2 * G_PI * 0.8 * t));
	p.acc_g[1] = (float)(1 + 0.1 * sin(2 * G_PI * 2 * t));
	p.acc_g[2] = (float)(3 * sin(2 * G_PI * t));
	return p;
}

/* What the paper's algorithm gives, computed with scipy's lfilter() at 30 Hz. */
static void test_counts_are_the_papers(void)
{
	static const guint32 want[3] = {10625, 1, 56882};
	struct activity_counts counts;
	guint32 got[3];

	counts_init(&counts);
	for (int k = 0; k < 60 * MOTION_GRID_HZ; k++) {
		struct motion_point p = point_at(k);

		counts_push(&counts, &p);
	}
	counts_take(&counts, got);
	for (int i = 0; i < 3; i++)
		g_assert_cmpuint(got[i], ==, want[i]);
	counts_take(&counts, got);
	g_assert_cmpuint(got[0] + got[1] + got[2], ==, 0);
}

/* Standing still is no activity, and neither is what a hole would make of a jump. */
static void test_rest_counts_nothing(void)
{
	struct activity_counts counts;
	guint32 got[3];

	counts_init(&counts);
	for (int k = 0; k < 600; k++) {
		struct motion_point p = {.begins = k % 300 == 0, .acc_g = {0, k < 300 ? 1 : -1, 0}};

		counts_push(&counts, &p);
	}
	counts_take(&counts, got);
	g_assert_cmpuint(got[0] + got[1] + got[2], ==, 0);
}

static void test_cut_points(void)
{
	g_assert_cmpint(intensity_of_counts(0), ==, INTENSITY_SEDENTARY);
	g_assert_cmpint(intensity_of_counts(200), ==, INTENSITY_LIGHT);
	g_assert_cmpint(intensity_of_counts(2689.9F), ==, INTENSITY_LIGHT);
	g_assert_cmpint(intensity_of_counts(2690), ==, INTENSITY_MODERATE);
	g_assert_cmpint(intensity_of_counts(6167), ==, INTENSITY_VIGOROUS);
	g_assert_cmpint(intensity_of_mad(90), ==, INTENSITY_LIGHT);
	g_assert_cmpint(intensity_of_mad(91), ==, INTENSITY_MODERATE);
	g_assert_cmpint(intensity_of_mad(414), ==, INTENSITY_VIGOROUS);
}

/* A square wave of 0.1 g deviates by that much; half of it lies above 1 g. */
static void test_deviation(void)
{
	struct deviation_means means;
	struct deviation d;

	deviation_init(&d);
	deviation_take(&d, &means);
	g_assert_cmpfloat((double)means.mad_mg, ==, -1);
	for (int k = 0; k < 2 * MAD_POINTS; k++) {
		struct motion_point p = {.norm_g = k % 60 < 30 ? 1.1F : 0.9F};

		if (k >= MAD_POINTS)
			p.norm_g = 1;
		deviation_push(&d, &p);
	}
	deviation_take(&d, &means);
	g_assert_cmpfloat_with_epsilon((double)means.mad_mg, 50, 0.01);
	g_assert_cmpfloat_with_epsilon((double)means.enmo_mg, 25, 0.01);
	g_assert_cmpfloat((double)means.active_s, ==, 6);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/counts/are-the-papers", test_counts_are_the_papers);
	g_test_add_func("/counts/rest-counts-nothing", test_rest_counts_nothing);
	g_test_add_func("/intensity/cut-points", test_cut_points);
	g_test_add_func("/intensity/deviation", test_deviation);
	return g_test_run();
}
