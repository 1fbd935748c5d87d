#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits the weights of health-models/ecg/beats/p_wave_weights.c.

  HEALTH_TWIN_DATA=... health-models/training/train_p_wave.py WORK_DIR

Needs numpy, scipy and gcc; takes two minutes. No P wave is marked in the recordings: the truth is
the rhythm's. There is none where the reference says atrial fibrillation, flutter or nodal rhythm;
there is one before a normal beat or bundle branch block in sinus rhythm; other beats are left out.
mitdb (without the paced 107 and 217, and without 118 and 119, which are kept for the noise rows),
cpsc2021, nsrdb, and 260 recordings each of classes A and N of challenge-2017, all as a strap sends
them; each record counts by the root of its beats, both classes alike. Prints the figures of five
folds by person, then writes the table.
"""

import ctypes
import os
import subprocess
import sys
import zlib

import numpy as np

import engine_sources
from c_number import number
import recordings

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
KEPT_FOR_NOISE = ["118", "119"]
CHALLENGE_EACH = 260
FOLDS, RIDGE, STEPS = 5, 1e-3, 30
NEAR_S = 0.1
SINUS = ("(N", "(SBR", "(B", "(T")
NONE = ("(AFIB", "(AFL")


def build(library):
    sources = engine_sources.sources({"beat_record.c", "finding_record.c", "ecg_stream.c"})
    subprocess.check_call(["gcc", "-std=gnu11", "-O2", "-ffp-contract=off", "-fPIC", "-shared", "-I" + ROOT,
                           f"{ROOT}/health-models/training/p_wave_rows.c", *sources, "-lm", "-o", library])


def rows_of(library, x, rate):
    run = ctypes.CDLL(library)
    run.p_wave_run.restype = ctypes.c_long
    width, most = run.p_wave_row(), len(x) // 20
    x = np.ascontiguousarray(np.where(np.isfinite(x), x, 0), dtype=np.float32)
    rows = np.zeros((most, width))
    count = run.p_wave_run(x.ctypes.data_as(ctypes.c_void_p), ctypes.c_long(len(x)), ctypes.c_double(rate),
                           rows.ctypes.data_as(ctypes.c_void_p), ctypes.c_long(most))
    return rows[:count]


def truth_of(symbol, rhythm):
    """1 = a P wave, 0 = none, -1 = not known."""
    if rhythm in NONE:
        return -1 if symbol in "VFE!" else 0
    if symbol in "jJ" or rhythm == "(NOD":
        return 0
    return 1 if rhythm in SINUS and symbol in "NLR" else -1


def annotated(library, database, name):
    import wfdb_annotations
    x, rate, _, _ = recordings.variant(database, name, "h10")
    file_rate = recordings.read_signal(database, name)[1]
    rhythm, at, truth = "(N", [], []
    for a in wfdb_annotations.read(f"{recordings.DATA}/ecg/{database}/{name}.atr"):
        if a.symbol == "+" and a.aux:
            rhythm = a.aux.strip("\0 ")
        if a.symbol in recordings.CLASSES:
            at.append(a.sample * rate / file_rate)
            truth.append(truth_of(a.symbol, rhythm))
    rows, at = rows_of(library, x, rate), np.array(at)
    after = np.clip(np.searchsorted(at, rows[:, 0]), 1, len(at) - 1)
    nearest = np.where(rows[:, 0] - at[after - 1] < at[after] - rows[:, 0], after - 1, after)
    known = np.abs(at[nearest] - rows[:, 0]) <= NEAR_S * rate
    return rows, np.where(known, np.array(truth)[nearest], -1)


def challenge(library, name, has_p):
    x = np.fromfile(f"{recordings.DATA}/ecg/challenge-2017/{name}.mat", dtype="<i2", offset=24).astype(float)
    x = recordings.resample(x, 300, 130)
    x = np.trunc(np.round(x / recordings.H10_STEP_UV) * recordings.H10_STEP_UV)
    rows = rows_of(library, x, 130)
    return rows, np.where(rows[:, 1] == ord("N"), int(has_p), -1)


def read_all(library):
    """Parts of (database, person, measures, truth)."""
    parts = []
    for database in ("mitdb", "cpsc2021", "nsrdb"):
        for name in recordings.names(database):
            if name in recordings.PACED + KEPT_FOR_NOISE:
                continue
            rows, truth = annotated(library, database, name)
            person = name.split("_")[1] if database == "cpsc2021" else name
            parts.append((database, person, rows[truth >= 0, 2:], truth[truth >= 0]))
    with open(f"{recordings.DATA}/ecg/challenge-2017/REFERENCE.csv", encoding="ascii") as file:
        labels = [line.strip().split(",") for line in file if line.strip()]
    rng = np.random.default_rng(1)
    for label in "AN":
        names = sorted(n for n, l in labels if l == label)
        for name in rng.permutation(names)[:CHALLENGE_EACH]:
            rows, truth = challenge(library, name, label == "N")
            parts.append(("challenge-2017", name, rows[truth >= 0, 2:], truth[truth >= 0]))
    return [p for p in parts if len(p[3]) >= 5]


def with_one(x):
    return np.column_stack([np.ones(len(x)), x])


def fit(parts):
    x, y = with_one(np.concatenate([p[2] for p in parts])), np.concatenate([p[3] for p in parts])
    w = np.concatenate([np.full(len(p[3]), len(p[3]) ** -0.5) for p in parts])
    for label in (0, 1):
        w[y == label] /= w[y == label].sum()
    weight, penalty = np.zeros(x.shape[1]), RIDGE * (np.arange(x.shape[1]) > 0)
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weight))
        curvature = (x.T * (w * p * (1 - p))) @ x + RIDGE * np.eye(x.shape[1])
        weight += np.linalg.solve(curvature, x.T @ (w * (y - p)) - penalty * weight)
    return weight


def check(parts):
    fold = [zlib.crc32((p[0] + p[1]).encode()) % FOLDS for p in parts]
    said = []
    for k in range(FOLDS):
        weight = fit([p for p, f in zip(parts, fold) if f != k])
        said += [(p[0], p[3], with_one(p[2]) @ weight > 0) for p, f in zip(parts, fold) if f == k]
    print(f"{sum(len(p[3]) for p in parts)} beats")
    for database in ("mitdb", "cpsc2021", "nsrdb", "challenge-2017"):
        truth, told = (np.concatenate([s[i] for s in said if s[0] == database]) for i in (1, 2))
        without = f"{100 * told[truth == 0].mean():.1f} %" if (truth == 0).any() else "-"
        print(f"{database:15} told before {100 * told[truth == 1].mean():.1f} % of sinus beats, {without} of beats without")


def write(weight):
    commit = subprocess.check_output(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], text=True).strip()
    with open(f"{ROOT}/health-models/ecg/beats/p_wave_weights.c", "w", encoding="ascii") as file:
        file.write("/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
                   f"/* Made by health-models/training/train_p_wave.py (after {commit}) of mitdb without 107, 118, 119 and\n"
                   " * 217, cpsc2021, nsrdb and challenge-2017. */\n"
                   '#include "health-models/ecg/beats/p_wave.h"\n\n'
                   "const float p_wave_weight[P_WAVE_MEASURES + 1] = {"
                   + ", ".join(number(v) for v in weight) + "};\n")


def main():
    if len(sys.argv) != 2 or not recordings.DATA:
        sys.exit(__doc__)
    os.makedirs(sys.argv[1], exist_ok=True)
    library = os.path.abspath(os.path.join(sys.argv[1], "p_wave_rows.so"))
    build(library)
    parts = read_all(library)
    check(parts)
    write(fit(parts))


if __name__ == "__main__":
    main()
