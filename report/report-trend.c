/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report-trend.h"

#include <math.h>

#include "report/report-text.h"

#define MINUTE_US       (60 * (gint64)G_USEC_PER_SEC)
#define AXIS_LEFT_MM    12.0
#define AXIS_BOTTOM_MM  6.0
#define TOP_MM          2.0
#define BARS_MM         9.0 /* of the ventricular beats a minute */
#define BARS_SPACE_MM   3.0
#define TICKS_MAX       9
#define STEP_MAX_MINUTE 1440

/* One plot: a box on the page and what its edges stand for. */
struct plot {
	double x, y, width, height; /* mm */
	gint64 start_us, end_us;
	double low, high;
};

static const struct report_style label_style = {.size_pt = 7, .ink = REPORT_QUIET};

static double plot_x(const struct plot *p, gint64 time_us)
{
	return p->x +
	       p->width * (double)(time_us - p->start_us) / (double)(p->end_us - p->start_us);
}

static double plot_y(const struct plot *p, double value)
{
	return p->y + p->height * (1 - (value - p->low) / (p->high - p->low));
}

static gboolean has_rate(const struct report_minute *m)
{
	return isfinite(m->hr_mean_bpm) && isfinite(m->hr_min_bpm) && isfinite(m->hr_max_bpm) &&
	       m->hr_mean_bpm > 0;
}

/* The axis goes in steps of 20 bpm from below the lowest to above the highest. */
static void set_range(struct plot *p, const struct report_input *input)
{
	double low = 60, high = 100;

	for (gsize i = 0; i < input->minutes_count; i++) {
		const struct report_minute *m = &input->minutes[i];

		if (!has_rate(m))
			continue;
		low = fmin(low, m->hr_min_bpm);
		high = fmax(high, m->hr_max_bpm);
	}
	p->low = fmax(0, 20 * floor((low - 1) / 20));
	p->high = fmin(400, 20 * ceil((high + 1) / 20));
}

static void draw_value_axis(cairo_t *cr, const struct plot *p)
{
	struct report_style style = label_style;
	double step = p->high - p->low > 160 ? 40 : 20;

	style.align = REPORT_RIGHT;
	cairo_set_line_width(cr, 0.15);
	for (double value = p->low; value <= p->high + 0.5; value += step) {
		g_autofree char *text = g_strdup_printf("%.0f", value);

		report_set_ink(cr, REPORT_LINE);
		cairo_move_to(cr, p->x, plot_y(p, value));
		cairo_rel_line_to(cr, p->width, 0);
		cairo_stroke(cr);
		report_text(cr, p->x - 1.5, plot_y(p, value) + 0.9, 0, &style, text);
	}
}

static gint64 tick_step_us(const struct plot *p)
{
	static const int steps_minute[] = {1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440};
	gint64 step = STEP_MAX_MINUTE;

	for (gsize i = 0; i < G_N_ELEMENTS(steps_minute); i++)
		if ((p->end_us - p->start_us) / (steps_minute[i] * MINUTE_US) < TICKS_MAX)
			return steps_minute[i] * MINUTE_US;
	while ((p->end_us - p->start_us) / (step * MINUTE_US) >= TICKS_MAX)
		step *= 2;
	return step * MINUTE_US;
}

/* The first tick is a round time of the local day. */
static gint64 first_tick_us(const struct plot *p, GTimeZone *zone, gint64 step_us)
{
	int interval =
	    g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, p->start_us / G_USEC_PER_SEC);
	gint64 offset_us = g_time_zone_get_offset(zone, MAX(interval, 0)) * (gint64)G_USEC_PER_SEC;
	gint64 local_us = p->start_us + offset_us;

	return (local_us + step_us - 1) / step_us * step_us - offset_us;
}

static void draw_time_axis(cairo_t *cr, const struct plot *p, double bottom, GTimeZone *zone)
{
	struct report_style style = label_style;
	gint64 step_us = tick_step_us(p);
	gboolean days = p->end_us - p->start_us > STEP_MAX_MINUTE * MINUTE_US;

	style.align = REPORT_CENTRE;
	for (gint64 t = first_tick_us(p, zone, step_us); t <= p->end_us; t += step_us) {
		g_autofree char *clock = report_format_time(t, zone, "%H:%M");
		g_autofree char *date = report_format_time(t, zone, "%m-%d");
		gboolean midnight = days && g_str_equal(clock, "00:00");

		report_set_ink(cr, REPORT_LINE);
		cairo_set_line_width(cr, 0.15);
		cairo_move_to(cr, plot_x(p, t), p->y);
		cairo_line_to(cr, plot_x(p, t), bottom + 1);
		cairo_stroke(cr);
		report_text(cr, fmin(plot_x(p, t), p->x + p->width - 4), bottom + 4, 0, &style,
			    midnight ? date : clock);
	}
}

/* Slanted lines over a stretch of time without data. */
static void hatch(cairo_t *cr, const struct plot *p, gint64 from_us, gint64 to_us)
{
	double left = plot_x(p, CLAMP(from_us, p->start_us, p->end_us));
	double right = plot_x(p, CLAMP(to_us, p->start_us, p->end_us));

	if (right - left < 0.2)
		return;
	cairo_save(cr);
	cairo_rectangle(cr, left, p->y, right - left, p->height);
	cairo_clip(cr);
	report_set_ink(cr, REPORT_LINE);
	cairo_set_line_width(cr, 0.15);
	for (double x = p->x - p->height; x < right; x += 1.5) {
		cairo_move_to(cr, x, p->y + p->height);
		cairo_rel_line_to(cr, p->height, -p->height);
	}
	cairo_stroke(cr);
	cairo_restore(cr);
}

