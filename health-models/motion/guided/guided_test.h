/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the guided tests have in common: six-minute walk, 30-second chair stand, timed up and go.
 *
 *     waiting --still for a second--> ready --"go", or the first movement--> running --> done
 *
 * Each of them ends in a result or in a refusal that says why: a number that is not sure is not
 * told. The start is when the person was told to go (start_ns), or the first movement after ready.
 *
 * Pure C, no allocation.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "health-models/motion/motion_grid.h"

enum guided_state {
	GUIDED_WAITING = 0, /* for the person to be still */
	GUIDED_READY = 1,
	GUIDED_RUNNING = 2,
	GUIDED_DONE = 3,
	GUIDED_REFUSED = 4,
};

enum guided_refusal {
	GUIDED_FITS = 0,
	GUIDED_NEVER_STILL = 1, /* before the start: it is not known when the test began */
	GUIDED_NEVER_STARTED = 2,
	GUIDED_TOO_SHORT = 3, /* the samples end before the test does */
	GUIDED_SAMPLES_MISSING = 4,
	GUIDED_NOBODY_WALKED = 5,
	GUIDED_NEVER_SAT = 6, /* nobody came to rest again */
};

#define GUIDED_BY_MOVEMENT INT64_MIN

/* Stillness, a quarter of a second at a time. */
enum { STILL_POINTS = MOTION_GRID_HZ / 4 };

struct still_watch {
	double sum[3], squares;
	unsigned points;
	int64_t slot_ns;        /* where the quarter begins */
	unsigned still_slots;   /* in a row, up to now */
	int64_t still_from_ns;  /* where they begin */
	int64_t still_until_ns; /* where the newest still one ended */
};

void still_init(struct still_watch *w);
/* Returns true when a quarter of a second has become complete. */
bool still_push(struct still_watch *w, const struct motion_point *point);
/* Still for a second up to now. */
bool still_is(const struct still_watch *w);
/* Before the start: the person may have begun in the hole that ends with this point. */
bool guided_hides_start(const struct motion_point *point, int64_t go_ns);
