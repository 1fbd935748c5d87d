/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ecg-overview.h"

#include <math.h>
#include <stdio.h>

#define TEXT_MM     2.5
#define LABELS_MM   84.0 /* left of the axis */
#define RATE_MM     24.0
#define LANE_MM     4.2
#define BAND_MM     2.6
#define SHORTEST_MM 0.35 /* what is shorter is seen all the same */
#define AXIS_MM     8.0
#define MARK_MM     1.6

struct frame {
	cairo_t *cr;
	double x, y, width; /* of the axis of time */
	const struct ecg_overview *o;
};

double ecg_overview_height_mm(const struct ecg_overview *o)
{
	return (o->rate_count ? RATE_MM : 0) + (double)o->lanes_count * LANE_MM + AXIS_MM;
}

static double x_of_time(const struct frame *f, double time_s)
{
	return f->x + f->width * fmin(fmax(time_s / f->o->length_s, 0), 1);
}

/* align 0 = starts at x, 0.5 = centred on it, 1 = ends there. */
static void draw_text(cairo_t *cr, double x, double y, double align, const char *text)
{
	cairo_text_extents_t extents;

	cairo_text_extents(cr, text, &extents);
	cairo_move_to(cr, x - align * extents.x_advance, y);
	cairo_show_text(cr, text);
}

static void set_quiet(cairo_t *cr)
{
	cairo_set_source_rgb(cr, 0.36, 0.39, 0.45);
}

/* Whole tens that hold every rate; a heart that is never heard has some, too. */
static void rate_limits(const struct ecg_overview *o, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (size_t i = 0; i < o->rate_count; i++) {
		if (!isfinite(o->rate_bpm[i]))
			continue;
		*low = fmin(*low, o->rate_bpm[i]);
		*high = fmax(*high, o->rate_bpm[i]);
	}
	if (*low > *high) {
		*low = 60;
		*high = 100;
	}
	*low = 10 * floor(*low / 10 - 0.5);
	*high = 10 * ceil(*high / 10 + 0.5);
}

static void draw_rate_line(const struct frame *f, double bottom, double low, double high)
{
	const struct ecg_overview *o = f->o;
	double height = RATE_MM - 4;
	bool pen_down = false;

	cairo_set_source_rgb(f->cr, 0.05, 0.35, 0.55);
	cairo_set_line_width(f->cr, 0.3);
	for (size_t i = 0; i < o->rate_count; i++) {
		double x = f->x + f->width * ((double)i + 0.5) / (double)o->rate_count;
		double y = bottom - height * (o->rate_bpm[i] - low) / (high - low);

		if (isfinite(y) && pen_down)
			cairo_line_to(f->cr, x, y);
		else if (isfinite(y))
			cairo_move_to(f->cr, x, y);
		pen_down = isfinite(y);
	}
	cairo_stroke(f->cr);
}

static void draw_rate(struct frame *f)
{
	double bottom = f->y + RATE_MM - 2, low, high;
	char text[32];

	if (!f->o->rate_count)
		return;
	rate_limits(f->o, &low, &high);
	set_quiet(f->cr);
	draw_text(f->cr, f->x - 10, f->y + RATE_MM / 2, 1, "Heart rate, beats per minute");
	snprintf(text, sizeof text, "%.0f", high);
	draw_text(f->cr, f->x - 1.5, f->y + 2 + TEXT_MM, 1, text);
	snprintf(text, sizeof text, "%.0f", low);
	draw_text(f->cr, f->x - 1.5, bottom, 1, text);
	cairo_set_line_width(f->cr, 0.1);
	cairo_rectangle(f->cr, f->x, bottom - RATE_MM + 4, f->width, RATE_MM - 4);
	cairo_stroke(f->cr);
	draw_rate_line(f, bottom, low, high);
	f->y += RATE_MM;
}

static void draw_lane(struct frame *f, const struct ecg_lane *lane)
{
	double y = f->y + (LANE_MM - BAND_MM) / 2;

	cairo_set_source_rgb(f->cr, 0.95, 0.95, 0.96);
	cairo_rectangle(f->cr, f->x, y, f->width, BAND_MM);
	cairo_fill(f->cr);
	if (lane->grave)
		cairo_set_source_rgb(f->cr, 0.76, 0.07, 0.07);
	else
		cairo_set_source_rgb(f->cr, 0.20, 0.30, 0.50);
	draw_text(f->cr, f->x - 1.5, y + BAND_MM - 0.4, 1, lane->label);
	for (size_t i = 0; i < lane->spans_count; i++) {
		double from = x_of_time(f, lane->spans[i].start_s);
		double to = fmax(x_of_time(f, lane->spans[i].end_s), from + SHORTEST_MM);

		cairo_rectangle(f->cr, from, y, to - from, BAND_MM);
	}
	cairo_fill(f->cr);
	f->y += LANE_MM;
}

/* About ten of them, a round time apart. */
static double tick_s(double length_s)
{
	static const double steps[] = {1,   2,    5,    10,   20,   30,    60,    120,   300,
				       600, 1200, 1800, 3600, 7200, 14400, 21600, 43200, 86400};
	size_t i = 0;

	while (i + 1 < sizeof steps / sizeof *steps && length_s / steps[i] > 12)
		i++;
	return fmax(steps[i], length_s / 40);
}

static void draw_axis(const struct frame *f)
{
	double step_s = tick_s(f->o->length_s);

	set_quiet(f->cr);
	cairo_set_line_width(f->cr, 0.2);
	for (int i = 0; i * step_s <= f->o->length_s; i++) {
		long s = lround(i * step_s);
		double x = x_of_time(f, i * step_s);
		char text[32];

		if (s >= 3600 || f->o->length_s >= 3600)
			snprintf(text, sizeof text, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60,
				 s % 60);
		else
			snprintf(text, sizeof text, "%ld:%02ld", s / 60, s % 60);
		cairo_move_to(f->cr, x, f->y);
		cairo_rel_line_to(f->cr, 0, 1);
		cairo_stroke(f->cr);
		draw_text(f->cr, x, f->y + 1.2 + TEXT_MM, i == 0 ? 0 : 0.5, text);
	}
}

/* A triangle under the axis for each strip that follows. */
static void draw_shown(const struct frame *f)
{
	cairo_set_source_rgb(f->cr, 0.07, 0.09, 0.15);
	for (size_t i = 0; i < f->o->shown_count; i++) {
		double x = x_of_time(f, (f->o->shown[i].start_s + f->o->shown[i].end_s) / 2);

		cairo_move_to(f->cr, x, f->y + 4.6);
		cairo_rel_line_to(f->cr, MARK_MM / 2, MARK_MM);
		cairo_rel_line_to(f->cr, -MARK_MM, 0);
		cairo_close_path(f->cr);
	}
	cairo_fill(f->cr);
	if (f->o->shown_count)
		draw_text(f->cr, f->x - 1.5, f->y + 4.4 + MARK_MM, 1, "shown below");
}

void ecg_overview_draw(cairo_t *cr, double x_mm, double y_mm, double width_mm,
		       const struct ecg_overview *overview)
{
	struct frame f = {.cr = cr,
			  .x = x_mm + LABELS_MM,
			  .y = y_mm,
			  .width = width_mm - LABELS_MM,
			  .o = overview};

	cairo_save(cr);
	cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
			       CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cr, TEXT_MM);
	draw_rate(&f);
	for (size_t i = 0; i < overview->lanes_count; i++)
		draw_lane(&f, &overview->lanes[i]);
	draw_axis(&f);
	draw_shown(&f);
	cairo_restore(cr);
}
