/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `twinctl analyze ecg` says about one recording, gathered event by event. */
#pragma once

#include "programme/beat-counts.h"
#include "programme/finding-tally.h"
#include "programme/vitality.h"
#include "client/analyze/heart-rate-variability.h"
#include "client/analyze/histogram.h"
#include "client/monitor/signal-time.h"
#include "health-models/ecg/atria/af_detector.h"
#include "health-models/ecg/ecg_event.h"
#include "recordings/recording.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	double rate_hz;
	guint channel;  /* the one that was read, ... */
	guint channels; /* ... of so many */
	char label[RECORDING_LABEL_MAX];
	gint64 samples; /* known at the end */
	guint64 beats;
	HtBeatCounts labels;
	guint64 ventricular_runs; /* 3 beats and more at 100 per minute and more */
	gint64 unreadable_samples;
	struct signal_time signal;
	enum lead_polarity polarity; /* the newest that was told */
	guint polarity_changes;
	HtFindingTally tally;
	struct rr_statistics rr;
	HtVitality *vitality;
	struct histogram first_latency; /* in samples after the R wave */
	struct histogram final_latency;
	gboolean classified;            /* rhythm_class is known */
	float rhythm_class[AF_CLASSES]; /* probabilities: what the whole recording shows */
	GArray *findings;               /* struct ecg_finding, in order of their ends */
	struct _HtEcgZone *zone;        /* NULL = none asked for */
} HtEcgSummary;

HtEcgSummary *ht_ecg_summary_new(double rate_hz);
void ht_ecg_summary_free(HtEcgSummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtEcgSummary, ht_ecg_summary_free)

void ht_ecg_summary_add(HtEcgSummary *summary, const struct ecg_event *event);
/* All events of so many samples were added. */
void ht_ecg_summary_end(HtEcgSummary *summary, gint64 samples);

double ht_ecg_summary_seconds(const HtEcgSummary *summary);
/* Without the stretches that hold no signal. */
double ht_ecg_summary_analysable_seconds(const HtEcgSummary *summary);
/* In atrial fibrillation or flutter. */
double ht_ecg_summary_af_seconds(const HtEcgSummary *summary);

/* Prints one JSON object on one line. */
void ht_ecg_summary_print_json(const HtEcgSummary *summary, const char *record);
/* Prints a few lines for a person. */
void ht_ecg_summary_print_text(const HtEcgSummary *summary, const char *record);

G_END_DECLS
