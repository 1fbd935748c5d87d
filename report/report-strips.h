/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pieces of ECG a report shows: the findings that matter most, then the newest signal. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

enum { REPORT_STRIPS_MAX = 2 };

/* In the order in which they matter. */
enum report_finding_kind {
	REPORT_FINDING_VENTRICULAR_FIBRILLATION,
	REPORT_FINDING_VENTRICULAR_TACHYCARDIA,
	REPORT_FINDING_ASYSTOLE,
	REPORT_FINDING_VENTRICULAR_RUN, /* slower than a tachycardia */
	REPORT_FINDING_PAUSE,
	REPORT_FINDING_ATRIAL_FIBRILLATION,
	REPORT_FINDING_ATRIAL_FLUTTER,
	REPORT_FINDING_SUPRAVENTRICULAR_RUN,
	REPORT_FINDING_COUPLET,
	REPORT_FINDING_VENTRICULAR_BEAT, /* by itself */
	REPORT_FINDING_IRREGULAR,
	REPORT_FINDING_TACHYCARDIA,
	REPORT_FINDING_BRADYCARDIA,
	REPORT_FINDING_BIGEMINY,
	REPORT_FINDING_TRIGEMINY,
	REPORT_FINDING_PACED,
	REPORT_FINDING_KINDS,
};

struct report_finding {
	enum report_finding_kind kind;
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

/* Chooses at most REPORT_STRIPS_MAX windows, at most one per kind of finding (the longest of its
 * kind, the newest among equals; a run longer than a strip is shown from its onset), and the end of
 * the signal when there is room left. signal_end_utc_us: 0 = there is no signal. Returns how many.
 */
gsize report_choose_strips(const struct report_finding *findings, gsize count,
			   gint64 signal_end_utc_us,
			   struct report_window windows[REPORT_STRIPS_MAX]);

G_END_DECLS
