/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/rhythm/rhythm.h"

#include <math.h>
#include <string.h>

#include "health-models/ecg/event_queue.h"
#include "health-models/signal/limit.h"
#include "health-models/signal/sorted.h"

enum { KNOWN_AFTER = 6 /* intervals before a word is given */ };

static const float IRREGULAR_FROM = 0.10f, REGULAR_BELOW = 0.07f;

void rhythm_init(struct rhythm_state *r, struct rate_limits limits)
{
	memset(r, 0, sizeof *r);
	runs_init(&r->runs);
	ectopic_turns_init(&r->turns);
	pauses_init(&r->pauses);
	rate_watch_init(&r->rate, limits);
	paced_init(&r->paced);
	r->irregular_since = -1;
	r->atria_since = -1;
	r->newest = -1;
}

static void say_word(struct rhythm_state *r, enum rhythm word, int64_t start_index,
		     struct event_queue *q)
{
	struct ecg_event event = {.kind = ECG_RHYTHM};

	if (r->word == word)
		return;
	r->word = word;
	event.rhythm.rhythm = word;
	event.rhythm.start_index = start_index;
	event_queue_put(q, &event);
}

static void say_finding(struct event_queue *q, enum finding_kind kind, int64_t start_index,
			int64_t end_index, float confidence, enum finding_reason reason,
			float number0, float number1)
{
	struct ecg_event event = {.kind = ECG_FINDING};

	event.finding = (struct ecg_finding){
	    .kind = kind,
	    .start_index = start_index,
	    .end_index = end_index,
	    .confidence = confidence,
	    .reason = reason,
	    .number = {number0, number1},
	};
	event_queue_put(q, &event);
}

static void end_irregular(struct rhythm_state *r, int64_t end_index, struct event_queue *q)
{
	float irregularity;

	if (r->irregular_since < 0)
		return;
	irregularity = r->irregular_sum / (float)r->irregular_count;
	say_finding(q, FINDING_IRREGULAR, r->irregular_since, end_index,
		    limited(irregularity / (2 * IRREGULAR_FROM), 0, 1) *
			limited(r->irregular_sure / (float)r->irregular_count, 0, 1),
		    REASON_IRREGULARITY, smaller(1, irregularity), 0);
	r->irregular_since = -1;
}

/* Position, oldest first, in the ring of intervals. */
static unsigned slot(const struct rhythm_state *r, unsigned i)
{
	return (r->next + ECG_RHYTHM_BEATS - r->count + i) % ECG_RHYTHM_BEATS;
}

static float irregularity(const struct rhythm_state *r)
{
	float sorted[ECG_RHYTHM_BEATS];
	float sum = r->rr_ms[slot(r, 0)];
	unsigned n = r->count - 1;

	for (unsigned i = 0; i < n; i++) {
		float step = fabsf(r->rr_ms[slot(r, i + 1)] - r->rr_ms[slot(r, i)]);

		sum += r->rr_ms[slot(r, i + 1)];
		sorted_insert(sorted, i, step);
	}
	return sorted[n / 2] / (sum / (float)r->count);
}

static void judge_regularity(struct rhythm_state *r, int64_t end_index, float is_beat,
			     struct event_queue *q)
{
	float now = irregularity(r);

	if (r->irregular_since < 0 && r->count == ECG_RHYTHM_BEATS && now > IRREGULAR_FROM) {
		r->irregular_since = r->at[slot(r, 0)];
		r->irregular_sum = r->irregular_sure = 0;
		r->irregular_count = 0;
	}
	if (r->irregular_since < 0)
		return;
	if (now < REGULAR_BELOW) {
		end_irregular(r, end_index, q);
		return;
	}
	/* Newer beats count less and less: the mean stays exact enough over days. */
	if (r->irregular_count < 1000) {
		r->irregular_count++;
	} else {
		r->irregular_sum -= r->irregular_sum / 1000;
		r->irregular_sure -= r->irregular_sure / 1000;
	}
	r->irregular_sum += now;
	r->irregular_sure += is_beat;
}

static void add_interval(struct rhythm_state *r, const struct ecg_beat *beat)
{
	r->rr_ms[r->next] = beat->rr_ms;
	r->at[r->next] = beat->sample_index;
	r->next = (r->next + 1) % ECG_RHYTHM_BEATS;
	if (r->count < ECG_RHYTHM_BEATS)
		r->count++;
}

/* Early atrial beats belong to what makes a rhythm irregular; ventricular and paced ones do not. */
static bool is_left_out(const struct ecg_beat *beat)
{
	return beat->label == BEAT_VENTRICULAR || beat->label == BEAT_FUSION ||
	       beat->label == BEAT_UNKNOWN;
}

