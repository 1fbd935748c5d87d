/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/mounting.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "health-models/motion/motion_grid.h"
#include "health-models/motion/vector3.h"

static const float LYING_FROM_DEG = 45;
enum { WALK_POINTS = 20 * MOTION_GRID_HZ };

/* false if v has no direction */
static bool to_unit(const float v[3], float unit[3])
{
	float size = vector3_norm(v);

	if (!isfinite(size) || size <= 1e-6F)
		return false;
	for (int i = 0; i < 3; i++)
		unit[i] = v[i] / size;
	return true;
}

float angle_deg(const float a[3], const float b[3])
{
	float u[3], v[3];

	return to_unit(a, u) && to_unit(b, v) ? vector3_angle_deg(u, v) : 0;
}

void mounting_init(struct mounting *m)
{
	*m = (struct mounting){.has_up = false};
}

int mounting_set_upright(struct mounting *m, const float gravity[3])
{
	float up[3];

	if (!to_unit(gravity, up))
		return -EINVAL;
	memcpy(m->up, up, sizeof m->up);
	m->has_up = true;
	m->has_front = false;
	return 0;
}

int mounting_set_back(struct mounting *m, const float gravity[3])
{
	float g[3], front[3], along;

	if (!m->has_up || !to_unit(gravity, g))
		return -EINVAL;
	along = vector3_dot(g, m->up);
	memcpy(front, g, sizeof front);
	vector3_add(front, -along, m->up);
	if (along > cosf(LYING_FROM_DEG / DEG_PER_RAD) || !to_unit(front, front))
		return -EINVAL;
	memcpy(m->front, front, sizeof m->front);
	m->has_front = true;
	return 0;
}

bool mounting_walk(struct mounting *m, const float acc_g[3], bool walking)
{
	float mean[3];
	bool learnt = false;

	if (walking) {
		for (int i = 0; i < 3; i++)
			m->sum[i] += (double)acc_g[i];
		if (++m->points < WALK_POINTS)
			return false;
		for (int i = 0; i < 3; i++)
			mean[i] = (float)(m->sum[i] / WALK_POINTS);
		learnt = (!m->has_up || angle_deg(mean, m->up) > LYING_FROM_DEG) &&
			 mounting_set_upright(m, mean) == 0;
	}
	memset(m->sum, 0, sizeof m->sum);
	m->points = 0;
	return learnt;
}
