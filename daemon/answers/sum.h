/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What daemon/answers/summary.c adds up over a period, and how it is told. In a worker. */
#pragma once

#include "daemon/answers/summary.h"
#include "health-models/twin/twin.h"
#include "programme/beat-counts.h"
#include "programme/vitality.h"

G_BEGIN_DECLS

typedef struct {
	const HtPeriod *period;
	GError *error;
	/* A twin of this period alone: heart rates are found as the live twin finds them. */
	struct twin twin;
	GArray *minutes; /* struct twin_minute */
	gint64 newest_beat_utc_ns;
	double rr_ms;
	guint64 rr_count;
	guint64 beats;
	HtBeatCounts labels;
	double recorded_s, strap_off_s;
	double grade_s[QUALITY_FULL + 1];
	gint64 first_utc_ns, last_utc_ns; /* of the recorded */
	guint64 gaps;
	struct {
		guint64 count; /* of those that begin inside */
		double inside_s;
	} findings[FINDING_KIND_MAX + 1];
	struct {
		guint64 steps, soft_steps, falls; /* falls: that nobody cancelled */
		double active_s, walking_s, worn_s;
	} activity;           /* of the minutes that begin inside */
	HtVitality *vitality; /* in microseconds since first_utc_ns */
} HtSum;

/* (transfer full) a{sv} of ExportSummary. */
GVariant *ht_sum_describe(const HtSum *sum);

G_END_DECLS
