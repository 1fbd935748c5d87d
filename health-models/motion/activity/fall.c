/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/fall.h"

#include <math.h>
#include <string.h>

#include "common/timebase.h"
#include "health-models/motion/mounting.h"
#include "health-models/signal/limit.h"

const struct fall_settings fall_settings_default = {
    .impact_g = 2,
    .turned_deg = 50,
    .still_g = 0.05F,
    .window_s = 30,
    .walk_steps = 8,
    .up_again_s = 5,
};

/* Calm is looked for from so long after the last impact on, in the newest 2.5 s, and up to the end.
 */
static const float CALM_FROM_S = 1.5F;
static const float CALM_UNTIL_S = 12;
enum { STILL_SLOTS = 5, BEFORE_SLOTS = 4, BEFORE_FIRST = 2 };
static const int64_t STILL_NS = STILL_SLOTS * NS_PER_S * FALL_SLOT_POINTS / MOTION_GRID_HZ;
static const float UP_AGAIN_DEG = 30;
static const float LYING_FROM_DEG = 45;
/* Where the three signs are as marked as they need be. */
static const float IMPACT_SURE_G = 4;
/* More than a body survives is a damaged sample, and no more than a record holds. */
static const float IMPACT_MOST_G = 1000;
static const float TURNED_SURE_DEG = 80;

void fall_init(struct fall_watch *w, const struct fall_settings *settings)
{
	*w = (struct fall_watch){.settings = settings ? *settings : fall_settings_default};
}

static int64_t to_ns(float seconds)
{
	return (int64_t)((double)seconds * (double)NS_PER_S);
}

/* Returns true when half a second has become complete; it is slot[1] then. */
static bool fill_slot(struct fall_watch *w, const struct motion_point *point)
{
	struct fall_slot *slot = &w->slot[0];

	for (int i = 0; i < 3; i++)
		slot->sum_g[i] += (double)point->acc_g[i];
	slot->size_sum_g += (double)point->norm_g;
	slot->size_squares_g2 += (double)point->norm_g * (double)point->norm_g;
	if (++slot->points < FALL_SLOT_POINTS)
		return false;
	memmove(&w->slot[1], &w->slot[0], sizeof w->slot - sizeof w->slot[0]);
	w->slot[0] = (struct fall_slot){.points = 0};
	if (w->slots < FALL_SLOTS - 1)
		w->slots++;
	if (w->unbroken < w->slots)
		w->unbroken++;
	return true;
}

static void mean_of(const struct fall_slot *slot, int count, float mean_g[3], float *deviation_g)
{
	double sum[3] = {0, 0, 0}, size = 0, squares = 0, points = 0, variance;

	for (int k = 0; k < count; k++) {
		for (int i = 0; i < 3; i++)
			sum[i] += slot[k].sum_g[i];
		size += slot[k].size_sum_g;
		squares += slot[k].size_squares_g2;
		points += slot[k].points;
	}
	for (int i = 0; i < 3; i++)
		mean_g[i] = (float)(sum[i] / points);
	variance = squares / points - size / points * (size / points);
	*deviation_g = variance > 0 ? (float)sqrt(variance) : 0;
}

/* How many half seconds, from BEFORE_FIRST on, tell how the person stood: of those behind the last
 * hole, or, as long as there are none, of those before it. */
static int slots_before(const struct fall_watch *w)
{
	unsigned known = w->unbroken >= BEFORE_FIRST ? w->unbroken : w->slots;
	unsigned count = known < BEFORE_FIRST ? 0 : known - BEFORE_FIRST + 1;

	return count < BEFORE_SLOTS ? (int)count : BEFORE_SLOTS;
}

/* A strike within the wait belongs to the one before it: what was before stays what it was. */
static void strike(struct fall_watch *w, const struct motion_point *point)
{
	int before = slots_before(w);
	float ignored;

	if (!w->struck) {
		if (point->t_ns - w->began_ns < to_ns(w->settings.putting_on_s) || before == 0)
			return;
		mean_of(&w->slot[BEFORE_FIRST], before, w->before_g, &ignored);
		w->before_known = true;
		w->impact_g = 0;
		w->struck = true;
	}
	w->impact_ns = point->t_ns;
	w->impact_g = limited(point->peak_g, w->impact_g, IMPACT_MOST_G);
}

static float marked(float value, float least, float sure)
{
	return limited((value - least) / (sure - least), 0, 1);
}

static float confidence(const struct fall_watch *w, const struct fall_event *e)
{
	const struct fall_settings *s = &w->settings;

	return 0.4F + 0.2F * (marked(e->impact_g, s->impact_g, IMPACT_SURE_G) +
			      marked(e->turned_deg, s->turned_deg, TURNED_SURE_DEG) + 1 -
			      limited(e->still_g / s->still_g, 0, 1));
}

