/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/stream.h"

#include "common/sample_index.h"
#include "daemon/analysis.h"
#include "daemon/trace-line.h"
#include "daemon/waveform-writer.h"

struct _HtStream {
	const HtOutlets *outlets;
	char *id, *address, *person;
	gboolean started, finished;
	struct timeline timeline;
	struct sample_index position;
	HtWaveformWriter *waveform; /* once started */
	enum gap_cause suspects;    /* 0 = none: cause of a loss not yet seen in device time */
	HtAnalysis *analysis;       /* NULL = nobody's samples */
	HtStreamCounts counts;
};

HtStream *ht_stream_new(const HtOutlets *outlets, const char *id, const char *address,
			const char *person)
{
	HtStream *stream = g_new0(HtStream, 1);

	stream->outlets = outlets;
	stream->id = g_strdup(id);
	stream->address = g_strdup(address);
	stream->person = g_strdup(person);
	return stream;
}

void ht_stream_free(HtStream *stream)
{
	if (!stream)
		return;
	ht_analysis_free(stream->analysis);
	ht_waveform_writer_free(stream->waveform);
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

const HtStreamCounts *ht_stream_counts(const HtStream *stream)
{
	return &stream->counts;
}

enum rhythm ht_stream_rhythm(const HtStream *stream)
{
	return stream->analysis ? ht_analysis_rhythm(stream->analysis) : RHYTHM_UNKNOWN;
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

enum sample_fit ht_stream_fit(const HtStream *stream, const struct ecg_block *block)
{
	return sample_index_fit(&stream->position, block);
}

void ht_stream_start(HtStream *stream, const struct ecg_block *first, gint64 origin_utc_ns)
{
	g_return_if_fail(!stream->started);
	stream->started = TRUE;
	stream->timeline.origin_utc_ns = origin_utc_ns;
	stream->timeline.rate_mhz = first->rate_mhz;
	stream->waveform = ht_waveform_writer_new(stream->outlets->writer, stream->person,
						  stream->id, &stream->timeline);
	if (*stream->person)
		stream->analysis =
		    ht_analysis_new(stream->outlets, stream->person, stream->id, &stream->timeline);
}

static struct record new_record(const HtStream *stream, enum record_kind kind, gint64 start_utc_ns,
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

static void keep(HtStream *stream, gint64 first, const gint32 *uv, guint count)
{
	for (guint i = 0; i < count; i++)
		if (ht_waveform_writer_push(stream->waveform, first + i, uv[i]) && stream->analysis)
			ht_analysis_write_beats(stream->analysis);
}

void ht_stream_gap(HtStream *stream, enum gap_cause cause, gint64 start_utc_ns, gint64 end_utc_ns,
		   gint64 samples_missed)
{
	struct record record = new_record(stream, RECORD_GAP, start_utc_ns, end_utc_ns);

	record.number[0] = cause;
	record.number[1] = (double)samples_missed;
	ht_writer_append(stream->outlets->writer, &record);
	if (*stream->person && ht_live_wanted(stream->outlets->live, stream->person))
		ht_live_send(stream->outlets->live, stream->person,
			     ht_trace_gap(start_utc_ns, end_utc_ns, (int)cause));
}

/* A loss that was reported but left no hole in the ECG (it was another characteristic's). */
static void write_suspicion(HtStream *stream, gint64 index)
{
	if (stream->started && stream->suspects) {
		gint64 end_utc_ns = timeline_utc_ns(&stream->timeline, index);

		ht_stream_gap(stream, stream->suspects, end_utc_ns, end_utc_ns, -1);
	}
	stream->suspects = 0;
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
	stream->suspects = 0;
}

void ht_stream_ecg(HtStream *stream, const struct ecg_block *block)
{
	gint64 end = stream->position.next;
	gint64 first = sample_index_take(&stream->position, block);

	g_return_if_fail(stream->started);
	stream->counts.samples_in += block->count;
	if (first > end)
		skip_missing(stream, end, first);
	else
		write_suspicion(stream, end);
	if (*stream->person && ht_live_wanted(stream->outlets->live, stream->person))
		ht_live_send(stream->outlets->live, stream->person,
			     ht_trace_ecg(timeline_utc_ns(&stream->timeline, first), first,
					  timeline_rate_hz(&stream->timeline), block->uv,
					  block->count));
	if (stream->analysis)
		ht_analysis_samples(stream->analysis, block->uv, block->count);
	keep(stream, first, block->uv, block->count);
}

void ht_stream_refuse(HtStream *stream, const struct ecg_block *block, enum sample_fit why)
{
	if (why == SAMPLE_RUBBISH) {
		stream->counts.frames_bad++;
		return;
	}
	stream->counts.samples_in += block->count;
	stream->counts.samples_dropped += block->count;
}

void ht_stream_heart_rate(HtStream *stream, const struct heart_rate_block *block, gint64 utc_ns)
{
	struct record record = new_record(stream, RECORD_HEART_RATE, utc_ns, utc_ns);

	record.number[0] = block->hr_bpm;
	record.number[1] = block->contact_supported ? block->contact : -1;
	ht_writer_append(stream->outlets->writer, &record);
}

void ht_stream_battery(HtStream *stream, const struct battery_block *block, gint64 utc_ns)
{
	struct record record = new_record(stream, RECORD_BATTERY, utc_ns, utc_ns);

	record.number[0] = block->percent;
	ht_writer_append(stream->outlets->writer, &record);
}

void ht_stream_lost(HtStream *stream, enum gap_cause cause, guint packets)
{
	if (cause == GAP_BAD_FRAME)
		stream->counts.frames_bad += packets;
	stream->suspects = cause;
}

void ht_stream_finish(HtStream *stream)
{
	if (stream->started && !stream->finished) {
		write_suspicion(stream, stream->position.next);
		ht_waveform_writer_flush(stream->waveform);
		if (stream->analysis)
			ht_analysis_finish(stream->analysis);
	}
	stream->finished = TRUE;
}

guint64 ht_stream_committed(HtStream *stream, gint64 stored_until_utc_ns, guint64 end_index)
{
	stream->counts.samples_stored += ht_waveform_writer_committed(stream->waveform, end_index);
	stream->counts.stored_until_utc_ns = stored_until_utc_ns;
	return stream->counts.samples_stored;
}
