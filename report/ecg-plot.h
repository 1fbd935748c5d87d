/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An ECG as an SVG file: all of it at a glance, then one strip of at most ten seconds per row, true
 * to scale, with the findings that touch it in words over their length and the stretches where the
 * signal is worse. */
#pragma once

#include "report/ecg-bars.h"
#include "report/ecg-overview.h"

enum { ECG_PLOT_ROW_S = 10 };

/* A stretch where the signal is not good for everything. */
struct ecg_plot_grade {
	double start_s, end_s;
	const char *words; /* one line of UTF-8, not owned */
	bool unreadable;   /* else it is good for the rhythm alone */
};

struct ecg_plot_row {
	struct ecg_paper_strip strip;
	const struct ecg_bar *bars; /* not owned, by start; those beside the strip are left out */
	size_t bars_count;
	const struct ecg_plot_grade *grades; /* likewise */
	size_t grades_count;
};

/* Writes the SVG file; the rows are drawn from top to bottom as given, under the overview (NULL =
 * none). Title and note are one line
 * of UTF-8 each. Returns NULL, or a static text that says what went wrong (the file may then be
 * there in part). */
const char *ecg_plot_write_svg(const char *path, const char *title, const char *note,
			       const struct ecg_overview *overview, const struct ecg_plot_row *rows,
			       size_t rows_count);
