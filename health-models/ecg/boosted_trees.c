/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/boosted_trees.h"

float boosted_trees_sum(const struct boosted_tree *tree, int count, const float *input)
{
	float sum = 0;

	for (int i = 0; i < count; i++) {
		const struct boosted_tree *t = &tree[i];
		int at = 0;

		while (at >= 0)
			at = t->next[at][input[t->feature[at]] > t->threshold[at]];
		sum += t->leaf[-1 - at];
	}
	return sum;
}
