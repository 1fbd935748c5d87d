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

#include "health-models/ecg/boosted_trees.h"

enum { BEAT_CLASSES = 4 };

struct beat_forest {
	struct boosted_trees of[BEAT_CLASSES];
};

/* For the first look (ECG_FEATURES_FIRST inputs) and the last look (ECG_FEATURES inputs). */
extern const struct beat_forest beat_forest_first;
extern const struct beat_forest beat_forest_final;

/* feature: as many numbers as the forest was grown for. The probabilities sum to one. */
void beat_forest_judge(const struct beat_forest *f, const float *feature,
		       float probability[BEAT_CLASSES]);
