/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/score/symmetry.h"

#include <math.h>

float symmetry_lead_percent(float left, float right)
{
	if (!(left > 0) || !(right > 0))
		return NAN;
	return 100 * (left - right) / ((left + right) / 2);
}

float symmetry_percent(float left, float right)
{
	return fabsf(symmetry_lead_percent(left, right));
}
