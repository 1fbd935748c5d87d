#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the trees of the AF detector and writes health-models/ecg/atria/af_weights.c.

  HEALTH_TWIN_DATA=... health-models/training/train_af.py WORK_DIR [--check]

Needs numpy, scipy and gcc; takes some five minutes on two cores. The beats of every recording come from
the engine and are kept in WORK_DIR/beats.pickle. --check: five folds by person, cross-validated figures are
printed, the levels that open and close an episode chosen for each fold on the other four; and those of each
database that no tree had seen, with the levels that ship.
"""

import itertools
import multiprocessing
import os
import pickle
import subprocess
import sys
import zlib

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the pool is the parallelism

import numpy as np

import af_data
import complete_trees
import recordings
import tree_tables
from af_data import AF, NOT_AF

BEAT = {"classes": 1, "rounds": 100, "depth": 4, "rate": 0.1, "l2": 3, "least_hessian": 1, "column_share": 0.25,
        "row_share": 0.4}
RECORD = {"classes": 4, "rounds": 160, "depth": 4, "rate": 0.04, "l2": 1, "least_hessian": 1, "column_share": 0.2,
          "row_share": 0.7}
LEVELS = list(itertools.product((0.3, 0.5, 0.8, 1.1, 1.5), (0.3, 0.6, 0.9)))  # opens; closes so much lower
SHIPPED = (0.5, 0.6)  # OPEN_FROM and CLOSE_BELOW of af_detector.c
TIMED = ("mitdb", "cpsc2021", "svdb", "nsrdb", "vfdb", "cudb", "harlab")
SMOOTH, LEAST_BEATS, FIRST_BEATS, UNREADABLE_REACH = 3, 12, 8, 3  # as there
RECORD_FOLDS = 10  # 1,300 recordings are few
OFFICIAL = np.array([5076, 758, 2415, 279.0])  # N A O ~ of the challenge
# What all beats of one person weigh against one recording of challenge-2017; those in AF thrice.
WEIGHT = {"mitdb": 4, "cpsc2021": 1.5, "svdb": 2, "nsrdb": 6, "afdb": 6, "vfdb": 3, "cudb": 1, "made up": 0.5,
          "harlab": 6, "splice": 1}
VARIANT_WEIGHT = {"second": 0.5, "noise": 0.5}
COPY_WEIGHT = {"": 1, "ventricular": 0.3, "blind": 0.3}
NOISE_WEIGHT = 0.5  # of the challenge's ~
MOST_VENTRICULAR = 0.35
RECORD_WEIGHT = 0.5  # exponent: between the mix of classes in hand (0) and the official one (1)


def copies(job):
    """Also learned from: with beats called ventricular at random, and without atria."""
    yield ""
    if job[0] in ("challenge-2017", "made up") or job[0] in ("mitdb", "cpsc2021") and job[2] == "as_is":
        yield "ventricular"
    if job[0] == "challenge-2017" or job[2] == "as_is" and job[0] in ("mitdb", "cpsc2021", "svdb", "nsrdb", "harlab"):
        yield "blind"


def rows_of(number):
    """[(copy, features, the beat of each row)] of a job."""
    engine, (beats, _, _, _, _) = af_data.Engine(LIBRARY), PARTS[number]
    out = []
    for copy in copies(JOBS[number]):
        rng = np.random.default_rng(number)
        share = rng.uniform(0, MOST_VENTRICULAR) if copy == "ventricular" or copy == "blind" and number % 2 else 0
        out.append((copy, *engine.features(beats, rng.random(len(beats)) < share, copy == "blind")))
    return out


def row_weights(job, copy, label):
    weight = np.zeros(len(label), np.float32)
    if job[0] in ("challenge-2017", "splice"):
        weight[:] = COPY_WEIGHT[copy] * (NOISE_WEIGHT if job[2] == "~" else 1) / max(len(label), 1)
        return weight
    whole = WEIGHT[job[0]] * VARIANT_WEIGHT.get(job[2], 1) * COPY_WEIGHT[copy]
    for c in (AF, NOT_AF):
        some = label == c
        if some.sum() > 4:
            weight[some] = whole * (3 if c == AF else 1) * min(1, some.sum() / 50) / some.sum()
    return weight


def gather_rows():
    """Dict of x, label, weight, fold, job, which, copied."""
    with multiprocessing.Pool(2) as pool:
        each = pool.map(rows_of, range(len(JOBS)), chunksize=8)
    rows = {name: [] for name in ("x", "label", "weight", "fold", "job", "which", "copied")}
    for number, (job, copied) in enumerate(zip(JOBS, each)):
        fold = af_data.fold_of(job)
        for copy, x, which in copied:
            label = PARTS[number][2][which]
            values = (x, label, row_weights(job, copy, label), fold, number, which, copy != "")
            for name, value in zip(rows, values):
                rows[name].append(np.full(len(x), value) if np.isscalar(value) else value)
    return {name: np.concatenate(values) for name, values in rows.items()}


def fit_beats(left_out):
    """Trees of all rows but some."""
    use = np.flatnonzero(~left_out & (ROWS["weight"] > 0))
    return complete_trees.Trees(TREES, seed=0, **BEAT).fit(BINS[:, use], ROWS["label"][use], ROWS["weight"][use])


def judge(part):
    """What trees of all others say of a fold (a number) or a database: job -> (which, score)."""
    of = np.array([part in (af_data.fold_of(job), job[0]) for job in JOBS])[ROWS["job"]]
    test = np.flatnonzero(of & ~ROWS["copied"])
    score, said = fit_beats(of).score(BINS[:, test])[:, 0], {}
    for n in np.unique(ROWS["job"][test]):
        if JOBS[n][0] in TIMED:
            some = ROWS["job"][test] == n
            said[n] = ROWS["which"][test][some], score[some]
    return said


def fit_record(x, y, seed):
    levels = complete_trees.levels_of(x)
    weight = ((OFFICIAL / np.bincount(y, minlength=4)) ** RECORD_WEIGHT)[y]
    return complete_trees.Trees(TREES, seed=seed, **RECORD).fit(complete_trees.bins_of(x, levels), y, weight), levels


def to_official_mix(y):
    return (1 - RECORD_WEIGHT) * np.log(OFFICIAL / np.bincount(y, minlength=4))


def smoothed(score):
    sums, i = np.concatenate([[0], np.cumsum(score, dtype=float)]), np.arange(len(score))
    low, high = np.maximum(i - SMOOTH // 2, 0), np.minimum(i + SMOOTH // 2 + 1, len(score))
    return (sums[high] - sums[low]) / (high - low)


def episodes(number, which, score, opens, closes):
    """[(start, end)] in samples, as af_detector.c finds them; no break is looked for."""
    at, _, readable = af_data.Engine(LIBRARY).words(PARTS[number][0])
    out, since = [], None
    for target, now in zip(which, smoothed(score)):
        near = readable[max(0, target - UNREADABLE_REACH):target + UNREADABLE_REACH + 1]
        unreadable = 2 * (near == 0).sum() > len(near)
        if since is not None and (now < closes or unreadable):
            if target - since >= LEAST_BEATS:
                out.append((at[since], at[target]))
            since = None
        elif since is None and now > opens and not unreadable:
            since = target
    if since is not None and len(at) - since >= LEAST_BEATS:
        out.append((at[since], at[-1] + 1))
    return out


def reference(job, rate, seconds):
    """(AF, neutral) as lists of [start, end) in samples."""
    import ec57
    import wfdb_annotations
    if job[0] not in ("mitdb", "cpsc2021", "vfdb"):
        return [], []
    marks = wfdb_annotations.read(f"{recordings.DATA}/ecg/{job[0]}/{job[1]}.atr")
    end = int(seconds * rate)
    return tuple(ec57.spans(marks, rhythms, end) for rhythms in (af_data.AF_RHYTHMS, af_data.NEUTRAL_RHYTHMS))


def times(number, which, score, opens, closes):
    """Seconds: AF found, AF, AF said where there is none, no AF."""
    import ec57
    _, rate, _, seconds, _ = PARTS[number]
    af, neutral = reference(JOBS[number], rate, seconds)
    said = ec57.subtract(episodes(number, which, score, opens, closes), neutral)
    found = ec57.overlap(af, said)
    return np.array([found / rate, ec57.length(af) / rate, (ec57.length(said) - found) / rate,
                     seconds - (ec57.length(af) + ec57.length(neutral)) / rate])


def group_of(job):
    paced = " paced" if job[0] == "mitdb" and job[1] in recordings.PACED else ""
    return f"{job[0]} {job[2]}{paced}"


def worth(table, jobs):
    """Of one pair of levels: mean of Se and Sp by time over the databases that choose."""
    total = {}
    for number in jobs:
        total[group_of(JOBS[number])] = total.get(group_of(JOBS[number]), 0) + table[number]
    shares = []
    for group in ("mitdb as_is", "mitdb noise", "cpsc2021 as_is", "cpsc2021 noise", "nsrdb as_is", "harlab as_is"):
        t = total.get(group)
        if t is not None and t[1] > 0:
            shares.append(t[0] / t[1])
        if t is not None:
            shares.append(1 - t[2] / t[3])
    return np.mean(shares)


def add_times(table, number, total, people):
    group = group_of(JOBS[number])
    total[group] = total.get(group, 0) + table[number]
    people.setdefault(group, []).append((JOBS[number][1], table[number]))


def print_groups(total, people):
    for group in sorted(total):
        t = total[group]
        weak = [f"{name} {100 * p[0] / max(p[1], 1):.0f}/{100 - 100 * p[2] / max(p[3], 1):.0f}"
                for name, p in sorted(people[group]) if p[0] < 0.95 * p[1] or p[2] > 0.05 * p[3]]
        print(f"{group:20s} Se {100 * t[0] / t[1] if t[1] else np.nan:.1f} of {t[1]:.0f} s, "
              f"Sp {100 - 100 * t[2] / max(t[3], 1):.1f}  ", *weak)


def print_folds(said):
    """said: job -> (which, score). Levels of each fold from the other four."""
    tables = {levels: {n: times(n, *said[n], levels[0], levels[0] - levels[1]) for n in said} for levels in LEVELS}
    total, people, chosen = {}, {}, []
    for fold in range(af_data.FOLDS):
        others = [n for n in said if af_data.fold_of(JOBS[n]) != fold]
        best = max(LEVELS, key=lambda levels: worth(tables[levels], others))
        chosen.append(best)
        for n in said:
            if af_data.fold_of(JOBS[n]) == fold:
                add_times(tables[best], n, total, people)
    print("levels of the folds:", *chosen, "; best for all:",
          max(LEVELS, key=lambda levels: worth(tables[levels], list(said))))
    print_groups(total, people)


def check_beats(pool):
    said = {}
    for part in pool.imap_unordered(judge, range(af_data.FOLDS)):
        said.update(part)
    print_folds(said)
    for database, part in zip(TIMED, pool.imap(judge, TIMED)):
        total, people = {}, {}
        table = {n: times(n, *part[n], SHIPPED[0], SHIPPED[0] - SHIPPED[1]) for n in part}
        for n in part:
            if JOBS[n][2] == "as_is":
                add_times(table, n, total, people)
        print("trained without", database)
        print_groups(total, people)


def check_record(x, y, names):
    import challenge2017
    score, fold = np.zeros((len(y), 4)), np.array([zlib.crc32(n.encode()) % RECORD_FOLDS for n in names])
    for f in range(RECORD_FOLDS):
        trees, levels = fit_record(x[fold != f], y[fold != f], 0)
        score[fold == f] = trees.score(complete_trees.bins_of(x[fold == f], levels)) + to_official_mix(y)
    p = np.exp(score - score.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    p[x[:, 0] < FIRST_BEATS] = np.eye(4)[3]
    words = ("N", "AFIB", "OTHER", "NOISE")
    summaries = {n: {"rhythm": words[q.argmax()], "af_probability": q[AF]} for n, q in zip(names, p)}
    figures = challenge2017.figures({n: af_data.CLASSES[k] for n, k in zip(names, y)}, summaries)
    print("challenge-2017", {k: round(v, 3) for k, v in figures.items()})


def head():
    commit = subprocess.check_output(["git", "-C", af_data.ROOT, "rev-parse", "--short", "HEAD"], text=True).strip()
    return ("/*\n * Generated by health-models/training/train_af.py; do not edit.\n"
            f" * Engine it was trained with: commit {commit}. Trained on the recordings in hand of\n"
            " * challenge-2017, mitdb (DS1 without 118 and 119, 107, 217), cpsc2021, svdb, nsrdb, vfdb, cudb,\n"
            " * harlab, on afdb's intervals, on nstdb mixed into copies, and on made-up series of intervals.\n */\n")


def write(path, beat, beat_levels, record, record_levels, shift):
    out = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n" + head()
    out += '#include "health-models/ecg/atria/af_trees.h"\n\n/* clang-format off */\n'
    text, array = tree_tables.several("record", record.scores(record_levels, shift))
    out += tree_tables.single("af_trees_beat", *beat.scores(beat_levels)[0])
    out += text + f"const struct boosted_trees af_trees_record[AF_CLASSES] = {array};\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(out + "/* clang-format on */\n")


def main():
    global LIBRARY, TREES, JOBS, PARTS, ROWS, BINS
    work = os.path.abspath(sys.argv[1])
    os.makedirs(work, exist_ok=True)
    LIBRARY, TREES = os.path.join(work, "af_rows.so"), os.path.join(work, "complete_trees.so")
    af_data.build(LIBRARY)
    complete_trees.build(TREES)
    kept = os.path.join(work, "beats.pickle")
    if not os.path.exists(kept):
        with open(kept, "wb") as file:
            pickle.dump(af_data.gather(LIBRARY), file, protocol=4)
    with open(kept, "rb") as file:
        JOBS, PARTS = pickle.load(file)
    ROWS = gather_rows()
    beat_levels = complete_trees.levels_of(ROWS["x"][ROWS["weight"] > 0])
    BINS = complete_trees.bins_of(ROWS["x"], beat_levels)
    short = [n for n, job in enumerate(JOBS) if job[0] == "challenge-2017"]
    x = np.stack([PARTS[n][4] for n in short])
    y, names = np.array([af_data.CLASSES.index(JOBS[n][2]) for n in short]), [JOBS[n][1] for n in short]
    if "--check" in sys.argv:
        check_record(x, y, names)
        with multiprocessing.Pool(2) as pool:
            check_beats(pool)
    record, record_levels = fit_record(x, y, 0)
    beat = fit_beats(np.zeros(len(ROWS["label"]), bool))
    write(os.path.join(af_data.ROOT, "health-models/ecg/atria/af_weights.c"), beat, beat_levels, record, record_levels,
          to_official_mix(y))


if __name__ == "__main__":
    if len(sys.argv) < 2 or not recordings.DATA:
        sys.exit("usage: HEALTH_TWIN_DATA=DIR train_af.py WORK_DIR [--check]")
    main()
