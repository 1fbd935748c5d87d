/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every label, and every reason for which a movement is not counted, on simulated motion. */
#include "common/timebase.h"
#include "tests/unit/reps-bench.h"

#include <math.h>
#include <string.h>

static RepsBench *bench_of(const struct exercise *exercise)
{
	struct simulated_sensor sensor = simulated_sensor_default;

	/* Who compensates twists the limb about its length: gravity shows it. */
	memcpy(sensor.off_axis, sensor.rest_up, sizeof sensor.off_axis);
	return reps_bench_new(exercise, &sensor, &simulated_repetition_default, 2);
}

/* Two good ones, then this one. */
static const struct repetition *third(RepsBench *b, const struct simulated_repetition *rep)
{
	reps_bench_do(b, &simulated_repetition_default, 2);
	reps_bench_do(b, rep, 1);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 3);
	return &reps_bench_rep(b, 2)->repetition;
}

static void test_partial(void)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);
	struct simulated_repetition rep = simulated_repetition_default;
	const struct repetition *r;

	rep.rom_deg *= 0.5F;
	r = third(b, &rep);
	g_assert_cmpint(r->label, ==, REP_PARTIAL);
	g_assert_cmpfloat_with_epsilon(r->rom_percent, 50, 4);
	g_assert_cmpfloat(r->score, <, 50);
	g_assert_cmpfloat(r->part[EXERCISE_PART_ROM], <, 20);
	g_assert_cmpfloat(r->part[EXERCISE_PART_COMPENSATION], >, 90);
	rep.concentric_s *= 0.62F; /* half as far takes less time: that is not fast */
	rep.hold_s *= 0.62F;
	rep.eccentric_s *= 0.62F;
	reps_bench_do(b, &rep, 1);
	g_assert_cmpint(reps_bench_rep(b, 3)->repetition.label, ==, REP_PARTIAL);
}

static void test_tempo(void)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);
	struct simulated_repetition fast = simulated_repetition_default, slow = fast;

	fast.concentric_s *= 0.45F;
	fast.eccentric_s *= 0.45F;
	fast.hold_s *= 0.45F;
	slow.concentric_s *= 2;
	slow.eccentric_s *= 2;
	g_assert_cmpint(third(b, &fast)->label, ==, REP_FAST);
	reps_bench_do(b, &slow, 1);
	g_assert_cmpint(reps_bench_rep(b, 3)->repetition.label, ==, REP_SLOW);
	g_assert_cmpfloat(reps_bench_rep(b, 3)->repetition.part[EXERCISE_PART_TEMPO], <, 60);
}

/* A stated tempo wins over the reference's. */
static void test_stated_tempo(void)
{
	struct exercise exercise = exercise_default;
	g_autoptr(RepsBench) b = NULL;
	struct simulated_repetition slow = simulated_repetition_default;

	exercise.concentric_s = exercise.eccentric_s = 4;
	exercise.hold_s = 0.5F;
	b = bench_of(&exercise);
	slow.concentric_s = slow.eccentric_s = 4;
	reps_bench_do(b, &slow, 1);
	reps_bench_do(b, &simulated_repetition_default, 1);
	g_assert_cmpint(reps_bench_rep(b, 0)->repetition.label, ==, REP_OK);
	g_assert_cmpfloat(reps_bench_rep(b, 0)->repetition.part[EXERCISE_PART_TEMPO], >, 90);
	g_assert_cmpint(reps_bench_rep(b, 1)->repetition.label, ==, REP_FAST);
}

static void test_jerky(void)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);
	struct simulated_repetition rep = simulated_repetition_default;
	const struct repetition *r;

	rep.tremor_deg = 4;
	r = third(b, &rep);
	g_assert_cmpint(r->label, ==, REP_JERKY);
	g_assert_cmpfloat(r->part[EXERCISE_PART_SMOOTHNESS], <, 20);
}

static void test_compensated(void)
{
	struct exercise exercise = exercise_default;
	g_autoptr(RepsBench) a = bench_of(&exercise_default);
	g_autoptr(RepsBench) b = NULL;
	struct simulated_repetition rep = simulated_repetition_default;
	const struct repetition *r;

	rep.compensation_deg = 40;
	r = third(a, &rep);
	g_assert_cmpint(r->label, ==, REP_COMPENSATED);
	g_assert_cmpfloat(r->score, <=, 50);
	exercise.compensation_max_deg = 10; /* the physiotherapist's limit is the stricter one */
	rep.compensation_deg = 18;
	b = bench_of(&exercise);
	g_assert_cmpint(third(b, &rep)->label, ==, REP_COMPENSATED);
}

