/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ecg-plot.h"

#include <math.h>

#include <cairo-svg.h>

#define MARGIN_MM      10.0
#define TITLE_MM       10.0
#define GRID_HEIGHT_MM 30.0
#define ROW_MM         (ECG_PAPER_MARKS_MM + GRID_HEIGHT_MM + ECG_PAPER_LABELS_MM + 2.0)

/* The row's own beats, and one on either side of it. */
static void take_beats(struct ecg_paper_strip *part, double end_s)
{
	size_t n = 0;

	while (part->beats_count > 1 && part->beats[1].time_s < part->start_s) {
		part->beats++;
		part->beats_count--;
	}
	while (n < part->beats_count && part->beats[n].time_s < end_s)
		n++;
	part->beats_count = n < part->beats_count ? n + 1 : n;
}

static struct ecg_paper_strip row_of(const struct ecg_paper_strip *strip, size_t row,
				     size_t row_samples)
{
	struct ecg_paper_strip part = *strip;
	size_t first = row * row_samples;

	part.uv += first;
	part.samples -= first;
	/* One more than fits, so that the line goes on to the edge. */
	if (part.samples > row_samples + 1)
		part.samples = row_samples + 1;
	part.start_s += (double)first / strip->rate_hz;
	take_beats(&part, part.start_s + ECG_PLOT_ROW_S);
	return part;
}

static void draw_page(cairo_t *cr, const char *title, const struct ecg_paper_strip *strip,
		      size_t rows, size_t row_samples)
{
	double width = ecg_paper_width_mm(ECG_PLOT_ROW_S);

	ecg_paper_use_mm(cr);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_set_source_rgb(cr, 0, 0, 0);
	cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
	cairo_set_font_size(cr, 4);
	cairo_move_to(cr, MARGIN_MM, MARGIN_MM + 4);
	cairo_show_text(cr, title);
	for (size_t row = 0; row < rows; row++) {
		struct ecg_paper_strip part = row_of(strip, row, row_samples);

		ecg_paper_draw(cr, MARGIN_MM, MARGIN_MM + TITLE_MM + (double)row * ROW_MM, width,
			       GRID_HEIGHT_MM, &part);
	}
}

const char *ecg_plot_write_svg(const char *path, const char *title,
			       const struct ecg_paper_strip *strip)
{
	size_t row_samples = (size_t)fmax(1, round(ECG_PLOT_ROW_S * strip->rate_hz));
	size_t rows = strip->samples ? (strip->samples - 1) / row_samples + 1 : 1;
	double width = 2 * MARGIN_MM + ecg_paper_width_mm(ECG_PLOT_ROW_S);
	double height = 2 * MARGIN_MM + TITLE_MM + (double)rows * ROW_MM;
	cairo_surface_t *surface = cairo_svg_surface_create(path, width * ECG_PAPER_POINTS_PER_MM,
							    height * ECG_PAPER_POINTS_PER_MM);
	cairo_t *cr = cairo_create(surface);
	cairo_status_t status;

	draw_page(cr, title, strip, rows, row_samples);
	status = cairo_status(cr);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return status == CAIRO_STATUS_SUCCESS ? NULL : cairo_status_to_string(status);
}
