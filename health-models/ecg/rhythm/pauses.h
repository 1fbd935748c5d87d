/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A heart that keeps still: pauses between two beats, and asystole.
 *
 * A pause is an interval of 2 s and more; its reason tells the largest of the customary limits 2,
 * 2.5 and 3 s that it reaches. From 4 s on it is an asystole (the alarm of the PhysioNet /
 * Computing in Cardiology Challenge 2015), told as a rhythm word while it lasts. An interval with
 * something in it of 0.3 of a usual beat is no pause: a beat was overlooked, or it is noise. The
 * confidence is that the less sure of its beats is one, less that largest deflection's share.
 * Positions are the caller's samples.
 */
#pragma once

#include <stdbool.h>

#include "health-models/ecg/ecg_event.h"

struct event_queue;

/* What speaks for a beat, whatever its label. Shares are of a usual beat's energy. */
struct beat_evidence {
	float is_beat;       /* the probability that it is one */
	float share;         /* its own */
	float largest_share; /* of the largest deflection between it and the beat before */
};

struct pauses {
	float passed_ms, passed_share; /* of small, doubtful beats since the newest */

	float rr_before_ms; /* 0 = not known */
	float is_beat;      /* of the newest beat: the probability that it is one */
	int64_t newest;     /* where it was, -1 = none since the break */
	bool no_beat;       /* what is there is no beat but the end of fibrillation */
	bool still;         /* no beat for so long that it is an asystole */
	int64_t still_since, still_until;
	float still_s;
	float largest_share; /* of a usual beat, while it is still */
};

void pauses_init(struct pauses *p);
/* Takes a beat with its final label. Findings go to q. */
void pauses_push(struct pauses *p, const struct ecg_beat *beat,
		 const struct beat_evidence *evidence, struct event_queue *q);
/* Whether it is one for a pause: what is as small as noise and as doubtful ends none. */
bool pauses_hear(float is_beat, float share);
/* No beat, not even one with a first label, and nothing as large as one for so long, from since up
 * to now, though there is contact. Returns true while that is an asystole; findings go to q. */
bool pauses_silence(struct pauses *p, float seconds, int64_t since, int64_t now,
		    float largest_share, struct event_queue *q);
/* Whether a deflection of this share of a usual beat could be one. */
bool pauses_is_like_a_beat(float share);
/* Fibrillation ended at index: the heart may stand still from there on. */
void pauses_begin(struct pauses *p, int64_t index);
void pauses_break(struct pauses *p, struct event_queue *q);