/* The trunk's sensor is heard for so many seconds. */
static void feed_trunk(RepsBench *b, float lean_deg, gint64 apart_ns, float seconds)
{
	static struct imu_sample trunk_samples[4096];
	struct simulated_sensor sensor = simulated_sensor_default;
	struct simulated_repetition lean = simulated_repetition_default;
	struct simulated_limb trunk;
	gsize t = 0;

	sensor.lever_m = 0;
	lean.rom_deg = lean_deg;
	simulated_limb_init(&trunk, &sensor, 3, simulated_limb_now_ns(&b->limb) + apart_ns,
			    trunk_samples, G_N_ELEMENTS(trunk_samples));
	simulated_limb_rest(&trunk, 1);
	simulated_limb_repeat(&trunk, &lean);
	simulated_limb_rest(&b->limb, 1);
	simulated_limb_repeat(&b->limb, &simulated_repetition_default);
	for (gsize i = 0; i < b->limb.count; i++) {
		struct set_event event;

		exercise_set_push(&b->set, SET_SENSOR_LIMB, &b->samples[i]);
		if (t < trunk.count && (float)t < seconds * sensor.rate_hz)
			exercise_set_push(&b->set, SET_SENSOR_TRUNK, &trunk_samples[t++]);
		while (exercise_set_get(&b->set, &event))
			g_array_append_val(b->events, event);
	}
	b->limb.count = 0;
}

static void test_trunk(void)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);

	feed_trunk(b, 3, 0, 60);
	feed_trunk(b, 25, 0, 60);
	g_assert_cmpint(reps_bench_rep(b, 0)->repetition.label, ==, REP_OK);
	g_assert_cmpint(reps_bench_rep(b, 1)->repetition.label, ==, REP_COMPENSATED);
	g_assert_cmpfloat_with_epsilon(reps_bench_rep(b, 1)->repetition.compensation_deg, 25, 3);
}

/* Of a repetition that it saw the beginning of alone it tells nothing. */
static void test_trunk_lost(void)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);
	const struct repetition *r;

	feed_trunk(b, 10, 0, 60);
	g_assert_cmpfloat_with_epsilon(reps_bench_rep(b, 0)->repetition.compensation_deg, 10, 2);
	feed_trunk(b, 10, 0, 2.2F);
	r = &reps_bench_rep(b, 1)->repetition;
	g_assert_cmpint(r->label, ==, REP_OK);
	g_assert_cmpfloat(r->compensation_deg, <, 2); /* of the limb, off its axis */
}

static void test_clocks_apart(void)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);

	feed_trunk(b, 25, 5 * NS_PER_S, 60);
	g_assert_cmpuint(reps_bench_reasons(b, SET_REASON_CLOCKS_APART), ==, 1);
	g_assert_cmpint(reps_bench_rep(b, 0)->repetition.label, ==, REP_OK);
	g_assert_cmpfloat(reps_bench_rep(b, 0)->repetition.compensation_deg, <, 5);
}

static void test_too_far(void)
{
	struct exercise exercise = exercise_default;
	g_autoptr(RepsBench) b = NULL;
	struct simulated_repetition rep = simulated_repetition_default;
	const struct repetition *r;

	exercise.rom_max_deg = 90;
	rep.rom_deg = 105;
	b = bench_of(&exercise);
	r = third(b, &rep);
	g_assert_cmpint(r->label, ==, REP_TOO_FAR);
	g_assert_cmpfloat(r->score, <=, 50);
}

/* Takes out what was measured from `from_s` after the start of the last repetition on. */
static void cut(RepsBench *b, gint64 start_ns, double from_s, double seconds)
{
	gint64 from_ns = start_ns + (gint64)(from_s * 1e9),
	       to_ns = from_ns + (gint64)(seconds * 1e9);
	gsize kept = 0;

	for (gsize i = 0; i < b->limb.count; i++)
		if (b->samples[i].t_ns < from_ns || b->samples[i].t_ns >= to_ns)
			b->samples[kept++] = b->samples[i];
	b->limb.count = kept;
}

static void test_not_scored(void)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);
	const struct repetition *r;
	gint64 start_ns;

	simulated_limb_rest(&b->limb, 1);
	start_ns = simulated_limb_repeat(&b->limb, &simulated_repetition_default);
	cut(b, start_ns, 1.0, 0.8);
	reps_bench_feed(b);
	r = &reps_bench_rep(b, 0)->repetition;
	g_assert_cmpint(r->label, ==, REP_NOT_SCORED);
	g_assert_true(isnan(r->score) && isnan(r->part[EXERCISE_PART_ROM]));
	g_assert_cmpfloat(r->missing_share, >, 0.1F);
	g_assert_cmpuint(reps_bench_reasons(b, SET_REASON_HOLE), ==, 1);
	g_assert_cmpuint(reps_bench_count(b, SET_RESUMED), ==, 1);
	reps_bench_do(b, &simulated_repetition_default, 1);
	g_assert_cmpint(reps_bench_rep(b, 1)->repetition.label, ==, REP_OK);
}

