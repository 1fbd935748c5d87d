/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text on a page measured in millimetres. Text is never read as markup. */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

enum report_weight { REPORT_REGULAR, REPORT_BOLD };
enum report_align { REPORT_LEFT, REPORT_CENTRE, REPORT_RIGHT };
enum report_ink { REPORT_INK, REPORT_QUIET, REPORT_FAINT, REPORT_ALARM, REPORT_LINE, REPORT_HEART };

struct report_style {
	double size_pt;
	enum report_weight weight;
	enum report_align align;
	enum report_ink ink;
};

void report_set_ink(cairo_t *cr, enum report_ink ink);

/* Writes one line with its baseline at y_mm and its start, middle or end at x_mm; a line longer
 * than max_mm (0 = any length) ends in an ellipsis. */
void report_text(cairo_t *cr, double x_mm, double y_mm, double max_mm,
		 const struct report_style *style, const char *text);

double report_text_width_mm(cairo_t *cr, const struct report_style *style, const char *text);

/* Writes one line of two styles: what is before the first ": " and what follows. What follows gets
 * smaller, down to REPORT_LEAST_PT, before it ends in an ellipsis. Returns whether all of it is
 * there. */
#define REPORT_LEAST_PT 6.0
gboolean report_heading(cairo_t *cr, double x_mm, double y_mm, double max_mm,
			const struct report_style *before, const struct report_style *after,
			const char *text);

/* (transfer full) The zone of an IANA name; UTC for "" and for a name that is not known here. */
GTimeZone *report_zone(const char *zone);
/* (transfer full) A time in the zone, by g_date_time_format(). */
char *report_format_time(gint64 utc_us, GTimeZone *zone, const char *format);

G_END_DECLS
