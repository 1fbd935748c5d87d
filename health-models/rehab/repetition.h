/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One repetition of an exercise: what was measured of it, its label, and its score with all its
 * parts. */
#pragma once

#include "health-models/rehab/exercise.h"

#include <stdint.h>

/* Stored: a number is never given a new meaning. */
enum rep_label {
	REP_OK = 0,
	REP_PARTIAL = 1,     /* too little range of motion */
	REP_FAST = 2,        /* too fast */
	REP_SLOW = 3,        /* too slow */
	REP_JERKY = 4,       /* not smooth */
	REP_COMPENSATED = 5, /* another part of the body, or another axis, helped */
	REP_TOO_FAR = 6,     /* beyond the range of motion that the exercise allows */
	REP_NOT_SCORED =
	    7, /* samples are missing, or there is no reference: nothing is said against it */
};

struct repetition {
	int64_t start_ns; /* leaves rest; on the clock of the samples */
	int64_t turn_ns;  /* the farthest point */
	int64_t end_ns;   /* at rest again */
	enum rep_label label;
	float score;                /* 0 .. 100; NAN = not scored */
	float part[EXERCISE_PARTS]; /* 0 .. 100 each, by enum exercise_part; NAN = not measured */
	float rom_deg;
	float rom_percent; /* of the reference */
	float concentric_s, hold_s, eccentric_s;
	float peak_speed_rads;  /* of the excursion */
	float mean_speed_rads;  /* on the way out */
	float smoothness_sparc; /* spectral arc length of the angular speed, <= 0, nearer 0 is
				   smoother */
	float shape_distance;   /* from the person's own reference, in its own spreads */
	float compensation_deg; /* of the trunk, or off the exercise's axis */
	float missing_share;    /* of its samples, 0 .. 1 */
};

/* One that was counted and of which nothing else is known. */
struct repetition repetition_not_scored(int64_t start_ns, int64_t turn_ns, int64_t end_ns);
