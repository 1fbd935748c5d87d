/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-capture.h"

#include "common/glib/ht-json.h"
#include "programme/finding-reasons.h"
#include "programme/finding-words.h"
#include "programme/quantity-words.h"
#include "programme/trust-words.h"

#include <math.h>
#include <stdio.h>

/* Samples of waves are counted: they can be millions. */
typedef struct {
	guint64 wave_samples[CAPTURE_WEARABLES_MAX][CAPTURE_QUANTITIES];
	guint wave_reasons[CAPTURE_WEARABLES_MAX][CAPTURE_QUANTITIES];
} Json;

/* Prints and frees. */
static void end_line(JsonBuilder *b)
{
	g_autofree char *line = ht_json_line_end(b);

	fputs(line, stdout);
	g_object_unref(b);
}

static void add_reasons(JsonBuilder *b, guint reasons)
{
	g_auto(GStrv) names = ht_trust_reason_names(reasons);

	ht_json_begin_array(b, "trust_reasons");
	for (guint i = 0; names[i]; i++)
		json_builder_add_string_value(b, names[i]);
	json_builder_end_array(b);
}

static void on_begin(gpointer context, const HtReplayStream *stream)
{
	JsonBuilder *b = ht_json_line_begin("stream");

	(void)context;
	ht_json_int(b, "stream", stream->number);
	ht_json_int(b, "wearable", stream->wearable);
	ht_json_exact(b, "rate_hz", stream->engine.rate_hz);
	ht_json_int(b, "start_utc_us", stream->start_utc_ns / 1000);
	end_line(b);
}

static void print_beat(const HtReplayStream *stream, const struct ecg_beat *beat)
{
	JsonBuilder *b;
	char label[2] = {(char)beat->label, '\0'};

	if (beat->label == BEAT_NONE)
		return;
	b = ht_json_line_begin("beat");
	ht_json_int(b, "stream", stream->number);
	ht_json_int(b, "index", beat->sample_index);
	ht_json_text(b, "label", label);
	ht_json_exact(b, "rr_ms", (double)beat->rr_ms);
	ht_json_exact(b, "qrs_ms", (double)beat->qrs_ms);
	ht_json_exact(b, "confidence", (double)beat->confidence);
	end_line(b);
}

static void print_rhythm(const HtReplayStream *stream, const struct ecg_event *event)
{
	JsonBuilder *b = ht_json_line_begin("rhythm");

	ht_json_int(b, "stream", stream->number);
	ht_json_int(b, "index", event->rhythm.start_index);
	ht_json_text(b, "rhythm", ht_rhythm_name(event->rhythm.rhythm));
	end_line(b);
}

static void print_finding(const HtReplayStream *stream, const struct ecg_finding *finding)
{
	JsonBuilder *b = ht_json_line_begin("finding");
	g_autofree char *reason = ht_finding_reason(finding);

	ht_json_int(b, "stream", stream->number);
	ht_json_text(b, "kind", ht_finding_kind_name(finding->kind));
	ht_json_int(b, "start_index", finding->start_index);
	ht_json_int(b, "end_index", finding->end_index);
	ht_json_exact(b, "confidence", (double)finding->confidence);
	ht_json_text(b, "quality", ht_signal_quality_name(finding->quality));
	ht_json_exact(b, "number_0", (double)finding->number[0]);
	ht_json_exact(b, "number_1", (double)finding->number[1]);
	ht_json_exact(b, "number_2", (double)finding->number[2]);
	ht_json_exact(b, "number_3", (double)finding->number[3]);
	ht_json_text(b, "reason", reason);
	ht_json_text(b, "code", ht_finding_reason_name(finding->reason));
	end_line(b);
}

/* From this sample on the signal has another grade, or another polarity. */
static void print_signal(const HtReplayStream *stream, gint64 index, const char *name,
			 const char *word)
{
	JsonBuilder *b = ht_json_line_begin("signal");

	ht_json_int(b, "stream", stream->number);
	ht_json_int(b, "index", index);
	ht_json_text(b, name, word);
	end_line(b);
}

static void on_event(gpointer context, const HtReplayStream *stream, const struct ecg_event *event)
{
	(void)context;
	switch (event->kind) {
	case ECG_BEAT_FIRST:
		break;
	case ECG_BEAT_FINAL:
		print_beat(stream, &event->beat);
		break;
	case ECG_RHYTHM:
		print_rhythm(stream, event);
		break;
	case ECG_FINDING:
		print_finding(stream, &event->finding);
		break;
	case ECG_QUALITY:
		print_signal(stream, event->quality.start_index, "quality",
			     ht_signal_quality_name(event->quality.quality));
		break;
	case ECG_POLARITY:
		print_signal(stream, event->polarity.start_index, "polarity",
			     ht_lead_polarity_name(event->polarity.polarity));
		break;
	}
}

static void on_gap(gpointer context, const HtReplayStream *stream, gint64 first, gint64 end)
{
	JsonBuilder *b = ht_json_line_begin("gap");

	(void)context;
	ht_json_int(b, "stream", stream->number);
	ht_json_int(b, "start_index", first);
	ht_json_int(b, "end_index", end);
	end_line(b);
}

