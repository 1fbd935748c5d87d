/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far a repetition is from the person's own reference, part by part, in the person's own
 * spreads; and the score that comes of it. Pure C.
 */
#pragma once

#include "health-models/rehab/score/rep_measures.h"

struct rep_differences {
	/* In spreads; 0 or more is worse but for the tempo, where less than 0 is faster. NAN = not
	 * measured. */
	float z[EXERCISE_PARTS];
	float tempo_ratio;    /* 1 = as the reference; 0.5 = in half the time. See rep_compare.c */
	float size;           /* of how far the person goes in this set */
	float duration_ratio; /* the same without regard to how far it went */
	float shape_distance; /* root mean square, in spreads */
	float compensation_deg;
	float compensation_limit_deg; /* beyond it another part of the body helps */
};

/* trunk_deg: by how much the trunk leant, NAN = no sensor there: then what went off the axis is
 * the compensation. usual_rom_deg: how far the person goes in this set. */
struct rep_differences rep_compare(const struct rep_measures *m, float trunk_deg,
				   const struct rep_reference *reference,
				   const struct exercise *exercise, float usual_rom_deg);
/* Much too small, and much too short or too long for it: no repetition but a shift or a twitch. */
bool rep_is_fidgeting(const struct rep_differences *d);
/* 100 exp(-sum of weight x max(0, |z| - 1)): within its own spread nothing is taken off. Fills the
 * same of each part alone; a part that was not measured leaves its weight to the others. */
float rep_score(const struct rep_differences *d, const float weight[EXERCISE_PARTS],
		float part[EXERCISE_PARTS]);
