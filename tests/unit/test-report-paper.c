/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures the ECG paper as drawn: 1 s = 25 mm, 1 mV = 10 mm, gaps stay open. */
#include "report/ecg-paper.h"
#include "report/ecg-plot.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>

enum { PX_PER_MM = 20, WIDTH_MM = 200, HEIGHT_MM = 50, RATE_HZ = 200, GRID_HEIGHT_MM = 40 };

struct box {
	int left, right, top, bottom; /* pixels that hold trace ink, in the trace's part */
};

static cairo_surface_t *draw(const struct ecg_paper_strip *strip)
{
	cairo_surface_t *surface = cairo_image_surface_create(
	    CAIRO_FORMAT_RGB24, WIDTH_MM * PX_PER_MM, HEIGHT_MM * PX_PER_MM);
	cairo_t *cr = cairo_create(surface);

	cairo_scale(cr, PX_PER_MM, PX_PER_MM);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	ecg_paper_draw(cr, 0, 0, 190, GRID_HEIGHT_MM, strip);
	cairo_destroy(cr);
	cairo_surface_flush(surface);
	return surface;
}

/* The trace is the only dark thing on the grid right of the pulse. */
static gboolean is_ink(cairo_surface_t *surface, int x, int y)
{
	const guint8 *row = cairo_image_surface_get_data(surface) +
			    (gsize)y * (gsize)cairo_image_surface_get_stride(surface);
	const guint8 *pixel = row + 4 * x;

	return pixel[0] < 100 && pixel[1] < 100;
}

static struct box find_ink(cairo_surface_t *surface, double from_mm, double to_mm)
{
	struct box box = {G_MAXINT, -1, G_MAXINT, -1};
	int top = (int)(ECG_PAPER_MARKS_MM * PX_PER_MM);

	for (int y = top; y < top + GRID_HEIGHT_MM * PX_PER_MM; y++) {
		for (int x = (int)(from_mm * PX_PER_MM); x < (int)(to_mm * PX_PER_MM); x++) {
			if (!is_ink(surface, x, y))
				continue;
			box = (struct box){MIN(box.left, x), MAX(box.right, x), MIN(box.top, y),
					   MAX(box.bottom, y)};
		}
	}
	return box;
}

/* Flat but for one step of 1 mV from 2 to 5 s. */
static void fill_step(float *uv, gsize samples)
{
	for (gsize i = 0; i < samples; i++)
		uv[i] = i >= 2 * RATE_HZ && i < 5 * RATE_HZ ? 1000 : 0;
}

static void test_scale(void)
{
	float uv[7 * RATE_HZ];
	const struct ecg_paper_strip strip = {
	    .uv = uv, .samples = G_N_ELEMENTS(uv), .rate_hz = RATE_HZ};
	cairo_surface_t *surface;
	struct box all, high;
	double pen_mm;

	fill_step(uv, G_N_ELEMENTS(uv));
	surface = draw(&strip);
	all = find_ink(surface, ECG_PAPER_LEAD_MM, 190);
	high = find_ink(surface, ECG_PAPER_LEAD_MM + 2.5 * 25, ECG_PAPER_LEAD_MM + 4.5 * 25);
	pen_mm = (double)(high.bottom - high.top + 1) / PX_PER_MM;
	g_assert_cmpfloat(pen_mm, <, 0.5);
	/* 1 mV from the middle of the low line to the middle of the high one. */
	g_assert_cmpfloat_with_epsilon((double)(all.bottom - all.top + 1) / PX_PER_MM - pen_mm, 10,
				       0.11);
	/* 7 s but for the last sample's own width. */
	g_assert_cmpfloat_with_epsilon((double)(all.right - all.left + 1) / PX_PER_MM,
				       (7 - 1.0 / RATE_HZ) * 25, 0.31);
	cairo_surface_destroy(surface);
}

