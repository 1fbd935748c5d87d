/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Boosted regression trees (Friedman, Ann Stat 29:1189, 2001): what small trees say of some
 * features is added up. The tables are written by health-models/training/tree_tables.py.
 */
#pragma once

#include <stdint.h>

enum { TREE_LEAF = 255 };

/* A tree's nodes stand in the order "node, all of its left side, all of its right side". */
struct tree_node {
	float value;     /* left if the feature is not above it; of a leaf: what it adds */
	uint8_t feature; /* TREE_LEAF = a leaf */
	uint8_t right;   /* nodes from here to the right side */
};

struct boosted_trees {
	float base; /* what is to be said without any feature */
	int count;
	const struct tree_node *node; /* the trees, one behind the other */
	const uint8_t *size;          /* nodes of each tree */
};

/* Adds to start, tree by tree, the leaf that the features lead to; start from the base, or from 0
 * and add the base last: the rounding differs. feature: as long as the trees were grown for. */
float boosted_trees_sum(const struct boosted_trees *t, float start, const float *feature);
