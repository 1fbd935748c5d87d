/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/beat_forest.h"

#include "health-models/signal/limit.h"
#include "health-models/signal/log_exp.h"

static void soften(float score[BEAT_CLASSES])
{
	float largest = larger(larger(score[0], score[1]), larger(score[2], score[3]));
	float sum = 0;

	for (int i = 0; i < BEAT_CLASSES; i++) {
		score[i] = exp2_portable(1.44269504f * (score[i] - largest));
		sum += score[i];
	}
	for (int i = 0; i < BEAT_CLASSES; i++)
		score[i] /= sum;
}

void beat_forest_judge(const struct beat_forest *f, const float *feature,
		       float probability[BEAT_CLASSES])
{
	for (int i = 0; i < BEAT_CLASSES; i++)
		probability[i] = boosted_trees_sum(&f->of[i], f->of[i].base, feature);
	soften(probability);
}
