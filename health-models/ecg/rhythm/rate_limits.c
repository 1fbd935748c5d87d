/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/rhythm/rate_limits.h"

#include <string.h>

#include "health-models/ecg/event_queue.h"
#include "health-models/signal/limit.h"

static const float BACK_INSIDE = 0.05f;

const struct rate_limits rate_limits_default = {.brady_below_bpm = 40, .tachy_above_bpm = 140};

struct rate_limits rate_limits_complete(struct rate_limits limits)
{
	if (limits.brady_below_bpm == 0)
		limits.brady_below_bpm =
		    smaller(rate_limits_default.brady_below_bpm,
			    limits.tachy_above_bpm > 0 ? limits.tachy_above_bpm / 2 : 1000);
	if (limits.tachy_above_bpm == 0)
		limits.tachy_above_bpm =
		    larger(rate_limits_default.tachy_above_bpm, limits.brady_below_bpm * 2);
	return limits;
}

bool rate_limits_are_sound(struct rate_limits limits)
{
	limits = rate_limits_complete(limits);
	return limits.brady_below_bpm >= 20 && limits.brady_below_bpm <= 150 &&
	       limits.tachy_above_bpm >= 60 && limits.tachy_above_bpm <= 300 &&
	       limits.brady_below_bpm < limits.tachy_above_bpm;
}

struct rate_limits rate_limits_of_age(int years)
{
	if (years < 1)
		return (struct rate_limits){.brady_below_bpm = 60, .tachy_above_bpm = 220};
	if (years < 13)
		return (struct rate_limits){.brady_below_bpm = 50, .tachy_above_bpm = 180};
	return rate_limits_default;
}

void rate_watch_init(struct rate_watch *w, struct rate_limits limits)
{
	memset(w, 0, sizeof *w);
	w->limits = rate_limits_complete(limits);
	w->newest = -1;
}

void rate_watch_set_limits(struct rate_watch *w, struct rate_limits limits)
{
	w->limits = rate_limits_complete(limits);
}

static void end_finding(struct rate_watch *w, struct event_queue *q)
{
	bool below = w->side == RATE_BELOW;

	if (below || (w->side == RATE_ABOVE && w->beats >= RATE_TACHYCARDIA_BEATS)) {
		const struct ecg_finding finding = {
		    .kind = below ? FINDING_BRADYCARDIA : FINDING_TACHYCARDIA,
		    .start_index = w->since,
		    .end_index = w->until + 1,
		    .confidence = (float)(w->sure / (w->beats - 1)),
		    .reason = below ? REASON_RATE_BELOW_LIMIT : REASON_RATE_ABOVE_LIMIT,
		    .number = {(float)(60000.0 * (w->beats - 1) / w->ms),
			       below ? w->limits.brady_below_bpm : w->limits.tachy_above_bpm,
			       w->extreme_bpm},
		};

		event_queue_put_finding(q, &finding);
	}
	w->side = RATE_WITHIN;
}

void rate_watch_break(struct rate_watch *w, struct event_queue *q)
{
	end_finding(w, q);
	w->count = 0;
	w->newest = -1;
}

static void add_interval(struct rate_watch *w, const struct ecg_beat *beat, float is_beat)
{
	w->rr_ms[w->next] = beat->rr_ms;
	w->start[w->next] = w->newest;
	w->is_beat[w->next] = is_beat;
	w->next = (w->next + 1) % RATE_INTERVALS;
	if (w->count < RATE_INTERVALS)
		w->count++;
}

/* Summed anew each time: nothing drifts over days. */
static float sum_ms(const struct rate_watch *w)
{
	float sum = 0;

	for (unsigned i = 0; i < RATE_INTERVALS; i++)
		sum += w->rr_ms[i];
	return sum;
}

static float rate_bpm(const struct rate_watch *w)
{
	float shortest = w->rr_ms[0], longest = w->rr_ms[0];

	for (unsigned i = 1; i < RATE_INTERVALS; i++) {
		shortest = smaller(shortest, w->rr_ms[i]);
		longest = larger(longest, w->rr_ms[i]);
	}
	return 60000.0f * (RATE_INTERVALS - 2) / (sum_ms(w) - shortest - longest);
}

/* The 8 intervals that spoke for it are part of it. w->next is the oldest of them. */
static void begin(struct rate_watch *w, enum rate_side side, const struct ecg_beat *beat, float bpm)
{
	w->side = side;
	w->since = w->start[w->next];
	w->until = beat->sample_index;
	w->ms = (double)sum_ms(w);
	w->beats = RATE_INTERVALS + 1;
	w->extreme_bpm = bpm;
	w->sure = 0;
	for (unsigned i = 0; i < RATE_INTERVALS; i++)
		w->sure += (double)w->is_beat[i];
}

static bool is_over(const struct rate_watch *w, float bpm)
{
	if (w->side == RATE_BELOW)
		return bpm > w->limits.brady_below_bpm * (1 + BACK_INSIDE);
	return bpm < w->limits.tachy_above_bpm * (1 - BACK_INSIDE);
}

static void go_on(struct rate_watch *w, const struct ecg_beat *beat, float is_beat, float bpm,
		  struct event_queue *q)
{
	if (is_over(w, bpm)) {
		end_finding(w, q);
		return;
	}
	w->until = beat->sample_index;
	w->ms += (double)beat->rr_ms;
	w->sure += (double)is_beat;
	w->beats++;
	w->extreme_bpm =
	    w->side == RATE_BELOW ? smaller(w->extreme_bpm, bpm) : larger(w->extreme_bpm, bpm);
}

void rate_watch_push(struct rate_watch *w, const struct ecg_beat *beat, float is_beat,
		     struct event_queue *q)
{
	float bpm;

	if (beat->rr_ms <= 0)
		rate_watch_break(w, q);
	else if (w->newest >= 0)
		add_interval(w, beat, is_beat);
	w->newest = beat->sample_index;
	if (w->count < RATE_INTERVALS)
		return;
	bpm = rate_bpm(w);
	if (w->side != RATE_WITHIN)
		go_on(w, beat, is_beat, bpm, q);
	else if (bpm < w->limits.brady_below_bpm)
		begin(w, RATE_BELOW, beat, bpm);
	else if (bpm > w->limits.tachy_above_bpm)
		begin(w, RATE_ABOVE, beat, bpm);
}