/* The step's two edges stand 3 s = 75 mm apart. */
static void test_time_scale(void)
{
	float uv[7 * RATE_HZ];
	const struct ecg_paper_strip strip = {
	    .uv = uv, .samples = G_N_ELEMENTS(uv), .rate_hz = RATE_HZ, .start_s = 3661.25};
	int y = (int)((ECG_PAPER_MARKS_MM + GRID_HEIGHT_MM / 2.0) * PX_PER_MM);
	int first = -1, last = -1;
	cairo_surface_t *surface;

	fill_step(uv, G_N_ELEMENTS(uv));
	surface = draw(&strip);
	/* Half-way up only the edges are inked. */
	for (int x = (int)ECG_PAPER_LEAD_MM * PX_PER_MM; x < 190 * PX_PER_MM; x++) {
		if (!is_ink(surface, x, y))
			continue;
		if (first < 0)
			first = x;
		last = x;
	}
	/* An edge has the pen's width, once. */
	g_assert_cmpfloat_with_epsilon((double)(last - first) / PX_PER_MM, 75, 0.45);
	g_assert_cmpfloat_with_epsilon((double)first / PX_PER_MM, ECG_PAPER_LEAD_MM + 50, 0.3);
	cairo_surface_destroy(surface);
}

static void test_gap(void)
{
	float uv[7 * RATE_HZ] = {0};
	const struct ecg_paper_strip strip = {
	    .uv = uv, .samples = G_N_ELEMENTS(uv), .rate_hz = RATE_HZ};
	cairo_surface_t *surface;
	struct box gap, before;

	for (gsize i = 3 * RATE_HZ; i < 4 * RATE_HZ; i++)
		uv[i] = NAN;
	surface = draw(&strip);
	gap = find_ink(surface, ECG_PAPER_LEAD_MM + 3.02 * 25, ECG_PAPER_LEAD_MM + 3.98 * 25);
	before = find_ink(surface, ECG_PAPER_LEAD_MM + 2 * 25, ECG_PAPER_LEAD_MM + 3 * 25);
	g_assert_cmpint(gap.right, ==, -1);
	g_assert_cmpint(before.right, >=, 0);
	cairo_surface_destroy(surface);
}

/* Nothing of a trace higher than the paper leaves the paper. */
static void test_cut_off(void)
{
	float uv[RATE_HZ];
	const struct ecg_paper_strip strip = {
	    .uv = uv, .samples = G_N_ELEMENTS(uv), .rate_hz = RATE_HZ};
	cairo_surface_t *surface;

	for (gsize i = 0; i < G_N_ELEMENTS(uv); i++)
		uv[i] = i % 20 ? -9000 : 9000;
	surface = draw(&strip);
	for (int x = (int)(ECG_PAPER_LEAD_MM * PX_PER_MM); x < 40 * PX_PER_MM; x++)
		g_assert_false(is_ink(surface, x, (int)(2 * PX_PER_MM)));
	cairo_surface_destroy(surface);
}

/* (mm) How high the ink stands, pen included, of a step that is so high. */
static double height_of_step(float step_uv, gboolean with_spike)
{
	float uv[7 * RATE_HZ];
	const struct ecg_paper_strip strip = {
	    .uv = uv, .samples = G_N_ELEMENTS(uv), .rate_hz = RATE_HZ};
	cairo_surface_t *surface;
	struct box all;

	fill_step(uv, G_N_ELEMENTS(uv));
	for (gsize i = 0; i < G_N_ELEMENTS(uv); i++)
		uv[i] *= step_uv / 1000;
	if (with_spike)
		uv[6 * RATE_HZ] = 9000;
	surface = draw(&strip);
	all = find_ink(surface, ECG_PAPER_LEAD_MM, ECG_PAPER_LEAD_MM + 5.5 * 25);
	cairo_surface_destroy(surface);
	return (double)(all.bottom - all.top + 1) / PX_PER_MM;
}

/* What is higher than the grid is all there at half the scale; one spike halves nothing. */
static void test_half_scale(void)
{
	g_assert_cmpfloat_with_epsilon(height_of_step(3000, FALSE), 30, 0.5);
	g_assert_cmpfloat_with_epsilon(height_of_step(6000, FALSE), 30, 0.5);
	g_assert_cmpfloat_with_epsilon(height_of_step(1000, TRUE), 10, 0.5);
}

static void test_width(void)
{
	g_assert_cmpfloat(ecg_paper_width_mm(7.2), ==, 190);
	g_assert_cmpfloat(ecg_paper_width_mm(10), ==, 260);
}

