/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report-text.h"

#include <pango/pangocairo.h>
#include <string.h>

#include "report/ecg-paper.h"

#define FONT "DejaVu Sans, sans"

void report_set_ink(cairo_t *cr, enum report_ink ink)
{
	switch (ink) {
	case REPORT_INK:
		cairo_set_source_rgb(cr, 0.07, 0.09, 0.15);
		break;
	case REPORT_QUIET:
		cairo_set_source_rgb(cr, 0.36, 0.39, 0.45);
		break;
	case REPORT_FAINT:
		cairo_set_source_rgb(cr, 0.94, 0.95, 0.96);
		break;
	case REPORT_ALARM:
		cairo_set_source_rgb(cr, 0.76, 0.07, 0.07);
		break;
	case REPORT_LINE:
		cairo_set_source_rgb(cr, 0.83, 0.85, 0.88);
		break;
	case REPORT_HEART:
		cairo_set_source_rgb(cr, 0.05, 0.35, 0.55);
		break;
	}
}

static PangoLayout *layout_of(cairo_t *cr, const struct report_style *style, double max_mm,
			      const char *text)
{
	PangoLayout *layout = pango_cairo_create_layout(cr);
	PangoFontDescription *font = pango_font_description_from_string(FONT);

	pango_font_description_set_size(font, (int)(style->size_pt * PANGO_SCALE));
	pango_font_description_set_weight(font, style->weight == REPORT_BOLD ? PANGO_WEIGHT_BOLD
									     : PANGO_WEIGHT_NORMAL);
	/* One unit is a point here, so that sizes need no screen resolution. */
	pango_cairo_context_set_resolution(pango_layout_get_context(layout), 72);
	pango_context_set_round_glyph_positions(pango_layout_get_context(layout), FALSE);
	pango_layout_set_font_description(layout, font);
	pango_layout_set_single_paragraph_mode(layout, TRUE);
	if (max_mm > 0) {
		pango_layout_set_width(layout,
				       (int)(max_mm * ECG_PAPER_POINTS_PER_MM * PANGO_SCALE));
		pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	}
	pango_layout_set_text(layout, text, -1);
	pango_font_description_free(font);
	return layout;
}

void report_text(cairo_t *cr, double x_mm, double y_mm, double max_mm,
		 const struct report_style *style, const char *text)
{
	g_autoptr(PangoLayout) layout = NULL;
	PangoRectangle extents;
	double shift = 0;

	cairo_save(cr);
	cairo_translate(cr, x_mm, y_mm);
	cairo_scale(cr, 1 / ECG_PAPER_POINTS_PER_MM, 1 / ECG_PAPER_POINTS_PER_MM);
	report_set_ink(cr, style->ink);
	layout = layout_of(cr, style, max_mm, text);
	pango_layout_get_extents(layout, NULL, &extents);
	if (style->align != REPORT_LEFT)
		shift = extents.width / (style->align == REPORT_RIGHT ? 1.0 : 2.0) / PANGO_SCALE;
	cairo_move_to(cr, -shift, -(double)pango_layout_get_baseline(layout) / PANGO_SCALE);
	pango_cairo_show_layout(cr, layout);
	cairo_restore(cr);
	cairo_new_path(cr);
}

double report_text_width_mm(cairo_t *cr, const struct report_style *style, const char *text)
{
	g_autoptr(PangoLayout) layout = layout_of(cr, style, 0, text);
	PangoRectangle extents;

	pango_layout_get_extents(layout, NULL, &extents);
	return (double)extents.width / PANGO_SCALE / ECG_PAPER_POINTS_PER_MM;
}

gboolean report_heading(cairo_t *cr, double x_mm, double y_mm, double max_mm,
			const struct report_style *before, const struct report_style *after,
			const char *text)
{
	const char *colon = strstr(text, ": ");
	g_autofree char *title = g_strndup(text, colon ? (gsize)(colon - text) : strlen(text));
	const char *rest = colon ? colon + 2 : "";
	double title_mm = report_text_width_mm(cr, before, title);
	double room_mm = max_mm - title_mm - 3;
	struct report_style smaller = *after;

	report_text(cr, x_mm, y_mm, max_mm, before, title);
	if (!rest[0] || room_mm <= 0)
		return !rest[0] && title_mm <= max_mm;
	while (smaller.size_pt > REPORT_LEAST_PT &&
	       report_text_width_mm(cr, &smaller, rest) > room_mm)
		smaller.size_pt -= 0.25;
	report_text(cr, x_mm + title_mm + 3, y_mm, room_mm, &smaller, rest);
	return report_text_width_mm(cr, &smaller, rest) <= room_mm;
}

GTimeZone *report_zone(const char *zone)
{
	GTimeZone *found = zone[0] ? g_time_zone_new_identifier(zone) : NULL;

	return found ? found : g_time_zone_new_utc();
}

char *report_format_time(gint64 utc_us, GTimeZone *zone, const char *format)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;

	return local ? g_date_time_format(local, format) : g_strdup("?");
}
