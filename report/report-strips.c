/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report-strips.h"

#define STRIP_US (72 * (gint64)G_USEC_PER_SEC / 10) /* what 180 mm of paper hold */
#define LEAD_US  (15 * (gint64)G_USEC_PER_SEC / 10) /* shown before a long finding */

static const char *heading_of(const struct report_finding *finding)
{
	static const char *const names[REPORT_FINDING_KINDS] = {
	    [REPORT_FINDING_VENTRICULAR_FIBRILLATION] = "Ventricular fibrillation",
	    [REPORT_FINDING_VENTRICULAR_TACHYCARDIA] = "Ventricular tachycardia",
	    [REPORT_FINDING_ASYSTOLE] = "No heart beat",
	    [REPORT_FINDING_VENTRICULAR_RUN] = "Ventricular run",
	    [REPORT_FINDING_PAUSE] = "Pause",
	    [REPORT_FINDING_ATRIAL_FIBRILLATION] = "Atrial fibrillation",
	    [REPORT_FINDING_ATRIAL_FLUTTER] = "Atrial flutter",
	    [REPORT_FINDING_SUPRAVENTRICULAR_RUN] = "Supraventricular run",
	    [REPORT_FINDING_COUPLET] = "Ventricular couplet",
	    [REPORT_FINDING_VENTRICULAR_BEAT] = "Ventricular beat",
	    [REPORT_FINDING_IRREGULAR] = "Irregular rhythm",
	    [REPORT_FINDING_TACHYCARDIA] = "Fast heart",
	    [REPORT_FINDING_BRADYCARDIA] = "Slow heart",
	    [REPORT_FINDING_BIGEMINY] = "Bigeminy",
	    [REPORT_FINDING_TRIGEMINY] = "Trigeminy",
	    [REPORT_FINDING_PACED] = "Paced beats",
	};

	if (finding->text && finding->text[0])
		return finding->text;
	return finding->kind < REPORT_FINDING_KINDS ? names[finding->kind] : "";
}

static gint64 length_of(const struct report_finding *finding)
{
	return finding->end_utc_us - finding->start_utc_us;
}

/* Of what is of one length by its nature the newest is as good as any. */
static gboolean outweighs(const struct report_finding *a, const struct report_finding *b)
{
	gboolean by_length =
	    a->kind != REPORT_FINDING_COUPLET && a->kind != REPORT_FINDING_VENTRICULAR_BEAT;

	if (by_length && length_of(a) != length_of(b))
		return length_of(a) > length_of(b);
	return a->start_utc_us > b->start_utc_us;
}

static const struct report_finding *weightiest(const struct report_finding *findings, gsize count,
					       enum report_finding_kind kind)
{
	const struct report_finding *best = NULL;

	for (gsize i = 0; i < count; i++)
		if (findings[i].kind == kind && (!best || outweighs(&findings[i], best)))
			best = &findings[i];
	return best;
}

/* In the middle of the strip where it fits, from a little before its onset where not. */
static struct report_window window_around(const struct report_finding *finding)
{
	gint64 room_us = STRIP_US - length_of(finding);
	gint64 before_us = room_us / 2 > LEAD_US ? room_us / 2 : LEAD_US;

	return (struct report_window){.heading = heading_of(finding),
				      .start_utc_us = finding->start_utc_us - before_us,
				      .length_us = STRIP_US};
}

gsize report_choose_strips(const struct report_finding *findings, gsize count,
			   gint64 signal_end_utc_us,
			   struct report_window windows[REPORT_STRIPS_MAX])
{
	gsize chosen = 0;

	for (int kind = 0; kind < REPORT_FINDING_KINDS && chosen < REPORT_STRIPS_MAX; kind++) {
		const struct report_finding *finding =
		    weightiest(findings, count, (enum report_finding_kind)kind);

		if (finding)
			windows[chosen++] = window_around(finding);
	}
	if (chosen < REPORT_STRIPS_MAX && signal_end_utc_us)
		windows[chosen++] =
		    (struct report_window){.heading = "Newest signal",
					   .start_utc_us = signal_end_utc_us - STRIP_US,
					   .length_us = STRIP_US};
	return chosen;
}
