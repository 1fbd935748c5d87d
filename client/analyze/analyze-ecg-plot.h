/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The most telling strips of a recording, for `twinctl analyze ecg --plot`. */
#pragma once

#include "client/analyze/analyze-ecg-options.h"
#include "client/analyze/analyze-ecg-summary.h"

G_BEGIN_DECLS

/* Reads the record a second time, now that it is known where to look, and writes options->plot.
 * Returns 0, or -errno with *message. */
int ht_ecg_plot_write(const HtEcgOptions *options, const char *path, const HtEcgSummary *summary,
		      struct recording_message *message);

G_END_DECLS
