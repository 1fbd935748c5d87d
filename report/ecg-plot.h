/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole piece of ECG as an SVG file: strips of ten seconds below each other, true to scale. */
#pragma once

#include "report/ecg-paper.h"

enum { ECG_PLOT_ROW_S = 10 };

/* Writes the SVG file. The title is one line of UTF-8. Returns NULL, or a static text that says
 * what went wrong (the file may then be there in part). */
const char *ecg_plot_write_svg(const char *path, const char *title,
			       const struct ecg_paper_strip *strip);
