/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact percentiles of small whole numbers in constant memory. */
#pragma once

#include <stdint.h>

enum { HISTOGRAM_BINS = 16384 };

struct histogram {
	uint32_t
	    bin[HISTOGRAM_BINS]; /* how often each value came; the last holds all larger ones */
	uint64_t count;
	int64_t max;
};

/* Starts from all zero. Negative values count as 0. */
void histogram_add(struct histogram *h, int64_t value);
/* The smallest value that `percent` of all values do not exceed (nearest rank); 0 when empty. */
int64_t histogram_percentile(const struct histogram *h, double percent);
