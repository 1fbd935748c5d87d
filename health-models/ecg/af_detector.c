/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/af_detector.h"

#include <string.h>

#include "health-models/signal/limit.h"

static const float OPEN_FROM = 0.6f, CLOSE_BELOW = 0.5f;

void af_detector_init(struct af_detector *a)
{
	memset(a, 0, sizeof *a);
}

static void start_anew(struct af_detector *a)
{
	af_window_init(&a->window);
	a->judgements = 0;
	a->probability = 0;
	a->open = false;
}

/* Number of the beat that the newest judgement speaks of. */
static int64_t judged_number(const struct af_detector *a)
{
	int64_t number = a->window.count - 1 - AF_DELAY;

	return number > 0 ? number : 0;
}

static int64_t index_of(const struct af_detector *a, int64_t number)
{
	return a->window.beat[number % AF_LONG].sample_index;
}

/* Later beats count for more, up to a window's worth: their judgement knows more. */
static void sum_up(struct af_detector *a, const float *probability)
{
	double beats = a->window.count < AF_LONG ? (double)a->window.count : AF_LONG;
	double weight = beats * beats;

	for (int i = 0; i < AF_CLASSES; i++)
		a->class_sum[i] += weight * (double)probability[i];
	a->class_weight += weight;
}

/* Noise speaks neither for nor against fibrillation. */
static void take_judgement(struct af_detector *a, const float *probability)
{
	float heard = 1 - probability[AF_NOISE] + 1e-6f, sum = 0;
	int n;

	a->judged[a->judgements++ % AF_SMOOTH] = probability[AF_FIBRILLATION] / heard;
	n = a->judgements < AF_SMOOTH ? (int)a->judgements : AF_SMOOTH;
	for (int i = 0; i < n; i++)
		sum += a->judged[i];
	a->probability = limited(sum / (float)n, 0, 1);
}

static void open_episode(struct af_detector *a)
{
	a->open = true;
	a->start_number = judged_number(a);
	a->start_index = index_of(a, a->start_number);
	memset(&a->evidence, 0, sizeof a->evidence);
}

static void add_evidence(struct af_detector *a, const struct ecg_beat *beat, float irregularity)
{
	struct af_evidence *e = &a->evidence;

	e->beats++;
	e->probability += (double)a->probability;
	e->irregularity += (double)irregularity;
	e->rr_ms += (double)af_features_mean_rr_ms(&a->window);
	if (beat->p_wave < 0)
		return;
	e->p_judged++;
	e->p_wave += (double)beat->p_wave;
}

/* Closes the episode before beat end_number. Returns whether it is worth telling. */
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
	finding->confidence = (float)(e->probability / e->beats);
	finding->reason =
	    2 * e->p_judged >= e->beats ? REASON_IRREGULAR_WITHOUT_P : REASON_IRREGULAR_INTERVALS;
	finding->number[0] = (float)(e->irregularity / e->beats);
	if (finding->reason == REASON_IRREGULAR_WITHOUT_P)
		finding->number[1] = (float)(e->p_wave / e->p_judged);
	finding->number[2] = (float)(60000 * e->beats / e->rr_ms);
	return 1;
}

int af_detector_add(struct af_detector *a, const struct ecg_beat *beat,
		    const struct af_atrial *atrial, struct ecg_finding *finding)
{
	float feature[AF_FEATURES], probability[AF_CLASSES];

	af_window_add(&a->window, beat, atrial);
	if (a->window.count < AF_FIRST_BEATS || (a->window.count - AF_FIRST_BEATS) % AF_STRIDE != 0)
		return 0;
	af_features(&a->window, feature);
	af_network_judge(feature, probability);
	sum_up(a, probability);
	take_judgement(a, probability);
	if (!a->open && a->probability >= OPEN_FROM)
		open_episode(a);
	if (!a->open)
		return 0;
	if (a->probability < CLOSE_BELOW)
		return close_episode(a, judged_number(a), index_of(a, judged_number(a)), finding);
	add_evidence(a, beat, af_features_irregularity(feature));
	return 0;
}

int af_detector_finish(struct af_detector *a, struct ecg_finding *finding)
{
	int told = 0;

	if (a->open)
		told = close_episode(a, a->window.count, index_of(a, a->window.count - 1) + 1,
				     finding);
	start_anew(a);
	return told;
}

void af_detector_summary(const struct af_detector *a, float probability[AF_CLASSES])
{
	for (int i = 0; i < AF_CLASSES; i++)
		probability[i] = a->class_weight > 0 ? (float)(a->class_sum[i] / a->class_weight)
						     : (float)(i == AF_NOISE);
}
