/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pieces of ECG a report shows: the findings that matter most, then the newest signal. */
#pragma once

#include "health-models/ecg/ecg_event.h"

#include <glib.h>

G_BEGIN_DECLS

enum { REPORT_STRIPS_MAX = 2 };

struct report_finding {
	enum finding_kind kind; /* 0 = one ventricular beat by itself */
	gint64 start_utc_us;
	gint64 end_utc_us;
	const char *text; /* words for it; NULL or "" = the kind's own name */
};

/* A piece to show. */
struct report_window {
	const char *heading; /* static, or the finding's text */
	gint64 start_utc_us;
	gint64 length_us;
};

/* Chooses at most REPORT_STRIPS_MAX windows, the gravest kinds of findings first and at most
 * one of each (the longest of its
 * kind, the newest among equals; a run longer than a strip is shown from its onset), and the end of
 * the signal when there is room left. signal_end_utc_us: 0 = there is no signal. Returns how many.
 */
gsize report_choose_strips(const struct report_finding *findings, gsize count,
			   gint64 signal_end_utc_us,
			   struct report_window windows[REPORT_STRIPS_MAX]);

G_END_DECLS
