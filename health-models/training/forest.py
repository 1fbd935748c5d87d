# SPDX-License-Identifier: GPL-3.0-or-later
"""Boosted trees: grow with scikit-learn; write as a C table for beat_forest.c."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

LEAF = 255  # BEAT_FOREST_LEAF


def grow(x, y, weight, rounds, leaves=15, rate=0.1, shrink=5.0, least=60):
    """Returns (base, trees): log odds without any feature, and per round and class the nodes of a
    tree as (value, feature, right), in the order of beat_forest.h."""
    model = HistGradientBoostingClassifier(
        max_iter=rounds, max_leaf_nodes=leaves, learning_rate=rate, l2_regularization=shrink,
        min_samples_leaf=least, early_stopping=False, random_state=1)
    model.fit(x, y, sample_weight=weight)
    return (np.asarray(model._baseline_prediction, np.float32).reshape(-1),
            [[flatten(predictor.nodes) for predictor in of_round] for of_round in model._predictors])


def flatten(nodes):
    """scikit-learn's nodes, the left side right behind each node."""
    out = []

    def add(index):
        node, here = nodes[index], len(out)
        if node["is_leaf"]:
            out.append((np.float32(node["value"]), LEAF, 0))
            return
        out.append(None)
        add(node["left"])
        right = len(out) - here
        add(node["right"])
        out[here] = (np.float32(node["num_threshold"]), int(node["feature_idx"]), right)
    add(0)
    return out


def number(value):
    text = f"{value:.6g}"
    return text + ("f" if "." in text or "e" in text else ".0f")


def rows(items, per_row):
    return "".join("\t" + " ".join(items[i:i + per_row]) + "\n" for i in range(0, len(items), per_row))


def table(look, base, trees):
    flat = [tree for of_round in trees for tree in of_round]
    nodes = [f"{{{number(v)}, {f}, {r}}}," for tree in flat for v, f, r in tree]
    sizes = [f"{len(tree)}," for tree in flat]
    return (f"static const struct beat_tree_node {look}_node[] = {{\n{rows(nodes, 4)}}};\n"
            f"static const uint8_t {look}_size[] = {{\n{rows(sizes, 16)}}};\n"
            f"const struct beat_forest beat_forest_{look} = {{\n\t.rounds = {len(trees)},\n"
            f"\t.base = {{{', '.join(number(b) for b in base)}}},\n"
            f"\t.node = {look}_node,\n\t.size = {look}_size,\n}};\n")


def write(path, looks, head):
    """looks: {"first": (base, trees), "final": (base, trees)}."""
    out = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n" + head
    out += '#include "health-models/ecg/beat_forest.h"\n\n/* clang-format off */\n'
    out += "".join(table(look, *grown) for look, grown in looks.items())
    with open(path, "w", encoding="utf-8") as file:
        file.write(out + "/* clang-format on */\n")
