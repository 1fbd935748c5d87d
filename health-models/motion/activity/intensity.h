/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How hard a minute was: by counts, and by the mean amplitude deviation (MAD), which needs no
 * maker's filter. Both sets of cut points were made at the hip of adults; worn on the chest or the
 * wrist they sort days of one person, and are no measure of oxygen uptake.
 *
 * Counts: vector magnitude of one minute; moderate from 2690, vigorous from 6167 (Sasaki, John,
 * Freedson, J Sci Med Sport 14:411, 2011); sedentary below 200 (Aguilar-Farias, Brown, Peeters, J
 * Sci Med Sport 17:293, 2014). MAD: mean over 6 s of | |a| - its mean |; moderate from 91 mg,
 * vigorous from 414 mg (Vaha-Ypya et al., PLoS One 10:e0134813, 2015); it names no border between
 * sedentary and light. ENMO: mean of |a| - 1 g where positive (van Hees et al., PLoS One 8:e61691,
 * 2013). Active, not still, from a MAD of 22.5 mg on (Vaha-Ypya et al., Scand J Med Sci Sports
 * 28:1092, 2018).
 *
 * Pure C, no allocation.
 */
#pragma once

#include <stdbool.h>

#include "health-models/motion/motion_grid.h"

enum intensity_level {
	INTENSITY_SEDENTARY = 0,
	INTENSITY_LIGHT = 1,
	INTENSITY_MODERATE = 2,
	INTENSITY_VIGOROUS = 3,
};

enum { INTENSITY_LEVELS = INTENSITY_VIGOROUS + 1 };

/* counts: vector magnitude of a whole minute. */
enum intensity_level intensity_of_counts(float counts);
/* Never INTENSITY_SEDENTARY. */
enum intensity_level intensity_of_mad(float mad_mg);

enum { MAD_POINTS = 6 * MOTION_GRID_HZ };

struct deviation {
	float size_g[MAD_POINTS]; /* of the six seconds that are being filled */
	unsigned filled;
	double mad_sum_g; /* of whole six seconds */
	unsigned windows;
	unsigned active_windows;
	double enmo_sum_g;
	unsigned points;
};

void deviation_init(struct deviation *d);
void deviation_push(struct deviation *d, const struct motion_point *point);
/* Of the time since the last one was taken. */
struct deviation_means {
	float mad_mg; /* -1 = not six whole seconds */
	float enmo_mg;
	float active_s; /* six seconds whose MAD is from 22.5 mg on */
};

void deviation_take(struct deviation *d, struct deviation_means *means);
