/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set of an exercise on simulated motion: what is counted, when it is told, and over a restart.
 */
#include "common/timebase.h"
#include "tests/unit/reps-bench.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static RepsBench *usual_bench(void)
{
	return reps_bench_new(&exercise_default, &simulated_sensor_default,
			      &simulated_repetition_default, 3);
}

static gint64 length_ns(const struct simulated_repetition *rep)
{
	return (gint64)((double)(rep->concentric_s + rep->hold_s + rep->eccentric_s) * 1e9);
}

static void test_measures(void)
{
	g_autoptr(RepsBench) b = usual_bench();
	const struct simulated_repetition *rep = &simulated_repetition_default;
	gint64 start_ns = reps_bench_do(b, rep, 5);

	g_assert_cmpuint(exercise_set_count(&b->set), ==, 5);
	g_assert_cmpuint(reps_bench_count(b, SET_READY), ==, 1);
	g_assert_cmpuint(reps_bench_count(b, SET_REFUSED), ==, 0);
	for (unsigned i = 0; i < 5; i++) {
		const struct repetition *r = &reps_bench_rep(b, i)->repetition;

		g_assert_cmpint(r->label, ==, REP_OK);
		g_assert_cmpfloat(r->score, >, 90);
		g_assert_cmpfloat_with_epsilon(r->rom_deg, 70, 3);
		g_assert_cmpfloat_with_epsilon(r->rom_percent, 100, 4);
		g_assert_cmpfloat(r->missing_share, ==, 0);
		for (int p = 0; p < EXERCISE_PARTS; p++)
			g_assert_cmpfloat(r->part[p], >, 80);
	}
	g_assert_cmpfloat_with_epsilon(
	    (double)(reps_bench_rep(b, 4)->repetition.start_ns - start_ns) / 1e9, 0.2, 0.2);
}

/* From where it really ended; a way of least jerk arrives softly, so it is at rest for everybody a
 * little before. */
static void check_latency(const struct simulated_sensor *sensor)
{
	g_autoptr(RepsBench) b =
	    reps_bench_new(&exercise_default, sensor, &simulated_repetition_default, 1);

	for (unsigned i = 0; i < 5; i++) {
		gint64 end_ns = reps_bench_do(b, &simulated_repetition_default, 1) +
				length_ns(&simulated_repetition_default);
		const struct set_event *e = reps_bench_rep(b, i);

		g_test_message("told %.0f ms after the end, %.0f ms after what is said to be it",
			       (double)(e->t_ns - end_ns) / NS_PER_MS,
			       (double)(e->t_ns - e->repetition.end_ns) / NS_PER_MS);
		g_assert_cmpint(e->t_ns - end_ns, <=, 300 * NS_PER_MS);
		g_assert_cmpint(e->t_ns - e->repetition.end_ns, <=, 300 * NS_PER_MS);
	}
}

static void test_latency(void)
{
	struct simulated_sensor alone = simulated_sensor_default;

	check_latency(&simulated_sensor_default);
	alone.has = IMU_ACCELERATION;
	check_latency(&alone);
}

static void test_rates(void)
{
	static const float rates_hz[] = {12.5F, 25, 52, 104, 208};

	for (unsigned i = 0; i < G_N_ELEMENTS(rates_hz); i++)
		for (unsigned gyro = 0; gyro < 2; gyro++) {
			struct simulated_sensor sensor = simulated_sensor_default;
			g_autoptr(RepsBench) b = NULL;

			sensor.rate_hz = rates_hz[i];
			sensor.has = gyro ? sensor.has : IMU_ACCELERATION;
			b = reps_bench_new(&exercise_default, &sensor,
					   &simulated_repetition_default, 2);
			reps_bench_do(b, &simulated_repetition_default, 4);
			g_assert_cmpuint(exercise_set_count(&b->set), ==, 4);
			g_assert_cmpint(reps_bench_rep(b, 3)->repetition.label, ==, REP_OK);
		}
}

