# SPDX-License-Identifier: GPL-3.0-or-later
"""scikit-learn's boosted trees as tables of struct boosted_tree (health-models/ecg/boosted_trees.h)."""

import numpy as np

import perceptron

LEAVES = 6


def settings(rounds, shrinkage):
    return {"max_iter": rounds, "max_leaf_nodes": LEAVES, "learning_rate": shrinkage, "min_samples_leaf": 60,
            "l2_regularization": 5, "early_stopping": False, "random_state": 0}


def row(values, convert=str):
    return "{" + ", ".join(convert(v) for v in values) + "}"


def tree(nodes):
    """Branches first, leaves as negative numbers; what is not used is padded."""
    branches = [i for i, n in enumerate(nodes) if not n["is_leaf"]]
    leaves = [i for i, n in enumerate(nodes) if n["is_leaf"]]
    if not branches:
        raise ValueError("a tree without a branch")
    number = {i: k for k, i in enumerate(branches)} | {i: -1 - k for k, i in enumerate(leaves)}
    pad = LEAVES - 1 - len(branches)
    pairs = [row([number[nodes[i]["left"]], number[nodes[i]["right"]]]) for i in branches] + ["{-1, -1}"] * pad
    return ("\t{" + row([nodes[i]["num_threshold"] for i in branches] + [0.0] * pad, perceptron.number) + ",\n\t " +
            row([nodes[i]["value"] for i in leaves] + [0.0] * pad, perceptron.number) + ",\n\t " +
            row([nodes[i]["feature_idx"] for i in branches] + [0] * pad) + ", {" + ", ".join(pairs) + "}},\n")


def table(name, size, model):
    base = float(np.ravel(model._baseline_prediction)[0])
    return (f"const float {name}_base = {perceptron.number(base)};\n"
            f"const struct boosted_tree {name}[{size}] = {{\n" +
            "".join(tree(p[0].nodes) for p in model._predictors) + "};\n")
