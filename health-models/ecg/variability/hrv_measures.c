/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/variability/hrv_measures.h"

#include "health-models/signal/sorted.h"

#include <math.h>

enum { NEIGHBOURS = 5 /* on either side */ };

static const float ODD_FROM = 0.25f; /* of the neighbours' median */
static const double NN50_MS = 50;

/* Running mean and sum of squared deviations (Welford): no large sums that cancel. */
struct spread {
	double mean, square;
	unsigned n;
};

static void spread_add(struct spread *s, double x)
{
	double deviation = x - s->mean;

	s->mean += deviation / ++s->n;
	s->square += deviation * (x - s->mean);
}

static double spread_variance(const struct spread *s)
{
	return s->n > 1 ? s->square / (s->n - 1) : 0;
}

static float neighbours_median(const struct hrv_interval *interval, unsigned count, unsigned i)
{
	float sorted[2 * NEIGHBOURS];
	unsigned from = i > NEIGHBOURS ? i - NEIGHBOURS : 0, n = 0;

	for (unsigned k = from; k < count && k <= i + NEIGHBOURS; k++) {
		if (k != i)
			sorted_insert(sorted, n++, interval[k].rr_ms);
	}
	return n > 0 ? 0.5f * (sorted[(n - 1) / 2] + sorted[n / 2]) : interval[i].rr_ms;
}

void hrv_judge_intervals(struct hrv_interval *interval, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		float usual = neighbours_median(interval, count, i);

		interval[i].counts = fabsf(interval[i].rr_ms - usual) <= ODD_FROM * usual;
	}
}

double hrv_covered_ms(const struct hrv_interval *interval, unsigned count, unsigned *nn)
{
	double sum = 0;

	*nn = 0;
	for (unsigned i = 0; i < count; i++) {
		if (!interval[i].counts)
			continue;
		sum += (double)interval[i].rr_ms;
		++*nn;
	}
	return sum;
}

static void measure_pairs(const struct hrv_interval *interval, unsigned count, struct hrv_window *w)
{
	struct spread differences = {0}, sums = {0};
	double squares = 0;
	unsigned large = 0;

	for (unsigned i = 1; i < count; i++) {
		double a = (double)interval[i - 1].rr_ms, b = (double)interval[i].rr_ms;

		if (!interval[i].follows || !interval[i].counts || !interval[i - 1].counts)
			continue;
		spread_add(&differences, b - a);
		spread_add(&sums, a + b);
		squares += (b - a) * (b - a);
		large += fabs(b - a) > NN50_MS;
	}
	if (differences.n == 0)
		return;
	w->rmssd_ms = (float)sqrt(squares / differences.n);
	w->pnn50 = (float)large / (float)differences.n;
	w->sd1_ms = (float)sqrt(spread_variance(&differences) / 2);
	w->sd2_ms = (float)sqrt(spread_variance(&sums) / 2);
}

void hrv_measure_time(const struct hrv_interval *interval, unsigned count, struct hrv_window *w)
{
	struct spread nn = {0};

	for (unsigned i = 0; i < count; i++) {
		if (interval[i].counts)
			spread_add(&nn, (double)interval[i].rr_ms);
	}
	w->mean_nn_ms = (float)nn.mean;
	w->sdnn_ms = (float)sqrt(spread_variance(&nn));
	measure_pairs(interval, count, w);
}
