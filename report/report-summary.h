/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of a report: what was recorded, beats, rhythm and heart rate in four columns. */
#pragma once

#include "report/report-input.h"

G_BEGIN_DECLS

/* Height that the table takes, mm. */
#define REPORT_SUMMARY_HEIGHT_MM 31.0

void report_summary_draw(cairo_t *cr, double x_mm, double y_mm, double width_mm,
			 const struct report_summary *summary);

/* (transfer full) "1 h 02 min", "3 min 20 s", "12 s"; "not known" for NaN. */
char *report_format_duration(double seconds);

G_END_DECLS
