/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/fibrillation/fibrillation_features.h"

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
	LAGS = 64,    /* 1.28 s */
	HALF = N / 2, /* samples at half the rate */
	HALF_LAGS = LAGS / 2,
	GRID = 20,  /* phase space: boxes per side */
	DELAY = 25, /* phase space: 0.5 s */
	SECOND = FIBRILLATION_RATE_HZ,
};

static const float TINY = 1e-3f; /* uV: keeps ratios finite on a flat line */
static const float CROSSING = 0.2f, ISOELECTRIC = 0.1f;

/* Sums over the window that several numbers need. */
struct window_sums {
	float d[N], dd[N]; /* first and second differences; the first elements are 0 */
	float size[N];     /* |x| */
	float d_size[N];   /* |d| */
	float square[N], d_square[N];
	float mean_size; /* of |x| */
	float steps;     /* sum of |d| */
	float largest;   /* of |x| */
	float steepest;  /* of |d| */
	float power, d_power, dd_power;
};

static float mean_square(const float *x)
{
	return dot(x, x, N) / N;
}

typedef int four_ints __attribute__((vector_size(16)));

static four_floats four_of(const float *x)
{
	four_floats four;

	memcpy(&four, x, sizeof four);
	return four;
}

static four_floats sizes_of(four_floats x)
{
	return (four_floats)((four_ints)x & 0x7fffffff);
}

static float sum_of_four(four_floats x)
{
	return (x[0] + x[2]) + (x[1] + x[3]);
}

/* Sum of n numbers, a multiple of 4. */
static float sum(const float *x, int n)
{
	four_floats part = {0, 0, 0, 0};

	for (int i = 0; i < n; i += 4)
		part += four_of(x + i);
	return sum_of_four(part);
}

static float largest_of(const float *x, int n)
{
	four_floats best = {0, 0, 0, 0};
	float largest;
	int i = 0;

	for (; i + 4 <= n; i += 4) {
		four_floats four = four_of(x + i);
		four_ints above = four > best;

		best = (four_floats)(((four_ints)four & above) | ((four_ints)best & ~above));
	}
	largest = larger(larger(best[0], best[1]), larger(best[2], best[3]));
	for (; i < n; i++)
		largest = larger(largest, x[i]);
	return largest;
}

/* d[i] = x[i] - x[i - 1]; the first is 0. */
static void differences(const float *x, float *d)
{
	int i = 1;

	d[0] = 0;
	for (; i + 4 <= N; i += 4) {
		four_floats step = four_of(x + i) - four_of(x + i - 1);

		memcpy(d + i, &step, sizeof step);
	}
	for (; i < N; i++)
		d[i] = x[i] - x[i - 1];
}

static void measure(const float *x, struct window_sums *s)
{
	differences(x, s->d);
	differences(s->d, s->dd);
	s->dd[1] = 0;
	for (int i = 0; i < N; i++) {
		s->size[i] = fabsf(x[i]);
		s->square[i] = x[i] * x[i];
		s->d_size[i] = fabsf(s->d[i]);
		s->d_square[i] = s->d[i] * s->d[i];
	}
	s->mean_size = sum(s->size, N) / N;
	s->steps = sum(s->d_size, N);
	s->largest = largest_of(s->size, N);
	s->steepest = largest_of(s->d_size, N);
	s->power = sum(s->square, N) / N + TINY;
	s->d_power = sum(s->d_square, N) / N + TINY;
	s->dd_power = mean_square(s->dd) + TINY;
}

/* A sine of the mean period cancels itself half a period later: 0 for a sine, 1 for anything. */
static float leakage(const float *x, const struct window_sums *s, float *half_period)
{
	four_floats both = {0, 0, 0, 0}, apart = both;
	int shift, i;
	float part;

	*half_period = 3.14159265f * s->mean_size * N / (s->steps + TINY);
	*half_period = limited(*half_period, 1, 50);
	shift = (int)*half_period;
	part = *half_period - (float)shift;
	for (i = N - 4; i > shift; i -= 4) {
		four_floats later = four_of(x + i - shift), now = four_of(x + i);
		four_floats before = later + part * (four_of(x + i - shift - 1) - later);

		both += sizes_of(now + before);
		apart += sizes_of(now) + sizes_of(before);
	}
	return sum_of_four(both) / (sum_of_four(apart) + TINY);
}

static int count_above(const float *size, int n, float limit)
{
	four_floats limits = {limit, limit, limit, limit};
	four_ints counts = {0, 0, 0, 0};
	int i = 0, count;

	for (; i + 4 <= n; i += 4)
		counts -= four_of(size + i) > limits;
	count = counts[0] + counts[1] + counts[2] + counts[3];
	for (; i < n; i++)
		count += size[i] > limit;
	return count;
}

