/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ecg-paper.h"

#include <math.h>
#include <stdio.h>

#define FONT           "DejaVu Sans"
#define TEXT_MM        2.5
#define PULSE_START_MM 2.5
#define PULSE_WIDTH_MM 5.0 /* 200 ms */
#define BEAT_BEFORE_S  0.16
#define BEAT_AFTER_S   0.36
#define UV_PER_MV      1000.0

struct colour {
	double r, g, b;
};

static const struct colour grid_fine = {0.98, 0.86, 0.84};
static const struct colour grid_bold = {0.93, 0.66, 0.63};
static const struct colour ink = {0.07, 0.09, 0.15};
static const struct colour quiet = {0.42, 0.45, 0.50};
static const struct colour alarm = {0.76, 0.07, 0.07};

/* Where the strip lies on the page. */
struct frame {
	double x, y, width, height; /* of the grid, mm */
	double zero_y;              /* where 0 uV lies, mm */
	double mm_per_mv;
	const struct ecg_paper_strip *strip;
};

static void set_colour(cairo_t *cr, const struct colour *c)
{
	cairo_set_source_rgb(cr, c->r, c->g, c->b);
}

void ecg_paper_use_mm(cairo_t *cr)
{
	cairo_scale(cr, ECG_PAPER_POINTS_PER_MM, ECG_PAPER_POINTS_PER_MM);
}

double ecg_paper_width_mm(double seconds)
{
	return 5.0 * ceil((ECG_PAPER_LEAD_MM + seconds * ECG_PAPER_MM_PER_S) / 5.0);
}

static void draw_lines(cairo_t *cr, const struct frame *f, int step_mm, double width_mm,
		       const struct colour *colour)
{
	set_colour(cr, colour);
	cairo_set_line_width(cr, width_mm);
	for (int i = 0; i <= (int)f->width; i += step_mm) {
		cairo_move_to(cr, f->x + i, f->y);
		cairo_line_to(cr, f->x + i, f->y + f->height);
	}
	for (int i = 0; i <= (int)f->height; i += step_mm) {
		cairo_move_to(cr, f->x, f->y + i);
		cairo_line_to(cr, f->x + f->width, f->y + i);
	}
	cairo_stroke(cr);
}

static double x_of_time(const struct frame *f, double time_s)
{
	return f->x + ECG_PAPER_LEAD_MM + (time_s - f->strip->start_s) * ECG_PAPER_MM_PER_S;
}

static double y_of_uv(const struct frame *f, double uv)
{
	return f->zero_y - uv / UV_PER_MV * f->mm_per_mv;
}

/* Samples that still fall on the grid. */
static size_t samples_shown(const struct frame *f)
{
	double seconds = (f->width - ECG_PAPER_LEAD_MM) / ECG_PAPER_MM_PER_S;
	double samples = floor(seconds * f->strip->rate_hz) + 1;

	if (samples < 0)
		return 0;
	return samples < (double)f->strip->samples ? (size_t)samples : f->strip->samples;
}

/* The value below which this share of the samples between low and high lies. */
static double percentile_uv(const struct frame *f, double low, double high, double share)
{
	size_t n = samples_shown(f), finite = 0, below;
	double from = low, to = high;

	for (size_t i = 0; i < n; i++)
		finite += isfinite(f->strip->uv[i]) ? 1 : 0;
	for (int step = 0; step < 24; step++) {
		double middle = (from + to) / 2;

		below = 0;
		for (size_t i = 0; i < n; i++)
			below += isfinite(f->strip->uv[i]) && (double)f->strip->uv[i] < middle;
		if ((double)below < share * (double)finite)
			from = middle;
		else
			to = middle;
	}
	return to;
}

/* Whether what lies between two voltages is higher than the grid. */
static bool is_too_high(const struct frame *f, double low, double high)
{
	return (high - low) / UV_PER_MV * f->mm_per_mv > f->height;
}

/* The lowest and the highest sample shown; low is above high where there is none. */
static void find_range(const struct frame *f, double *low, double *high)
{
	size_t n = samples_shown(f);

	*low = INFINITY;
	*high = -INFINITY;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(f->strip->uv[i]))
			continue;
		*low = fmin(*low, (double)f->strip->uv[i]);
		*high = fmax(*high, (double)f->strip->uv[i]);
	}
}

