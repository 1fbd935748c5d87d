/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/reps-row.h"

#include <math.h>
#include <stdio.h>

#define AXIS_MM   12.0  /* the scale, left of the chart */
#define CHART_MM  240.0 /* half a minute: 8 mm/s */
#define LABELS_MM 10.0  /* above the chart */
#define TALL_MM   42.0  /* the chart */
#define TIMES_MM  5.0   /* below it */
#define LANE_MM   3.4   /* a line of words of marks, below the times */
#define SEAM_MM   0.15  /* left free at each side of a repetition */
#define MM_PER_S  (CHART_MM / REPS_PLOT_ROW_S)

enum { LANES = 2 };

struct colour {
	double red, green, blue;
};

static const struct colour tones[REPS_PLOT_TONES] = {
    [REPS_PLOT_GOOD] = {0.80, 0.93, 0.78},   [REPS_PLOT_LITTLE] = {0.99, 0.90, 0.60},
    [REPS_PLOT_TEMPO] = {0.76, 0.86, 0.97},  [REPS_PLOT_ROUGH] = {0.87, 0.80, 0.95},
    [REPS_PLOT_UNSAFE] = {0.98, 0.76, 0.70}, [REPS_PLOT_UNSCORED] = {0.88, 0.88, 0.88},
};

void reps_row_use_tone(cairo_t *cr, enum reps_plot_tone tone)
{
	cairo_set_source_rgb(cr, tones[tone].red, tones[tone].green, tones[tone].blue);
}

void reps_row_use_band(cairo_t *cr)
{
	cairo_set_source_rgba(cr, 0.35, 0.40, 0.50, 0.28);
}

void reps_row_use_line(cairo_t *cr, enum reps_row_line line)
{
	static const double dashes[] = {2, 1.2};

	cairo_set_dash(cr, dashes, line == REPS_ROW_EXCURSION ? 0 : 2, 0);
	cairo_set_line_width(cr, line == REPS_ROW_EXCURSION ? 0.45 : 0.3);
	switch (line) {
	case REPS_ROW_EXCURSION:
		cairo_set_source_rgb(cr, 0.05, 0.15, 0.40);
		break;
	case REPS_ROW_REFERENCE:
		cairo_set_source_rgb(cr, 0.35, 0.40, 0.50);
		break;
	case REPS_ROW_TARGET:
		cairo_set_source_rgb(cr, 0.05, 0.50, 0.20);
		break;
	case REPS_ROW_MAXIMUM:
		cairo_set_source_rgb(cr, 0.75, 0.10, 0.05);
		break;
	}
}

static double step_for(double span)
{
	static const double steps[] = {1, 2, 5, 10, 15, 20, 30, 45, 60};
	size_t i = 0;

	while (i + 1 < sizeof steps / sizeof steps[0] && span / steps[i] > 6)
		i++;
	return steps[i];
}

void reps_row_scale(struct reps_row *row)
{
	const struct reps_plot *plot = row->plot;
	double low = 0, high = fmax((double)plot->reference_deg, (double)plot->target_deg);

	for (size_t i = 0; i < plot->points_count; i++)
		if (isfinite(plot->points[i].deg)) {
			low = fmin(low, (double)plot->points[i].deg);
			high = fmax(high, (double)plot->points[i].deg);
		}
	if (high > 0.85 * (double)plot->max_deg)
		high = fmax(high, (double)plot->max_deg);
	high = fmax(high, 5);
	row->step_deg = step_for(high - low);
	row->low_deg = floor(low / row->step_deg) * row->step_deg;
	row->high_deg = ceil(high * 1.03 / row->step_deg) * row->step_deg;
}

static double left_of(const struct reps_row *row)
{
	return row->x_mm + AXIS_MM;
}

static double top_of(const struct reps_row *row)
{
	return row->y_mm + LABELS_MM;
}

/* Where a time is, kept inside the chart. */
static double x_of(const struct reps_row *row, double t_s)
{
	double s = fmin(fmax(t_s - row->start_s, 0), REPS_PLOT_ROW_S);

	return left_of(row) + s * MM_PER_S;
}

