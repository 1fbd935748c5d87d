/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random bytes that are the same each time (SplitMix64, Steele, Lea, Flood, OOPSLA 2014). */
#pragma once

#include "privacy/anonymity/random-source.h"

struct seeded_random {
	uint64_t state;
};

/* The next eight bytes. */
uint64_t seeded_random_next(struct seeded_random *seeded);
/* As the product takes it; eight bytes at a time are little-endian. */
struct random_source seeded_random_source(struct seeded_random *seeded);
