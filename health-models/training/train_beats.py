#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Grows the two forests that judge beats and writes health-models/ecg/beats/beat_forest_trees.c.

  HEALTH_TWIN_DATA=... health-models/training/train_beats.py WORK_DIR

Needs numpy, scipy, scikit-learn and gcc; takes some twenty minutes on two cores. In order:
  1. rows of every record, as a strap sends it, from the engine with plain rules (first_rules.c);
  2. five folds by person; for each, forests grown on the rules' rows of the others, and rows of
     the fold's own records from an engine with those: rows as they come from unseen people;
  3. five folds again, grown on both kinds of rows (the rules' show what a heart looks like that was
     misunderstood): the cross-validated figures, printed;
  4. forests grown on all rows: beat_forest_trees.c.
"""

import ctypes
import multiprocessing
import os
import subprocess
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the pool is the parallelism

import numpy as np

import engine_sources
import recordings
import tree_tables

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
VARIANTS = ("h10", "second", "noise")
SCORED = ("as_is", "h10", "noise")
ROUNDS = 60
TREES = {"max_leaf_nodes": 15, "min_samples_leaf": 60, "l2_regularization": 5.0, "early_stopping": False,
         "random_state": 1}
SHRINKAGE = 0.1
BALANCE = 0.25    # how much less the many alike beats of one person count
VARIANT_WEIGHT = (1.0, 0.6, 0.4)
KEEP = (0.3, 0.3, 1.0, 1.0)  # share of the rows used: no beat, N, V, S
LABEL = {"N": 1, "S": 3, "V": 2, "F": -1, "Q": -1}
WINDOW_S = 0.150


class Rows(ctypes.Structure):
    _fields_ = [("rows", ctypes.c_void_p), ("rows_max", ctypes.c_long), ("rows_count", ctypes.c_long),
                ("beats", ctypes.c_void_p), ("beats_max", ctypes.c_long), ("beats_count", ctypes.c_long)]


def build(library, weights):
    """Compiles the engine with the given weights (or rules) into a shared library."""
    left_out = {"beat_forest_trees.c", "ecg_stream.c"} | ({"beat_forest.c"} if weights.endswith("first_rules.c") else set())
    sources = engine_sources.sources(left_out)
    sources += [os.path.join(ROOT, "common/bytes.c"), weights,
                os.path.join(ROOT, "health-models/training/engine_rows.c")]
    subprocess.check_call(["gcc", "-std=gnu11", "-O2", "-ffp-contract=off", "-fPIC", "-shared",
                           "-I" + ROOT, *sources, "-lm", "-o", library])


def run_engine(library, x, rate):
    """Returns (rows [n, features + 2], beats [m, 4])."""
    engine = ctypes.CDLL(library)
    features = engine.engine_features()
    x = np.ascontiguousarray(x, np.float32)
    rows = np.zeros((int(len(x) / rate * 16) + 1000, features + 2), np.float32)
    beats = np.zeros((int(len(x) / rate * 8) + 100, 4))
    out = Rows(rows.ctypes.data, len(rows), 0, beats.ctypes.data, len(beats), 0)
    rc = engine.engine_run(ctypes.c_void_p(x.ctypes.data), ctypes.c_long(len(x)), ctypes.c_double(rate),
                           ctypes.byref(out))
    if rc:
        raise OSError(-rc, "the engine refused")
    return rows[:out.rows_count], beats[:out.beats_count]


def pair(reference, test, window):
    """Nearest first, one to one: for each test position the index of its reference, or -1."""
    pairs, j0 = [], 0
    for i, r in enumerate(reference):
        while j0 < len(test) and test[j0] < r - window:
            j0 += 1
        j = j0
        while j < len(test) and test[j] <= r + window:
            pairs.append((abs(test[j] - r), i, j))
            j += 1
    of_test, taken = np.full(len(test), -1), set()
    for _, i, j in sorted(pairs):
        if of_test[j] < 0 and i not in taken:
            of_test[j] = i
            taken.add(i)
    return of_test


def label_rows(rows, rate, beats, spans):
    """Labels 0 none, 1 N, 2 V, 3 S, -1 left out (fusion, paced, flutter, beyond the annotated part)."""
    where, back = np.unique(rows[:, -1].astype(float), return_inverse=True)
    of_test = pair([s for s, _ in beats], list(where), WINDOW_S * rate)
    label = np.array([0 if i < 0 else LABEL[beats[i][1]] for i in of_test], np.int8)
    for start, end in spans:
        label[(where >= start - rate) & (where < end + rate)] = -1
    label[(where > beats[-1][0] + rate) | (where < beats[0][0] - 2 * rate)] = -1
    return label[back]


def record_rows(job):
    library, number, kind = job
    database, name = recordings.training_records()[number]
    x, rate, beats, spans = recordings.variant(database, name, VARIANTS[kind])
    rows, _ = run_engine(library, x, rate)
    out = []
    for look in (1, 2):
        some = rows[rows[:, -2] == look]
        out.append((some[:, :-2].copy(), label_rows(some, rate, beats, spans), number, kind))
    return out


def gather(pool, libraries, variants):
    """libraries[fold]: rows of both looks, each as (features, label, record, variant)."""
    records = recordings.training_records()
    jobs = [(libraries[recordings.fold(*r)], i, kind) for kind in range(variants) for i, r in enumerate(records)]
    parts = pool.map(record_rows, jobs, chunksize=1)
    first = ctypes.CDLL(libraries[0]).engine_features_first()
    looks = []
    for look in (0, 1):
        some = [p[look] for p in parts]
        features = np.concatenate([s[0] for s in some])
        looks.append((features[:, :first] if look == 0 else features,
                      np.concatenate([s[1] for s in some]),
                      np.concatenate([np.full(len(s[1]), s[2], np.int16) for s in some]),
                      np.concatenate([np.full(len(s[1]), s[3], np.int8) for s in some])))
    return looks


def row_weights(label, record, kind):
    w = np.asarray(VARIANT_WEIGHT)[kind]
    for r in np.unique(record):
        for c in range(len(KEEP)):
            some = (record == r) & (label == c)
            if some.any():
                w[some] *= (1000.0 / max(some.sum(), 200)) ** BALANCE
    w /= np.asarray(KEEP)[label]
    return (w / w.mean()).astype(np.float32)


def grow(x, y, weight):
    """(base, trees) of each class, whose sums are log odds."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    model = HistGradientBoostingClassifier(max_iter=ROUNDS, learning_rate=SHRINKAGE, **TREES)
    return tree_tables.of_scikit(model.fit(x, y, sample_weight=weight))


