/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long somebody has exercised. */
#include "common/timebase.h"
#include "health-models/rehab/set/set_clock.h"

#include <glib.h>

#define S NS_PER_S

static gint64 seconds(const struct set_clock *clock)
{
	return clock->exercised_ns / S;
}

static void test_runs(void)
{
	struct set_clock clock;

	set_clock_init(&clock, 0);
	set_clock_reach(&clock, 100 * S);
	g_assert_cmpint(seconds(&clock), ==, 0); /* nothing was done yet */
	set_clock_repetition(&clock, 102 * S, 104 * S);
	g_assert_cmpint(seconds(&clock), ==, 2);
	set_clock_reach(&clock, 107 * S);
	g_assert_cmpint(seconds(&clock), ==, 5);
	set_clock_repetition(&clock, 105 * S, 107 * S); /* counted already */
	g_assert_cmpint(seconds(&clock), ==, 5);
}

static void test_waits(void)
{
	struct set_clock clock;

	set_clock_init(&clock, 0);
	set_clock_repetition(&clock, 0, 2 * S);
	for (gint64 t = 2; t < 100; t++)
		set_clock_reach(&clock, t * S);
	g_assert_cmpint(seconds(&clock), ==, 12);
	set_clock_repetition(&clock, 100 * S, 103 * S);
	g_assert_cmpint(seconds(&clock), ==, 15);
}

static void test_pauses(void)
{
	struct set_clock clock;

	set_clock_init(&clock, 30 * S);
	set_clock_repetition(&clock, 0, 2 * S);
	set_clock_reach(&clock, 3 * S);
	set_clock_pause(&clock);
	set_clock_reach(&clock, 9 * S);
	g_assert_cmpint(seconds(&clock), ==, 33);
	set_clock_repetition(&clock, 20 * S, 22 * S);
	g_assert_cmpint(seconds(&clock), ==, 35);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/set-clock/runs-from-the-first-repetition", test_runs);
	g_test_add_func("/set-clock/waits-for-the-next", test_waits);
	g_test_add_func("/set-clock/pauses-without-samples", test_pauses);
	return g_test_run();
}
