/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ectopic beats in a row: couplets, ventricular runs and tachycardia, supraventricular runs.
 *
 * A ventricular tachycardia is three ventricular beats and more at 100 per minute and more, as in
 * ANSI/AAMI EC57 and the usual clinical definition; the rate is that from the first beat to the
 * last. Positions are the caller's samples.
 */
#pragma once

#include <stdbool.h>

#include "health-models/ecg/ecg_event.h"

struct event_queue;

enum { RUN_BEATS_MIN = 3 };

struct runs {
	enum beat_label label; /* of the row that is going on */
	unsigned beats;        /* in it; 0 = none */
	int64_t start, end;    /* first and last of them */
	double ms;             /* from the first to the last */
	float confidence;      /* of the least sure of them */
};

void runs_init(struct runs *r);
/* Takes a beat with its final label. Findings go to q. */
void runs_push(struct runs *r, const struct ecg_beat *beat, struct event_queue *q);
/* Nothing goes across. */
void runs_break(struct runs *r, struct event_queue *q);

static inline bool runs_is_ventricular(const struct runs *r)
{
	return r->label == BEAT_VENTRICULAR && r->beats >= RUN_BEATS_MIN;
}
