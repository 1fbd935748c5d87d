/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From three looks at four seconds each to the log odds of fibrillation: the mean of small
 * perceptrons with two hidden layers; and boosted trees that see, besides, how far the newest look
 * is from what is usual for this person. Their errors differ, so the mean of both is better than
 * either. Their numbers are trained by health-models/training/train_fibrillation.py.
 */
#pragma once

#include "health-models/ecg/boosted_trees.h"
#include "health-models/ecg/fibrillation/fibrillation_features.h"

enum {
	FIBRILLATION_INPUTS = 3 * FIBRILLATION_FEATURES,
	FIBRILLATION_HIDDEN1 = 16,
	FIBRILLATION_HIDDEN2 = 8,
	FIBRILLATION_MEMBERS = 3,
	FIBRILLATION_TREE_INPUTS = FIBRILLATION_INPUTS + FIBRILLATION_FEATURES,
};

struct fibrillation_network {
	float weight1[FIBRILLATION_HIDDEN1][FIBRILLATION_INPUTS];
	float bias1[FIBRILLATION_HIDDEN1];
	float weight2[FIBRILLATION_HIDDEN2][FIBRILLATION_HIDDEN1];
	float bias2[FIBRILLATION_HIDDEN2];
	float weight3[FIBRILLATION_HIDDEN2];
	float bias3;
};

/* (x - mean) * scale, limited to -6 .. 6, is what the networks are given. */
extern const float fibrillation_mean[FIBRILLATION_INPUTS];
extern const float fibrillation_scale[FIBRILLATION_INPUTS];
extern const struct fibrillation_network fibrillation_networks[FIBRILLATION_MEMBERS];

extern const struct boosted_trees fibrillation_trees;

/* input: the newest look first. Returns ln(p / (1 - p)), within -8 .. 8. */
float fibrillation_judge(const float *input);
/* input: the same, then the newest look less the usual one. Returns the same. */
float fibrillation_judge_by_trees(const float *input);