/* Share of samples further from the line than a share of the largest, in parts of `length`. */
static float crossing_share(const float *size, int length)
{
	int count = 0;

	for (int start = 0; start < N; start += length)
		count += count_above(size + start, length,
				     CROSSING * larger(TINY, largest_of(size + start, length)));
	return (float)count / N;
}

/* Share of the boxes that the curve x(t), x(t - 0.5 s) passes through. */
static float phase_space_share(const float *x, float largest)
{
	unsigned char seen[GRID * GRID] = {0};
	int column[N];
	float scale = (GRID - 0.01f) / (2 * (largest + TINY));
	int count = 0;

	for (int i = 0; i < N; i++)
		column[i] = (int)((x[i] + largest) * scale);
	for (int i = DELAY; i < N; i++) {
		unsigned char *box = &seen[GRID * column[i] + column[i - DELAY]];

		count += !*box;
		*box = 1;
	}
	return (float)count / (N - DELAY);
}

static float log_kurtosis(const float *square, float power)
{
	return log2_portable(mean_square(square) / (power * power) + 0.1f);
}

static float skewness(const float *x, const float *square, float power)
{
	return fabsf(dot(x, square, N) / (N * power * sqrtf(power)));
}

/* At this lag, as a share of the power. `ahead` is x with zeros behind, so that any lag will do. */
static float likeness(const float *x, const float *ahead, int lag, int n)
{
	return dot(x, ahead + lag, (n - lag + 3) & ~3) / (float)(n - lag);
}

/* The highest peak of the autocorrelation after its first fall below zero, and its twofold. It is
 * looked for at half the rate. */
static void autocorrelation(const float *x, float power, float *feature)
{
	float r[HALF_LAGS + 1], half[HALF + HALF_LAGS + 4] = {0}, ahead[N + 2 * LAGS + 4];
	int lag = 2, best, fine;

	memset(ahead + N, 0, sizeof ahead - N * sizeof ahead[0]);
	memcpy(ahead, x, N * sizeof x[0]);
	for (int i = 0; i < HALF; i++)
		half[i] = 0.5f * (x[2 * i] + x[2 * i + 1]);
	for (int k = 2; k < HALF_LAGS; k++)
		r[k] = likeness(half, half, k, HALF) / power;
	while (lag < HALF_LAGS - 1 && r[lag] > 0)
		lag++;
	feature[2] = r[lag];
	for (best = lag; lag < HALF_LAGS; lag++) {
		feature[2] = smaller(feature[2], r[lag]);
		if (r[lag] > r[best] + 0.05f) /* not the second period for the first */
			best = lag;
	}
	fine = 2 * best;
	feature[0] = likeness(x, ahead, fine, N) / power;
	for (int k = 2 * best - 1; k <= 2 * best + 1; k += 2) {
		float here = likeness(x, ahead, k, N) / power;

		if (here > feature[0]) {
			feature[0] = here;
			fine = k;
		}
	}
	feature[1] = log2_portable((float)fine);
	feature[3] = 2 * fine < LAGS ? likeness(x, ahead, 2 * fine, N) / power : feature[0];
}

/* Shell's sort. */
static void sort(float *value, int count)
{
	for (int gap = 13; gap > 0; gap /= 3) {
		for (int i = gap; i < count; i++) {
			float moving = value[i];
			int k = i;

			for (; k >= gap && value[k - gap] > moving; k -= gap)
				value[k] = value[k - gap];
			value[k] = moving;
		}
	}
}

/* How unevenly steepness is spread over blocks of 100 ms. */
static void energy_spread(const float *size, float *feature)
{
	float block[BLOCKS], high;

	for (int b = 0; b < BLOCKS; b++) {
		block[b] = TINY;
		for (int i = 0; i < BLOCK; i++)
			block[b] += size[b * BLOCK + i];
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
	feature[2] = crossing_share(s.size, N);
	feature[3] = crossing_share(s.size, SECOND);
	feature[4] = phase_space_share(x, s.largest);
	feature[5] = log_kurtosis(s.square, s.power);
	feature[6] = log_kurtosis(s.d_square, s.d_power);
	feature[7] = 0.5f * log2_portable(s.d_power / s.power);
	feature[8] = 0.5f * log2_portable(s.dd_power / s.d_power) - feature[7];
	autocorrelation(x, s.power, feature + 9); /* 9 .. 12 */
	energy_spread(s.d_size, feature + 13);    /* 13 .. 15 */
	range_spread(x, feature + 16);            /* 16, 17 */
	feature[18] = 1 - (float)count_above(s.d_size, N, ISOELECTRIC * s.steepest) / N;
	feature[19] = skewness(x, s.square, s.power);
	feature[20] = log2_portable(effective + 1);
	feature[21] = log2_portable((noise->high_uv + 1) / (effective + 1));
	feature[22] = log2_portable((noise->baseline_uv + 1) / (effective + 1));
	feature[23] = s.mean_size / effective;
}
