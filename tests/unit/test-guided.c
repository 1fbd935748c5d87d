/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/guided/chair_stand.h"
#include "health-models/motion/guided/timed_up_and_go.h"
#include "health-models/motion/guided/walk_test.h"
#include "tests/unit/moved-person.h"

#include <math.h>

/* All three see the same person; each test looks at one of them. */
typedef struct {
	struct motion_grid grid;
	struct walk_test walk;
	struct chair_stand chair;
	struct up_and_go go;
	gint64 hole_from_ns, hole_to_ns;
} Guided;

static void take(gpointer context, const struct imu_sample *sample)
{
	Guided *guided = context;
	struct motion_point point;

	if (sample->t_ns >= guided->hole_from_ns && sample->t_ns < guided->hole_to_ns)
		return;
	motion_grid_push(&guided->grid, sample);
	while (motion_grid_get(&guided->grid, &point)) {
		walk_test_push(&guided->walk, &point);
		chair_stand_push(&guided->chair, &point);
		up_and_go_push(&guided->go, &point);
	}
}

static void begin(Guided *guided, struct moved_person *p, gint64 go_ns)
{
	*guided = (Guided){.hole_from_ns = 0};
	motion_grid_init(&guided->grid);
	walk_test_init(&guided->walk, go_ns);
	chair_stand_init(&guided->chair, go_ns);
	up_and_go_init(&guided->go, go_ns);
	moved_person_init(p, take, guided);
}

static void test_six_minutes(void)
{
	struct walk_test_result r;
	struct moved_person p;
	double steps;
	Guided guided;

	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	moved_rest(&p, 20);
	steps = moved_walk(&p, 150, 110, 0.4, 0);
	moved_rest(&p, 30);
	steps += moved_walk(&p, 180, 100, 0.4, 0);
	moved_walk(&p, 30, 100, 0.4, 0); /* after the end */
	g_assert_cmpint(guided.walk.state, ==, GUIDED_DONE);
	g_assert_true(walk_test_get(&guided.walk, &r));
	g_assert_true(r.complete);
	g_assert_cmpfloat_with_epsilon((double)r.start_ns / 1e9, 20, 1);
	g_assert_cmpfloat(fabs(r.steps - steps), <=, 0.02 * steps);
	g_assert_cmpuint(r.stops, ==, 1);
	g_assert_cmpfloat_with_epsilon((double)r.stop[0].start_s, 150, 3);
	g_assert_cmpfloat_with_epsilon((double)r.stop[0].length_s, 30, 4);
	g_assert_cmpfloat_with_epsilon((double)r.walked_s, 330, 5);
	g_assert_cmpfloat_with_epsilon((double)r.cadence_spm[0], 110, 3);
	g_assert_cmpfloat_with_epsilon((double)r.cadence_spm[5], 100, 3);
}

/* Who shuffles walks too. */
static void test_soft_six_minutes(void)
{
	struct walk_test_result r;
	struct moved_person p;
	double steps;
	Guided guided;

	begin(&guided, &p, 5000000000);
	moved_rest(&p, 5);
	steps = moved_walk(&p, 362, 80, 0.1, 0);
	g_assert_true(walk_test_get(&guided.walk, &r));
	g_assert_cmpfloat(fabs(r.steps - steps * 360 / 362), <, 0.05 * steps);
	g_assert_cmpuint(r.stops, ==, 0);
}

static void test_who_ends_early(void)
{
	struct walk_test_result r;
	struct moved_person p;
	Guided guided;

	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	moved_rest(&p, 5);
	moved_walk(&p, 130, 100, 0.4, 0);
	g_assert_cmpint(walk_test_finish(&guided.walk), ==, GUIDED_DONE);
	g_assert_true(walk_test_get(&guided.walk, &r));
	g_assert_false(r.complete);
	g_assert_cmpfloat_with_epsilon((double)r.seconds, 130, 2);
	g_assert_cmpfloat((double)r.cadence_spm[1], >, 95);
	g_assert_cmpfloat((double)r.cadence_spm[2], ==, -1);
}

