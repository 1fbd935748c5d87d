/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person did, out of one file of motion (recordings/motion-csv.h). */
#pragma once

#include <glib.h>

#include "client/analyze/span-option.h"
#include "health-models/motion/activity/activity.h"
#include "recordings/message.h"

G_BEGIN_DECLS

typedef struct {
	HtSpan upright; /* the person sits or stands still */
	HtSpan on_back; /* lies still on the back */
	double window_s;
} HtActivityWishes;

typedef struct {
	double seconds;   /* from the first row to the last */
	double covered_s; /* of them measured */
	guint64 steps, soft_steps;
	guint32 intervals;
	double walking_s;
	double active_s;
	double posture_s[POSTURES];
	double level_min[INTENSITY_LEVELS];           /* by counts */
	double mad_level_min[INTENSITY_LEVELS];       /* by MAD; sedentary is never told */
	double regularity, step_regularity, symmetry; /* means over minutes of walking, 0 = none */
	GArray *minutes; /* of struct activity_minute, times from the first row */
	GArray *falls;   /* of struct fall_event, as each of them stands at the end; likewise */
} HtActivitySummary;

/* (transfer full) NULL with *message filled. */
HtActivitySummary *ht_activity_run(const char *path, const HtActivityWishes *wishes,
				   struct recording_message *message);
void ht_activity_summary_free(HtActivitySummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtActivitySummary, ht_activity_summary_free)

/* Steps a minute while walking, 0 = nobody walked. */
double ht_activity_cadence_spm(const HtActivitySummary *summary);
guint ht_activity_falls(const HtActivitySummary *summary, enum fall_state state);

void ht_activity_print_json(const HtActivitySummary *summary, const char *path);
void ht_activity_print_text(const HtActivitySummary *summary, const char *path);

G_END_DECLS
