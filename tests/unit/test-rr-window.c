/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is usual among the newest intervals. */
#include <glib.h>

#include "health-models/ecg/beats/rr_window.h"

static void add(struct rr_window *w, unsigned n, float rr)
{
	for (unsigned i = 0; i < n; i++)
		rr_window_add(w, rr);
}

static void test_steady(void)
{
	struct rr_window w = {0};

	g_assert_true(w.median == 0.0F);
	add(&w, 1, 160);
	g_assert_true(w.median == 160.0F && w.quarter == 160.0F && w.three_quarters == 160.0F);
	g_assert_true(w.step == 0.0F);
	add(&w, 100, 160);
	g_assert_cmpuint(w.count, ==, ECG_RR_WINDOW);
	g_assert_true(w.median == 160.0F && w.step == 0.0F);
}

/* Ten early beats in a row leave the usual interval alone; what was 32 beats ago is forgotten. */
static void test_run_of_early_beats(void)
{
	struct rr_window w = {0};

	add(&w, 40, 160);
	add(&w, 10, 90);
	g_assert_true(w.median == 160.0F && w.three_quarters == 160.0F);
	g_assert_true(w.quarter == 90.0F);
	add(&w, 32, 90);
	g_assert_true(w.quarter == 90.0F && w.three_quarters == 90.0F);
}

static void test_irregular(void)
{
	struct rr_window w = {0};

	for (int i = 0; i < 20; i++) {
		rr_window_add(&w, 100);
		rr_window_add(&w, 140);
	}
	g_assert_true(w.step == 40.0F);
	g_assert_true(w.three_quarters - w.quarter == 40.0F);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rr-window/steady", test_steady);
	g_test_add_func("/rr-window/run-of-early-beats", test_run_of_early_beats);
	g_test_add_func("/rr-window/irregular", test_irregular);
	return g_test_run();
}
