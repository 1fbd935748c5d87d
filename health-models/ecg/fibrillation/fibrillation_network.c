/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/fibrillation/fibrillation_network.h"

#include "health-models/signal/dot.h"
#include "health-models/signal/limit.h"

static const float INPUT_LIMIT = 6, SCORE_LIMIT = 8;

static float member_score(const struct fibrillation_network *n, const float *input)
{
	float hidden1[FIBRILLATION_HIDDEN1], hidden2[FIBRILLATION_HIDDEN2];

	for (int i = 0; i < FIBRILLATION_HIDDEN1; i++)
		hidden1[i] =
		    larger(0, n->bias1[i] + dot(n->weight1[i], input, FIBRILLATION_INPUTS));
	for (int i = 0; i < FIBRILLATION_HIDDEN2; i++)
		hidden2[i] =
		    larger(0, n->bias2[i] + dot(n->weight2[i], hidden1, FIBRILLATION_HIDDEN1));
	return n->bias3 + dot(n->weight3, hidden2, FIBRILLATION_HIDDEN2);
}

float fibrillation_judge(const float *input)
{
	float x[FIBRILLATION_INPUTS], sum = 0;

	for (int i = 0; i < FIBRILLATION_INPUTS; i++)
		x[i] = limited((input[i] - fibrillation_mean[i]) * fibrillation_scale[i],
			       -INPUT_LIMIT, INPUT_LIMIT);
	for (int i = 0; i < FIBRILLATION_MEMBERS; i++)
		sum += member_score(&fibrillation_networks[i], x);
	return limited(sum / FIBRILLATION_MEMBERS, -SCORE_LIMIT, SCORE_LIMIT);
}

float fibrillation_judge_by_trees(const float *input)
{
	float sum = boosted_trees_sum(&fibrillation_trees, 0, input);

	return limited(fibrillation_trees.base + sum, -SCORE_LIMIT, SCORE_LIMIT);
}
