/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a candidate's features to three probabilities: no beat, N, V.
 *
 * The mean of three perceptrons with two hidden layers each: they are wrong at different beats.
 * No input depends on an earlier label, so one wrong label cannot breed others. Their numbers are
 * trained by health-models/training; how, on what and how well is in docs/ecg.md.
 */
#pragma once

#include "health-models/ecg/ecg_state.h"

enum {
	BEAT_NETWORK_MEMBERS = 3,
	BEAT_NETWORK_HIDDEN1 = 32,
	BEAT_NETWORK_HIDDEN2 = 16,
	BEAT_NETWORK_CLASSES = 3
};

struct beat_network {
	int inputs;                /* a multiple of 4 */
	const float *mean, *scale; /* per input: (x - mean) * scale, limited to -6 .. 6 */
	const float *weight1;      /* [HIDDEN1][inputs] */
	const float *bias1;
	const float *weight2; /* [HIDDEN2][HIDDEN1] */
	const float *bias2;
	const float *weight3; /* [CLASSES][HIDDEN2] */
	const float *bias3;
};

/* For the first look (ECG_FEATURES_FIRST inputs) and the last look (ECG_FEATURES inputs). */
extern const struct beat_network beat_network_first[BEAT_NETWORK_MEMBERS];
extern const struct beat_network beat_network_final[BEAT_NETWORK_MEMBERS];

/* members: one of the two above. feature holds members->inputs numbers; probability: no beat, N, V.
 */
void beat_network_judge(const struct beat_network *members, const float *feature,
			float probability[BEAT_NETWORK_CLASSES]);
