/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/activity.h"
#include "health-models/motion/activity/activity_record.h"
#include "tests/unit/moved-person.h"

enum { EVENTS_MAX = 16 };

typedef struct {
	struct activity activity;
	struct fall_event events[EVENTS_MAX];
	guint count;
} Watch;

static void take(gpointer context, const struct imu_sample *sample)
{
	Watch *watch = context;
	struct fall_event fall;

	g_assert_cmpint(activity_push(&watch->activity, sample), ==, 0);
	while (activity_step(&watch->activity)) {
		if (!activity_get_fall(&watch->activity, &fall))
			continue;
		g_assert_cmpuint(watch->count, <, EVENTS_MAX);
		watch->events[watch->count++] = fall;
	}
}

static void begin(Watch *watch, struct moved_person *p, const struct fall_settings *settings)
{
	watch->count = 0;
	activity_init(&watch->activity, settings);
	moved_person_init(p, take, watch);
	moved_rest(p, 10);
}

static void test_lies_still(void)
{
	struct moved_person p;
	Watch watch;
	double fell_s;

	begin(&watch, &p, NULL);
	fell_s = p.t_s + 0.4;
	moved_fall(&p, 3.5);
	moved_rest(&p, 8);
	g_assert_cmpuint(watch.count, ==, 1);
	g_assert_cmpint(watch.events[0].state, ==, FALL_CANDIDATE);
	g_assert_cmpfloat_with_epsilon((double)watch.events[0].t_ns / 1e9, fell_s, 0.1);
	g_assert_cmpfloat((double)watch.events[0].turned_deg, >, 80);
	moved_rest(&p, 25);
	g_assert_cmpuint(watch.count, ==, 1);
	moved_rest(&p, 4);
	g_assert_cmpuint(watch.count, ==, 2);
	g_assert_cmpint(watch.events[1].state, ==, FALL_CONFIRMED);
	g_assert_cmpint(watch.events[1].reason, ==, FALL_WINDOW_PASSED);
	g_assert_cmpint(watch.events[1].told_ns - watch.events[0].told_ns, >=,
			G_GINT64_CONSTANT(30000000000));
	moved_rest(&p, 120);
	g_assert_cmpuint(watch.count, ==, 2);
}

static void expect_cancelled(const Watch *watch, enum fall_reason reason)
{
	g_assert_cmpuint(watch->count, ==, 2);
	g_assert_cmpint(watch->events[0].state, ==, FALL_CANDIDATE);
	g_assert_cmpint(watch->events[1].state, ==, FALL_CANCELLED);
	g_assert_cmpint(watch->events[1].reason, ==, reason);
	g_assert_cmpint(watch->events[1].t_ns, ==, watch->events[0].t_ns);
}

/* A damaged sample, and the person lies down: what is asked can be stored. */
static void test_no_impact_is_too_large(void)
{
	guint8 blob[FALL_RECORD_SIZE];
	struct moved_person p;
	Watch watch;

	begin(&watch, &p, NULL);
	moved_fall(&p, 5000);
	moved_rest(&p, 15);
	g_assert_cmpuint(watch.count, ==, 1);
	g_assert_cmpint(fall_record_encode(&watch.events[0], blob, sizeof blob), >, 0);
}

/* The clock was put back while it was asked. */
static void test_no_end_before_the_question(void)
{
	guint8 blob[FALL_RECORD_SIZE];
	struct moved_person p;
	struct fall_event fall;
	Watch watch;

	begin(&watch, &p, NULL);
	moved_fall(&p, 3);
	moved_rest(&p, 8);
	g_assert_cmpint(fall_cancel(&watch.activity.fall, 1, &fall), ==, 1);
	g_assert_cmpint(fall.told_ns, ==, watch.events[0].told_ns);
	g_assert_cmpint(fall_record_encode(&fall, blob, sizeof blob), >, 0);
}

static void test_who_is_up_again(void)
{
	struct moved_person p;
	Watch watch;

	begin(&watch, &p, NULL);
	moved_fall(&p, 3);
	moved_rest(&p, 8);
	moved_turn(&p, 0, 2);
	moved_rest(&p, 40);
	expect_cancelled(&watch, FALL_UP_AGAIN);
}

static void test_who_walks(void)
{
	struct moved_person p;
	Watch watch;

	begin(&watch, &p, NULL);
	moved_fall(&p, 3);
	moved_rest(&p, 8);
	p.lean_rad = 0.6; /* bent */
	moved_walk(&p, 10, 100, 0.4, 0);
	moved_rest(&p, 30);
	expect_cancelled(&watch, FALL_WALKED);
}

