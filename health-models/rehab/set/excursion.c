/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/excursion.h"

#include "health-models/motion/vector3.h"

#define ROW_S      (1.0f / MOTION_ROWS_HZ)
#define STILL_RADS 0.12f /* slower than that, the limb rests or is held */
#define STILL_S    0.5f
#define DRIFT_S    5.0f /* how fast a summed angle at rest is drawn back */
#define NEAR_DEG   8.0f /* held farther from rest than that, it is no drift */
#define FORGET_S   2.0f /* of the sums of lift */
#define CM_PER_M   100.0f

void excursion_init(struct excursion *e, const struct excursion_frame *frame)
{
	*e = (struct excursion){.frame = *frame};
}

static void sum_rotation(struct excursion *e, float about_rads)
{
	bool near_rest = fabsf(e->angle_deg) < NEAR_DEG;

	e->still_s = fabsf(about_rads - e->bias_rads) < STILL_RADS ? e->still_s + ROW_S : 0;
	e->angle_deg += (about_rads - e->bias_rads) * ROW_S * DEG_PER_RAD;
	if (e->still_s < STILL_S)
		return;
	e->bias_rads += ROW_S / DRIFT_S * (about_rads - e->bias_rads);
	if (near_rest)
		e->angle_deg -= ROW_S / DRIFT_S * e->angle_deg;
}

static void sum_lift(struct excursion *e, float lift_ms2)
{
	const float keep = 1 - ROW_S / FORGET_S;

	e->lift_speed_ms = keep * e->lift_speed_ms + lift_ms2 * ROW_S;
	e->lift_m = keep * e->lift_m + e->lift_speed_ms * ROW_S;
}

static float off_plane_deg(const struct excursion_frame *f, const struct motion_row *row)
{
	float now = vector3_dot(row->up, f->axis), rest = vector3_dot(f->rest_up, f->axis);

	return DEG_PER_RAD * (asinf(fmaxf(-1, fminf(1, now))) - asinf(fmaxf(-1, fminf(1, rest))));
}

struct excursion_point excursion_at(struct excursion *e, const struct motion_row *row)
{
	const struct excursion_frame *f = &e->frame;
	struct excursion_point p = {.t_ns = row->t_ns,
				    .off_deg = off_plane_deg(f, row),
				    .away_deg = vector3_angle_deg(f->rest_up, row->up),
				    .speed_rads = vector3_norm(row->rate_rads),
				    .missing = row->missing};
	float out[3];

	switch (f->signal) {
	case EXERCISE_SIGNAL_TILT:
		vector3_cross(f->rest_up, f->axis, out);
		p.along_deg = DEG_PER_RAD *
			      atan2f(vector3_dot(row->up, out), vector3_dot(row->up, f->rest_up));
		break;
	case EXERCISE_SIGNAL_ROTATION:
		sum_rotation(e, vector3_dot(row->rate_rads, f->axis));
		p.along_deg = e->angle_deg;
		p.away_deg = fmaxf(p.away_deg, fabsf(e->angle_deg));
		break;
	case EXERCISE_SIGNAL_LINEAR:
		sum_lift(e, row->lift_ms2);
		p.along_deg = CM_PER_M * e->lift_m;
		p.off_deg = p.away_deg;
		p.speed_rads = fabsf(e->lift_speed_ms);
		break;
	}
	return p;
}
