/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/stream.h"

#include "common/sample_index.h"
#include "common/timebase.h"
#include "daemon/streams/analysis.h"
#include "daemon/live/live-samples.h"
#include "daemon/live/trace-line.h"
#include "daemon/streams/waveform-writer.h"

struct _HtStream {
	const HtOutlets *outlets;
	char *id, *address, *person;
	guint quantity;
	gboolean started, finished;
	HtSamples format; /* of every block, once started */
	struct timeline timeline;
	struct sample_index position;
	HtWaveformWriter *waveform; /* once started */
	enum gap_cause suspects;    /* 0 = none: cause of a loss not yet seen in device time */
	HtAnalysis *analysis;       /* NULL = no ECG, or nobody's */
	gboolean has_trust;
	enum sample_trust trust;
	guint trust_reasons;
	HtTrustLog *trust_log;
	HtStreamCounts counts;
	guint heart_rates;
};

HtStream *ht_stream_new(const HtOutlets *outlets, const char *id, const char *address,
			const char *person, guint quantity)
{
	HtStream *stream = g_new0(HtStream, 1);

	stream->outlets = outlets;
	stream->id = g_strdup(id);
	stream->address = g_strdup(address);
	stream->person = g_strdup(person);
	stream->quantity = quantity;
	stream->trust_log = ht_trust_log_new();
	return stream;
}

void ht_stream_free(HtStream *stream)
{
	if (!stream)
		return;
	ht_analysis_free(stream->analysis);
	ht_waveform_writer_free(stream->waveform);
	ht_trust_log_free(stream->trust_log);
	g_free(stream->id);
	g_free(stream->address);
	g_free(stream->person);
	g_free(stream);
}

const char *ht_stream_id(const HtStream *stream)
{
	return stream->id;
}

const char *ht_stream_address(const HtStream *stream)
{
	return stream->address;
}

const char *ht_stream_person(const HtStream *stream)
{
	return stream->person;
}

guint ht_stream_quantity(const HtStream *stream)
{
	return stream->quantity;
}

const HtStreamCounts *ht_stream_counts(const HtStream *stream)
{
	return &stream->counts;
}

enum rhythm ht_stream_rhythm(const HtStream *stream)
{
	return stream->analysis ? ht_analysis_rhythm(stream->analysis) : RHYTHM_UNKNOWN;
}

enum signal_quality ht_stream_quality(const HtStream *stream, enum lead_polarity *polarity)
{
	*polarity = stream->analysis ? ht_analysis_polarity(stream->analysis) : POLARITY_UNKNOWN;
	return stream->analysis ? ht_analysis_quality(stream->analysis) : QUALITY_UNKNOWN;
}

gboolean ht_stream_started(const HtStream *stream)
{
	return stream->started;
}

gboolean ht_stream_finished(const HtStream *stream)
{
	return stream->finished;
}

gboolean ht_stream_settled(const HtStream *stream)
{
	return stream->finished &&
	       (!stream->started || ht_waveform_writer_settled(stream->waveform));
}

gint64 ht_stream_origin_utc_ns(const HtStream *stream)
{
	return stream->timeline.origin_utc_ns;
}

gint64 ht_stream_end_utc_ns(const HtStream *stream)
{
	return timeline_utc_ns(&stream->timeline, stream->position.next);
}

enum sample_trust ht_stream_trust(const HtStream *stream, guint *reasons)
{
	if (reasons)
		*reasons = stream->trust_reasons;
	return stream->trust;
}

enum sample_fit ht_stream_fit(const HtStream *stream, const HtSamples *samples)
{
	if (ht_samples_are_rubbish(samples))
		return SAMPLE_RUBBISH;
	if (stream->started && !ht_samples_are_alike(samples, &stream->format))
		return SAMPLE_FOREIGN;
	if (samples->span.rate_mhz == 0)
		return SAMPLE_FITS;
	return sample_index_fit_span(&stream->position, &samples->span);
}

void ht_stream_start(HtStream *stream, const HtSamples *first, gint64 origin_utc_ns)
{
	g_return_if_fail(!stream->started);
	stream->started = TRUE;
	stream->format = *first;
	stream->timeline.origin_utc_ns = origin_utc_ns;
	stream->timeline.rate_mhz = MAX(first->span.rate_mhz, 1);
	stream->waveform = ht_waveform_writer_new(stream->outlets->writer, stream->person,
						  stream->id, &stream->timeline, first);
	if (*stream->person && stream->quantity == HT_QUANTITY_ECG)
		stream->analysis = ht_analysis_new(stream->outlets, stream->person, stream->id,
						   &stream->timeline, stream->trust_log);
}

