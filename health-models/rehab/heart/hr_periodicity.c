/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/heart/hr_periodicity.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

static const double LOW_HZ = 20, HIGH_HZ = 45, ROW_HZ = 64, BOX_S = 0.06;
static const float SLOWEST_BPM = 36, FASTEST_BPM = 220;
static const float CUT = 5;         /* medians */
static const float NEARLY = 0.8F;   /* as good as the best period */
static const float MULTIPLE = 0.5F; /* a multiple of the period that is as good as this helps */

enum { MULTIPLES = 4 };

int hr_periodicity_init(struct hr_periodicity *p, double rate_hz)
{
	if (!(rate_hz >= 100 && rate_hz <= 1000))
		return -ERANGE;
	memset(p, 0, sizeof *p);
	p->rate_hz = rate_hz;
	biquad_high_pass(&p->above, LOW_HZ, rate_hz);
	biquad_low_pass(&p->below, HIGH_HZ, rate_hz);
	p->step = (unsigned)(rate_hz / ROW_HZ + 0.5);
	p->box = (unsigned)(BOX_S * rate_hz + 0.5);
	p->row_hz = rate_hz / p->step;
	return 0;
}

static void begin_anew(struct hr_periodicity *p)
{
	double rate_hz = p->rate_hz;

	if (p->samples > 0)
		hr_periodicity_init(p, rate_hz);
}

static void add_row(struct hr_periodicity *p, float value)
{
	unsigned size = (unsigned)(HR_PERIODICITY_S * p->row_hz);

	if (p->rows == size)
		memmove(p->row, p->row + 1, --p->rows * sizeof p->row[0]);
	p->row[p->rows++] = value;
}

void hr_periodicity_push(struct hr_periodicity *p, float uv)
{
	unsigned at = (unsigned)(p->samples % p->box);
	float value;

	if (!isfinite(uv)) {
		begin_anew(p);
		return;
	}
	value = fabsf((float)biquad_step(&p->below, biquad_step(&p->above, (double)uv)));
	p->recent[at] = value;
	p->samples++;
	if (p->samples % p->step == 0) {
		float sum = 0;

		for (unsigned i = 0; i < p->box; i++)
			sum += p->recent[i];
		add_row(p, sum / (float)p->box);
	}
}

static void sift_down(float *heap, unsigned root, unsigned count)
{
	for (unsigned child = 2 * root + 1; child < count; root = child, child = 2 * root + 1) {
		float value = heap[root];

		if (child + 1 < count && heap[child + 1] > heap[child])
			child++;
		if (heap[child] <= value)
			return;
		heap[root] = heap[child];
		heap[child] = value;
	}
}

/* Half of a heap sort: the largest ones leave until the middle one is on top. */
static float median(struct hr_periodicity *p)
{
	memcpy(p->sorted, p->row, p->rows * sizeof p->row[0]);
	for (unsigned i = p->rows / 2; i-- > 0;)
		sift_down(p->sorted, i, p->rows);
	for (unsigned left = p->rows; left > p->rows / 2 + 1; left--) {
		p->sorted[0] = p->sorted[left - 1];
		sift_down(p->sorted, 0, left - 1);
	}
	return p->sorted[0];
}

/* Cut off, without their mean. Returns whether there is anything. */
static bool even_out(struct hr_periodicity *p)
{
	float most = CUT * median(p), sum = 0;

	for (unsigned i = 0; i < p->rows; i++) {
		p->even[i] = fminf(p->row[i], most);
		sum += p->even[i];
	}
	for (unsigned i = 0; i < p->rows; i++)
		p->even[i] -= sum / (float)p->rows;
	return most > 0;
}

static float correlation(const struct hr_periodicity *p, unsigned lag)
{
	float inner = 0, energy = 0;

	for (unsigned i = 0; i + lag < p->rows; i++) {
		inner += p->even[i] * p->even[i + lag];
		energy += p->even[i] * p->even[i] + p->even[i + lag] * p->even[i + lag];
	}
	return energy > 0 ? 2 * inner / energy : 0;
}

/* The top of the parabola through three neighbours, from the middle one. */
static float summit(float before, float here, float after)
{
	float curve = before - 2 * here + after;

	return curve < 0 ? fmaxf(-0.5F, fminf((before - after) / (2 * curve), 0.5F)) : 0;
}

static bool is_peak(const float *r, unsigned lag)
{
	return r[lag] >= r[lag - 1] && r[lag] >= r[lag + 1];
}

/* By the peaks near its multiples. 0: not even twice the period has one, so it was chance, or the
 * mere length of a jolt. */
static float refine(const struct hr_periodicity *p, float period, float strength)
{
	for (unsigned k = 2; k <= MULTIPLES; k++) {
		unsigned about = (unsigned)(period * (float)k + 0.5F),
			 half = (unsigned)(period / 6) + 1;
		unsigned best = 0;
		float r[3], most = MULTIPLE * strength;

		if (about + half + 1 >= p->rows / 2)
			break;
		for (unsigned lag = about - half; lag <= about + half; lag++) {
			float here = correlation(p, lag);

			if (here > most)
				most = here, best = lag;
		}
		/* At the edge of what was looked at it is no peak. */
		if (best <= about - half || best >= about + half)
			return k == 2 ? 0 : period;
		for (unsigned i = 0; i < 3; i++)
			r[i] = correlation(p, best + i - 1);
		period = ((float)best + summit(r[0], r[1], r[2])) / (float)k;
	}
	return period;
}

struct hr_rate hr_periodicity_get(struct hr_periodicity *p)
{
	unsigned first = (unsigned)(60 * p->row_hz / (double)FASTEST_BPM);
	unsigned last = (unsigned)(60 * p->row_hz / (double)SLOWEST_BPM) + 1;
	float r[HR_PERIODICITY_ROWS], best = 0;

	if (p->rows < (unsigned)(HR_PERIODICITY_S * p->row_hz) || !even_out(p))
		return (struct hr_rate){0, 0};
	for (unsigned lag = first - 1; lag <= last + 1; lag++)
		r[lag] = correlation(p, lag);
	for (unsigned lag = first; lag <= last; lag++)
		if (is_peak(r, lag))
			best = fmaxf(best, r[lag]);
	for (unsigned lag = first; lag <= last && best > 0; lag++) {
		float period;

		if (!is_peak(r, lag) || r[lag] < NEARLY * best)
			continue;
		period = refine(p, (float)lag + summit(r[lag - 1], r[lag], r[lag + 1]), r[lag]);
		if (period > 0)
			return (struct hr_rate){60 * (float)p->row_hz / period, r[lag]};
	}
	return (struct hr_rate){0, 0};
}
