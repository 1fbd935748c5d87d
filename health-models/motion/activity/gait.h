/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How regular and how even a walk is, and steps too soft for a pedometer.
 *
 * Moe-Nilssen and Helbostad, Estimation of gait cycle characteristics by trunk accelerometry, J
 * Biomech 37:121 (2004): the unbiased autocorrelation of five seconds, at the lag of one step (step
 * regularity) and of two (stride regularity); symmetry is the first over the second, 1 = left and
 * right alike. Theirs is the vertical axis; here it is the size of the acceleration, which needs no
 * mounting. Once a second.
 *
 * Where strides repeat, the lag also tells the steps there must have been, whether or not the body
 * was unloaded enough for health-models/motion/activity/steps.h.
 *
 * Pure C, no allocation. The caller owns the memory.
 */
#pragma once

#include <stdbool.h>

#include "health-models/motion/motion_grid.h"

enum { GAIT_HZ = 30, GAIT_WINDOW = 5 * GAIT_HZ };

struct gait_second {
	bool walking; /* strides repeat; else the rest is 0 */
	float step_s;
	float step_regularity; /* -1 to 1 */
	float stride_regularity;
	float symmetry; /* step over stride regularity */
};

struct gait_watch {
	float size_g[GAIT_WINDOW];
	unsigned filled;
	unsigned fresh; /* values since the last second that was told */
	bool has_half;  /* of two points that make one value */
	float half_g;
};

void gait_init(struct gait_watch *w);
/* Returns true once a second, with the five seconds up to now; not within the first five. */
bool gait_push(struct gait_watch *w, const struct motion_point *point, struct gait_second *second);
