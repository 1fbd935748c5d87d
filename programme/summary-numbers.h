/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which numbers of a window are told with noise, what a day can add to each, and their price.
 *
 * A day counts as worn with HT_WORN_DAY_MINUTES and a known resting heart rate. A worn day adds to
 * each sum its value, held inside low .. high, less the centre; another day adds nothing. So
 * changing one day to any other changes a sum by high - low at most: its sensitivity. What is told
 * of a window is the noisy sum over the noisy number of worn days: nothing else of the days is
 * used.
 */
#pragma once

#include "privacy/anonymity/discrete-laplace.h"
#include "programme/day-numbers.h"

G_BEGIN_DECLS

enum { HT_WORN_DAY_MINUTES = 240 };

enum ht_summary_number {
	HT_NUMBER_DAYS,        /* worn */
	HT_NUMBER_HR_REST,     /* tenths of a beat per minute */
	HT_NUMBER_HR_MEAN,     /* likewise */
	HT_NUMBER_AF,          /* worn minutes in fibrillation or flutter, of 1000 */
	HT_NUMBER_VENTRICULAR, /* ventricular beats, of 10000 */
	HT_NUMBER_WORN,        /* minutes a day */
	HT_NUMBERS,
};

typedef enum {
	HT_SUMMARY_30, /* anonymised, windows of so many days */
	HT_SUMMARY_90,
	HT_SUMMARY_365,
	HT_SUMMARY_DEIDENTIFIED, /* each period of 30 days */
	HT_SUMMARY_KINDS,
} HtSummaryKind;

/* What a kind of summary holds: count numbers in this order, number[0] = HT_NUMBER_DAYS. */
typedef struct {
	guint count;
	enum ht_summary_number number[HT_NUMBERS];
	struct laplace_scale scale[HT_NUMBERS];
} HtSummaryPlan;

HtSummaryPlan ht_summary_plan(HtSummaryKind kind);
/* Micro-epsilon of one answer. */
guint32 ht_summary_price_micro(HtSummaryKind kind);
/* days: HtDayNumbers of each day of the window. sums: plan->count of them, without noise. */
void ht_summary_sums(const HtSummaryPlan *plan, const HtDayNumbers *days, guint count,
		     gint64 *sums);
/* What the told sums say: mean of a worn day, inside low .. high; of HT_NUMBER_DAYS how many,
 * inside 0 .. window_days. FALSE where too few days were worn to say anything. */
gboolean ht_summary_values(const HtSummaryPlan *plan, const gint64 *told, guint window_days,
			   gint64 value[HT_NUMBERS]);

G_END_DECLS
