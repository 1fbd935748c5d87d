/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a repetition without its size and its tempo: REP_CURVE_POINTS of excursion / range of
 * motion, over its time. Pure C. */
#pragma once

#include "health-models/rehab/reference/rep_reference.h"

/* count >= 2 values to a curve; a line from the first to the last value is 0. */
void rep_curve_make(const float *along_deg, unsigned count, float curve[REP_CURVE_POINTS]);
/* How far a curve is from the reference's where time may bend by 15 % (dynamic time warping within
 * a Sakoe-Chiba band), as the root mean square in the reference's own spreads. */
float rep_curve_distance(const float curve[REP_CURVE_POINTS],
			 const float reference[REP_CURVE_POINTS],
			 const float spread[REP_CURVE_POINTS]);
