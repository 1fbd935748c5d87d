# SPDX-License-Identifier: GPL-3.0-or-later
"""Boosted trees as tables of health-models/ecg/boosted_trees.h, whoever has grown them.

A tree is a list of nodes (value, feature, right), as they stand in the table; trees of one score are
(base, [tree, ...]).
"""

import numpy as np

from c_number import number

LEAF = 255  # TREE_LEAF


def leaf(value):
    return [(np.float32(value), LEAF, 0)]


def split(level, feature, left, right):
    return [(np.float32(level), int(feature), 1 + len(left))] + left + right


def of_scikit(model):
    """Of a HistGradientBoosting model: (base, trees) of each class."""
    def nodes_from(nodes, at):
        n = nodes[at]
        if n["is_leaf"]:
            return leaf(n["value"])
        return split(n["num_threshold"], n["feature_idx"], nodes_from(nodes, n["left"]), nodes_from(nodes, n["right"]))
    bases = np.asarray(model._baseline_prediction, np.float32).reshape(-1)
    return [(base, [nodes_from(of_round[k].nodes, 0) for of_round in model._predictors])
            for k, base in enumerate(bases)]


def of_complete(feature, level, value, at=0):
    """A tree of fixed depth: below split i are the splits 2 i + 1 (not above its level) and 2 i + 2, behind the
    splits the leaves. A feature below 0 is no split: left; nor is one with the same on both sides."""
    if at >= len(feature):
        return leaf(value[at - len(feature)])
    left = of_complete(feature, level, value, 2 * at + 1)
    if feature[at] < 0:
        return left
    right = of_complete(feature, level, value, 2 * at + 2)
    return left if left == right else split(level[at], feature[at], left, right)


def rows(items, per_row):
    return "".join("\t" + " ".join(items[i:i + per_row]) + "\n" for i in range(0, len(items), per_row))


def table(name, base, trees):
    """(C text of the nodes, struct boosted_trees that has them)"""
    if any(len(tree) > LEAF for tree in trees):
        raise ValueError("a tree of more nodes than a byte can count")
    nodes = [f"{{{number(value)}, {feature}, {right}}}," for tree in trees for value, feature, right in tree]
    sizes = [f"{len(tree)}," for tree in trees]
    text = (f"static const struct tree_node {name}_node[] = {{\n{rows(nodes, 4)}}};\n"
            f"static const uint8_t {name}_size[] = {{\n{rows(sizes, 16)}}};\n")
    return text, f"{{{number(base)}, {len(trees)}, {name}_node, {name}_size}}"


def single(name, base, trees):
    """C text of a struct boosted_trees and its nodes."""
    text, head = table(name, base, trees)
    return text + f"const struct boosted_trees {name} = {head};\n"


def several(prefix, scores):
    """(C text of the nodes, initializer of an array of struct boosted_trees)"""
    made = [table(f"{prefix}{k}", base, trees) for k, (base, trees) in enumerate(scores)]
    return "".join(text for text, _ in made), "{\n" + "".join(f"\t{head},\n" for _, head in made) + "}"
