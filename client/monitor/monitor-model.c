/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/monitor/monitor-model.h"

#include <math.h>
#include <string.h>

#include "programme/finding-kinds.h"

void monitor_model_init(struct monitor_model *model)
{
	*model = (struct monitor_model){.hr_bpm = NAN,
					.hr_rest_bpm = NAN,
					.beats_seen = -1,
					.ventricular_seen = -1,
					.battery_percent = NAN,
					.breaths_per_minute = NAN,
					.contact = -1,
					.rhythm = g_strdup(""),
					.state = g_strdup(""),
					.reading = g_strdup("")};
}

void monitor_model_clear(struct monitor_model *model)
{
	for (guint i = 0; i < model->events_count; i++)
		g_free(model->events[i].text);
	g_free(model->rhythm);
	g_free(model->state);
	g_free(model->reading);
	g_free(model->last_alarm.text);
	model->last_alarm.text = NULL;
	model->events_count = 0;
	model->rhythm = NULL;
	model->state = NULL;
	model->reading = NULL;
}

static void put(struct monitor_model *model, float uv)
{
	model->uv[model->end % MONITOR_SAMPLES] = uv;
	model->end++;
}

/* Samples that are missing before this line: by index, or by time where the count began anew. */
static gint64 missing_before(const struct monitor_model *model, const struct live_ecg *ecg)
{
	gint64 by_index = ecg->index + model->offset - model->end;
	double by_time =
	    (double)(ecg->t_utc_us - model->end_utc_us) / (double)G_USEC_PER_SEC * model->rate_hz;

	if (model->end == 0)
		return 0;
	/* A lie about the index must not run the positions out of their range. */
	if (by_index >= 0)
		return MIN(by_index, G_GINT64_CONSTANT(1) << 40);
	return (gint64)fmin(fmax(by_time, 0), MONITOR_SAMPLES);
}

static void take_ecg(struct monitor_model *model, const struct live_ecg *ecg)
{
	gint64 missing;

	/* Another rate is another trace: the old one has no place on its time axis. */
	if (fabs(ecg->rate_hz - model->rate_hz) > 1e-3) {
		model->rate_hz = ecg->rate_hz;
		model->end = 0;
		model->beats_count = 0;
	}
	missing = missing_before(model, ecg);
	/* What lies further back than is kept needs no writing. */
	model->end += MAX(0, missing - MONITOR_SAMPLES);
	for (gint64 i = MIN(missing, MONITOR_SAMPLES); i > 0; i--)
		put(model, NAN);
	model->offset = model->end - ecg->index;
	for (gsize i = 0; i < ecg->samples; i++)
		put(model, ecg->uv[i]);
	model->end_utc_us = ecg->t_utc_us + (gint64)llround((double)ecg->samples / ecg->rate_hz *
							    (double)G_USEC_PER_SEC);
}

static void remove_beat(struct monitor_model *model, guint i)
{
	memmove(&model->beats[i], &model->beats[i + 1],
		(model->beats_count - i - 1) * sizeof model->beats[0]);
	model->beats_count--;
}

/* A final label may move the beat by a few samples: beats are never closer than this. */
static gboolean is_same_beat(const struct monitor_model *model, const struct monitor_beat *beat,
			     gint64 position)
{
	return fabs((double)(beat->position - position)) <= 0.1 * model->rate_hz;
}

static void take_beat(struct monitor_model *model, const struct live_beat *beat)
{
	struct monitor_beat taken = {.position = beat->index + model->offset,
				     .index = beat->index,
				     .label = beat->label,
				     .final = beat->final};

	for (guint i = model->beats_count; i-- > 0;)
		if (is_same_beat(model, &model->beats[i], taken.position))
			remove_beat(model, i);
	if (beat->label == '-' || model->end == 0)
		return;
	if (model->beats_count == MONITOR_BEATS)
		remove_beat(model, 0);
	model->beats[model->beats_count++] = taken;
}

static void add_event(struct monitor_model *model, const struct monitor_event *event)
{
	if (model->events_count == MONITOR_EVENTS) {
		g_free(model->events[0].text);
		memmove(&model->events[0], &model->events[1],
			(MONITOR_EVENTS - 1) * sizeof model->events[0]);
		model->events_count--;
	}
	model->events[model->events_count++] = *event;
}

