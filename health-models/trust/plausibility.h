/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does a body do this? Limits so wide that illness stays inside them; what lies outside is flagged
 * (TRUST_REASON_PHYSIOLOGY in common/trust.h) and kept.
 *
 *     intervals     many of the newest 16 below 200 or above 3000 ms, or most of them more than four
 *                   times as long or short as the one before, or eight beats four times as fast as
 *                   the eight before them
 *     acceleration  a sensor that lies still for five seconds and does not feel 1 g
 *     readings      a value that no living person has: a body of 50 degrees, a diastole above the
 *                   systole
 *
 * Single odd intervals are ectopy, pauses and lost beats; ventricular tachycardia begins at three
 * times the rate. Fixed memory, no allocation.
 */
#pragma once

#include "common/sample.h"

#include <stdbool.h>
#include <stdint.h>

enum { PLAUSIBLE_INTERVALS = 16 };

struct plausible_heart_settings {
	float rr_min_ms, rr_max_ms;
	unsigned out_max;   /* of PLAUSIBLE_INTERVALS; more are no heart */
	float step_factor;  /* from one interval to the next */
	unsigned steps_max; /* of PLAUSIBLE_INTERVALS */
	float slope_factor; /* from the mean of eight intervals to that of the next eight */
};

extern const struct plausible_heart_settings plausible_heart_settings_default;

/* Private. */
struct plausible_heart {
	struct plausible_heart_settings settings;
	unsigned count; /* intervals that there are, up to PLAUSIBLE_INTERVALS */
	unsigned at;
	float rr_ms[PLAUSIBLE_INTERVALS]; /* ring */
};

void plausible_heart_init(struct plausible_heart *h,
			  const struct plausible_heart_settings *settings);
/* After a hole the intervals begin again. */
void plausible_heart_break(struct plausible_heart *h);
/* One interval. True while the newest ones are no heart's. NaN counts as out of range. */
bool plausible_heart_push(struct plausible_heart *h, float rr_ms);

struct plausible_gravity_settings {
	double still_s;          /* still for so long */
	float still_ms2;         /* each axis moves less, m/s2 */
	float low_ms2, high_ms2; /* the norm of a sensor at rest */
};

extern const struct plausible_gravity_settings plausible_gravity_settings_default;

/* Private. */
struct plausible_gravity {
	struct plausible_gravity_settings settings;
	uint32_t rate_mhz;
	uint32_t in_window;
	float low[3], high[3];
	double sum[3];
	bool wrong;
};

void plausible_gravity_init(struct plausible_gravity *g,
			    const struct plausible_gravity_settings *settings);
/* A block of QUANTITY_ACCELERATION with three channels and a rate; others count for nothing. True
 * from a rest that does not feel 1 g until one that does, or until it moves. */
bool plausible_gravity_push(struct plausible_gravity *g, const struct wave_block *block);

/* Whether a living person can have these values. */
bool plausible_reading(const struct reading_block *reading);
