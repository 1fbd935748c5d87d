/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Posture of the trunk out of the direction of gravity.
 *
 * A sensor on the chest cannot tell sitting from standing: the trunk is upright in both, and
 * nothing here pretends to. Before the mounting is known (health-models/motion/mounting.h) posture
 * is unknown. Upright up to 30 degrees of lean, leaning up to 60, lying beyond, each with 5 degrees
 * of hysteresis; head down beyond 120.
 *
 * Pure C, no allocation. The caller owns the memory.
 */
#pragma once

#include "health-models/motion/motion_grid.h"
#include "health-models/motion/mounting.h"
#include "health-models/signal/biquad.h"

/* Stored: a number keeps its meaning. */
enum posture {
	POSTURE_UNKNOWN = 0,
	POSTURE_UPRIGHT = 1,
	POSTURE_LEANING = 2,
	POSTURE_LYING = 3, /* on which side is not known */
	POSTURE_ON_BACK = 4,
	POSTURE_ON_FRONT = 5,
	POSTURE_ON_LEFT = 6,
	POSTURE_ON_RIGHT = 7,
	POSTURE_HEAD_DOWN = 8,
};

enum { POSTURES = POSTURE_HEAD_DOWN + 1 };

/* Where gravity is, low-passed at 0.5 Hz. */
struct slow_gravity {
	struct biquad low_pass[3];
	float gravity_g[3];
};

struct posture_watch {
	struct slow_gravity slow;
	enum posture now;
};

void slow_gravity_init(struct slow_gravity *s);
void slow_gravity_push(struct slow_gravity *s, const struct motion_point *point);

void posture_init(struct posture_watch *w);
/* Returns the posture at the point. */
enum posture posture_push(struct posture_watch *w, const struct mounting *mounting,
			  const struct motion_point *point);
