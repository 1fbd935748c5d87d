/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the features of a window to the probabilities of four kinds of rhythm: the mean of three
 * perceptrons with two hidden layers each. Their numbers are trained by
 * health-models/training/train_af.py.
 */
#pragma once

#include "health-models/ecg/af_features.h"

/* The classes of the PhysioNet/CinC Challenge 2017. */
enum af_class { AF_NORMAL = 0, AF_FIBRILLATION = 1, AF_OTHER = 2, AF_NOISE = 3, AF_CLASSES };

enum { AF_NETWORK_MEMBERS = 3, AF_NETWORK_HIDDEN1 = 24, AF_NETWORK_HIDDEN2 = 12 };

struct af_network {
	const float *mean, *scale; /* per input: (x - mean) * scale, limited to -6 .. 6 */
	const float *weight1;      /* [HIDDEN1][AF_FEATURES] */
	const float *bias1;
	const float *weight2; /* [HIDDEN2][HIDDEN1] */
	const float *bias2;
	const float *weight3; /* [AF_CLASSES][HIDDEN2] */
	const float *bias3;
};

extern const struct af_network af_network[AF_NETWORK_MEMBERS];

void af_network_judge(const float feature[AF_FEATURES], float probability[AF_CLASSES]);
