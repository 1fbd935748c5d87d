/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/ecg-bars.h"

#include <math.h>
#include <stdio.h>

#define TEXT_MM     2.5
#define BAR_MM      0.9
#define GAP_MM      2.0 /* between the words of one finding and the next one */
#define SHORTEST_MM 1.0

/* The lanes filled so far, from the left. */
struct lanes {
	cairo_t *cr;
	const struct ecg_paper_strip *strip;
	double width_mm;
	double taken_mm[ECG_BARS_LANES_MAX]; /* up to where */
	int used;
	int left_out;
};

/* Where a bar lies, from the strip's left edge. */
struct place {
	double bar_start_mm, bar_end_mm, words_mm, end_mm;
	int lane; /* -1 = there is no room */
};

static void begin(struct lanes *l, cairo_t *cr, const struct ecg_paper_strip *strip,
		  double width_mm)
{
	*l = (struct lanes){.cr = cr, .strip = strip, .width_mm = width_mm};
	cairo_select_font_face(cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
			       CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cr, TEXT_MM);
}

static double x_of_time(const struct lanes *l, double time_s)
{
	double x = ECG_PAPER_LEAD_MM + (time_s - l->strip->start_s) * ECG_PAPER_MM_PER_S;

	return fmin(fmax(x, ECG_PAPER_LEAD_MM), l->width_mm);
}

static double width_of(cairo_t *cr, const char *words)
{
	cairo_text_extents_t extents;

	cairo_text_extents(cr, words, &extents);
	return extents.x_advance;
}

/* The words begin with the bar, or end with the strip where they would leave it. */
static struct place place_bar(struct lanes *l, const struct ecg_bar *bar)
{
	double words_mm = width_of(l->cr, bar->words);
	struct place p = {.bar_start_mm = x_of_time(l, bar->start_s), .lane = -1};

	p.bar_end_mm = fmax(x_of_time(l, bar->end_s), p.bar_start_mm + SHORTEST_MM);
	p.words_mm = fmax(0, fmin(p.bar_start_mm, l->width_mm - words_mm));
	p.end_mm = fmax(p.bar_end_mm, p.words_mm + words_mm) + GAP_MM;
	for (int lane = 0; lane < ECG_BARS_LANES_MAX && p.lane < 0; lane++) {
		if (l->taken_mm[lane] <= fmin(p.words_mm, p.bar_start_mm))
			p.lane = lane;
	}
	if (p.lane < 0) {
		l->left_out++;
		return p;
	}
	l->taken_mm[p.lane] = p.end_mm;
	l->used = p.lane + 1 > l->used ? p.lane + 1 : l->used;
	return p;
}

static bool is_on_strip(const struct ecg_paper_strip *strip, const struct ecg_bar *bar)
{
	double end_s = strip->start_s + (double)strip->samples / strip->rate_hz;

	return bar->end_s > strip->start_s && bar->start_s < end_s;
}

static void draw_bar(const struct lanes *l, double x_mm, double y_mm, const struct ecg_bar *bar,
		     const struct place *p)
{
	double y = y_mm + p->lane * ECG_BARS_LANE_MM;

	if (bar->grave)
		cairo_set_source_rgb(l->cr, 0.76, 0.07, 0.07);
	else
		cairo_set_source_rgb(l->cr, 0.20, 0.30, 0.50);
	cairo_move_to(l->cr, x_mm + p->words_mm, y + TEXT_MM);
	cairo_show_text(l->cr, bar->words);
	cairo_rectangle(l->cr, x_mm + p->bar_start_mm, y + TEXT_MM + 0.8,
			p->bar_end_mm - p->bar_start_mm, BAR_MM);
	cairo_fill(l->cr);
}

int ecg_bars_lanes(cairo_t *cr, const struct ecg_paper_strip *strip, double width_mm,
		   const struct ecg_bar *bars, size_t count)
{
	struct lanes l;

	begin(&l, cr, strip, width_mm);
	for (size_t i = 0; i < count; i++) {
		if (is_on_strip(strip, &bars[i]))
			place_bar(&l, &bars[i]);
	}
	return l.used + (l.left_out > 0);
}

void ecg_bars_draw(cairo_t *cr, double x_mm, double y_mm, double width_mm,
		   const struct ecg_paper_strip *strip, const struct ecg_bar *bars, size_t count)
{
	struct lanes l;
	char more[32];

	begin(&l, cr, strip, width_mm);
	for (size_t i = 0; i < count; i++) {
		struct place p;

		if (!is_on_strip(strip, &bars[i]))
			continue;
		p = place_bar(&l, &bars[i]);
		if (p.lane >= 0)
			draw_bar(&l, x_mm, y_mm, &bars[i], &p);
	}
	if (l.left_out == 0)
		return;
	snprintf(more, sizeof more, "and %d more", l.left_out);
	cairo_set_source_rgb(cr, 0.20, 0.30, 0.50);
	cairo_move_to(cr, x_mm + ECG_PAPER_LEAD_MM, y_mm + l.used * ECG_BARS_LANE_MM + TEXT_MM);
	cairo_show_text(cr, more);
}
