/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole recording at a glance, for --plot: its heart rate, its findings by kind, its signal. */
#pragma once

#include "client/analyze/analyze-ecg-summary.h"
#include "report/ecg-plot.h"

G_BEGIN_DECLS

typedef struct _HtEcgOverview HtEcgOverview;

/* (transfer full) Of a recording that was summed up; the summary must outlive it. */
HtEcgOverview *ht_ecg_overview_new(const HtEcgSummary *summary);
void ht_ecg_overview_free(HtEcgOverview *overview);

/* Takes the events of the recording, in their order. */
void ht_ecg_overview_add(HtEcgOverview *overview, const struct ecg_event *event);
/* All events were added. shown: what is drawn in full, must outlive the result. (transfer none) */
const struct ecg_overview *ht_ecg_overview_get(HtEcgOverview *overview,
					       const struct ecg_span *shown, gsize shown_count);
/* (transfer none) (element-type struct ecg_plot_grade) where the signal is not good; after get. */
const GArray *ht_ecg_overview_grades(const HtEcgOverview *overview);

G_END_DECLS