static void say_newest_word(struct rhythm_state *r, int64_t index, struct event_queue *q)
{
	enum rhythm run = runs_word(&r->runs);

	if (r->fibrillates || r->pauses.still)
		return;
	if (run != RHYTHM_UNKNOWN &&
	    !runs_are_doubtful(r->runs.beats, runs_confidence(&r->runs), r->quality))
		say_word(r, run, r->runs.start, q);
	else if (r->paced.open)
		say_word(r, RHYTHM_PACED, r->paced.start, q);
	else if (r->quality == QUALITY_UNREADABLE &&
		 (r->atria_since >= 0 || r->irregular_since >= 0))
		say_word(r, RHYTHM_UNKNOWN, index, q);
	else if (r->atria_since >= 0)
		say_word(r, RHYTHM_ATRIAL_FIBRILLATION, r->atria_since, q);
	else if (r->count < KNOWN_AFTER)
		say_word(r, RHYTHM_UNKNOWN, index, q);
	else if (r->irregular_since >= 0)
		say_word(r, RHYTHM_IRREGULAR, r->irregular_since, q);
	else
		say_word(r, RHYTHM_REGULAR, index, q);
}

void rhythm_add(struct rhythm_state *r, const struct ecg_beat *beat,
		const struct beat_evidence *evidence, bool looks_paced, struct event_queue *q)
{
	paced_push(&r->paced, beat, looks_paced, q);
	runs_push(&r->runs, beat, q);
	ectopic_turns_push(&r->turns, beat, q);
	pauses_push(&r->pauses, beat, evidence, q);
	rate_watch_push(&r->rate, beat, evidence->is_beat, q);
	if (!is_left_out(beat) && !r->after_left_out && beat->rr_ms > 0) {
		add_interval(r, beat);
		if (r->count >= KNOWN_AFTER)
			judge_regularity(r, beat->sample_index, evidence->is_beat, q);
	}
	r->after_left_out = is_left_out(beat);
	r->newest = beat->sample_index;
	say_newest_word(r, beat->sample_index, q);
}

void rhythm_silence(struct rhythm_state *r, float seconds, int64_t since, int64_t now,
		    float largest_share, struct event_queue *q)
{
	if (r->fibrillates) /* what goes on is worse than no beat, and is said already */
		return;
	if (pauses_silence(&r->pauses, seconds, since, now, largest_share, q))
		say_word(r, RHYTHM_ASYSTOLE, r->pauses.still_since, q);
	else if (r->word == RHYTHM_ASYSTOLE)
		say_word(r, RHYTHM_UNKNOWN, now, q);
}

void rhythm_fibrillation(struct rhythm_state *r, bool present, int64_t index, struct event_queue *q)
{
	pauses_break(&r->pauses, q);
	if (present)
		runs_end_before(&r->runs, index, q);
	else
		pauses_begin(&r->pauses, index);
	r->fibrillates = present;
	r->fibrillates_since = index;
	say_word(r, present ? RHYTHM_VENTRICULAR_FIBRILLATION : RHYTHM_UNKNOWN, index, q);
}

void rhythm_break(struct rhythm_state *r, struct event_queue *q)
{
	runs_break(&r->runs, q);
	ectopic_turns_break(&r->turns, q);
	pauses_break(&r->pauses, q);
	rate_watch_break(&r->rate, q);
	paced_break(&r->paced, q);
	end_irregular(r, r->newest + 1, q);
	r->after_left_out = false;
	r->atria_since = -1;
	r->count = 0;
}

void rhythm_lost(struct rhythm_state *r, int64_t start_index, struct event_queue *q)
{
	rhythm_break(r, q);
	say_word(r, RHYTHM_NO_SIGNAL, start_index, q);
}

void rhythm_back(struct rhythm_state *r, int64_t start_index, int64_t end_index,
		 enum no_signal_line line, struct event_queue *q)
{
	say_finding(q, FINDING_NO_SIGNAL, start_index, end_index, 1, REASON_NO_SIGNAL,
		    NO_SIGNAL_STRAP_UNKNOWN, (float)line);
	say_word(r, RHYTHM_UNKNOWN, end_index, q);
}

void rhythm_end(struct rhythm_state *r, int64_t lost_since, int64_t end_index,
		enum no_signal_line line, struct event_queue *q)
{
	rhythm_break(r, q);
	if (lost_since >= 0)
		say_finding(q, FINDING_NO_SIGNAL, lost_since, end_index, 1, REASON_NO_SIGNAL,
			    NO_SIGNAL_STRAP_UNKNOWN, (float)line);
}
