/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sum of products, four at a time: most of what the models compute. The order of the additions is
 * written down here, so every machine and compiler gets the same sum.
 */
#pragma once

#include <string.h>

typedef float four_floats __attribute__((vector_size(16)));

static inline four_floats four_products(const float *a, const float *b)
{
	four_floats x, y;

	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	return x * y;
}

/* n is a multiple of 4. */
static inline float dot(const float *a, const float *b, int n)
{
	four_floats even = {0, 0, 0, 0}, odd = {0, 0, 0, 0};
	int i = 0;

	for (; i + 16 <= n; i += 16) {
		even += four_products(a + i, b + i);
		odd += four_products(a + i + 4, b + i + 4);
		even += four_products(a + i + 8, b + i + 8);
		odd += four_products(a + i + 12, b + i + 12);
	}
	for (; i < n; i += 4)
		even += four_products(a + i, b + i);
	even += odd;
	return (even[0] + even[2]) + (even[1] + even[3]);
}