struct record ht_stream_record(const HtStream *stream, enum record_kind kind, gint64 start_utc_ns,
			       gint64 end_utc_ns)
{
	struct record record = {.kind = (guint16)kind,
				.version = 1,
				.start_utc_ns = start_utc_ns,
				.end_utc_ns = end_utc_ns};

	g_strlcpy(record.person, stream->person, sizeof record.person);
	g_strlcpy(record.stream, stream->id, sizeof record.stream);
	return record;
}

static gboolean is_watched(const HtStream *stream)
{
	return *stream->person && ht_live_wanted(stream->outlets->live, stream->person);
}

static void send_live(const HtStream *stream, char *line)
{
	ht_live_send(stream->outlets->live, stream->person, line);
}

static void change_trust(HtStream *stream, enum sample_trust trust, guint reasons, gint64 utc_ns)
{
	struct record record = ht_stream_record(stream, RECORD_TRUST, utc_ns, utc_ns);

	stream->has_trust = TRUE;
	stream->trust = trust;
	stream->trust_reasons = reasons;
	ht_trust_log_add(stream->trust_log, utc_ns, trust, reasons);
	record.number[0] = trust;
	record.number[1] = reasons;
	record.number[2] = stream->quantity;
	ht_writer_append(stream->outlets->writer, &record);
	if (is_watched(stream))
		send_live(stream, ht_trace_trust(utc_ns, stream->quantity, trust, reasons));
}

void ht_stream_set_trust(HtStream *stream, enum sample_trust trust, guint reasons, gint64 utc_ns)
{
	if (stream->analysis && ht_analysis_is_implausible(stream->analysis)) {
		trust = TRUST_SUSPECT;
		reasons |= TRUST_REASON_PHYSIOLOGY;
	}
	if (!stream->has_trust || stream->trust != trust || stream->trust_reasons != reasons)
		change_trust(stream, trust, reasons,
			     stream->started ? ht_stream_end_utc_ns(stream) : utc_ns);
}

void ht_stream_gap(HtStream *stream, enum gap_cause cause, gint64 start_utc_ns, gint64 end_utc_ns,
		   gint64 samples_missed)
{
	struct record record = ht_stream_record(stream, RECORD_GAP, start_utc_ns, end_utc_ns);

	record.number[0] = cause;
	record.number[1] = (double)samples_missed;
	record.number[2] = stream->quantity;
	ht_writer_append(stream->outlets->writer, &record);
	if (is_watched(stream))
		send_live(stream,
			  ht_trace_gap(start_utc_ns, end_utc_ns, (int)cause, stream->quantity));
}

/* A loss that was reported but left no hole in the ECG (it was another characteristic's). */
static void write_suspicion(HtStream *stream, gint64 index)
{
	gint64 utc_ns = timeline_utc_ns(&stream->timeline, index);

	if (stream->started && stream->quantity == HT_QUANTITY_ECG && stream->suspects &&
	    stream->suspects != GAP_STREAM_OFF)
		ht_stream_gap(stream, stream->suspects, utc_ns, utc_ns, -1);
	stream->suspects = 0;
}

static HtMotionStream motion_stream(const HtStream *stream)
{
	return (HtMotionStream){stream->person, stream->address, stream->id, stream->trust,
				stream->quantity};
}

/* To whom listens to the person's motion, if it is somebody's. */
static void send_motion(const HtStream *stream, gint64 first, const HtSamples *samples)
{
	const HtMotionStream from = motion_stream(stream);
	gint64 last = first + samples->span.count - 1;
	gint64 start_utc_ns = timeline_utc_ns(&stream->timeline, first);
	gint64 end_utc_ns = timeline_utc_ns(&stream->timeline, last);
	double period_ns = stream->position.period_ns;

	if (!stream->outlets->motion || !*stream->person)
		return;
	if (last > first)
		period_ns = (double)(end_utc_ns - start_utc_ns) / (double)(last - first);
	ht_motion_feed_take(stream->outlets->motion, &from, samples, start_utc_ns, period_ns);
}

static void tell_hole(const HtStream *stream, gint64 start, gint64 end)
{
	const HtMotionStream from = motion_stream(stream);

	if (stream->outlets->motion && *stream->person)
		ht_motion_feed_hole(stream->outlets->motion, &from,
				    timeline_utc_ns(&stream->timeline, start),
				    timeline_utc_ns(&stream->timeline, end));
}

