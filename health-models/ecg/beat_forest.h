/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a candidate's features to four probabilities: no beat, N, V, S.
 *
 * Boosted regression trees, one per class and round, whose sums are the classes' log odds
 * (Friedman, Ann Stat 29:1189, 2001). No input depends on an earlier label, so one wrong label
 * cannot breed others. They are grown by health-models/training/train_beats.py; how, on what and
 * how well is in docs/ecg.md.
 */
#pragma once

#include <stdint.h>

enum { BEAT_CLASSES = 4, BEAT_FOREST_LEAF = 255 };

/* A tree's nodes stand in the order "node, all of its left side, all of its right side". */
struct beat_tree_node {
	float value;     /* left if the feature is not above it; of a leaf: what it adds */
	uint8_t feature; /* BEAT_FOREST_LEAF = a leaf */
	uint8_t right;   /* nodes from here to the right side */
};

struct beat_forest {
	int rounds;
	float base[BEAT_CLASSES];
	const struct beat_tree_node *node; /* [rounds][BEAT_CLASSES] trees, one behind the other */
	const uint8_t *size;               /* nodes of each tree */
};

/* For the first look (ECG_FEATURES_FIRST inputs) and the last look (ECG_FEATURES inputs). */
extern const struct beat_forest beat_forest_first;
extern const struct beat_forest beat_forest_final;

/* feature: as many numbers as the forest was grown for. The probabilities sum to one. */
void beat_forest_judge(const struct beat_forest *f, const float *feature,
		       float probability[BEAT_CLASSES]);