static void test_who_says_so(void)
{
	struct moved_person p;
	struct fall_event fall;
	Watch watch;

	begin(&watch, &p, NULL);
	g_assert_cmpint(fall_cancel(&watch.activity.fall, 0, &fall), ==, 0);
	moved_fall(&p, 3);
	moved_rest(&p, 8);
	g_assert_cmpint(fall_cancel(&watch.activity.fall, 20000000000, &fall), ==, 1);
	g_assert_cmpint(fall.reason, ==, FALL_PRESSED);
	moved_rest(&p, 60);
	g_assert_cmpuint(watch.count, ==, 1);
}

/* The strap fell silent with the fall. */
static void test_time_passes_without_samples(void)
{
	struct moved_person p;
	struct fall_event fall;
	gint64 told_ns;
	Watch watch;

	begin(&watch, &p, NULL);
	moved_fall(&p, 3);
	moved_rest(&p, 8);
	told_ns = watch.events[0].told_ns;
	g_assert_cmpint(fall_pass_time(&watch.activity.fall, told_ns + 29999999999, &fall), ==, 0);
	g_assert_cmpint(fall_pass_time(&watch.activity.fall, told_ns + 30000000000, &fall), ==, 1);
	g_assert_cmpint(fall.state, ==, FALL_CONFIRMED);
	g_assert_cmpint(fall_pass_time(&watch.activity.fall, told_ns + 90000000000, &fall), ==, 0);
}

static void test_daily_life_is_none(void)
{
	struct moved_person p;
	Watch watch;

	begin(&watch, &p, NULL);
	for (int i = 0; i < 5; i++) {
		/* sits down hard, stays upright */
		moved_lift(&p, -0.4, 0.7);
		moved_knock(&p, 3.5);
		moved_rest(&p, 20);
		/* lies down gently, turns, gets up */
		moved_turn(&p, -G_PI / 2, 2);
		moved_rest(&p, 60);
		moved_turn(&p, 0, 2);
		/* runs, jumps */
		moved_walk(&p, 30, 160, 0.9, 0.2);
		moved_knock(&p, 5);
		moved_walk(&p, 10, 120, 0.4, 0);
		/* bends to the floor and bumps */
		moved_turn(&p, 1.3, 1);
		moved_knock(&p, 2.5);
		moved_turn(&p, 0, 1);
		moved_rest(&p, 20);
	}
	g_assert_cmpuint(watch.count, ==, 0);
}

/* Each of the three signs alone, where nobody has walked yet. */
static void test_two_signs_are_not_enough(void)
{
	struct moved_person p;
	Watch watch;

	begin(&watch, &p, NULL);
	moved_knock(&p, 4); /* drops into a chair and leans back */
	moved_turn(&p, -0.6, 0.6);
	moved_rest(&p, 30);
	moved_turn(&p, 0, 1);
	moved_rest(&p, 5);
	moved_fall(&p, 1.7); /* lies down */
	moved_rest(&p, 30);
	moved_turn(&p, 0, 1);
	moved_rest(&p, 5);
	moved_fall(&p, 4); /* and does not rest */
	moved_walk(&p, 20, 100, 0.15, 0);
	g_assert_cmpuint(watch.count, ==, 0);
}

/* The strap upside down, or turned by a quarter: only what changes counts. */
static void test_any_mounting(void)
{
	static const double up[][3] = {{0, 1, 0}, {1, 0, 0}, {0, 0, -1}};
	static const double front[][3] = {{0, 0, 1}, {0, 0, 1}, {0, 1, 0}};

	for (guint i = 0; i < G_N_ELEMENTS(up); i++) {
		struct moved_person p;
		Watch watch;

		watch.count = 0;
		activity_init(&watch.activity, NULL);
		moved_person_init(&p, take, &watch);
		for (int k = 0; k < 3; k++) {
			p.up[k] = up[i][k];
			p.front[k] = front[i][k];
		}
		moved_rest(&p, 5);
		moved_walk(&p, 30, 110, 0.4, 0);
		moved_fall(&p, 3);
		moved_rest(&p, 40);
		g_assert_cmpuint(watch.count, ==, 2);
		g_assert_cmpint(watch.events[1].state, ==, FALL_CONFIRMED);
	}
}

