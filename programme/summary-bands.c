/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/summary-bands.h"

/* Bands by what they are below; the last one has no end. */
typedef struct {
	gint64 below;
	const char *words;
} Band;

static const Band rates[] = {{500, "under 50"}, {600, "50-59"},  {700, "60-69"},     {800, "70-79"},
			     {900, "80-89"},    {1000, "90-99"}, {0, "100 and over"}};
static const Band burdens[] = {{50, "under 5"}, {200, "5-19"}, {500, "20-49"}, {0, "50 and over"}};
static const Band ventriculars[] = {{100, "under 1"}, {500, "1-4"}, {0, "5 and over"}};
static const Band hours[] = {{8 * 60, "4-7"}, {12 * 60, "8-11"}, {18 * 60, "12-17"}, {0, "18-24"}};
static const Band parts[] = {{667, "half"}, {833, "most"}, {0, "nearly all"}};
static const Band ages[] = {
    {18, "under 18"}, {40, "18-39"}, {65, "40-64"}, {90, "65-89"}, {0, "90 and over"}};

static const char *band(const Band *bands, gsize count, gint64 value)
{
	gsize i = 0;

	while (i + 1 < count && value >= bands[i].below)
		i++;
	return bands[i].words;
}

const char *ht_band_key(enum ht_summary_number number)
{
	switch (number) {
	case HT_NUMBER_DAYS:
		return "days_worn_band";
	case HT_NUMBER_HR_REST:
		return "heart_rate_rest_band";
	case HT_NUMBER_HR_MEAN:
		return "heart_rate_mean_band";
	case HT_NUMBER_AF:
		return "af_burden_percent_band";
	case HT_NUMBER_VENTRICULAR:
		return "ventricular_percent_band";
	case HT_NUMBER_WORN:
		return "worn_hours_band";
	case HT_NUMBERS:
		break;
	}
	return "";
}

const char *ht_band_of(enum ht_summary_number number, gint64 value, guint window_days)
{
	switch (number) {
	case HT_NUMBER_DAYS:
		return band(parts, G_N_ELEMENTS(parts), 1000 * value / window_days);
	case HT_NUMBER_HR_REST:
	case HT_NUMBER_HR_MEAN:
		return band(rates, G_N_ELEMENTS(rates), value);
	case HT_NUMBER_AF:
		return band(burdens, G_N_ELEMENTS(burdens), value);
	case HT_NUMBER_VENTRICULAR:
		return band(ventriculars, G_N_ELEMENTS(ventriculars), value);
	case HT_NUMBER_WORN:
		return band(hours, G_N_ELEMENTS(hours), value);
	case HT_NUMBERS:
		break;
	}
	return "";
}

const char *ht_age_band(guint birth_year, int year)
{
	return birth_year ? band(ages, G_N_ELEMENTS(ages), year - (gint64)birth_year) : "unknown";
}

char *ht_age_group(guint birth_year, int year)
{
	int age = year - (int)birth_year;

	if (!birth_year)
		return g_strdup("unknown");
	if (age >= 90)
		return g_strdup("90 and over");
	age = MAX(age, 0) / 5 * 5;
	return g_strdup_printf("%d-%d", age, age + 4);
}
