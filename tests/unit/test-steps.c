/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/gait.h"
#include "health-models/motion/activity/steps.h"
#include "tests/unit/moved-person.h"

#include <errno.h>
#include <math.h>
#include <string.h>

typedef struct {
	struct motion_grid grid;
	struct step_counter steps;
	struct gait_watch gait;
	struct gait_second second; /* the newest while walking */
	guint seconds, points;
	double expected;
	gint64 hole_from_ns, hole_to_ns; /* samples within are lost */
} Walk;

static void take(gpointer context, const struct imu_sample *sample)
{
	Walk *walk = context;
	struct gait_second second;
	struct motion_point point;

	if (sample->t_ns >= walk->hole_from_ns && sample->t_ns < walk->hole_to_ns)
		return;
	g_assert_cmpint(motion_grid_push(&walk->grid, sample), ==, 0);
	while (motion_grid_get(&walk->grid, &point)) {
		walk->points++;
		steps_push(&walk->steps, &point);
		if (gait_push(&walk->gait, &point, &second) && second.walking) {
			walk->second = second;
			walk->seconds++;
			walk->expected += 1 / (double)second.step_s;
		}
	}
}

static void begin(Walk *walk, struct moved_person *p)
{
	*walk = (Walk){.seconds = 0};
	motion_grid_init(&walk->grid);
	steps_init(&walk->steps, NULL);
	gait_init(&walk->gait);
	moved_person_init(p, take, walk);
}

static void test_every_pace(void)
{
	for (double spm = 50; spm <= 180; spm += 10) {
		struct moved_person p;
		double steps;
		Walk walk;

		begin(&walk, &p);
		moved_rest(&p, 3);
		steps = moved_walk(&p, 60, spm, 0.4, 0);
		moved_rest(&p, 3);
		g_assert_cmpfloat(fabs(walk.steps.steps - steps), <=, 1);
		g_assert_cmpfloat(fabs((double)steps_cadence_spm(&walk.steps) - spm), <,
				  0.02 * spm);
		g_assert_true(steps_cadence_now_spm(&walk.steps, walk.steps.last_ns) > 0);
	}
}

/* What differs between sensors, but not what the person does. */
static void test_any_sensor(void)
{
	static const double rates_hz[] = {12.5, 25, 50, 64, 104, 286};

	for (guint i = 0; i < G_N_ELEMENTS(rates_hz); i++) {
		struct moved_person p;
		double steps;
		Walk walk;

		begin(&walk, &p);
		p.rate_hz = rates_hz[i];
		p.up[1] = i % 2 ? 1 : -1; /* upside down */
		steps = moved_walk(&p, 60, 112, 0.4, 0);
		moved_rest(&p, 2);
		g_assert_cmpfloat(fabs(walk.steps.steps - steps), <=, 2);
	}
}

static void test_what_is_no_walk(void)
{
	struct moved_person p;
	Walk walk;

	begin(&walk, &p);
	for (int i = 0; i < 30; i++) {
		moved_rest(&p, 6);
		moved_knock(&p, 3);
	}
	moved_turn(&p, 1.2, 2);
	moved_turn(&p, 0, 2);
	g_assert_cmpuint(walk.steps.steps, ==, 0);
	g_assert_cmpuint(walk.seconds, ==, 0);
	g_assert_cmpfloat(steps_cadence_spm(&walk.steps), ==, 0);
}

/* A shuffling walk: the body is hardly unloaded. */
static void test_soft_steps_are_told_apart(void)
{
	struct moved_person p;
	double steps;
	Walk walk;

	begin(&walk, &p);
	steps = moved_walk(&p, 60, 90, 0.1, 0);
	g_assert_cmpuint(walk.steps.steps, ==, 0);
	g_assert_cmpfloat(fabs(walk.expected - steps), <, 0.1 * steps);
}

static void test_three_steps_are_none(void)
{
	struct moved_person p;
	Walk walk;

	begin(&walk, &p);
	moved_rest(&p, 5);
	moved_walk(&p, 3 * 0.6, 100, 0.4, 0);
	moved_rest(&p, 5);
	g_assert_cmpuint(walk.steps.steps, ==, 0);
	moved_walk(&p, 4 * 0.6, 100, 0.4, 0);
	moved_rest(&p, 5);
	g_assert_cmpuint(walk.steps.steps, ==, 4);
	g_assert_cmpuint(walk.steps.intervals, ==, 3);
}

