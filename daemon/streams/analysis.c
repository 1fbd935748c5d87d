/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/analysis.h"

#include "common/timebase.h"
#include "daemon/streams/signal-spans.h"
#include "daemon/live/trace-line.h"
#include "daemon/alerts/urgency.h"
#include "health-models/ecg/beat_record.h"
#include "health-models/ecg/ecg_stream.h"
#include "health-models/ecg/finding_record.h"
#include "health-models/ecg/variability/respiration.h"
#include "health-models/trust/plausibility.h"

enum { BATCH_MAX = 64 };

struct _HtAnalysis {
	const HtOutlets *outlets;
	const char *person;
	const char *stream;
	const struct timeline *timeline;
	const HtTrustLog *trust;
	struct ecg_stream engine;
	HtSignalSpans signal;
	struct respiration respiration;
	struct plausible_heart heart;
	gboolean implausible;
	gint64 twin_line_index; /* when the live trace last had a "twin" line */
	struct ecg_beat batch[BATCH_MAX];
	gsize batch_count;
	gboolean feeds_twin;
	enum rhythm rhythm;
	HtUrgency urgency;
};

HtAnalysis *ht_analysis_new(const HtOutlets *outlets, const char *person, const char *stream,
			    const struct timeline *timeline, const HtTrustLog *trust)
{
	g_autoptr(HtAnalysis) analysis = g_new0(HtAnalysis, 1);

	analysis->outlets = outlets;
	analysis->person = person;
	analysis->stream = stream;
	analysis->timeline = timeline;
	analysis->trust = trust;
	if (ecg_stream_init(&analysis->engine, timeline_rate_hz(timeline)) < 0)
		return NULL;
	/* It takes every rate that the engine takes. */
	(void)respiration_init(&analysis->respiration, timeline_rate_hz(timeline));
	plausible_heart_init(&analysis->heart, &plausible_heart_settings_default);
	analysis->feeds_twin = ht_twins_claim(outlets->twins, person, stream);
	return g_steal_pointer(&analysis);
}

void ht_analysis_free(HtAnalysis *analysis)
{
	g_free(analysis);
}

static gint64 utc_of(const HtAnalysis *analysis, gint64 index)
{
	return timeline_utc_ns(analysis->timeline, index);
}

static gboolean is_watched(const HtAnalysis *analysis)
{
	return ht_live_wanted(analysis->outlets->live, analysis->person);
}

static void send_live(const HtAnalysis *analysis, char *line)
{
	ht_live_send(analysis->outlets->live, analysis->person, line);
}

static struct record new_record(const HtAnalysis *analysis, enum record_kind kind, gint64 start,
				gint64 end)
{
	struct record record = {.kind = (guint16)kind,
				.start_utc_ns = utc_of(analysis, start),
				.end_utc_ns = utc_of(analysis, end)};

	g_strlcpy(record.person, analysis->person, sizeof record.person);
	g_strlcpy(record.stream, analysis->stream, sizeof record.stream);
	return record;
}

void ht_analysis_write_beats(HtAnalysis *analysis)
{
	guint8 blob[BEAT_RECORD_HEADER_SIZE + BATCH_MAX * BEAT_RECORD_BEAT_SIZE];
	struct record record;
	gint64 first, last;
	long size;

	if (analysis->batch_count == 0)
		return;
	first = analysis->batch[0].sample_index;
	last = analysis->batch[analysis->batch_count - 1].sample_index;
	size = beat_record_encode(analysis->batch, analysis->batch_count, blob, sizeof blob);
	analysis->batch_count = 0;
	g_return_if_fail(size > 0);
	record = new_record(analysis, RECORD_BEATS, first, last + 1);
	record.version = BEAT_RECORD_VERSION;
	record.number[0] = (double)first;
	record.number[1] = (double)last;
	record.number[2] = timeline_rate_between_hz(analysis->timeline, first, last);
	record.blob = blob;
	record.blob_size = (gsize)size;
	ht_writer_append(analysis->outlets->writer, &record);
}

static void write_signal(const HtAnalysis *analysis, const HtSignalSpan *span)
{
	struct record record = new_record(analysis, RECORD_SIGNAL, span->start, span->end);

	record.version = 1;
	record.number[0] = span->quality;
	record.number[1] = span->polarity;
	ht_writer_append(analysis->outlets->writer, &record);
}

/* The signal is another one from this sample on. */
static void send_signal(const HtAnalysis *analysis, gint64 index)
{
	if (is_watched(analysis))
		send_live(analysis,
			  ht_trace_signal(utc_of(analysis, index), 0, analysis->signal.open.quality,
					  analysis->signal.open.polarity));
}

static void take_quality(HtAnalysis *analysis, enum signal_quality quality, gint64 index)
{
	HtSignalSpan done;

	if (ht_signal_spans_quality(&analysis->signal, quality, index, &done))
		write_signal(analysis, &done);
	if (analysis->feeds_twin)
		ht_rehab_plan_quality(analysis->outlets->plan, analysis->person, quality,
				      utc_of(analysis, index));
	send_signal(analysis, index);
}

