/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/beat_surroundings.h"

#include <math.h>

#include "health-models/ecg/beats/qrs_trace.h"
#include "health-models/signal/limit.h"
#include "health-models/signal/sorted.h"

enum {
	QUIET_SPAN = 200, /* background energy is taken from the last second */
	QUIET_STRIDE = 8,
};

/* 40 % quantile of the energy in the second before the beat: what is there between beats. */
static float background_energy(const struct qrs_trace *t, int64_t at)
{
	float sorted[QUIET_SPAN / QUIET_STRIDE];
	unsigned n = 0;

	for (int64_t k = at - QUIET_SPAN; k < at; k += QUIET_STRIDE)
		sorted_insert(sorted, n++, k < 0 ? 0 : energy_at(t, k));
	return sorted[2 * n / 5];
}

static float range_between(const struct qrs_trace *t, int64_t from, int64_t to, float *mean)
{
	float low = morphology_at(t, from), high = low, sum = 0;

	for (int64_t i = from; i < to; i++) {
		float x = morphology_at(t, i);

		low = smaller(low, x);
		high = larger(high, x);
		sum += x;
	}
	*mean = sum / (float)(to - from);
	return high - low;
}

static float roughness_between(const struct qrs_trace *t, int64_t from, int64_t to)
{
	float sum = 0;

	for (int64_t i = from; i < to; i++)
		sum += fabsf(morphology_at(t, i + 1) - 2 * morphology_at(t, i) +
			     morphology_at(t, i - 1));
	return sum;
}

void beat_surroundings_measure(const struct qrs_trace *t, struct candidate *c)
{
	float p_mean, t_mean, before_mean;

	c->background = background_energy(t, c->at);
	c->p_range = range_between(t, c->at - 50, c->at - 18, &p_mean);
	c->t_range = range_between(t, c->at + 24, c->at + 58, &t_mean);
	range_between(t, c->at - 24, c->at - 14, &before_mean);
	c->t_level = t_mean - before_mean;
	if (morphology_at(t, c->at) < before_mean)
		c->t_level = -c->t_level;
	c->roughness = roughness_between(t, c->at - 60, c->at - 20);
}
