/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/time-option.h"

#include "common/glib/ht-error.h"
#include "report/report-text.h"

gboolean time_option_parse(const char *text, const char *option, const char *zone_name,
			   gint64 *utc_us, GError **error)
{
	g_autoptr(GTimeZone) zone = report_zone(zone_name);
	g_autofree char *midnight = g_strconcat(text ? text : "", "T00:00:00", NULL);
	g_autoptr(GDateTime) time = NULL;

	*utc_us = 0;
	if (!text)
		return TRUE;
	time = g_date_time_new_from_iso8601(text, zone);
	if (!time)
		time = g_date_time_new_from_iso8601(midnight, zone);
	if (!time) {
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
			    "%s \"%s\" is no time: write it as 2026-03-01T14:30:00", option, text);
		return FALSE;
	}
	*utc_us = g_date_time_to_unix(time) * G_USEC_PER_SEC;
	return TRUE;
}
