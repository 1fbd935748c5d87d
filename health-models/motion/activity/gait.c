/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/gait.h"

#include <math.h>
#include <string.h>

/* 200 to 50 steps a minute. */
enum { STEP_LAG_MIN = 9, STEP_LAG_MAX = 36, LAGS = 2 * STEP_LAG_MAX + 3 };

static const float STRIDE_REGULARITY_MIN = 0.45F;
static const float MOVES_FROM_G = 0.03F;
/* What repeats after half the lag at least so well repeats every half lag. */
static const float HALF_PEAK = 0.35F;

void gait_init(struct gait_watch *w)
{
	*w = (struct gait_watch){.filled = 0};
}

/* Of the window, at lags 0 to LAGS - 1, over that at 0. Returns the standard deviation. */
static float autocorrelate(const struct gait_watch *w, float out[LAGS])
{
	float x[GAIT_WINDOW], mean = 0, variance = 0;

	for (int i = 0; i < GAIT_WINDOW; i++)
		mean += w->size_g[i];
	mean /= GAIT_WINDOW;
	for (int i = 0; i < GAIT_WINDOW; i++) {
		x[i] = w->size_g[i] - mean;
		variance += x[i] * x[i];
	}
	variance /= GAIT_WINDOW;
	for (int lag = 0; lag < LAGS; lag++) {
		float sum = 0;

		for (int i = lag; i < GAIT_WINDOW; i++)
			sum += x[i] * x[i - lag];
		out[lag] = variance > 0 ? sum / (float)(GAIT_WINDOW - lag) / variance : 0;
	}
	return sqrtf(variance);
}

/* The highest local maximum from first to last, 0 = none. */
static int peak(const float r[LAGS], int first, int last)
{
	int best = 0;

	for (int i = first; i <= last; i++)
		if (r[i] >= r[i - 1] && r[i] > r[i + 1] && (!best || r[i] > r[best]))
			best = i;
	return best;
}

static int near_peak(const float r[LAGS], int lag)
{
	int off = lag / 6 > 1 ? lag / 6 : 1;
	int last = lag + off < LAGS - 2 ? lag + off : LAGS - 2;

	return peak(r, lag - off, last);
}

/* Between the values, by a parabola. */
static float exact_lag(const float r[LAGS], int lag)
{
	float bend = r[lag - 1] - 2 * r[lag] + r[lag + 1];

	return (float)lag + (bend < 0 ? 0.5F * (r[lag - 1] - r[lag + 1]) / bend : 0);
}

static int step_lag(const float r[LAGS])
{
	int lag = peak(r, STEP_LAG_MIN, STEP_LAG_MAX), half;

	if (!lag || lag / 2 < STEP_LAG_MIN)
		return lag;
	half = near_peak(r, lag / 2);
	return half >= STEP_LAG_MIN && r[half] >= HALF_PEAK * r[lag] ? half : lag;
}

static void judge(const struct gait_watch *w, struct gait_second *second)
{
	float r[LAGS];
	float moves_g = autocorrelate(w, r);
	int step = step_lag(r), stride = step ? near_peak(r, 2 * step) : 0;

	*second = (struct gait_second){.walking = false};
	if (moves_g < MOVES_FROM_G || !stride || r[stride] < STRIDE_REGULARITY_MIN || r[step] <= 0)
		return;
	second->walking = true;
	second->step_s = exact_lag(r, stride) / 2 / GAIT_HZ;
	second->step_regularity = r[step];
	second->stride_regularity = r[stride];
	second->symmetry = r[step] / r[stride];
}

bool gait_push(struct gait_watch *w, const struct motion_point *point, struct gait_second *second)
{
	if (point->begins)
		gait_init(w);
	if (!w->has_half) {
		w->half_g = point->norm_g;
		w->has_half = true;
		return false;
	}
	w->has_half = false;
	if (w->filled == GAIT_WINDOW) {
		memmove(w->size_g, w->size_g + 1, sizeof w->size_g - sizeof w->size_g[0]);
		w->filled--;
	}
	w->size_g[w->filled++] = (w->half_g + point->norm_g) / 2;
	w->fresh++;
	if (w->filled < GAIT_WINDOW || w->fresh < GAIT_HZ)
		return false;
	w->fresh = 0;
	judge(w, second);
	return true;
}
