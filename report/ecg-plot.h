/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of an ECG as an SVG file: one strip of at most ten seconds per row, true to scale, with
 * the findings that touch it in words over their length. */
#pragma once

#include "report/ecg-bars.h"

enum { ECG_PLOT_ROW_S = 10 };

struct ecg_plot_row {
	struct ecg_paper_strip strip;
	const struct ecg_bar *bars; /* not owned, by start; those beside the strip are left out */
	size_t bars_count;
};

/* Writes the SVG file; the rows are drawn from top to bottom as given. Title and note are one line
 * of UTF-8 each. Returns NULL, or a static text that says what went wrong (the file may then be
 * there in part). */
const char *ecg_plot_write_svg(const char *path, const char *title, const char *note,
			       const struct ecg_plot_row *rows, size_t rows_count);
