/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Acceleration at whatever times it was measured, brought to sixty points a second in g.
 *
 * Samples are joined by straight lines, and a point is the mean of its sixtieth of a second: fast
 * sensors are averaged, slow ones interpolated, and a rate that is not what it says does no harm.
 * Longer than MOTION_GRID_HOLE_NS without a sample is a hole: nothing is made up in it, and the
 * first point behind it says so.
 *
 * Pure C, no allocation. The caller owns the memory.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/imu_sample.h"

enum { MOTION_GRID_HZ = 60 };

#define MOTION_GRID_HOLE_NS INT64_C(250000000)

struct motion_point {
	int64_t t_ns; /* where its sixtieth of a second begins */
	float acc_g[3];
	float norm_g; /* of acc_g */
	float peak_g; /* the largest sample within, before averaging */
	bool begins;  /* the first point of all, or behind a hole */
	bool has_gyr; /* not older than a tenth of a second */
	float gyr_rads[3];
};

struct motion_grid {
	bool started;
	bool begins;       /* the next point does */
	int64_t origin_ns; /* where cell 0 begins */
	int64_t cell;      /* the one being filled */
	double sum[3];     /* integral of the cell up to at_ns, g s */
	float peak_g;      /* of the samples within it */
	int64_t at_ns;     /* filled up to here */
	int64_t from_ns;   /* the straight line that is being used up */
	int64_t to_ns;
	float from_g[3];
	float to_g[3];
	int64_t gyr_ns; /* INT64_MIN = none yet */
	float gyr_rads[3];
};

void motion_grid_init(struct motion_grid *g);
/* Returns 0, or -EINVAL for a sample that holds no number or whose time goes back; nothing has
 * changed then. Call motion_grid_get() until it returns 0 before the next sample. */
int motion_grid_push(struct motion_grid *g, const struct imu_sample *sample);
/* Returns 1 and the next point, or 0. */
int motion_grid_get(struct motion_grid *g, struct motion_point *point);
