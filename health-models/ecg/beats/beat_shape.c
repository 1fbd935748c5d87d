/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/beat_shape.h"

#include <math.h>
#include <string.h>

#include "health-models/ecg/beats/qrs_trace.h"
#include "health-models/signal/dot.h"
#include "health-models/signal/limit.h"

enum {
	SHAPE_BEFORE = 28, /* 140 ms before the R wave, two internal samples per point */
	QRS_REACH = 32,    /* the QRS lies within 160 ms of the R wave */
	SLOPE_SPAN = 2,    /* slope over 4 internal samples = 20 ms */
	QUIET_MAX = 7,     /* 35 ms without slope end a QRS */
	SHIFT_MAX = 2,     /* points, 20 ms */
	QRS_POINT = 6,     /* 80 ms before the R wave .. */
	QRS_POINTS = 20,   /* .. to 110 ms after it */
	P_WAVE = 50,       /* 250 to 90 ms before the R wave */
	P_FINE = 54,       /* 270 to 70 ms before it, two internal samples per point */
	T_WAVE = 28,       /* 140 to 300 ms after it */
};

static const float QRS_SLOPE_SHARE = 0.18f; /* of the steepest: where a QRS begins and ends */

static void take_shape(const struct qrs_trace *t, int64_t at, struct beat_shape *s)
{
	float mean = 0, power = 0;

	for (int i = 0; i < ECG_SHAPE; i++) {
		int64_t k = at - SHAPE_BEFORE + 2 * i;

		s->point[i] = 0.5f * (morphology_at(t, k) + morphology_at(t, k + 1));
		mean += s->point[i];
	}
	mean /= ECG_SHAPE;
	for (int i = 0; i < ECG_SHAPE; i++) {
		s->point[i] -= mean;
		power += s->point[i] * s->point[i];
	}
	s->norm_uv = sqrtf(power);
	for (int i = 0; i < ECG_SHAPE; i++)
		s->point[i] /= s->norm_uv + 1e-3f;
}

/* Points of 20 ms, each the mean of four samples, less their mean. */
static void take_part(const struct qrs_trace *t, int64_t from, float *part)
{
	float mean = 0;

	for (int i = 0; i < ECG_PART; i++) {
		int64_t k = from + 4 * i;

		part[i] = 0.25f * (morphology_at(t, k) + morphology_at(t, k + 1) +
				   morphology_at(t, k + 2) + morphology_at(t, k + 3));
		mean += part[i] / ECG_PART;
	}
	for (int i = 0; i < ECG_PART; i++)
		part[i] -= mean;
}

static void take_p_wave(const struct qrs_trace *t, int64_t at, float *p)
{
	float mean = 0;

	for (int i = 0; i < ECG_P_WAVE; i++) {
		int64_t k = at - P_FINE + 2 * i;

		p[i] = 0.5f * (morphology_at(t, k) + morphology_at(t, k + 1));
		mean += p[i] / ECG_P_WAVE;
	}
	for (int i = 0; i < ECG_P_WAVE; i++)
		p[i] -= mean;
}

static float slope_at(const struct qrs_trace *t, int64_t at)
{
	return fabsf(morphology_at(t, at + SLOPE_SPAN) - morphology_at(t, at - SLOPE_SPAN));
}

/* Walks from the R wave until the slope has stayed below `limit`; returns the last steep place. */
static int edge(const float *slope, int step, float limit)
{
	int last = 0, quiet = 0;

	for (int i = 0; i >= -QRS_REACH && i <= QRS_REACH && quiet <= QUIET_MAX; i += step) {
		if (slope[i] >= limit) {
			last = i;
			quiet = 0;
		} else {
			quiet++;
		}
	}
	return last;
}

static void measure_slopes(const struct qrs_trace *t, struct candidate *c)
{
	float slope[2 * QRS_REACH + 1];
	float steepest = 0, sum = 1e-3f, first = 0, second = 0;
	int begin, end;

	for (int i = -QRS_REACH; i <= QRS_REACH; i++) {
		float s = slope_at(t, c->at + i);

		slope[i + QRS_REACH] = s;
		if (i >= -16 && i <= 16)
			steepest = larger(steepest, s);
		sum += s;
		first += s * (float)i;
		second += s * (float)(i * i);
	}
	begin = edge(slope + QRS_REACH, -1, QRS_SLOPE_SHARE * steepest);
	end = edge(slope + QRS_REACH, 1, QRS_SLOPE_SHARE * steepest);
	c->slope = steepest;
	c->width_ms = (float)(end - begin) * (1000.0f / ECG_RATE_HZ);
	c->spread_ms =
	    sqrtf(larger(second / sum - first / sum * (first / sum), 0)) * (1000.0f / ECG_RATE_HZ);
}

void beat_shape_measure(const struct qrs_trace *t, struct candidate *c)
{
	float low = morphology_at(t, c->at), high = low;

	for (int64_t i = c->at - 20; i <= c->at + 20; i++) {
		low = smaller(low, morphology_at(t, i));
		high = larger(high, morphology_at(t, i));
	}
	c->height = high - low;
	measure_slopes(t, c);
	take_shape(t, c->at, &c->shape);
	take_part(t, c->at - P_WAVE, c->shape.before);
	take_part(t, c->at + T_WAVE, c->shape.after);
	take_p_wave(t, c->at, c->shape.p_wave);
}

float beat_shape_likeness(const struct beat_shape *a, const struct beat_shape *b)
{
	float moved[ECG_SHAPE + 2 * SHIFT_MAX] = {0};
	float best = -1;

	memcpy(moved + SHIFT_MAX, a->point, sizeof a->point);
	for (int shift = 0; shift <= 2 * SHIFT_MAX; shift++)
		best = larger(best, dot(moved + shift, b->point, ECG_SHAPE));
	return best;
}

/* Of `count` points, the best while one is moved by up to `shift` points. */
static float correlation(const float *a, const float *b, int count, int shift)
{
	int n = count - 2 * shift;
	float best = -1, bb = dot(b + shift, b + shift, n) + 1e-6f;

	for (int s = 0; s <= 2 * shift; s++) {
		float aa = dot(a + s, a + s, n) + 1e-6f;

		best = larger(best, dot(a + s, b + shift, n) / sqrtf(aa * bb));
	}
	return best;
}

float beat_shape_p_likeness(const struct beat_shape *a, const struct beat_shape *b)
{
	return correlation(a->p_wave, b->p_wave, ECG_P_WAVE, SHIFT_MAX);
}

float beat_shape_qrs_likeness(const struct beat_shape *a, const struct beat_shape *b)
{
	return correlation(a->point + QRS_POINT, b->point + QRS_POINT, QRS_POINTS, SHIFT_MAX);
}

float beat_shape_part_size(const float *part, int count)
{
	float power = 0;

	for (int i = 0; i < count; i++)
		power += part[i] * part[i];
	return sqrtf(power);
}

float beat_shape_part_rest(const float *part, const float *usual, int count)
{
	float power = 0;

	for (int i = 0; i < count; i++)
		power += (part[i] - usual[i]) * (part[i] - usual[i]);
	return sqrtf(power);
}
