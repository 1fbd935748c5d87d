/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beat_network.h"

#include "health-models/signal/dot.h"
#include "health-models/signal/limit.h"
#include "health-models/signal/log_exp.h"

static const float INPUT_LIMIT = 6;

static void layer(const float *weight, const float *bias, const float *in, int inputs, float *out,
		  int outputs)
{
	for (int i = 0; i < outputs; i++)
		out[i] = bias[i] + dot(weight + i * inputs, in, inputs);
}

static void rectify(float *value, int count)
{
	for (int i = 0; i < count; i++)
		value[i] = value[i] > 0 ? value[i] : 0;
}

/* Adds the member's probabilities, each divided by the number of members. */
static void add_softened(const float *score, float *probability)
{
	float part[BEAT_NETWORK_CLASSES];
	float largest = larger(score[0], larger(score[1], score[2]));
	float sum = 0;

	for (int i = 0; i < BEAT_NETWORK_CLASSES; i++) {
		part[i] = exp2_portable(1.44269504f * (score[i] - largest));
		sum += part[i];
	}
	for (int i = 0; i < BEAT_NETWORK_CLASSES; i++)
		probability[i] += part[i] / (sum * BEAT_NETWORK_MEMBERS);
}

static void add_member(const struct beat_network *n, const float *feature, float *probability)
{
	float input[ECG_FEATURES];
	float hidden1[BEAT_NETWORK_HIDDEN1], hidden2[BEAT_NETWORK_HIDDEN2];
	float score[BEAT_NETWORK_CLASSES];

	for (int i = 0; i < n->inputs; i++) {
		float x = (feature[i] - n->mean[i]) * n->scale[i];

		input[i] = limited(x, -INPUT_LIMIT, INPUT_LIMIT);
	}
	layer(n->weight1, n->bias1, input, n->inputs, hidden1, BEAT_NETWORK_HIDDEN1);
	rectify(hidden1, BEAT_NETWORK_HIDDEN1);
	layer(n->weight2, n->bias2, hidden1, BEAT_NETWORK_HIDDEN1, hidden2, BEAT_NETWORK_HIDDEN2);
	rectify(hidden2, BEAT_NETWORK_HIDDEN2);
	layer(n->weight3, n->bias3, hidden2, BEAT_NETWORK_HIDDEN2, score, BEAT_NETWORK_CLASSES);
	add_softened(score, probability);
}

void beat_network_judge(const struct beat_network *members, const float *feature,
			float probability[BEAT_NETWORK_CLASSES])
{
	for (int i = 0; i < BEAT_NETWORK_CLASSES; i++)
		probability[i] = 0;
	for (int i = 0; i < BEAT_NETWORK_MEMBERS; i++)
		add_member(&members[i], feature, probability);
}
