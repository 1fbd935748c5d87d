/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/af_trees.h"

float af_trees_score(const struct af_trees *t, const float *feature)
{
	float score = t->start;

	for (int i = 0; i < t->trees; i++) {
		const struct af_tree *tree = &t->tree[i];
		int at = 0;

		for (int depth = 0; depth < AF_TREE_DEPTH; depth++)
			at = 2 * at + 1 + (feature[tree->feature[at]] > tree->level[at]);
		score += tree->leaf[at - AF_TREE_SPLITS];
	}
	return score;
}