static void test_refused_walks(void)
{
	struct moved_person p;
	Guided guided;

	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	moved_rest(&p, 400);
	g_assert_cmpint(walk_test_finish(&guided.walk), ==, GUIDED_REFUSED);
	g_assert_cmpint(guided.walk.refusal, ==, GUIDED_NOBODY_WALKED);
	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	moved_walk(&p, 40, 100, 0.4, 0);
	g_assert_cmpint(walk_test_finish(&guided.walk), ==, GUIDED_REFUSED);
	g_assert_cmpint(guided.walk.refusal, ==, GUIDED_TOO_SHORT);
	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	guided.hole_from_ns = 100000000000;
	guided.hole_to_ns = 150000000000;
	moved_walk(&p, 370, 100, 0.4, 0);
	g_assert_cmpint(guided.walk.state, ==, GUIDED_REFUSED);
	g_assert_cmpint(guided.walk.refusal, ==, GUIDED_SAMPLES_MISSING);
}

/* Leans, stands up, stands, sits down. */
static void stand(struct moved_person *p, double rise_m, double cycle_s)
{
	double part_s = 0.35 * cycle_s;

	moved_turn(p, 0.5, 0.1 * cycle_s);
	moved_lift(p, rise_m, part_s);
	moved_turn(p, 0, 0.1 * cycle_s);
	moved_rest(p, 0.1 * cycle_s);
	moved_lift(p, -rise_m, part_s);
}

static void test_chair_stands(void)
{
	for (double cycle_s = 1.5; cycle_s < 5; cycle_s += 0.5) {
		struct chair_stand_result r;
		struct moved_person p;
		int stands = (int)(30 / cycle_s);
		Guided guided;

		begin(&guided, &p, GUIDED_BY_MOVEMENT);
		moved_rest(&p, 5);
		while (p.t_s < 36)
			stand(&p, 0.4, cycle_s);
		g_assert_cmpint(guided.chair.state, ==, GUIDED_DONE);
		g_assert_true(chair_stand_get(&guided.chair, &r));
		g_assert_cmpint(ABS((int)r.stands - stands), <=, 1);
		g_assert_cmpfloat_with_epsilon((double)r.start_ns / 1e9, 5, 0.5);
	}
}

static void test_what_is_no_stand(void)
{
	struct chair_stand_result r;
	struct moved_person p;
	Guided guided;

	begin(&guided, &p, 5000000000);
	moved_rest(&p, 6);
	while (p.t_s < 36) { /* bends, and lifts from the seat a little */
		moved_turn(&p, 0.7, 0.6);
		moved_turn(&p, 0, 0.6);
		moved_lift(&p, 0.08, 0.5);
		moved_lift(&p, -0.08, 0.5);
	}
	g_assert_true(chair_stand_get(&guided.chair, &r));
	g_assert_cmpuint(r.stands, ==, 0);
}

static void test_refused_chairs(void)
{
	struct moved_person p;
	Guided guided;

	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	moved_walk(&p, 40, 110, 0.4, 0);
	g_assert_cmpint(chair_stand_finish(&guided.chair), ==, GUIDED_REFUSED);
	g_assert_cmpint(guided.chair.refusal, ==, GUIDED_NEVER_STILL);
	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	moved_rest(&p, 60);
	g_assert_cmpint(chair_stand_finish(&guided.chair), ==, GUIDED_REFUSED);
	g_assert_cmpint(guided.chair.refusal, ==, GUIDED_NEVER_STARTED);
	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	moved_rest(&p, 5);
	stand(&p, 0.4, 3);
	g_assert_cmpint(chair_stand_finish(&guided.chair), ==, GUIDED_REFUSED);
	g_assert_cmpint(guided.chair.refusal, ==, GUIDED_TOO_SHORT);
}

static void up_walk_and_down(struct moved_person *p, double walk_s)
{
	moved_turn(p, 0.6, 0.6);
	moved_lift(p, 0.4, 0.8);
	moved_turn(p, 0, 0.4);
	moved_walk(p, walk_s, 100, 0.4, 0);
	moved_turn(p, 0.5, 0.6);
	moved_lift(p, -0.4, 0.8);
	moved_turn(p, 0, 0.6);
	moved_rest(p, 5);
}

