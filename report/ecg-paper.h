/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An ECG strip on paper: 25 mm/s, 10 mm/mV (5 where the beats are too high for that), 1 mm and 5 mm
 * grid, calibration pulse, beat marks.
 *
 * Pure cairo: draws on a context whose unit is one millimetre (ecg_paper_use_mm()) and keeps
 * nothing. Every beat is lettered; colour only repeats what the letter says.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <cairo.h>

#define ECG_PAPER_MM_PER_S      25.0
#define ECG_PAPER_MM_PER_MV     10.0 /* half of it for high beats: the scale is written below */
#define ECG_PAPER_LEAD_MM       10.0 /* room for the calibration pulse, left of the first sample */
#define ECG_PAPER_MARKS_MM      5.0  /* room for the beats' letters, above the grid */
#define ECG_PAPER_LABELS_MM     5.0  /* room for times and scale, below the grid */
#define ECG_PAPER_POINTS_PER_MM (72.0 / 25.4)

struct ecg_paper_beat {
	double time_s; /* R wave, on the strip's clock */
	char label;    /* 'N', 'V', ... as in a WFDB annotation */
};

struct ecg_paper_strip {
	const float *uv; /* microvolts, not owned; NaN = no sample, drawn as a break */
	size_t samples;
	double rate_hz; /* above 0 */
	double start_s; /* time of uv[0]: seconds since local midnight, or into the record */
	bool clock;     /* label times as a clock (13:05:07) instead of as elapsed (5:07) */
	const struct ecg_paper_beat *beats; /* not owned, in the order of time */
	size_t beats_count;
};

/* Sets the unit of a PDF or SVG context (points) to one millimetre. */
void ecg_paper_use_mm(cairo_t *cr);

/* The grid's width in whole 5 mm squares that shows so many seconds, calibration included. */
double ecg_paper_width_mm(double seconds);

/* Draws marks, grid, pulse, trace and labels with the top left corner at (x_mm, y_mm). The grid is
 * width_mm by height_mm (multiples of 5), marks and labels lie above and below it:
 * ECG_PAPER_MARKS_MM + height_mm + ECG_PAPER_LABELS_MM in all. What lies right of the grid is left
 * out; the trace is centred in the height and cut off where it still leaves it, which a label then
 * says. */
void ecg_paper_draw(cairo_t *cr, double x_mm, double y_mm, double width_mm, double height_mm,
		    const struct ecg_paper_strip *strip);
