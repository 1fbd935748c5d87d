/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/guided/timed_up_and_go.h"

#include <math.h>
#include <string.h>

#include "common/timebase.h"
#include "health-models/signal/sorted.h"

static const double COVERED_MIN = 0.9;
/* 35 degrees a second about the vertical: turns of a walking trunk are slower. */
static const float TURNS_FROM_RADS = 0.6F;
/* Off how it walked, the trunk is bent. Steps and stopping stay below it. */
static const float BENT_FROM_DEG = 15;
/* Bent so shortly before the stillness: it sat down. */
static const int64_t SAT_WITHIN_NS = 3 * NS_PER_S;
/* Upright again for so long: a body that is lowered slowly looks still, too. */
static const int64_t UPRIGHT_NS = NS_PER_S / 2;
/* Still for so long: it sits, seen or not. */
static const int64_t SITS_AFTER_NS = 3 * NS_PER_S;
/* A walk's steps follow each other within this factor of the usual. */
static const float RHYTHM_WITHIN = 1.4F;

void up_and_go_init(struct up_and_go *u, int64_t go_ns)
{
	*u = (struct up_and_go){.go_ns = go_ns};
	still_init(&u->still);
	steps_init(&u->counter, NULL);
	slow_gravity_init(&u->gravity);
}

static void start(struct up_and_go *u, int64_t t_ns)
{
	u->state = GUIDED_RUNNING;
	u->result.start_ns = t_ns;
}

static void wait(struct up_and_go *u, const struct motion_point *point, bool slot)
{
	if (guided_hides_start(point, u->go_ns))
		u->state = GUIDED_WAITING;
	if (still_is(&u->still)) {
		u->state = GUIDED_READY;
		memcpy(u->up, point->acc_g, sizeof u->up);
	}
	if (u->state != GUIDED_READY)
		return;
	if (u->go_ns != GUIDED_BY_MOVEMENT && point->t_ns >= u->go_ns)
		start(u, u->go_ns);
	else if (u->go_ns == GUIDED_BY_MOVEMENT && slot && u->still.still_slots == 0)
		start(u, u->still.still_until_ns);
}

static void watch_turning(struct up_and_go *u, const struct motion_point *point)
{
	float about = 0, size = 0;

	if (!point->has_gyr)
		return;
	for (int i = 0; i < 3; i++) {
		about += point->gyr_rads[i] * u->up[i];
		size += u->up[i] * u->up[i];
	}
	u->gyr_points++;
	u->turning_points += size > 0 && fabsf(about) / sqrtf(size) >= TURNS_FROM_RADS;
}

static float seconds_of(int64_t ns)
{
	return (float)((double)ns / (double)NS_PER_S);
}

/* The first of a walk are told late, all at once; their times are the counter's. */
static void watch_steps(struct up_and_go *u, unsigned steps)
{
	for (unsigned i = steps; i > 0 && u->steps_kept < UP_AND_GO_STEPS_MAX; i--)
		u->step_ns[u->steps_kept++] = u->counter.recent_ns[i - 1];
}

/* Rising bends the trunk, too: what was before the walk does not count. */
static void watch_trunk(struct up_and_go *u, const struct motion_point *point)
{
	float walking_g[3];

	if (u->steps_kept == 0)
		return;
	for (int i = 0; i < 3; i++) {
		u->walk_sum_g[i] += (double)point->acc_g[i];
		walking_g[i] = (float)u->walk_sum_g[i];
	}
	if (++u->walk_points < MOTION_GRID_HZ ||
	    angle_deg(u->gravity.gravity_g, walking_g) < BENT_FROM_DEG)
		return;
	u->bent = true;
	u->bent_ns = point->t_ns;
}

static bool sitting_seen(const struct up_and_go *u)
{
	return u->bent && u->still.still_from_ns - u->bent_ns <= SAT_WITHIN_NS &&
	       u->still.still_until_ns - u->bent_ns >= UPRIGHT_NS;
}

