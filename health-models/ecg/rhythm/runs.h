/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ectopic beats in a row: couplets, ventricular runs and tachycardia, supraventricular runs.
 *
 * A ventricular tachycardia is three ventricular beats and more at 100 per minute and more, as in
 * ANSI/AAMI EC57 and the usual clinical definition; the rate is that from the first beat to the
 * last. Slower ones are idioventricular rhythms, from 50 per minute on accelerated ones. Positions
 * are the caller's samples.
 *
 * How sure a row is: threes.h.
 */
#pragma once

#include <stdbool.h>

#include "health-models/ecg/ecg_event.h"
#include "health-models/ecg/rhythm/threes.h"

struct event_queue;

enum { RUN_BEATS_MIN = 3 };

struct runs {
	enum beat_label label; /* of the row that is going on */
	unsigned beats;        /* in it; 0 = none */
	int64_t start, end;    /* first and last of them */
	double ms;             /* from the first to the last */
	struct threes sure;
};

void runs_init(struct runs *r);
/* Takes a beat with its final label. Findings go to q. */
void runs_push(struct runs *r, const struct ecg_beat *beat, struct event_queue *q);
/* Nothing goes across. */
void runs_break(struct runs *r, struct event_queue *q);
/* Something graver began at index: what is going on ends there. */
void runs_end_before(struct runs *r, int64_t index, struct event_queue *q);
/* Of the row that is going on, from its first beat to its last; 0 = one beat. */
float runs_rate_bpm(const struct runs *r);
float runs_confidence(const struct runs *r);
/* What is going on, RHYTHM_UNKNOWN if it is no run. */
enum rhythm runs_word(const struct runs *r);
/* Whether a run of so many beats, of this confidence, is none to tell in a signal of this grade. */
bool runs_are_doubtful(unsigned beats, float confidence, enum signal_quality quality);
