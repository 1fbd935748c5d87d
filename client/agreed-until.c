/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/agreed-until.h"

#include "common/glib/ht-error.h"

/* (transfer full) The first moment after the day, or NULL where the text is no day. */
static GDateTime *end_of_day(const char *text, GTimeZone *zone)
{
	g_autofree char *midnight = g_strconcat(text, "T00:00:00", NULL);
	g_autoptr(GDateTime) start = g_date_time_new_from_iso8601(midnight, zone);

	return start ? g_date_time_add_days(start, 1) : NULL;
}

static GTimeZone *zone_of(const char *zone)
{
	GTimeZone *known = *zone ? g_time_zone_new_identifier(zone) : NULL;

	return known ? known : g_time_zone_new_utc();
}

gboolean agreed_until_parse(const char *text, const char *option, const char *zone, gint64 *utc_us,
			    GError **error)
{
	g_autoptr(GTimeZone) used = zone_of(zone);
	g_autoptr(GDateTime) end = NULL;

	*utc_us = 0;
	if (g_str_equal(text, "none"))
		return TRUE;
	end = g_date_time_new_from_iso8601(text, used);
	if (!end)
		end = end_of_day(text, used);
	if (!end) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "%s \"%s\" is no day: write it as 2026-12-31, or none", option, text);
		return FALSE;
	}
	*utc_us = g_date_time_to_unix(end) * G_USEC_PER_SEC;
	return TRUE;
}

char *agreed_until_text(gint64 utc_us, const char *zone)
{
	g_autoptr(GTimeZone) used = zone_of(zone);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) end = utc ? g_date_time_to_timezone(utc, used) : NULL;
	g_autoptr(GDateTime) day = end ? g_date_time_add_days(end, -1) : NULL;

	if (utc_us == 0)
		return g_strdup("none");
	if (!day)
		return g_strdup("?");
	if (g_date_time_get_hour(end) == 0 && g_date_time_get_minute(end) == 0)
		return g_date_time_format(day, "%Y-%m-%d");
	return g_date_time_format(end, "%Y-%m-%d %H:%M");
}
