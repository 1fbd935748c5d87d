/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random numbers of the synthetic heart: the same on every machine for the same seed.
 * Generator: xorshift64* (S. Vigna, "An experimental exploration of Marsaglia's xorshift
 * generators, scrambled", 2016), seeded through splitmix64.
 */
#pragma once

#include <stdint.h>

struct noise {
	uint64_t state;
};

void noise_init(struct noise *n, uint64_t seed);
/* 0 <= x < 1 */
double noise_uniform(struct noise *n);
/* Near enough to normal for physiology: mean 0, deviation 1, never beyond 6. */
double noise_normal(struct noise *n);
