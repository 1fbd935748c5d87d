/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Activity counts as ActiGraph's devices make them, of each axis of the sensor.
 *
 * Neishabouri et al., Quantification of acceleration as activity counts in ActiGraph wearable, Sci
 * Rep 12:11958 (2022), doi 10.1038/s41598-022-16003-x: 30 Hz, band-pass 0.29 to 1.63 Hz, dead band,
 * saturation, sums at 10 Hz. The filter's numbers are the paper's. Low frequency extension is off.
 *
 * Pure C, no allocation. The caller owns the memory.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "health-models/motion/motion_grid.h"

enum { COUNTS_ORDER = 7 };

struct activity_counts {
	bool started;
	bool odd; /* the next point is left out: 30 of 60 */
	double state[3][COUNTS_ORDER];
	unsigned thirds;    /* of the tenth of a second */
	unsigned tenth[3];  /* its sum so far */
	uint64_t counts[3]; /* since the last take */
};

void counts_init(struct activity_counts *c);
void counts_push(struct activity_counts *c, const struct motion_point *point);
/* Hands out the three axes' sums since the last call. */
void counts_take(struct activity_counts *c, uint32_t counts[3]);
