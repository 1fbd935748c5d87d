/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/repetition.h"

#include <math.h>

struct repetition repetition_not_scored(int64_t start_ns, int64_t turn_ns, int64_t end_ns)
{
	struct repetition r = {.start_ns = start_ns,
			       .turn_ns = turn_ns,
			       .end_ns = end_ns,
			       .label = REP_NOT_SCORED,
			       .score = NAN,
			       .rom_deg = NAN,
			       .rom_percent = NAN,
			       .concentric_s = NAN,
			       .hold_s = NAN,
			       .eccentric_s = NAN,
			       .peak_speed_rads = NAN,
			       .mean_speed_rads = NAN,
			       .smoothness_sparc = NAN,
			       .shape_distance = NAN,
			       .compensation_deg = NAN};

	for (int i = 0; i < EXERCISE_PARTS; i++)
		r.part[i] = NAN;
	return r;
}