/* (transfer full) text */
static void add_notice(struct monitor_model *model, gint64 start_utc_us, char *text)
{
	add_event(model, &(struct monitor_event){.start_utc_us = start_utc_us, .text = text});
}

static void take_gap(struct monitor_model *model, const struct live_span *gap)
{
	static const struct {
		const char *cause, *words;
	} causes[] = {
	    {"link_lost", "the wearable was out of reach"},
	    {"frame_lost", "data were lost on the way"},
	    {"queue_full", "the hub was too busy"},
	    {"bad_frame", "the wearable sent what cannot be read"},
	    {"clock_set", "the wearable's clock was set"},
	    {"stream_off", "the stream was switched off"},
	};
	const char *words = gap->word;
	double seconds = (double)(gap->end_utc_us - gap->start_utc_us) / (double)G_USEC_PER_SEC;

	/* What a lost link took from other sensors is not told again. */
	if (gap->of_other)
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(causes); i++)
		if (g_str_equal(gap->word, causes[i].cause))
			words = causes[i].words;
	model->gaps++;
	add_event(model, &(struct monitor_event){
			     .start_utc_us = gap->start_utc_us,
			     .text = g_strdup_printf("Gap of %.1f s: %s", seconds, words),
			     .is_gap = TRUE});
}

static void take_notice(struct monitor_model *model, const struct live_wearable *wearable)
{
	if (g_str_equal(wearable->notice, "battery_low"))
		add_notice(model, wearable->t_utc_us,
			   g_strdup_printf("The wearable's battery is low: %.0f %%",
					   wearable->battery_percent));
	else if (g_str_equal(wearable->notice, "contact_lost"))
		add_notice(model, wearable->t_utc_us, g_strdup("The wearable is off the skin"));
}

static void take_wearable(struct monitor_model *model, const struct live_wearable *wearable)
{
	g_free(model->state);
	model->state = g_strdup(wearable->state);
	model->contact = wearable->contact;
	if (isfinite(wearable->battery_percent))
		model->battery_percent = wearable->battery_percent;
	take_notice(model, wearable);
}

/* Rhythms and findings have the same words for it. */
gboolean monitor_needs_help(const char *word)
{
	enum finding_kind kind = ht_finding_kind_named(word);

	return kind == FINDING_VENTRICULAR_FIBRILLATION || kind == FINDING_ASYSTOLE ||
	       kind == FINDING_VENTRICULAR_TACHYCARDIA;
}

/* A reader that comes late is told the rhythm that is going on: it began then for all it knows. */
static void take_rhythm(struct monitor_model *model, const struct live_line *line)
{
	gboolean is_new = !g_str_equal(model->rhythm, line->rhythm.word);

	if (is_new)
		model->rhythm_utc_us = line->rhythm.t_utc_us;
	model->alarms += is_new && monitor_needs_help(line->rhythm.word);
	g_free(model->rhythm);
	model->rhythm = g_strdup(line->rhythm.word);
}

static void take_finding(struct monitor_model *model, const struct live_span *finding)
{
	const char *words = finding->text[0] ? finding->text : finding->word;
	const struct monitor_event event = {
	    .start_utc_us = finding->start_utc_us,
	    .text = finding->suspect ? g_strdup_printf("%s (from suspect samples)", words)
				     : g_strdup(words),
	    .is_alarm = monitor_needs_help(finding->word),
	};

	add_event(model, &event);
	if (!event.is_alarm)
		return;
	g_free(model->last_alarm.text);
	model->last_alarm = event;
	model->last_alarm.text = g_strdup(event.text);
}

static void take_reading(struct monitor_model *model, const struct live_words *reading)
{
	g_free(model->reading);
	model->reading = g_str_equal(reading->trust, "suspect")
			     ? g_strdup_printf("%s (suspect)", reading->text)
			     : g_strdup(reading->text);
	model->reading_utc_us = reading->t_utc_us;
}

static void take_trust(struct monitor_model *model, const struct live_words *trust)
{
	gboolean suspect = g_str_equal(trust->trust, "suspect");

	if (trust->of_other)
		return;
	if (suspect && !model->suspect)
		add_notice(model, trust->t_utc_us,
			   g_strdup_printf("The wearable is suspect: %s", trust->text));
	model->suspect = suspect;
	model->authenticated = g_str_equal(trust->trust, "authenticated");
}