/* A long one: what was open is refused and told, the next counts. */
static void test_break(void)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);
	gint64 start_ns;

	simulated_limb_rest(&b->limb, 1);
	start_ns = simulated_limb_repeat(&b->limb, &simulated_repetition_default);
	simulated_limb_rest(&b->limb, 4);
	cut(b, start_ns, 1.5, 4.5);
	reps_bench_feed(b);
	g_assert_cmpuint(reps_bench_reasons(b, SET_REASON_HOLE), ==,
			 2); /* the hole, the movement */
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 0);
	reps_bench_do(b, &simulated_repetition_default, 2);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 2);
}

/* Between two good ones. */
static void check_refused(struct simulated_repetition *rep, enum set_reason reason)
{
	g_autoptr(RepsBench) b = reps_bench_new(&exercise_default, &simulated_sensor_default,
						&simulated_repetition_default, 2);

	reps_bench_do(b, &simulated_repetition_default, 1);
	reps_bench_do(b, rep, 1);
	simulated_limb_rest(&b->limb, 1);
	reps_bench_feed(b);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 1);
	g_assert_cmpuint(reps_bench_count(b, SET_REFUSED), ==, 1);
	g_assert_cmpuint(reps_bench_reasons(b, reason), ==, 1);
	reps_bench_do(b, &simulated_repetition_default, 1);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 2);
}

static void test_refused(void)
{
	struct simulated_repetition rep = simulated_repetition_default;

	rep.rom_deg = 9.5F;
	rep.concentric_s = rep.eccentric_s = 0.5F;
	check_refused(&rep, SET_REASON_TOO_SMALL);
	rep = simulated_repetition_default;
	rep.rom_deg = 28; /* a shift in the seat: small, and in no tempo */
	rep.concentric_s = rep.eccentric_s = 2.5F;
	rep.hold_s = 4;
	check_refused(&rep, SET_REASON_TOO_SMALL);
	rep = simulated_repetition_default;
	rep.rom_deg = 40;
	rep.concentric_s = rep.eccentric_s = 0.12F;
	rep.hold_s = 0;
	check_refused(&rep, SET_REASON_TOO_SHORT);
	rep = simulated_repetition_default;
	rep.rom_deg = 0;
	rep.compensation_deg = 60;
	check_refused(&rep, SET_REASON_OTHER_MOVEMENT);
	rep.rom_deg = 12; /* it goes along the axis as well, but less */
	check_refused(&rep, SET_REASON_OTHER_MOVEMENT);
	rep = simulated_repetition_default;
	rep.rom_deg = -70;
	check_refused(&rep, SET_REASON_OTHER_SIDE);
}

static void test_stopped(void)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);
	struct simulated_repetition rep = simulated_repetition_default;

	rep.turn_back = 0.1F;
	rep.rest_s = 14;
	reps_bench_do(b, &rep, 1);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 0);
	g_assert_cmpuint(reps_bench_reasons(b, SET_REASON_STOPPED_HALFWAY), ==, 1);
}

/* Too far back for the turn, not far enough for the end. */
static void test_stopped_on_the_way_back(void)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);
	struct simulated_repetition rep = simulated_repetition_default;

	rep.turn_back = 0.53F;
	rep.rest_s = 14;
	reps_bench_do(b, &rep, 1);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 0);
	g_assert_cmpuint(reps_bench_reasons(b, SET_REASON_STOPPED_HALFWAY), ==, 1);
}

static void test_not_ready(void)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);
	struct simulated_repetition rep = simulated_repetition_default;

	/* The limb is put far from where the reference rests, moves there, then gets ready. */
	rep.turn_back = 0;
	rep.rest_s = 1;
	simulated_limb_repeat(&b->limb, &rep);
	b->limb.count = 0; /* nobody sees how it got there */
	rep = simulated_repetition_default;
	rep.rom_deg = 50;
	reps_bench_do(b, &rep, 2);
	g_assert_false(exercise_set_is_ready(&b->set));
	g_assert_cmpuint(reps_bench_reasons(b, SET_REASON_NOT_READY), ==, 2);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 0);
	rep.rom_deg = -70;
	rep.turn_back = 0;
	reps_bench_do(b, &rep, 1);
	g_assert_true(exercise_set_is_ready(&b->set));
	reps_bench_do(b, &simulated_repetition_default, 1);
	g_assert_cmpuint(exercise_set_count(&b->set), ==, 1);
}

