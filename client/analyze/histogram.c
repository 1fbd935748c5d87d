/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/histogram.h"

#include <math.h>

void histogram_add(struct histogram *h, int64_t value)
{
	if (value < 0)
		value = 0;
	if (value > h->max)
		h->max = value;
	h->bin[value < HISTOGRAM_BINS ? value : HISTOGRAM_BINS - 1]++;
	h->count++;
}

int64_t histogram_percentile(const struct histogram *h, double percent)
{
	uint64_t rank = (uint64_t)ceil(percent / 100 * (double)h->count);
	uint64_t seen = 0;

	for (int64_t value = 0; value < HISTOGRAM_BINS - 1; value++) {
		seen += h->bin[value];
		if (seen >= rank)
			return value;
	}
	return h->max;
}
