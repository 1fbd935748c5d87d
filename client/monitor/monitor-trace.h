/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An ECG trace as dots in text cells: two dots across and four down in each, as in braille. Pure.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A cell's dots, by the bits of Unicode's braille patterns (U+2800 + bits), or: */
enum { TRACE_GAP = 0x100 }; /* no sample here: something is missing */

struct trace_window {
	const float *uv; /* NaN = missing, INFINITY = nothing to show */
	gsize samples;
	double low_uv, high_uv; /* of the lowest and the highest dot */
};

/* Fills columns * rows cells, row by row from the top. A stroke joins neighbouring samples. */
void trace_draw(const struct trace_window *window, int columns, int rows, guint16 *cells);

/* Limits that hold the samples with a little air, in steps, so that they rarely jump. */
void trace_limits(const float *uv, gsize samples, double *low_uv, double *high_uv);

/* A character that looks most like the cell where there is no Unicode. */
char trace_ascii(guint16 cell);

G_END_DECLS
