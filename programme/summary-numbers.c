/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/summary-numbers.h"

static const struct {
	gint32 low, high, centre;
} ranges[HT_NUMBERS] = {
    [HT_NUMBER_DAYS] = {0, 1, 0},           [HT_NUMBER_HR_REST] = {400, 1100, 750},
    [HT_NUMBER_HR_MEAN] = {500, 1100, 800}, [HT_NUMBER_AF] = {0, 1000, 0},
    [HT_NUMBER_VENTRICULAR] = {0, 1000, 0}, [HT_NUMBER_WORN] = {0, 1440, 0},
};

/* Micro-epsilon. Longer windows need less for the same error: the noise is shared by more days.
 * What would be more noise than number in a window is not told of it. */
static const guint32 prices_micro[HT_SUMMARY_KINDS][HT_NUMBERS] = {
    [HT_SUMMARY_30] =
	{[HT_NUMBER_DAYS] = 400000, [HT_NUMBER_HR_REST] = 800000, [HT_NUMBER_AF] = 800000},
    [HT_SUMMARY_90] = {[HT_NUMBER_DAYS] = 200000,
		       [HT_NUMBER_HR_REST] = 500000,
		       [HT_NUMBER_HR_MEAN] = 300000,
		       [HT_NUMBER_AF] = 500000},
    [HT_SUMMARY_365] = {[HT_NUMBER_DAYS] = 100000,
			[HT_NUMBER_HR_REST] = 250000,
			[HT_NUMBER_HR_MEAN] = 200000,
			[HT_NUMBER_AF] = 250000,
			[HT_NUMBER_VENTRICULAR] = 100000,
			[HT_NUMBER_WORN] = 100000},
    [HT_SUMMARY_DEIDENTIFIED] = {[HT_NUMBER_DAYS] = 400000,
				 [HT_NUMBER_HR_REST] = 900000,
				 [HT_NUMBER_HR_MEAN] = 800000,
				 [HT_NUMBER_AF] = 900000},
};

HtSummaryPlan ht_summary_plan(HtSummaryKind kind)
{
	HtSummaryPlan plan = {.count = 0};

	for (guint number = 0; number < HT_NUMBERS; number++) {
		if (prices_micro[kind][number] == 0)
			continue;
		plan.number[plan.count] = (enum ht_summary_number)number;
		plan.scale[plan.count] =
		    (struct laplace_scale){(guint32)(ranges[number].high - ranges[number].low),
					   prices_micro[kind][number]};
		plan.count++;
	}
	return plan;
}

guint32 ht_summary_price_micro(HtSummaryKind kind)
{
	guint32 price_micro = 0;

	for (guint number = 0; number < HT_NUMBERS; number++)
		price_micro += prices_micro[kind][number];
	return price_micro;
}

static gint64 value_of(const HtDayNumbers *day, enum ht_summary_number number)
{
	switch (number) {
	case HT_NUMBER_DAYS:
		return 1;
	case HT_NUMBER_HR_REST:
		return day->hr_rest_dbpm;
	case HT_NUMBER_HR_MEAN:
		return day->hr_mean_dbpm;
	case HT_NUMBER_AF:
		return 1000 * (gint64)day->af_minutes / day->worn_minutes;
	case HT_NUMBER_VENTRICULAR:
		return day->beats ? 10000 * (gint64)day->ventricular / day->beats : 0;
	case HT_NUMBER_WORN:
		return day->worn_minutes;
	case HT_NUMBERS:
		break;
	}
	return 0;
}

static gboolean is_worn(const HtDayNumbers *day)
{
	return day->worn_minutes >= HT_WORN_DAY_MINUTES && day->hr_rest_dbpm > 0 &&
	       day->hr_mean_dbpm > 0;
}

void ht_summary_sums(const HtSummaryPlan *plan, const HtDayNumbers *days, guint count, gint64 *sums)
{
	for (guint i = 0; i < plan->count; i++) {
		enum ht_summary_number number = plan->number[i];

		sums[i] = 0;
		for (guint day = 0; day < count; day++)
			if (is_worn(&days[day]))
				sums[i] += CLAMP(value_of(&days[day], number), ranges[number].low,
						 ranges[number].high) -
					   ranges[number].centre;
	}
}

static gint64 divide_rounded(gint64 sum, gint64 by)
{
	return sum >= 0 ? (sum + by / 2) / by : -((-sum + by / 2) / by);
}

gboolean ht_summary_values(const HtSummaryPlan *plan, const gint64 *told, guint window_days,
			   gint64 value[HT_NUMBERS])
{
	gint64 days = CLAMP(told[0], 0, window_days);

	for (guint number = 0; number < HT_NUMBERS; number++)
		value[number] = 0;
	value[HT_NUMBER_DAYS] = days;
	if (2 * days < window_days)
		return FALSE;
	for (guint i = 1; i < plan->count; i++) {
		enum ht_summary_number number = plan->number[i];

		value[number] = CLAMP(divide_rounded(told[i], days) + ranges[number].centre,
				      ranges[number].low, ranges[number].high);
	}
	return TRUE;
}
