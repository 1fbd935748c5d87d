/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/intensity.h"

#include <math.h>

static const float SEDENTARY_BELOW_COUNTS = 200;
static const float MODERATE_FROM_COUNTS = 2690;
static const float VIGOROUS_FROM_COUNTS = 6167;
static const float MODERATE_FROM_MG = 91;
static const float VIGOROUS_FROM_MG = 414;
static const double ACTIVE_FROM_G = 0.0225;

enum intensity_level intensity_of_counts(float counts)
{
	if (counts >= VIGOROUS_FROM_COUNTS)
		return INTENSITY_VIGOROUS;
	if (counts >= MODERATE_FROM_COUNTS)
		return INTENSITY_MODERATE;
	return counts < SEDENTARY_BELOW_COUNTS ? INTENSITY_SEDENTARY : INTENSITY_LIGHT;
}

enum intensity_level intensity_of_mad(float mad_mg)
{
	if (mad_mg >= VIGOROUS_FROM_MG)
		return INTENSITY_VIGOROUS;
	return mad_mg >= MODERATE_FROM_MG ? INTENSITY_MODERATE : INTENSITY_LIGHT;
}

void deviation_init(struct deviation *d)
{
	*d = (struct deviation){.filled = 0};
}

static double mean_deviation(const struct deviation *d)
{
	double mean = 0, sum = 0;

	for (int i = 0; i < MAD_POINTS; i++)
		mean += (double)d->size_g[i];
	mean /= MAD_POINTS;
	for (int i = 0; i < MAD_POINTS; i++)
		sum += fabs((double)d->size_g[i] - mean);
	return sum / MAD_POINTS;
}

void deviation_push(struct deviation *d, const struct motion_point *point)
{
	double mad_g;

	if (point->begins)
		d->filled = 0;
	d->size_g[d->filled++] = point->norm_g;
	d->enmo_sum_g += point->norm_g > 1 ? (double)point->norm_g - 1 : 0;
	d->points++;
	if (d->filled < MAD_POINTS)
		return;
	mad_g = mean_deviation(d);
	d->mad_sum_g += mad_g;
	d->windows++;
	d->active_windows += mad_g >= ACTIVE_FROM_G;
	d->filled = 0;
}

void deviation_take(struct deviation *d, struct deviation_means *means)
{
	means->mad_mg = d->windows ? (float)(1000 * d->mad_sum_g / d->windows) : -1;
	means->enmo_mg = d->points ? (float)(1000 * d->enmo_sum_g / d->points) : 0;
	means->active_s = (float)(d->active_windows * (MAD_POINTS / MOTION_GRID_HZ));
	d->mad_sum_g = 0;
	d->windows = 0;
	d->active_windows = 0;
	d->enmo_sum_g = 0;
	d->points = 0;
}
