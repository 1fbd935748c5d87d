/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/activity-words.h"
#include "client/analyze/analyze-activity-run.h"
#include "common/timebase.h"

#include <stdio.h>

static void print_walk(const HtActivitySummary *s)
{
	printf("  steps        %" G_GUINT64_FORMAT, s->steps);
	if (s->soft_steps)
		printf(", and about %" G_GUINT64_FORMAT " soft ones of regular walking",
		       s->soft_steps);
	printf("\n");
	if (s->walking_s > 0)
		printf("  walking      %.0f s at %.0f steps a minute\n", s->walking_s,
		       ht_activity_cadence_spm(s));
	if (s->regularity > 0)
		printf(
		    "  gait         strides repeat %.2f, steps %.2f (1 = exactly); symmetry %.2f\n",
		    s->regularity, s->step_regularity, s->symmetry);
}

static void print_postures(const HtActivitySummary *s)
{
	const char *before = "  posture      ";

	for (int i = 0; i < POSTURES; i++) {
		if (!(s->posture_s[i] > 0))
			continue;
		printf("%s%s %.0f s", before, ht_posture_words((enum posture)i), s->posture_s[i]);
		before = ", ";
	}
	printf("\n");
}

static void print_levels(const HtActivitySummary *s)
{
	const char *before = "  intensity    ";

	for (int i = 0; i < INTENSITY_LEVELS; i++) {
		printf("%s%s %.1f min", before, ht_intensity_name((enum intensity_level)i),
		       s->level_min[i]);
		before = ", ";
	}
	printf("\n");
}

static void print_falls(const HtActivitySummary *s)
{
	for (guint i = 0; i < s->falls->len; i++) {
		const struct fall_event *fall = &g_array_index(s->falls, struct fall_event, i);

		printf(
		    "  %.1f s  fall %s (impact %.1f g, turned %.0f degrees, confidence %.2f)%s%s\n",
		    (double)fall->t_ns / (double)NS_PER_S, ht_fall_state_name(fall->state),
		    (double)fall->impact_g, (double)fall->turned_deg, (double)fall->confidence,
		    fall->reason ? ": " : "",
		    fall->reason ? ht_fall_reason_words(fall->reason) : "");
	}
}

void ht_activity_print_text(const HtActivitySummary *s, const char *path)
{
	printf("%s: %.0f s of motion", path, s->seconds);
	if (s->covered_s < s->seconds - 1)
		printf(", %.0f s of them measured", s->covered_s);
	printf("\n");
	print_walk(s);
	printf("  active       %.0f s\n", s->active_s);
	print_levels(s);
	print_postures(s);
	print_falls(s);
}
