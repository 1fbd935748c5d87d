/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/noise.h"

enum { SUMMANDS = 12 };

void noise_init(struct noise *n, uint64_t seed)
{
	uint64_t z = seed + UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	n->state = (z ^ (z >> 31)) | 1; /* never 0 */
}

double noise_uniform(struct noise *n)
{
	n->state ^= n->state >> 12;
	n->state ^= n->state << 25;
	n->state ^= n->state >> 27;
	return (double)((n->state * UINT64_C(0x2545f4914f6cdd1d)) >> 11) * 0x1p-53;
}

/* The sum of twelve uniform numbers has deviation 1, and needs no logarithm. */
double noise_normal(struct noise *n)
{
	double sum = -SUMMANDS / 2.0;

	for (int i = 0; i < SUMMANDS; i++)
		sum += noise_uniform(n);
	return sum;
}
