#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the networks of the AF detector and writes health-models/ecg/af_weights.c.

  HEALTH_TWIN_DATA=... health-models/training/train_af.py WORK_DIR [ENGINE_ROOT]

Needs numpy, scipy and gcc; takes some ten minutes on two cores. ENGINE_ROOT: the sources that find
the beats, if not this project's. Rows of every recording come from the engine; five folds by person
give the cross-validated figures, printed; then networks are trained on all rows.
"""

import multiprocessing
import os
import subprocess
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the pool is the parallelism

import numpy as np

import af_data
import perceptron
import recordings
from af_data import AF, NOT_AF

MEMBERS = 3
STEPS, BATCH, HIDDEN = 3000, 384, (24, 12)
RATE, DECAY, DROP, JITTER = 3e-3, 0.05, 0.1, 0.05
ROW_DELAY = 20     # the row of a beat is about this many beats before it
FIRST_BEATS = 8    # AF_FIRST_BEATS of af_detector.h
SCORE_DELAY, SMOOTH, LEVEL = 26, 12, 0.55  # AF_DELAY, AF_STRIDE * AF_SMOOTH; between its two levels
INTERVALS = 54     # features that need no signal; the others are hidden from some rows
HIDDEN_ATRIA = 0.2
# What all beats of one person weigh against one recording of challenge-2017.
WEIGHT = {"mitdb": 3, "cpsc2021": 1.5, "svdb": 1, "nsrdb": 6, "afdb": 6, "vfdb": 1, "made up": 0.8}
VARIANT_WEIGHT = {"as_is": 1, "second": 0.5, "noise": 0.4, "beats": 1}
VENTRICULAR_WEIGHT, AF_WEIGHT = 0.4, 3
WORDS = {"N": "N", "A": "AFIB", "O": "OTHER", "~": "NOISE"}


def spans(rows):
    """[(job, first row, row after the last)]"""
    first = np.searchsorted(rows["record"], np.arange(len(af_data.jobs()) + 1))
    return list(zip(af_data.jobs(), first, first[1:]))


def late_labels(rows):
    out = rows["label"].copy()
    for _, a, b in spans(rows):
        out[a:b] = rows["label"][np.maximum(np.arange(a, b) - ROW_DELAY, a)]
    return out


def row_weights(rows, label):
    weight = np.zeros(len(label), np.float32)
    for (database, _, kind), a, b in spans(rows):
        k = np.arange(b - a)
        if database == "challenge-2017" and b > a:
            w = np.where(k >= min(FIRST_BEATS, b - a) - 1, 0.3 + (k / (b - a)) ** 2, 0)
            weight[a:b] = w / w.sum() * (VENTRICULAR_WEIGHT if kind.endswith("V") else 1)
            continue
        for c in (AF, NOT_AF):
            some = (label[a:b] == c) & (k >= FIRST_BEATS - 1)
            if some.sum() > 20:
                weight[a:b][some] = (WEIGHT[database] * VARIANT_WEIGHT[kind] * (AF_WEIGHT if c == AF else 1) *
                                     min(1, some.sum() / 200) / some.sum())
    return weight


def targets(label, p):
    """One-hot rows; for NOT_AF, what the network thinks among the other classes."""
    t = np.zeros_like(p)
    for c in range(len(af_data.CLASSES)):
        t[label == c, c] = 1
    free = label == NOT_AF
    others = p[free].copy()
    others[:, AF] = 0
    t[free] = others / (others.sum(1, keepdims=True) + 1e-9)
    return t


def fit(x, label, weight, seed):
    """Adam on rows drawn by weight. Returns [(mean, deviation), (weights, bias), ...]."""
    rng = np.random.default_rng(seed)
    drawn = np.cumsum(weight.astype(float)) / weight.sum(dtype=float)
    some = x[np.searchsorted(drawn, rng.random(20000) * 0.999999)]
    mean, deviation = some.mean(0), some.std(0) + 1e-3
    sizes = [x.shape[1], *HIDDEN, len(af_data.CLASSES)]
    layers = [[(rng.standard_normal((a, b)) * np.sqrt(2 / a)).astype(np.float32), np.zeros(b, np.float32)]
              for a, b in zip(sizes, sizes[1:])]
    first = [[np.zeros_like(v) for v in layer] for layer in layers]
    second = [[np.zeros_like(v) for v in layer] for layer in layers]
    for step in range(1, STEPS + 1):
        k = np.searchsorted(drawn, rng.random(BATCH) * 0.999999)
        h = x[k]
        h[rng.random(BATCH) < HIDDEN_ATRIA, INTERVALS:] = 0
        h = np.clip((h - mean) / deviation, -perceptron.LIMIT, perceptron.LIMIT).astype(np.float32)
        h += JITTER * rng.standard_normal(h.shape, dtype=np.float32)
        h *= rng.random(h.shape, dtype=np.float32) > DROP
        seen = [h]
        for w, b in layers[:-1]:
            seen.append(np.maximum(seen[-1] @ w + b, 0))
        p = perceptron.softmax(seen[-1] @ layers[-1][0] + layers[-1][1])
        slope = (p - targets(label[k], p)) / BATCH
        now = np.float32(RATE * 0.5 * (1 + np.cos(np.pi * step / STEPS)) + 1e-5)
        for i in range(len(layers) - 1, -1, -1):
            w = layers[i][0]
            change = [seen[i].T @ slope, slope.sum(0)]
            if i:
                slope = (slope @ w.T) * (seen[i] > 0)
            for j in (0, 1):
                first[i][j] += 0.1 * (change[j] - first[i][j])
                second[i][j] += 0.001 * (change[j] ** 2 - second[i][j])
                step_size = first[i][j] / (1 - 0.9 ** step) / (np.sqrt(second[i][j] / (1 - 0.999 ** step)) + 1e-8)
                layers[i][j] -= now * (step_size + (DECAY * w if j == 0 else 0))
    return [(mean, deviation)] + [tuple(layer) for layer in layers]


def apply(network, x):
    h = np.clip((x - network[0][0]) / network[0][1], -perceptron.LIMIT, perceptron.LIMIT).astype(np.float32)
    for w, b in network[1:-1]:
        h = np.maximum(h @ w + b, 0)
    return perceptron.softmax(h @ network[-1][0] + network[-1][1])


def fit_one(job):
    """Leaves out a fold (-1: none). Returns the fold, its network, and what that says of the fold."""
    left_out, seed = job
    fold = FOLD[ROWS["record"]]
    use = np.flatnonzero((fold != left_out) & (LABEL >= 0) & (WEIGHT_OF > 0) & THINNED)
    network = fit(ROWS["x"][use], LABEL[use], WEIGHT_OF[use], seed)
    test = np.flatnonzero(fold == left_out)
    said = [apply(network, ROWS["x"][test[i:i + 50000]]) for i in range(0, len(test), 50000)]
    return left_out, network, test, np.concatenate(said) if said else None


def print_challenge(rows, p):
    import challenge2017
    reference, summaries = {}, {}
    for (database, name, kind), a, b in spans(rows):
        if database != "challenge-2017" or kind.endswith("V"):
            continue
        k = np.minimum(np.arange(1, b - a + 1.0), 64) ** 2 * (np.arange(b - a) >= FIRST_BEATS - 1)
        mean = (p[a:b] * k[:, None]).sum(0) / k.sum() if k.any() else np.eye(4)[3]
        reference[name] = kind
        summaries[name] = {"rhythm": WORDS[af_data.CLASSES[int(mean.argmax())]], "af_probability": float(mean[AF])}
    print("challenge-2017", {k: round(v, 3) for k, v in challenge2017.figures(reference, summaries).items()})


def print_time(rows, p):
    """Se and Sp by time, per database and for its worst people."""
    score = p[:, AF] / (1 - p[:, 3] + 1e-6)
    total, people = {}, {}
    for (database, name, kind), a, b in spans(rows):
        if database == "challenge-2017" or b - a < FIRST_BEATS:
            continue
        sums = np.concatenate([[0], np.cumsum(score[a:b], dtype=float)])
        k = np.minimum(np.arange(b - a) + SCORE_DELAY, b - a - 1)
        low = np.maximum(k - SMOOTH + 1, 0)
        said = (sums[k + 1] - sums[low]) / (k + 1 - low) > LEVEL
        label, time = rows["label"][a:b], np.diff(rows["sample"][a:b], append=rows["sample"][b - 1])
        part = np.array([time[(label == AF) & said].sum(), time[label == AF].sum(),
                         time[(label == NOT_AF) & ~said].sum(), time[label == NOT_AF].sum()])
        paced = " paced" if database == "mitdb" and name in recordings.PACED else ""
        total[database + " " + kind + paced] = total.get(database + " " + kind + paced, 0) + part
        people.setdefault(database + " " + kind + paced, []).append((name, part))
    for key, part in total.items():
        worst = [f"{name} {100 * t[0] / max(t[1], 1):.0f}/{100 * t[2] / max(t[3], 1):.0f}" for name, t in people[key]
                 if t[0] < 0.95 * t[1] or t[2] < 0.95 * t[3]]
        print(f"{key:16s} Se {100 * part[0] / max(part[1], 1):.1f} Sp {100 * part[2] / max(part[3], 1):.1f}  ", *worst)


def head():
    commit = subprocess.check_output(["git", "-C", af_data.ROOT, "rev-parse", "--short", "HEAD"], text=True).strip()
    return ("/*\n * Generated by health-models/training/train_af.py; do not edit.\n"
            f" * Engine it was trained with: commit {commit}. Trained on the recordings in hand of\n"
            " * challenge-2017, mitdb (DS1, 107, 217), cpsc2021, svdb, nsrdb, vfdb, on afdb's intervals, on\n"
            " * nstdb mixed into copies, and on made-up series of intervals.\n */\n")


def write(path, networks):
    out = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n" + head()
    out += '#include "health-models/ecg/af_network.h"\n\n/* clang-format off */\n'
    rows = ""
    for k, network in enumerate(networks):
        out += perceptron.table(f"mean{k}", network[0][0]) + perceptron.table(f"scale{k}", 1 / network[0][1])
        rows += f"\t{{\n\t\t.mean = mean{k},\n\t\t.scale = scale{k},\n"
        for i, (w, b) in enumerate(network[1:], 1):
            out += perceptron.table(f"weight{k}_{i}", w.T) + perceptron.table(f"bias{k}_{i}", b)
            rows += f"\t\t.weight{i} = weight{k}_{i},\n\t\t.bias{i} = bias{k}_{i},\n"
        rows += "\t},\n"
    out += f"\nconst struct af_network af_network[AF_NETWORK_MEMBERS] = {{\n{rows}}};\n/* clang-format on */\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(out)


def main():
    global ROWS, FOLD, LABEL, WEIGHT_OF, THINNED
    work = os.path.abspath(sys.argv[1])
    os.makedirs(work, exist_ok=True)
    path = os.path.join(work, "rows.npz")
    if not os.path.exists(path):
        library = os.path.join(work, "af_rows.so")
        af_data.build(library, os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else af_data.ROOT)
        np.savez(path, **af_data.gather(library))
    ROWS = dict(np.load(path))
    FOLD = np.array([af_data.fold_of(j) for j in af_data.jobs()])
    LABEL = late_labels(ROWS)
    WEIGHT_OF = row_weights(ROWS, LABEL)
    # Neighbouring rows are much alike: of long recordings every fourth is enough.
    short = np.array([j[0] in ("challenge-2017", "made up") for j in af_data.jobs()])
    THINNED = short[ROWS["record"]] | (np.arange(len(LABEL)) % 4 == 0)
    said = np.zeros((len(LABEL), len(af_data.CLASSES)), np.float32)
    with multiprocessing.Pool(2) as pool:
        networks = [r[1] for r in pool.map(fit_one, [(-1, seed) for seed in range(MEMBERS)], chunksize=1)]
        write(os.path.join(af_data.ROOT, "health-models/ecg/af_weights.c"), networks)
        members = int(os.environ.get("AF_FOLD_MEMBERS", "1"))
        for _, _, test, p in pool.imap_unordered(
                fit_one, [(f, seed) for f in range(af_data.FOLDS) for seed in range(members)]):
            said[test] += p / members
    np.save(os.path.join(work, "said.npy"), said)
    print_challenge(ROWS, said)
    print_time(ROWS, said)


if __name__ == "__main__":
    if len(sys.argv) < 2 or not recordings.DATA:
        sys.exit("usage: HEALTH_TWIN_DATA=DIR train_af.py WORK_DIR [ENGINE_ROOT]")
    main()