static void test_up_and_go(void)
{
	struct up_and_go_result r;
	struct moved_person p;
	Guided guided;

	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	moved_rest(&p, 5);
	up_walk_and_down(&p, 8);
	g_assert_cmpint(guided.go.state, ==, GUIDED_DONE);
	g_assert_true(up_and_go_get(&guided.go, &r));
	g_assert_cmpfloat_with_epsilon((double)r.total_s, 11.8, 0.6);
	g_assert_cmpfloat_with_epsilon((double)(r.rise_s + r.walk_s + r.sit_s), (double)r.total_s,
				       0.01);
	g_assert_cmpfloat_with_epsilon((double)r.walk_s, 7.4, 1);
	g_assert_cmpint(ABS((int)r.steps - 13), <=, 1);
	g_assert_true(r.sitting_seen);
	g_assert_false(r.has_turning);
}

/* How somebody rises, walks, stands still on the way for stop_s, walks on and sits down. */
typedef struct {
	double cadence_spm, before_s, stop_s, nod_rad, after_s, bend_rad, lower_s;
} Going;

static void go_with_a_stop(struct moved_person *p, const Going *g)
{
	moved_turn(p, g->bend_rad, 0.6);
	moved_lift(p, 0.4, 0.8);
	moved_turn(p, 0, 0.4);
	moved_walk(p, g->before_s, g->cadence_spm, 0.4, 0);
	moved_turn(p, g->nod_rad, 0.3);
	moved_rest(p, g->stop_s);
	moved_turn(p, 0, 0.3);
	moved_walk(p, g->after_s, g->cadence_spm, 0.4, 0);
	moved_turn(p, g->bend_rad, 0.6);
	moved_lift(p, -0.4, g->lower_s);
	moved_turn(p, 0, 0.6);
}

/* Whoever stands still has not bent before; whoever sits down has. */
static void test_standing_still_is_not_sitting(void)
{
	static const Going goings[] = {
	    {100, 4, 1.2, 0, 4, 0.6, 0.8},   {100, 4, 2, 0, 4, 0.6, 0.8},
	    {100, 4, 2.5, 0, 4, 0.6, 0.8},   {70, 6, 2, 0, 5, 0.4, 1.2},
	    {120, 2.5, 2, 0.1, 5, 0.9, 0.6}, {90, 5, 2.5, 0.15, 3, 0.5, 1.6},
	    {60, 6, 2.5, 0.1, 6, 0.35, 2},   {110, 8, 1.5, 0.1, 0.6, 0.7, 0.8},
	};

	for (guint i = 0; i < G_N_ELEMENTS(goings); i++) {
		struct up_and_go_result r;
		struct moved_person p;
		double sat_s;
		Guided guided;

		begin(&guided, &p, GUIDED_BY_MOVEMENT);
		moved_rest(&p, 5);
		go_with_a_stop(&p, &goings[i]);
		g_assert_cmpint(guided.go.state, ==, GUIDED_RUNNING);
		sat_s = p.t_s;
		moved_rest(&p, 2);
		g_assert_true(up_and_go_get(&guided.go, &r));
		g_assert_cmpfloat_with_epsilon((double)r.total_s, sat_s - 5, 0.6);
		g_assert_true(r.sitting_seen);
	}
}

/* Upright as a plank: from standing still it is told by its length alone, and the result says so.
 */
static void test_sitting_that_is_not_seen(void)
{
	for (double rest_s = 2; rest_s < 8; rest_s += 4) {
		struct up_and_go_result r;
		struct moved_person p;
		Guided guided;

		begin(&guided, &p, GUIDED_BY_MOVEMENT);
		moved_rest(&p, 5);
		moved_lift(&p, 0.4, 0.8);
		moved_walk(&p, 8, 100, 0.4, 0);
		moved_lift(&p, -0.4, 0.8);
		moved_rest(&p, rest_s);
		g_assert_cmpint(guided.go.state, ==, rest_s < 3 ? GUIDED_RUNNING : GUIDED_DONE);
		g_assert_cmpint(up_and_go_finish(&guided.go), ==, GUIDED_DONE);
		g_assert_true(up_and_go_get(&guided.go, &r));
		g_assert_cmpfloat_with_epsilon((double)r.total_s, 9.6, 0.6);
		g_assert_false(r.sitting_seen);
	}
}