static double y_of(const struct reps_row *row, double deg)
{
	double share = (deg - row->low_deg) / (row->high_deg - row->low_deg);

	return top_of(row) + TALL_MM * (1 - fmin(fmax(share, 0), 1));
}

static bool is_in(const struct reps_row *row, double start_s, double end_s)
{
	return end_s >= row->start_s && start_s < row->start_s + REPS_PLOT_ROW_S;
}

static double width_of(cairo_t *cr, double size_mm, const char *words)
{
	cairo_text_extents_t extents;

	cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
			       CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cr, size_mm);
	cairo_text_extents(cr, words, &extents);
	return extents.x_advance;
}

/* In the middle of x, smaller where it would be wider than room_mm. */
static void centred(cairo_t *cr, double x, double y, double size_mm, double room_mm,
		    const char *words)
{
	double width = width_of(cr, size_mm, words);

	if (width > room_mm) {
		size_mm = fmax(1.3, size_mm * room_mm / width);
		width = width_of(cr, size_mm, words);
	}
	cairo_move_to(cr, x - width / 2, y);
	cairo_show_text(cr, words);
}

static void draw_scale(cairo_t *cr, const struct reps_row *row)
{
	double left = left_of(row), bottom = top_of(row) + TALL_MM;
	char words[32];

	cairo_set_dash(cr, NULL, 0, 0);
	cairo_set_line_width(cr, 0.1);
	for (double deg = row->low_deg; deg <= row->high_deg + 0.01; deg += row->step_deg) {
		cairo_set_source_rgb(cr, 0.82, 0.82, 0.82);
		cairo_move_to(cr, left, y_of(row, deg));
		cairo_line_to(cr, left + CHART_MM, y_of(row, deg));
		cairo_stroke(cr);
		snprintf(words, sizeof words, "%g\302\260", deg);
		cairo_set_source_rgb(cr, 0, 0, 0);
		cairo_move_to(cr, left - 1.5 - width_of(cr, 2.6, words), y_of(row, deg) + 0.9);
		cairo_show_text(cr, words);
	}
	for (int s = 0; s <= (int)REPS_PLOT_ROW_S; s += 5) {
		double t = row->start_s + s;
		long whole = lround(t);

		snprintf(words, sizeof words, "%ld:%02ld%s", whole / 60, whole % 60,
			 s == 0 ? " min:s" : "");
		cairo_set_source_rgb(cr, 0, 0, 0);
		width_of(cr, 2.6, words);
		cairo_move_to(cr, left + s * MM_PER_S, bottom + 3.6);
		cairo_show_text(cr, words);
		cairo_set_source_rgb(cr, 0.6, 0.6, 0.6);
		cairo_move_to(cr, left + s * MM_PER_S, bottom);
		cairo_line_to(cr, left + s * MM_PER_S, bottom + 1);
		cairo_stroke(cr);
	}
}

/* The reference over one repetition's time, cut off at the row's ends. */
static void draw_band(cairo_t *cr, const struct reps_row *row,
		      const struct reps_plot_repetition *rep)
{
	const struct reps_plot *plot = row->plot;
	size_t last = plot->curve_points - 1;
	double length = rep->end_s - rep->start_s, rom = (double)plot->reference_deg;

	cairo_save(cr);
	cairo_rectangle(cr, left_of(row), top_of(row), CHART_MM, TALL_MM);
	cairo_clip(cr);
	cairo_new_path(cr);
	for (size_t k = 0; k <= 2 * last + 1; k++) {
		size_t i = k <= last ? k : 2 * last + 1 - k;
		double sign = k <= last ? 1 : -1;
		double deg = rom * ((double)plot->curve[i] + sign * (double)plot->curve_spread[i]);
		double t = rep->start_s + length * (double)i / (double)last;

		cairo_line_to(cr, left_of(row) + (t - row->start_s) * MM_PER_S, y_of(row, deg));
	}
	cairo_close_path(cr);
	reps_row_use_band(cr);
	cairo_fill(cr);
	cairo_restore(cr);
}

