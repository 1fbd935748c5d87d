/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/fibrillation/fibrillation_watch.h"

#include <math.h>

#include "health-models/ecg/event_queue.h"
#include "health-models/ecg/rhythm/rhythm.h"
#include "health-models/ecg/rhythm/silence.h"

/* A change of grade is of the middle of the window that it was seen in: 2 s. */
enum { GRADE_DELAY = 2 * ECG_RATE_HZ };

static int64_t caller_index(const struct ecg *e, int64_t at)
{
	int64_t index = llround(rate_converter_position(&e->converter, (double)at));

	return index < 0 ? 0 : index < e->pushed ? index : e->pushed;
}

static void say_quality(struct ecg *e)
{
	struct ecg_event event = {.kind = ECG_QUALITY};

	event.quality.quality = e->quality.grade;
	event.quality.start_index = caller_index(e, e->fibrillation.count - GRADE_DELAY);
	event_queue_put(&e->queue, &event);
}

static void log_quality(struct ecg *e)
{
	rhythm_quality(&e->rhythm, e->quality.grade);
	if (e->fibrillation.count >= GRADE_DELAY)
		quality_log_add(&e->quality_log, e->quality.grade);
}

static void say(struct ecg *e, enum fibrillation_change change,
		const struct fibrillation_span *span)
{
	struct ecg_finding finding = {
	    .kind = FINDING_VENTRICULAR_FIBRILLATION,
	    .start_index = caller_index(e, span->start),
	    .end_index = caller_index(e, span->end),
	    .confidence = span->confidence,
	    .reason = REASON_FIBRILLATION_WAVES,
	    .number = {span->waves_per_min, span->height_uv},
	};

	if (change == FIBRILLATION_BEGAN) {
		rhythm_fibrillation(&e->rhythm, true, finding.start_index, &e->queue);
		return;
	}
	rhythm_fibrillation(&e->rhythm, false, finding.end_index, &e->queue);
	silence_heard(e, span->end);
	if (finding.end_index > finding.start_index)
		event_queue_put_finding(&e->queue, &finding);
}

static void judge_second(struct ecg *e)
{
	struct fibrillation_span span;
	enum fibrillation_change change = fibrillation_judge_second(&e->fibrillation, &span);

	if (change != FIBRILLATION_SAME)
		say(e, change, &span);
	if (signal_quality_second(&e->quality, &e->fibrillation, e->contact.lost))
		say_quality(e);
	log_quality(e);
}

void fibrillation_watch_push(struct ecg *e, float uv, bool missing)
{
	if (fibrillation_collect(&e->fibrillation, uv, missing))
		judge_second(e);
}

void fibrillation_watch_end(struct ecg *e, int64_t end)
{
	struct fibrillation_span span;

	if (fibrillation_break(&e->fibrillation, end, &span) != FIBRILLATION_SAME)
		say(e, FIBRILLATION_ENDED, &span);
}
