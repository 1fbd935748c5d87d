/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/heart-rate-variability.h"

#include <math.h>

static void add_rate(struct rr_statistics *h, double rr_ms)
{
	double sum = 0;
	double bpm;

	h->rr_sum_ms += rr_ms;
	h->rr_count++;
	h->window_ms[h->window_count++ % RR_RATE_BEATS] = rr_ms;
	if (h->window_count < RR_RATE_BEATS)
		return;
	for (unsigned i = 0; i < RR_RATE_BEATS; i++)
		sum += h->window_ms[i];
	bpm = 60000 * RR_RATE_BEATS / sum;
	if (h->rate_min_bpm == 0 || bpm < h->rate_min_bpm)
		h->rate_min_bpm = bpm;
	if (bpm > h->rate_max_bpm)
		h->rate_max_bpm = bpm;
}

/* Welford's running variance: no large sums that cancel. */
static void add_normal(struct rr_statistics *h, double rr_ms)
{
	double deviation = rr_ms - h->nn_mean_ms;

	h->nn_count++;
	h->nn_mean_ms += deviation / (double)h->nn_count;
	h->nn_square_ms2 += deviation * (rr_ms - h->nn_mean_ms);
	if (h->nn_last_ms > 0) {
		h->difference_square_ms2 += (rr_ms - h->nn_last_ms) * (rr_ms - h->nn_last_ms);
		h->difference_count++;
	}
	h->nn_last_ms = rr_ms;
}

void rr_statistics_add(struct rr_statistics *h, double rr_ms, bool normal)
{
	if (rr_ms > 0)
		add_rate(h, rr_ms);
	else
		h->window_count = 0;
	if (rr_ms > 0 && normal && h->last_normal)
		add_normal(h, rr_ms);
	else
		h->nn_last_ms = 0;
	h->last_normal = normal;
}

bool rr_statistics_mean_rate_bpm(const struct rr_statistics *h, double *bpm)
{
	if (h->rr_count == 0)
		return false;
	*bpm = 60000 * (double)h->rr_count / h->rr_sum_ms;
	return true;
}

bool rr_statistics_sdnn_ms(const struct rr_statistics *h, double *ms)
{
	if (h->nn_count < 2)
		return false;
	*ms = sqrt(h->nn_square_ms2 / (double)(h->nn_count - 1));
	return true;
}

bool rr_statistics_rmssd_ms(const struct rr_statistics *h, double *ms)
{
	if (h->difference_count == 0)
		return false;
	*ms = sqrt(h->difference_square_ms2 / (double)h->difference_count);
	return true;
}
