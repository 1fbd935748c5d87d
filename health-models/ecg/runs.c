/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/runs.h"

#include <string.h>

#include "health-models/ecg/event_queue.h"
#include "health-models/signal/limit.h"

static const float TACHYCARDIA_FROM_BPM = 100;

void runs_init(struct runs *r)
{
	memset(r, 0, sizeof *r);
}

static float rate_bpm(const struct runs *r)
{
	return r->ms > 0 ? (float)(60000.0 * (r->beats - 1) / r->ms) : 0;
}

/* Returns 0 for a row that is none. */
static int kind_of(const struct runs *r)
{
	if (r->label == BEAT_SUPRAVENTRICULAR)
		return r->beats >= RUN_BEATS_MIN ? FINDING_SUPRAVENTRICULAR_RUN : 0;
	if (r->beats < RUN_BEATS_MIN)
		return r->beats == 2 ? FINDING_COUPLET : 0;
	return rate_bpm(r) >= TACHYCARDIA_FROM_BPM ? FINDING_VENTRICULAR_TACHYCARDIA
						   : FINDING_VENTRICULAR_RUN;
}

void runs_break(struct runs *r, struct event_queue *q)
{
	int kind = kind_of(r);

	if (kind) {
		const struct ecg_finding finding = {
		    .kind = (enum finding_kind)kind,
		    .start_index = r->start,
		    .end_index = r->end + 1,
		    .confidence = r->confidence,
		    .reason = REASON_BEATS_IN_A_ROW,
		    .number = {(float)r->beats, rate_bpm(r)},
		};

		event_queue_put_finding(q, &finding);
	}
	r->beats = 0;
}

static void begin(struct runs *r, const struct ecg_beat *beat)
{
	r->label = beat->label;
	r->beats = 1;
	r->start = r->end = beat->sample_index;
	r->ms = 0;
	r->confidence = beat->confidence;
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
	r->confidence = smaller(r->confidence, beat->confidence);
}