static void take_twin(struct monitor_model *model, const struct live_twin *twin)
{
	model->hr_bpm = twin->hr_bpm;
	model->hr_rest_bpm = twin->hr_rest_bpm;
	model->beats_seen = twin->beats;
	model->ventricular_seen = twin->ventricular;
}

static gint64 time_of(const struct monitor_model *model, const struct live_line *line)
{
	switch (line->type) {
	case LIVE_ECG:
		return model->end_utc_us;
	case LIVE_RHYTHM:
		return line->rhythm.t_utc_us;
	case LIVE_TWIN:
		return line->twin.t_utc_us;
	case LIVE_WEARABLE:
		return line->wearable.t_utc_us;
	case LIVE_FINDING:
	case LIVE_GAP:
		return line->span.end_utc_us;
	case LIVE_READING:
	case LIVE_TRUST:
		return line->words.t_utc_us;
	case LIVE_SIGNAL:
		return line->signal.t_utc_us;
	case LIVE_BREATHS:
		return line->breaths.t_utc_us;
	case LIVE_BEAT:
	case LIVE_HELLO:
	case LIVE_DROPPED:
	case LIVE_END:
	case LIVE_OTHER:
		break;
	}
	return 0;
}

void monitor_model_push(struct monitor_model *model, const struct live_line *line)
{
	switch (line->type) {
	case LIVE_HELLO:
		model->format = line->format;
		break;
	case LIVE_ECG:
		take_ecg(model, &line->ecg);
		break;
	case LIVE_BEAT:
		take_beat(model, &line->beat);
		break;
	case LIVE_RHYTHM:
		take_rhythm(model, line);
		break;
	case LIVE_FINDING:
		take_finding(model, &line->span);
		break;
	case LIVE_GAP:
		take_gap(model, &line->span);
		break;
	case LIVE_TWIN:
		take_twin(model, &line->twin);
		break;
	case LIVE_WEARABLE:
		take_wearable(model, &line->wearable);
		break;
	case LIVE_READING:
		take_reading(model, &line->words);
		break;
	case LIVE_TRUST:
		take_trust(model, &line->words);
		break;
	case LIVE_SIGNAL:
		model->quality = line->signal.quality;
		model->inverted = line->signal.inverted;
		break;
	case LIVE_BREATHS:
		model->breaths_per_minute = line->breaths.per_minute;
		break;
	case LIVE_DROPPED:
		model->lines_dropped += MIN(line->dropped, G_MAXINT32);
		break;
	case LIVE_END:
	case LIVE_OTHER:
		break;
	}
	model->now_utc_us = MAX(model->now_utc_us, time_of(model, line));
}

void monitor_model_samples(const struct monitor_model *model, gint64 position, float *uv, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		gint64 at = position + (gint64)i;

		if (at < 0 || at >= model->end)
			uv[i] = INFINITY;
		else if (at < model->end - MONITOR_SAMPLES)
			uv[i] = NAN;
		else
			uv[i] = model->uv[at % MONITOR_SAMPLES];
	}
}

gboolean monitor_is_alarm(const struct monitor_model *model)
{
	return monitor_needs_help(model->rhythm) &&
	       (!model->state[0] || monitor_is_streaming(model));
}

gboolean monitor_is_streaming(const struct monitor_model *model)
{
	return g_str_equal(model->state, "streaming");
}

const char *monitor_rhythm_words(const char *rhythm)
{
	static const struct {
		const char *rhythm, *words;
	} table[] = {
	    {"", "waiting for the wearable"},
	    {"unknown", "listening"},
	    {"regular", "regular"},
	    {"irregular", "irregular"},
	    {"ventricular_run", "ventricular run"},
	    {"no_signal", "no signal"},
	    {"asystole", "no heart beat"},
	    {"ventricular_fibrillation", "ventricular fibrillation"},
	    {"atrial_fibrillation", "atrial fibrillation"},
	    {"atrial_flutter", "atrial flutter"},
	    {"ventricular_tachycardia", "ventricular tachycardia"},
	    {"supraventricular_run", "supraventricular run"},
	    {"paced", "paced"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
		if (g_str_equal(rhythm, table[i].rhythm))
			return table[i].words;
	return rhythm;
}
