/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/rest_watch.h"

#include "health-models/motion/vector3.h"

#include <string.h>

#define ROM_SHARE       0.1f
#define LEAST_DEG       2.0f
#define MOST_DEG        5.0f
#define TURN_MOST_RADS  0.35f /* of the mean rate: turning about the vertical leaves up alone */
#define ELSEWHERE_DEG   40.0f
#define LEANING_DEG     30.0f /* the body is upright up to there: motion/activity/posture.h */
#define UPSIDE_DOWN_DEG 150.0f

void rest_watch_init(struct rest_watch *w, float rom_deg, bool upright)
{
	*w = (struct rest_watch){.most_deg = fmaxf(LEAST_DEG, fminf(MOST_DEG, ROM_SHARE * rom_deg)),
				 .elsewhere_deg = upright ? LEANING_DEG : ELSEWHERE_DEG};
}

static bool rests(struct rest_watch *w)
{
	memset(w->up, 0, sizeof w->up);
	for (unsigned i = 0; i < REST_ROWS; i++)
		vector3_add(w->up, 1, w->recent[i]);
	vector3_unit(w->up);
	for (unsigned i = 0; i < REST_ROWS; i++)
		if (vector3_angle_deg(w->up, w->recent[i]) > w->most_deg)
			return false;
	return true;
}

enum rest_pose rest_watch_push(struct rest_watch *w, const struct motion_row *row,
			       const float reference_up[3])
{
	float away_deg;

	if (row->after_break || row->missing || vector3_norm(row->rate_rads) > TURN_MOST_RADS) {
		w->rows = 0;
		return REST_MOVING;
	}
	memcpy(w->recent[w->rows++ % REST_ROWS], row->up, sizeof row->up);
	if (w->rows < REST_ROWS || !rests(w))
		return REST_MOVING;
	away_deg = vector3_angle_deg(w->up, reference_up);
	if (away_deg > UPSIDE_DOWN_DEG)
		return REST_UPSIDE_DOWN;
	return away_deg > w->elsewhere_deg ? REST_ELSEWHERE : REST_AS_REFERENCE;
}
