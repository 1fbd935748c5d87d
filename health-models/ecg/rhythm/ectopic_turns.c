/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/rhythm/ectopic_turns.h"

#include <stdbool.h>
#include <string.h>

#include "health-models/ecg/event_queue.h"

enum { PERIOD_MAX = 3 };

void ectopic_turns_init(struct ectopic_turns *t)
{
	memset(t, 0, sizeof *t);
}

static enum finding_reason reason_of(const struct ectopic_turns *t)
{
	bool ventricular = t->label == BEAT_VENTRICULAR;

	if (t->period == 2)
		return ventricular ? REASON_EVERY_SECOND_VENTRICULAR
				   : REASON_EVERY_SECOND_SUPRAVENTRICULAR;
	return ventricular ? REASON_EVERY_THIRD_VENTRICULAR : REASON_EVERY_THIRD_SUPRAVENTRICULAR;
}

static void end_chain(struct ectopic_turns *t, struct event_queue *q)
{
	if (t->period > 0 && t->ectopic >= TURNS_MIN) {
		const struct ecg_finding finding = {
		    .kind = t->period == 2 ? FINDING_BIGEMINY : FINDING_TRIGEMINY,
		    .start_index = t->start,
		    .end_index = t->end + 1,
		    .confidence = threes_confidence(&t->sure),
		    .reason = reason_of(t),
		    .number = {(float)t->ectopic, (float)(60000.0 * t->beats / t->ms)},
		};

		event_queue_put_finding(q, &finding);
	}
	t->period = 0;
}

void ectopic_turns_break(struct ectopic_turns *t, struct event_queue *q)
{
	end_chain(t, q);
	t->label = BEAT_NONE;
}

/* A fusion beat is a ventricular one that a normal one met. */
static enum beat_label ectopic_label(const struct ecg_beat *beat)
{
	switch (beat->label) {
	case BEAT_VENTRICULAR:
	case BEAT_FUSION:
		return BEAT_VENTRICULAR;
	case BEAT_SUPRAVENTRICULAR:
		return BEAT_SUPRAVENTRICULAR;
	case BEAT_NORMAL:
	case BEAT_UNKNOWN:
	case BEAT_NONE:
		break;
	}
	return BEAT_NONE;
}

static void begin_chain(struct ectopic_turns *t)
{
	t->period = t->since;
	t->ectopic = 1;
	t->beats = 0;
	t->start = t->at;
	t->ms = 0;
	threes_begin(&t->sure, t->newest_confidence);
}

/* The ectopic beat is the next of its chain, or of a new one that begins with the one before. */
static void link(struct ectopic_turns *t, const struct ecg_beat *beat)
{
	if (t->period == 0)
		begin_chain(t);
	t->ectopic++;
	t->beats += t->since;
	t->ms += (double)t->since_ms;
	t->end = beat->sample_index;
	threes_add(&t->sure, beat->confidence);
}

static void take_ectopic(struct ectopic_turns *t, const struct ecg_beat *beat,
			 enum beat_label label, struct event_queue *q)
{
	bool of_kind = label == t->label && t->since >= 2 && t->since <= PERIOD_MAX;

	if (t->period > 0 && (!of_kind || t->since != t->period))
		end_chain(t, q);
	if (of_kind)
		link(t, beat);
	t->label = label;
	t->since = 0;
	t->since_ms = 0;
	t->at = beat->sample_index;
	t->newest_confidence = beat->confidence;
}

void ectopic_turns_push(struct ectopic_turns *t, const struct ecg_beat *beat, struct event_queue *q)
{
	enum beat_label label = ectopic_label(beat);

	if (beat->rr_ms <= 0)
		ectopic_turns_break(t, q);
	if (t->since <= PERIOD_MAX) {
		t->since++;
		t->since_ms += beat->rr_ms;
	}
	if (label != BEAT_NONE)
		take_ectopic(t, beat, label, q);
	else if (t->period > 0 && t->since >= t->period)
		end_chain(t, q); /* its turn has come and it has not */
}
