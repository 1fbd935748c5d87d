/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From beats with their final label to the rhythm word and the findings.
 *
 * Irregularity is the median difference of neighbouring RR intervals between normal beats, divided
 * by their mean: about 0.02 in a sinus rhythm, 0.15 and more in atrial fibrillation.
 */
#pragma once

#include "health-models/ecg/ecg_state.h"

void rhythm_init(struct rhythm_state *r, struct rate_limits limits);
/* Takes a beat with its final label; rr_ms 0 = none. Events go to q; index in the
 * caller's samples. */
void rhythm_add(struct rhythm_state *r, const struct ecg_beat *beat,
		const struct beat_evidence *evidence, bool looks_paced, struct event_queue *q);
/* No beat and nothing like one for so many seconds, from since up to now in the caller's samples;
 * to be called often. */
void rhythm_silence(struct rhythm_state *r, float seconds, int64_t since, int64_t now,
		    float largest_share, struct event_queue *q);
/* Ventricular fibrillation was seen to begin or to end at index. */
void rhythm_fibrillation(struct rhythm_state *r, bool present, int64_t index,
			 struct event_queue *q);
/* Atrial fibrillation goes on, as far as is known by now, since start_index; -1 = none. */
static inline void rhythm_atria(struct rhythm_state *r, int64_t start_index)
{
	r->atria_since = start_index;
}
/* The grade of the signal, when it is judged. */
static inline void rhythm_quality(struct rhythm_state *r, enum signal_quality grade)
{
	r->quality = grade;
}
/* Contact was lost at start_index. */
void rhythm_lost(struct rhythm_state *r, int64_t start_index, struct event_queue *q);
/* Contact, lost from start_index, is back at end_index. */
void rhythm_back(struct rhythm_state *r, int64_t start_index, int64_t end_index,
		 enum no_signal_line line, struct event_queue *q);
/* Samples are missing: no interval and no run goes across. */
void rhythm_break(struct rhythm_state *r, struct event_queue *q);
/* The recording ends at end_index, without contact since lost_since (-1 = with contact). */
void rhythm_end(struct rhythm_state *r, int64_t lost_since, int64_t end_index,
		enum no_signal_line line, struct event_queue *q);
