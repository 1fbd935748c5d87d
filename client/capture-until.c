/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/capture-until.h"

#include "common/glib/ht-error.h"

/* (transfer full) The first moment after the day, or NULL where the text is no day. */
static GDateTime *end_of_day(const char *text, GTimeZone *zone)
{
	g_autofree char *midnight = g_strconcat(text, "T00:00:00", NULL);
	g_autoptr(GDateTime) start = g_date_time_new_from_iso8601(midnight, zone);

	return start ? g_date_time_add_days(start, 1) : NULL;
}

gboolean capture_until_parse(const char *text, const char *zone, gint64 *utc_us, GError **error)
{
	g_autoptr(GTimeZone) known = *zone ? g_time_zone_new_identifier(zone) : NULL;
	g_autoptr(GTimeZone) used = known ? g_time_zone_ref(known) : g_time_zone_new_utc();
	g_autoptr(GDateTime) end = NULL;

	*utc_us = 0;
	if (g_str_equal(text, "none"))
		return TRUE;
	end = g_date_time_new_from_iso8601(text, used);
	if (!end)
		end = end_of_day(text, used);
	if (!end) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "--capture-until \"%s\" is no day: write it as 2026-12-31, or none",
			    text);
		return FALSE;
	}
	*utc_us = g_date_time_to_unix(end) * G_USEC_PER_SEC;
	return TRUE;
}
