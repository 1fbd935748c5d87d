/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does the sensor rest, and does it rest as in the reference? Rest is up that turned little for
 * half a second: people tremble. Pure C.
 */
#pragma once

#include "health-models/rehab/set/motion_rows.h"

enum { REST_ROWS = MOTION_ROWS_HZ / 2 };

enum rest_pose {
	REST_MOVING = 0,
	REST_AS_REFERENCE = 1,
	REST_UPSIDE_DOWN = 2, /* more than 150 degrees from it */
	REST_ELSEWHERE = 3,   /* more than 40; than 30 of a body that is to be upright */
};

struct rest_watch {
	float up[3]; /* mean of the last half second */
	/* private */
	float recent[REST_ROWS][3];
	unsigned rows;
	float most_deg;      /* up turns less than that at rest */
	float elsewhere_deg; /* from the reference */
};

/* rom_deg: of the movement; a small one needs a calmer rest. upright: the body is to be upright, as
 * it was in the reference. */
void rest_watch_init(struct rest_watch *w, float rom_deg, bool upright);
enum rest_pose rest_watch_push(struct rest_watch *w, const struct motion_row *row,
			       const float reference_up[3]);
