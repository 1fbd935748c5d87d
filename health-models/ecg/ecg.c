/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/ecg.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "health-models/ecg/atria/af_watch.h"
#include "health-models/ecg/beats/beat_decider.h"
#include "health-models/ecg/quality/contact.h"
#include "health-models/ecg/event_queue.h"
#include "health-models/ecg/fibrillation/fibrillation_watch.h"
#include "health-models/ecg/rhythm/finding_check.h"
#include "health-models/ecg/beats/qrs_trace.h"
#include "health-models/ecg/rhythm/rhythm.h"
#include "health-models/ecg/rhythm/silence.h"

enum {
	EVENTS_PER_SAMPLE = 160, /* one sample can end the learning time and lose contact at once */
	FLUSH_SAMPLES = 500,     /* internal: longer than any decision waits */
};

static const double RATE_MIN_HZ = 50, RATE_MAX_HZ = 2000;
static const float INPUT_MAX_UV = 1e6f; /* more than a volt is no skin potential */

const struct ecg_settings ecg_settings_default = {.rate_hz = 130};

int ecg_init(struct ecg *e, const struct ecg_settings *settings)
{
	if (!(settings->rate_hz >= RATE_MIN_HZ && settings->rate_hz <= RATE_MAX_HZ) ||
	    !rate_limits_are_sound(settings->rate_limits))
		return -ERANGE;
	memset(e, 0, sizeof *e);
	e->rate_hz = settings->rate_hz;
	rate_converter_init(&e->converter, e->rate_hz, ECG_RATE_HZ);
	qrs_trace_init(&e->trace);
	contact_init(&e->contact);
	beat_decider_init(e);
	af_detector_init(&e->af);
	fibrillation_init(&e->fibrillation);
	signal_quality_init(&e->quality);
	quality_log_init(&e->quality_log);
	rhythm_init(&e->rhythm, settings->rate_limits);
	return 0;
}

int ecg_set_rate_limits(struct ecg *e, struct rate_limits limits)
{
	if (!rate_limits_are_sound(limits))
		return -ERANGE;
	rate_watch_set_limits(&e->rhythm.rate, limits);
	return 0;
}

static int64_t caller_index(const struct ecg *e, int64_t at)
{
	int64_t index = llround(rate_converter_position(&e->converter, (double)at));

	return index < e->pushed ? index : e->pushed;
}

static void watch_contact(struct ecg *e, const struct rate_converter_sample *s)
{
	int64_t lost_since;

	switch (contact_push(&e->contact, s->value, s->missing, &lost_since)) {
	case CONTACT_SAME:
		break;
	case CONTACT_LOST:
		beat_decider_finish(e, e->contact.count);
		af_watch_end(e);
		fibrillation_watch_end(e, lost_since);
		rhythm_lost(&e->rhythm, caller_index(e, lost_since), &e->queue);
		break;
	case CONTACT_BACK:
		rhythm_back(&e->rhythm, caller_index(e, lost_since),
			    caller_index(e, e->contact.judged), contact_line(&e->contact),
			    &e->queue);
		beat_decider_relearn(e);
		fibrillation_watch_end(e, e->contact.judged);
		break;
	}
}

static void watch_silence(struct ecg *e, float uv)
{
	struct silent silent;

	if (silence_step(e, uv, &silent) && !e->contact.lost)
		rhythm_silence(&e->rhythm, silent.seconds, caller_index(e, silent.since),
			       caller_index(e, e->contact.count), silent.largest_share, &e->queue);
}

static void step(struct ecg *e, const struct rate_converter_sample *s)
{
	struct deflection d;

	if (!e->flushed)
		watch_contact(e, s);
	if (qrs_trace_push(&e->trace, s->value, &d) && d.at < e->contact.count && !e->contact.lost)
		beat_decider_add(e, &d);
	beat_decider_step(e);
	if (e->flushed)
		return;
	watch_silence(e, s->value);
	fibrillation_watch_push(e, s->value, s->missing);
}

static void take(struct ecg *e, float uv)
{
	struct rate_converter_sample s;

	rate_converter_push(&e->converter, uv);
	while (rate_converter_get(&e->converter, &s))
		step(e, &s);
}

int ecg_push(struct ecg *e, float uv)
{
	if (e->flushed)
		return -EINVAL;
	if (!event_queue_has_room(&e->queue, EVENTS_PER_SAMPLE))
		return -ENOBUFS;
	e->pushed++;
	take(e, fabsf(uv) <= INPUT_MAX_UV ? uv : NAN);
	finding_check(e);
	return e->queue.count > 0;
}

int ecg_flush(struct ecg *e)
{
	int64_t lost_since = -1;
	float last_uv;

	if (e->flushed)
		return e->queue.count > 0;
	if (!event_queue_has_room(&e->queue, EVENTS_PER_SAMPLE))
		return -ENOBUFS;
	e->flushed = true;
	fibrillation_watch_end(e, e->fibrillation.count);
	/* The signal stands still where it ended until every decision has fallen. */
	last_uv = (float)(e->converter.last + e->converter.offset);
	for (double i = 0; i < FLUSH_SAMPLES; i += ECG_RATE_HZ / e->rate_hz)
		take(e, last_uv);
	beat_decider_finish(e, INT64_MAX);
	af_watch_end(e);
	if (e->contact.lost)
		lost_since = caller_index(e, e->contact.dead_since);
	rhythm_end(&e->rhythm, lost_since, e->pushed, contact_line(&e->contact), &e->queue);
	finding_check(e);
	return e->queue.count > 0;
}

int ecg_get(struct ecg *e, struct ecg_event *event)
{
	return event_queue_get(&e->queue, event);
}
