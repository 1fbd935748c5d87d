/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/ecg_stream.h"

#include <math.h>

static void start_strap(struct ecg_stream *s)
{
	struct strap_contact_settings settings = strap_contact_settings_default;

	settings.rate_hz = s->rate_hz;
	s->has_strap = strap_contact_init(&s->strap, &settings) == 0;
}

int ecg_stream_init(struct ecg_stream *s, double rate_hz)
{
	const struct ecg_settings settings = {.rate_hz = rate_hz};

	s->rate_hz = rate_hz;
	s->rate_limits = rate_limits_default;
	s->engine_index = 0;
	s->next_index = 0;
	s->missing = 0;
	s->restart = false;
	s->off_from = s->off_to = -1;
	s->contact_told = false;
	s->word = RHYTHM_UNKNOWN;
	start_strap(s);
	return ecg_init(&s->engine, &settings);
}

int ecg_stream_set_rate_limits(struct ecg_stream *s, struct rate_limits limits)
{
	int rc = ecg_set_rate_limits(&s->engine, limits);

	if (rc == 0)
		s->rate_limits = limits;
	return rc;
}

/* The stretch grows while the strap is off, second by second. */
static void judge_contact(struct ecg_stream *s, float uv)
{
	bool was_off = s->has_strap && strap_contact_is_off(&s->strap);

	if (!s->has_strap || strap_contact_push(&s->strap, uv) <= 0 ||
	    !strap_contact_is_off(&s->strap))
		return;
	if (!was_off)
		s->off_from = s->next_index;
	s->off_to = s->next_index + 1;
}

bool ecg_stream_is_strap_off(const struct ecg_stream *s)
{
	return s->has_strap && strap_contact_is_off(&s->strap);
}

/* Said before the strap was known to be off. */
static bool word_is_wrong(const struct ecg_stream *s)
{
	return s->word == RHYTHM_ASYSTOLE && ecg_stream_is_strap_off(s);
}

int ecg_stream_push(struct ecg_stream *s, float uv)
{
	int rc = ecg_push(&s->engine, uv);

	if (rc >= 0) {
		judge_contact(s, uv);
		s->next_index++;
	}
	return rc == 0 ? word_is_wrong(s) : rc;
}

void ecg_stream_contact(struct ecg_stream *s, bool contact)
{
	s->contact_told = contact;
	if (s->has_strap)
		strap_contact_flag(&s->strap, contact);
}

void ecg_stream_skip(struct ecg_stream *s, int64_t count)
{
	s->missing = count;
	s->restart = (double)count > ECG_STREAM_SKIP_MAX_S * s->rate_hz;
	if (s->restart)
		ecg_flush(&s->engine);
}

void ecg_stream_flush(struct ecg_stream *s)
{
	ecg_flush(&s->engine);
}

static void shift(struct ecg_event *event, int64_t by)
{
	switch (event->kind) {
	case ECG_BEAT_FIRST:
	case ECG_BEAT_FINAL:
		event->beat.sample_index += by;
		event->beat.decided_index += by;
		break;
	case ECG_RHYTHM:
		event->rhythm.start_index += by;
		break;
	case ECG_FINDING:
		event->finding.start_index += by;
		event->finding.end_index += by;
		break;
	case ECG_QUALITY:
		event->quality.start_index += by;
		break;
	case ECG_POLARITY:
		event->polarity.start_index += by;
		break;
	}
}

static void restart(struct ecg_stream *s)
{
	const struct ecg_settings settings = {.rate_hz = s->rate_hz, .rate_limits = s->rate_limits};

	s->next_index += s->missing;
	s->engine_index = s->next_index;
	s->missing = 0;
	s->restart = false;
	/* The rate and the limits were taken before. */
	(void)ecg_init(&s->engine, &settings);
}

static bool is_off_in(const struct ecg_stream *s, const struct ecg_finding *finding)
{
	return finding->start_index < s->off_to && s->off_from < finding->end_index;
}

/* No heart is heard through a strap that hangs in the air. */
static bool is_nothing(const struct ecg_stream *s, const struct ecg_event *event)
{
	return event->kind == ECG_FINDING &&
	       (event->finding.kind == FINDING_ASYSTOLE || event->finding.kind == FINDING_PAUSE) &&
	       is_off_in(s, &event->finding);
}

static void tell_strap(const struct ecg_stream *s, struct ecg_finding *finding)
{
	if (is_off_in(s, finding))
		finding->number[0] = NO_SIGNAL_STRAP_OFF;
	else if (s->contact_told)
		finding->number[0] = NO_SIGNAL_STRAP_ON;
}

static void correct_word(struct ecg_stream *s, struct ecg_event *event)
{
	*event = (struct ecg_event){.kind = ECG_RHYTHM};
	event->rhythm.rhythm = s->word = RHYTHM_NO_SIGNAL;
	event->rhythm.start_index = s->off_from;
}

static void go_through_hole(struct ecg_stream *s)
{
	if (s->restart) {
		restart(s);
		return;
	}
	s->missing--;
	(void)ecg_stream_push(s, NAN);
}

int ecg_stream_get(struct ecg_stream *s, struct ecg_event *event)
{
	do {
		while (ecg_get(&s->engine, event) == 0) {
			if (word_is_wrong(s)) {
				correct_word(s, event);
				return 1;
			}
			if (s->missing == 0)
				return 0;
			go_through_hole(s);
		}
		shift(event, s->engine_index);
	} while (is_nothing(s, event));
	if (event->kind == ECG_FINDING && event->finding.kind == FINDING_NO_SIGNAL)
		tell_strap(s, &event->finding);
	if (event->kind == ECG_RHYTHM)
		s->word = event->rhythm.rhythm;
	if (event->kind == ECG_RHYTHM && word_is_wrong(s))
		event->rhythm.rhythm = s->word = RHYTHM_NO_SIGNAL;
	return 1;
}
