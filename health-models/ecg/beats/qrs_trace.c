/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/qrs_trace.h"

#include <math.h>
#include <string.h>

#include "health-models/signal/limit.h"

enum {
	NEIGHBOURHOOD = 30,    /* 150 ms: no two heart beats are closer */
	ENERGY_DELAY = 11,     /* of the moving average */
	DETECTION_DELAY = 3,   /* of the detection filters around 10 Hz */
	MARK_REACH = 7,        /* R and S lie this near the main deflection */
	DEFLECTION_REACH = 12, /* the main deflection lies this near the energy's peak */
};

static const float ENERGY_FLOOR_UV = 4;
static const float USUAL_SIGN_SHARE = 0.6f;
static const float MORPHOLOGY_DELAY = 1.3f; /* of its low-pass, in samples */
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

/* Level just before the QRS. */
static float level_before(const struct qrs_trace *t, int64_t at)
{
	float sum = 0;

	for (int64_t i = at - 24; i < at - 16; i++)
		sum += morphology_at(t, i);
	return sum / 8;
}

/* The place near `at` that lies furthest from the level, on one side of it (sign -1 or 1). */
static int64_t furthest(const struct qrs_trace *t, int64_t at, float level, float sign,
			float *height)
{
	int64_t best = at;

	*height = 0;
	for (int64_t i = at - MARK_REACH; i <= at + MARK_REACH; i++) {
		float size = sign * (morphology_at(t, i) - level);

		if (size > *height) {
			*height = size;
			best = i;
		}
	}
	return best;
}

/* The top of a parabola through a sample and its neighbours, in samples from it. */
static float top_between(const struct qrs_trace *t, int64_t at)
{
	float before = morphology_at(t, at - 1), after = morphology_at(t, at + 1);
	float bend = before + after - 2 * morphology_at(t, at);

	return fabsf(bend) > 1e-3f ? limited(0.5f * (before - after) / bend, -0.5f, 0.5f) : 0;
}

/* Where R and S are of much the same size, the mark stays on the one that it usually is. */
static void mark_beat(const struct qrs_trace *t, struct deflection *d)
{
	float level = level_before(t, d->at), up, down;
	int64_t top = furthest(t, d->at, level, 1, &up),
		bottom = furthest(t, d->at, level, -1, &down);
	bool marks_top =
	    t->usual_sign >= 0 ? up >= USUAL_SIGN_SHARE * down : up * USUAL_SIGN_SHARE > down;
	int64_t mark = marks_top ? top : bottom;

	d->sign = up > down ? 1 : -1;
	d->mark = (float)(mark - d->at) + top_between(t, mark) - MORPHOLOGY_DELAY;
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
	d->at = main_deflection(t, middle);
	d->energy_uv = energy_at(t, middle);
	mark_beat(t, d);
	return d->at >= 0;
}
