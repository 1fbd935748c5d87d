/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/pauses.h"

#include <string.h>

#include "health-models/ecg/event_queue.h"
#include "health-models/signal/limit.h"

static const float PAUSE_MS = 2000, LONGER_MS = 2500, LONG_MS = 3000, ASYSTOLE_MS = 4000;
static const float LABEL_WAITS_S = 5; /* at most, learning the level included */
/* Of a usual beat: the P waves of a heart that stands still are smaller. */
static const float LIKE_A_BEAT = 0.3f;

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

static void judge(const struct pauses *p, const struct ecg_beat *beat, struct event_queue *q)
{
	float seconds = beat->rr_ms / 1000;
	float sure = smaller(p->confidence, beat->confidence);
	enum finding_reason reason = beat->rr_ms >= LONG_MS     ? REASON_PAUSE_3_S
				     : beat->rr_ms >= LONGER_MS ? REASON_PAUSE_2_5_S
								: REASON_PAUSE_2_S;

	if (beat->rr_ms >= ASYSTOLE_MS)
		say(q, FINDING_ASYSTOLE, p->newest, beat->sample_index, sure, REASON_NO_BEAT,
		    seconds, 0);
	else if (beat->rr_ms >= PAUSE_MS)
		say(q, FINDING_PAUSE, p->newest, beat->sample_index, sure, reason, seconds,
		    p->rr_before_ms);
}

/* What went before the break, or before beats that are out of sight. */
static void end_still(struct pauses *p, struct event_queue *q)
{
	if (p->still)
		say(q, FINDING_ASYSTOLE, p->newest, p->still_until, p->confidence, REASON_NO_BEAT,
		    p->still_s, 0);
	p->still = false;
}

void pauses_push(struct pauses *p, const struct ecg_beat *beat, float largest_share,
		 struct event_queue *q)
{
	if (beat->rr_ms <= 0)
		end_still(p, q);
	else if (p->newest >= 0 && largest_share < LIKE_A_BEAT)
		judge(p, beat, q);
	p->still = false;
	p->newest = beat->sample_index;
	p->rr_before_ms = beat->rr_ms;
	p->confidence = beat->confidence;
}

bool pauses_silence(struct pauses *p, float seconds, int64_t now, float largest_share,
		    struct event_queue *q)
{
	if (p->newest < 0 || seconds * 1000 < ASYSTOLE_MS)
		return false;
	if (largest_share >= LIKE_A_BEAT) {
		/* The beat that ends it, until that has its final label; else noise, or worse. */
		if (seconds > p->still_s + LABEL_WAITS_S)
			end_still(p, q);
		return false;
	}
	p->still = true;
	p->still_until = now;
	p->still_s = seconds;
	return true;
}

void pauses_break(struct pauses *p, struct event_queue *q)
{
	end_still(p, q);
	p->newest = -1;
	p->rr_before_ms = 0;
}
