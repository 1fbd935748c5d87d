/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/finding-list.h"

#include "programme/finding-words.h"

#include <stdio.h>

/* More of one kind are not listed one by one. */
enum { LISTED_MAX = 3 };

typedef struct {
	const GArray *findings;
	FindingTimeText time_text;
	gpointer context;
} List;

static void print_place(const List *list, const char *label, const HtFindingPlace *place)
{
	g_autofree char *start = list->time_text(place->start_s, list->context);
	g_autofree char *words = ht_finding_words(&place->finding, place->end_s - place->start_s);

	printf("    %s%s  %s\n", label, start, words);
}

static gboolean is_same(const HtFindingPlace *a, const HtFindingPlace *b)
{
	return a->start_s == b->start_s && a->end_s == b->end_s;
}

static void print_each(const List *list, enum finding_kind kind)
{
	for (guint i = 0; i < list->findings->len; i++) {
		const HtFindingPlace *place = &g_array_index(list->findings, HtFindingPlace, i);

		if (place->finding.kind == kind)
			print_place(list, "", place);
	}
}

static void print_many(const List *list, const HtFindingKind *kind, const HtFindingCount *count)
{
	g_autofree char *total = ht_duration_words(count->total_s);
	gboolean longest = kind->lasts && !is_same(&count->longest, &count->first);
	gboolean extreme = count->extreme_bpm > 0 && !is_same(&count->extreme, &count->first) &&
			   !(longest && is_same(&count->extreme, &count->longest));

	printf("    %" G_GUINT64_FORMAT " %s", count->count, kind->many);
	if (kind->lasts)
		printf(", %s in all", total);
	printf("\n");
	print_place(list, "  first    ", &count->first);
	if (longest)
		print_place(list, "  longest  ", &count->longest);
	if (extreme)
		print_place(list, kind->kind == FINDING_BRADYCARDIA ? "  slowest  " : "  fastest  ",
			    &count->extreme);
}

void finding_list_print(const GArray *findings, FindingTimeText time_text, gpointer context)
{
	const List list = {findings, time_text, context};
	g_autofree HtFindingTally *tally = g_new0(HtFindingTally, 1);
	const HtFindingKind *kind;

	if (findings->len == 0)
		return;
	for (guint i = 0; i < findings->len; i++) {
		const HtFindingPlace *place = &g_array_index(findings, HtFindingPlace, i);

		ht_finding_tally_add(tally, &place->finding, place->start_s, place->end_s);
	}
	printf("  findings, the gravest first:\n");
	for (guint rank = 0; (kind = ht_finding_kind_at(rank)) != NULL; rank++) {
		const HtFindingCount *count = &tally->kinds[kind->kind];

		if (count->count > LISTED_MAX)
			print_many(&list, kind, count);
		else if (count->count > 0)
			print_each(&list, kind->kind);
	}
}
