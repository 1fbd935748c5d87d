/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/anonymity/discrete-laplace.h"

/* More whole scales than this never come: exp(-2048). It keeps the sum inside 64 bits. */
enum { SCALES_MAX = 1 << 11 };

#define MICRO UINT64_C(1000000)

/* exp(-g) for g = numerator / denominator <= 1: how many of g/1, g/2, g/3 ... come true in a row;
 * an even number of them has that probability. The two conditions are g and 1/k, drawn apart, so
 * that no product can overflow. */
static bool bernoulli_exp_below_1(const struct random_source *source, uint64_t numerator,
				  uint64_t denominator)
{
	uint64_t k = 1;

	while (random_below(source, denominator) < numerator && random_below(source, k) == 0)
		k++;
	return k % 2 == 1;
}

bool bernoulli_exp(const struct random_source *source, uint64_t numerator, uint64_t denominator)
{
	for (uint64_t whole = numerator / denominator; whole > 0; whole--) {
		if (!bernoulli_exp_below_1(source, 1, 1))
			return false;
	}
	return bernoulli_exp_below_1(source, numerator % denominator, denominator);
}

/* Geometric with exp(-1 / t): the rest below t, then whole t. */
static uint64_t geometric(const struct random_source *source, uint64_t t)
{
	uint64_t rest, scales = 0;

	do
		rest = random_below(source, t);
	while (!bernoulli_exp_below_1(source, rest, t));
	while (scales < SCALES_MAX && bernoulli_exp_below_1(source, 1, 1))
		scales++;
	return rest + t * scales;
}

int64_t discrete_laplace(const struct random_source *source, struct laplace_scale scale)
{
	uint64_t t = scale.sensitivity * MICRO, size;
	bool negative;

	do {
		size = geometric(source, t) / scale.epsilon_micro;
		negative = random_below(source, 2) == 1;
	} while (negative && size == 0); /* zero has no sign: it would come twice as often */
	return negative ? -(int64_t)size : (int64_t)size;
}
