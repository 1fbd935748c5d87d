/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/guided/guided_test.h"

#include <math.h>

#include "common/timebase.h"

/* Standard deviation of the acceleration's vector: above breathing and swaying, below any move. */
static const double STILL_G = 0.04;
enum { STILL_SLOTS = 4 };

void still_init(struct still_watch *w)
{
	*w = (struct still_watch){.points = 0};
}

static void end_slot(struct still_watch *w, int64_t end_ns)
{
	double n = w->points, variance = w->squares / n;

	for (int i = 0; i < 3; i++)
		variance -= w->sum[i] / n * (w->sum[i] / n);
	if (variance > STILL_G * STILL_G) {
		w->still_slots = 0;
		return;
	}
	if (w->still_slots == 0)
		w->still_from_ns = w->slot_ns;
	w->still_slots++;
	w->still_until_ns = end_ns;
}

bool still_push(struct still_watch *w, const struct motion_point *point)
{
	if (point->begins)
		still_init(w);
	if (w->points == 0) {
		w->slot_ns = point->t_ns;
		w->squares = 0;
		for (int i = 0; i < 3; i++)
			w->sum[i] = 0;
	}
	for (int i = 0; i < 3; i++) {
		double g = (double)point->acc_g[i];

		w->sum[i] += g;
		w->squares += g * g;
	}
	if (++w->points < STILL_POINTS)
		return false;
	end_slot(w, point->t_ns + NS_PER_S / MOTION_GRID_HZ);
	w->points = 0;
	return true;
}

bool still_is(const struct still_watch *w)
{
	return w->still_slots >= STILL_SLOTS;
}

bool guided_hides_start(const struct motion_point *point, int64_t go_ns)
{
	return point->begins && go_ns == GUIDED_BY_MOVEMENT;
}
