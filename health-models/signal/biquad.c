/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/signal/biquad.h"

#include <math.h>

static const double PI = 3.14159265358979323846;
static const double Q = 0.70710678118654752440;
static const double SILENCE = 1e-20;

void biquad_low_pass(struct biquad *f, double corner_hz, double rate_hz)
{
	double k = tan(PI * corner_hz / rate_hz);
	double norm = 1 / (1 + k / Q + k * k);

	*f = (struct biquad){
	    .b0 = k * k * norm,
	    .b1 = 2 * k * k * norm,
	    .b2 = k * k * norm,
	    .a1 = 2 * (k * k - 1) * norm,
	    .a2 = (1 - k / Q + k * k) * norm,
	};
}

void biquad_high_pass(struct biquad *f, double corner_hz, double rate_hz)
{
	double k = tan(PI * corner_hz / rate_hz);
	double norm = 1 / (1 + k / Q + k * k);

	*f = (struct biquad){
	    .b0 = norm,
	    .b1 = -2 * norm,
	    .b2 = norm,
	    .a1 = 2 * (k * k - 1) * norm,
	    .a2 = (1 - k / Q + k * k) * norm,
	};
}

void biquad_settle(struct biquad *f)
{
	if (fabs(f->z1) < SILENCE)
		f->z1 = 0;
	if (fabs(f->z2) < SILENCE)
		f->z2 = 0;
}
