/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "common/lower_edge.h"

#include <math.h>

enum { BENDS = 8 }; /* curvatures tried to either side of none */

struct means {
	double x, xx; /* weighted */
};

/* Keeps the corners of the lower convex hull (Andrew 1979); returns how many. */
static int keep_hull(struct edge_point *point, int count)
{
	int kept = 0;

	for (int i = 0; i < count; i++) {
		while (kept >= 2) {
			const struct edge_point *a = &point[kept - 2], *b = &point[kept - 1];

			if ((b->x - a->x) * (point[i].y - a->y) >
			    (b->y - a->y) * (point[i].x - a->x))
				break;
			kept--;
		}
		point[kept++] = point[i];
	}
	return kept;
}

static double hull_slope(const struct edge_point *hull, int count, double x)
{
	int i = 1;

	while (i < count - 1 && hull[i].x < x)
		i++;
	return (hull[i].y - hull[i - 1].y) / (hull[i].x - hull[i - 1].x);
}

double lower_edge_offset(const struct edge_point *point, int count, const struct edge_curve *curve)
{
	double a = INFINITY;

	for (int i = 0; i < count; i++) {
		double x = point[i].x;

		a = fmin(a, point[i].y - (curve->b + curve->c * x) * x);
	}
	return a;
}

/* Fits a and b to the given c. Returns where the curve lies in the mean: the higher, the closer. */
static double fit_bend(const struct edge_point *point, int count, const struct edge_limits *limits,
		       const struct means *mean, struct edge_curve *curve)
{
	struct edge_point hull[EDGE_POINTS_MAX];
	int corners;

	for (int i = 0; i < count; i++) {
		hull[i] = point[i];
		hull[i].y -= curve->c * point[i].x * point[i].x;
	}
	corners = keep_hull(hull, count);
	if (corners >= 2)
		curve->b = hull_slope(hull, corners, mean->x);
	curve->b = fmin(fmax(curve->b, limits->slope_low), limits->slope_high);
	curve->a = lower_edge_offset(point, count, curve);
	return curve->a + curve->b * mean->x + curve->c * mean->xx;
}

static struct means weigh(const struct edge_point *point, int count)
{
	struct means mean = {0, 0};
	double weight = 0;

	for (int i = 0; i < count; i++) {
		weight += point[i].weight;
		mean.x += point[i].weight * point[i].x;
		mean.xx += point[i].weight * point[i].x * point[i].x;
	}
	return (struct means){mean.x / weight, mean.xx / weight};
}

static double mean_gap(const struct edge_point *point, int count, const struct edge_curve *curve)
{
	double sum = 0;

	for (int i = 0; i < count; i++) {
		double x = point[i].x;

		sum += point[i].y - curve->a - (curve->b + curve->c * x) * x;
	}
	return sum / count;
}

void lower_edge_fit(const struct edge_point *point, int count, const struct edge_limits *limits,
		    struct edge_curve *curve)
{
	const double slope = curve->b;
	struct means mean = weigh(point, count);
	double best = -INFINITY;

	/* From none on to either side, so that a tie is for the straighter one. */
	for (int k = 0; k <= 2 * BENDS; k++) {
		struct edge_curve one = {.b = slope};
		double side = k % 2 ? 1 : -1;
		double height;

		one.c =
		    side * limits->bend_max * ((k + 1) / 2) / BENDS; /* whole numbers are meant */
		height = fit_bend(point, count, limits, &mean, &one);
		if (height > best) {
			best = height;
			*curve = one;
		}
	}
	curve->gap = mean_gap(point, count, curve);
}
