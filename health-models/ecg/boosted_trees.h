/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Boosted regression trees (Friedman, Ann Stat 29:1189, 2001): the answer is a base and one leaf of
 * every small tree. Made of scikit-learn's by health-models/training/trees.py.
 */
#pragma once

enum { BOOSTED_LEAVES = 6 };

/* A number of next[] that is negative is a leaf: -1 - its index. */
struct boosted_tree {
	float threshold[BOOSTED_LEAVES - 1]; /* next[][0] up to and with this, next[][1] above */
	float leaf[BOOSTED_LEAVES];
	unsigned char feature[BOOSTED_LEAVES - 1];
	signed char next[BOOSTED_LEAVES - 1][2];
};

/* Sum of the leaves that input leads to; input is as long as the largest feature says. */
float boosted_trees_sum(const struct boosted_tree *tree, int count, const float *input);
