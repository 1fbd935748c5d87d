/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-activity-run.h"

#include "common/glib/ht-json.h"
#include "common/timebase.h"
#include "programme/activity-words.h"

#include <stdio.h>

static double seconds_of(gint64 t_ns)
{
	return (double)t_ns / (double)NS_PER_S;
}

static void add_fall(JsonBuilder *b, const struct fall_event *fall)
{
	json_builder_begin_object(b);
	ht_json_number(b, "t_s", seconds_of(fall->t_ns));
	ht_json_number(b, "confidence", (double)fall->confidence);
	ht_json_text(b, "state", ht_fall_state_name(fall->state));
	if (fall->reason != FALL_REASON_NONE)
		ht_json_text(b, "reason", ht_fall_reason_name(fall->reason));
	ht_json_number(b, "impact_g", (double)fall->impact_g);
	ht_json_number(b, "turned_deg", (double)fall->turned_deg);
	ht_json_number(b, "still_g", (double)fall->still_g);
	json_builder_end_object(b);
}

/* What was cancelled was no fall: apart. */
static void add_falls(JsonBuilder *b, const char *name, const HtActivitySummary *s,
		      gboolean cancelled)
{
	ht_json_begin_array(b, name);
	for (guint i = 0; i < s->falls->len; i++) {
		const struct fall_event *fall = &g_array_index(s->falls, struct fall_event, i);

		if ((fall->state == FALL_CANCELLED) == cancelled)
			add_fall(b, fall);
	}
	json_builder_end_array(b);
}

static void add_postures(JsonBuilder *b, const double posture_s[POSTURES])
{
	ht_json_begin_object(b, "posture_s");
	for (int i = 0; i < POSTURES; i++)
		if (posture_s[i] > 0)
			ht_json_number(b, ht_posture_name((enum posture)i), posture_s[i]);
	json_builder_end_object(b);
}

static void add_levels(JsonBuilder *b, const char *name, const double minutes[INTENSITY_LEVELS],
		       int first)
{
	ht_json_begin_object(b, name);
	for (int i = first; i < INTENSITY_LEVELS; i++)
		ht_json_number(b, ht_intensity_name((enum intensity_level)i), minutes[i]);
	json_builder_end_object(b);
}

/* What nobody walked long enough for is left out. */
static void add_gait(JsonBuilder *b, double regularity, double step_regularity, double symmetry)
{
	if (!(regularity > 0))
		return;
	ht_json_number(b, "stride_regularity", regularity);
	ht_json_number(b, "step_regularity", step_regularity);
	ht_json_number(b, "symmetry", symmetry);
}

static void add_minute(JsonBuilder *b, const struct activity_minute *m)
{
	json_builder_begin_object(b);
	ht_json_number(b, "start_s", seconds_of(m->start_ns));
	ht_json_number(b, "covered_s", (double)m->covered_s);
	ht_json_int(b, "steps", m->steps);
	ht_json_int(b, "soft_steps", m->soft_steps);
	ht_json_number(b, "cadence_spm", (double)m->cadence_spm);
	ht_json_number(b, "active_s", (double)m->active_s);
	if (m->counts >= 0)
		ht_json_number(b, "counts", (double)m->counts);
	if (m->mad_mg >= 0)
		ht_json_number(b, "mad_mg", (double)m->mad_mg);
	ht_json_number(b, "enmo_mg", (double)m->enmo_mg);
	add_gait(b, (double)m->regularity, (double)m->step_regularity, (double)m->symmetry);
	json_builder_end_object(b);
}

static void add_minutes(JsonBuilder *b, const HtActivitySummary *s)
{
	ht_json_begin_array(b, "minutes");
	for (guint i = 0; i < s->minutes->len; i++)
		add_minute(b, &g_array_index(s->minutes, struct activity_minute, i));
	json_builder_end_array(b);
}

static void add_all(JsonBuilder *b, const HtActivitySummary *s, const char *path)
{
	/* File names need not be UTF-8, JSON must be. */
	g_autofree char *name = g_utf8_make_valid(path, -1);

	ht_json_text(b, "record", name);
	ht_json_number(b, "seconds", s->seconds);
	ht_json_number(b, "covered_s", s->covered_s);
	ht_json_count(b, "steps", s->steps);
	ht_json_count(b, "soft_steps", s->soft_steps);
	ht_json_number(b, "cadence_spm", ht_activity_cadence_spm(s));
	ht_json_number(b, "walking_s", s->walking_s);
	ht_json_number(b, "active_s", s->active_s);
	add_gait(b, s->regularity, s->step_regularity, s->symmetry);
	add_postures(b, s->posture_s);
	add_levels(b, "intensity_min", s->level_min, INTENSITY_SEDENTARY);
	add_levels(b, "mad_intensity_min", s->mad_level_min, INTENSITY_LIGHT);
	add_falls(b, "falls", s, FALSE);
	add_falls(b, "falls_cancelled", s, TRUE);
	add_minutes(b, s);
}

void ht_activity_print_json(const HtActivitySummary *summary, const char *path)
{
	g_autoptr(JsonBuilder) b = json_builder_new();
	g_autofree char *line = NULL;

	json_builder_begin_object(b);
	add_all(b, summary, path);
	line = ht_json_line_end(b);
	fputs(line, stdout);
}
