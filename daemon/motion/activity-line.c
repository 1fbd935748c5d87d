/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/motion/activity-line.h"

#include "common/glib/ht-json.h"
#include "common/timebase.h"
#include "programme/activity-words.h"

static void add_postures(JsonBuilder *b, const struct activity_minute *m)
{
	ht_json_begin_object(b, "posture_s");
	for (int i = 0; i < POSTURES; i++)
		if (m->posture_s[i] > 0)
			ht_json_number(b, ht_posture_name((enum posture)i),
				       (double)m->posture_s[i]);
	json_builder_end_object(b);
}

/* What could not be measured is left out. */
static void add_intensity(JsonBuilder *b, const struct activity_minute *m)
{
	enum intensity_level level;

	if (activity_minute_level(m, &level)) {
		ht_json_number(b, "counts", (double)m->counts);
		ht_json_text(b, "intensity", ht_intensity_name(level));
	}
	if (m->mad_mg >= 0)
		ht_json_number(b, "mad_mg", (double)m->mad_mg);
}

char *ht_activity_line(gint64 start_utc_ns, const struct activity_minute *m)
{
	g_autoptr(JsonBuilder) b = ht_json_line_begin("activity");

	ht_json_int(b, "start_utc_us", start_utc_ns / 1000);
	ht_json_int(b, "end_utc_us", (start_utc_ns + 60 * NS_PER_S) / 1000);
	ht_json_number(b, "covered_s", (double)m->covered_s);
	ht_json_int(b, "steps", m->steps);
	ht_json_int(b, "soft_steps", m->soft_steps);
	ht_json_number(b, "walking_s", (double)m->walking_s);
	ht_json_number(b, "cadence_spm", (double)m->cadence_spm);
	ht_json_number(b, "active_s", (double)m->active_s);
	add_intensity(b, m);
	if (m->regularity > 0) {
		ht_json_number(b, "stride_regularity", (double)m->regularity);
		ht_json_number(b, "symmetry", (double)m->symmetry);
	}
	add_postures(b, m);
	return ht_json_line_end(b);
}

char *ht_fall_line(const struct fall_event *fall)
{
	g_autoptr(JsonBuilder) b = ht_json_line_begin("fall");

	ht_json_int(b, "t_utc_us", fall->t_ns / 1000);
	ht_json_int(b, "told_utc_us", fall->told_ns / 1000);
	ht_json_text(b, "state", ht_fall_state_name(fall->state));
	if (fall->reason != FALL_REASON_NONE)
		ht_json_text(b, "reason", ht_fall_reason_name(fall->reason));
	ht_json_number(b, "impact_g", (double)fall->impact_g);
	ht_json_number(b, "turned_deg", (double)fall->turned_deg);
	ht_json_number(b, "confidence", (double)fall->confidence);
	return ht_json_line_end(b);
}
