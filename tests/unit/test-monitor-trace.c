/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dots of the terminal's ECG trace, against cells worked out by hand. */
#include "client/monitor/monitor-trace.h"

#include <math.h>

enum { COLUMNS = 2, ROWS = 2 };

/* Four columns of dots, one sample each; eight rows of dots from 7 down to 0 uV. */
static void draw(const float uv[4], guint16 cells[COLUMNS * ROWS])
{
	const struct trace_window window = {.uv = uv, .samples = 4, .low_uv = 0, .high_uv = 7};

	trace_draw(&window, COLUMNS, ROWS, cells);
}

static void test_flat(void)
{
	const float uv[4] = {0, 0, 0, 0};
	guint16 cells[COLUMNS * ROWS];

	draw(uv, cells);
	g_assert_cmphex(cells[0], ==, 0);
	g_assert_cmphex(cells[1], ==, 0);
	g_assert_cmphex(cells[2], ==, 0x40 | 0x80); /* the two lowest dots */
	g_assert_cmphex(cells[3], ==, 0x40 | 0x80);
}

/* A peak in the third column of dots is joined with the samples beside it. */
static void test_peak(void)
{
	const float uv[4] = {0, 0, 7, 0};
	guint16 cells[COLUMNS * ROWS];

	draw(uv, cells);
	g_assert_cmphex(cells[0], ==, 0);
	g_assert_cmphex(cells[1], ==, 0xff);
	g_assert_cmphex(cells[2], ==, 0x40 | 0x80);
	g_assert_cmphex(cells[3], ==, 0xff);
}

static void test_cut_off(void)
{
	const float uv[4] = {100, 100, -100, -100};
	guint16 cells[COLUMNS * ROWS];

	draw(uv, cells);
	g_assert_cmphex(cells[0], ==, 0x01 | 0x08);
	g_assert_cmphex(cells[3] & (0x40 | 0x80), ==, 0x40 | 0x80);
}

static void test_gap(void)
{
	const float uv[8] = {0, 0, 0, 0, NAN, NAN, NAN, NAN};
	const struct trace_window window = {.uv = uv, .samples = 8, .low_uv = 0, .high_uv = 7};
	guint16 cells[4 * ROWS];

	trace_draw(&window, 4, ROWS, cells);
	g_assert_cmphex(cells[4], ==, 0x40 | 0x80);
	g_assert_cmphex(cells[3], ==, TRACE_GAP);
	g_assert_cmphex(cells[7], ==, TRACE_GAP);
}

/* Where nothing has come yet there is no gap to show. */
static void test_nothing_yet(void)
{
	const float uv[4] = {INFINITY, INFINITY, INFINITY, INFINITY};
	guint16 cells[COLUMNS * ROWS];

	draw(uv, cells);
	for (int i = 0; i < COLUMNS * ROWS; i++)
		g_assert_cmphex(cells[i], ==, 0);
}

/* A spike of one sample is seen however many samples share a column. */
static void test_nothing_is_lost(void)
{
	for (int at = 0; at < 1000; at++) {
		float uv[1000] = {0};
		const struct trace_window window = {
		    .uv = uv, .samples = 1000, .low_uv = 0, .high_uv = 7};
		guint16 cells[COLUMNS * ROWS];

		uv[at] = 7;
		trace_draw(&window, COLUMNS, ROWS, cells);
		g_assert_true((cells[0] | cells[1]) & (0x01 | 0x08));
	}
}

static void test_limits(void)
{
	const float quiet[3] = {-10, 20, NAN};
	const float big[3] = {-900, 2100, INFINITY};
	double low, high;

	trace_limits(quiet, 3, &low, &high);
	g_assert_cmpfloat(low, ==, -500);
	g_assert_cmpfloat(high, ==, 1000);
	trace_limits(big, 3, &low, &high);
	g_assert_cmpfloat(low, ==, -1000);
	g_assert_cmpfloat(high, ==, 2500);
	trace_limits(NULL, 0, &low, &high);
	g_assert_cmpfloat(high - low, ==, 1500);
}

static void test_ascii(void)
{
	g_assert_cmpint(trace_ascii(0), ==, ' ');
	g_assert_cmpint(trace_ascii(TRACE_GAP), ==, ':');
	g_assert_cmpint(trace_ascii(0xff), ==, '|');
	g_assert_cmpint(trace_ascii(0x40 | 0x80), ==, '_');
	g_assert_cmpint(trace_ascii(0x01 | 0x08), ==, '\'');
	g_assert_cmpint(trace_ascii(0x02 | 0x10), ==, '-');
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/monitor-trace/flat", test_flat);
	g_test_add_func("/monitor-trace/peak", test_peak);
	g_test_add_func("/monitor-trace/cut-off", test_cut_off);
	g_test_add_func("/monitor-trace/gap", test_gap);
	g_test_add_func("/monitor-trace/nothing-yet", test_nothing_yet);
	g_test_add_func("/monitor-trace/nothing-is-lost", test_nothing_is_lost);
	g_test_add_func("/monitor-trace/limits", test_limits);
	g_test_add_func("/monitor-trace/ascii", test_ascii);
	return g_test_run();
}
