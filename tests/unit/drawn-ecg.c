/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/drawn-ecg.h"

#include <glib.h>
#include <math.h>

struct wave {
	double at_s, height, width_s;
};

/* P, Q, R, S, T and the two broad swings of a ventricular beat; heights in normal R waves. */
static const struct wave NORMAL[] = {
    {-0.16, 0.12, 0.020},  {-0.025, -0.10, 0.008}, {0, 1.0, 0.011},
    {0.028, -0.22, 0.010}, {0.24, 0.28, 0.045},
};
static const struct wave VENTRICULAR[] = {
    {0, -1.3, 0.026},
    {0.06, 0.5, 0.028},
    {0.28, 0.40, 0.055},
};

void drawn_ecg_init(struct drawn_ecg *d, double amplitude_uv)
{
	d->count = 0;
	d->end_s = 0.5;
	d->amplitude_uv = amplitude_uv;
}

void drawn_ecg_add(struct drawn_ecg *d, size_t n, double rr_s, bool ventricular)
{
	for (size_t i = 0; i < n; i++) {
		g_assert_cmpuint(d->count, <, DRAWN_BEATS_MAX);
		if (d->count > 0)
			d->end_s += rr_s;
		d->beat[d->count++] = (struct drawn_beat){d->end_s, ventricular};
	}
}

static double drawn_at(const struct drawn_beat *b, double t_s)
{
	const struct wave *wave = b->ventricular ? VENTRICULAR : NORMAL;
	size_t n = b->ventricular ? G_N_ELEMENTS(VENTRICULAR) : G_N_ELEMENTS(NORMAL);
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double u = (t_s - b->at_s - wave[i].at_s) / wave[i].width_s;

		sum += wave[i].height * exp(-0.5 * u * u);
	}
	return sum;
}

float *drawn_ecg_samples(const struct drawn_ecg *d, double rate_hz, size_t *count)
{
	guint32 noise = 1;
	size_t first = 0;
	float *uv;

	*count = (size_t)((d->end_s + 0.5) * rate_hz);
	uv = g_new(float, *count);
	for (size_t i = 0; i < *count; i++) {
		double t_s = (double)i / rate_hz, sum = 0;

		while (first < d->count && d->beat[first].at_s < t_s - 1)
			first++;
		for (size_t k = first; k < d->count && d->beat[k].at_s < t_s + 1; k++)
			sum += drawn_at(&d->beat[k], t_s);
		noise = noise * 1664525U + 1013904223U;
		uv[i] = (float)(d->amplitude_uv * sum + (double)(noise >> 16) / 65536.0 * 10);
	}
	return uv;
}