static void check_pose(float x, float y, enum set_reason reason)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);
	struct simulated_sensor sensor = simulated_sensor_default;

	sensor.rest_up[0] = x;
	sensor.rest_up[1] = y;
	simulated_limb_init(&b->limb, &sensor, 5, 100 * NS_PER_S, b->samples, REPS_BENCH_SAMPLES);
	simulated_limb_rest(&b->limb, 5);
	reps_bench_feed(b);
	g_assert_false(exercise_set_is_ready(&b->set));
	g_assert_cmpuint(reps_bench_reasons(b, reason), ==, 1);
	g_assert_cmpuint(reps_bench_count(b, SET_TROUBLE), ==, 1);
}

static void test_poses(void)
{
	check_pose(-1, 0, SET_REASON_UPSIDE_DOWN);
	check_pose(0, 1, SET_REASON_MISPLACED);
}

/* A trunk that leans by 35 degrees is near enough to the reference, but not upright. */
static void check_upright(bool upright)
{
	struct exercise exercise = exercise_default;
	struct simulated_repetition lean = simulated_repetition_default;
	g_autoptr(RepsBench) b = NULL;

	exercise.place = SENSOR_PLACE_CHEST;
	exercise.ready_upright = upright;
	b = bench_of(&exercise);
	lean.rom_deg = 35;
	lean.turn_back = 0;
	simulated_limb_repeat(&b->limb, &lean);
	b->limb.count = 0; /* nobody sees how it got there */
	simulated_limb_rest(&b->limb, 3);
	reps_bench_feed(b);
	g_assert_true(exercise_set_is_ready(&b->set) == !upright);
	lean.rom_deg = -35;
	reps_bench_do(b, &lean, 1);
	g_assert_true(exercise_set_is_ready(&b->set));
}

static void test_upright(void)
{
	check_upright(false);
	check_upright(true);
}

static void check_samples(const struct simulated_sensor *sensor, float said_hz,
			  enum set_reason reason)
{
	g_autoptr(RepsBench) b = bench_of(&exercise_default);

	exercise_set_init(&b->set, &b->exercise, &b->reference, said_hz);
	simulated_limb_init(&b->limb, sensor, 5, 100 * NS_PER_S, b->samples, REPS_BENCH_SAMPLES);
	simulated_limb_rest(&b->limb, 3);
	reps_bench_do(b, &simulated_repetition_default, 5);
	reps_bench_finish(b);
	g_assert_cmpuint(reps_bench_reasons(b, reason), ==, 1);
	g_assert_cmpuint(reps_bench_count(b, SET_TROUBLE), ==, 1);
}

static void test_units(void)
{
	struct simulated_sensor sensor = simulated_sensor_default;

	check_samples(&sensor, 104, SET_REASON_WRONG_RATE);
	sensor.acc_scale = 1 / 9.81F;
	check_samples(&sensor, 52, SET_REASON_BAD_UNITS);
	sensor = simulated_sensor_default;
	sensor.gyr_scale = 57.3F;
	check_samples(&sensor, 52, SET_REASON_BAD_UNITS);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/label/partial", test_partial);
	g_test_add_func("/label/fast-and-slow", test_tempo);
	g_test_add_func("/label/fast-by-a-stated-tempo", test_stated_tempo);
	g_test_add_func("/label/jerky", test_jerky);
	g_test_add_func("/label/compensated", test_compensated);
	g_test_add_func("/label/compensated-by-the-trunk", test_trunk);
	g_test_add_func("/label/trunk-lost", test_trunk_lost);
	g_test_add_func("/label/too-far", test_too_far);
	g_test_add_func("/label/not-scored", test_not_scored);
	g_test_add_func("/reason/clocks-apart", test_clocks_apart);
	g_test_add_func("/reason/hole", test_break);
	g_test_add_func("/reason/too-small-too-short-other-movement-other-side", test_refused);
	g_test_add_func("/reason/stopped-halfway", test_stopped);
	g_test_add_func("/reason/stopped-on-the-way-back", test_stopped_on_the_way_back);
	g_test_add_func("/reason/not-ready", test_not_ready);
	g_test_add_func("/reason/upside-down-and-misplaced", test_poses);
	g_test_add_func("/reason/not-upright", test_upright);
	g_test_add_func("/reason/bad-units-and-wrong-rate", test_units);
	return g_test_run();
}