static void test_putting_on_is_no_fall(void)
{
	struct fall_settings settings = fall_settings_default;
	struct moved_person p;
	Watch watch;

	settings.putting_on_s = 60;
	begin(&watch, &p, &settings);
	moved_fall(&p, 3);
	moved_rest(&p, 45);
	g_assert_cmpuint(watch.count, ==, 0);
	moved_turn(&p, 0, 2);
	moved_rest(&p, 10);
	moved_fall(&p, 3);
	moved_rest(&p, 8);
	g_assert_cmpuint(watch.count, ==, 1);
}

/* Nothing is measured for a while. */
static void lose(struct moved_person *p, double seconds)
{
	p->t_s += seconds;
}

/* How the person stood is known from just after the hole, or from before a short one. */
static void test_soon_after_a_hole(void)
{
	for (double hole_s = 0.5; hole_s < 100; hole_s *= 4)
		for (double after_s = 0.1; after_s < 3; after_s += 0.3) {
			struct moved_person p;
			Watch watch;

			if (hole_s > 12 && after_s < 1.2)
				continue;
			begin(&watch, &p, NULL);
			lose(&p, hole_s);
			moved_rest(&p, after_s);
			moved_fall(&p, 3);
			moved_rest(&p, 8);
			g_assert_cmpuint(watch.count, ==, 1);
			g_assert_cmpint(watch.events[0].state, ==, FALL_CANDIDATE);
			g_assert_cmpfloat((double)watch.events[0].turned_deg, >, 60);
		}
}

/* The body shadows the radio as it strikes. */
static void test_a_hole_after_the_impact(void)
{
	for (double hole_s = 0.5; hole_s < 8; hole_s += 1) {
		struct moved_person p;
		Watch watch;

		begin(&watch, &p, NULL);
		moved_fall(&p, 3);
		lose(&p, hole_s);
		moved_rest(&p, 2.4);
		g_assert_cmpuint(watch.count, ==, 0);
		moved_rest(&p, 6);
		g_assert_cmpuint(watch.count, ==, 1);
	}
}

/* Who lay down while nothing was measured, or may have, did not fall by a bump afterwards. */
static void test_who_lay_down_in_a_hole(void)
{
	static const double hole_s[] = {8, 600}, after_s[] = {1.2, 0.3};

	for (guint i = 0; i < G_N_ELEMENTS(hole_s); i++) {
		struct moved_person p;
		Watch watch;

		begin(&watch, &p, NULL);
		lose(&p, hole_s[i]);
		p.lean_rad = -G_PI / 2;
		moved_rest(&p, after_s[i]);
		moved_knock(&p, 3);
		moved_rest(&p, 40);
		g_assert_cmpuint(watch.count, ==, 0);
	}
}

/* Asked anew after a restart: the window is a whole one, lying on is no getting up. */
static void test_resumed(void)
{
	const struct fall_event before = {.state = FALL_CANDIDATE, .t_ns = 1, .told_ns = 2};
	struct moved_person p;
	Watch watch;
	gint64 told_ns;

	begin(&watch, &p, NULL);
	told_ns = (gint64)(p.t_s * 1e9);
	fall_resume(&watch.activity.fall, &before, told_ns);
	moved_rest(&p, 28);
	g_assert_cmpuint(watch.count, ==, 0);
	moved_rest(&p, 4);
	g_assert_cmpuint(watch.count, ==, 1);
	g_assert_cmpint(watch.events[0].state, ==, FALL_CONFIRMED);
	g_assert_cmpint(watch.events[0].t_ns, ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fall/lies-still", test_lies_still);
	g_test_add_func("/fall/asked-anew-after-a-restart", test_resumed);
	g_test_add_func("/fall/no-impact-is-too-large-to-store", test_no_impact_is_too_large);
	g_test_add_func("/fall/no-end-before-the-question", test_no_end_before_the_question);
	g_test_add_func("/fall/who-is-up-again", test_who_is_up_again);
	g_test_add_func("/fall/who-walks", test_who_walks);
	g_test_add_func("/fall/who-says-so", test_who_says_so);
	g_test_add_func("/fall/time-passes-without-samples", test_time_passes_without_samples);
	g_test_add_func("/fall/daily-life-is-none", test_daily_life_is_none);
	g_test_add_func("/fall/two-signs-are-not-enough", test_two_signs_are_not_enough);
	g_test_add_func("/fall/any-mounting", test_any_mounting);
	g_test_add_func("/fall/putting-on-is-none", test_putting_on_is_no_fall);
	g_test_add_func("/fall/soon-after-a-hole", test_soon_after_a_hole);
	g_test_add_func("/fall/a-hole-after-the-impact", test_a_hole_after_the_impact);
	g_test_add_func("/fall/who-lay-down-in-a-hole", test_who_lay_down_in_a_hole);
	return g_test_run();
}
