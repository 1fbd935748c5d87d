/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/signal/log_exp.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* An IEEE float is split into its exponent and m in 1/2 .. 1; then
 * log2(m) = 2/ln 2 * atanh((m - 1) / (m + 1)), with m in sqrt(1/2) .. sqrt(2). */
float log2_portable(float x)
{
	uint32_t bits;
	int exponent;
	float m, u, u2;

	x = x > 1e-30f ? x : 1e-30f;
	memcpy(&bits, &x, sizeof bits);
	exponent = (int)(bits >> 23) - 126;
	bits = (bits & 0x7fffffU) | 126U << 23;
	memcpy(&m, &bits, sizeof m);

	if (m < 0.70710678f) {
		m *= 2;
		exponent--;
	}
	u = (m - 1) / (m + 1);
	u2 = u * u;
	return (float)exponent +
	       2.88539008f * u * (1 + u2 * (0.33333333f + u2 * (0.2f + u2 * 0.14285714f)));
}

/* 2^f = exp(f ln 2) for f in -1/2 .. 1/2 by its series. */
float exp2_portable(float x)
{
	float whole, f;

	x = x < -60 ? -60 : x > 60 ? 60 : x;
	whole = floorf(x + 0.5f);
	f = (x - whole) * 0.69314718f;
	f = 1 + f * (1 + f * (0.5f + f * (0.16666667f + f * (0.04166667f + f * 0.00833333f))));
	return ldexpf(f, (int)whole);
}
