/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/af_network.h"

#include "health-models/signal/dot.h"
#include "health-models/signal/limit.h"
#include "health-models/signal/log_exp.h"

_Static_assert(AF_FEATURES % 4 == 0, "dot() takes four at a time");

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
		value[i] = larger(value[i], 0);
}

static void add_softened(const float *score, float *probability)
{
	float part[AF_CLASSES], sum = 0;
	float largest = score[0];

	for (int i = 1; i < AF_CLASSES; i++)
		largest = larger(largest, score[i]);
	for (int i = 0; i < AF_CLASSES; i++) {
		part[i] = exp2_portable(1.44269504f * (score[i] - largest));
		sum += part[i];
	}
	for (int i = 0; i < AF_CLASSES; i++)
		probability[i] += part[i] / (sum * AF_NETWORK_MEMBERS);
}

static void add_member(const struct af_network *n, const float *feature, float *probability)
{
	float input[AF_FEATURES];
	float hidden1[AF_NETWORK_HIDDEN1], hidden2[AF_NETWORK_HIDDEN2];
	float score[AF_CLASSES];

	for (int i = 0; i < AF_FEATURES; i++)
		input[i] =
		    limited((feature[i] - n->mean[i]) * n->scale[i], -INPUT_LIMIT, INPUT_LIMIT);
	layer(n->weight1, n->bias1, input, AF_FEATURES, hidden1, AF_NETWORK_HIDDEN1);
	rectify(hidden1, AF_NETWORK_HIDDEN1);
	layer(n->weight2, n->bias2, hidden1, AF_NETWORK_HIDDEN1, hidden2, AF_NETWORK_HIDDEN2);
	rectify(hidden2, AF_NETWORK_HIDDEN2);
	layer(n->weight3, n->bias3, hidden2, AF_NETWORK_HIDDEN2, score, AF_CLASSES);
	add_softened(score, probability);
}

void af_network_judge(const float feature[AF_FEATURES], float probability[AF_CLASSES])
{
	for (int i = 0; i < AF_CLASSES; i++)
		probability[i] = 0;
	for (int i = 0; i < AF_NETWORK_MEMBERS; i++)
		add_member(&af_network[i], feature, probability);
}