static void test_plot(void)
{
	g_autofree char *folder = g_dir_make_tmp("ecg-plot-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "plot.svg", NULL);
	g_autofree char *absent = g_build_filename(folder, "absent", "plot.svg", NULL);
	g_autofree char *svg = NULL;
	float uv[9 * RATE_HZ];
	const struct ecg_paper_beat beats[] = {{1, 'N'}, {2, 'V'}, {4, 'N'}};
	const struct ecg_paper_strip strip = {.uv = uv,
					      .samples = G_N_ELEMENTS(uv),
					      .rate_hz = RATE_HZ,
					      .beats = beats,
					      .beats_count = G_N_ELEMENTS(beats)};
	const struct ecg_bar bars[] = {{1, 2, "a finding", true}, {20, 30, "of later", false}};
	const struct ecg_plot_grade grades[] = {{1, 8, "not readable", true},
						{8, 8.1, "no room for words", false}};
	const struct ecg_plot_row row = {strip, bars, G_N_ELEMENTS(bars), grades,
					 G_N_ELEMENTS(grades)};
	const double rate_bpm[] = {60, NAN, 90, 95};
	const struct ecg_span spans[] = {{1, 2}, {5, 5}, {-3, 99}};
	const struct ecg_lane lane = {"a kind: 3", true, spans, G_N_ELEMENTS(spans)};
	const struct ecg_overview overview = {.length_s = 9,
					      .rate_bpm = rate_bpm,
					      .rate_count = G_N_ELEMENTS(rate_bpm),
					      .lanes = &lane,
					      .lanes_count = 1,
					      .shown = spans,
					      .shown_count = 1};
	const struct ecg_overview two_lanes = {.length_s = 9, .lanes = &lane, .lanes_count = 2};
	const struct ecg_overview bare = {.length_s = 1e-3};

	for (gsize i = 0; i < G_N_ELEMENTS(uv); i++)
		uv[i] = i % RATE_HZ ? 0 : 900;
	g_assert_null(ecg_plot_write_svg(path, "a record", "a note", &overview, &row, 1));
	g_assert_true(g_file_get_contents(path, &svg, NULL, NULL));
	g_assert_true(g_str_has_prefix(svg, "<?xml"));
	g_assert_nonnull(ecg_plot_write_svg(absent, "a record", "a note", &overview, &row, 1));
	g_assert_null(ecg_plot_write_svg(path, "a record", "a note", NULL, &row, 1));
	g_assert_null(ecg_plot_write_svg(path, "a record", "a note", &bare, &row, 0));
	g_assert_cmpfloat(ecg_overview_height_mm(&two_lanes), >, ecg_overview_height_mm(&bare));
	g_unlink(path);
	g_rmdir(folder);
}

/* Findings one after the other share a lane; those over each other take more, but not for ever. */
static void test_bars(void)
{
	cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_COLOR, NULL);
	cairo_t *cr = cairo_create(surface);
	const struct ecg_paper_strip strip = {
	    .samples = 10 * RATE_HZ, .rate_hz = RATE_HZ, .start_s = 100};
	const struct ecg_bar apart[] = {{90, 99, "before", true},
					{99, 101, "couplet", true},
					{103, 104, "run", true},
					{109.9, 130, "words that would leave the strip", true},
					{110, 111, "after", true}};
	struct ecg_bar over[10];

	for (gsize i = 0; i < G_N_ELEMENTS(over); i++)
		over[i] = (struct ecg_bar){101, 109, "over each other", false};
	g_assert_cmpint(ecg_bars_lanes(cr, &strip, 260, apart, 0), ==, 0);
	g_assert_cmpint(ecg_bars_lanes(cr, &strip, 260, apart, 1), ==, 0);
	g_assert_cmpint(ecg_bars_lanes(cr, &strip, 260, apart, G_N_ELEMENTS(apart)), ==, 1);
	g_assert_cmpint(ecg_bars_lanes(cr, &strip, 260, over, 2), ==, 2);
	g_assert_cmpint(ecg_bars_lanes(cr, &strip, 260, over, G_N_ELEMENTS(over)), ==,
			ECG_BARS_LANES_MAX + 1);
	ecg_bars_draw(cr, 0, 0, 260, &strip, over, G_N_ELEMENTS(over));
	g_assert_cmpint(cairo_status(cr), ==, CAIRO_STATUS_SUCCESS);
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ecg-paper/scale", test_scale);
	g_test_add_func("/ecg-paper/time-scale", test_time_scale);
	g_test_add_func("/ecg-paper/gap", test_gap);
	g_test_add_func("/ecg-paper/cut-off", test_cut_off);
	g_test_add_func("/ecg-paper/half-scale", test_half_scale);
	g_test_add_func("/ecg-paper/width", test_width);
	g_test_add_func("/ecg-plot/svg", test_plot);
	g_test_add_func("/ecg-plot/bars", test_bars);
	return g_test_run();
}
