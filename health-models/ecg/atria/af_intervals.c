/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/atria/af_intervals.h"

#include <math.h>

#include "health-models/signal/limit.h"

/* Shell's, with Ciura's gaps. */
void af_sort(float *value, int n)
{
	static const int gap[] = {57, 23, 10, 4, 1};

	for (int g = 0; g < (int)(sizeof gap / sizeof *gap); g++) {
		for (int i = gap[g]; i < n; i++) {
			float v = value[i];
			int k = i;

			for (; k >= gap[g] && value[k - gap[g]] > v; k -= gap[g])
				value[k] = value[k - gap[g]];
			value[k] = v;
		}
	}
}

float af_quantile(const float *sorted, int n, float share)
{
	float where = share * (float)(n - 1);
	int low = (int)where;

	if (n == 0)
		return 0;
	if (low + 1 >= n)
		return sorted[n - 1];
	return sorted[low] + (where - (float)low) * (sorted[low + 1] - sorted[low]);
}

float af_mean(const float *value, int n)
{
	float sum = 0;

	for (int i = 0; i < n; i++)
		sum += value[i];
	return n > 0 ? sum / (float)n : 0;
}

/* Brings the value that belongs at `at` there, no smaller one behind it (Hoare, Commun ACM 4:321,
 * 1961). */
static void select_at(float *value, int n, int at)
{
	int low = 0, high = n - 1;

	while (low < high) {
		float pivot = value[at];
		int i = low, k = high;

		while (i <= k) {
			while (value[i] < pivot)
				i++;
			while (value[k] > pivot)
				k--;
			if (i <= k) {
				float v = value[i];

				value[i++] = value[k];
				value[k--] = v;
			}
		}
		if (k < at)
			low = i;
		if (i > at)
			high = k;
	}
}

/* As af_quantile() has it; reorders. n is 1 and more. */
static float median_of(float *value, int n)
{
	int at = (n - 1) / 2;
	float above;

	select_at(value, n, at);
	if (n % 2 == 1)
		return value[at];
	above = value[at + 1];
	for (int i = at + 2; i < n; i++)
		above = smaller(above, value[i]);
	return value[at] + 0.5f * (above - value[at]);
}

void af_intervals_take(struct af_intervals *s, const struct af_window *w, int64_t from, int64_t to)
{
	float unsorted[AF_KEPT];
	int chain = 0;

	s->n = 0;
	for (int64_t k = from; k < to; k++) {
		const struct af_beat *b = af_window_beat(w, k);

		if (!b->supported) {
			chain = 0;
			continue;
		}
		s->ms[s->n] = unsorted[s->n] = b->rr_ms;
		s->beat[s->n] = k;
		s->chain[s->n++] = chain++;
	}
	s->mean = s->n > 0 ? af_mean(s->ms, s->n) : 800;
	s->median = s->n > 0 ? median_of(unsorted, s->n) : 800;
}

int af_intervals_differences(const struct af_intervals *s, int distance, float out[AF_KEPT])
{
	int n = 0;

	for (int i = 0; i < s->n; i++) {
		if (s->chain[i] >= distance)
			out[n++] = fabsf(s->ms[i] - s->ms[i - distance]) / s->mean;
	}
	return n;
}

static float middle_of(float a, float b, float c)
{
	return larger(smaller(a, b), smaller(larger(a, b), c));
}

int af_intervals_filtered(const struct af_intervals *s, float out[AF_KEPT])
{
	int n = 0;

	for (int i = 0; i < s->n; i++) {
		if (s->chain[i] < 3)
			continue;
		out[n++] = fabsf(middle_of(s->ms[i], s->ms[i - 1], s->ms[i - 2]) -
				 middle_of(s->ms[i - 1], s->ms[i - 2], s->ms[i - 3])) /
			   s->mean;
	}
	return n;
}
