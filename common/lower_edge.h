/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The curve that runs below all points and close to them: y = a + b x + c x^2.
 *
 * For each of a few curvatures the line below all points with the least weighted sum of distances
 * is the edge of the lower convex hull over the weighted mean of x (Moon, Skelly, Towsley:
 * Estimation and removal of clock skew from network delay measurements, INFOCOM 1999; by the hull:
 * Zhang, Liu, Xia: Clock synchronization algorithms for network measurements, INFOCOM 2002). The
 * curvature with the least sum wins.
 */
#pragma once

enum { EDGE_POINTS_MAX = 256 };

struct edge_point {
	double x, y; /* x rising */
	double weight;
};

struct edge_limits {
	double slope_low, slope_high; /* of b */
	double bend_max;              /* of |c| */
};

struct edge_curve {
	double a, b, c;
	double gap; /* mean distance of the points, not weighted */
};

/* curve->b is the slope where there is but one point. 1 to EDGE_POINTS_MAX points. */
void lower_edge_fit(const struct edge_point *point, int count, const struct edge_limits *limits,
		    struct edge_curve *curve);
/* How far below all points the curve can be moved up: the a for its b and c. */
double lower_edge_offset(const struct edge_point *point, int count, const struct edge_curve *curve);