static void on_end(gpointer context, const HtReplayStream *stream)
{
	JsonBuilder *b = ht_json_line_begin("stream_end");

	(void)context;
	ht_json_int(b, "stream", stream->number);
	ht_json_int(b, "samples", (gint64)stream->samples);
	ht_json_int(b, "missing", (gint64)stream->missing);
	end_line(b);
}

static void on_trust(gpointer context, const HtReplayStream *stream, guint reasons)
{
	JsonBuilder *b = ht_json_line_begin("trust");

	(void)context;
	ht_json_int(b, "stream", stream->number);
	ht_json_int(b, "index", stream->position.next);
	add_reasons(b, reasons);
	end_line(b);
}

static void print_heart_rate(guint wearable, const struct heart_rate_block *block)
{
	JsonBuilder *b = ht_json_line_begin("heart_rate");

	ht_json_int(b, "wearable", wearable);
	ht_json_int(b, "hr_bpm", block->hr_bpm);
	if (block->contact_supported)
		ht_json_flag(b, "contact", block->contact);
	end_line(b);
}

static void print_battery(guint wearable, const struct battery_block *block)
{
	JsonBuilder *b = ht_json_line_begin("battery");

	ht_json_int(b, "wearable", wearable);
	ht_json_int(b, "percent", block->percent);
	end_line(b);
}

static void print_reading(guint wearable, const struct reading_block *block, guint reasons)
{
	JsonBuilder *b = ht_json_line_begin("reading");

	ht_json_int(b, "wearable", wearable);
	for (guint i = 0; i < block->count; i++)
		if (isfinite(block->value[i].value))
			ht_json_exact(b, ht_quantity_name((guint)block->value[i].quantity),
				      block->value[i].value);
	ht_json_flag(b, "measuring", block->measuring);
	ht_json_flag(b, "questionable", block->questionable);
	add_reasons(b, reasons);
	end_line(b);
}

static void print_intervals(guint wearable, const struct intervals_block *block)
{
	JsonBuilder *b = ht_json_line_begin("intervals");

	ht_json_int(b, "wearable", wearable);
	ht_json_begin_array(b, "interval_ms");
	for (guint i = 0; i < block->count; i++)
		json_builder_add_int_value(b, block->interval[i].interval_ms);
	json_builder_end_array(b);
	end_line(b);
}

static void add_wave(Json *json, guint wearable, const struct wave_block *block, guint reasons)
{
	if ((guint)block->quantity >= CAPTURE_QUANTITIES)
		return;
	json->wave_samples[wearable][block->quantity] += block->count;
	json->wave_reasons[wearable][block->quantity] |= reasons;
}

static void on_block(gpointer context, guint wearable, const struct sample_block *block,
		     guint reasons)
{
	Json *json = context;

	switch (block->kind) {
	case SAMPLE_ECG:
		break;
	case SAMPLE_HEART_RATE:
		print_heart_rate(wearable, &block->heart_rate);
		break;
	case SAMPLE_BATTERY:
		print_battery(wearable, &block->battery);
		break;
	case SAMPLE_WAVE:
		add_wave(json, wearable, &block->wave, reasons);
		break;
	case SAMPLE_INTERVALS:
		print_intervals(wearable, &block->intervals);
		break;
	case SAMPLE_READING:
		print_reading(wearable, &block->reading, reasons);
		break;
	}
}

static void print_waves(const Json *json)
{
	for (guint wearable = 0; wearable < CAPTURE_WEARABLES_MAX; wearable++) {
		for (guint quantity = 0; quantity < CAPTURE_QUANTITIES; quantity++) {
			JsonBuilder *b;

			if (json->wave_samples[wearable][quantity] == 0)
				continue;
			b = ht_json_line_begin("wave");
			ht_json_int(b, "wearable", wearable);
			ht_json_text(b, "quantity", ht_quantity_name(quantity));
			ht_json_int(b, "samples", (gint64)json->wave_samples[wearable][quantity]);
			add_reasons(b, json->wave_reasons[wearable][quantity]);
			end_line(b);
		}
	}
}

static void finish(gpointer context, const char *path, const HtReplayCounts *counts)
{
	Json *json = context;
	JsonBuilder *b;

	if (path) {
		print_waves(json);
		b = ht_json_line_begin("end");
		ht_json_text(b, "clock",
			     counts->header.clock == CAPTURE_VIRTUAL_CLOCK ? "virtual" : "system");
		ht_json_exact(b, "seconds", (double)counts->duration_ns / 1e9);
		ht_json_flag(b, "whole", counts->whole);
		ht_json_int(b, "wearables", counts->wearables);
		ht_json_int(b, "notifications", (gint64)counts->notifications);
		ht_json_int(b, "bad_frames", (gint64)counts->bad_frames);
		ht_json_int(b, "not_understood", (gint64)counts->not_understood);
		ht_json_int(b, "refused_samples", (gint64)counts->refused_samples);
		ht_json_int(b, "lost_by_hub", (gint64)counts->lost_by_hub);
		ht_json_int(b, "lost_by_capture", (gint64)counts->lost_here);
		end_line(b);
	}
	g_free(json);
}

HtCapturePrinter ht_capture_printer_json(void)
{
	return (HtCapturePrinter){
	    .sink = {.context = g_new0(Json, 1),
		     .begin = on_begin,
		     .event = on_event,
		     .gap = on_gap,
		     .end = on_end,
		     .trust = on_trust,
		     .block = on_block},
	    .finish = finish,
	};
}
