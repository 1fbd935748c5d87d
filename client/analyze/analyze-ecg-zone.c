/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-ecg-zone.h"

#include "common/glib/ht-json.h"
#include "common/timebase.h"

#include <math.h>
#include <stdio.h>

enum { PARTS_MAX = 3, BPM_MIN = 20, BPM_MAX = 250 };

/* Returns how many numbers there are, 0 for what is none. */
static guint parse_parts(const char *text, float bpm[PARTS_MAX])
{
	g_auto(GStrv) parts = g_strsplit(text, ":", PARTS_MAX + 1);
	guint count = g_strv_length(parts);

	if (count > PARTS_MAX)
		return 0;
	for (guint i = 0; i < count; i++) {
		char *end = NULL;
		double value = g_ascii_strtod(parts[i], &end);

		if (end == parts[i] || *end || !(value >= BPM_MIN && value <= BPM_MAX) ||
		    (i > 0 && (float)value < bpm[i - 1]))
			return 0;
		bpm[i] = (float)value;
	}
	return count;
}

gboolean ht_ecg_zone_parse(const char *text, struct hr_zone_limits *limits, GError **error)
{
	float bpm[PARTS_MAX] = {0, 0, 0};

	if (parse_parts(text, bpm) >= 2) {
		*limits = (struct hr_zone_limits){bpm[0], bpm[1], bpm[2]};
		return TRUE;
	}
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
		    "--zone takes LOW:HIGH or LOW:HIGH:CAP in beats a minute from %d to %d, such "
		    "as 100:130, not \"%s\"",
		    BPM_MIN, BPM_MAX, text);
	return FALSE;
}

HtEcgZone *ht_ecg_zone_new(const struct hr_zone_limits *limits, double rate_hz)
{
	HtEcgZone *zone = g_new0(HtEcgZone, 1);

	zone->rate_hz = rate_hz;
	zone->has_periodicity = hr_periodicity_init(&zone->periodicity, rate_hz) == 0;
	(void)hr_zone_init(&zone->zone, limits, 0);
	return zone;
}

static gint64 time_of(const HtEcgZone *zone, gint64 index)
{
	return (gint64)((double)index / zone->rate_hz * (double)NS_PER_S);
}

void ht_ecg_zone_add_sample(HtEcgZone *zone, gint64 index, float uv)
{
	gint64 now_ns = time_of(zone, index + 1);
	gboolean second_ends = now_ns / NS_PER_S > time_of(zone, index) / NS_PER_S;

	if (zone->has_periodicity)
		hr_periodicity_push(&zone->periodicity, uv);
	if (zone->has_periodicity && second_ends)
		hr_zone_add_rate(&zone->zone, now_ns / NS_PER_S * NS_PER_S,
				 hr_periodicity_get(&zone->periodicity));
	if (second_ends)
		hr_zone_advance(&zone->zone, now_ns);
}

void ht_ecg_zone_add_event(HtEcgZone *zone, const struct ecg_event *event)
{
	if (event->kind == ECG_QUALITY)
		hr_zone_add_grade(&zone->zone, time_of(zone, event->quality.start_index),
				  event->quality.quality);
	if (event->kind == ECG_BEAT_FINAL && event->beat.label != BEAT_NONE)
		hr_zone_add_beat(&zone->zone, time_of(zone, event->beat.sample_index),
				 event->beat.rr_ms);
}

void ht_ecg_zone_end(HtEcgZone *zone, gint64 samples)
{
	hr_zone_finish(&zone->zone, time_of(zone, samples));
}

void ht_ecg_zone_add_json(const HtEcgZone *zone, JsonBuilder *b)
{
	const struct hr_zone_limits *limits = &zone->zone.limits;
	const struct hr_zone_times *t = hr_zone_get(&zone->zone);

	ht_json_begin_object(b, "zone");
	ht_json_number(b, "low_bpm", (double)limits->low_bpm);
	ht_json_number(b, "high_bpm", (double)limits->high_bpm);
	ht_json_int(b, "below_s", t->below_s);
	ht_json_int(b, "in_s", t->in_s);
	ht_json_int(b, "above_s", t->above_s);
	ht_json_int(b, "unknown_s", t->unknown_s);
	if (limits->cap_bpm > 0) {
		ht_json_number(b, "cap_bpm", (double)limits->cap_bpm);
		ht_json_int(b, "over_cap_s", t->over_cap_s);
	}
	ht_json_number(b, "usable_share", (double)hr_zone_usable_share(t));
	ht_json_number(b, "in_share", (double)hr_zone_in_share(t));
	ht_json_number(b, "hr_max_bpm", t->hr_max_bpm > 0 ? (double)t->hr_max_bpm : (double)NAN);
	json_builder_end_object(b);
}

void ht_ecg_zone_print_text(const HtEcgZone *zone)
{
	const struct hr_zone_limits *limits = &zone->zone.limits;
	const struct hr_zone_times *t = hr_zone_get(&zone->zone);

	printf("  zone %.0f to %.0f/min: %u s below, %u s in it, %u s above, %u s not known",
	       (double)limits->low_bpm, (double)limits->high_bpm, t->below_s, t->in_s, t->above_s,
	       t->unknown_s);
	if (limits->cap_bpm > 0)
		printf("; %u s over %.0f/min", t->over_cap_s, (double)limits->cap_bpm);
	printf("\n");
}