static void hatch_gaps(cairo_t *cr, const struct plot *p, const struct report_input *input)
{
	gint64 known_until = p->start_us;

	for (gsize i = 0; i < input->minutes_count; i++) {
		const struct report_minute *m = &input->minutes[i];

		if (!has_rate(m))
			continue;
		if (m->start_utc_us - known_until >= MINUTE_US)
			hatch(cr, p, known_until, m->start_utc_us);
		known_until = m->start_utc_us + MINUTE_US;
	}
	if (p->end_us - known_until >= MINUTE_US)
		hatch(cr, p, known_until, p->end_us);
}

static void line_to(cairo_t *cr, const struct plot *p, gint64 time_us, double bpm)
{
	cairo_line_to(cr, plot_x(p, CLAMP(time_us, p->start_us, p->end_us)), plot_y(p, bpm));
}

/* Minutes [first, end) without a break between them: the band there and back, then the line. Values
 * stand at the middle of their minute and are held out to the ends of the stretch. */
static void draw_stretch(cairo_t *cr, const struct plot *p, const struct report_minute *minutes,
			 gsize first, gsize end)
{
	const struct report_minute *last = &minutes[end - 1];
	gint64 start_us = minutes[first].start_utc_us, end_us = last->start_utc_us + MINUTE_US;

	line_to(cr, p, start_us, minutes[first].hr_max_bpm);
	for (gsize i = first; i < end; i++)
		line_to(cr, p, minutes[i].start_utc_us + MINUTE_US / 2, minutes[i].hr_max_bpm);
	line_to(cr, p, end_us, last->hr_max_bpm);
	line_to(cr, p, end_us, last->hr_min_bpm);
	for (gsize i = end; i-- > first;)
		line_to(cr, p, minutes[i].start_utc_us + MINUTE_US / 2, minutes[i].hr_min_bpm);
	line_to(cr, p, start_us, minutes[first].hr_min_bpm);
	cairo_set_source_rgb(cr, 0.77, 0.86, 0.92);
	cairo_fill(cr);

	line_to(cr, p, start_us, minutes[first].hr_mean_bpm);
	for (gsize i = first; i < end; i++)
		line_to(cr, p, minutes[i].start_utc_us + MINUTE_US / 2, minutes[i].hr_mean_bpm);
	line_to(cr, p, end_us, last->hr_mean_bpm);
	report_set_ink(cr, REPORT_HEART);
	cairo_stroke(cr);
}

static void draw_rates(cairo_t *cr, const struct plot *p, const struct report_input *input)
{
	const struct report_minute *m = input->minutes;
	gsize first = 0;

	cairo_save(cr);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_width(cr, 0.5);
	while (first < input->minutes_count) {
		gsize end = first + 1;

		if (!has_rate(&m[first])) {
			first++;
			continue;
		}
		while (end < input->minutes_count && has_rate(&m[end]) &&
		       m[end].start_utc_us - m[end - 1].start_utc_us < 2 * MINUTE_US)
			end++;
		draw_stretch(cr, p, m, first, end);
		first = end;
	}
	cairo_restore(cr);
}

static void draw_bars(cairo_t *cr, const struct plot *p, const struct report_input *input)
{
	struct report_style style = label_style;
	g_autofree char *highest = g_strdup_printf("%.0f", p->high);

	report_set_ink(cr, REPORT_ALARM);
	for (gsize i = 0; i < input->minutes_count; i++) {
		const struct report_minute *m = &input->minutes[i];
		double left = plot_x(p, CLAMP(m->start_utc_us, p->start_us, p->end_us));
		double right =
		    plot_x(p, CLAMP(m->start_utc_us + MINUTE_US, p->start_us, p->end_us));
		double top = plot_y(p, (double)m->ventricular);

		if (!m->ventricular)
			continue;
		/* Never thinner than a pen can draw. */
		cairo_rectangle(cr, left, top, fmax(0.15, 0.8 * (right - left)),
				p->y + p->height - top);
	}
	cairo_fill(cr);
	report_set_ink(cr, REPORT_LINE);
	cairo_set_line_width(cr, 0.15);
	cairo_rectangle(cr, p->x, p->y, p->width, p->height);
	cairo_stroke(cr);
	style.align = REPORT_RIGHT;
	report_text(cr, p->x - 1.5, p->y + 1.8, 0, &style, highest);
	report_text(cr, p->x - 1.5, p->y + p->height, 0, &style, "0");
}

static double most_ventricular(const struct report_input *input)
{
	guint64 most = 5;

	for (gsize i = 0; i < input->minutes_count; i++)
		most = MAX(most, input->minutes[i].ventricular);
	return (double)most;
}

void report_trend_draw(cairo_t *cr, double x_mm, double y_mm, double width_mm, double height_mm,
		       const struct report_input *input)
{
	g_autoptr(GTimeZone) zone = report_zone(input->zone);
	struct plot rates = {.x = x_mm + AXIS_LEFT_MM,
			     .y = y_mm + TOP_MM,
			     .width = width_mm - AXIS_LEFT_MM,
			     .height =
				 height_mm - TOP_MM - BARS_SPACE_MM - BARS_MM - AXIS_BOTTOM_MM,
			     .start_us = input->start_utc_us,
			     .end_us = MAX(input->end_utc_us, input->start_utc_us + MINUTE_US)};
	struct plot bars = rates;

	bars.y = rates.y + rates.height + BARS_SPACE_MM;
	bars.height = BARS_MM;
	bars.low = 0;
	bars.high = most_ventricular(input);
	set_range(&rates, input);
	hatch_gaps(cr, &rates, input);
	draw_value_axis(cr, &rates);
	draw_time_axis(cr, &rates, bars.y + bars.height, zone);
	draw_rates(cr, &rates, input);
	draw_bars(cr, &bars, input);
}