static void draw_repetition(cairo_t *cr, const struct reps_row *row, size_t number)
{
	const struct reps_plot_repetition *rep = &row->plot->repetitions[number];
	double left = x_of(row, rep->start_s), right = x_of(row, rep->end_s);

	reps_row_use_tone(cr, rep->tone);
	cairo_rectangle(cr, left + SEAM_MM, row->y_mm, fmax(right - left - 2 * SEAM_MM, SEAM_MM),
			LABELS_MM + TALL_MM);
	cairo_fill(cr);
	if (row->plot->curve && row->plot->curve_points > 1)
		draw_band(cr, row, rep);
}

/* In the row in which it begins, unless more of it is in the next. */
static void draw_label(cairo_t *cr, const struct reps_row *row, size_t number)
{
	const struct reps_plot_repetition *rep = &row->plot->repetitions[number];
	double left = x_of(row, rep->start_s), right = x_of(row, rep->end_s);
	double x = (left + right) / 2, room = right - left - 0.4;
	char words[32];

	if ((right - left) / MM_PER_S < (rep->end_s - rep->start_s) / 2)
		return;
	cairo_set_source_rgb(cr, 0, 0, 0);
	snprintf(words, sizeof words, "%zu", number + 1);
	centred(cr, x, row->y_mm + 3, 2.8, room, words);
	centred(cr, x, row->y_mm + 6, 2.5, room, rep->label);
	if (isfinite(rep->score)) {
		snprintf(words, sizeof words, "%.0f", (double)rep->score);
		centred(cr, x, row->y_mm + 9, 2.5, room, words);
	}
}

static void draw_excursion(cairo_t *cr, const struct reps_row *row)
{
	const struct reps_plot *plot = row->plot;
	bool drawing = false;

	reps_row_use_line(cr, REPS_ROW_EXCURSION);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	cairo_new_path(cr);
	for (size_t i = 0; i < plot->points_count; i++) {
		const struct reps_plot_point *p = &plot->points[i];

		if (!is_in(row, p->t_s, p->t_s) || !isfinite(p->deg)) {
			drawing = false;
			continue;
		}
		if (drawing)
			cairo_line_to(cr, x_of(row, p->t_s), y_of(row, (double)p->deg));
		else
			cairo_move_to(cr, x_of(row, p->t_s), y_of(row, (double)p->deg));
		drawing = true;
	}
	cairo_stroke(cr);
}

/* A line across with its words at the right; *taken is where the last words stand. */
static void draw_line(cairo_t *cr, const struct reps_row *row, enum reps_row_line line, float deg,
		      const char *what, double *taken)
{
	double y = y_of(row, (double)deg), right = left_of(row) + CHART_MM, at = y + 0.9;
	char words[48];

	if (!(deg > 0) || (double)deg > row->high_deg)
		return;
	reps_row_use_line(cr, line);
	cairo_move_to(cr, left_of(row), y);
	cairo_line_to(cr, right, y);
	cairo_stroke(cr);
	if (fabs(at - *taken) < 2.8)
		at = *taken + 2.8;
	*taken = at;
	snprintf(words, sizeof words, "%s %.0f\302\260", what, (double)deg);
	width_of(cr, 2.4, words);
	cairo_move_to(cr, right + 1, at);
	cairo_show_text(cr, words);
}

void reps_row_hatch(cairo_t *cr, double left, double top, double width, double height)
{
	cairo_save(cr);
	cairo_rectangle(cr, left, top, width, height);
	cairo_set_source_rgb(cr, 0.95, 0.95, 0.95);
	cairo_fill_preserve(cr);
	cairo_clip(cr);
	cairo_set_dash(cr, NULL, 0, 0);
	cairo_set_line_width(cr, 0.2);
	cairo_set_source_rgb(cr, 0.5, 0.5, 0.5);
	for (double x = left - height; x < left + width; x += 1.6) {
		cairo_move_to(cr, x, top + height);
		cairo_line_to(cr, x + height, top);
	}
	cairo_stroke(cr);
	cairo_restore(cr);
}

