/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Boosted decision trees (Friedman, Ann Stat 29:1189, 2001): a score is the sum
 * of what small trees say of some features. Trained by
 * health-models/training/train_af.py.
 */
#pragma once

#include <stdint.h>

#include "health-models/ecg/af_features.h"
#include "health-models/ecg/af_record.h"

enum {
	AF_TREE_DEPTH = 4,
	AF_TREE_SPLITS = (1 << AF_TREE_DEPTH) - 1,
	AF_TREE_LEAVES = 1 << AF_TREE_DEPTH,
};

/* All trees are full: split i has the splits 2 i + 1 (not above) and 2 i + 2
 * (above the level). */
struct af_tree {
	uint8_t feature[AF_TREE_SPLITS];
	float level[AF_TREE_SPLITS];
	float leaf[AF_TREE_LEAVES];
};

struct af_trees {
	const struct af_tree *tree;
	int trees;
	float start;
};

extern const struct af_trees af_trees_beat;               /* log odds of fibrillation */
extern const struct af_trees af_trees_record[AF_CLASSES]; /* log likelihood, less a constant */

float af_trees_score(const struct af_trees *t, const float *feature);