static void test_mounting(void)
{
	static const float up[][3] = {{0, 1, 0}, {0, 0, -1}, {0.6F, -0.8F, 0}};
	static const float axis[][3] = {{1, 0, 0}, {0.6F, 0.8F, 0}, {0, 0, 1}};

	for (unsigned i = 0; i < G_N_ELEMENTS(up); i++) {
		struct simulated_sensor sensor = simulated_sensor_default;
		g_autoptr(RepsBench) b = NULL;

		memcpy(sensor.rest_up, up[i], sizeof up[i]);
		memcpy(sensor.axis, axis[i], sizeof axis[i]);
		b = reps_bench_new(&exercise_default, &sensor, &simulated_repetition_default, 1);
		reps_bench_do(b, &simulated_repetition_default, 3);
		g_assert_cmpuint(exercise_set_count(&b->set), ==, 3);
		g_assert_cmpfloat_with_epsilon(reps_bench_rep(b, 2)->repetition.rom_deg, 70, 3);
	}
}

static void test_rotation(void)
{
	struct exercise exercise = exercise_default;
	struct simulated_sensor sensor = simulated_sensor_default;
	g_autoptr(RepsBench) b = NULL;

	exercise.signal = EXERCISE_SIGNAL_ROTATION;
	memcpy(sensor.axis, sensor.rest_up, sizeof sensor.axis); /* about the vertical */
	b = reps_bench_new(&exercise, &sensor, &simulated_repetition_default, 2);
	g_assert_cmpfloat_with_epsilon(b->reference.rom_deg, 70, 4);
	reps_bench_do(b, &simulated_repetition_default, 6);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 6);
	g_assert_cmpfloat_with_epsilon(reps_bench_rep(b, 5)->repetition.rom_deg, 70, 4);
	g_assert_cmpint(reps_bench_rep(b, 5)->repetition.label, ==, REP_OK);
}

static void test_linear(void)
{
	struct exercise exercise = exercise_default;
	struct simulated_repetition rep = simulated_repetition_default;
	g_autoptr(RepsBench) b = NULL;

	exercise.signal = EXERCISE_SIGNAL_LINEAR;
	rep.rom_deg = 0;
	rep.lift_m = 0.3F;
	rep.concentric_s = rep.eccentric_s = 0.8F;
	rep.hold_s = 0.2F;
	rep.rest_s = 3;
	b = reps_bench_new(&exercise, &simulated_sensor_default, &rep, 3);
	reps_bench_do(b, &rep, 5);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 5);
}

static void test_chunks(void)
{
	g_autoptr(RepsBench) a = usual_bench();
	g_autoptr(RepsBench) b = usual_bench();
	struct simulated_repetition half = simulated_repetition_default;
	struct set_event event;
	guint got = 0;

	half.rom_deg = 30;
	reps_bench_do(a, &simulated_repetition_default, 3);
	reps_bench_do(a, &half, 2);
	simulated_limb_rest(&b->limb, 1);
	for (int i = 0; i < 3; i++)
		simulated_limb_repeat(&b->limb, &simulated_repetition_default);
	simulated_limb_rest(&b->limb, 1);
	for (int i = 0; i < 2; i++)
		simulated_limb_repeat(&b->limb, &half);
	for (gsize i = 0; i < b->limb.count; i++) /* got at the very end only */
		exercise_set_push(&b->set, SET_SENSOR_LIMB, &b->samples[i]);
	while (exercise_set_get(&b->set, &event)) {
		const struct set_event *same = &g_array_index(a->events, struct set_event, got++);

		g_assert_cmpint(event.kind, ==, same->kind);
		g_assert_cmpint(event.t_ns, ==, same->t_ns);
		if (event.kind == SET_REPETITION)
			g_assert_true(memcmp(&event.repetition, &same->repetition,
					     sizeof event.repetition) == 0);
	}
	g_assert_cmpuint(got, ==, a->events->len);
	g_assert_cmpuint(got, ==, 6);
}

static void test_wrong_samples(void)
{
	g_autoptr(RepsBench) b = usual_bench();
	struct imu_sample sample = {.t_ns = 100 * NS_PER_S, .has = IMU_ACCELERATION};

	reps_bench_do(b, &simulated_repetition_default, 2);
	g_assert_cmpint(exercise_set_push(&b->set, SET_SENSOR_LIMB, &sample), ==, -EINVAL);
	sample.t_ns = 1000 * NS_PER_S;
	sample.acc_ms2[1] = NAN;
	g_assert_cmpint(exercise_set_push(&b->set, SET_SENSOR_LIMB, &sample), ==, -EINVAL);
	sample.acc_ms2[1] = 0;
	g_assert_cmpint(exercise_set_push(&b->set, SET_SENSORS, &sample), ==, -EINVAL);
	reps_bench_do(b, &simulated_repetition_default, 1);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 3);
}

