/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/seeded-random.h"

uint64_t seeded_random_next(struct seeded_random *seeded)
{
	uint64_t z = seeded->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static void fill(void *context, uint8_t *out, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++) {
		if (i % 8 == 0)
			value = seeded_random_next(context);
		out[i] = (uint8_t)(value >> (8 * (i % 8)));
	}
}

struct random_source seeded_random_source(struct seeded_random *seeded)
{
	return (struct random_source){fill, seeded};
}
