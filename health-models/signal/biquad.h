/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Second-order Butterworth filters (bilinear transform, Q = 1/sqrt(2)), transposed direct form II.
 * State is double: a high-pass far below the sampling rate loses microvolts in float.
 */
#pragma once

struct biquad {
	double b0, b1, b2, a1, a2;
	double z1, z2;
};

/* corner_hz below rate_hz / 2. The state starts at rest. */
void biquad_low_pass(struct biquad *f, double corner_hz, double rate_hz);
void biquad_high_pass(struct biquad *f, double corner_hz, double rate_hz);

/* Takes one sample and returns the filtered one. */
static inline double biquad_step(struct biquad *f, double x)
{
	double y = f->b0 * x + f->z1;

	f->z1 = f->b1 * x - f->a1 * y + f->z2;
	f->z2 = f->b2 * x - f->a2 * y;
	return y;
}

/* Sets a state that has all but decayed to zero: denormal numbers cost a hundred times more to add.
 * Call it now and then, some 1000 samples apart. */
void biquad_settle(struct biquad *f);
