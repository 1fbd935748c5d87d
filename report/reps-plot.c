/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/reps-plot.h"

#include "report/reps-row.h"

#include <cairo-svg.h>
#include <math.h>

#define MARGIN_MM 10.0
#define HEAD_MM   26.0

struct swatch {
	enum reps_plot_tone tone;
	const char *words;
};

static const struct swatch swatches[] = {
    {REPS_PLOT_GOOD, "ok"},
    {REPS_PLOT_LITTLE, "partial"},
    {REPS_PLOT_TEMPO, "too fast, too slow"},
    {REPS_PLOT_ROUGH, "jerky"},
    {REPS_PLOT_UNSAFE, "compensated, too far"},
    {REPS_PLOT_UNSCORED, "not scored"},
};

static double text(cairo_t *cr, double x, double y, double size, cairo_font_weight_t weight,
		   const char *words)
{
	cairo_text_extents_t extents;

	cairo_set_source_rgb(cr, 0, 0, 0);
	cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, weight);
	cairo_set_font_size(cr, size);
	cairo_text_extents(cr, words, &extents);
	cairo_move_to(cr, x, y);
	cairo_show_text(cr, words);
	return x + extents.x_advance;
}

static double legend_line(cairo_t *cr, double x, double y, enum reps_row_line line,
			  const char *words)
{
	reps_row_use_line(cr, line);
	cairo_move_to(cr, x, y - 1);
	cairo_line_to(cr, x + 8, y - 1);
	cairo_stroke(cr);
	return text(cr, x + 9.5, y, 2.6, CAIRO_FONT_WEIGHT_NORMAL, words) + 3.6;
}

static double legend_box(cairo_t *cr, double x, double y, const char *words)
{
	cairo_rectangle(cr, x, y - 2.4, 5, 3);
	cairo_fill(cr);
	return text(cr, x + 6.5, y, 2.6, CAIRO_FONT_WEIGHT_NORMAL, words) + 3.6;
}

static void draw_legend(cairo_t *cr, double y, const struct reps_plot *plot)
{
	double x = MARGIN_MM;

	for (size_t i = 0; i < sizeof swatches / sizeof swatches[0]; i++) {
		reps_row_use_tone(cr, swatches[i].tone);
		x = legend_box(cr, x, y, swatches[i].words);
	}
	reps_row_hatch(cr, x, y - 2.4, 5, 3);
	x = text(cr, x + 6.5, y, 2.6, CAIRO_FONT_WEIGHT_NORMAL, "no samples") + 3.6;
	x = legend_line(cr, x, y, REPS_ROW_EXCURSION,
			plot->curve ? "how far from rest" : "tilt since the start");
	if (plot->curve) {
		reps_row_use_band(cr);
		x = legend_box(cr, x, y, "own reference, its spread");
	}
	if (plot->target_deg > 0)
		legend_line(cr, x, y, REPS_ROW_TARGET, "range to reach");
}

static size_t rows_of(const struct reps_plot *plot)
{
	double last_s = plot->points_count ? plot->points[plot->points_count - 1].t_s : 0;
	double first_s = plot->points_count ? plot->points[0].t_s : 0;
	double rows = ceil((last_s - first_s) / REPS_PLOT_ROW_S);

	return rows < 1 ? 1 : rows > REPS_PLOT_ROWS_MAX ? REPS_PLOT_ROWS_MAX : (size_t)rows;
}

static void draw_page(cairo_t *cr, const struct reps_plot *plot, size_t rows)
{
	double first_s = plot->points_count ? plot->points[0].t_s : 0;
	struct reps_row row = {.plot = plot, .x_mm = MARGIN_MM, .y_mm = MARGIN_MM + HEAD_MM};

	cairo_scale(cr, 72 / 25.4, 72 / 25.4);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	text(cr, MARGIN_MM, MARGIN_MM + 4, 4.5, CAIRO_FONT_WEIGHT_BOLD, plot->title);
	text(cr, MARGIN_MM, MARGIN_MM + 9.5, 3, CAIRO_FONT_WEIGHT_NORMAL, plot->subtitle);
	text(cr, MARGIN_MM, MARGIN_MM + 14, 2.6, CAIRO_FONT_WEIGHT_NORMAL, plot->note);
	draw_legend(cr, MARGIN_MM + 20, plot);
	reps_row_scale(&row);
	for (size_t i = 0; i < rows; i++) {
		row.start_s = first_s + (double)i * REPS_PLOT_ROW_S;
		reps_row_draw(cr, &row);
		row.y_mm += REPS_ROW_HEIGHT_MM;
	}
}

const char *reps_plot_write_svg(const char *path, const struct reps_plot *plot)
{
	size_t rows = rows_of(plot);
	double width = 2 * MARGIN_MM + REPS_ROW_WIDTH_MM;
	double height = 2 * MARGIN_MM + HEAD_MM + (double)rows * REPS_ROW_HEIGHT_MM;
	cairo_surface_t *surface =
	    cairo_svg_surface_create(path, width * 72 / 25.4, height * 72 / 25.4);
	cairo_t *cr = cairo_create(surface);
	cairo_status_t status;

	draw_page(cr, plot, rows);
	status = cairo_status(cr);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return status == CAIRO_STATUS_SUCCESS ? NULL : cairo_status_to_string(status);
}