static bool sits(const struct up_and_go *u)
{
	return u->steps_kept && still_is(&u->still) &&
	       (sitting_seen(u) ||
		u->still.still_until_ns - u->still.still_from_ns >= SITS_AFTER_NS);
}

static float median_interval_s(const struct up_and_go *u)
{
	float sorted[UP_AND_GO_STEPS_MAX];
	unsigned count = 0;

	for (unsigned i = 1; i < u->steps_kept; i++, count++)
		sorted_insert(sorted, count, seconds_of(u->step_ns[i] - u->step_ns[i - 1]));
	return count ? sorted[count / 2] : 0;
}

static bool fits(const struct up_and_go *u, unsigned first, float usual_s)
{
	float interval_s = seconds_of(u->step_ns[first + 1] - u->step_ns[first]);

	return interval_s >= usual_s / RHYTHM_WITHIN && interval_s <= usual_s * RHYTHM_WITHIN;
}

/* The walk among what was taken for steps. */
static void find_walk(const struct up_and_go *u, unsigned *first, unsigned *last)
{
	float usual_s = median_interval_s(u);

	*first = 0;
	*last = u->steps_kept - 1;
	while (*first < *last && !fits(u, *first, usual_s))
		++*first;
	while (*last > *first && !fits(u, *last - 1, usual_s))
		--*last;
}

static enum guided_state end(struct up_and_go *u)
{
	struct up_and_go_result *r = &u->result;
	int64_t end_ns = u->still.still_from_ns;
	unsigned first, last;

	if ((double)u->points <
	    COVERED_MIN * (double)seconds_of(end_ns - r->start_ns) * MOTION_GRID_HZ) {
		u->state = GUIDED_REFUSED;
		u->refusal = GUIDED_SAMPLES_MISSING;
		return u->state;
	}
	find_walk(u, &first, &last);
	r->steps = last - first + 1;
	r->total_s = seconds_of(end_ns - r->start_ns);
	r->rise_s = seconds_of(u->step_ns[first] - r->start_ns);
	if (r->rise_s < 0)
		r->rise_s = 0;
	r->walk_s = seconds_of(u->step_ns[last] - u->step_ns[first]);
	r->sit_s = seconds_of(end_ns - u->step_ns[last]);
	r->sitting_seen = sitting_seen(u);
	r->has_turning = u->gyr_points * 2 > u->points;
	r->turning_s = (float)u->turning_points / MOTION_GRID_HZ;
	u->state = GUIDED_DONE;
	return u->state;
}

enum guided_state up_and_go_push(struct up_and_go *u, const struct motion_point *point)
{
	unsigned steps;
	bool slot;

	if (u->state == GUIDED_DONE || u->state == GUIDED_REFUSED)
		return u->state;
	slot = still_push(&u->still, point);
	steps = steps_push(&u->counter, point);
	slow_gravity_push(&u->gravity, point);
	if (u->state != GUIDED_RUNNING) {
		wait(u, point, slot);
		return u->state;
	}
	u->points++;
	watch_turning(u, point);
	watch_steps(u, steps);
	watch_trunk(u, point);
	if (sits(u))
		return end(u);
	if (point->t_ns - u->result.start_ns > UP_AND_GO_MAX_S * NS_PER_S)
		return up_and_go_finish(u);
	return u->state;
}

enum guided_state up_and_go_finish(struct up_and_go *u)
{
	if (u->state == GUIDED_DONE || u->state == GUIDED_REFUSED)
		return u->state;
	if (u->state == GUIDED_RUNNING && u->steps_kept && still_is(&u->still))
		return end(u);
	if (u->state == GUIDED_WAITING)
		u->refusal = GUIDED_NEVER_STILL;
	else if (u->state == GUIDED_READY)
		u->refusal = GUIDED_NEVER_STARTED;
	else
		u->refusal = u->steps_kept ? GUIDED_NEVER_SAT : GUIDED_NOBODY_WALKED;
	u->state = GUIDED_REFUSED;
	return u->state;
}

bool up_and_go_get(const struct up_and_go *u, struct up_and_go_result *result)
{
	if (u->state != GUIDED_DONE)
		return false;
	*result = u->result;
	return true;
}
