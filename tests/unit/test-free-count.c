/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repetitions counted without a reference, on simulated motion of which the count is known. */
#include "common/timebase.h"
#include "health-models/rehab/free/free_count.h"
#include "tests/unit/simulated-limb.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

enum { SAMPLES = 60000, TURNS = 256 };

struct session {
	struct imu_sample sample[SAMPLES];
	struct simulated_limb limb;
	int64_t begin_ns[TURNS]; /* of the repetitions that were simulated */
	unsigned done;
	struct free_count count;
	struct free_repetition told[TURNS];
	unsigned live;
	int64_t latest_ns; /* from the end of a repetition to its telling, after the first three */
};

static struct session *session_new(const struct simulated_sensor *sensor)
{
	struct session *s = g_new0(struct session, 1);

	simulated_limb_init(&s->limb, sensor ? sensor : &simulated_sensor_default, 7, 0, s->sample,
			    SAMPLES);
	simulated_limb_rest(&s->limb, 3);
	return s;
}

static void repeat(struct session *s, unsigned count, const struct simulated_repetition *how)
{
	for (unsigned i = 0; i < count; i++) {
		struct simulated_repetition r = how ? *how : simulated_repetition_default;

		/* Nobody does it twice the same. */
		r.rom_deg *= 1 + 0.04F * (float)(i % 3);
		r.rest_s *= 1 + 0.1F * (float)(i % 2);
		s->begin_ns[s->done++] = simulated_limb_repeat(&s->limb, &r);
	}
}

static void take(struct session *s, int64_t now_ns)
{
	struct free_repetition r;

	while (free_count_get(&s->count, &r)) {
		if (s->live >= 3)
			s->latest_ns = MAX(s->latest_ns, now_ns - r.end_ns);
		s->told[s->live++] = r;
	}
}

/* Returns the final count. */
static unsigned run(struct session *s)
{
	g_assert_cmpint(free_count_init(&s->count, s->limb.sensor.rate_hz), ==, 0);
	for (size_t i = 0; i < s->limb.count; i++) {
		if (free_count_push(&s->count, &s->sample[i]) > 0)
			take(s, s->sample[i].t_ns);
	}
	return free_count_finish(&s->count);
}

/* Each final repetition belongs to one that was simulated. */
static void assert_places(const struct session *s)
{
	for (unsigned i = 0; i < s->done; i++) {
		struct free_repetition r = free_count_final(&s->count, i);

		g_assert_cmpint(r.start_ns, <, r.turn_ns);
		g_assert_cmpint(r.turn_ns, <, r.end_ns);
		g_assert_cmpint(ABS(r.turn_ns - s->begin_ns[i] - 2 * NS_PER_S), <, 3 * NS_PER_S);
	}
}

static void test_counts(void)
{
	g_autofree struct session *s = session_new(NULL);

	repeat(s, 8, NULL);
	simulated_limb_rest(&s->limb, 3);
	g_assert_cmpuint(run(s), ==, 8);
	assert_places(s);
	g_assert_cmpuint(s->live, >=, 7);
	g_assert_cmpuint(s->live, <=, 8);
	g_assert_cmpint(s->latest_ns, <=, 300 * NS_PER_MS);
	g_assert_cmpuint(free_count_live(&s->count), ==, s->live);
}

static void test_acceleration_alone(void)
{
	struct simulated_sensor sensor = simulated_sensor_default;
	g_autofree struct session *s = NULL;

	sensor.has = IMU_ACCELERATION;
	s = session_new(&sensor);
	repeat(s, 6, NULL);
	simulated_limb_rest(&s->limb, 2);
	g_assert_cmpuint(run(s), ==, 6);
}

