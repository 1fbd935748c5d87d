/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/monitor/monitor-trace.h"

#include <math.h>

#define STEP_UV   500.0  /* limits move by this much */
#define HEIGHT_UV 1500.0 /* and are never closer than that */

enum { DOTS_ACROSS = 2, DOTS_DOWN = 4 };

void trace_limits(const float *uv, gsize samples, double *low_uv, double *high_uv)
{
	double low = INFINITY, high = -INFINITY;

	for (gsize i = 0; i < samples; i++) {
		if (!isfinite(uv[i]))
			continue;
		low = fmin(low, (double)uv[i]);
		high = fmax(high, (double)uv[i]);
	}
	if (low > high)
		low = high = 0;
	low = STEP_UV * floor((low - 0.1 * STEP_UV) / STEP_UV);
	high = STEP_UV * ceil((high + 0.1 * STEP_UV) / STEP_UV);
	*low_uv = low;
	*high_uv = fmax(high, low + HEIGHT_UV);
}

static void set_dot(guint16 *cells, int columns, int x, int y)
{
	static const guint8 bits[DOTS_DOWN][DOTS_ACROSS] = {
	    {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
	guint16 *cell = &cells[y / DOTS_DOWN * columns + x / DOTS_ACROSS];

	*cell = (guint16)(*cell | bits[y % DOTS_DOWN][x % DOTS_ACROSS]);
}

static int row_of(const struct trace_window *w, double uv, int dots)
{
	double share = (w->high_uv - uv) / (w->high_uv - w->low_uv);

	return (int)lround(CLAMP(share, 0, 1) * (dots - 1));
}

/* What one column of dots shows. */
struct span {
	double low, high; /* low > high: no sample */
	gboolean missing; /* a sample is missing */
};

static struct span span_of(const struct trace_window *w, gsize first, gsize end)
{
	struct span span = {INFINITY, -INFINITY, FALSE};

	for (gsize i = first; i < end; i++) {
		double uv = (double)w->uv[i];

		if (isnan(uv)) {
			span.missing = TRUE;
		} else if (isfinite(uv)) {
			span.low = fmin(span.low, uv);
			span.high = fmax(span.high, uv);
		}
	}
	return span;
}

static void draw_span(const struct trace_window *w, const struct span *span, int x, int columns,
		      int rows, guint16 *cells)
{
	int dots = rows * DOTS_DOWN;

	for (int y = row_of(w, span->high, dots); y <= row_of(w, span->low, dots); y++)
		set_dot(cells, columns, x, y);
}

static void mark_gap(int column, int columns, int rows, guint16 *cells)
{
	for (int row = 0; row < rows; row++)
		cells[row * columns + column] = TRACE_GAP;
}

void trace_draw(const struct trace_window *window, int columns, int rows, guint16 *cells)
{
	gsize width = (gsize)columns * DOTS_ACROSS;
	gboolean gap_before = FALSE;

	for (int i = 0; i < columns * rows; i++)
		cells[i] = 0;
	for (gsize x = 0; x < width; x++) {
		gsize first = x * window->samples / width;
		gsize end = MAX((x + 1) * window->samples / width, first + 1);
		/* From the sample before, so that the stroke has no hole. */
		struct span span =
		    span_of(window, first ? first - 1 : 0, MIN(end, window->samples));
		gboolean gap = span.low > span.high && span.missing;

		if (span.low <= span.high)
			draw_span(window, &span, (int)x, columns, rows, cells);
		if (gap && gap_before && x % DOTS_ACROSS)
			mark_gap((int)x / DOTS_ACROSS, columns, rows, cells);
		gap_before = gap;
	}
}

char trace_ascii(guint16 cell)
{
	int top = (cell & (0x01 | 0x08)) != 0, upper = (cell & (0x02 | 0x10)) != 0;
	int lower = (cell & (0x04 | 0x20)) != 0, bottom = (cell & (0x40 | 0x80)) != 0;

	if (cell == TRACE_GAP)
		return ':';
	if (top + upper + lower + bottom > 2)
		return '|';
	if (top)
		return '\'';
	if (upper || (lower && !bottom))
		return '-';
	return bottom ? '_' : ' ';
}
