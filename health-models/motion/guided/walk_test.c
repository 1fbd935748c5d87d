/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/guided/walk_test.h"

#include <stddef.h>

#include "common/timebase.h"

static const int64_t LENGTH_NS = WALK_TEST_MINUTES * 60 * NS_PER_S;
static const int64_t SHORTEST_NS = 60 * NS_PER_S;
static const double COVERED_MIN = 0.9;
static const int64_t GAIT_MIDDLE_NS = NS_PER_S * GAIT_WINDOW / GAIT_HZ / 2;

void walk_test_init(struct walk_test *w, int64_t go_ns)
{
	*w = (struct walk_test){.go_ns = go_ns};
	steps_init(&w->steps, NULL);
	gait_init(&w->gait);
}

static void start(struct walk_test *w, int64_t t_ns)
{
	w->state = GUIDED_RUNNING;
	w->result.start_ns = t_ns;
	w->last_walk_ns = t_ns;
	w->end_ns = t_ns;
}

static int minute_of(const struct walk_test *w, int64_t t_ns)
{
	int64_t minute = (t_ns - w->result.start_ns) / (60 * NS_PER_S);

	return minute < 0 ? 0 : minute < WALK_TEST_MINUTES ? (int)minute : WALK_TEST_MINUTES - 1;
}

static float seconds_of(int64_t ns)
{
	return (float)((double)ns / (double)NS_PER_S);
}

/* The person walked at this moment: a stop lies between two such that are far apart. */
static void note_walking(struct walk_test *w, int64_t t_ns)
{
	struct walk_test_result *r = &w->result;
	float pause_s = seconds_of(t_ns - w->last_walk_ns);

	if (pause_s <= 0)
		return;
	if (pause_s > w->steps.settings.pause_s) {
		r->walked_s -= pause_s;
		if (r->stops < WALK_TEST_STOPS_MAX)
			r->stop[r->stops] =
			    (struct walk_stop){.start_s = seconds_of(w->last_walk_ns - r->start_ns),
					       .length_s = pause_s};
		r->stops++;
	}
	w->last_walk_ns = t_ns;
}

/* The first of a bout are told late, all at once. */
static void count(struct walk_test *w, unsigned steps, int64_t t_ns)
{
	if (steps == 0)
		return;
	if (steps > 1)
		note_walking(w, w->steps.first_ns);
	note_walking(w, t_ns);
	w->firm[minute_of(w, t_ns)] += steps;
}

/* The five seconds up to now: of walking, or not. */
static void take_gait(struct walk_test *w, const struct gait_second *second, int64_t t_ns)
{
	int minute = minute_of(w, t_ns);

	if (second->walking) {
		w->expected[minute] += 1 / (double)second->step_s;
		w->expected_firm[minute] += w->second_steps;
		note_walking(w, t_ns - GAIT_MIDDLE_NS);
	}
	w->second_steps = 0;
}

static void sum_up(struct walk_test *w)
{
	struct walk_test_result *r = &w->result;

	r->complete = w->end_ns - r->start_ns >= LENGTH_NS;
	r->seconds = seconds_of(w->end_ns - r->start_ns);
	note_walking(w, w->end_ns);
	r->walked_s += r->seconds;
	for (int i = 0; i < WALK_TEST_MINUTES; i++) {
		double soft = w->expected[i] - w->expected_firm[i];
		unsigned added = soft > 0 ? (unsigned)(soft + 0.5) : 0;

		r->steps += w->firm[i] + added;
		r->soft_steps += added;
		r->cadence_spm[i] =
		    r->seconds >= 60 * (float)(i + 1) - 0.5F ? (float)(w->firm[i] + added) : -1;
	}
}

static enum guided_state end(struct walk_test *w)
{
	double whole = (double)(w->end_ns - w->result.start_ns) / (double)NS_PER_S * MOTION_GRID_HZ;

	w->state = GUIDED_REFUSED;
	if (w->end_ns - w->result.start_ns < SHORTEST_NS) {
		w->refusal = GUIDED_TOO_SHORT;
	} else if (w->points < COVERED_MIN * whole) {
		w->refusal = GUIDED_SAMPLES_MISSING;
	} else {
		sum_up(w);
		if (w->result.steps == 0)
			w->refusal = GUIDED_NOBODY_WALKED;
		else
			w->state = GUIDED_DONE;
	}
	return w->state;
}

static void run(struct walk_test *w, const struct motion_point *point, unsigned steps)
{
	struct gait_second second;

	w->points++;
	w->end_ns = point->t_ns + NS_PER_S / MOTION_GRID_HZ;
	w->second_steps += steps;
	count(w, steps, point->t_ns);
	if (gait_push(&w->gait, point, &second))
		take_gait(w, &second, point->t_ns);
}

enum guided_state walk_test_push(struct walk_test *w, const struct motion_point *point)
{
	unsigned steps;

	if (w->state == GUIDED_DONE || w->state == GUIDED_REFUSED)
		return w->state;
	steps = steps_push(&w->steps, point);
	if (w->state != GUIDED_RUNNING) {
		struct gait_second ignored;

		if (w->go_ns != GUIDED_BY_MOVEMENT && point->t_ns >= w->go_ns) {
			start(w, w->go_ns);
		} else if (w->go_ns == GUIDED_BY_MOVEMENT && steps > 0) {
			start(w, w->steps.first_ns);
			w->points = (unsigned)((point->t_ns - w->result.start_ns) * MOTION_GRID_HZ /
					       NS_PER_S);
		} else {
			gait_push(&w->gait, point, &ignored);
			return w->state;
		}
	}
	if (point->t_ns - w->result.start_ns >= LENGTH_NS) {
		w->end_ns = w->result.start_ns + LENGTH_NS;
		return end(w);
	}
	run(w, point, steps);
	return w->state;
}

enum guided_state walk_test_finish(struct walk_test *w)
{
	if (w->state == GUIDED_RUNNING)
		return end(w);
	if (w->state != GUIDED_DONE && w->state != GUIDED_REFUSED) {
		w->state = GUIDED_REFUSED;
		w->refusal = GUIDED_NOBODY_WALKED;
	}
	return w->state;
}

bool walk_test_get(const struct walk_test *w, struct walk_test_result *result)
{
	if (w->state != GUIDED_DONE)
		return false;
	*result = w->result;
	return true;
}
