/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "programme/local-days.h"

#include "common/timebase.h"

enum { SECONDS_PER_DAY = 86400, SECONDS_PER_HOUR = 3600 };

/* No zone is further from UTC. */
enum { OFFSET_MAX_S = 26 * SECONDS_PER_HOUR };

/* Days since 1970 of a date. */
static gint64 day_number(int year, guint day_of_year)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, 1, G_DATE_JANUARY, (GDateYear)year);
	return (gint64)g_date_get_julian(&date) - 719163 + day_of_year;
}

static gint64 day_number_at(GTimeZone *zone, gint64 utc_s)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(utc_s);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);

	return day_number(g_date_time_get_year(local),
			  (guint)g_date_time_get_day_of_year(local) - 1);
}

/* Looks for the first second of that day instead of asking what midnight is: where clocks are set
 * at midnight there is none, or there are two. */
gint64 ht_local_day_start_utc_ns(GTimeZone *zone, int year, guint day_of_year)
{
	gint64 wanted = day_number(year, day_of_year);
	gint64 before = wanted * SECONDS_PER_DAY - OFFSET_MAX_S; /* is earlier */
	gint64 after = wanted * SECONDS_PER_DAY + OFFSET_MAX_S;  /* is that day or later */

	while (after - before > 1) {
		gint64 middle = before + (after - before) / 2;

		if (day_number_at(zone, middle) < wanted)
			before = middle;
		else
			after = middle;
	}
	return after * NS_PER_S;
}

void ht_local_day_of(GTimeZone *zone, gint64 utc_ns, int *year, guint *day_of_year)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(utc_ns / NS_PER_S);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);

	*year = g_date_time_get_year(local);
	*day_of_year = (guint)g_date_time_get_day_of_year(local) - 1;
}