/* A cross on the line of rest for a moment, a bar for a stretch. */
static void draw_sign(cairo_t *cr, const struct reps_row *row, const struct reps_plot_mark *mark)
{
	double left = x_of(row, mark->start_s), right = x_of(row, mark->end_s);
	double y = top_of(row) + TALL_MM - 2;

	cairo_set_dash(cr, NULL, 0, 0);
	cairo_set_source_rgb(cr, 0.75, 0.10, 0.05);
	if (right - left > 1) {
		cairo_rectangle(cr, left, y + 0.8, right - left, 1.2);
		cairo_fill(cr);
		return;
	}
	cairo_set_line_width(cr, 0.5);
	cairo_move_to(cr, left - 1.3, y - 1.3);
	cairo_line_to(cr, left + 1.3, y + 1.3);
	cairo_move_to(cr, left - 1.3, y + 1.3);
	cairo_line_to(cr, left + 1.3, y - 1.3);
	cairo_stroke(cr);
}

static bool starts_in(const struct reps_row *row, const struct reps_plot_mark *mark)
{
	bool first = row->plot->points_count == 0 || row->start_s <= row->plot->points[0].t_s;

	return is_in(row, mark->start_s, mark->end_s) && (first || mark->start_s >= row->start_s);
}

/* The words stand under what they are of, in the first lane that is free there; at the right edge
 * they end instead of beginning there. Words for which there is no room are left out. */
static void draw_words(cairo_t *cr, const struct reps_row *row, const struct reps_plot_mark *mark,
		       double free_from[LANES])
{
	double width = width_of(cr, 2.5, mark->words);
	double right = left_of(row) + CHART_MM + 26;
	double x = fmax(left_of(row), fmin(x_of(row, mark->start_s), right - width));
	double y = top_of(row) + TALL_MM + TIMES_MM + LANE_MM - 0.6;

	for (int lane = 0; lane < LANES; lane++, y += LANE_MM) {
		if (free_from[lane] > x)
			continue;
		free_from[lane] = x + width + 3;
		cairo_set_source_rgb(cr, 0.60, 0.08, 0.04);
		cairo_move_to(cr, x, y);
		cairo_show_text(cr, mark->words);
		return;
	}
}

static void draw_marks(cairo_t *cr, const struct reps_row *row)
{
	double free_from[LANES] = {0};

	for (size_t i = 0; i < row->plot->marks_count; i++) {
		const struct reps_plot_mark *mark = &row->plot->marks[i];

		if (!is_in(row, mark->start_s, mark->end_s))
			continue;
		if (mark->hole)
			continue;
		draw_sign(cr, row, mark);
		if (starts_in(row, mark))
			draw_words(cr, row, mark, free_from);
	}
}

static void draw_holes(cairo_t *cr, const struct reps_row *row)
{
	for (size_t i = 0; i < row->plot->marks_count; i++) {
		const struct reps_plot_mark *mark = &row->plot->marks[i];

		double left = x_of(row, mark->start_s), right = x_of(row, mark->end_s);

		if (mark->hole && is_in(row, mark->start_s, mark->end_s))
			reps_row_hatch(cr, left, top_of(row), right - left, TALL_MM);
	}
}

void reps_row_draw(cairo_t *cr, const struct reps_row *row)
{
	const struct reps_plot *plot = row->plot;
	double taken = -10;

	for (size_t i = 0; i < plot->repetitions_count; i++)
		if (is_in(row, plot->repetitions[i].start_s, plot->repetitions[i].end_s))
			draw_repetition(cr, row, i);
	draw_scale(cr, row);
	draw_holes(cr, row);
	draw_line(cr, row, REPS_ROW_MAXIMUM, plot->max_deg, "at most", &taken);
	draw_line(cr, row, REPS_ROW_TARGET, plot->target_deg, "to reach", &taken);
	if (plot->curve)
		draw_line(cr, row, REPS_ROW_REFERENCE, plot->reference_deg, "reference", &taken);
	draw_excursion(cr, row);
	for (size_t i = 0; i < plot->repetitions_count; i++)
		if (is_in(row, plot->repetitions[i].start_s, plot->repetitions[i].end_s))
			draw_label(cr, row, i);
	draw_marks(cr, row);
}
