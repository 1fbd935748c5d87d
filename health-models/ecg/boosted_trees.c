/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/boosted_trees.h"

static float leaf_of(const struct tree_node *node, const float *feature)
{
	while (node->feature != TREE_LEAF)
		node += feature[node->feature] <= node->value ? 1 : node->right;
	return node->value;
}

float boosted_trees_sum(const struct boosted_trees *t, float start, const float *feature)
{
	const struct tree_node *tree = t->node;
	float sum = start;

	for (int i = 0; i < t->count; i++) {
		sum += leaf_of(tree, feature);
		tree += t->size[i];
	}
	return sum;
}
