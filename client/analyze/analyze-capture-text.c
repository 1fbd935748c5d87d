/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-capture.h"

#include "client/analyze/analyze-ecg-summary.h"
#include "programme/quantity-words.h"
#include "programme/trust-words.h"

#include <stdio.h>

/* What else one wearable told. */
typedef struct {
	guint heart_rates, hr_min_bpm, hr_max_bpm;
	int battery_percent; /* one more, so that 0 = not told */
	guint64 intervals;
	guint64 wave_samples[CAPTURE_QUANTITIES];
	guint readings[CAPTURE_QUANTITIES];
	double newest[CAPTURE_QUANTITIES];
	guint reasons; /* what speaks against anything of it */
} Told;

typedef struct {
	HtEcgSummary *summaries[CAPTURE_WEARABLES_MAX]; /* of the stream that is open */
	Told told[CAPTURE_WEARABLES_MAX];
} Text;

static void on_begin(gpointer context, const HtReplayStream *stream)
{
	Text *text = context;

	text->summaries[stream->wearable] = ht_ecg_summary_new(stream->engine.rate_hz);
}

static void on_event(gpointer context, const HtReplayStream *stream, const struct ecg_event *event)
{
	Text *text = context;

	ht_ecg_summary_add(text->summaries[stream->wearable], event);
}

static void on_gap(gpointer context, const HtReplayStream *stream, gint64 first, gint64 end)
{
	(void)context;
	(void)stream;
	(void)first;
	(void)end;
}

static void on_end(gpointer context, const HtReplayStream *stream)
{
	Text *text = context;
	g_autoptr(HtEcgSummary) summary = g_steal_pointer(&text->summaries[stream->wearable]);
	g_autoptr(GDateTime) start =
	    g_date_time_new_from_unix_utc(stream->start_utc_ns / 1000000000);
	g_autofree char *when =
	    start ? g_date_time_format(start, "%Y-%m-%d %H:%M:%S UTC") : g_strdup("?");
	g_autofree char *name =
	    g_strdup_printf("ECG of wearable %u from %s", stream->wearable, when);

	ht_ecg_summary_end(summary, stream->position.next);
	ht_ecg_summary_print_text(summary, name);
	if (stream->missing > 0)
		printf("  %" G_GUINT64_FORMAT " samples are missing\n", stream->missing);
}

static void on_trust(gpointer context, const HtReplayStream *stream, guint reasons)
{
	((Text *)context)->told[stream->wearable].reasons |= reasons;
}

static void add_reading(Told *told, const struct reading_block *block)
{
	for (guint i = 0; i < block->count; i++) {
		guint quantity = (guint)block->value[i].quantity;

		if (quantity >= CAPTURE_QUANTITIES)
			continue;
		told->readings[quantity]++;
		told->newest[quantity] = block->value[i].value;
	}
}

static void add_heart_rate(Told *told, guint hr_bpm)
{
	told->hr_min_bpm = told->heart_rates ? MIN(told->hr_min_bpm, hr_bpm) : hr_bpm;
	told->hr_max_bpm = MAX(told->hr_max_bpm, hr_bpm);
	told->heart_rates++;
}

static void on_block(gpointer context, guint wearable, const struct sample_block *block,
		     guint reasons)
{
	Told *told = &((Text *)context)->told[wearable];

	told->reasons |= reasons;
	switch (block->kind) {
	case SAMPLE_ECG:
		break;
	case SAMPLE_HEART_RATE:
		add_heart_rate(told, block->heart_rate.hr_bpm);
		break;
	case SAMPLE_BATTERY:
		told->battery_percent = block->battery.percent + 1;
		break;
	case SAMPLE_WAVE:
		if ((guint)block->wave.quantity < CAPTURE_QUANTITIES)
			told->wave_samples[block->wave.quantity] += block->wave.count;
		break;
	case SAMPLE_INTERVALS:
		told->intervals += block->intervals.count;
		break;
	case SAMPLE_READING:
		add_reading(told, &block->reading);
		break;
	}
}

static void print_reading(guint wearable, const Told *told, guint quantity)
{
	g_autofree char *newest = ht_value_words(quantity, told->newest[quantity]);

	if (told->readings[quantity] == 1)
		printf("wearable %u: %s\n", wearable, newest);
	else
		printf("wearable %u: %s in the end, %u times\n", wearable, newest,
		       told->readings[quantity]);
}

static void print_told(guint wearable, const Told *told)
{
	g_autofree char *against = ht_trust_reason_words(told->reasons);

	if (told->heart_rates)
		printf("wearable %u: its own heart rate %u times, %u to %u/min\n", wearable,
		       told->heart_rates, told->hr_min_bpm, told->hr_max_bpm);
	if (told->battery_percent)
		printf("wearable %u: battery %d %%\n", wearable, told->battery_percent - 1);
	if (told->intervals)
		printf("wearable %u: %" G_GUINT64_FORMAT " pulse intervals\n", wearable,
		       told->intervals);
	for (guint quantity = 0; quantity < CAPTURE_QUANTITIES; quantity++) {
		if (told->wave_samples[quantity])
			printf("wearable %u: %s, %" G_GUINT64_FORMAT " samples\n", wearable,
			       ht_quantity_words(quantity), told->wave_samples[quantity]);
		if (told->readings[quantity])
			print_reading(wearable, told, quantity);
	}
	if (*against)
		printf("wearable %u: suspect for a time: %s\n", wearable, against);
}

static void finish(gpointer context, const char *path, const HtReplayCounts *counts)
{
	Text *text = context;

	if (path) {
		for (guint i = 0; i < CAPTURE_WEARABLES_MAX; i++)
			print_told(i, &text->told[i]);
		printf("%s: %" G_GUINT64_FORMAT " notifications of %u %s, %" G_GUINT64_FORMAT
		       " of them bad; %" G_GUINT64_FORMAT " lost by the hub\n",
		       path, counts->notifications, counts->wearables,
		       counts->wearables == 1 ? "wearable" : "wearables", counts->bad_frames,
		       counts->lost_by_hub);
	}
	g_free(text);
}

HtCapturePrinter ht_capture_printer_text(void)
{
	return (HtCapturePrinter){
	    .sink = {.context = g_new0(Text, 1),
		     .begin = on_begin,
		     .event = on_event,
		     .gap = on_gap,
		     .end = on_end,
		     .trust = on_trust,
		     .block = on_block},
	    .finish = finish,
	};
}
