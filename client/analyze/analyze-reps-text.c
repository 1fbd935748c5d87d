/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/analyze-reps-run.h"
#include "common/timebase.h"
#include "programme/rehab-words.h"

#include <math.h>
#include <stdio.h>

static double seconds_of(gint64 t_ns)
{
	return (double)t_ns / (double)NS_PER_S;
}

static void print_parts(const struct repetition *r)
{
	const char *before = " (";

	for (int i = 0; i < EXERCISE_PARTS; i++) {
		if (isnan(r->part[i]))
			continue;
		printf("%s%s %.0f", before, ht_exercise_part_name((enum exercise_part)i),
		       (double)r->part[i]);
		before = ", ";
	}
	if (before[0] == ',')
		printf(")");
}

static void print_repetition(const struct repetition *r, unsigned number)
{
	printf("  %3u  %7.2f .. %7.2f s  %-11s", number, seconds_of(r->start_ns),
	       seconds_of(r->end_ns), ht_rep_label_name(r->label));
	if (!isnan(r->rom_percent))
		printf("  %3.0f %% of the range, %.1f s", (double)r->rom_percent,
		       seconds_of(r->end_ns - r->start_ns));
	if (!isnan(r->score)) {
		printf("  score %.0f", (double)r->score);
		print_parts(r);
	}
	printf("\n");
}

static void print_event(const HtRepsSession *s, const struct set_event *e, unsigned *number)
{
	double t_s = seconds_of(e->t_ns);

	switch (e->kind) {
	case SET_READY:
		printf("       %7.2f s  ready\n", t_s);
		break;
	case SET_REPETITION:
		print_repetition(&e->repetition, ++*number);
		break;
	case SET_REFUSED:
		printf("       %7.2f s  %s\n", t_s, ht_set_reason_words(e->reason));
		break;
	case SET_TROUBLE:
		printf("       %7.2f s  %s\n", t_s, ht_reps_trouble_words(s, e->reason));
		break;
	case SET_RESUMED:
		printf("       %7.2f s  goes on\n", t_s);
		break;
	}
}

static void print_fatigue(const struct set_fatigue *f)
{
	if (!(f->velocity_loss > 0))
		return;
	printf("  the last three were %.0f %% slower than the first three%s\n",
	       100 * (double)f->velocity_loss, f->stop ? "; so much ends the set" : "");
}

void ht_reps_print_text(const HtRepsSession *s, const char *path)
{
	unsigned number = 0;

	printf("%s: %u repetition%s\n", path, s->count, s->count == 1 ? "" : "s");
	for (guint i = 0; i < s->events->len; i++)
		print_event(s, &g_array_index(s->events, struct set_event, i), &number);
	if (!s->ready)
		printf("  Nothing was counted: the ready pose was not seen. Rest for half a second "
		       "as in the reference, then begin.\n");
	if (!s->has_reference) {
		printf("  Without a reference repetitions are counted and not scored.\n");
		return;
	}
	print_fatigue(&s->fatigue);
	printf("  told at most %.0f ms after the end of a repetition\n", s->latency_ms);
}
