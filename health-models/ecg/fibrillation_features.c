/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/fibrillation_features.h"

#include <math.h>
#include <string.h>

#include "health-models/signal/dot.h"
#include "health-models/signal/limit.h"
#include "health-models/signal/log_exp.h"

enum {
	N = FIBRILLATION_WINDOW,
	BLOCK = 5, /* 100 ms */
	BLOCKS = N / BLOCK,
	LONG_BLOCK = 20, /* 400 ms */
	LONG_BLOCKS = N / LONG_BLOCK,
	LAGS = 64,  /* 1.28 s */
	GRID = 20,  /* phase space: boxes per side */
	DELAY = 25, /* phase space: 0.5 s */
	SECOND = FIBRILLATION_RATE_HZ,
};

static const float TINY = 1e-3f; /* uV: keeps ratios finite on a flat line */
static const float CROSSING = 0.2f, ISOELECTRIC = 0.1f;

/* Sums over the window that several numbers need. */
struct window_sums {
	float d[N], dd[N]; /* first and second differences; the first elements are 0 */
	float mean_size;   /* of |x| */
	float largest;     /* of |x| */
	float steepest;    /* of |d| */
	float power, d_power, dd_power;
};

static float mean_square(const float *x)
{
	return dot(x, x, N) / N;
}

static void measure(const float *x, struct window_sums *s)
{
	memset(s, 0, sizeof *s);
	for (int i = 0; i < N; i++) {
		float size = fabsf(x[i]);

		s->mean_size += size / N;
		s->largest = larger(s->largest, size);
		if (i > 0)
			s->d[i] = x[i] - x[i - 1];
		if (i > 1)
			s->dd[i] = s->d[i] - s->d[i - 1];
		s->steepest = larger(s->steepest, fabsf(s->d[i]));
	}
	s->power = mean_square(x) + TINY;
	s->d_power = mean_square(s->d) + TINY;
	s->dd_power = mean_square(s->dd) + TINY;
}

/* A sine of the mean period cancels itself half a period later: 0 for a sine, 1 for anything. */
static float leakage(const float *x, const struct window_sums *s, float *half_period)
{
	float steps = 0, both = 0, apart = 0;
	int shift;
	float part;

	for (int i = 1; i < N; i++)
		steps += fabsf(s->d[i]);
	*half_period = 3.14159265f * s->mean_size * N / (steps + TINY);
	*half_period = limited(*half_period, 1, 50);
	shift = (int)*half_period;
	part = *half_period - (float)shift;
	for (int i = shift + 1; i < N; i++) {
		float before = x[i - shift] + part * (x[i - shift - 1] - x[i - shift]);

		both += fabsf(x[i] + before);
		apart += fabsf(x[i]) + fabsf(before);
	}
	return both / (apart + TINY);
}

/* Share of samples further from the line than a share of the largest, in parts of `length`. */
static float crossing_share(const float *x, int length)
{
	int count = 0;

	for (int start = 0; start < N; start += length) {
		float largest = TINY;

		for (int i = start; i < start + length; i++)
			largest = larger(largest, fabsf(x[i]));
		for (int i = start; i < start + length; i++)
			count += fabsf(x[i]) > CROSSING * largest;
	}
	return (float)count / N;
}

static float share_below(const float *x, float limit)
{
	int count = 0;

	for (int i = 0; i < N; i++)
		count += fabsf(x[i]) < limit;
	return (float)count / N;
}

/* Share of the boxes that the curve x(t), x(t - 0.5 s) passes through. */
static float phase_space_share(const float *x, float largest)
{
	unsigned char seen[GRID][GRID] = {{0}};
	float scale = (GRID - 0.01f) / (2 * (largest + TINY));
	int count = 0;

	for (int i = DELAY; i < N; i++) {
		unsigned char *box =
		    &seen[(int)((x[i] + largest) * scale)][(int)((x[i - DELAY] + largest) * scale)];

		count += !*box;
		*box = 1;
	}
	return (float)count / (N - DELAY);
}

static float log_kurtosis(const float *x, float power)
{
	float sum = 0;

	for (int i = 0; i < N; i++)
		sum += x[i] * x[i] / power * (x[i] * x[i] / power);
	return log2_portable(sum / N + 0.1f);
}

