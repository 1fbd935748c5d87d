/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/report-pdf.h"

#include <cairo-pdf.h>
#include <glib/gstdio.h>

#include "common/glib/ht-error.h"
#include "report/report-summary.h"
#include "report/report-text.h"
#include "report/report-trend.h"

#define PAGE_WIDTH_MM   210.0
#define PAGE_HEIGHT_MM  297.0
#define MARGIN_MM       10.0
#define WIDTH_MM        (PAGE_WIDTH_MM - 2 * MARGIN_MM)
#define SUMMARY_Y_MM    42.0
#define TREND_Y_MM      79.5
#define TREND_HEIGHT_MM 55.5
#define STRIPS_Y_MM     144.5
#define STRIP_MM        68.5 /* heading, marks, grid, labels and the space to the next */
#define GRID_MM         50.0
#define STRIPS_MAX      2

static const struct report_style title_style = {
    .size_pt = 20, .weight = REPORT_BOLD, .ink = REPORT_INK};
static const struct report_style section_style = {
    .size_pt = 10.5, .weight = REPORT_BOLD, .ink = REPORT_INK};
static const struct report_style plain_style = {.size_pt = 9, .ink = REPORT_QUIET};
static const struct report_style note_style = {.size_pt = 7.5, .ink = REPORT_QUIET};

static char *period_text(const struct report_input *input, GTimeZone *zone)
{
	g_autofree char *start = report_format_time(input->start_utc_us, zone, "%Y-%m-%d %H:%M:%S");
	g_autofree char *end = report_format_time(input->end_utc_us, zone, "%Y-%m-%d %H:%M:%S");

	return g_strdup_printf("%s to %s", start, end);
}

static void draw_heading(cairo_t *cr, const struct report_input *input, GTimeZone *zone)
{
	static const struct report_style brand = {
	    .size_pt = 9, .weight = REPORT_BOLD, .ink = REPORT_HEART};
	struct report_style right = plain_style;
	g_autofree char *period = period_text(input, zone);
	g_autofree char *made = report_format_time(input->made_utc_us, zone, "made %Y-%m-%d %H:%M");
	g_autofree char *born = g_strdup_printf("born %u", input->birth_year);

	right.align = REPORT_RIGHT;
	report_text(cr, MARGIN_MM, 15, 0, &brand, "Health Twin   |   heart rhythm report");
	report_text(cr, MARGIN_MM + WIDTH_MM, 15, 0, &right, made);
	report_text(cr, MARGIN_MM, 27, WIDTH_MM - 40, &title_style, input->name);
	if (input->birth_year)
		report_text(cr, MARGIN_MM + WIDTH_MM, 27, 0, &right, born);
	report_text(cr, MARGIN_MM, 34, WIDTH_MM - 50, &plain_style, period);
	report_text(cr, MARGIN_MM + WIDTH_MM, 34, 50, &right, input->zone[0] ? input->zone : "UTC");
	report_set_ink(cr, REPORT_HEART);
	cairo_set_line_width(cr, 0.8);
	cairo_move_to(cr, MARGIN_MM, 38);
	cairo_rel_line_to(cr, WIDTH_MM, 0);
	cairo_stroke(cr);
}

/* A filled square with its meaning; returns where the next one may start. */
static double draw_key(cairo_t *cr, double x, double y, double r, double g, double b,
		       const char *text, double width)
{
	cairo_set_source_rgb(cr, r, g, b);
	cairo_rectangle(cr, x, y - 1.8, 4, 1.8);
	cairo_fill(cr);
	report_text(cr, x + 5, y, 0, &note_style, text);
	return x + width;
}

static void draw_trend(cairo_t *cr, const struct report_input *input)
{
	double x = MARGIN_MM + 78;

	report_text(cr, MARGIN_MM, TREND_Y_MM, 0, &section_style, "Heart rate, beats per minute");
	x = draw_key(cr, x, TREND_Y_MM, 0.05, 0.35, 0.55, "mean", 18);
	x = draw_key(cr, x, TREND_Y_MM, 0.77, 0.86, 0.92, "lowest to highest", 36);
	draw_key(cr, x, TREND_Y_MM, 0.76, 0.07, 0.07, "ventricular beats each minute (below)", 0);
	report_trend_draw(cr, MARGIN_MM, TREND_Y_MM + 2, WIDTH_MM, TREND_HEIGHT_MM, input);
}

/* Seconds since local midnight. */
static double clock_s(gint64 utc_us, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(utc_us / G_USEC_PER_SEC);
	g_autoptr(GDateTime) local = utc ? g_date_time_to_timezone(utc, zone) : NULL;

	if (!local)
		return 0;
	return g_date_time_get_hour(local) * 3600 + g_date_time_get_minute(local) * 60 +
	       g_date_time_get_second(local) +
	       (double)(utc_us % G_USEC_PER_SEC) / (double)G_USEC_PER_SEC;
}

