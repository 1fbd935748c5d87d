/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/atria/af_watch.h"

#include <string.h>

#include "health-models/ecg/beats/candidates.h"
#include "health-models/ecg/event_queue.h"
#include "health-models/signal/limit.h"

enum { DOWN_MAX = 20 /* candidates looked back on between two beats */ };

static void say(struct ecg *e, const struct ecg_finding *finding)
{
	struct ecg_event event = {.kind = ECG_FINDING, .finding = *finding};

	event_queue_put(&e->queue, &event);
}

static float likeness(const struct heart *h, const struct beat_shape *s)
{
	float product = 0;

	if (h->dominant < 0)
		return 0;
	for (int i = 0; i < ECG_SHAPE; i++)
		product += h->shapes[h->dominant].shape.point[i] * s->point[i];
	return product;
}

/* Candidates right before `number` that were no beats. */
static void count_turned_down(const struct ecg *e, int64_t number, struct af_sight *s)
{
	const struct candidate *c = candidate_seen(e, number);
	float largest = 0;

	for (int64_t k = number - 1; k >= 0 && k > number - DOWN_MAX; k--) {
		const struct candidate *other = candidate_seen(e, k);

		if (other->state != CANDIDATE_DONE || other->label != BEAT_NONE)
			break;
		s->turned_down++;
		largest = larger(largest, other->energy);
	}
	s->loudest = largest / (c->energy + 1);
}

static void see(const struct ecg *e, int64_t number, struct af_sight *s)
{
	const struct candidate *c = candidate_seen(e, number);
	int64_t before = beat_before(e, number);

	memset(s, 0, sizeof *s);
	af_atrial_measure(&e->trace, c, before < 0 ? -1 : candidate_seen(e, before)->at,
			  &s->atrial);
	s->likeness = likeness(&e->heart, &c->shape);
	s->none = c->probability[0];
	s->ventricular = c->probability[2];
	s->early = c->probability[3];
	s->snr_db = e->quality.snr_db;
	s->background = c->background / (c->energy + 1);
	s->p_range = c->p_range / (c->height + 1);
	s->t_range = c->t_range / (c->height + 1);
	s->readable = e->quality.grade != QUALITY_UNREADABLE;
	count_turned_down(e, number, s);
}

/* Between beat number `before` (-1 = none) and now, maybe without any beat that would show it. */
static bool ventricles_fibrillated(const struct ecg *e, int64_t before)
{
	return before < 0 || candidate_seen(e, before)->at < e->fibrillation.ended;
}

void af_watch_beat(struct ecg *e, int64_t number, const struct ecg_beat *beat)
{
	struct af_sight sight;
	struct ecg_finding finding;

	if (e->rhythm.fibrillates) {
		af_watch_end(e);
		return;
	}
	if (e->fibrillation.ended > 0 && ventricles_fibrillated(e, beat_before(e, number)))
		af_watch_end(e);
	see(e, number, &sight);
	if (af_detector_add(&e->af, beat, &sight, &finding))
		say(e, &finding);
	af_window_add_shape(&e->af.window, &candidate_seen(e, number)->shape,
			    candidate_seen(e, number)->sign);
}

void af_watch_end(struct ecg *e)
{
	struct ecg_finding finding;

	e->af.seconds = (double)e->pushed / e->rate_hz;
	while (af_detector_finish(&e->af, &finding))
		say(e, &finding);
}