static void take_polarity(HtAnalysis *analysis, enum lead_polarity polarity, gint64 index)
{
	HtSignalSpan done;

	if (ht_signal_spans_polarity(&analysis->signal, polarity, index, &done))
		write_signal(analysis, &done);
	send_signal(analysis, index);
}

static void take_breaths(HtAnalysis *analysis, const struct respiration_reading *reading)
{
	struct record record =
	    new_record(analysis, RECORD_BREATHS, reading->start_index, reading->end_index);

	record.version = 1;
	record.number[0] = (double)reading->per_minute;
	record.number[1] = (double)reading->quality;
	ht_writer_append(analysis->outlets->writer, &record);
	if (reading->per_minute > 0 && is_watched(analysis))
		send_live(analysis,
			  ht_trace_breaths(record.start_utc_ns, record.end_utc_ns,
					   (double)reading->per_minute, (double)reading->quality));
}

/* A beat rests on the samples back to the beat before. */
static gboolean is_suspect(const HtAnalysis *analysis, const struct ecg_beat *beat, gint64 utc_ns)
{
	gint64 since_utc_ns = utc_ns - (gint64)((double)beat->rr_ms * NS_PER_MS);

	return ht_trust_log_over(analysis->trust, since_utc_ns, utc_ns, NULL) == TRUST_SUSPECT;
}

static void judge_heart(HtAnalysis *analysis, const struct ecg_beat *beat)
{
	/* None since the beat before: a hole lies between. */
	if (beat->rr_ms > 0.0F)
		analysis->implausible = plausible_heart_push(&analysis->heart, beat->rr_ms);
	else
		plausible_heart_break(&analysis->heart);
}

static void take_beat(HtAnalysis *analysis, const struct ecg_beat *beat, gboolean final)
{
	gint64 utc_ns = utc_of(analysis, beat->sample_index);
	struct respiration_reading reading;

	if (is_watched(analysis))
		send_live(analysis, ht_trace_beat(utc_ns, beat, final));
	if (!final || beat->label == BEAT_NONE)
		return;
	judge_heart(analysis, beat);
	if (analysis->feeds_twin)
		ht_rehab_plan_beat(analysis->outlets->plan, analysis->person, beat, utc_ns);
	if (respiration_push(&analysis->respiration, beat, &reading) > 0)
		take_breaths(analysis, &reading);
	if (analysis->batch_count == BATCH_MAX)
		ht_analysis_write_beats(analysis);
	analysis->batch[analysis->batch_count++] = *beat;
	if (analysis->feeds_twin && !is_suspect(analysis, beat, utc_ns))
		ht_twins_beat(analysis->outlets->twins, analysis->outlets->writer, analysis->person,
			      beat, utc_ns);
}

static void raise_if(const HtAnalysis *analysis, gboolean urgent)
{
	if (urgent)
		ht_attention_raise(analysis->outlets->attention, analysis->person);
}

static void take_rhythm(HtAnalysis *analysis, enum rhythm rhythm, gint64 index)
{
	analysis->rhythm = rhythm;
	raise_if(analysis, ht_urgency_rhythm(&analysis->urgency, rhythm, utc_of(analysis, index)));
	ht_rehab_plan_rhythm(analysis->outlets->plan, analysis->person, analysis->stream, rhythm,
			     utc_of(analysis, index));
	if (is_watched(analysis))
		send_live(analysis, ht_trace_rhythm(utc_of(analysis, index), rhythm));
}

static void take_finding(HtAnalysis *analysis, const struct ecg_finding *finding)
{
	guint8 blob[FINDING_RECORD_SIZE];
	struct record record;
	long size;

	size = finding_record_encode(finding, blob, sizeof blob);
	g_return_if_fail(size > 0);
	record = new_record(analysis, RECORD_FINDING, finding->start_index, finding->end_index);
	record.version = FINDING_RECORD_VERSION;
	record.number[0] = finding->kind;
	record.number[1] = (double)finding->confidence;
	record.blob = blob;
	record.blob_size = (gsize)size;
	ht_writer_append(analysis->outlets->writer, &record);
	raise_if(analysis, ht_urgency_finding(&analysis->urgency, finding->kind,
					      record.end_utc_ns - record.start_utc_ns));
	ht_rehab_plan_finding(analysis->outlets->plan, analysis->person, finding);
	if (is_watched(analysis))
		send_live(analysis,
			  ht_trace_finding(record.start_utc_ns, record.end_utc_ns, finding,
					   ht_trust_log_over(analysis->trust, record.start_utc_ns,
							     record.end_utc_ns, NULL)));
}