static void draw_strip(cairo_t *cr, double y, const struct report_strip *strip, GTimeZone *zone)
{
	g_autofree struct ecg_paper_beat *beats =
	    g_memdup2(strip->ecg.beats, strip->ecg.beats_count * sizeof *beats);
	g_autofree char *date = report_format_time(strip->start_utc_us, zone, "%Y-%m-%d");
	struct report_style right = plain_style;
	struct ecg_paper_strip ecg = strip->ecg;

	ecg.start_s = clock_s(strip->start_utc_us, zone);
	ecg.clock = true;
	ecg.beats = beats;
	for (gsize i = 0; i < ecg.beats_count; i++)
		beats[i].time_s += ecg.start_s;
	right.align = REPORT_RIGHT;
	report_heading(cr, MARGIN_MM, y, WIDTH_MM - 22, &section_style, &plain_style,
		       strip->heading);
	report_text(cr, MARGIN_MM + WIDTH_MM, y, 0, &right, date);
	ecg_paper_draw(cr, MARGIN_MM, y + 2, WIDTH_MM, GRID_MM, &ecg);
}

static void draw_notes(cairo_t *cr)
{
	static const char *const notes[] = {
	    ("Health Twin is not a medical device. Beats and rhythms were found by a program in a "
	     "single lead of a wearable."),
	    ("No clinician has read them. Beats: N normal, S supraventricular, V ventricular, F "
	     "fusion, Q of no class."),
	    ("Printed at 100 %, one large square is 0.2 s wide and 0.5 mV high; at 5 mm/mV it is 1 "
	     "mV high."),
	};

	report_set_ink(cr, REPORT_LINE);
	cairo_set_line_width(cr, 0.2);
	cairo_move_to(cr, MARGIN_MM, 280);
	cairo_rel_line_to(cr, WIDTH_MM, 0);
	cairo_stroke(cr);
	for (gsize i = 0; i < G_N_ELEMENTS(notes); i++)
		report_text(cr, MARGIN_MM, 284 + 3.6 * (double)i, WIDTH_MM, &note_style, notes[i]);
}

static void draw_page(cairo_t *cr, const struct report_input *input)
{
	g_autoptr(GTimeZone) zone = report_zone(input->zone);

	ecg_paper_use_mm(cr);
	draw_heading(cr, input, zone);
	report_summary_draw(cr, MARGIN_MM, SUMMARY_Y_MM, WIDTH_MM, &input->summary);
	draw_trend(cr, input);
	for (gsize i = 0; i < MIN(input->strips_count, STRIPS_MAX); i++)
		draw_strip(cr, STRIPS_Y_MM + (double)i * STRIP_MM, &input->strips[i], zone);
	if (!input->strips_count)
		report_text(cr, MARGIN_MM, STRIPS_Y_MM, 0, &plain_style,
			    "No ECG was stored in this time.");
	draw_notes(cr);
}

/* Dates come from the input alone, so that the same input gives the same file. */
static void set_metadata(cairo_surface_t *surface, const struct report_input *input)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *made = report_format_time(input->made_utc_us, utc, "%Y-%m-%dT%H:%M:%SZ");

	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, "Heart rhythm report");
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, PACKAGE_STRING);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, made);
}

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned length)
{
	g_byte_array_append(closure, data, length);
	return CAIRO_STATUS_SUCCESS;
}

gboolean report_pdf_write(const char *path, const struct report_input *input, GError **error)
{
	g_autoptr(GByteArray) pdf = g_byte_array_new();
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
	    collect, pdf, PAGE_WIDTH_MM * ECG_PAPER_POINTS_PER_MM,
	    PAGE_HEIGHT_MM * ECG_PAPER_POINTS_PER_MM);
	cairo_t *cr;
	cairo_status_t status;

	/* The oldest version that draws the page, and the same one with every cairo. */
	cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
	cr = cairo_create(surface);
	set_metadata(surface, input);
	draw_page(cr, input);
	cairo_show_page(cr);
	status = cairo_status(cr);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	if (status != CAIRO_STATUS_SUCCESS) {
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s: cannot draw the report: %s",
			    path, cairo_status_to_string(status));
		return FALSE;
	}
	if (g_file_set_contents_full(path, (const char *)pdf->data, (gssize)pdf->len,
				     G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
		return TRUE;
	g_prefix_error(error, "the report cannot be written: ");
	return FALSE;
}
