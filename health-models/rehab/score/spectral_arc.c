/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/score/spectral_arc.h"

#include <math.h>

#define CUT_HZ      10.0 /* no person moves faster than that on purpose */
#define LEAST_SHARE 0.05 /* of the largest magnitude: what is weaker is noise */
#define PAD         16   /* bins within one of the profile's own */
#define PI          3.14159265358979

/* Magnitude at one frequency, given in turns a step: the phasor is turned, not computed anew. */
static double magnitude(const float *speed, unsigned count, double turns)
{
	const double c = cos(2 * PI * turns), s = sin(2 * PI * turns);
	double re = 0, im = 0, x = 1, y = 0;

	for (unsigned i = 0; i < count; i++) {
		double turned = x * c - y * s;

		re += (double)speed[i] * x;
		im += (double)speed[i] * y;
		y = x * s + y * c;
		x = turned;
	}
	return hypot(re, im);
}

float spectral_arc(const float *speed, unsigned count, float step_s)
{
	const double bin_hz = 1 / (PAD * (double)count * (double)step_s);
	const double last_hz = fmin(CUT_HZ, 0.5 / (double)step_s);
	double whole = count ? magnitude(speed, count, 0) : 0;
	double before = 1, arc = 0, end_hz = 0;
	unsigned bins;

	if (count < 4 || !(whole > 0))
		return NAN;
	bins = (unsigned)(last_hz / bin_hz);
	/* The arc goes to the last bin that is not noise, and that end scales the frequency axis.
	 */
	for (unsigned k = 1; k <= bins; k++)
		if (magnitude(speed, count, k * bin_hz * (double)step_s) >= LEAST_SHARE * whole)
			end_hz = k * bin_hz;
	if (end_hz <= 0)
		return NAN;
	for (unsigned k = 1; k * bin_hz <= end_hz * (1 + 1e-9); k++) {
		double now = magnitude(speed, count, k * bin_hz * (double)step_s) / whole;

		arc += hypot(bin_hz / end_hz, now - before);
		before = now;
	}
	return (float)-arc;
}
