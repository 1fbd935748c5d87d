/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/atria/af_detector.h"

#include <string.h>

#include "health-models/signal/limit.h"
#include "health-models/signal/log_exp.h"

static const float OPEN_FROM = 0.5f, CLOSE_BELOW = -0.1f; /* log odds */
static const float TO_LOG2 = 1.442695f;

enum { UNREADABLE_REACH = 3 /* beats on either side of a judged one */ };

void af_detector_init(struct af_detector *a)
{
	memset(a, 0, sizeof *a);
}

static void start_anew(struct af_detector *a)
{
	af_window_break(&a->window);
	a->judgements = 0;
	a->probability = 0;
	a->open = false;
	a->all_judged = false;
}

/* The beat that judgement number n since the break speaks of. */
static int64_t target_of(const struct af_detector *a, int64_t n)
{
	return a->window.first + AF_STRIDE * n;
}

static int64_t index_of(const struct af_detector *a, int64_t number)
{
	return af_window_beat(&a->window, number)->sample_index;
}

static bool is_unreadable(const struct af_window *w, int64_t target)
{
	int beats = 0, unreadable = 0;

	for (int64_t k = target - UNREADABLE_REACH; k <= target + UNREADABLE_REACH; k++) {
		if (k < w->first || k >= w->count)
			continue;
		beats++;
		unreadable += !af_window_beat(w, k)->sight.readable;
	}
	return 2 * unreadable > beats;
}

static void add_evidence(struct af_detector *a, int64_t from)
{
	struct af_evidence *e = &a->evidence;

	e->judgements++;
	e->probability += (double)a->probability;
	e->irregularity += (double)a->irregularity;
	for (int64_t k = from; k < from + AF_STRIDE && k < a->window.count; k++) {
		const struct af_beat *b = af_window_beat(&a->window, k);

		e->beats++;
		if (b->supported) {
			e->intervals++;
			e->rr_ms += (double)b->rr_ms;
		}
		if (b->p_wave < 0)
			continue;
		e->p_judged++;
		e->p_wave += (double)b->p_wave;
	}
}

/* Closes the episode before beat end_number. Returns whether it is worth
 * telling. */
static int close_episode(struct af_detector *a, int64_t end_number, int64_t end_index,
			 struct ecg_finding *finding)
{
	const struct af_evidence *e = &a->evidence;

	a->open = false;
	if (end_number - a->start_number < AF_LEAST_BEATS)
		return 0;
	memset(finding, 0, sizeof *finding);
	finding->kind = FINDING_ATRIAL_FIBRILLATION;
	finding->start_index = a->start_index;
	finding->end_index = end_index;
	finding->confidence = (float)(e->probability / e->judgements);
	finding->reason =
	    2 * e->p_judged >= e->beats ? REASON_IRREGULAR_WITHOUT_P : REASON_IRREGULAR_INTERVALS;
	finding->number[0] = (float)(e->irregularity / e->judgements);
	if (finding->reason == REASON_IRREGULAR_WITHOUT_P)
		finding->number[1] = (float)(e->p_wave / e->p_judged);
	if (e->intervals > 0)
		finding->number[2] = (float)(60000 * e->intervals / e->rr_ms);
	return 1;
}

/* `score` is the smoothed one of beat `target`. */
static int take_score(struct af_detector *a, int64_t target, float score,
		      struct ecg_finding *finding)
{
	bool unreadable = is_unreadable(&a->window, target);

	a->probability = unreadable ? 0 : 1 / (1 + exp2_portable(-TO_LOG2 * score));
	if (!a->open && score > OPEN_FROM && !unreadable) {
		a->open = true;
		a->start_number = target;
		a->start_index = index_of(a, target);
		memset(&a->evidence, 0, sizeof a->evidence);
	}
	if (!a->open)
		return 0;
	if (score < CLOSE_BELOW || unreadable)
		return close_episode(a, target, index_of(a, target), finding);
	add_evidence(a, target);
	return 0;
}

/* Mean over the newest n judgements. */
static float smoothed(const struct af_detector *a, int n)
{
	float sum = 0;

	for (int i = 1; i <= n; i++)
		sum += a->judged[(a->judgements - i) % AF_SMOOTH];
	return sum / (float)n;
}

/* Judges the next beat that is due. The one before it then has a neighbour on
 * either side. */
static int judge(struct af_detector *a, struct ecg_finding *finding)
{
	float feature[AF_FEATURES];
	int n;

	af_features(&a->window, target_of(a, a->judgements), feature);
	a->irregularity = af_features_irregularity(feature);
	a->judged[a->judgements++ % AF_SMOOTH] =
	    boosted_trees_sum(&af_trees_beat, af_trees_beat.base, feature);
	if (a->judgements < 2)
		return 0;
	n = a->judgements < AF_SMOOTH ? (int)a->judgements : AF_SMOOTH;
	return take_score(a, target_of(a, a->judgements - 2), smoothed(a, n), finding);
}

/* What the newest AF_KEPT beats look like; seconds 0 = of unknown length. */
static void classify(const struct af_detector *a, double seconds, float probability[AF_CLASSES])
{
	float feature[AF_RECORD_FEATURES], score[AF_CLASSES], top, sum = 0;

	af_record_features(&a->window, seconds, feature);
	for (int i = 0; i < AF_CLASSES; i++)
		score[i] = boosted_trees_sum(&af_trees_record[i], af_trees_record[i].base, feature);
	top = score[0];
	for (int i = 1; i < AF_CLASSES; i++)
		top = larger(top, score[i]);
	for (int i = 0; i < AF_CLASSES; i++)
		sum += probability[i] = exp2_portable(TO_LOG2 * (score[i] - top));
	for (int i = 0; i < AF_CLASSES; i++)
		probability[i] /= sum;
}

static void sum_up(struct af_detector *a)
{
	float probability[AF_CLASSES];

	classify(a, 0, probability);
	for (int i = 0; i < AF_CLASSES; i++)
		a->class_sum[i] += (double)probability[i];
	a->classified++;
}

int af_detector_add(struct af_detector *a, const struct ecg_beat *beat,
		    const struct af_sight *sight, struct ecg_finding *finding)
{
	af_window_add(&a->window, beat, sight);
	if (a->window.count % AF_CLASS_EVERY == 0)
		sum_up(a);
	if (target_of(a, a->judgements) + AF_DELAY >= a->window.count)
		return 0;
	return judge(a, finding);
}

int af_detector_finish(struct af_detector *a, struct ecg_finding *finding)
{
	int64_t beats = a->window.count - a->window.first;
	int told = 0;

	while (beats >= AF_FIRST_BEATS && target_of(a, a->judgements) < a->window.count) {
		if (judge(a, finding))
			return 1;
	}
	if (a->judgements >= AF_SMOOTH - 1 && !a->all_judged) {
		a->all_judged = true;
		if (take_score(a, target_of(a, a->judgements - 1), smoothed(a, AF_SMOOTH - 1),
			       finding))
			return 1;
	}
	if (a->open)
		told = close_episode(a, a->window.count, index_of(a, a->window.count - 1) + 1,
				     finding);
	start_anew(a);
	return told;
}

void af_detector_summary(const struct af_detector *a, float probability[AF_CLASSES])
{
	for (int i = 0; i < AF_CLASSES; i++)
		probability[i] = (float)(i == AF_NOISE);
	if (a->window.count < AF_FIRST_BEATS)
		return;
	classify(a, a->seconds, probability);
	for (int i = 0; i < AF_CLASSES; i++)
		probability[i] = (float)((a->class_sum[i] + (double)probability[i]) /
					 (double)(a->classified + 1));
}