static float skewness(const float *x, float power)
{
	float deviation = sqrtf(power), sum = 0;

	for (int i = 0; i < N; i++)
		sum += x[i] / deviation * (x[i] / deviation) * (x[i] / deviation);
	return fabsf(sum / N);
}

/* The highest peak of the autocorrelation after its first fall below zero, and its twofold. */
static void autocorrelation(const float *x, float power, float *feature)
{
	float r[LAGS], ahead[N + LAGS] = {0};
	int lag = 4, best;

	memcpy(ahead, x, N * sizeof x[0]); /* zeros follow, so that every sum is as long */
	for (int k = 4; k < LAGS; k++)
		r[k] = dot(x, ahead + k, N) / ((float)(N - k) * power);
	while (lag < LAGS - 1 && r[lag] > 0)
		lag++;
	feature[2] = r[lag];
	for (best = lag; lag < LAGS; lag++) {
		feature[2] = smaller(feature[2], r[lag]);
		if (r[lag] > r[best] + 0.05f) /* not the second period for the first */
			best = lag;
	}
	feature[0] = r[best];
	feature[1] = log2_portable((float)best);
	feature[3] = 2 * best < LAGS ? r[2 * best] : r[best];
}

static void sort(float *value, int count)
{
	for (int i = 1; i < count; i++) {
		float moving = value[i];
		int k = i;

		for (; k > 0 && value[k - 1] > moving; k--)
			value[k] = value[k - 1];
		value[k] = moving;
	}
}

/* How unevenly steepness is spread over blocks of 100 ms. */
static void energy_spread(const float *d, float *feature)
{
	float block[BLOCKS], high;

	for (int b = 0; b < BLOCKS; b++) {
		block[b] = TINY;
		for (int i = 0; i < BLOCK; i++)
			block[b] += fabsf(d[b * BLOCK + i]);
	}
	sort(block, BLOCKS);
	high = block[BLOCKS * 9 / 10];
	feature[0] = block[BLOCKS / 4] / high;
	feature[1] = block[BLOCKS / 2] / high;
	feature[2] = log2_portable(block[BLOCKS - 1] / high);
}

/* How unlike the ranges of blocks of 400 ms are. */
static void range_spread(const float *x, float *feature)
{
	float range[LONG_BLOCKS];

	for (int b = 0; b < LONG_BLOCKS; b++) {
		float low = x[b * LONG_BLOCK], high = low;

		for (int i = 1; i < LONG_BLOCK; i++) {
			low = smaller(low, x[b * LONG_BLOCK + i]);
			high = larger(high, x[b * LONG_BLOCK + i]);
		}
		range[b] = high - low + TINY;
	}
	sort(range, LONG_BLOCKS);
	feature[0] = range[0] / range[LONG_BLOCKS - 1];
	feature[1] = range[2] / range[LONG_BLOCKS - 3];
}

void fibrillation_features(const float *x, const struct fibrillation_noise *noise, float *feature)
{
	struct window_sums s;
	float half_period, effective;

	measure(x, &s);
	effective = sqrtf(s.power);
	feature[0] = leakage(x, &s, &half_period);
	feature[1] = log2_portable(half_period);
	feature[2] = crossing_share(x, N);
	feature[3] = crossing_share(x, SECOND);
	feature[4] = phase_space_share(x, s.largest);
	feature[5] = log_kurtosis(x, s.power);
	feature[6] = log_kurtosis(s.d, s.d_power);
	feature[7] = 0.5f * log2_portable(s.d_power / s.power);
	feature[8] = 0.5f * log2_portable(s.dd_power / s.d_power) - feature[7];
	autocorrelation(x, s.power, feature + 9); /* 9 .. 12 */
	energy_spread(s.d, feature + 13);         /* 13 .. 15 */
	range_spread(x, feature + 16);            /* 16, 17 */
	feature[18] = share_below(s.d, ISOELECTRIC * s.steepest);
	feature[19] = skewness(x, s.power);
	feature[20] = log2_portable(effective + 1);
	feature[21] = log2_portable((noise->high_uv + 1) / (effective + 1));
	feature[22] = log2_portable((noise->baseline_uv + 1) / (effective + 1));
	feature[23] = s.mean_size / effective;
}
