/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/monitor/monitor-plain.h"

#include <math.h>

#include "client/monitor/monitor-model.h"
#include "client/print.h"
#include "programme/finding-words.h"
#include "programme/trust-words.h"

static char *time_text(gint64 utc_us, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;
	g_autofree char *seconds = local ? g_date_time_format(local, "%H:%M:%S") : g_strdup("?");

	return g_strdup_printf("%s.%03d", seconds, (int)(ABS(utc_us) / 1000 % 1000));
}

static char *beat_text(const struct live_beat *beat, const char *time)
{
	if (!beat->final || beat->label == '-')
		return NULL;
	if (beat->rr_ms > 0)
		return g_strdup_printf("%s  beat     %c  %.0f ms after the last\n", time,
				       beat->label, beat->rr_ms);
	return g_strdup_printf("%s  beat     %c\n", time, beat->label);
}

static char *twin_text(const struct live_twin *twin, const char *time)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%s  heart    ", time);
	if (isfinite(twin->hr_bpm))
		g_string_append_printf(text, "%.0f /min", twin->hr_bpm);
	else
		g_string_append(text, "-- /min");
	if (twin->beats >= 0)
		g_string_append_printf(text, ", %" G_GINT64_FORMAT " beats", twin->beats);
	if (twin->ventricular >= 0)
		g_string_append_printf(text, ", %" G_GINT64_FORMAT " ventricular",
				       twin->ventricular);
	g_string_append_c(text, '\n');
	return g_string_free(text, FALSE);
}

static char *wearable_text(const struct live_wearable *wearable, const char *time)
{
	g_autofree char *state = printable(wearable->state);
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%s  wearable %s", time, state);
	if (wearable->contact >= 0 && g_str_equal(wearable->state, "streaming"))
		g_string_append(text, wearable->contact ? ", on the skin" : ", not on the skin");
	if (isfinite(wearable->battery_percent))
		g_string_append_printf(text, ", battery %.0f %%", wearable->battery_percent);
	if (g_str_equal(wearable->notice, "battery_low"))
		g_string_append(text, ": the battery is low");
	else if (g_str_equal(wearable->notice, "contact_lost"))
		g_string_append(text, ": it is off the skin now");
	g_string_append_c(text, '\n');
	return g_string_free(text, FALSE);
}

static char *span_text(const struct live_line *line, const char *time)
{
	const struct live_span *span = &line->span;
	double seconds = (double)(span->end_utc_us - span->start_utc_us) / (double)G_USEC_PER_SEC;
	g_autofree char *words = printable(span->text[0] ? span->text : span->word);

	if (line->type == LIVE_GAP)
		return span->of_other
			   ? NULL
			   : g_strdup_printf("%s  gap      %.1f s, %s\n", time, seconds, words);
	return g_strdup_printf("%s  finding  %s%s\n", time, words,
			       span->suspect ? " (from suspect samples)" : "");
}

static char *words_text(const struct live_line *line, const char *time)
{
	g_autofree char *text = printable(line->words.text);
	g_autofree char *trust = printable(line->words.trust);

	if (line->type == LIVE_READING)
		return g_strdup_printf("%s  reading  %s%s\n", time, text,
				       g_str_equal(trust, "suspect") ? " (suspect)" : "");
	if (line->words.of_other)
		return NULL;
	return g_strdup_printf("%s  trust    %s%s%s\n", time, ht_trust_words_of(trust),
			       text[0] ? ": " : "", text);
}

static gint64 time_of(const struct live_line *line)
{
	switch (line->type) {
	case LIVE_BEAT:
		return line->beat.t_utc_us;
	case LIVE_RHYTHM:
		return line->rhythm.t_utc_us;
	case LIVE_FINDING:
	case LIVE_GAP:
		return line->span.start_utc_us;
	case LIVE_READING:
	case LIVE_TRUST:
		return line->words.t_utc_us;
	case LIVE_TWIN:
		return line->twin.t_utc_us;
	case LIVE_WEARABLE:
		return line->wearable.t_utc_us;
	case LIVE_SIGNAL:
		return line->signal.t_utc_us;
	case LIVE_BREATHS:
		return line->breaths.t_utc_us;
	case LIVE_ECG:
	case LIVE_HELLO:
	case LIVE_DROPPED:
	case LIVE_END:
	case LIVE_OTHER:
		break;
	}
	return 0;
}

char *monitor_plain_text(const struct live_line *line, GTimeZone *zone)
{
	g_autofree char *time = time_text(time_of(line), zone);
	g_autofree char *word = NULL;

	switch (line->type) {
	case LIVE_BEAT:
		return beat_text(&line->beat, time);
	case LIVE_RHYTHM:
		word = printable(monitor_rhythm_words(line->rhythm.word));
		return g_strdup_printf("%s  %s   %s\n", time,
				       monitor_needs_help(line->rhythm.word) ? "ALARM " : "rhythm",
				       word);
	case LIVE_FINDING:
	case LIVE_GAP:
		return span_text(line, time);
	case LIVE_READING:
	case LIVE_TRUST:
		return words_text(line, time);
	case LIVE_TWIN:
		return twin_text(&line->twin, time);
	case LIVE_WEARABLE:
		return wearable_text(&line->wearable, time);
	case LIVE_SIGNAL:
		return g_strdup_printf("%s  signal   %s\n", time,
				       ht_signal_quality_words(line->signal.quality));
	case LIVE_BREATHS:
		return isfinite(line->breaths.per_minute)
			   ? g_strdup_printf("%s  breath   %.0f /min\n", time,
					     line->breaths.per_minute)
			   : NULL;
	case LIVE_DROPPED:
		return g_strdup_printf("this reader was too slow for %" G_GINT64_FORMAT " lines\n",
				       line->dropped);
	case LIVE_HELLO:
		return g_strdup("The live trace is open. Not a medical device.\n");
	case LIVE_ECG:
	case LIVE_END:
	case LIVE_OTHER:
		break;
	}
	return NULL;
}