/* The middle between the lowest and the highest sample shown goes to the middle of the grid. What
 * is too high for it is drawn at half the scale, unless it is a spike or two: these are cut off,
 * and so is what is too high at half the scale, lest a few samples hide the rest. Returns true when
 * the trace leaves the grid. */
static bool centre(struct frame *f)
{
	double low, high;
	bool cut_off;

	find_range(f, &low, &high);
	f->zero_y = f->y + f->height / 2;
	f->mm_per_mv = ECG_PAPER_MM_PER_MV;
	if (low > high)
		return false;
	cut_off = is_too_high(f, low, high);
	if (cut_off) {
		double nearly_low = percentile_uv(f, low, high, 0.002);
		double nearly_high = percentile_uv(f, low, high, 0.998);

		if (is_too_high(f, nearly_low, nearly_high))
			f->mm_per_mv = ECG_PAPER_MM_PER_MV / 2;
		cut_off = is_too_high(f, low, high);
		if (cut_off && is_too_high(f, nearly_low, nearly_high)) {
			nearly_low = percentile_uv(f, low, high, 0.1);
			nearly_high = percentile_uv(f, low, high, 0.9);
		}
		if (cut_off) {
			low = nearly_low;
			high = nearly_high;
		}
	}
	f->zero_y += (low + high) / 2 / UV_PER_MV * f->mm_per_mv;
	return cut_off;
}

static void draw_pulse(cairo_t *cr, const struct frame *f)
{
	double bottom = f->y + f->height / 2 + f->mm_per_mv / 2;
	double left = f->x + PULSE_START_MM;

	set_colour(cr, &ink);
	cairo_set_line_width(cr, 0.25);
	cairo_move_to(cr, left - 1.25, bottom);
	cairo_line_to(cr, left, bottom);
	cairo_rel_line_to(cr, 0, -f->mm_per_mv);
	cairo_rel_line_to(cr, PULSE_WIDTH_MM, 0);
	cairo_rel_line_to(cr, 0, f->mm_per_mv);
	cairo_rel_line_to(cr, 1.25, 0);
	cairo_stroke(cr);
}

/* The trace between two times, one line per unbroken stretch. */
static void trace_path(cairo_t *cr, const struct frame *f, double from_s, double to_s)
{
	const struct ecg_paper_strip *s = f->strip;
	double first = fmax(0, ceil((from_s - s->start_s) * s->rate_hz));
	double last = floor((to_s - s->start_s) * s->rate_hz);
	size_t n = samples_shown(f);
	bool pen_down = false;

	if (!(first < (double)n) || last < first)
		return;
	for (size_t i = (size_t)first; i < n && (double)i <= last; i++) {
		double x = x_of_time(f, s->start_s + (double)i / s->rate_hz);

		if (!isfinite(s->uv[i])) {
			pen_down = false;
			continue;
		}
		if (pen_down)
			cairo_line_to(cr, x, y_of_uv(f, (double)s->uv[i]));
		else
			cairo_move_to(cr, x, y_of_uv(f, (double)s->uv[i]));
		pen_down = true;
	}
	cairo_stroke(cr);
}

/* A beat's colour ends where the next beat begins. */
static double beat_end_s(const struct ecg_paper_strip *s, size_t i)
{
	double end_s = s->beats[i].time_s + BEAT_AFTER_S;

	if (i + 1 < s->beats_count)
		end_s = fmin(end_s, s->beats[i + 1].time_s - BEAT_BEFORE_S / 2);
	return end_s;
}

static void draw_trace(cairo_t *cr, const struct frame *f)
{
	const struct ecg_paper_strip *s = f->strip;

	cairo_save(cr);
	cairo_rectangle(cr, f->x, f->y, f->width, f->height);
	cairo_clip(cr);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_width(cr, 0.28);
	set_colour(cr, &ink);
	trace_path(cr, f, s->start_s, INFINITY);
	set_colour(cr, &alarm);
	for (size_t i = 0; i < s->beats_count; i++)
		if (s->beats[i].label != 'N')
			trace_path(cr, f, s->beats[i].time_s - BEAT_BEFORE_S, beat_end_s(s, i));
	cairo_restore(cr);
}

