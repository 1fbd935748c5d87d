/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/atria/af_atrial.h"

#include <string.h>

#include "health-models/ecg/ecg_state.h"
#include "health-models/ecg/beats/qrs_trace.h"

enum {
	WAVE_FROM = 68,  /* internal samples before the R wave */
	QRS_BEFORE = 12, /* the QRS begins at most 60 ms before the R wave */
	T_END = 76,      /* 380 ms after an R wave its T wave is over */
	PAUSE_STEP = 2,  /* internal samples per point: 10 ms */
	PAUSE_MIN = 36,  /* points: less than 360 ms shows no wave of 4 Hz */
	PAUSE_MAX = 100, /* points: a second is enough */
};

static const int LAG[AF_LAGS] = {10, 16, 20}; /* points */

static void take_wave(const struct qrs_trace *t, int64_t at, float *wave)
{
	float mean = 0;

	for (int i = 0; i < AF_WAVE; i++) {
		int64_t k = at - WAVE_FROM + 4 * i;

		wave[i] = 0.25f * (morphology_at(t, k) + morphology_at(t, k + 1) +
				   morphology_at(t, k + 2) + morphology_at(t, k + 3));
		mean += wave[i] / AF_WAVE;
	}
	for (int i = 0; i < AF_WAVE; i++)
		wave[i] -= mean;
}

/* Copies the pause, less the straight line through it. Returns its points. */
static int take_pause(const struct qrs_trace *t, int64_t from, int64_t to, float *pause)
{
	int n = 0;
	float mean = 0, tilt = 0, middle, weight = 0;

	if (to - from > PAUSE_STEP * PAUSE_MAX)
		from = to - PAUSE_STEP * PAUSE_MAX;
	for (int64_t k = from; k + 1 < to; k += PAUSE_STEP) {
		pause[n] = 0.5f * (morphology_at(t, k) + morphology_at(t, k + 1));
		mean += pause[n++];
	}
	mean /= (float)n;
	middle = 0.5f * (float)(n - 1);
	for (int i = 0; i < n; i++) {
		tilt += ((float)i - middle) * (pause[i] - mean);
		weight += ((float)i - middle) * ((float)i - middle);
	}
	tilt /= weight;
	for (int i = 0; i < n; i++)
		pause[i] -= mean + tilt * ((float)i - middle);
	return n;
}

static float mean_product(const float *pause, int n, int lag)
{
	float sum = 0;

	for (int i = lag; i < n; i++)
		sum += pause[i] * pause[i - lag];
	return sum / (float)(n - lag);
}

void af_atrial_measure(const struct qrs_trace *t, const struct candidate *c, int64_t before_at,
		       struct af_atrial *a)
{
	int64_t from = before_at + T_END, to = c->at - QRS_BEFORE;

	memset(a, 0, sizeof *a);
	a->height_uv = c->height;
	a->width_ms = c->width_ms;
	take_wave(t, c->at, a->wave);
	if (before_at >= 0 && to - from >= PAUSE_STEP * PAUSE_MIN) {
		float pause[PAUSE_MAX];
		int n = take_pause(t, from, to, pause);

		a->pause_power = mean_product(pause, n, 0);
		for (int i = 0; i < AF_LAGS; i++)
			a->pause_lag[i] = mean_product(pause, n, LAG[i]);
	}
}