def write(path, looks, head):
    """looks: {"first": [(base, trees) of each class], "final": likewise}."""
    out = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n" + head
    out += '#include "health-models/ecg/beats/beat_forest.h"\n\n/* clang-format off */\n'
    for look, classes in looks.items():
        text, array = tree_tables.several(look, classes)
        out += text + f"const struct beat_forest beat_forest_{look} = {{{array}}};\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(out + "/* clang-format on */\n")


def grow_one(job):
    paths, look, left_out = job
    parts = [np.load(f"{path}{look}.npz") for path in paths]
    x, label, record, kind = (np.concatenate([p[k] for p in parts]) for k in ("x", "label", "record", "kind"))
    records = recordings.training_records()
    folds = np.array([recordings.fold(*r) for r in records])[record]
    apart = np.array([r[1] in recordings.APART for r in records])[record]
    draw = np.random.default_rng(100).random(len(label))
    use = (label >= 0) & ~apart & (folds != left_out) & (draw < np.asarray(KEEP)[label])
    x, label, record, kind = x[use], label[use], record[use], kind[use]
    return grow(x, label, row_weights(label, record, kind))


def grow_all(pool, work, paths, left_outs, tag, head=""):
    """Grows the forests for every fold left out; writes and builds WORK/TAGfold.so."""
    done = pool.map(grow_one, [(paths, look, f) for f in left_outs for look in (0, 1)], chunksize=1)
    libraries = []
    for n, f in enumerate(left_outs):
        source = os.path.join(work, f"{tag}{f}.c")
        write(source, {"first": done[2 * n], "final": done[2 * n + 1]}, head)
        libraries.append(os.path.join(work, f"{tag}{f}.so"))
        build(libraries[-1], source)
    return libraries


