/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A heart that keeps still: pauses between two beats, and asystole.
 *
 * A pause is an interval of 2 s and more; its reason tells the largest of the customary limits 2,
 * 2.5 and 3 s that it reaches. From 4 s on it is an asystole (the alarm of the PhysioNet /
 * Computing in Cardiology Challenge 2015), told as a rhythm word while it lasts. An interval with
 * something in it of 0.3 of a usual beat is no pause: a beat was overlooked, or it is noise.
 * Positions are the caller's samples.
 */
#pragma once

#include <stdbool.h>

#include "health-models/ecg/ecg_event.h"

struct event_queue;

struct pauses {
	float rr_before_ms; /* 0 = not known */
	float confidence;   /* of the newest beat */
	int64_t newest;     /* where it was, -1 = none since the break */
	bool still;         /* no beat for so long that it is an asystole */
	int64_t still_until;
	float still_s;
};

void pauses_init(struct pauses *p);
/* Takes a beat with its final label, and the largest deflection since the beat before, as a share
 * of a usual beat's. Findings go to q. */
void pauses_push(struct pauses *p, const struct ecg_beat *beat, float largest_share,
		 struct event_queue *q);
/* No beat, not even one with a first label, for so long up to now, though there is contact.
 * Returns true while that is an asystole; findings go to q. */
bool pauses_silence(struct pauses *p, float seconds, int64_t now, float largest_share,
		    struct event_queue *q);
void pauses_break(struct pauses *p, struct event_queue *q);
