/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture of a session of an exercise: collected while it is analysed, written at its end. */
#pragma once

#include "common/imu_sample.h"
#include "health-models/rehab/reference/rep_reference.h"
#include "health-models/rehab/set/set_event.h"
#include "recordings/message.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HtRepsPlot HtRepsPlot;

/* exercise and reference (NULL = there is none) are the caller's and outlive the plot. title: of
 * the exercise (NULL = not known), copied. */
HtRepsPlot *ht_reps_plot_new(const char *title, const struct exercise *exercise,
			     const struct rep_reference *reference);
void ht_reps_plot_free(HtRepsPlot *plot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtRepsPlot, ht_reps_plot_free)

/* Every sample of the limb, in order, with exercise_set_excursion_deg() after it (NAN = not known
 * then). Samples without acceleration are left out. Without a reference nothing is known of a rest:
 * the tilt since the first sample is drawn instead. */
void ht_reps_plot_add_sample(HtRepsPlot *plot, const struct imu_sample *sample,
			     float excursion_deg);
/* Every event of the set, in the order it tells them. */
void ht_reps_plot_add_event(HtRepsPlot *plot, const struct set_event *event);

/* Writes the SVG; path is the recording's name. 0, or -errno with *message. */
int ht_reps_plot_write(const HtRepsPlot *plot, const char *svg, const char *path,
		       struct recording_message *message);

G_END_DECLS
