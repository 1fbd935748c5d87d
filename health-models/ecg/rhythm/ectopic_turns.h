/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ectopic beats that take turns with normal ones: every second beat (bigeminy) or every third
 * (trigeminy), three times and more without an exception. Positions are the caller's samples.
 */
#pragma once

#include "health-models/ecg/ecg_event.h"
#include "health-models/ecg/rhythm/threes.h"

struct event_queue;

enum { TURNS_MIN = 3 /* ectopic beats */ };

struct ectopic_turns {
	enum beat_label label; /* of the newest ectopic beat, BEAT_NONE = none since the break */
	unsigned since;        /* beats after it */
	float since_ms;        /* since it */
	int64_t at;            /* where it was */
	float newest_confidence;
	unsigned period;  /* 2 or 3: how far apart the ectopic beats of the chain are; 0 = none */
	unsigned ectopic; /* beats in the chain */
	unsigned beats;   /* from its first ectopic beat to its last, without the first */
	int64_t start, end;
	double ms;
	struct threes sure;
};

void ectopic_turns_init(struct ectopic_turns *t);
/* Takes a beat with its final label. Findings go to q. */
void ectopic_turns_push(struct ectopic_turns *t, const struct ecg_beat *beat,
			struct event_queue *q);
void ectopic_turns_break(struct ectopic_turns *t, struct event_queue *q);
