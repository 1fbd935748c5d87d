/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A whole recording at a glance: the heart rate, and a lane for each kind of finding and for the
 * signal, all over one axis of time. Pure cairo, in millimetres, as report/ecg-paper.h.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <cairo.h>

struct ecg_span {
	double start_s, end_s;
};

struct ecg_lane {
	const char *label; /* one line of UTF-8, not owned */
	bool grave;        /* drawn in the colour of alarms */
	const struct ecg_span *spans;
	size_t spans_count;
};

struct ecg_overview {
	double length_s;        /* above 0 */
	const double *rate_bpm; /* over rate_count equal parts of the length; NaN = not known */
	size_t rate_count;
	const struct ecg_lane *lanes; /* from top to bottom */
	size_t lanes_count;
	const struct ecg_span *shown; /* what is drawn in full: marked on the axis */
	size_t shown_count;
};

double ecg_overview_height_mm(const struct ecg_overview *overview);

/* Draws with the top left corner at (x_mm, y_mm). */
void ecg_overview_draw(cairo_t *cr, double x_mm, double y_mm, double width_mm,
		       const struct ecg_overview *overview);