def save(path, looks):
    for look, (x, label, record, kind) in enumerate(looks):
        np.savez(f"{path}{look}.npz", x=x, label=label, record=record, kind=kind)


def score_record(job):
    """Counts by EC57: beats, found, false; V, V found, V false; S likewise."""
    library, database, name, kind = job
    x, rate, beats, spans = recordings.variant(database, name, kind)
    _, found = run_engine(library, x, rate)

    def scored(sample):
        return not any(a <= sample < b for a, b in spans)
    beats = [b for b in beats if scored(b[0])]
    found = [f for f in found if scored(f[0])]
    of_test = pair([s for s, _ in beats], [f[0] for f in found], WINDOW_S * rate)
    classes = [beats[i][1] if i >= 0 else "" for i in of_test]
    called_v = [f[1] == ord("V") for f in found]
    hits = sum(v and c == "V" for v, c in zip(called_v, classes))
    false_v = sum(v and c in ("N", "S", "") for v, c in zip(called_v, classes))
    called_s = [f[1] == ord("S") for f in found]
    hits_s = sum(s and c == "S" for s, c in zip(called_s, classes))
    false_s = sum(s and c in ("N", "V", "F", "") for s, c in zip(called_s, classes))
    return np.array([len(beats), (of_test >= 0).sum(), (of_test < 0).sum(),
                     sum(c == "V" for _, c in beats), hits, false_v,
                     sum(c == "S" for _, c in beats), hits_s, false_s])


def percent(part, whole):
    return f"{100 * part / whole:.2f}" if whole else "-"


def print_scores(pool, libraries, title):
    for kind in SCORED:
        for database in ("mitdb", "svdb", "nsrdb", "cpsc2021"):
            some = [r for r in recordings.training_records() if r[0] == database and r[1] not in recordings.PACED]
            n, found, false, v, hits, false_v, s, hits_s, false_s = sum(pool.map(
                score_record, [(libraries[recordings.fold(*r)], *r, kind) for r in some], chunksize=1))
            print(f"{title} {database:9s}{kind:10s} QRS {percent(found, n)} / {percent(found, found + false)}"
                  f"  VEB {percent(hits, v)} / {percent(hits, hits + false_v)}"
                  f"  SVEB {percent(hits_s, s)} / {percent(hits_s, hits_s + false_s)}"
                  f"  ({n} beats, {v} V, {s} S)", flush=True)


def head():
    commit = subprocess.check_output(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], text=True).strip()
    by_database = {}
    for database, name in recordings.training_records():
        if name not in recordings.APART:
            by_database.setdefault(database, []).append(name)
    out = ("/*\n * Generated by health-models/training/train_beats.py; do not edit.\n"
           f" * Engine that it was grown with: commit {commit}. Grown on both signals of:\n")
    for database, some in by_database.items():
        line = f" * {database}:"
        for name in some:
            if len(line) + len(name) > 95:
                out, line = out + line + "\n", " *  "
            line += " " + name
        out += line + "\n"
    return out + " * and nstdb em, ma, bw mixed into copies of them.\n */\n"


def main():
    work = os.path.abspath(sys.argv[1])
    os.makedirs(work, exist_ok=True)
    folds = list(range(recordings.FOLDS))
    rules, unseen = os.path.join(work, "rules"), os.path.join(work, "unseen")
    build(rules + ".so", os.path.join(ROOT, "health-models/training/first_rules.c"))
    with multiprocessing.Pool(2) as pool:
        save(rules, gather(pool, [rules + ".so"] * recordings.FOLDS, 1))
        save(unseen, gather(pool, grow_all(pool, work, [rules], folds, "early"), len(VARIANTS)))
        print_scores(pool, grow_all(pool, work, [rules, unseen], folds, "fold"), "cross-validated")
        shipped = grow_all(pool, work, [rules, unseen], [-1], "all", head())
        print_scores(pool, shipped * recordings.FOLDS, "shipped")
    os.replace(os.path.join(work, "all-1.c"), os.path.join(ROOT, "health-models/ecg/beats/beat_forest_trees.c"))


if __name__ == "__main__":
    if len(sys.argv) != 2 or not recordings.DATA:
        sys.exit("usage: HEALTH_TWIN_DATA=DIR train_beats.py WORK_DIR")
    main()
