/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report-summary.h"

#include <math.h>

#include "programme/finding-kinds.h"
#include "report/report-text.h"

#define UNKNOWN "not known"
#define ROW_MM  4.7

enum { COLUMNS = 4, ROWS = 5 };

struct cell {
	const char *label;
	char *value; /* owned */
};

struct column {
	const char *heading;
	struct cell cells[ROWS];
};

char *report_format_duration(double seconds)
{
	gint64 s;

	if (!isfinite(seconds) || seconds < 0)
		return g_strdup(UNKNOWN);
	s = (gint64)llround(fmin(seconds, 1e12));
	if (s >= 3600)
		return g_strdup_printf("%" G_GINT64_FORMAT " h %02d min", s / 3600,
				       (int)(s / 60 % 60));
	if (s >= 60)
		return g_strdup_printf("%d min %02d s", (int)(s / 60), (int)(s % 60));
	return g_strdup_printf("%d s", (int)s);
}

static char *count_text(gint64 count)
{
	return count < 0 ? g_strdup(UNKNOWN) : g_strdup_printf("%" G_GINT64_FORMAT, count);
}

static char *rate_text(double bpm)
{
	return isfinite(bpm) ? g_strdup_printf("%.0f /min", bpm) : g_strdup(UNKNOWN);
}

/* "37 (2.4 %)" */
static char *share_text(gint64 part, gint64 all)
{
	if (part < 0 || all <= 0)
		return count_text(part);
	return g_strdup_printf("%" G_GINT64_FORMAT " (%.1f %%)", part,
			       100.0 * (double)part / (double)all);
}

/* "98.8 %" */
static char *time_share_text(double part_s, double all_s)
{
	if (!isfinite(part_s) || !(all_s > 0))
		return g_strdup(UNKNOWN);
	return g_strdup_printf("%.1f %%", fmin(100, 100 * part_s / all_s));
}

static char *range_text(double low_bpm, double high_bpm)
{
	if (!isfinite(low_bpm) || !isfinite(high_bpm))
		return g_strdup(UNKNOWN);
	return g_strdup_printf("%.0f to %.0f /min", low_bpm, high_bpm);
}

static char *variability_text(const struct report_summary *s)
{
	if (!isfinite(s->sdnn_ms) || !isfinite(s->rmssd_ms))
		return g_strdup(UNKNOWN);
	return g_strdup_printf("%.0f, %.0f ms", s->sdnn_ms, s->rmssd_ms);
}

/* Of what lasts its time, of the rest how often. */
static char *finding_text(const struct report_summary *s, enum finding_kind kind)
{
	if (kind == FINDING_ATRIAL_FIBRILLATION && isfinite(s->af_share))
		return g_strdup_printf("%.1f %%", 100 * s->af_share);
	if (kind == FINDING_IRREGULAR || kind == FINDING_ATRIAL_FIBRILLATION ||
	    kind == FINDING_ATRIAL_FLUTTER || kind == FINDING_PACED)
		return report_format_duration(s->findings[kind].seconds);
	return g_strdup_printf("%" G_GUINT64_FORMAT, s->findings[kind].count);
}

/* The gravest kinds that there are; the last row counts those that have no room. */
static struct column findings_column(const struct report_summary *s)
{
	struct column column = {.heading = "Found"};
	const HtFindingKind *kind;
	guint row = 0, kinds = 0;

	for (guint rank = 0; (kind = ht_finding_kind_at(rank)) != NULL; rank++) {
		if (kind->kind == FINDING_NO_SIGNAL || s->findings[kind->kind].count == 0)
			continue;
		kinds++;
		if (row < ROWS)
			column.cells[row++] =
			    (struct cell){kind->title, finding_text(s, kind->kind)};
	}
	if (kinds > ROWS) {
		g_free(column.cells[ROWS - 1].value);
		column.cells[ROWS - 1] =
		    (struct cell){"Milder kinds", g_strdup_printf("%u", kinds - ROWS + 1)};
	}
	if (kinds == 0)
		column.cells[0] = (struct cell){s->beats > 0 ? "Nothing" : UNKNOWN, g_strdup("")};
	return column;
}

static void fill(struct column columns[COLUMNS], const struct report_summary *s)
{
	columns[0] =
	    (struct column){"Recording",
			    {{"Recorded", report_format_duration(s->recorded_s)},
			     {"Readable", time_share_text(s->readable_s, s->recorded_s)},
			     {"Rhythm only", time_share_text(s->rhythm_only_s, s->recorded_s)},
			     {"No signal", report_format_duration(s->no_signal_s)},
			     {"Gaps", count_text(s->gaps)}}};
	columns[1] =
	    (struct column){"Beats",
			    {{"All", count_text(s->beats)},
			     {"Normal", count_text(s->normal)},
			     {"Supraventricular", share_text(s->supraventricular, s->beats)},
			     {"Ventricular", share_text(s->ventricular, s->beats)},
			     {"Fusion, unclear", count_text(s->unclear)}}};
	columns[2] = findings_column(s);
	columns[3] = (struct column){"Heart rate",
				     {{"Mean", rate_text(s->hr_mean_bpm)},
				      {"Range", range_text(s->hr_min_bpm, s->hr_max_bpm)},
				      {"At rest", rate_text(s->hr_rest_bpm)},
				      {"SDNN, RMSSD", variability_text(s)},
				      {"Breaths", rate_text(s->breaths_per_minute)}}};
}

static void draw_column(cairo_t *cr, double x, double y, double width, const struct column *column)
{
	static const struct report_style heading = {
	    .size_pt = 8.5, .weight = REPORT_BOLD, .ink = REPORT_HEART};
	static const struct report_style label = {.size_pt = 8, .ink = REPORT_QUIET};
	static const struct report_style value = {
	    .size_pt = 8, .weight = REPORT_BOLD, .align = REPORT_RIGHT, .ink = REPORT_INK};

	report_text(cr, x, y + 4, width, &heading, column->heading);
	report_set_ink(cr, REPORT_HEART);
	cairo_set_line_width(cr, 0.3);
	cairo_move_to(cr, x, y + 6);
	cairo_rel_line_to(cr, width, 0);
	cairo_stroke(cr);
	for (int row = 0; row < ROWS && column->cells[row].label; row++) {
		double line_y = y + 6 + (row + 1) * ROW_MM;

		double value_mm = report_text_width_mm(cr, &value, column->cells[row].value);

		report_text(cr, x, line_y - 1.2, width - value_mm - 1, &label,
			    column->cells[row].label);
		report_text(cr, x + width, line_y - 1.2, 0, &value, column->cells[row].value);
		report_set_ink(cr, REPORT_LINE);
		cairo_set_line_width(cr, 0.1);
		cairo_move_to(cr, x, line_y + 0.4);
		cairo_rel_line_to(cr, width, 0);
		cairo_stroke(cr);
	}
}

void report_summary_draw(cairo_t *cr, double x_mm, double y_mm, double width_mm,
			 const struct report_summary *summary)
{
	const double space = 5;
	double width = (width_mm - (COLUMNS - 1) * space) / COLUMNS;
	struct column columns[COLUMNS];

	fill(columns, summary);
	for (int i = 0; i < COLUMNS; i++) {
		draw_column(cr, x_mm + i * (width + space), y_mm, width, &columns[i]);
		for (int row = 0; row < ROWS; row++)
			g_free(columns[i].cells[row].value);
	}
}
