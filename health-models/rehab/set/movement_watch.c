/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/movement_watch.h"

#include "health-models/motion/vector3.h"

#include <string.h>

#define OPEN_SHARE  0.12f /* of the range of motion */
#define OPEN_DEG    5.0f
#define LARGE_SHARE 0.4f /* shifting the limb at rest is less, and needs no answer */
#define BACK_SHARE  0.5f
#define CREPT       0.4f /* rest went after it by that share of its way: it has not come back */
#define FOLLOW_S    2.0f /* a slow movement looks like rest and must not take it along */

void movement_watch_init(struct movement_watch *w, float rom_deg)
{
	*w = (struct movement_watch){.open_deg = fmaxf(OPEN_DEG, OPEN_SHARE * rom_deg),
				     .large_deg = fmaxf(2 * OPEN_DEG, LARGE_SHARE * rom_deg)};
}

float movement_watch_away_deg(const struct movement_watch *w, const struct motion_row *row,
			      const struct excursion_point *p)
{
	return fmaxf(vector3_angle_deg(w->rest_up, row->up),
		     fabsf(p->along_deg - w->rest_along_deg));
}

void movement_watch_rest(struct movement_watch *w, const struct motion_row *row,
			 const struct excursion_point *p)
{
	memcpy(w->rest_up, row->up, sizeof w->rest_up);
	w->rest_along_deg = p->along_deg;
	w->rest_off_deg = p->off_deg;
	w->has_rest = true;
}

void movement_watch_follow_rest(struct movement_watch *w, const struct motion_row *row,
				const struct excursion_point *p)
{
	const float step = 1.0f / (FOLLOW_S * MOTION_ROWS_HZ);

	for (int i = 0; i < 3; i++)
		w->rest_up[i] += step * (row->up[i] - w->rest_up[i]);
	vector3_unit(w->rest_up);
	w->rest_along_deg += step * (p->along_deg - w->rest_along_deg);
	w->rest_off_deg += step * (p->off_deg - w->rest_off_deg);
}

void movement_watch_answer(struct movement_watch *w)
{
	w->answered = true;
}

/* It settled where it went, and rest was drawn there. */
static bool has_crept(const struct movement_watch *w)
{
	float farthest = fmaxf(fmaxf(w->most_along_deg, -w->least_along_deg), w->most_off_deg);
	float drawn = fmaxf(vector3_angle_deg(w->open_up, w->rest_up),
			    fabsf(w->rest_along_deg - w->open_along_deg));

	return drawn > CREPT * farthest;
}

static enum set_reason reason(const struct movement_watch *w)
{
	float out = w->most_along_deg, back = -w->least_along_deg;

	if (w->most_off_deg > out && w->most_off_deg > back)
		return w->most_off_deg > w->large_deg ? SET_REASON_OTHER_MOVEMENT : SET_REASON_NONE;
	if (back > out)
		return back > w->large_deg ? SET_REASON_OTHER_SIDE : SET_REASON_NONE;
	return SET_REASON_TOO_SMALL;
}

enum set_reason movement_watch_push(struct movement_watch *w, const struct motion_row *row,
				    const struct excursion_point *p)
{
	float along = p->along_deg - w->rest_along_deg, off = fabsf(p->off_deg - w->rest_off_deg);
	float away = movement_watch_away_deg(w, row, p);

	if (!w->has_rest)
		return SET_REASON_NONE;
	if (!w->open) {
		if (away < w->open_deg)
			return SET_REASON_NONE;
		w->open = true;
		w->answered = false;
		w->open_along_deg = w->rest_along_deg;
		memcpy(w->open_up, w->rest_up, sizeof w->open_up);
		w->most_along_deg = w->least_along_deg = w->most_off_deg = 0;
	}
	w->most_along_deg = fmaxf(w->most_along_deg, along);
	w->least_along_deg = fminf(w->least_along_deg, along);
	w->most_off_deg = fmaxf(w->most_off_deg, off);
	if (away > BACK_SHARE * w->open_deg)
		return SET_REASON_NONE;
	w->open = false;
	return w->answered || has_crept(w) ? SET_REASON_NONE : reason(w);
}
