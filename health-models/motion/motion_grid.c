/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/motion_grid.h"

#include <errno.h>
#include <string.h>

#include "common/timebase.h"
#include "health-models/motion/vector3.h"

static const float GRAVITY_MS2 = 9.80665F;
static const int64_t GYR_KEEPS_NS = INT64_C(100000000);

void motion_grid_init(struct motion_grid *g)
{
	*g = (struct motion_grid){.gyr_ns = INT64_MIN};
}

static int64_t cell_start_ns(const struct motion_grid *g, int64_t cell)
{
	return g->origin_ns + cell / MOTION_GRID_HZ * NS_PER_S +
	       cell % MOTION_GRID_HZ * NS_PER_S / MOTION_GRID_HZ;
}

static void begin(struct motion_grid *g, int64_t t_ns)
{
	g->started = true;
	g->begins = true;
	g->origin_ns = t_ns;
	g->cell = 0;
	g->at_ns = t_ns;
	g->from_ns = t_ns;
	g->to_ns = t_ns;
	g->peak_g = 0;
	memset(g->sum, 0, sizeof g->sum);
}

int motion_grid_push(struct motion_grid *g, const struct imu_sample *sample)
{
	bool acc = sample->has & IMU_ACCELERATION, gyr = sample->has & IMU_ANGULAR_RATE;

	if ((acc && !vector3_is_finite(sample->acc_ms2)) ||
	    (gyr && !vector3_is_finite(sample->gyr_rads)) ||
	    (acc && g->started && sample->t_ns < g->to_ns))
		return -EINVAL;
	if (gyr) {
		g->gyr_ns = sample->t_ns;
		memcpy(g->gyr_rads, sample->gyr_rads, sizeof g->gyr_rads);
	}
	if (!acc)
		return 0;
	if (!g->started || sample->t_ns - g->to_ns > MOTION_GRID_HOLE_NS)
		begin(g, sample->t_ns);
	g->from_ns = g->to_ns;
	g->to_ns = sample->t_ns;
	memcpy(g->from_g, g->to_g, sizeof g->from_g);
	for (int i = 0; i < 3; i++)
		g->to_g[i] = sample->acc_ms2[i] / GRAVITY_MS2;
	return 0;
}

/* Adds the line's integral from at_ns to until_ns. */
static void fill(struct motion_grid *g, int64_t until_ns)
{
	double whole = (double)(g->to_ns - g->from_ns);
	double middle, width = (double)(until_ns - g->at_ns);

	if (width <= 0)
		return;
	middle = ((double)(g->at_ns - g->from_ns) + width / 2) / whole;
	for (int i = 0; i < 3; i++) {
		double value = (double)g->from_g[i] + middle * (double)(g->to_g[i] - g->from_g[i]);

		g->sum[i] += value * width / (double)NS_PER_S;
	}
	g->at_ns = until_ns;
}

static void tell(struct motion_grid *g, int64_t end_ns, struct motion_point *point)
{
	int64_t start_ns = cell_start_ns(g, g->cell);
	double seconds = (double)(end_ns - start_ns) / (double)NS_PER_S;

	*point = (struct motion_point){.t_ns = start_ns, .begins = g->begins};
	for (int i = 0; i < 3; i++)
		point->acc_g[i] = (float)(g->sum[i] / seconds);
	point->norm_g = vector3_norm(point->acc_g);
	point->peak_g = g->peak_g > point->norm_g ? g->peak_g : point->norm_g;
	point->has_gyr = g->gyr_ns != INT64_MIN && end_ns - g->gyr_ns <= GYR_KEEPS_NS;
	if (point->has_gyr)
		memcpy(point->gyr_rads, g->gyr_rads, sizeof point->gyr_rads);
	g->begins = false;
	g->cell++;
	g->peak_g = 0;
	memset(g->sum, 0, sizeof g->sum);
}

int motion_grid_get(struct motion_grid *g, struct motion_point *point)
{
	int64_t end_ns = cell_start_ns(g, g->cell + 1);

	if (!g->started)
		return 0;
	if (g->to_ns >= end_ns) {
		fill(g, end_ns);
		tell(g, end_ns, point);
		return 1;
	}
	if (g->at_ns < g->to_ns || g->peak_g == 0) {
		float size = vector3_norm(g->to_g);

		fill(g, g->to_ns);
		g->peak_g = size > g->peak_g ? size : g->peak_g;
	}
	return 0;
}
