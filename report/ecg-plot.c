/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ecg-plot.h"

#include <cairo-svg.h>
#include <math.h>

#define MARGIN_MM       10.0
#define TITLE_MM        14.0
#define GRID_HEIGHT_MM  40.0
#define OVERVIEW_GAP_MM 6.0
#define BAND_MM         1.4
#define BAND_TEXT_MM    2.2
#define ROW_MM          (ECG_PAPER_MARKS_MM + GRID_HEIGHT_MM + ECG_PAPER_LABELS_MM + 4.0)

static void draw_text(cairo_t *cr, double y_mm, double size_mm, cairo_font_weight_t weight,
		      const char *text)
{
	cairo_set_source_rgb(cr, 0, 0, 0);
	cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, weight);
	cairo_set_font_size(cr, size_mm);
	cairo_move_to(cr, MARGIN_MM, y_mm);
	cairo_show_text(cr, text);
}

/* A band along the lower edge of the grid; its words where they fit. */
static void draw_grade(cairo_t *cr, double y_mm, double width_mm, const struct ecg_paper_strip *s,
		       const struct ecg_plot_grade *grade)
{
	double end_s = s->start_s + (double)s->samples / s->rate_hz;
	double from_s = fmax(grade->start_s, s->start_s), to_s = fmin(grade->end_s, end_s);
	double x = MARGIN_MM + ECG_PAPER_LEAD_MM + (from_s - s->start_s) * ECG_PAPER_MM_PER_S;
	double right = fmin(x + (to_s - from_s) * ECG_PAPER_MM_PER_S, MARGIN_MM + width_mm);
	cairo_text_extents_t extents;

	if (to_s <= from_s)
		return;
	if (grade->unreadable)
		cairo_set_source_rgb(cr, 0.45, 0.10, 0.45);
	else
		cairo_set_source_rgb(cr, 0.72, 0.42, 0.0);
	cairo_rectangle(cr, x, y_mm - BAND_MM, right - x, BAND_MM);
	cairo_fill(cr);
	cairo_set_font_size(cr, BAND_TEXT_MM);
	cairo_text_extents(cr, grade->words, &extents);
	if (extents.x_advance > right - x)
		return;
	cairo_move_to(cr, x, y_mm - BAND_MM - 0.6);
	cairo_show_text(cr, grade->words);
}

/* Returns where the next row may begin. */
static double draw_row(cairo_t *cr, double y_mm, const struct ecg_plot_row *row)
{
	double width = ecg_paper_width_mm(ECG_PLOT_ROW_S);
	int lanes = ecg_bars_lanes(cr, &row->strip, width, row->bars, row->bars_count);

	ecg_bars_draw(cr, MARGIN_MM, y_mm, width, &row->strip, row->bars, row->bars_count);
	y_mm += lanes * ECG_BARS_LANE_MM;
	ecg_paper_draw(cr, MARGIN_MM, y_mm, width, GRID_HEIGHT_MM, &row->strip);
	for (size_t i = 0; i < row->grades_count; i++)
		draw_grade(cr, y_mm + ECG_PAPER_MARKS_MM + GRID_HEIGHT_MM, width, &row->strip,
			   &row->grades[i]);
	return y_mm + ROW_MM;
}

static void draw_page(cairo_t *cr, const char *title, const char *note,
		      const struct ecg_overview *overview, const struct ecg_plot_row *rows,
		      size_t rows_count)
{
	double y_mm = MARGIN_MM + TITLE_MM;

	ecg_paper_use_mm(cr);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	draw_text(cr, MARGIN_MM + 4, 4, CAIRO_FONT_WEIGHT_BOLD, title);
	draw_text(cr, MARGIN_MM + 9, 3, CAIRO_FONT_WEIGHT_NORMAL, note);
	if (overview) {
		ecg_overview_draw(cr, MARGIN_MM, y_mm, ecg_paper_width_mm(ECG_PLOT_ROW_S),
				  overview);
		y_mm += ecg_overview_height_mm(overview) + OVERVIEW_GAP_MM;
	}
	for (size_t i = 0; i < rows_count; i++)
		y_mm = draw_row(cr, y_mm, &rows[i]);
}

/* Lanes depend on how wide the words are, which only a context can tell. */
static double page_height_mm(const struct ecg_overview *overview, const struct ecg_plot_row *rows,
			     size_t rows_count)
{
	cairo_surface_t *scratch = cairo_recording_surface_create(CAIRO_CONTENT_COLOR, NULL);
	cairo_t *cr = cairo_create(scratch);
	double width = ecg_paper_width_mm(ECG_PLOT_ROW_S);
	double height = 2 * MARGIN_MM + TITLE_MM + (double)rows_count * ROW_MM;

	ecg_paper_use_mm(cr);
	if (overview)
		height += ecg_overview_height_mm(overview) + OVERVIEW_GAP_MM;
	for (size_t i = 0; i < rows_count; i++)
		height += ECG_BARS_LANE_MM * ecg_bars_lanes(cr, &rows[i].strip, width, rows[i].bars,
							    rows[i].bars_count);
	cairo_destroy(cr);
	cairo_surface_destroy(scratch);
	return height;
}

const char *ecg_plot_write_svg(const char *path, const char *title, const char *note,
			       const struct ecg_overview *overview, const struct ecg_plot_row *rows,
			       size_t rows_count)
{
	double width = 2 * MARGIN_MM + ecg_paper_width_mm(ECG_PLOT_ROW_S);
	double height = page_height_mm(overview, rows, rows_count);
	cairo_surface_t *surface = cairo_svg_surface_create(path, width * ECG_PAPER_POINTS_PER_MM,
							    height * ECG_PAPER_POINTS_PER_MM);
	cairo_t *cr = cairo_create(surface);
	cairo_status_t status;

	draw_page(cr, title, note, overview, rows, rows_count);
	status = cairo_status(cr);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return status == CAIRO_STATUS_SUCCESS ? NULL : cairo_status_to_string(status);
}
