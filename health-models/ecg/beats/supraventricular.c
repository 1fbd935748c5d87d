/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/supraventricular.h"

#include <math.h>

#include "health-models/ecg/beats/rr_window.h"

static const float EARLY = 0.93f;           /* of the usual interval */
static const float IRREGULAR = 0.15f;       /* interquartile range over median */
static const unsigned IRREGULAR_BEATS = 10; /* intervals that this takes */
static const float RUN_SHARE = 0.8f;        /* of the usual interval before the run */
static const float RUN_STEADY = 0.12f;      /* from one interval of a run to its level */
static const float RUN_AFTER_V = 1.3f;      /* of its level, after a ventricular beat */
static const float RUN_LEVEL_RATE = 0.25f;

static bool is_irregular(const struct supraventricular *s)
{
	const struct rr_window *w = &s->normal;

	return w->count >= IRREGULAR_BEATS &&
	       w->three_quarters - w->quarter > IRREGULAR * w->median;
}

bool supraventricular_early(float rr, float usual)
{
	return rr > 0 && rr < EARLY * usual;
}

bool supraventricular_possible(const struct supraventricular *s, float rr, float usual)
{
	return supraventricular_early(rr, usual) && !is_irregular(s);
}

static void begin_run(struct supraventricular *s, float rr, float usual)
{
	s->in_run = true;
	s->rest = usual;
	s->level = rr;
}

static bool keeps_run(const struct supraventricular *s, float rr)
{
	if (rr <= 0)
		return false;
	if (s->newest == BEAT_VENTRICULAR)
		return rr < RUN_AFTER_V * s->level;
	return rr < RUN_SHARE * s->rest && fabsf(rr - s->level) < RUN_STEADY * s->level;
}

static enum beat_label in_run(struct supraventricular *s, enum beat_label label, float rr)
{
	if (label == BEAT_VENTRICULAR)
		return label;
	if (keeps_run(s, rr) && !is_irregular(s)) {
		if (s->newest != BEAT_VENTRICULAR)
			s->level += RUN_LEVEL_RATE * (rr - s->level);
		return BEAT_SUPRAVENTRICULAR;
	}
	/* An early beat of its own may open the next run. */
	s->in_run = label == BEAT_SUPRAVENTRICULAR && rr > 0 && rr < RUN_SHARE * s->rest;
	s->level = rr;
	return label;
}

enum beat_label supraventricular_take(struct supraventricular *s, enum beat_label label, float rr,
				      float usual)
{
	enum beat_label alone = label;

	if (label == BEAT_SUPRAVENTRICULAR && is_irregular(s))
		label = BEAT_NORMAL;
	if (s->in_run)
		label = in_run(s, label, rr);
	else if (label == BEAT_SUPRAVENTRICULAR && rr > 0)
		begin_run(s, rr, usual);
	/* Premature beats by their looks are no measure of how regular the others are. */
	if (alone == BEAT_NORMAL && label == alone && s->newest == BEAT_NORMAL && rr > 0)
		rr_window_add(&s->normal, rr);
	s->newest = label == BEAT_NORMAL ? alone : label;
	return label;
}

void supraventricular_break(struct supraventricular *s)
{
	s->in_run = false;
	s->newest = BEAT_NONE;
}