static void take_events(HtAnalysis *analysis)
{
	struct ecg_event event;

	while (ecg_stream_get(&analysis->engine, &event) > 0) {
		switch (event.kind) {
		case ECG_BEAT_FIRST:
			take_beat(analysis, &event.beat, FALSE);
			break;
		case ECG_BEAT_FINAL:
			take_beat(analysis, &event.beat, TRUE);
			break;
		case ECG_RHYTHM:
			take_rhythm(analysis, event.rhythm.rhythm, event.rhythm.start_index);
			break;
		case ECG_FINDING:
			take_finding(analysis, &event.finding);
			break;
		case ECG_QUALITY:
			take_quality(analysis, event.quality.quality, event.quality.start_index);
			break;
		case ECG_POLARITY:
			take_polarity(analysis, event.polarity.polarity,
				      event.polarity.start_index);
			break;
		}
	}
}

static void push(HtAnalysis *analysis, float uv)
{
	if (ecg_stream_push(&analysis->engine, uv) > 0)
		take_events(analysis);
}

static void send_twin_line(HtAnalysis *analysis)
{
	gint64 second = (gint64)timeline_rate_hz(analysis->timeline);

	if (analysis->engine.next_index - analysis->twin_line_index < second ||
	    !is_watched(analysis))
		return;
	analysis->twin_line_index = analysis->engine.next_index;
	/* The last beats' rate is no rate of now when there is no signal. */
	send_live(analysis, ht_trace_twin(utc_of(analysis, analysis->engine.next_index),
					  ht_twins_get(analysis->outlets->twins, analysis->person),
					  analysis->rhythm != RHYTHM_NO_SIGNAL));
}

/* They may be set while the heart is listened to. */
static void follow_limits(HtAnalysis *analysis)
{
	const struct rate_limits *now = &analysis->engine.rate_limits;
	struct rate_limits limits =
	    ht_people_rate_limits(analysis->outlets->people, analysis->person,
				  utc_of(analysis, analysis->engine.next_index));

	/* Whole numbers both: they are equal or they are not. */
	if ((int)limits.brady_below_bpm != (int)now->brady_below_bpm ||
	    (int)limits.tachy_above_bpm != (int)now->tachy_above_bpm)
		(void)ecg_stream_set_rate_limits(&analysis->engine, limits);
}

/* The last of these samples is the newest; uv NULL: they are missing. */
static void tell_plan(const HtAnalysis *analysis, const gint32 *uv, gsize count)
{
	if (analysis->feeds_twin)
		ht_rehab_plan_samples(analysis->outlets->plan, analysis->person, uv, count,
				      timeline_rate_hz(analysis->timeline),
				      utc_of(analysis, analysis->engine.next_index));
}

void ht_analysis_samples(HtAnalysis *analysis, const gint32 *uv, gsize count)
{
	HtSignalSpan done;

	follow_limits(analysis);
	for (gsize i = 0; i < count; i++)
		push(analysis, (float)uv[i]);
	tell_plan(analysis, uv, count);
	if (ht_signal_spans_reach(&analysis->signal, analysis->engine.next_index,
				  timeline_rate_hz(analysis->timeline), &done))
		write_signal(analysis, &done);
	raise_if(analysis, ht_urgency_reach(&analysis->urgency,
					    utc_of(analysis, analysis->engine.next_index)));
	ht_rehab_plan_reach(analysis->outlets->plan, analysis->person, analysis->stream,
			    utc_of(analysis, analysis->engine.next_index));
	send_twin_line(analysis);
}

static void flush_engine(HtAnalysis *analysis)
{
	HtSignalSpan done;

	ecg_stream_flush(&analysis->engine);
	take_events(analysis);
	if (ht_signal_spans_break(&analysis->signal, analysis->engine.next_index, 0, &done))
		write_signal(analysis, &done);
	ht_analysis_write_beats(analysis);
}

void ht_analysis_missing(HtAnalysis *analysis, gint64 count)
{
	gint64 end = analysis->engine.next_index;
	HtSignalSpan done;

	ecg_stream_skip(&analysis->engine, count);
	take_events(analysis);
	tell_plan(analysis, NULL, 1);
	if (ht_signal_spans_break(&analysis->signal, end, end + count, &done))
		write_signal(analysis, &done);
}

void ht_analysis_finish(HtAnalysis *analysis)
{
	flush_engine(analysis);
	if (analysis->feeds_twin)
		ht_twins_release(analysis->outlets->twins, analysis->outlets->writer,
				 analysis->person, utc_of(analysis, analysis->engine.next_index));
}

enum rhythm ht_analysis_rhythm(const HtAnalysis *analysis)
{
	return analysis->rhythm;
}

enum signal_quality ht_analysis_quality(const HtAnalysis *analysis)
{
	return analysis->signal.open.quality;
}

enum lead_polarity ht_analysis_polarity(const HtAnalysis *analysis)
{
	return analysis->signal.open.polarity;
}

void ht_analysis_contact(HtAnalysis *analysis, gboolean contact)
{
	ecg_stream_contact(&analysis->engine, contact);
}

gboolean ht_analysis_is_strap_off(const HtAnalysis *analysis)
{
	return ecg_stream_is_strap_off(&analysis->engine);
}

gboolean ht_analysis_is_implausible(const HtAnalysis *analysis)
{
	return analysis->implausible;
}