static void test_wrong_exercises(void)
{
	struct exercise_set *set = g_new0(struct exercise_set, 1);
	struct exercise e = exercise_default;

	e.tempo_tolerance = 1;
	g_assert_cmpint(exercise_set_init(set, &e, NULL, 52), ==, -EINVAL);
	e = exercise_default;
	e.weight[0] = NAN;
	g_assert_cmpint(exercise_set_init(set, &e, NULL, 52), ==, -EINVAL);
	e = exercise_default;
	memset(e.weight, 0, sizeof e.weight);
	g_assert_cmpint(exercise_set_init(set, &e, NULL, 52), ==, -EINVAL);
	g_assert_cmpint(exercise_set_init(set, &exercise_default, NULL, NAN), ==, -EINVAL);
	g_assert_cmpint(exercise_set_init(set, &exercise_default, NULL, 52), ==, 0);
	g_free(set);
}

static void test_without_reference(void)
{
	g_autoptr(RepsBench) b = usual_bench();

	g_assert_cmpint(exercise_set_init(&b->set, &exercise_default, NULL, 52), ==, 0);
	reps_bench_do(b, &simulated_repetition_default, 8);
	g_assert_cmpuint(reps_bench_count(b, SET_READY), ==, 1);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, reps_bench_count(b, SET_REPETITION));
	g_assert_cmpuint(exercise_set_count(&b->set), >=, 6);
	g_assert_cmpint(reps_bench_rep(b, 0)->repetition.label, ==, REP_NOT_SCORED);
	g_assert_true(isnan(reps_bench_rep(b, 0)->repetition.score));
}

/* Who begins quickly and unevenly is told many at once, when it is clear at last that something
 * repeats; none of them is lost. */
static void test_many_at_once(void)
{
	g_autoptr(RepsBench) b = usual_bench();
	struct simulated_repetition rep = simulated_repetition_default;
	g_autoptr(GRand) random = g_rand_new_with_seed(5);

	g_assert_cmpint(exercise_set_init(&b->set, &exercise_default, NULL, 52), ==, 0);
	rep.hold_s = 0;
	rep.rest_s = 0.02F;
	simulated_limb_rest(&b->limb, 2);
	for (int i = 0; i < 60; i++) {
		double uneven = i < 22 ? 0.72 : 0;

		rep.rom_deg = (float)(40 * (1 + g_rand_double_range(random, -uneven, uneven)));
		rep.concentric_s =
		    (float)(0.4 * (1 + g_rand_double_range(random, -uneven / 2, uneven / 2)));
		rep.eccentric_s = 0.4F;
		simulated_limb_repeat(&b->limb, &rep);
	}
	reps_bench_feed(b);
	g_assert_cmpuint(exercise_set_count(&b->set), >=, 50);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, reps_bench_count(b, SET_REPETITION));
}

static void test_restart(void)
{
	g_autoptr(RepsBench) b = usual_bench();
	guint8 saved[EXERCISE_SET_SIZE_MAX];
	long size;

	reps_bench_do(b, &simulated_repetition_default, 4);
	size = exercise_set_encode(&b->set, saved, sizeof saved);
	g_assert_cmpint(size, >, 0);
	g_assert_cmpint(exercise_set_encode(&b->set, saved, (gsize)size - 1), ==, -ENOBUFS);
	exercise_set_init(&b->set, &b->exercise, &b->reference, 52);
	g_assert_cmpint(exercise_set_decode(&b->set, EXERCISE_SET_VERSION + 1, saved, (gsize)size),
			==, -EPROTONOSUPPORT);
	for (gsize cut = 0; cut < (gsize)size; cut++)
		g_assert_cmpint(exercise_set_decode(&b->set, EXERCISE_SET_VERSION, saved, cut), ==,
				-EBADMSG);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 0);
	g_assert_cmpint(exercise_set_decode(&b->set, EXERCISE_SET_VERSION, saved, (gsize)size), ==,
			0);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 4);
	g_assert_false(exercise_set_is_ready(&b->set));
	reps_bench_do(b, &simulated_repetition_default, 2);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 6);
}

