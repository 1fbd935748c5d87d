/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Beats that a pacemaker began.
 *
 * Its spike lasts half a millisecond and does not get through a strap's 130 samples a second, nor
 * through MIT-BIH's 360. What is left of it is a broad complex that begins all at once: the
 * steepest 20 ms are its first, out of a line that was flat, with a kink right behind them, and
 * what follows is slow. Ventricular beats and bundle branch blocks begin slowly and are steepest
 * in the middle. The limits below lie between the paced beats of mitdb 107 and 217, of which they
 * find 86 and 90 %, and everything else in hand: of 16 beats in a row, all 16 are such in those
 * two, with noise and at 130 Hz as well, and 7 at most in 82 other recordings of mitdb, svdb,
 * nsrdb, cudb, vfdb and harlab. Two hearts are few: who else is paced may look different, and the
 * atrium's pacing, whose complexes are narrow, is not seen at all.
 *
 * A stretch is paced from 12 such beats of 16 on until fewer than 6 of 16 are. Positions are the
 * caller's samples.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "health-models/ecg/ecg_event.h"

struct candidate;
struct event_queue;
struct qrs_trace;

enum { PACED_BEATS = 16 };

struct paced {
	int64_t at[PACED_BEATS]; /* of the newest beats, a ring */
	float rr_ms[PACED_BEATS];
	uint32_t looked_so;   /* bit 0 = the newest: it looks paced */
	unsigned beats, next; /* since the break; where the next goes */
	bool open;            /* a paced stretch is going on */
	int64_t start, end;   /* of it, or of the one before: first and newest paced beat */
	unsigned in_it, paced_in_it;
	double ms, qrs_ms; /* sums over its beats, over its paced beats */
	unsigned intervals;
};

/* Whether the beat looks as if a pacemaker had begun it. To be called while the trace still holds
 * it, from 200 ms after it on. */
bool paced_looks_so(const struct qrs_trace *t, const struct candidate *c);

void paced_init(struct paced *p);
/* Takes a beat with its final label. Findings go to q. */
void paced_push(struct paced *p, const struct ecg_beat *beat, bool looks_so, struct event_queue *q);
/* Nothing goes across. */
void paced_break(struct paced *p, struct event_queue *q);