/* A half second that may be the end of the calm. */
static int judge(struct fall_watch *w, const float *up, int64_t t_ns, struct fall_event *event)
{
	struct fall_event e = {.state = FALL_CANDIDATE,
			       .t_ns = w->impact_ns,
			       .told_ns = t_ns,
			       .impact_g = w->impact_g};
	float after_g[3];

	mean_of(&w->slot[1], STILL_SLOTS, after_g, &e.still_g);
	e.turned_deg = angle_deg(w->before_g, after_g);
	if (e.still_g > w->settings.still_g)
		return 0;
	w->struck = false;
	if (e.turned_deg < w->settings.turned_deg ||
	    (up && angle_deg(up, after_g) < LYING_FROM_DEG))
		return 0;
	e.confidence = confidence(w, &e);
	w->open = e;
	w->steps = 0;
	w->up_points = 0;
	*event = e;
	return 1;
}

static int close_as(struct fall_watch *w, enum fall_state state, enum fall_reason reason,
		    int64_t t_ns, struct fall_event *event)
{
	*event = w->open;
	event->state = state;
	event->reason = reason;
	/* A clock that is put back in between makes no end before its beginning. */
	if (t_ns > event->told_ns)
		event->told_ns = t_ns;
	w->open = (struct fall_event){.state = FALL_NONE};
	w->struck = false;
	return 1;
}

/* Half a second of the open candidate. */
static bool is_up_again(struct fall_watch *w)
{
	float now_g[3], ignored;

	if (!w->before_known)
		return false;
	mean_of(&w->slot[1], 1, now_g, &ignored);
	if (angle_deg(now_g, w->before_g) > UP_AGAIN_DEG)
		w->up_points = 0;
	else
		w->up_points += FALL_SLOT_POINTS;
	return (float)w->up_points >= w->settings.up_again_s * MOTION_GRID_HZ;
}

static int watch_open(struct fall_watch *w, int64_t t_ns, bool slot_complete, unsigned steps,
		      struct fall_event *event)
{
	w->steps += steps;
	if (w->steps >= w->settings.walk_steps)
		return close_as(w, FALL_CANCELLED, FALL_WALKED, t_ns, event);
	if (slot_complete && is_up_again(w))
		return close_as(w, FALL_CANCELLED, FALL_UP_AGAIN, t_ns, event);
	return fall_pass_time(w, t_ns, event);
}

/* Nothing was measured up to here. How the person stood and what struck before a short hole counts;
 * stillness does not. */
static void begin_anew(struct fall_watch *w, int64_t t_ns)
{
	w->slot[0] = (struct fall_slot){.points = 0};
	w->unbroken = 0;
	w->up_points = 0;
	if (t_ns - w->newest_ns <= to_ns(CALM_UNTIL_S))
		return;
	w->slots = 0;
	w->struck = false;
}

int fall_push(struct fall_watch *w, const struct motion_point *point,
	      const struct fall_context *context, struct fall_event *event)
{
	int64_t since_ns;
	bool complete;

	if (point->begins)
		begin_anew(w, point->t_ns);
	if (!w->began) {
		w->began = true;
		w->began_ns = point->t_ns;
	}
	w->newest_ns = point->t_ns;
	complete = fill_slot(w, point);
	if (w->open.state == FALL_CANDIDATE)
		return watch_open(w, point->t_ns, complete, context->steps, event);
	if (point->peak_g >= w->settings.impact_g)
		strike(w, point);
	if (!w->struck || !complete || w->unbroken < STILL_SLOTS)
		return 0;
	since_ns = point->t_ns - w->impact_ns;
	if (since_ns > to_ns(CALM_UNTIL_S))
		w->struck = false;
	if (since_ns < to_ns(CALM_FROM_S) + STILL_NS || !w->struck)
		return 0;
	return judge(w, context->up, point->t_ns, event);
}

int fall_pass_time(struct fall_watch *w, int64_t t_ns, struct fall_event *event)
{
	if (w->open.state != FALL_CANDIDATE || t_ns - w->open.told_ns < to_ns(w->settings.window_s))
		return 0;
	return close_as(w, FALL_CONFIRMED, FALL_WINDOW_PASSED, t_ns, event);
}

void fall_resume(struct fall_watch *w, const struct fall_event *candidate, int64_t told_ns)
{
	w->open = *candidate;
	w->open.told_ns = told_ns;
	w->steps = 0;
	w->up_points = 0;
	w->before_known = false;
}

int fall_cancel(struct fall_watch *w, int64_t t_ns, struct fall_event *event)
{
	if (w->open.state != FALL_CANDIDATE)
		return 0;
	return close_as(w, FALL_CANCELLED, FALL_PRESSED, t_ns, event);
}
