/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/rhythm/runs.h"

#include <string.h>

#include "health-models/ecg/event_queue.h"
#include "health-models/signal/limit.h"

static const float TACHYCARDIA_FROM_BPM = 100, ACCELERATED_FROM_BPM = 50;
/* Among shapes that cannot be relied on, the network must be this sure; where nothing can, only
 * long runs are told, as these are the grave ones. */
static const float SURE = 0.5f;
enum { LONG_RUN = 6 };

void runs_init(struct runs *r)
{
	memset(r, 0, sizeof *r);
}

float runs_rate_bpm(const struct runs *r)
{
	return r->ms > 0 ? (float)(60000.0 * (r->beats - 1) / r->ms) : 0;
}

float runs_confidence(const struct runs *r)
{
	return threes_confidence(&r->sure);
}

/* Returns 0 for a row that is none. */
static int kind_of(const struct runs *r)
{
	if (r->label == BEAT_SUPRAVENTRICULAR)
		return r->beats >= RUN_BEATS_MIN ? FINDING_SUPRAVENTRICULAR_RUN : 0;
	if (r->beats < RUN_BEATS_MIN)
		return r->beats == 2 ? FINDING_COUPLET : 0;
	return runs_rate_bpm(r) >= TACHYCARDIA_FROM_BPM ? FINDING_VENTRICULAR_TACHYCARDIA
							: FINDING_VENTRICULAR_RUN;
}

static enum finding_reason reason_of(enum finding_kind kind, float rate_bpm)
{
	if (kind != FINDING_VENTRICULAR_RUN)
		return REASON_BEATS_IN_A_ROW;
	return rate_bpm >= ACCELERATED_FROM_BPM ? REASON_ACCELERATED_IDIOVENTRICULAR
						: REASON_IDIOVENTRICULAR;
}

enum rhythm runs_word(const struct runs *r)
{
	if (r->beats < RUN_BEATS_MIN)
		return RHYTHM_UNKNOWN;
	if (r->label == BEAT_SUPRAVENTRICULAR)
		return RHYTHM_SUPRAVENTRICULAR_RUN;
	return runs_rate_bpm(r) >= TACHYCARDIA_FROM_BPM ? RHYTHM_VENTRICULAR_TACHYCARDIA
							: RHYTHM_VENTRICULAR_RUN;
}

bool runs_are_doubtful(unsigned beats, float confidence, enum signal_quality quality)
{
	if (quality == QUALITY_UNREADABLE)
		return beats < LONG_RUN || confidence < SURE;
	return quality == QUALITY_RHYTHM_ONLY && confidence < SURE;
}

void runs_break(struct runs *r, struct event_queue *q)
{
	int kind = kind_of(r);

	if (kind) {
		const struct ecg_finding finding = {
		    .kind = (enum finding_kind)kind,
		    .start_index = r->start,
		    .end_index = r->end + 1,
		    .confidence = runs_confidence(r),
		    .reason = reason_of((enum finding_kind)kind, runs_rate_bpm(r)),
		    .number = {(float)r->beats, runs_rate_bpm(r)},
		};

		event_queue_put_finding(q, &finding);
	}
	r->beats = 0;
}

/* Where its beats before index were is not remembered: they are taken to be evenly spaced. */
void runs_end_before(struct runs *r, int64_t index, struct event_queue *q)
{
	double share =
	    r->end > r->start ? (double)(index - r->start) / (double)(r->end - r->start) : 0;

	if (r->beats > 0 && index <= r->end) {
		r->beats = share > 0 ? 1 + (unsigned)(share * (r->beats - 1)) : 0;
		r->end = index - 1;
		r->ms *= share;
	}
	runs_break(r, q);
}

static void begin(struct runs *r, const struct ecg_beat *beat)
{
	r->label = beat->label;
	r->beats = 1;
	r->start = r->end = beat->sample_index;
	r->ms = 0;
	threes_begin(&r->sure, beat->confidence);
}

void runs_push(struct runs *r, const struct ecg_beat *beat, struct event_queue *q)
{
	bool ectopic = beat->label == BEAT_VENTRICULAR || beat->label == BEAT_SUPRAVENTRICULAR;
	bool goes_on = r->beats > 0 && beat->label == r->label && beat->rr_ms > 0;

	if (!goes_on)
		runs_break(r, q);
	if (!ectopic)
		return;
	if (!goes_on) {
		begin(r, beat);
		return;
	}
	r->beats++;
	r->end = beat->sample_index;
	r->ms += (double)beat->rr_ms;
	threes_add(&r->sure, beat->confidence);
}