static void test_a_hole_makes_no_step(void)
{
	struct moved_person p;
	Walk walk;

	begin(&walk, &p);
	walk.hole_from_ns = G_GINT64_CONSTANT(20000000000);
	walk.hole_to_ns = G_GINT64_CONSTANT(40000000000);
	moved_walk(&p, 60, 120, 0.4, 0);
	moved_rest(&p, 2);
	g_assert_cmpint(ABS((int)walk.steps.steps - 80), <=, 2);
	g_assert_cmpint(ABS((int)walk.points - 42 * MOTION_GRID_HZ), <=, 4);
	/* The pause is no walking. */
	g_assert_cmpfloat((double)walk.steps.walking_ns / 1e9, <, 41);
}

static void test_evenness(void)
{
	struct moved_person p;
	Walk even, limp;

	begin(&even, &p);
	moved_walk(&p, 30, 110, 0.4, 0);
	begin(&limp, &p);
	moved_walk(&p, 30, 110, 0.4, 0.6);
	g_assert_cmpfloat((double)even.second.symmetry, >, 0.95);
	g_assert_cmpfloat((double)even.second.stride_regularity, >, 0.95);
	g_assert_cmpfloat((double)limp.second.symmetry, <, 0.9);
	g_assert_cmpfloat((double)limp.second.stride_regularity, >, 0.95);
	g_assert_cmpfloat(fabs((double)limp.second.step_s - 60.0 / 110), <, 0.02);
}

static void test_rubbish_changes_nothing(void)
{
	struct imu_sample sample = {.has = IMU_ACCELERATION, .t_ns = 1000, .acc_ms2 = {0, 9.8F, 0}};
	struct motion_grid grid, before;

	motion_grid_init(&grid);
	g_assert_cmpint(motion_grid_push(&grid, &sample), ==, 0);
	before = grid;
	sample.t_ns = 999;
	g_assert_cmpint(motion_grid_push(&grid, &sample), ==, -EINVAL);
	sample.t_ns = 2000;
	sample.acc_ms2[2] = NAN;
	g_assert_cmpint(motion_grid_push(&grid, &sample), ==, -EINVAL);
	g_assert_true(memcmp(&grid, &before, sizeof grid) == 0);
}

/* Sensors whose rows come apart: the same as together. */
static void test_other_sensors_do_no_harm(void)
{
	struct motion_point a, b;
	struct motion_grid alone, among;

	motion_grid_init(&alone);
	motion_grid_init(&among);
	for (int i = 0; i < 200; i++) {
		struct imu_sample acc = {
		    .has = IMU_ACCELERATION, .t_ns = i * 20000000LL, .acc_ms2 = {(float)i, 1, 2}};
		struct imu_sample gyr = {.has = IMU_ANGULAR_RATE, .t_ns = i * 20000000LL + 5000000};
		int got;

		g_assert_cmpint(motion_grid_push(&alone, &acc), ==, 0);
		g_assert_cmpint(motion_grid_push(&among, &acc), ==, 0);
		do {
			got = motion_grid_get(&alone, &a);
			g_assert_cmpint(motion_grid_get(&among, &b), ==, got);
			if (got)
				g_assert_true(memcmp(a.acc_g, b.acc_g, sizeof a.acc_g) == 0);
		} while (got);
		g_assert_cmpint(motion_grid_push(&among, &gyr), ==, 0);
		g_assert_cmpint(motion_grid_get(&among, &b), ==, 0);
	}
	g_assert_true(b.has_gyr);
	g_assert_false(a.has_gyr);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/steps/every-pace", test_every_pace);
	g_test_add_func("/steps/any-sensor", test_any_sensor);
	g_test_add_func("/steps/what-is-no-walk", test_what_is_no_walk);
	g_test_add_func("/steps/soft-ones-are-told-apart", test_soft_steps_are_told_apart);
	g_test_add_func("/steps/three-are-none", test_three_steps_are_none);
	g_test_add_func("/steps/a-hole-makes-none", test_a_hole_makes_no_step);
	g_test_add_func("/gait/evenness", test_evenness);
	g_test_add_func("/motion-grid/rubbish-changes-nothing", test_rubbish_changes_nothing);
	g_test_add_func("/motion-grid/other-sensors-do-no-harm", test_other_sensors_do_no_harm);
	return g_test_run();
}
