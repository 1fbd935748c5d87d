/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/report-strips.h"

#include "programme/finding-kinds.h"

#define STRIP_US (72 * (gint64)G_USEC_PER_SEC / 10) /* what 180 mm of paper hold */
#define LEAD_US  (15 * (gint64)G_USEC_PER_SEC / 10) /* shown before a long finding */

static const char *heading_of(const struct report_finding *finding)
{
	const HtFindingKind *kind = ht_finding_kind_at(ht_finding_rank(finding->kind));

	if (finding->text && finding->text[0])
		return finding->text;
	return kind ? kind->title : "Ventricular beat";
}

static gint64 length_of(const struct report_finding *finding)
{
	return finding->end_utc_us - finding->start_utc_us;
}

/* Of what is of one length by its nature the newest is as good as any. */
static gboolean outweighs(const struct report_finding *a, const struct report_finding *b)
{
	gboolean by_length = a->kind && a->kind != FINDING_COUPLET;

	if (by_length && length_of(a) != length_of(b))
		return length_of(a) > length_of(b);
	return a->start_utc_us > b->start_utc_us;
}

static const struct report_finding *weightiest(const struct report_finding *findings, gsize count,
					       enum finding_kind kind)
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

/* Returns how many were added: 1 or 0. */
static gsize add_kind(const struct report_finding *findings, gsize count, enum finding_kind kind,
		      struct report_window *window, gboolean has_room)
{
	const struct report_finding *finding = has_room ? weightiest(findings, count, kind) : NULL;

	if (!finding)
		return 0;
	*window = window_around(finding);
	return 1;
}

gsize report_choose_strips(const struct report_finding *findings, gsize count,
			   gint64 signal_end_utc_us,
			   struct report_window windows[REPORT_STRIPS_MAX])
{
	const HtFindingKind *kind;
	gsize chosen = 0;

	for (guint rank = 0; (kind = ht_finding_kind_at(rank)) != NULL; rank++) {
		/* What has nothing to look at is no strip. */
		if (kind->kind != FINDING_NO_SIGNAL)
			chosen += add_kind(findings, count, kind->kind, &windows[chosen],
					   chosen < REPORT_STRIPS_MAX);
		if (kind->kind == FINDING_COUPLET)
			chosen += add_kind(findings, count, (enum finding_kind)0, &windows[chosen],
					   chosen < REPORT_STRIPS_MAX);
	}
	if (chosen < REPORT_STRIPS_MAX && signal_end_utc_us)
		windows[chosen++] =
		    (struct report_window){.heading = "Newest signal",
					   .start_utc_us = signal_end_utc_us - STRIP_US,
					   .length_us = STRIP_US};
	return chosen;
}
