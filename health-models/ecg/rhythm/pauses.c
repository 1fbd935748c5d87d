/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/rhythm/pauses.h"

#include <string.h>

#include "health-models/ecg/event_queue.h"
#include "health-models/signal/limit.h"

static const float PAUSE_MS = 2000, LONGER_MS = 2500, LONG_MS = 3000, ASYSTOLE_MS = 4000;
static const float LABEL_WAITS_S = 5; /* at most, learning the level included */
/* Of a usual beat: the P waves of a heart that stands still are smaller. */
static const float LIKE_A_BEAT = 0.3f;
/* What is less sure than this is not told: the beats at its ends may be none. */
static const float SURE_ENOUGH = 0.5f;
static const float LIKE_NOISE = 0.1f, HEARD_FROM = 0.6f; /* what may be smaller, if it is sure */
/* That fibrillation has ended, and nothing else hides what goes on. */
static const float BEGUN_SURE = 0.8f;

void pauses_init(struct pauses *p)
{
	memset(p, 0, sizeof *p);
	p->newest = -1;
}

static void say(struct event_queue *q, enum finding_kind kind, int64_t start, int64_t end,
		float confidence, enum finding_reason reason, float seconds, float before_ms)
{
	const struct ecg_finding finding = {
	    .kind = kind,
	    .start_index = start,
	    .end_index = end,
	    .confidence = confidence,
	    .reason = reason,
	    .number = {seconds, before_ms},
	};

	event_queue_put_finding(q, &finding);
}

static void judge(const struct pauses *p, const struct ecg_beat *beat, float is_beat,
		  float largest_share, struct event_queue *q)
{
	float rr_ms = beat->rr_ms + p->passed_ms;
	float seconds = rr_ms / 1000;
	float sure = smaller(p->is_beat, is_beat) * (1 - largest_share);
	enum finding_reason reason = rr_ms >= LONG_MS     ? REASON_PAUSE_3_S
				     : rr_ms >= LONGER_MS ? REASON_PAUSE_2_5_S
							  : REASON_PAUSE_2_S;

	if (sure < SURE_ENOUGH)
		return;
	if (rr_ms >= ASYSTOLE_MS)
		say(q, FINDING_ASYSTOLE, p->newest, beat->sample_index, sure, REASON_NO_BEAT,
		    seconds, 0);
	else if (rr_ms >= PAUSE_MS)
		say(q, FINDING_PAUSE, p->newest, beat->sample_index, sure, reason, seconds,
		    p->rr_before_ms);
}

/* What went before the break, or before beats that are out of sight. */
static void end_still(struct pauses *p, struct event_queue *q)
{
	if (p->still)
		say(q, FINDING_ASYSTOLE, p->still_since, p->still_until,
		    p->is_beat * (1 - p->largest_share), REASON_NO_BEAT, p->still_s, 0);
	p->still = false;
}

bool pauses_hear(float is_beat, float share)
{
	return is_beat >= HEARD_FROM || share >= LIKE_NOISE;
}

void pauses_push(struct pauses *p, const struct ecg_beat *beat,
		 const struct beat_evidence *evidence, struct event_queue *q)
{
	float largest_share = larger(evidence->largest_share, p->passed_share);

	if (beat->rr_ms > 0 && !pauses_hear(evidence->is_beat, evidence->share)) {
		p->passed_ms += beat->rr_ms;
		p->passed_share = larger(largest_share, evidence->share);
		return;
	}
	if (beat->rr_ms <= 0 || p->no_beat)
		end_still(p, q);
	else if (p->newest >= 0 && largest_share < LIKE_A_BEAT)
		judge(p, beat, evidence->is_beat, largest_share, q);
	else
		end_still(p, q); /* not all the time since the beat before was silent */
	p->still = false;
	p->no_beat = false;
	p->newest = beat->sample_index;
	p->rr_before_ms = beat->rr_ms;
	p->is_beat = evidence->is_beat;
	p->passed_ms = p->passed_share = 0;
}

bool pauses_is_like_a_beat(float share)
{
	return share >= LIKE_A_BEAT;
}

bool pauses_silence(struct pauses *p, float seconds, int64_t since, int64_t now,
		    float largest_share, struct event_queue *q)
{
	int64_t from = since > p->newest ? since : p->newest;

	if (p->newest < 0 || seconds * 1000 < ASYSTOLE_MS ||
	    p->is_beat * (1 - largest_share) < SURE_ENOUGH)
		return false;
	if (largest_share >= LIKE_A_BEAT) {
		/* The beat that ends it, until that has its final label; else noise, or worse. */
		if (seconds > p->still_s + LABEL_WAITS_S)
			end_still(p, q);
		return false;
	}
	if (p->still && from > p->still_since)
		end_still(p, q);
	p->still = true;
	p->still_since = from;
	p->still_until = now;
	p->still_s = seconds;
	p->largest_share = largest_share;
	return true;
}

void pauses_begin(struct pauses *p, int64_t index)
{
	p->newest = index;
	p->no_beat = true;
	p->rr_before_ms = 0;
	p->is_beat = BEGUN_SURE;
	p->passed_ms = p->passed_share = 0;
}

void pauses_break(struct pauses *p, struct event_queue *q)
{
	end_still(p, q);
	p->newest = -1;
	p->rr_before_ms = 0;
}
