/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a report says, as plain data: it knows no bus and no store. Nothing in it is owned; all of
 * it must live until the report is written.
 */
#pragma once

#include <glib.h>

#include "health-models/ecg/ecg_event.h"
#include "report/ecg-paper.h"

G_BEGIN_DECLS

/* One minute of the trend; heart rates NaN = not known. */
struct report_minute {
	gint64 start_utc_us;
	double hr_mean_bpm;
	double hr_min_bpm;
	double hr_max_bpm;
	guint64 beats;
	guint64 ventricular;
};

/* A piece of ECG under a heading; the strip's clock starts at 0 with its first sample. */
struct report_strip {
	const char *heading;
	gint64 start_utc_us;
	struct ecg_paper_strip ecg;
};

/* Counts: -1 = not known. All else: NaN = not known. */
struct report_summary {
	double recorded_s, readable_s, rhythm_only_s, no_signal_s;
	gint64 gaps;
	gint64 beats, normal, supraventricular, ventricular;
	gint64 unclear; /* fusion, or of no class */
	struct {
		guint64 count;
		double seconds;
	} findings[FINDING_KIND_MAX + 1]; /* by enum finding_kind; 0 = unknown kinds */
	double af_share;                  /* of the time with a signal, 0..1 */
	double hr_mean_bpm, hr_min_bpm, hr_max_bpm, hr_rest_bpm;
	double sdnn_ms, rmssd_ms;
	double breaths_per_minute;
};

struct report_input {
	const char *name;
	guint birth_year; /* 0 = not known */
	const char *zone; /* IANA name; every time is written in it; "" = UTC */
	gint64 start_utc_us;
	gint64 end_utc_us;
	gint64 made_utc_us;
	struct report_summary summary;
	const struct report_minute *minutes; /* in the order of time */
	gsize minutes_count;
	const struct report_strip *strips; /* two fit on the page */
	gsize strips_count;
};

G_END_DECLS