static void set_font(cairo_t *cr, bool bold, double size_mm)
{
	cairo_select_font_face(cr, FONT, CAIRO_FONT_SLANT_NORMAL,
			       bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cr, size_mm);
}

/* align 0 = starts at x, 0.5 = centred on it, 1 = ends there. */
static void draw_text(cairo_t *cr, double x, double y, double align, const char *text)
{
	cairo_text_extents_t extents;

	cairo_text_extents(cr, text, &extents);
	cairo_move_to(cr, x - align * extents.x_advance, y);
	cairo_show_text(cr, text);
}

static void draw_beat_mark(cairo_t *cr, const struct frame *f, const struct ecg_paper_beat *beat)
{
	bool normal = beat->label == 'N';
	double x = x_of_time(f, beat->time_s);
	char letter[2] = {beat->label, '\0'};

	if (x < f->x + ECG_PAPER_LEAD_MM || x > f->x + f->width)
		return;
	set_colour(cr, normal ? &quiet : &alarm);
	set_font(cr, !normal, normal ? TEXT_MM : 1.3 * TEXT_MM);
	draw_text(cr, x, f->y - 1.6, 0.5, letter);
	cairo_set_line_width(cr, normal ? 0.15 : 0.3);
	cairo_move_to(cr, x, f->y - 1.2);
	cairo_line_to(cr, x, f->y);
	cairo_stroke(cr);
}

static void format_time(char *text, size_t size, double time_s, bool clock)
{
	long s = lround(time_s);

	if (clock)
		snprintf(text, size, "%02ld:%02ld:%02ld", s / 3600 % 24, s / 60 % 60, s % 60);
	else if (s >= 3600)
		snprintf(text, size, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
	else
		snprintf(text, size, "%ld:%02ld", s / 60, s % 60);
}

/* A tick at every whole second; the first one and every fifth have the time written out. */
static void draw_times(cairo_t *cr, const struct frame *f)
{
	double bottom = f->y + f->height;
	double first_s = ceil(f->strip->start_s - 1e-6);
	int count = 0;

	set_colour(cr, &quiet);
	set_font(cr, false, TEXT_MM);
	cairo_set_line_width(cr, 0.2);
	for (;; count++) {
		double x = x_of_time(f, first_s + count);
		bool labelled = count % 2 == 0;
		char text[32];

		if (x > f->x + f->width + 1e-6)
			break;
		cairo_move_to(cr, x, bottom);
		cairo_rel_line_to(cr, 0, labelled ? 1.2 : 0.8);
		cairo_stroke(cr);
		format_time(text, sizeof text, first_s + count, f->strip->clock);
		if (labelled && x < f->x + f->width - 42)
			draw_text(cr, x, bottom + 4.0, 0.5, text);
	}
}

void ecg_paper_draw(cairo_t *cr, double x_mm, double y_mm, double width_mm, double height_mm,
		    const struct ecg_paper_strip *strip)
{
	struct frame f = {.x = x_mm,
			  .y = y_mm + ECG_PAPER_MARKS_MM,
			  .width = width_mm,
			  .height = height_mm,
			  .strip = strip};
	bool cut_off = centre(&f);
	char scale[48];

	cairo_save(cr);
	draw_lines(cr, &f, 1, 0.08, &grid_fine);
	draw_lines(cr, &f, 5, 0.16, &grid_bold);
	draw_pulse(cr, &f);
	draw_trace(cr, &f);
	for (size_t i = 0; i < strip->beats_count; i++)
		draw_beat_mark(cr, &f, &strip->beats[i]);
	draw_times(cr, &f);
	set_colour(cr, &ink);
	snprintf(scale, sizeof scale, "25 mm/s  %.0f mm/mV%s", f.mm_per_mv,
		 cut_off ? "  (cut off)" : "");
	draw_text(cr, f.x + f.width, f.y + f.height + 4.0, 1, scale);
	cairo_restore(cr);
}