/* As a wrist sensor has it: acceleration at 13 Hz, angular rate at 26 Hz. */
static void test_rates_apart(void)
{
	struct simulated_sensor sensor = simulated_sensor_default;
	g_autofree struct session *s = NULL;

	sensor.rate_hz = 26;
	s = session_new(&sensor);
	repeat(s, 6, NULL);
	simulated_limb_rest(&s->limb, 2);
	for (size_t i = 0; i < s->limb.count; i += 2)
		s->sample[i].has = IMU_ANGULAR_RATE;
	g_assert_cmpuint(run(s), ==, 6);
}

/* However the sensor is worn. */
static void test_any_axes(void)
{
	static const float up[][3] = {{0, 0, 1}, {0, -1, 0}, {0.6F, 0, 0.8F}};
	static const float axis[][3] = {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}};

	for (unsigned i = 0; i < G_N_ELEMENTS(up); i++) {
		struct simulated_sensor sensor = simulated_sensor_default;
		g_autofree struct session *s = NULL;

		memcpy(sensor.rest_up, up[i], sizeof sensor.rest_up);
		memcpy(sensor.axis, axis[i], sizeof sensor.axis);
		s = session_new(&sensor);
		repeat(s, 7, NULL);
		simulated_limb_rest(&s->limb, 2);
		g_assert_cmpuint(run(s), ==, 7);
	}
}

/* Up is not down: a repetition with a long hold is one. */
static void test_hold_is_one(void)
{
	struct simulated_repetition slow = simulated_repetition_default;
	g_autofree struct session *s = session_new(NULL);

	slow.hold_s = 2.5F;
	slow.rest_s = 2.5F;
	repeat(s, 6, &slow);
	simulated_limb_rest(&s->limb, 2);
	g_assert_cmpuint(run(s), ==, 6);
}

static void test_rest_is_none(void)
{
	g_autofree struct session *s = session_new(NULL);

	simulated_limb_rest(&s->limb, 90);
	g_assert_cmpuint(run(s), ==, 0);
	g_assert_cmpuint(s->live, ==, 0);
}

static void test_two_are_no_set(void)
{
	g_autofree struct session *s = session_new(NULL);

	repeat(s, 2, NULL);
	simulated_limb_rest(&s->limb, 5);
	g_assert_cmpuint(run(s), ==, 0);
}

static void test_sets_of_other_tempo(void)
{
	struct simulated_repetition fast = simulated_repetition_default;
	g_autofree struct session *s = session_new(NULL);

	fast.concentric_s = fast.eccentric_s = 0.6F;
	fast.hold_s = 0.1F;
	fast.rest_s = 0.3F;
	repeat(s, 6, NULL);
	simulated_limb_rest(&s->limb, 15);
	repeat(s, 6, &fast);
	simulated_limb_rest(&s->limb, 15);
	repeat(s, 5, NULL);
	g_assert_cmpuint(run(s), ==, 17);
}

/* Of a packet loss as long as a repetition one is taken to have been done, and says so. */
static void test_hole(void)
{
	g_autofree struct session *s = session_new(NULL);
	unsigned assumed = 0;

	repeat(s, 4, NULL);
	simulated_limb_hole(&s->limb, 4.6F);
	repeat(s, 4, NULL);
	simulated_limb_rest(&s->limb, 2);
	g_assert_cmpuint(run(s), ==, 9);
	for (unsigned i = 0; i < 9; i++)
		assumed += free_count_final(&s->count, i).assumed;
	g_assert_cmpuint(assumed, ==, 1);
	g_assert_true(free_count_final(&s->count, 4).assumed);
}

static void test_long_hole_is_not_filled(void)
{
	g_autofree struct session *s = session_new(NULL);

	repeat(s, 4, NULL);
	simulated_limb_hole(&s->limb, 30);
	repeat(s, 4, NULL);
	simulated_limb_rest(&s->limb, 2);
	g_assert_cmpuint(run(s), ==, 8);
}

