/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/qrs_trace.h"

#include <math.h>
#include <string.h>

enum {
	NEIGHBOURHOOD = 30,    /* 150 ms: no two heart beats are closer */
	ENERGY_DELAY = 11,     /* of the moving average */
	DETECTION_DELAY = 3,   /* of the detection filters around 10 Hz */
	DEFLECTION_REACH = 12, /* the main deflection lies this near the energy's peak */
};

static const float ENERGY_FLOOR_UV = 4;
/* Larger than any heart, small enough that sums of it never overflow. */
static const double RECTIFIED_MAX_UV = 1e6;

void qrs_trace_init(struct qrs_trace *t)
{
	memset(t, 0, sizeof *t);
	biquad_high_pass(&t->morphology_high, 0.6, ECG_RATE_HZ);
	biquad_low_pass(&t->morphology_low, 35, ECG_RATE_HZ);
	biquad_high_pass(&t->detection_high, 5, ECG_RATE_HZ);
	biquad_low_pass(&t->detection_low, 18, ECG_RATE_HZ);
}

static bool is_peak(const struct qrs_trace *t, int64_t at)
{
	float peak = energy_at(t, at);

	if (peak < ENERGY_FLOOR_UV || peak <= energy_at(t, at - 1) || peak < energy_at(t, at + 1))
		return false;
	for (int64_t i = 2; i <= NEIGHBOURHOOD; i++) {
		if (energy_at(t, at - i) >= peak || energy_at(t, at + i) > peak)
			return false;
	}
	return true;
}

static int64_t main_deflection(const struct qrs_trace *t, int64_t energy_peak)
{
	int64_t centre = energy_peak - ENERGY_DELAY;
	int64_t best = centre;
	float largest = 0;

	for (int64_t i = centre - DEFLECTION_REACH; i <= centre + DEFLECTION_REACH; i++) {
		float size = fabsf(t->detection[(uint64_t)i % ECG_TRACE]);

		if (size > largest) {
			largest = size;
			best = i;
		}
	}
	return best - DETECTION_DELAY;
}

int qrs_trace_push(struct qrs_trace *t, float uv, int64_t *at, float *energy_uv)
{
	size_t slot = (size_t)(t->count % ECG_TRACE);
	size_t leaving = (size_t)((t->count + ECG_TRACE - ECG_ENERGY_SPAN) % ECG_TRACE);
	double shape =
	    biquad_step(&t->morphology_low, biquad_step(&t->morphology_high, (double)uv));
	double wave = biquad_step(&t->detection_low, biquad_step(&t->detection_high, (double)uv));
	double size = fmin(fabs(wave), RECTIFIED_MAX_UV);
	int64_t middle = t->count - NEIGHBOURHOOD;

	t->rectified[slot] = (int32_t)(size * 16 + 0.5);
	t->rectified_sum += t->rectified[slot] - t->rectified[leaving];
	t->morphology[slot] = (float)shape;
	t->detection[slot] = (float)wave;
	t->energy[slot] = (float)t->rectified_sum / (16 * ECG_ENERGY_SPAN);
	t->count++;
	if (middle <= NEIGHBOURHOOD || !is_peak(t, middle))
		return 0;
	*at = main_deflection(t, middle);
	*energy_uv = energy_at(t, middle);
	return *at >= 0;
}
