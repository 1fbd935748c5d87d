/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-ecg-windows.h"

enum { OF_ONE_KIND_MAX = 3, SPREAD = 6 };

typedef struct {
	const HtEcgSummary *summary;
	gint64 length;
	HtEcgWindow *windows;
	guint count;
} Choice;

static gboolean overlaps(const Choice *choice, gint64 start, gint64 end)
{
	for (guint i = 0; i < choice->count; i++) {
		if (start < choice->windows[i].end && end > choice->windows[i].start)
			return TRUE;
	}
	return FALSE;
}

/* Around a place, moved to lie within the recording. */
static gboolean add_window(Choice *choice, gint64 middle)
{
	gint64 last_start = MAX(choice->summary->samples - choice->length, 0);
	gint64 start = CLAMP(middle - choice->length / 2, 0, last_start);
	gint64 end = MIN(start + choice->length, choice->summary->samples);

	if (choice->count == HT_ECG_WINDOWS_MAX || overlaps(choice, start, end))
		return FALSE;
	choice->windows[choice->count++] = (HtEcgWindow){.start = start, .end = end};
	return TRUE;
}

/* Long and fast runs first, then what is surest. */
static double weight(const struct ecg_finding *finding)
{
	if (finding->kind == FINDING_VENTRICULAR_RUN ||
	    finding->kind == FINDING_VENTRICULAR_TACHYCARDIA)
		return (double)finding->number[0] + (double)finding->number[1] / 1000;
	if (finding->kind == FINDING_COUPLET)
		return (double)finding->confidence;
	return (double)(finding->end_index - finding->start_index);
}

static gint heavier_first(gconstpointer a, gconstpointer b)
{
	double difference = weight(*(const struct ecg_finding *const *)b) -
			    weight(*(const struct ecg_finding *const *)a);

	return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/* Where to look at it: all of something short, the onset of something long. */
static gint64 middle_of(const Choice *choice, const struct ecg_finding *finding)
{
	gint64 length = finding->end_index - finding->start_index;

	return finding->start_index + (length <= choice->length ? length / 2 : choice->length / 4);
}

/* The heaviest one that no window shows yet. */
static void add_kind(Choice *choice, enum finding_kind kind)
{
	const GArray *all = choice->summary->findings;
	g_autoptr(GPtrArray) findings = g_ptr_array_new();
	gboolean added = FALSE;

	for (guint i = 0; i < all->len; i++) {
		struct ecg_finding *finding = &g_array_index(all, struct ecg_finding, i);

		if (finding->kind == kind)
			g_ptr_array_add(findings, finding);
	}
	g_ptr_array_sort(findings, heavier_first);
	for (guint i = 0; i < findings->len && !added; i++)
		added = add_window(choice, middle_of(choice, g_ptr_array_index(findings, i)));
}

static gint earlier_first(gconstpointer a, gconstpointer b)
{
	gint64 first = ((const HtEcgWindow *)a)->start;
	gint64 second = ((const HtEcgWindow *)b)->start;

	return first < second ? -1 : first > second;
}

guint ht_ecg_windows_choose(const HtEcgSummary *summary, gint64 length, HtEcgWindow *windows)
{
	Choice choice = {.summary = summary, .length = length, .windows = windows};
	const HtFindingKind *kind;

	if (summary->samples == 0 || length <= 0)
		return 0;
	add_window(&choice, 0);
	for (guint round = 0; round < OF_ONE_KIND_MAX; round++) {
		for (guint rank = 0; (kind = ht_finding_kind_at(rank)) != NULL; rank++)
			add_kind(&choice, kind->kind);
	}
	for (gint64 i = 1; i < SPREAD && choice.count < SPREAD; i++)
		add_window(&choice, summary->samples / SPREAD * i);
	qsort(windows, choice.count, sizeof *windows, earlier_first);
	return choice.count;
}
