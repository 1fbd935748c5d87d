/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ecg-plot.h"

#include <cairo-svg.h>

#define MARGIN_MM      10.0
#define TITLE_MM       14.0
#define GRID_HEIGHT_MM 40.0
#define ROW_MM         (ECG_PAPER_MARKS_MM + GRID_HEIGHT_MM + ECG_PAPER_LABELS_MM + 4.0)

static void draw_text(cairo_t *cr, double y_mm, double size_mm, cairo_font_weight_t weight,
		      const char *text)
{
	cairo_set_source_rgb(cr, 0, 0, 0);
	cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, weight);
	cairo_set_font_size(cr, size_mm);
	cairo_move_to(cr, MARGIN_MM, y_mm);
	cairo_show_text(cr, text);
}

/* Returns where the next row may begin. */
static double draw_row(cairo_t *cr, double y_mm, const struct ecg_plot_row *row)
{
	double width = ecg_paper_width_mm(ECG_PLOT_ROW_S);
	int lanes = ecg_bars_lanes(cr, &row->strip, width, row->bars, row->bars_count);

	ecg_bars_draw(cr, MARGIN_MM, y_mm, width, &row->strip, row->bars, row->bars_count);
	y_mm += lanes * ECG_BARS_LANE_MM;
	ecg_paper_draw(cr, MARGIN_MM, y_mm, width, GRID_HEIGHT_MM, &row->strip);
	return y_mm + ROW_MM;
}

static void draw_page(cairo_t *cr, const char *title, const char *note,
		      const struct ecg_plot_row *rows, size_t rows_count)
{
	double y_mm = MARGIN_MM + TITLE_MM;

	ecg_paper_use_mm(cr);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	draw_text(cr, MARGIN_MM + 4, 4, CAIRO_FONT_WEIGHT_BOLD, title);
	draw_text(cr, MARGIN_MM + 9, 3, CAIRO_FONT_WEIGHT_NORMAL, note);
	for (size_t i = 0; i < rows_count; i++)
		y_mm = draw_row(cr, y_mm, &rows[i]);
}

/* Lanes depend on how wide the words are, which only a context can tell. */
static double page_height_mm(const struct ecg_plot_row *rows, size_t rows_count)
{
	cairo_surface_t *scratch = cairo_recording_surface_create(CAIRO_CONTENT_COLOR, NULL);
	cairo_t *cr = cairo_create(scratch);
	double width = ecg_paper_width_mm(ECG_PLOT_ROW_S);
	double height = 2 * MARGIN_MM + TITLE_MM + (double)rows_count * ROW_MM;

	ecg_paper_use_mm(cr);
	for (size_t i = 0; i < rows_count; i++)
		height += ECG_BARS_LANE_MM * ecg_bars_lanes(cr, &rows[i].strip, width, rows[i].bars,
							    rows[i].bars_count);
	cairo_destroy(cr);
	cairo_surface_destroy(scratch);
	return height;
}

const char *ecg_plot_write_svg(const char *path, const char *title, const char *note,
			       const struct ecg_plot_row *rows, size_t rows_count)
{
	double width = 2 * MARGIN_MM + ecg_paper_width_mm(ECG_PLOT_ROW_S);
	double height = page_height_mm(rows, rows_count);
	cairo_surface_t *surface = cairo_svg_surface_create(path, width * ECG_PAPER_POINTS_PER_MM,
							    height * ECG_PAPER_POINTS_PER_MM);
	cairo_t *cr = cairo_create(surface);
	cairo_status_t status;

	draw_page(cr, title, note, rows, rows_count);
	status = cairo_status(cr);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return status == CAIRO_STATUS_SUCCESS ? NULL : cairo_status_to_string(status);
}
