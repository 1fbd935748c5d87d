/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/qrs_trace.h"

#include <math.h>
#include <string.h>

#include "health-models/signal/limit.h"

enum {
	NEIGHBOURHOOD = 30,    /* 150 ms: no two heart beats are closer */
	ENERGY_DELAY = 11,     /* of the moving average */
	DETECTION_DELAY = 3,   /* of the detection filters around 10 Hz */
	DEFLECTION_REACH = 12, /* the main deflection lies this near the energy's peak */
};

static const float ENERGY_FLOOR_UV = 4;
static const float USUAL_SIGN_SHARE = 0.6f;
static const float MARK_OFFSET = 1.4f; /* the filters' delay is nearer to 1.6 samples than to 3 */
/* Larger than any heart, small enough that sums of it never overflow. */
static const double RECTIFIED_MAX_UV = 1e6;
static const int32_t RECTIFIED_MAX = 16000000;

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

static float detection_size(const struct qrs_trace *t, int64_t at)
{
	return fabsf(t->detection[(uint64_t)at % ECG_TRACE]);
}

/* The top of a parabola through the largest sample and its neighbours. */
static float top_between(const struct qrs_trace *t, int64_t at)
{
	float before = detection_size(t, at - 1), after = detection_size(t, at + 1);
	float bend = before + after - 2 * detection_size(t, at);

	return bend < -1e-3f ? limited(0.5f * (before - after) / bend, -0.5f, 0.5f) : 0;
}

/* The largest deflection of a sign (0 = any) around `centre`. */
static int64_t largest_deflection(const struct qrs_trace *t, int64_t centre, float sign)
{
	int64_t best = centre;
	float largest = 0;

	for (int64_t i = centre - DEFLECTION_REACH; i <= centre + DEFLECTION_REACH; i++) {
		float size = detection_size(t, i);

		if (size > largest && t->detection[(uint64_t)i % ECG_TRACE] * sign >= 0) {
			largest = size;
			best = i;
		}
	}
	return best;
}

/* Where R and S are of much the same size, the mark stays on the one that it usually is. */
static void find_main_deflection(const struct qrs_trace *t, int64_t energy_peak,
				 struct deflection *d)
{
	int64_t centre = energy_peak - ENERGY_DELAY;
	int64_t largest = largest_deflection(t, centre, 0);
	int64_t usual = largest_deflection(t, centre, t->usual_sign);

	if (detection_size(t, usual) < USUAL_SIGN_SHARE * detection_size(t, largest))
		usual = largest;
	d->at = largest - DETECTION_DELAY;
	d->mark = (float)(usual - largest) + top_between(t, usual) + MARK_OFFSET;
	d->sign = t->detection[(uint64_t)largest % ECG_TRACE] < 0 ? -1 : 1;
	d->energy_uv = energy_at(t, energy_peak);
}

void qrs_trace_learn_sign(struct qrs_trace *t, float sign)
{
	t->usual_sign += 0.1f * (sign - t->usual_sign);
}

static void settle(struct qrs_trace *t)
{
	biquad_settle(&t->morphology_high);
	biquad_settle(&t->morphology_low);
	biquad_settle(&t->detection_high);
	biquad_settle(&t->detection_low);
}

int qrs_trace_push(struct qrs_trace *t, float uv, struct deflection *d)
{
	size_t slot = (uint64_t)t->count % ECG_TRACE;
	size_t leaving = (uint64_t)(t->count + ECG_TRACE - ECG_ENERGY_SPAN) % ECG_TRACE;
	double shape =
	    biquad_step(&t->morphology_low, biquad_step(&t->morphology_high, (double)uv));
	double wave = biquad_step(&t->detection_low, biquad_step(&t->detection_high, (double)uv));
	double size = fabs(wave);
	int64_t middle = t->count - NEIGHBOURHOOD;

	if (slot == 0)
		settle(t);
	t->rectified[slot] = size < RECTIFIED_MAX_UV ? (int32_t)(size * 16 + 0.5) : RECTIFIED_MAX;
	t->rectified_sum += t->rectified[slot] - t->rectified[leaving];
	t->morphology[slot] = (float)shape;
	t->detection[slot] = (float)wave;
	t->energy[slot] = (float)t->rectified_sum / (16 * ECG_ENERGY_SPAN);
	t->count++;
	if (middle <= NEIGHBOURHOOD || !is_peak(t, middle))
		return 0;
	find_main_deflection(t, middle, d);
	return d->at >= 0;
}
