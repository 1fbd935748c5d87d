/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/twin/twin.h"

#include "common/timebase.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

/* 2026-01-01 00:00:00 UTC, a full minute. */
#define START_UTC_NS (INT64_C(1767225600) * NS_PER_S)

static int push_beat(struct twin *t, enum beat_label label, double at_s, float rr_ms)
{
	struct ecg_beat beat = {.label = label, .rr_ms = rr_ms};

	return twin_push(t, &beat, START_UTC_NS + (int64_t)(at_s * 1e9));
}

/* Pushes a steady rhythm from from_s to to_s; returns the minutes that came out, the last in *last. */
static int push_steady(struct twin *t, double from_s, double to_s, float rr_ms,
		       struct twin_minute *last)
{
	int minutes = 0;

	for (double at_s = from_s; at_s < to_s; at_s += (double)rr_ms / 1000.0) {
		if (push_beat(t, BEAT_NORMAL, at_s, rr_ms) > 0)
			minutes += twin_get_minute(t, last);
	}
	return minutes;
}

static void test_minutes_of_a_steady_heart(void)
{
	struct twin t;
	struct twin_minute m = {.beats = 0};

	twin_init(&t);
	g_assert_cmpint(push_steady(&t, 0.5, 180.0, 1000.0F, &m), ==, 2);
	g_assert_cmpint(m.start_utc_ns, ==, START_UTC_NS + 60 * NS_PER_S);
	g_assert_cmpuint(m.beats, ==, 60);
	g_assert_cmpfloat_with_epsilon(m.hr_mean_bpm, 60.0F, 0.01F);
	g_assert_cmpfloat_with_epsilon(m.hr_min_bpm, 60.0F, 0.01F);
	g_assert_cmpfloat_with_epsilon(m.hr_max_bpm, 60.0F, 0.01F);
	g_assert_cmpint(twin_flush(&t), ==, 1);
	g_assert_cmpint(twin_get_minute(&t, &m), ==, 1);
	g_assert_cmpint(twin_get_minute(&t, &m), ==, 0);
	g_assert_cmpint(twin_flush(&t), ==, 0);
	g_assert_cmpuint(twin_beats(&t), ==, 180);
}

static void test_rest_is_the_lowest_minute(void)
{
	struct twin t;
	struct twin_minute m;

	twin_init(&t);
	g_assert_cmpfloat(twin_hr_rest_bpm(&t), ==, 0.0F);
	push_steady(&t, 0.1, 60.0, 600.0F, &m);
	push_steady(&t, 60.1, 120.0, 1000.0F, &m);
	push_steady(&t, 120.1, 181.0, 500.0F, &m);
	g_assert_cmpfloat_with_epsilon(twin_hr_rest_bpm(&t), 60.0F, 0.01F);
	g_assert_cmpfloat_with_epsilon(twin_hr_bpm(&t), 120.0F, 0.01F);
}

static void test_sparse_minute_sets_no_rest(void)
{
	struct twin t;
	struct twin_minute m;

	twin_init(&t);
	push_steady(&t, 0.1, 20.0, 2000.0F, &m);
	twin_flush(&t);
	g_assert_cmpfloat(twin_hr_rest_bpm(&t), ==, 0.0F);
}

static void test_breaks_and_withdrawn_beats(void)
{
	struct twin t;
	struct twin_minute m;

	twin_init(&t);
	push_steady(&t, 0.1, 20.0, 800.0F, &m);
	g_assert_cmpfloat(twin_hr_bpm(&t), >, 0.0F);
	g_assert_cmpint(push_beat(&t, BEAT_NONE, 20.5, 800.0F), ==, 0);
	push_beat(&t, BEAT_VENTRICULAR, 25.0, 0.0F);
	g_assert_cmpfloat(twin_hr_bpm(&t), ==, 0.0F);
	g_assert_cmpuint(twin_beats(&t), ==, 26);
	g_assert_cmpuint(twin_ventricular(&t), ==, 1);
}

static void test_state_round_trip(void)
{
	struct twin t, back;
	struct twin_minute m;
	uint8_t state[TWIN_STATE_SIZE];
	long size;

	twin_init(&t);
	push_steady(&t, 0.1, 121.0, 900.0F, &m);
	size = twin_encode(&t, state, sizeof state);
	g_assert_cmpint(size, >, 0);
	g_assert_cmpint(twin_decode(&back, TWIN_STATE_VERSION, state, (size_t)size), ==, 0);
	g_assert_cmpuint(twin_beats(&back), ==, twin_beats(&t));
	g_assert_cmpfloat(twin_hr_rest_bpm(&back), ==, twin_hr_rest_bpm(&t));
	g_assert_cmpint(twin_encode(&t, state, (size_t)size - 1), ==, -ENOBUFS);
	for (size_t cut = 0; cut < (size_t)size; cut++)
		g_assert_cmpint(twin_decode(&back, TWIN_STATE_VERSION, state, cut), ==, -EBADMSG);
	g_assert_cmpint(twin_decode(&back, TWIN_STATE_VERSION + 1, state, (size_t)size), ==,
			-EPROTONOSUPPORT);
	memset(state, 0xff, sizeof state);
	g_assert_cmpint(twin_decode(&back, TWIN_STATE_VERSION, state, (size_t)size), ==, -EBADMSG);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/twin/minutes-of-a-steady-heart", test_minutes_of_a_steady_heart);
	g_test_add_func("/twin/rest-is-the-lowest-minute", test_rest_is_the_lowest_minute);
	g_test_add_func("/twin/sparse-minute-sets-no-rest", test_sparse_minute_sets_no_rest);
	g_test_add_func("/twin/breaks-and-withdrawn-beats", test_breaks_and_withdrawn_beats);
	g_test_add_func("/twin/state-round-trip", test_state_round_trip);
	return g_test_run();
}
