/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/posture.h"
#include "tests/unit/moved-person.h"

#include <errno.h>
#include <math.h>
#include <string.h>

typedef struct {
	struct motion_grid grid;
	struct mounting mounting;
	struct posture_watch watch;
	gboolean walking;
	guint learnt;
} Trunk;

static void take(gpointer context, const struct imu_sample *sample)
{
	Trunk *trunk = context;
	struct motion_point point;

	motion_grid_push(&trunk->grid, sample);
	while (motion_grid_get(&trunk->grid, &point)) {
		trunk->learnt += mounting_walk(&trunk->mounting, point.acc_g, trunk->walking);
		posture_push(&trunk->watch, &trunk->mounting, &point);
	}
}

static void begin(Trunk *trunk, struct moved_person *p)
{
	*trunk = (Trunk){.learnt = 0};
	motion_grid_init(&trunk->grid);
	mounting_init(&trunk->mounting);
	posture_init(&trunk->watch);
	moved_person_init(p, take, trunk);
}

static enum posture after(struct moved_person *p, const Trunk *trunk, double lean_rad)
{
	moved_turn(p, lean_rad, 2);
	moved_rest(p, 4);
	return trunk->watch.now;
}

/* Gravity as the sensor feels it, for a calibration. */
static void feel(const struct moved_person *p, double lean_rad, float gravity[3])
{
	for (int i = 0; i < 3; i++)
		gravity[i] = (float)(p->up[i] * cos(lean_rad) - p->front[i] * sin(lean_rad));
}

static void test_unknown_before(void)
{
	struct moved_person p;
	Trunk trunk;

	begin(&trunk, &p);
	moved_rest(&p, 10);
	g_assert_cmpint(trunk.watch.now, ==, POSTURE_UNKNOWN);
}

static void test_every_posture(void)
{
	struct moved_person p;
	float gravity[3];
	Trunk trunk;

	begin(&trunk, &p);
	feel(&p, 0, gravity);
	g_assert_cmpint(mounting_set_upright(&trunk.mounting, gravity), ==, 0);
	g_assert_cmpint(after(&p, &trunk, 0), ==, POSTURE_UPRIGHT);
	g_assert_cmpint(after(&p, &trunk, G_PI / 4), ==, POSTURE_LEANING);
	g_assert_cmpint(after(&p, &trunk, -G_PI / 2), ==, POSTURE_LYING);
	g_assert_cmpint(after(&p, &trunk, G_PI), ==, POSTURE_HEAD_DOWN);
	feel(&p, -G_PI / 2, gravity);
	g_assert_cmpint(mounting_set_back(&trunk.mounting, gravity), ==, 0);
	g_assert_cmpint(after(&p, &trunk, -G_PI / 2), ==, POSTURE_ON_BACK);
	g_assert_cmpint(after(&p, &trunk, G_PI / 2), ==, POSTURE_ON_FRONT);
	feel(&p, 0, gravity); /* put on anew: front is not known any more */
	g_assert_cmpint(mounting_set_upright(&trunk.mounting, gravity), ==, 0);
	g_assert_cmpint(after(&p, &trunk, -G_PI / 2), ==, POSTURE_LYING);
}

/* Up is -y and front z: left, up x front, is then -x. On the left side right is up. */
static void test_sides(void)
{
	static const struct {
		float gravity[3];
		enum posture posture;
	} sides[] = {{{1, 0, 0}, POSTURE_ON_LEFT}, {{-1, 0, 0}, POSTURE_ON_RIGHT}};
	static const float up[3] = {0, -1, 0}, back[3] = {0, 0, 1};

	for (guint i = 0; i < G_N_ELEMENTS(sides); i++) {
		struct motion_point point = {.begins = true};
		struct posture_watch watch;
		struct mounting mounting;

		posture_init(&watch);
		mounting_init(&mounting);
		mounting_set_upright(&mounting, up);
		g_assert_cmpint(mounting_set_back(&mounting, back), ==, 0);
		memcpy(point.acc_g, sides[i].gravity, sizeof point.acc_g);
		g_assert_cmpint(posture_push(&watch, &mounting, &point), ==, sides[i].posture);
	}
}

static void test_what_is_no_calibration(void)
{
	static const float up[3] = {0, 0, 9.8F}, nothing[3] = {0}, bent[3] = {0, 5, 9.8F};
	struct mounting m;

	mounting_init(&m);
	g_assert_cmpint(mounting_set_back(&m, up), ==, -EINVAL);
	g_assert_cmpint(mounting_set_upright(&m, nothing), ==, -EINVAL);
	g_assert_cmpint(mounting_set_upright(&m, up), ==, 0);
	g_assert_cmpint(mounting_set_back(&m, bent), ==, -EINVAL);
	g_assert_false(m.has_front);
}

/* Taken off and put on the other way round: told wrongly until the next walk, then rightly. */
static void test_a_walk_teaches_the_mounting(void)
{
	struct moved_person p;
	Trunk trunk;

	begin(&trunk, &p);
	trunk.walking = TRUE;
	moved_walk(&p, 25, 110, 0.4, 0);
	g_assert_cmpuint(trunk.learnt, ==, 1);
	trunk.walking = FALSE;
	moved_rest(&p, 5);
	g_assert_cmpint(trunk.watch.now, ==, POSTURE_UPRIGHT);
	p.up[1] = -p.up[1];
	moved_rest(&p, 5);
	g_assert_cmpint(trunk.watch.now, ==, POSTURE_HEAD_DOWN);
	trunk.walking = TRUE;
	moved_walk(&p, 25, 110, 0.4, 0);
	moved_rest(&p, 5);
	g_assert_cmpuint(trunk.learnt, ==, 2);
	g_assert_cmpint(trunk.watch.now, ==, POSTURE_UPRIGHT);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/posture/unknown-before", test_unknown_before);
	g_test_add_func("/posture/every-one", test_every_posture);
	g_test_add_func("/posture/sides", test_sides);
	g_test_add_func("/posture/what-is-no-calibration", test_what_is_no_calibration);
	g_test_add_func("/posture/a-walk-teaches-the-mounting", test_a_walk_teaches_the_mounting);
	return g_test_run();
}
