/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Few values in order, for medians and quantiles of what is just being gathered. */
#pragma once

/* Puts value into its place among the `count` sorted ones; there is room for one more. No NaN. */
static inline void sorted_insert(float *sorted, unsigned count, float value)
{
	unsigned i = count;

	for (; i > 0 && sorted[i - 1] > value; i--)
		sorted[i] = sorted[i - 1];
	sorted[i] = value;
}