/* A count that wraps with the next repetition, which no set has ever written. */
static void test_restart_with_nonsense(void)
{
	enum { FATIGUE_AT = 4 + 8 + 1 + 4 + 4 * ROM_LEVEL_REPETITIONS };
	g_autoptr(RepsBench) b = usual_bench();
	guint8 saved[EXERCISE_SET_SIZE_MAX];
	long size;

	reps_bench_do(b, &simulated_repetition_default, 4);
	size = exercise_set_encode(&b->set, saved, sizeof saved);
	g_assert_cmpint(saved[FATIGUE_AT], ==, 4);
	memset(saved + FATIGUE_AT, 0xff, 4);
	exercise_set_init(&b->set, &b->exercise, &b->reference, 52);
	g_assert_cmpint(exercise_set_decode(&b->set, EXERCISE_SET_VERSION, saved, (gsize)size), ==,
			-EBADMSG);
	reps_bench_do(b, &simulated_repetition_default, 1);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 1);
}

/* What was open when it stopped is not counted twice, and not silently lost. */
static void test_restart_in_movement(void)
{
	g_autoptr(RepsBench) b = usual_bench();
	struct simulated_repetition out = simulated_repetition_default;
	guint8 saved[EXERCISE_SET_SIZE_MAX];
	gint64 start_ns;
	long size;

	out.turn_back = 0;
	start_ns = reps_bench_do(b, &out, 1);
	size = exercise_set_encode(&b->set, saved, sizeof saved);
	exercise_set_init(&b->set, &b->exercise, &b->reference, 52);
	g_assert_cmpint(exercise_set_decode(&b->set, EXERCISE_SET_VERSION, saved, (gsize)size), ==,
			0);
	reps_bench_finish(b);
	g_assert_cmpuint(reps_bench_reasons(b, SET_REASON_HOLE), ==, 1);
	g_assert_cmpfloat_with_epsilon(
	    (double)(g_array_index(b->events, struct set_event, b->events->len - 1).t_ns -
		     start_ns) /
		1e9,
	    0.1, 0.25);
}

static void test_fatigue(void)
{
	g_autoptr(RepsBench) b = usual_bench();
	struct simulated_repetition slow = simulated_repetition_default;

	reps_bench_do(b, &simulated_repetition_default, 4);
	g_assert_false(exercise_set_fatigue(&b->set).stop);
	g_assert_cmpfloat(exercise_set_fatigue(&b->set).velocity_loss, <, 0.1F);
	slow.concentric_s *= 1.4F;
	reps_bench_do(b, &slow, 1);
	g_assert_false(exercise_set_fatigue(&b->set).stop); /* one may be an accident */
	reps_bench_do(b, &slow, 1);
	g_assert_true(exercise_set_fatigue(&b->set).stop);
	g_assert_cmpfloat_with_epsilon(exercise_set_fatigue(&b->set).velocity_loss, 0.29F, 0.06F);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/set/measures-what-was-done", test_measures);
	g_test_add_func("/set/tells-within-300-ms-of-the-end", test_latency);
	g_test_add_func("/set/same-at-every-rate-and-without-a-gyroscope", test_rates);
	g_test_add_func("/set/same-however-the-sensor-is-mounted", test_mounting);
	g_test_add_func("/set/sees-rotation-about-the-vertical", test_rotation);
	g_test_add_func("/set/sees-up-and-down-without-tilt", test_linear);
	g_test_add_func("/set/same-for-every-chunking", test_chunks);
	g_test_add_func("/set/refuses-samples-that-are-none", test_wrong_samples);
	g_test_add_func("/set/refuses-exercises-that-make-no-sense", test_wrong_exercises);
	g_test_add_func("/set/counts-without-a-reference", test_without_reference);
	g_test_add_func("/set/many-told-at-once-none-lost", test_many_at_once);
	g_test_add_func("/set/goes-on-after-a-restart", test_restart);
	g_test_add_func("/set/refuses-a-state-that-is-none", test_restart_with_nonsense);
	g_test_add_func("/set/tells-what-a-restart-cut", test_restart_in_movement);
	g_test_add_func("/set/sees-who-tires", test_fatigue);
	return g_test_run();
}
