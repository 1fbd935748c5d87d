/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heart-rate trend of a report: mean line, band from lowest to highest, ventricular beats a
 * minute below it. Minutes that are not there stay open and are hatched. */
#pragma once

#include "report/report-input.h"

G_BEGIN_DECLS

/* Draws into the box, axes and labels included; the context's unit is one millimetre. */
void report_trend_draw(cairo_t *cr, double x_mm, double y_mm, double width_mm, double height_mm,
		       const struct report_input *input);

G_END_DECLS
