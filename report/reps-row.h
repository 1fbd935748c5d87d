/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of a session's picture: half a minute of it. Draws on a context in millimetres. */
#pragma once

#include "report/reps-plot.h"

#include <cairo.h>

#define REPS_ROW_WIDTH_MM  280.0
#define REPS_ROW_HEIGHT_MM 66.0

enum reps_row_line {
	REPS_ROW_EXCURSION = 0,
	REPS_ROW_REFERENCE = 1,
	REPS_ROW_TARGET = 2,
	REPS_ROW_MAXIMUM = 3,
};

struct reps_row {
	const struct reps_plot *plot;
	double x_mm, y_mm; /* the upper left corner */
	double start_s;
	double low_deg, high_deg, step_deg; /* of the scale; by reps_row_scale() */
};

/* One scale for all rows. */
void reps_row_scale(struct reps_row *row);
void reps_row_draw(cairo_t *cr, const struct reps_row *row);

/* For the legend. */
void reps_row_use_tone(cairo_t *cr, enum reps_plot_tone tone);
void reps_row_use_line(cairo_t *cr, enum reps_row_line line);
void reps_row_use_band(cairo_t *cr);
void reps_row_hatch(cairo_t *cr, double left, double top, double width, double height);
