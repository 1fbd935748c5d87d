#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains what is in health-models/ecg/fibrillation/fibrillation_weights.c.

  HEALTH_TWIN_DATA=... health-models/training/train_fibrillation.py WORK_DIR [--check]

Needs numpy, scipy, scikit-learn and gcc; takes a minute. With --check, a quarter of an hour, it writes
nothing and prints NESTED cross-validation: in each of five folds by person the threshold, the memory
and the share of the trees are chosen by cross-validation inside the other four. That fibrillation.c
begins later where the signal has long been noise is not in these figures.

Perceptrons see three looks at four seconds each; boosted trees see these and how far the newest
look is from what is usual for this person, a slow mean over the time in which the perceptrons see
no fibrillation. The mean of both goes through a leaky sum and a threshold with hysteresis.

Windows that lie in fibrillation or flutter as a whole are what is to be found; windows in part of it
are left out.
"""

import itertools
import multiprocessing
import os
import subprocess
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the pool is the parallelism

import numpy as np

import fibrillation_data as windows
from c_number import number
import recordings
import tree_tables
from fibrillation_data import FIBRILLATION, NOISE, OTHER, TACHYCARDIA, TENTHS

FOLDS, INNER, MEMBERS, SEED = 5, 3, 3, 0
HIDDEN = (16, 8)
LIMIT, SCORE_LIMIT = 6, 8
LOOKS = (0, 2, 4)  # seconds ago
STEPS, BATCH = 1200, 384
ROUNDS, SHRINKAGE = 150, 0.08
USUAL_S, USUAL_BELOW = 60, -2  # the slow mean, and the log odds of the perceptrons below which it learns
SLOWEST = np.log2(15)  # half a period in samples: 100 waves a minute
HALF_PERIOD = 1  # the feature
NOTHING, SURE = -8, -5  # log odds of the perceptrons: nothing to be seen; the trees need not be asked
MOST = {OTHER: 150, FIBRILLATION: 300, NOISE: 300, TACHYCARDIA: 300}  # rows of a record
MOST_CHALLENGE = 15
WEIGHT = {"as_is": 1.0, "noise": 0.35, "noise again": 0.35, "second": 0.4, "second noise": 0.2}
CLASS_WEIGHT = {OTHER: 0.75, FIBRILLATION: 2.0, NOISE: 0.5, TACHYCARDIA: 0.7}
DATABASE_WEIGHT = {"mitdb": 0.6, "nsrdb": 0.6, "svdb": 0.3, "harlab": 1.2, "cpsc2021": 0.3, "challenge-2017": 0.08}
# Where it begins, how far below it ends, the memory, seconds from the middle of what a level is made of to its end,
# the share of the trees, the lowest level. What fibrillation.c has: 0.5, 1.2, 0.5, 3.5, 0.6, -2.
CHOICES = list(itertools.product(np.arange(0, 1.51, 0.25), (0.6, 1.2, 2.0), (0.5, 0.6, 0.7), (3.5,), (0.5, 0.6, 0.7),
                                 (-2.0,)))


def stacked(f):
    """Each row with those of some seconds ago."""
    f = np.concatenate([np.repeat(f[windows.BLIND:windows.BLIND + 1], windows.BLIND, 0), f[windows.BLIND:]])
    return np.concatenate([np.concatenate([np.repeat(f[:1], lag, 0), f[:len(f) - lag]]) for lag in LOOKS], 1)


def mean_of_three(score):
    out = np.empty_like(score)
    for i in range(len(score)):
        out[i] = score[max(0, i - 2):i + 1].mean()
    return out


def usual(f, learns):
    """The slow mean before each row."""
    out, mean, count = f.copy(), None, 0
    for i, row in enumerate(f):
        if mean is not None:
            out[i] = mean
        if learns[i]:
            count += 1
            mean = row.copy() if mean is None else mean + max(1 / USUAL_S, 1 / count) * (row - mean)
    return out


def with_usual(x, readable, learns):
    f = x[:, :x.shape[1] // len(LOOKS)]
    return np.concatenate([x, f - usual(f, learns & readable)], 1)


def not_fibrillating(key, rows, y):
    """For training: what the perceptrons would say, six seconds late."""
    end = np.minimum((np.arange(rows) + 1) * TENTHS, len(y)) - 1
    return y[np.maximum(end - 6 * TENTHS, 0)] != FIBRILLATION


def training_rows(data, keys):
    """Row numbers by key, targets and weights."""
    chosen, ys, weights = [], [], []
    rng = np.random.default_rng(SEED)
    for key in keys:
        label = data[key][1]
        for what, class_weight in CLASS_WEIGHT.items():
            mine = np.flatnonzero(label == what)
            n = len(mine)
            if n == 0:
                continue
            most = MOST[what]
            if what == OTHER:
                class_weight *= DATABASE_WEIGHT.get(key[0], 1)
                most = MOST_CHALLENGE if key[0] == "challenge-2017" else most
            if n > most:
                mine = rng.choice(mine, most, replace=False)
            chosen.append((key, mine))
            ys.append(np.full(len(mine), what == FIBRILLATION, np.float32))
            weights.append(np.full(len(mine), WEIGHT[key[2]] * class_weight * n ** 0.5 / len(mine)))
    return chosen, np.concatenate(ys), np.concatenate(weights)


def fit(x, y, weight, seed, rate=3e-3, decay=0.03, drop=0.1, jitter=0.05):
    """One member: [(weight, bias), ...]; x is scaled already. Rows are drawn by their weight."""
    rng = np.random.default_rng(seed)
    sizes = [x.shape[1], *HIDDEN, 1]
    layers = [[(rng.standard_normal((a, b)) * np.sqrt(2 / a)).astype(np.float32), np.zeros(b, np.float32)]
              for a, b in zip(sizes, sizes[1:])]
    first = [[np.zeros_like(v) for v in layer] for layer in layers]
    second = [[np.zeros_like(v) for v in layer] for layer in layers]
    drawn = np.cumsum(weight / weight.sum())
    for step in range(1, STEPS + 1):
        k = np.minimum(np.searchsorted(drawn, rng.random(BATCH)), len(y) - 1)
        h = x[k] + jitter * rng.standard_normal((BATCH, x.shape[1]), dtype=np.float32)
        h *= rng.random(h.shape, dtype=np.float32) > drop
        seen = [h]
        for w, b in layers[:-1]:
            seen.append(np.maximum(seen[-1] @ w + b, 0))
        p = 1 / (1 + np.exp(-(seen[-1] @ layers[-1][0] + layers[-1][1])[:, 0]))
        slope = ((p - y[k]) / BATCH)[:, None].astype(np.float32)
        now = np.float32(rate * 0.5 * (1 + np.cos(np.pi * step / STEPS)) + 1e-5)
        for i in range(len(layers) - 1, -1, -1):
            w = layers[i][0]
            change = [seen[i].T @ slope, slope.sum(0)]
            if i:
                slope = (slope @ w.T) * (seen[i] > 0)
            for j in (0, 1):
                first[i][j] += 0.1 * (change[j] - first[i][j])
                second[i][j] += 0.001 * (change[j] ** 2 - second[i][j])
                up = first[i][j] / (1 - 0.9 ** step)
                down = np.sqrt(second[i][j] / (1 - 0.999 ** step)) + 1e-8
                layers[i][j] -= now * (up / down + (decay * w if j == 0 else 0))
    return layers


def fit_trees(x, y, weight):
    from sklearn.ensemble import HistGradientBoostingClassifier
    model = HistGradientBoostingClassifier(max_iter=ROUNDS, learning_rate=SHRINKAGE, **windows.TREES)
    return model.fit(x, y, weight / weight.mean())


def train(data, keys):
    chosen, y, weight = training_rows(data, keys)
    x = np.concatenate([data[key][0][mine] for key, mine in chosen])
    more = np.concatenate([data[key][4][mine] for key, mine in chosen])
    mean, deviation = x.mean(0), x.std(0) + 1e-3
    z = np.clip((x - mean) / deviation, -LIMIT, LIMIT).astype(np.float32)
    members = [fit(z, y, weight, SEED + i) for i in range(MEMBERS)]
    return (mean, deviation, members), fit_trees(np.concatenate([x, more], 1), y, weight)


def judge_networks(networks, x):
    mean, deviation, members = networks
    x = np.clip((x - mean) / deviation, -LIMIT, LIMIT).astype(np.float32)
    total = 0
    for layers in members:
        h = x
        for w, b in layers[:-1]:
            h = np.maximum(h @ w + b, 0)
        total = total + (h @ layers[-1][0] + layers[-1][1])[:, 0]
    return np.clip(total / len(members), -SCORE_LIMIT, SCORE_LIMIT)


def held(score, hidden):
    """What was there before goes on where something hides it."""
    for i in np.flatnonzero(hidden):
        score[i] = score[i - 1]
    return score


def judge(model, x, readable, hidden):
    """Log odds of the perceptrons and of the trees, second by second, as the engine reckons them."""
    networks, boosted = model
    score = judge_networks(networks, x)
    nothing = ~readable | (x[:, HALF_PERIOD] > SLOWEST)
    score[nothing] = NOTHING
    held(score, hidden)
    learns = mean_of_three(score) < USUAL_BELOW
    other = np.clip(boosted.decision_function(with_usual(x, readable, learns)), -SCORE_LIMIT, SCORE_LIMIT)
    other[score <= SURE] = score[score <= SURE]
    other[nothing] = NOTHING
    return score, held(other, hidden)


def decided(scores, tenths, choice):
    """Tenths of a second that fibrillation.c would call fibrillation, and when it says so, s."""
    begins, gap, memory, centre_s, share, lowest = choice
    score = (1 - share) * scores[0] + share * scores[1]
    out, told, present, level = np.zeros(tenths, bool), [], False, None
    for i in range(windows.BLIND, len(score)):
        level = max(lowest, score[i] if level is None else memory * level + (1 - memory) * score[i])
        if level > begins and not present:
            told.append(i + 1)
        present = level > begins or (present and level >= begins - gap)
        if present:
            at = (i + 1 - centre_s) * TENTHS
            out[int(max(at, 0)):int(max(at + TENTHS, 0))] = True
    if present:
        out[int((len(score) - centre_s) * TENTHS):] = True
    return out, told


def counted(data, scores, choice):
    out = {}
    for key, s in scores.items():
        y = data[key][3]
        found = decided(s, len(y), choice)[0]
        out[key] = np.array([[(found & (y == what)).sum(), (y == what).sum()] for what in range(4)]) / TENTHS
    return out


def figures(counts):
    """database -> Se, Sp, false seconds."""
    out = {}
    for database in windows.DATABASES:
        f = sum([c for k, c in counts.items() if k[0] == database], np.zeros((4, 2)))
        false, whole = f[[0, 2, 3]].sum(0)
        out[database] = 100 * f[1, 0] / max(f[1, 1], 0.1), 100 - 100 * false / max(whole, 0.1), false
    return out


def loss(found):
    """What is lacking to the goals, in points; false seconds of people without fibrillation count on top."""
    out = sum(max(0, goal - value) for database, goals in (("cudb", (90, 95)), ("vfdb", (95, 97)))
              for goal, value in zip(goals, found[database]))
    return (out + 0.05 * sum(found[d][2] for d in ("mitdb", "nsrdb", "svdb")) + 0.1 * found["harlab"][2] +
            0.01 * found["challenge-2017"][2])


def scores_of(keys, fold, k):
    model = train(DATA, [key for key in keys if fold[windows.person(key)] != k])
    return {key: judge(model, DATA[key][0], DATA[key][2], DATA[key][5]) for key in keys
            if key[2] == "as_is" and fold[windows.person(key)] == k}


def outer(k):
    fold = windows.deal(DATA, FOLDS)
    keys = [key for key in DATA if fold[windows.person(key)] != k]
    inside = windows.deal(keys, INNER, shift=k)
    scores = {}
    for i in range(INNER):
        scores.update(scores_of(keys, inside, i))
    choice = min(CHOICES, key=lambda c: loss(figures(counted(DATA, scores, c))))
    return choice, counted(DATA, scores_of(list(DATA), fold, k), choice)


def check(pool):
    counts = {}
    for choice, part in pool.imap(outer, range(FOLDS)):
        print("chosen inside: begins %.2f, ends %.1f below, memory %.1f, centre %.1f s, trees %.2f, lowest %.0f" % choice,
              flush=True)
        counts.update(part)
    for key, f in sorted(counts.items()):
        if f[:, 0].sum() > 0 and key[0] != "challenge-2017":
            print(*key[:2], " ".join(f"{w} {a:.0f} of {b:.0f} s;" for w, (a, b) in
                                     zip(("other", "VF", "noise", "VT"), f) if b))
    for database, (se, sp, false) in figures(counts).items():
        print(f"{database}: Se {se:.2f}  Sp {sp:.2f}  false {false:.0f} s", flush=True)


def array(values):
    values = np.asarray(values, np.float32).reshape(-1)
    return "\n".join("\t" + " ".join(number(v) + "," for v in values[i:i + 8])
                     for i in range(0, len(values), 8))


def matrix(values):
    return "{\n" + "".join("\t{\n" + array(row) + "\n\t},\n" for row in values) + "\t}"


def write(path, model, head):
    (mean, deviation, members), boosted = model
    out = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n" + head
    out += '#include "health-models/ecg/fibrillation/fibrillation_network.h"\n\n'
    out += "/* clang-format off */\n"
    out += f"const float fibrillation_mean[FIBRILLATION_INPUTS] = {{\n{array(mean)}\n}};\n"
    out += f"const float fibrillation_scale[FIBRILLATION_INPUTS] = {{\n{array(1 / deviation)}\n}};\n"
    out += "const struct fibrillation_network fibrillation_networks[FIBRILLATION_MEMBERS] = {\n"
    for (w1, b1), (w2, b2), (w3, b3) in members:
        out += f"\t{{\n\t.weight1 = {matrix(w1.T)},\n\t.bias1 = {{\n{array(b1)}\n\t}},\n"
        out += f"\t.weight2 = {matrix(w2.T)},\n\t.bias2 = {{\n{array(b2)}\n\t}},\n"
        out += f"\t.weight3 = {{\n{array(w3)}\n\t}},\n\t.bias3 = {number(b3[0])},\n\t}},\n"
    out += "};\n"
    out += tree_tables.single("fibrillation_trees", *tree_tables.of_scikit(boosted)[0]) + "/* clang-format on */\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(out)


def head(data):
    commit = subprocess.check_output(["git", "-C", windows.ROOT, "rev-parse", "--short", "HEAD"], text=True).strip()
    out = f"/*\n * Made by health-models/training/train_fibrillation.py at commit {commit}. Trained on:\n"
    for database in windows.DATABASES:
        mine = sorted({k[1] for k in data if k[0] == database})
        line = f" *   {database}:"
        if database == "challenge-2017":
            mine = [f"all {len(mine)} in hand"]
        for name in mine:
            if len(line) + len(name) > 98:
                out += line + "\n"
                line = " *    "
            line += " " + name
        out += line + "\n"
    return out + " */\n"


def prepared(item):
    key, (f, label, readable, y, hidden) = item
    x = stacked(f)
    more = with_usual(x, readable, not_fibrillating(key, len(x), y))[:, x.shape[1]:]
    return key, (x, label, readable, y, more, hidden)


def main():
    global DATA
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--check"]) or not recordings.DATA:
        sys.exit(__doc__)
    os.makedirs(sys.argv[1], exist_ok=True)
    library = os.path.abspath(os.path.join(sys.argv[1], "fibrillation_rows.so"))
    windows.build(library)
    with multiprocessing.Pool() as pool:
        made = pool.map(windows.make, [(library, key) for key in windows.variants()], chunksize=8)
        DATA = dict(pool.map(prepared, made, chunksize=8))
    if sys.argv[2:]:
        with multiprocessing.Pool(2) as pool:
            check(pool)
        return
    write(f"{windows.ROOT}/health-models/ecg/fibrillation/fibrillation_weights.c", train(DATA, list(DATA)), head(DATA))


if __name__ == "__main__":
    main()