/* More than is kept: parts are joined without a seam. */
static void test_long_set(void)
{
	g_autofree struct session *s = session_new(NULL);

	repeat(s, 120, NULL);
	simulated_limb_rest(&s->limb, 2);
	g_assert_cmpuint(s->limb.count, <, SAMPLES);
	g_assert_cmpuint(run(s), ==, 120);
	for (unsigned i = 1; i < 120; i++)
		g_assert_cmpint(free_count_final(&s->count, i).turn_ns, >,
				free_count_final(&s->count, i - 1).turn_ns + 3 * NS_PER_S);
}

/* When they are fetched changes nothing. */
static void test_same_when_got_late(void)
{
	g_autofree struct session *a = session_new(NULL), *b = session_new(NULL);

	repeat(a, 8, NULL);
	repeat(b, 8, NULL);
	g_assert_cmpuint(run(a), ==, 8);
	g_assert_cmpint(free_count_init(&b->count, 0), ==, 0);
	for (size_t i = 0; i < b->limb.count; i++)
		free_count_push(&b->count, &b->sample[i]);
	take(b, 0);
	g_assert_cmpuint(free_count_finish(&b->count), ==, 8);
	g_assert_cmpuint(b->live, ==, a->live);
	for (unsigned i = 0; i < a->live; i++)
		g_assert_cmpint(a->told[i].turn_ns, ==, b->told[i].turn_ns);
	for (unsigned i = 0; i < 8; i++)
		g_assert_cmpint(free_count_final(&a->count, i).turn_ns, ==,
				free_count_final(&b->count, i).turn_ns);
}

static void test_bad_samples(void)
{
	g_autofree struct session *s = session_new(NULL);
	struct imu_sample bad;

	repeat(s, 5, NULL);
	g_assert_cmpint(free_count_init(&s->count, NAN), ==, -EINVAL);
	g_assert_cmpint(free_count_init(&s->count, 5), ==, -EINVAL);
	g_assert_cmpint(free_count_init(&s->count, 0), ==, 0);
	for (size_t i = 0; i < s->limb.count; i++) {
		free_count_push(&s->count, &s->sample[i]);
		bad = s->sample[i];
		bad.acc_ms2[1] = NAN;
		g_assert_cmpint(free_count_push(&s->count, &bad), ==, -EINVAL);
		bad = s->sample[i];
		bad.t_ns--;
		g_assert_cmpint(free_count_push(&s->count, &bad), ==, -EINVAL);
	}
	g_assert_cmpuint(free_count_finish(&s->count), ==, 5);
}

/* What came before a leap of the clock is decided; what follows is counted on. */
static void test_clock_leap(void)
{
	g_autofree struct session *s = session_new(NULL);

	repeat(s, 5, NULL);
	simulated_limb_hole(&s->limb, 86400 * 30);
	repeat(s, 5, NULL);
	g_assert_cmpuint(run(s), ==, 10);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/free-count/counts-what-repeats", test_counts);
	g_test_add_func("/free-count/acceleration-alone", test_acceleration_alone);
	g_test_add_func("/free-count/rates-apart", test_rates_apart);
	g_test_add_func("/free-count/however-it-is-worn", test_any_axes);
	g_test_add_func("/free-count/a-hold-is-one", test_hold_is_one);
	g_test_add_func("/free-count/rest-is-none", test_rest_is_none);
	g_test_add_func("/free-count/two-are-no-set", test_two_are_no_set);
	g_test_add_func("/free-count/sets-of-other-tempo", test_sets_of_other_tempo);
	g_test_add_func("/free-count/hole", test_hole);
	g_test_add_func("/free-count/long-hole-is-not-filled", test_long_hole_is_not_filled);
	g_test_add_func("/free-count/longer-than-is-kept", test_long_set);
	g_test_add_func("/free-count/same-when-got-late", test_same_when_got_late);
	g_test_add_func("/free-count/bad-samples", test_bad_samples);
	g_test_add_func("/free-count/clock-leap", test_clock_leap);
	return g_test_run();
}
