/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/af_watch.h"

#include "health-models/ecg/candidates.h"
#include "health-models/ecg/event_queue.h"

static void say(struct ecg *e, const struct ecg_finding *finding)
{
	struct ecg_event event = {.kind = ECG_FINDING, .finding = *finding};

	event_queue_put(&e->queue, &event);
}

void af_watch_beat(struct ecg *e, int64_t number, const struct ecg_beat *beat)
{
	int64_t before = beat_before(e, number);
	struct af_atrial atrial;
	struct ecg_finding finding;

	af_atrial_measure(&e->trace, candidate_seen(e, number),
			  before < 0 ? -1 : candidate_seen(e, before)->at, &atrial);
	if (af_detector_add(&e->af, beat, &atrial, &finding))
		say(e, &finding);
}

void af_watch_end(struct ecg *e)
{
	struct ecg_finding finding;

	if (af_detector_finish(&e->af, &finding))
		say(e, &finding);
}
