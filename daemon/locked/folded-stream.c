/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/locked/folded-stream.h"

#include "common/timebase.h"
#include "daemon/answers/stored-beats.h"

enum { MINUTE_RR_MIN = 30 }; /* as the twin needs to call a minute restful */

/* A clock is steered a little between records; a minute counts for the future. */
#define BACK_NS   (2 * NS_PER_S)
#define FUTURE_NS (60 * NS_PER_S)

/* A minute below this share of the twin's rest, or above this rate, is no day's change of a heart
 * that the twin knows. */
static const double rest_share_min = 0.7;
static const double hr_max_bpm = 230;

HtFoldedStream *ht_folded_stream_new(const char *id, gint64 not_before_utc_ns,
				     gint64 not_after_utc_ns)
{
	HtFoldedStream *stream = g_new0(HtFoldedStream, 1);

	g_strlcpy(stream->id, id, sizeof stream->id);
	stream->not_before_utc_ns = not_before_utc_ns;
	stream->not_after_utc_ns = not_after_utc_ns;
	stream->end_utc_ns = G_MININT64 + BACK_NS;
	plausible_heart_init(&stream->heart, &plausible_heart_settings_default);
	stream->log = ht_trust_log_new();
	return stream;
}

void ht_folded_stream_free(HtFoldedStream *stream)
{
	if (!stream)
		return;
	ht_trust_log_free(stream->log);
	g_free(stream);
}

static void see_time(HtFoldedStream *stream, const struct record *record)
{
	gboolean has_samples = record->kind == RECORD_ECG_WAVEFORM || record->kind == RECORD_WAVE;

	if (record->start_utc_ns < stream->not_before_utc_ns - BACK_NS ||
	    record->end_utc_ns - FUTURE_NS > stream->not_after_utc_ns)
		stream->reasons |= TRUST_REASON_TIME;
	if (!has_samples)
		return;
	if (record->start_utc_ns < stream->end_utc_ns - BACK_NS)
		stream->reasons |= TRUST_REASON_TIME;
	stream->end_utc_ns = MAX(stream->end_utc_ns, record->end_utc_ns);
}

static void end_minute(HtFoldedStream *stream)
{
	double hr_bpm, rest_bpm = stream->twin ? (double)twin_hr_rest_bpm(stream->twin) : 0;

	if (stream->minute_rr_count >= MINUTE_RR_MIN) {
		hr_bpm = 60000.0 * stream->minute_rr_count / stream->minute_rr_ms;
		if (hr_bpm > hr_max_bpm || hr_bpm < rest_share_min * rest_bpm)
			stream->reasons |= TRUST_REASON_PHYSIOLOGY;
	}
	stream->minute_rr_count = 0;
	stream->minute_rr_ms = 0;
}

static void see_beat(gpointer context, const struct ecg_beat *beat, gint64 utc_ns)
{
	HtFoldedStream *stream = context;
	gint64 minute = utc_ns / (60 * NS_PER_S);

	if (beat->rr_ms <= 0.0F) {
		plausible_heart_break(&stream->heart);
		return;
	}
	if (plausible_heart_push(&stream->heart, beat->rr_ms))
		stream->reasons |= TRUST_REASON_PHYSIOLOGY;
	if (minute != stream->minute)
		end_minute(stream);
	stream->minute = minute;
	stream->minute_rr_ms += (double)beat->rr_ms;
	stream->minute_rr_count++;
}

void ht_folded_stream_see(HtFoldedStream *stream, const struct record *record,
			  const struct twin *twin)
{
	see_time(stream, record);
	if (record->kind != RECORD_BEATS)
		return;
	stream->twin = twin;
	(void)ht_stored_beats_visit(record, see_beat, stream, NULL);
}

void ht_folded_stream_pause(HtFoldedStream *stream)
{
	end_minute(stream);
}