/* Somebody stops, hands on the knees. */
static void test_staying_bent_is_not_seen_to_sit(void)
{
	struct up_and_go_result r;
	struct moved_person p;
	Guided guided;

	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	moved_rest(&p, 5);
	moved_turn(&p, 0.6, 0.6);
	moved_lift(&p, 0.4, 0.8);
	moved_turn(&p, 0, 0.4);
	moved_walk(&p, 6, 100, 0.4, 0);
	moved_turn(&p, 0.6, 0.6);
	moved_rest(&p, 2);
	g_assert_cmpint(guided.go.state, ==, GUIDED_RUNNING);
	moved_rest(&p, 3);
	g_assert_true(up_and_go_get(&guided.go, &r));
	g_assert_false(r.sitting_seen);
}

static void test_refused_goes(void)
{
	struct moved_person p;
	Guided guided;

	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	moved_rest(&p, 5);
	moved_turn(&p, 0.8, 1);
	moved_turn(&p, 0, 1);
	moved_rest(&p, 5);
	g_assert_cmpint(up_and_go_finish(&guided.go), ==, GUIDED_REFUSED);
	g_assert_cmpint(guided.go.refusal, ==, GUIDED_NOBODY_WALKED);
	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	moved_rest(&p, 5);
	moved_walk(&p, 30, 100, 0.4, 0);
	g_assert_cmpint(up_and_go_finish(&guided.go), ==, GUIDED_REFUSED);
	g_assert_cmpint(guided.go.refusal, ==, GUIDED_NEVER_SAT);
}

/* Samples are lost while the person sits ready, and the person moves meanwhile: when the test began
 * is not known, and nothing is told of it until somebody has sat still again. */
static void test_a_hole_before_the_start(void)
{
	struct up_and_go_result r;
	struct moved_person p;
	Guided guided;

	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	guided.hole_from_ns = 1600000000;
	guided.hole_to_ns = 2100000000;
	moved_rest(&p, 2);
	while (p.t_s < 34)
		stand(&p, 0.4, 1.5);
	g_assert_cmpint(chair_stand_finish(&guided.chair), ==, GUIDED_REFUSED);
	g_assert_cmpint(guided.chair.refusal, ==, GUIDED_NEVER_STILL);

	begin(&guided, &p, GUIDED_BY_MOVEMENT);
	guided.hole_from_ns = 1600000000;
	guided.hole_to_ns = 2100000000;
	moved_rest(&p, 2);
	up_walk_and_down(&p, 30);
	g_assert_cmpint(guided.go.state, ==, GUIDED_READY);
	up_walk_and_down(&p, 8);
	g_assert_true(up_and_go_get(&guided.go, &r));
	g_assert_cmpfloat_with_epsilon((double)r.total_s, 11.8, 0.6);
}

/* What was not measured is missing, also where the word to go falls into it. */
static void test_go_in_a_hole(void)
{
	struct moved_person p;
	Guided guided;

	begin(&guided, &p, 10000000000);
	guided.hole_from_ns = 5000000000;
	guided.hole_to_ns = 100000000000;
	moved_walk(&p, 375, 100, 0.4, 0);
	g_assert_cmpint(guided.walk.state, ==, GUIDED_REFUSED);
	g_assert_cmpint(guided.walk.refusal, ==, GUIDED_SAMPLES_MISSING);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/walk-test/six-minutes", test_six_minutes);
	g_test_add_func("/walk-test/soft-steps-count", test_soft_six_minutes);
	g_test_add_func("/walk-test/who-ends-early", test_who_ends_early);
	g_test_add_func("/walk-test/refused", test_refused_walks);
	g_test_add_func("/walk-test/go-in-a-hole", test_go_in_a_hole);
	g_test_add_func("/chair-stand/stands", test_chair_stands);
	g_test_add_func("/chair-stand/what-is-none", test_what_is_no_stand);
	g_test_add_func("/chair-stand/refused", test_refused_chairs);
	g_test_add_func("/up-and-go/phases", test_up_and_go);
	g_test_add_func("/up-and-go/standing-still-is-not-sitting",
			test_standing_still_is_not_sitting);
	g_test_add_func("/up-and-go/sitting-that-is-not-seen", test_sitting_that_is_not_seen);
	g_test_add_func("/up-and-go/staying-bent-is-not-seen-to-sit",
			test_staying_bent_is_not_seen_to_sit);
	g_test_add_func("/up-and-go/refused", test_refused_goes);
	g_test_add_func("/guided/a-hole-before-the-start", test_a_hole_before_the_start);
	return g_test_run();
}
