/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples of one sensor, at whatever rates and times, to rows MOTION_ROWS_HZ a second.
 *
 * Where samples are missing for more than MOTION_ROWS_HOLE_MS, rows say so; after more than
 * MOTION_ROWS_BREAK_S no rows are made up and the next one says that it follows a break. Pure C.
 */
#pragma once

#include "health-models/rehab/set/gravity.h"

enum { MOTION_ROWS_HZ = 25, MOTION_ROWS_HOLE_MS = 150, MOTION_ROWS_BREAK_S = 3 };

struct motion_row {
	int64_t t_ns;
	float up[3];        /* unit vector, sensor axes */
	float rate_rads[3]; /* mean since the row before; of an accelerometer alone: of up's turn */
	float lift_ms2;     /* acceleration upwards, mean since the row before */
	bool has_rate;      /* an angular rate was measured */
	bool missing;       /* it stands for samples that are missing */
	bool after_break;
};

struct motion_rows {
	/* private */
	struct gravity gravity;
	bool started;
	int64_t t_ns, next_ns;         /* of the newest acceleration; of the next row */
	int64_t before_ns;             /* of the acceleration before */
	float up_before[3], up_now[3]; /* at those accelerations */
	float row_up[3];
	float rate_sum[3], lift_sum;
	unsigned rates, lifts;
	float rate[3], lift;
	bool after_break;
};

void motion_rows_init(struct motion_rows *m);
/* Sample times do not go back. Returns 1 when rows wait: get them all before the next push. */
int motion_rows_push(struct motion_rows *m, const struct imu_sample *sample);
int motion_rows_get(struct motion_rows *m, struct motion_row *row);
