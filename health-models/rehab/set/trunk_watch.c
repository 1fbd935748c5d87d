/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/set/trunk_watch.h"

#include "common/timebase.h"
#include "health-models/motion/vector3.h"

#include <string.h>

#define APART_NS   (2 * NS_PER_S) /* radio and buffers never delay that much */
#define APART_TURN 20             /* samples in turn */
#define NEAR_NS    (NS_PER_S / 2) /* a start without a row so near was not measured */
#define LAG_NS     NS_PER_S       /* nor was an end that is so far behind the last row */

void trunk_watch_init(struct trunk_watch *w)
{
	*w = (struct trunk_watch){0};
	motion_rows_init(&w->rows);
}

static bool become_apart(struct trunk_watch *w, int64_t t_ns, int64_t limb_ns)
{
	int64_t apart_ns = t_ns > limb_ns ? t_ns - limb_ns : limb_ns - t_ns;

	if (limb_ns == 0 || w->clocks_apart)
		return false;
	w->apart = apart_ns > APART_NS ? w->apart + 1 : 0;
	w->clocks_apart = w->apart >= APART_TURN;
	return w->clocks_apart;
}

int trunk_watch_push(struct trunk_watch *w, const struct imu_sample *sample, int64_t limb_ns)
{
	struct motion_row row;
	unsigned at;

	motion_rows_push(&w->rows, sample);
	while (motion_rows_get(&w->rows, &row)) {
		if (w->skipped++ % (MOTION_ROWS_HZ / TRUNK_HZ))
			continue;
		at = w->count++ % TRUNK_ROWS;
		memcpy(w->up[at], row.up, sizeof row.up);
		w->t_ns[at] = row.t_ns;
	}
	return become_apart(w, sample->t_ns, limb_ns);
}

float trunk_watch_lean_deg(const struct trunk_watch *w, int64_t start_ns, int64_t end_ns)
{
	unsigned first = w->count > TRUNK_ROWS ? w->count - TRUNK_ROWS : 0;
	const float *start = NULL;
	int64_t last_ns = start_ns;
	float most_deg = NAN;

	if (w->clocks_apart)
		return NAN;
	for (unsigned i = first; i < w->count; i++) {
		const float *up = w->up[i % TRUNK_ROWS];
		int64_t t_ns = w->t_ns[i % TRUNK_ROWS];

		if (t_ns < start_ns - NEAR_NS || t_ns > end_ns)
			continue;
		if (t_ns <= start_ns || !start) {
			if (t_ns > start_ns + NEAR_NS)
				return NAN;
			start = up;
			most_deg = 0;
		}
		most_deg = fmaxf(most_deg, vector3_angle_deg(start, up));
		last_ns = t_ns;
	}
	return end_ns - last_ns < LAG_NS ? most_deg : NAN;
}
