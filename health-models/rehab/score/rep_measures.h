/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is measured of one repetition; the same for a reference and for what is compared with it.
 * Pure C. */
#pragma once

#include "health-models/rehab/set/rep_trace.h"
#include "health-models/rehab/repetition.h"
#include "health-models/rehab/reference/rep_reference.h"

struct rep_measures {
	int64_t start_ns, turn_ns, end_ns;
	float rom_deg;                          /* above the mean of the rest before and after */
	float concentric_s;                     /* from 5 % of it to 85 % */
	float hold_s;                           /* above 85 % */
	float eccentric_s;                      /* from there to 5 % */
	float duration_s;                       /* all three */
	float peak_speed_rads, mean_speed_rads; /* on the way out */
	float smoothness_sparc;                 /* mean of the way out and the way back */
	float off_deg;                          /* largest excursion off the axis */
	float missing_share;
	float curve[REP_CURVE_POINTS];
};

/* Rows as segmentation tells them; all of them still in the trace. False: too few for measures. */
bool rep_measure(const struct rep_trace *trace, int64_t begin_row, int64_t turn_row,
		 int64_t end_row, struct rep_measures *m);
