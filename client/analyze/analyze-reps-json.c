/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-reps-run.h"
#include "common/glib/ht-json.h"
#include "common/timebase.h"
#include "programme/rehab-words.h"

#include <stdio.h>

static double seconds_of(gint64 t_ns)
{
	return (double)t_ns / (double)NS_PER_S;
}

static void add_parts(JsonBuilder *b, const struct repetition *r)
{
	ht_json_begin_object(b, "parts");
	for (int i = 0; i < EXERCISE_PARTS; i++)
		ht_json_number(b, ht_exercise_part_name((enum exercise_part)i), (double)r->part[i]);
	json_builder_end_object(b);
}

static void add_repetition(JsonBuilder *b, const struct set_event *event)
{
	const struct repetition *r = &event->repetition;

	json_builder_begin_object(b);
	ht_json_number(b, "start_s", seconds_of(r->start_ns));
	ht_json_number(b, "turn_s", seconds_of(r->turn_ns));
	ht_json_number(b, "end_s", seconds_of(r->end_ns));
	ht_json_number(b, "told_s", seconds_of(event->t_ns));
	ht_json_text(b, "label", ht_rep_label_name(r->label));
	ht_json_number(b, "score", (double)r->score);
	add_parts(b, r);
	ht_json_number(b, "rom_percent", (double)r->rom_percent);
	ht_json_number(b, "rom_deg", (double)r->rom_deg);
	ht_json_number(b, "duration_s", seconds_of(r->end_ns - r->start_ns));
	ht_json_number(b, "concentric_s", (double)r->concentric_s);
	ht_json_number(b, "hold_s", (double)r->hold_s);
	ht_json_number(b, "eccentric_s", (double)r->eccentric_s);
	ht_json_number(b, "peak_speed_rads", (double)r->peak_speed_rads);
	ht_json_number(b, "mean_speed_rads", (double)r->mean_speed_rads);
	ht_json_number(b, "smoothness", (double)r->smoothness_sparc);
	ht_json_number(b, "shape", (double)r->shape_distance);
	ht_json_number(b, "compensation_deg", (double)r->compensation_deg);
	ht_json_number(b, "missing_share", (double)r->missing_share);
	json_builder_end_object(b);
}

static void add_repetitions(JsonBuilder *b, const HtRepsSession *s)
{
	ht_json_begin_array(b, "reps");
	for (guint i = 0; i < s->events->len; i++) {
		const struct set_event *e = &g_array_index(s->events, struct set_event, i);

		if (e->kind == SET_REPETITION)
			add_repetition(b, e);
	}
	json_builder_end_array(b);
}

/* Of one kind: when, and why. */
static void add_reasons(JsonBuilder *b, const char *name, const HtRepsSession *s,
			enum set_event_kind kind)
{
	ht_json_begin_array(b, name);
	for (guint i = 0; i < s->events->len; i++) {
		const struct set_event *e = &g_array_index(s->events, struct set_event, i);

		if (e->kind != kind)
			continue;
		json_builder_begin_object(b);
		ht_json_number(b, "t_s", seconds_of(e->t_ns));
		ht_json_text(b, "reason", ht_set_reason_name(e->reason));
		json_builder_end_object(b);
	}
	json_builder_end_array(b);
}

static void add_reference(JsonBuilder *b, const struct rep_reference *r)
{
	ht_json_begin_object(b, "reference");
	ht_json_int(b, "repetitions", r->repetitions);
	ht_json_number(b, "rom_deg", (double)r->rom_deg);
	ht_json_number(b, "duration_s", (double)r->duration_s);
	ht_json_number(b, "smoothness", (double)r->smoothness_sparc);
	ht_json_number(b, "compensation_deg", (double)r->compensation_deg);
	json_builder_end_object(b);
}

static void add_fatigue(JsonBuilder *b, const struct set_fatigue *f)
{
	ht_json_begin_object(b, "fatigue");
	ht_json_number(b, "velocity_loss", (double)f->velocity_loss);
	ht_json_number(b, "rom_percent_per_rep", (double)f->rom_percent_per_rep);
	ht_json_number(b, "smoothness_per_rep", (double)f->smoothness_per_rep);
	ht_json_flag(b, "stop", f->stop);
	json_builder_end_object(b);
}

static void add_all(JsonBuilder *b, const HtRepsSession *s, const char *path)
{
	/* File names need not be UTF-8, JSON must be. */
	g_autofree char *name = g_utf8_make_valid(path, -1);

	ht_json_text(b, "record", name);
	ht_json_number(b, "seconds", s->seconds);
	ht_json_int(b, "count", s->count);
	ht_json_flag(b, "ready", s->ready);
	add_repetitions(b, s);
	add_reasons(b, "refused", s, SET_REFUSED);
	add_reasons(b, "troubles", s, SET_TROUBLE);
	if (!s->has_reference)
		return;
	ht_json_number(b, "latency_ms", s->latency_ms);
	add_reference(b, &s->reference);
	add_fatigue(b, &s->fatigue);
}

void ht_reps_print_json(const HtRepsSession *session, const char *path)
{
	g_autoptr(JsonBuilder) b = json_builder_new();
	g_autofree char *line = NULL;

	json_builder_begin_object(b);
	add_all(b, session, path);
	line = ht_json_line_end(b);
	fputs(line, stdout);
}
