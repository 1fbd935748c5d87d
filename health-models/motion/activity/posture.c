/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/posture.h"

#include <math.h>

#include "health-models/motion/vector3.h"

static const double GRAVITY_BELOW_HZ = 0.5;
static const float LEANING_FROM_DEG = 30;
static const float LYING_FROM_DEG = 60;
static const float HEAD_DOWN_FROM_DEG = 120;
static const float HYSTERESIS_DEG = 5;

void slow_gravity_init(struct slow_gravity *s)
{
	*s = (struct slow_gravity){.gravity_g = {0}};
	for (int i = 0; i < 3; i++)
		biquad_low_pass(&s->low_pass[i], GRAVITY_BELOW_HZ, MOTION_GRID_HZ);
}

static void settle(struct biquad *f, double x)
{
	f->z2 = (f->b2 - f->a2) * x;
	f->z1 = (f->b1 - f->a1) * x + f->z2;
}

void slow_gravity_push(struct slow_gravity *s, const struct motion_point *point)
{
	for (int i = 0; i < 3; i++) {
		if (point->begins)
			settle(&s->low_pass[i], (double)point->acc_g[i]);
		s->gravity_g[i] = (float)biquad_step(&s->low_pass[i], (double)point->acc_g[i]);
	}
}

void posture_init(struct posture_watch *w)
{
	*w = (struct posture_watch){.now = POSTURE_UNKNOWN};
	slow_gravity_init(&w->slow);
}

static enum posture side_of(const struct mounting *m, const float g[3])
{
	float front = vector3_dot(g, m->front), left, to_left[3];

	vector3_cross(m->up, m->front, to_left);
	left = vector3_dot(g, to_left);

	if (!m->has_front)
		return POSTURE_LYING;
	if (fabsf(front) >= fabsf(left))
		return front > 0 ? POSTURE_ON_BACK : POSTURE_ON_FRONT;
	return left > 0 ? POSTURE_ON_RIGHT : POSTURE_ON_LEFT;
}

/* Nearer to what it was before, so that a border does not flicker. */
static float border(float deg, bool beyond_before)
{
	return beyond_before ? deg - HYSTERESIS_DEG : deg + HYSTERESIS_DEG;
}

static enum posture posture_of(const struct posture_watch *w, const struct mounting *m)
{
	float lean_deg;
	bool known = w->now != POSTURE_UNKNOWN;

	if (!m->has_up)
		return POSTURE_UNKNOWN;
	lean_deg = angle_deg(w->slow.gravity_g, m->up);
	if (lean_deg > border(HEAD_DOWN_FROM_DEG, known && w->now == POSTURE_HEAD_DOWN))
		return POSTURE_HEAD_DOWN;
	if (lean_deg > border(LYING_FROM_DEG, known && w->now >= POSTURE_LYING))
		return side_of(m, w->slow.gravity_g);
	if (lean_deg > border(LEANING_FROM_DEG, known && w->now >= POSTURE_LEANING))
		return POSTURE_LEANING;
	return POSTURE_UPRIGHT;
}

enum posture posture_push(struct posture_watch *w, const struct mounting *mounting,
			  const struct motion_point *point)
{
	slow_gravity_push(&w->slow, point);
	w->now = posture_of(w, mounting);
	return w->now;
}
