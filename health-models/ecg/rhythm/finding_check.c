/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/rhythm/finding_check.h"

#include <math.h>

#include "health-models/ecg/ecg_state.h"
#include "health-models/ecg/event_queue.h"

static const double HEARD_S = 5, LONG_HEARD_S = 30; /* before a pause */
static const float SURE = 0.75f;                    /* that the beats at its ends are beats */

/* Higher is graver; what is not of the heart's rhythm has no gravity. */
static int gravity(enum finding_kind kind)
{
	switch (kind) {
	case FINDING_VENTRICULAR_FIBRILLATION:
		return 4;
	case FINDING_ASYSTOLE:
	case FINDING_VENTRICULAR_TACHYCARDIA:
		return 3;
	case FINDING_ATRIAL_FIBRILLATION:
	case FINDING_ATRIAL_FLUTTER:
	case FINDING_SUPRAVENTRICULAR_RUN:
	case FINDING_VENTRICULAR_RUN:
	case FINDING_PAUSE:
		return 2;
	case FINDING_COUPLET:
	case FINDING_BIGEMINY:
	case FINDING_TRIGEMINY:
	case FINDING_IRREGULAR:
	case FINDING_BRADYCARDIA:
	case FINDING_TACHYCARDIA:
		return 1;
	case FINDING_NO_SIGNAL:
	case FINDING_PACED:
		break;
	}
	return 0;
}

/* Whether the graver one says of the lesser one's time all that there is to say. */
static bool says_it_all(enum finding_kind graver, enum finding_kind lesser)
{
	if (graver == FINDING_VENTRICULAR_FIBRILLATION)
		return gravity(lesser) > 0 && gravity(lesser) < gravity(graver);
	if (graver == FINDING_VENTRICULAR_TACHYCARDIA)
		return gravity(lesser) > 0 && gravity(lesser) < gravity(graver);
	if (graver == FINDING_SUPRAVENTRICULAR_RUN)
		return lesser == FINDING_TACHYCARDIA;
	return (graver == FINDING_ATRIAL_FIBRILLATION || graver == FINDING_ATRIAL_FLUTTER) &&
	       lesser == FINDING_IRREGULAR;
}

static int64_t overlap(const struct ecg_finding *f, int64_t start, int64_t end)
{
	int64_t from = f->start_index > start ? f->start_index : start;
	int64_t to = f->end_index < end ? f->end_index : end;

	return to > from ? to - from : 0;
}

static bool is_covered(const struct ecg *e, const struct ecg_finding *f)
{
	int64_t covered = 0;

	for (unsigned i = 0; i < GRAVE_SPANS; i++)
		if (says_it_all(e->grave.span[i].kind, f->kind))
			covered += overlap(f, e->grave.span[i].start, e->grave.span[i].end);
	if (e->rhythm.fibrillates && says_it_all(FINDING_VENTRICULAR_FIBRILLATION, f->kind))
		covered += overlap(f, e->rhythm.fibrillates_since, INT64_MAX);
	if (e->af.open && says_it_all(FINDING_ATRIAL_FIBRILLATION, f->kind))
		covered += overlap(f, e->af.start_index, INT64_MAX);
	return 2 * covered >= f->end_index - f->start_index;
}

static bool is_made_of_beats(enum finding_kind kind)
{
	return kind != FINDING_NO_SIGNAL && kind != FINDING_VENTRICULAR_FIBRILLATION &&
	       kind != FINDING_ASYSTOLE;
}

static bool is_doubtful(const struct ecg_finding *f)
{
	if (f->kind == FINDING_VENTRICULAR_TACHYCARDIA || f->kind == FINDING_VENTRICULAR_RUN)
		return runs_are_doubtful((unsigned)f->number[0], f->confidence, f->quality);
	return f->quality == QUALITY_UNREADABLE && is_made_of_beats(f->kind);
}

static void remember(struct grave_spans *g, const struct ecg_finding *f)
{
	if (gravity(f->kind) < 2)
		return;
	g->span[g->next].kind = f->kind;
	g->span[g->next].start = f->start_index;
	g->span[g->next].end = f->end_index;
	g->next = (g->next + 1) % GRAVE_SPANS;
}

/* The heart must have been heard before it can be said to be still; where the signal is poor, the
 * beats at the ends must be sure. What stands still has no grade of its own: the half minute before
 * it has. */
static bool comes_out_of_noise(const struct ecg *e, const struct ecg_finding *f)
{
	double start_s = (double)f->start_index / e->rate_hz;

	if (f->kind != FINDING_PAUSE && f->kind != FINDING_ASYSTOLE)
		return false;
	if (quality_log_grade(&e->quality_log, start_s - HEARD_S, start_s) == QUALITY_UNREADABLE)
		return true;
	if (f->confidence >= SURE)
		return false;
	if (f->kind == FINDING_PAUSE)
		return f->quality != QUALITY_FULL;
	return quality_log_grade(&e->quality_log, start_s - LONG_HEARD_S, start_s) ==
	       QUALITY_UNREADABLE;
}

static bool passes(struct ecg *e, struct ecg_finding *f)
{
	if (f->kind == FINDING_NO_SIGNAL)
		f->quality = QUALITY_UNREADABLE;
	else if (f->quality == QUALITY_UNKNOWN)
		f->quality = quality_log_grade(&e->quality_log, (double)f->start_index / e->rate_hz,
					       (double)f->end_index / e->rate_hz);
	if (is_doubtful(f) || comes_out_of_noise(e, f) || is_covered(e, f))
		return false;
	remember(&e->grave, f);
	return true;
}

void finding_check(struct ecg *e)
{
	struct event_queue *q = &e->queue;

	while (q->checked < q->count) {
		struct ecg_event *event = event_queue_at(q, q->checked);

		if (event->kind == ECG_FINDING && !passes(e, &event->finding))
			event_queue_drop(q, q->checked);
		else
			q->checked++;
	}
}
