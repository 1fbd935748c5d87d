/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which beats the rhythm and the run that they are in let be supraventricular. */
#include <glib.h>

#include "health-models/ecg/beats/supraventricular.h"

static const float USUAL = 160; /* internal samples, 75 per minute */

static void take_normal(struct supraventricular *s, unsigned n, float rr, float also)
{
	for (unsigned i = 0; i < n; i++)
		g_assert_cmpint(supraventricular_take(s, BEAT_NORMAL, i % 2 ? also : rr, USUAL), ==,
				BEAT_NORMAL);
}

static void test_early(void)
{
	g_assert_true(supraventricular_early(100, USUAL));
	g_assert_false(supraventricular_early(155, USUAL));
	g_assert_false(supraventricular_early(0, USUAL)); /* not known */
}

static void test_single_beats(void)
{
	struct supraventricular s = {0};

	take_normal(&s, 20, 160, 158);
	for (int i = 0; i < 5; i++) {
		g_assert_true(supraventricular_possible(&s, 100, USUAL));
		g_assert_cmpint(supraventricular_take(&s, BEAT_SUPRAVENTRICULAR, 100, USUAL), ==,
				BEAT_SUPRAVENTRICULAR);
		take_normal(&s, 3, 190, 160); /* the pause ends the run */
	}
}

/* In atrial fibrillation no beat is premature. */
static void test_irregular(void)
{
	struct supraventricular s = {0};

	take_normal(&s, 20, 120, 190);
	g_assert_false(supraventricular_possible(&s, 100, USUAL));
	g_assert_cmpint(supraventricular_take(&s, BEAT_SUPRAVENTRICULAR, 100, USUAL), ==,
			BEAT_NORMAL);
}

/* A fast run stays one when its intervals have become usual, over a ventricular beat, too, and ends
 * with the first interval that is as long as before; a fast heart without an early beat is none. */
static void test_run(void)
{
	struct supraventricular s = {0};

	take_normal(&s, 20, 160, 158);
	supraventricular_take(&s, BEAT_SUPRAVENTRICULAR, 80, USUAL);
	for (int i = 0; i < 300; i++)
		g_assert_cmpint(supraventricular_take(&s, BEAT_NORMAL, i % 2 ? 80 : 82, 81), ==,
				BEAT_SUPRAVENTRICULAR);
	g_assert_cmpint(supraventricular_take(&s, BEAT_VENTRICULAR, 70, 81), ==, BEAT_VENTRICULAR);
	g_assert_cmpint(supraventricular_take(&s, BEAT_NORMAL, 95, 81), ==, BEAT_SUPRAVENTRICULAR);
	g_assert_cmpint(supraventricular_take(&s, BEAT_NORMAL, 160, 81), ==, BEAT_NORMAL);
	take_normal(&s, 10, 80, 81);
}

static void test_break(void)
{
	struct supraventricular s = {0};

	take_normal(&s, 20, 160, 158);
	supraventricular_take(&s, BEAT_SUPRAVENTRICULAR, 80, USUAL);
	supraventricular_break(&s);
	g_assert_cmpint(supraventricular_take(&s, BEAT_NORMAL, 0, USUAL), ==, BEAT_NORMAL);
	take_normal(&s, 5, 80, 81);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/supraventricular/early", test_early);
	g_test_add_func("/supraventricular/single-beats", test_single_beats);
	g_test_add_func("/supraventricular/irregular", test_irregular);
	g_test_add_func("/supraventricular/run", test_run);
	g_test_add_func("/supraventricular/break", test_break);
	return g_test_run();
}
