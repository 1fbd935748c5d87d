/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/af_intervals.h"

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

void af_intervals_take(struct af_intervals *s, const struct af_window *w, int64_t from, int64_t to)
{
	float sorted[AF_KEPT];
	int chain = 0;

	s->n = 0;
	for (int64_t k = from; k < to; k++) {
		const struct af_beat *b = af_window_beat(w, k);

		if (!b->supported) {
			chain = 0;
			continue;
		}
		s->ms[s->n] = sorted[s->n] = b->rr_ms;
		s->beat[s->n] = k;
		s->chain[s->n++] = chain++;
	}
	s->mean = s->n > 0 ? af_mean(s->ms, s->n) : 800;
	af_sort(sorted, s->n);
	s->median = s->n > 0 ? af_quantile(sorted, s->n, 0.5f) : 800;
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
