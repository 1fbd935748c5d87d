/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/score/rep_curve.h"

#include <math.h>

enum { N = REP_CURVE_POINTS, BAND = N * 15 / 100 };

/* The excursion above the line from first to last. */
static float above(const float *along, unsigned count, float at)
{
	unsigned i = (unsigned)at < count - 1 ? (unsigned)at : count - 2;
	float value = along[i] + (at - (float)i) * (along[i + 1] - along[i]);
	float line = along[0] + at / (float)(count - 1) * (along[count - 1] - along[0]);

	return value - line;
}

void rep_curve_make(const float *along_deg, unsigned count, float curve[REP_CURVE_POINTS])
{
	float largest = 1e-6f;

	for (unsigned i = 0; i < N; i++) {
		curve[i] = above(along_deg, count, (float)(i * (count - 1)) / (N - 1));
		largest = fmaxf(largest, curve[i]);
	}
	for (unsigned i = 0; i < N; i++)
		curve[i] /= largest;
}

static float cost(const float *curve, const float *reference, const float *spread, unsigned i,
		  unsigned j)
{
	float z = (curve[i] - reference[j]) / spread[j];

	return z * z;
}

float rep_curve_distance(const float curve[REP_CURVE_POINTS],
			 const float reference[REP_CURVE_POINTS],
			 const float spread[REP_CURVE_POINTS])
{
	float row[N], before[N];

	for (unsigned j = 0; j < N; j++)
		row[j] = before[j] = INFINITY;
	for (unsigned i = 0; i < N; i++) {
		for (unsigned j = 0; j < N; j++) {
			float here, best;

			row[j] = INFINITY;
			if (j + BAND < i || i + BAND < j)
				continue;
			here = cost(curve, reference, spread, i, j);
			best = i == 0 && j == 0 ? here : INFINITY;
			if (i > 0)
				best = fminf(best, before[j] + here);
			if (j > 0)
				best = fminf(best, row[j - 1] + here);
			if (i > 0 && j > 0) /* a step of both counts as two */
				best = fminf(best, before[j - 1] + 2 * here);
			row[j] = best;
		}
		for (unsigned j = 0; j < N; j++)
			before[j] = row[j];
	}
	return sqrtf(row[N - 1] / (2 * N - 1));
}
