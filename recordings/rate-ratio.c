/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/rate-ratio.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>

static bool usable(double hz)
{
	return hz >= 0.001 && hz <= 1e6;
}

/* Continued fraction of the quotient, until a double cannot tell the difference. */
int rate_ratio_init(struct rate_ratio *ratio, double from_hz, double to_hz)
{
	const double largest = 1e9;
	double quotient = from_hz / to_hz;
	double rest = quotient;
	double p[2] = {1, 0}; /* numerators of the last two convergents */
	double q[2] = {0, 1};

	if (!usable(from_hz) || !usable(to_hz))
		return -ERANGE;
	for (;;) {
		double whole = floor(rest);
		double numerator = whole * p[0] + p[1];
		double denominator = whole * q[0] + q[1];

		if (numerator > largest || denominator > largest)
			break;
		p[1] = p[0];
		q[1] = q[0];
		p[0] = numerator;
		q[0] = denominator;
		if (fabs(p[0] / q[0] - quotient) <= 4e-16 * quotient)
			break;
		rest = 1 / (rest - whole);
	}
	ratio->from = (int64_t)p[0];
	ratio->to = (int64_t)q[0];
	return 0;
}

int64_t rate_ratio_map(const struct rate_ratio *ratio, int64_t index)
{
	int64_t whole = index / ratio->from;
	int64_t rest = index % ratio->from;

	return whole * ratio->to + (2 * rest * ratio->to + ratio->from) / (2 * ratio->from);
}