static void end_motion(const HtStream *stream)
{
	const HtMotionStream from = motion_stream(stream);

	if (stream->outlets->motion && *stream->person)
		ht_motion_feed_end(stream->outlets->motion, &from);
}

static void skip_missing(HtStream *stream, gint64 start, gint64 end)
{
	ht_waveform_writer_flush(stream->waveform);
	stream->counts.samples_dropped += (guint64)(end - start);
	if (stream->analysis)
		ht_analysis_missing(stream->analysis, end - start);
	ht_stream_gap(stream, stream->suspects ? stream->suspects : GAP_FRAME_LOST,
		      timeline_utc_ns(&stream->timeline, start),
		      timeline_utc_ns(&stream->timeline, end), end - start);
	tell_hole(stream, start, end);
	stream->suspects = 0;
}

/* Takes the block's place; returns the index of its first sample. */
static gint64 place(HtStream *stream, const HtSamples *samples)
{
	if (samples->span.rate_mhz != 0)
		return sample_index_take_span(&stream->position, &samples->span);
	/* Nothing is known of the samples' distance: they lie where the block was stretched to. */
	stream->position.next += samples->span.count;
	return stream->position.next - samples->span.count;
}

void ht_stream_take(HtStream *stream, const HtSamples *samples)
{
	gint64 end = stream->position.next;
	gint64 first = place(stream, samples);

	g_return_if_fail(stream->started);
	stream->counts.samples_in += samples->span.count;
	if (first > end)
		skip_missing(stream, end, first);
	else
		write_suspicion(stream, end);
	if (is_watched(stream))
		ht_live_samples(stream->outlets->live, stream->person, &stream->timeline, first,
				samples, stream->trust);
	send_motion(stream, first, samples);
	if (stream->analysis)
		ht_analysis_samples(stream->analysis, samples->raw, samples->span.count);
	for (guint i = 0; i < samples->span.count; i++)
		if (ht_waveform_writer_push(stream->waveform, first + i,
					    &samples->raw[i * samples->channels]) &&
		    stream->analysis)
			ht_analysis_write_beats(stream->analysis);
}

void ht_stream_stretch(HtStream *stream, const HtSamples *samples, gint64 newest_utc_ns)
{
	gint64 next = stream->position.next;

	timeline_stretch(&stream->timeline, next, next + samples->span.count, newest_utc_ns);
}

void ht_stream_steer(HtStream *stream, gint64 newest_utc_ns, double rate)
{
	double period_ns = stream->position.period_ns * rate;

	timeline_steer(&stream->timeline, stream->position.next, newest_utc_ns + (gint64)period_ns,
		       period_ns);
}

void ht_stream_refuse(HtStream *stream, const HtSamples *samples, enum sample_fit why)
{
	if (why == SAMPLE_RUBBISH) {
		stream->counts.frames_bad++;
		return;
	}
	stream->counts.samples_in += samples->span.count;
	stream->counts.samples_dropped += samples->span.count;
}

void ht_stream_lost(HtStream *stream, enum gap_cause cause, guint packets, gint64 utc_ns)
{
	if (cause == GAP_BAD_FRAME)
		stream->counts.frames_bad += packets;
	if (stream->started)
		stream->suspects = cause;
	else if (stream->quantity == HT_QUANTITY_ECG && cause != GAP_STREAM_OFF)
		ht_stream_gap(stream, cause, utc_ns, utc_ns, -1);
}

void ht_stream_contact(HtStream *stream, gboolean contact)
{
	if (stream->analysis)
		ht_analysis_contact(stream->analysis, contact);
}

int ht_stream_strap(const HtStream *stream)
{
	return stream->analysis ? !ht_analysis_is_strap_off(stream->analysis) : -1;
}

guint ht_stream_count_heart_rate(HtStream *stream)
{
	return ++stream->heart_rates;
}

void ht_stream_finish(HtStream *stream)
{
	if (stream->started && !stream->finished) {
		write_suspicion(stream, stream->position.next);
		ht_waveform_writer_flush(stream->waveform);
		end_motion(stream);
		if (stream->analysis)
			ht_analysis_finish(stream->analysis);
	}
	stream->finished = TRUE;
}

guint64 ht_stream_committed(HtStream *stream, gint64 stored_until_utc_ns)
{
	if (stream->waveform)
		stream->counts.samples_stored +=
		    ht_waveform_writer_committed(stream->waveform, stored_until_utc_ns);
	stream->counts.stored_until_utc_ns = stored_until_utc_ns;
	return stream->counts.samples_stored;
}
