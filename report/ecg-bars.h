/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Findings over an ECG strip: a bar as long as the finding and its words, in lanes so that no words
 * lie over others. Pure cairo, in millimetres, as report/ecg-paper.h.
 */
#pragma once

#include "report/ecg-paper.h"

#define ECG_BARS_LANE_MM 5.0

enum { ECG_BARS_LANES_MAX = 8 };

struct ecg_bar {
	double start_s, end_s; /* on the strip's clock; may reach beyond the strip */
	const char *words;     /* one line of UTF-8, not owned */
	bool grave;            /* drawn in the colour of alarms */
};

/* How many lanes the bars of a strip that is width_mm wide take; what finds no place in
 * ECG_BARS_LANES_MAX of them is counted in the last one. Sets the font. */
int ecg_bars_lanes(cairo_t *cr, const struct ecg_paper_strip *strip, double width_mm,
		   const struct ecg_bar *bars, size_t count);

/* Draws them with the top left corner at (x_mm, y_mm), lane under lane. */
void ecg_bars_draw(cairo_t *cr, double x_mm, double y_mm, double width_mm,
		   const struct ecg_paper_strip *strip, const struct ecg_bar *bars, size_t count);
