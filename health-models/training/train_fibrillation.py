#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the networks of health-models/ecg/fibrillation_weights.c.

  HEALTH_TWIN_DATA=... health-models/training/train_fibrillation.py WORK_DIR [--check]

Needs numpy, scipy and gcc; takes some minutes. Five folds by person: the cross-validated figures,
printed with --check; and networks trained on all: fibrillation_weights.c.

Windows of four seconds that lie in fibrillation or flutter as a whole are what is to be found.
Windows in part of it are left out. Recordings: cudb, vfdb, mitdb, nsrdb, svdb, and walking and
jogging people (motion/harlab); also with nstdb's noises, and of vfdb the second signal.
"""

import ctypes
import multiprocessing
import os
import subprocess
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the pool is the parallelism

import numpy as np
import scipy.io.wavfile
import zlib

import perceptron
import recordings

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
RHYTHMS = {"(VFL": 1, "(VF": 1, "(VFIB": 1, "(NOISE": 2, "(VT": 3}
OTHER, FIBRILLATION, NOISE, TACHYCARDIA = range(4)
FOLDS, MEMBERS, SEED = 5, 3, 0
HIDDEN = (16, 8)
LIMIT, SCORE_LIMIT = 6, 8
LOOKS = (0, 2, 4)  # seconds ago
STEPS, BATCH = 1200, 384
WEIGHT = {"as_is": 1.0, "noise": 0.35, "second": 0.4}
CLASS_WEIGHT = {OTHER: 0.75, FIBRILLATION: 2.0, NOISE: 0.5, TACHYCARDIA: 0.7}
DATABASE_WEIGHT = {"mitdb": 0.6, "nsrdb": 0.6, "svdb": 0.3, "harlab": 0.6}
SMOOTH, BEGINS, ENDS, CENTRE_S = 3, 0.7, -0.5, 2.5  # as in fibrillation.c
TENTHS = 10  # labels per second


def build(library):
    sources = [f"{ROOT}/health-models/ecg/{f}.c" for f in
               ("fibrillation", "fibrillation_features", "fibrillation_network", "fibrillation_weights")]
    sources += [f"{ROOT}/health-models/signal/{f}.c" for f in ("biquad", "log_exp", "rate_converter")]
    subprocess.check_call(["gcc", "-std=gnu11", "-O2", "-ffp-contract=off", "-fPIC", "-shared", "-I" + ROOT,
                           *sources, f"{ROOT}/health-models/training/fibrillation_rows.c", "-lm", "-o", library])


def rows_of(library, x, rate):
    engine = ctypes.CDLL(library)
    engine.fibrillation_rows.restype = ctypes.c_long
    columns = engine.fibrillation_columns()
    x = np.ascontiguousarray(x, np.float32)
    out = np.zeros((int(len(x) / rate) + 10, columns), np.float32)
    n = engine.fibrillation_rows(ctypes.c_void_p(x.ctypes.data), ctypes.c_long(len(x)), ctypes.c_double(rate),
                                 ctypes.c_void_p(out.ctypes.data), ctypes.c_long(len(out)))
    if n < 0:
        raise ValueError(f"a rate of {rate} Hz")
    return out[:n]


def records():
    out = [(db, n) for db in ("cudb", "vfdb", "mitdb", "nsrdb", "svdb") for n in recordings.names(db)]
    walking = os.path.join(recordings.DATA, "motion/harlab")
    return out + [("harlab", n) for n in sorted(os.listdir(walking))]


def variants():
    for database, name in records():
        yield database, name, "as_is"
        if database not in ("harlab", "svdb"):
            yield database, name, "noise"
        if database == "vfdb":
            yield database, name, "second"


def read(database, name, channel):
    if database == "harlab":
        path = os.path.join(recordings.DATA, "motion/harlab", name, "ECG_I.wav")
        rate, x = scipy.io.wavfile.read(path)
        return x.astype(np.float32), float(rate)
    return recordings.read_signal(database, name, channel)


def reference(database, name, rate, length):
    """What every tenth of a second is: OTHER, FIBRILLATION, NOISE or TACHYCARDIA."""
    y = np.zeros(int(length / rate * TENTHS) + 2, np.int8)
    if database not in ("cudb", "vfdb", "mitdb"):
        return y
    import wfdb_annotations
    annotations = wfdb_annotations.read(f"{recordings.DATA}/ecg/{database}/{name}.atr")

    def put(start, end, what):
        y[int(start / rate * TENTHS):int(end / rate * TENTHS)] = what

    changes = [(a.sample, RHYTHMS.get(a.aux, OTHER)) for a in annotations if a.aux] + [(length, OTHER)]
    for (start, what), (end, _) in zip(changes, changes[1:]):
        put(start, end, what)
    start = None
    for a in annotations:
        if a.symbol == "[":
            start = a.sample
        elif a.symbol == "]" and start is not None:
            put(start, a.sample, FIBRILLATION)
            start = None
    if start is not None:
        put(start, length, FIBRILLATION)
    return y


def with_noise(database, name, kind, x, rate):
    rng = np.random.default_rng(zlib.crc32(f"{database}{name}{kind}".encode()))
    if database in ("cudb", "vfdb"):  # no beats are marked where it fibrillates: one a second will do
        beats = [(i, "N") for i in range(int(rate), len(x) - int(rate), int(rate))]
    else:
        beats, _ = recordings.read_reference(database, name)
    return recordings.mix_noise(x, rate, beats, rng)


def make(job):
    library, key = job
    database, name, kind = key
    x, rate = read(database, name, 1 if kind == "second" else 0)
    y = reference(database, name, rate, len(x))
    if kind == "noise":
        x = with_noise(database, name, kind, x, rate)
    rows = rows_of(library, x, rate)
    return key, (stacked(rows[:, :-1]), labels(rows, y), rows[:, -1], y)


def stacked(f):
    """Each row with those of some seconds ago."""
    return np.concatenate([np.concatenate([np.repeat(f[:1], lag, 0), f[:len(f) - lag]]) for lag in LOOKS], 1)


def labels(rows, y):
    """Of each window; -1 = not to be learned from."""
    share = {}
    for what in (FIBRILLATION, NOISE, TACHYCARDIA):
        c = np.concatenate([[0], np.cumsum(y == what)])
        end = np.minimum((np.arange(len(rows)) + 1) * TENTHS, len(y))
        start = np.maximum(end - 4 * TENTHS, 0)
        share[what] = (c[end] - c[start]) / (4 * TENTHS)
    out = np.full(len(rows), -1, np.int8)
    free = share[FIBRILLATION] < 0.02
    out[free] = OTHER
    out[free & (share[NOISE] > 0.3)] = NOISE
    out[free & (share[TACHYCARDIA] > 0.5)] = TACHYCARDIA
    out[share[FIBRILLATION] > 0.95] = FIBRILLATION
    out[(rows[:, -1] > 0.3)] = -1
    out[:6] = -1
    return out


def folds(data):
    """Records of one person share a fold: each of these is one person."""
    out = {}
    for database in sorted({k[0] for k in data}):
        for i, name in enumerate(sorted({k[1] for k in data if k[0] == database})):
            out[database, name] = (i + (2 if database == "vfdb" else 0)) % FOLDS
    return out


def training_rows(data, keys):
    xs, ys, weights = [], [], []
    for key in keys:
        x, label = data[key][:2]
        for what, class_weight in CLASS_WEIGHT.items():
            chosen = label == what
            n = chosen.sum()
            if n == 0:
                continue
            if what == OTHER:
                class_weight *= DATABASE_WEIGHT.get(key[0], 1)
            xs.append(x[chosen])
            ys.append(np.full(n, what == FIBRILLATION, np.float32))
            weights.append(np.full(n, WEIGHT[key[2]] * class_weight * n ** -0.5))
    return np.concatenate(xs), np.concatenate(ys), np.concatenate(weights)


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


def train(data, keys):
    x, y, weight = training_rows(data, keys)
    mean, deviation = x.mean(0), x.std(0) + 1e-3
    x = np.clip((x - mean) / deviation, -LIMIT, LIMIT).astype(np.float32)
    return mean, deviation, [fit(x, y, weight, SEED + i) for i in range(MEMBERS)]


def judge(networks, x):
    mean, deviation, members = networks
    x = np.clip((x - mean) / deviation, -LIMIT, LIMIT).astype(np.float32)
    total = 0
    for layers in members:
        h = x
        for w, b in layers[:-1]:
            h = np.maximum(h @ w + b, 0)
        total = total + (h @ layers[-1][0] + layers[-1][1])[:, 0]
    return np.clip(total / len(members), -SCORE_LIMIT, SCORE_LIMIT)


def decided(score, tenths):
    """Tenths of a second that fibrillation.c would call fibrillation."""
    sums = np.concatenate([np.zeros(SMOOTH), np.cumsum(score)])
    mean = (sums[SMOOTH:] - sums[:-SMOOTH]) / SMOOTH
    out, present = np.zeros(tenths, bool), False
    for i, value in enumerate(mean):
        present = value > BEGINS or (present and value >= ENDS)
        if present:
            at = (i + 1 - CENTRE_S) * TENTHS
            out[int(max(at, 0)):int(max(at + TENTHS, 0))] = True
    if present:
        out[int((len(mean) - CENTRE_S) * TENTHS):] = True
    return out


def fold_figures(job):
    k, fold = job
    networks = train(DATA, [key for key in DATA if fold[key[:2]] != k])
    out = {}
    for key, (x, _, _, y) in DATA.items():
        if fold[key[:2]] == k and key[2] == "as_is":
            found = decided(judge(networks, x), len(y))
            out[key[:2]] = np.array([[(found & (y == what)).sum(), (y == what).sum()] for what in range(4)]) / TENTHS
    return out


def check(data, pool):
    fold = folds(data)
    figures = {}
    for part in pool.map(fold_figures, [(k, fold) for k in range(FOLDS)], chunksize=1):
        figures.update(part)
    for database in ("cudb", "vfdb", "mitdb", "nsrdb", "svdb", "harlab"):
        mine = {n: f for (d, n), f in figures.items() if d == database}
        for n, f in sorted(mine.items()):
            if f[:, 0].sum() > 0:
                print(database, n, " ".join(f"{w} {a:.0f} of {b:.0f} s;" for w, (a, b) in
                                            zip(("other", "VF", "noise", "VT"), f) if b))
        f = sum(mine.values())
        false, whole = f[[0, 2, 3]].sum(0)
        print(f"{database}: Se {100 * f[1, 0] / max(f[1, 1], 0.1):.2f}  Sp {100 - 100 * false / whole:.2f} "
              f"(noise and VT left out {100 - 100 * f[0, 0] / f[0, 1]:.2f})  false {false:.0f} s", flush=True)


def array(values):
    values = np.asarray(values, np.float32).reshape(-1)
    return "\n".join("\t" + " ".join(perceptron.number(v) + "," for v in values[i:i + 8])
                     for i in range(0, len(values), 8))


def matrix(values):
    return "{\n" + "".join("\t{\n" + array(row) + "\n\t},\n" for row in values) + "\t}"


def write(path, networks, head):
    mean, deviation, members = networks
    out = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n" + head
    out += '#include "health-models/ecg/fibrillation_network.h"\n\n/* clang-format off */\n'
    out += f"const float fibrillation_mean[FIBRILLATION_INPUTS] = {{\n{array(mean)}\n}};\n"
    out += f"const float fibrillation_scale[FIBRILLATION_INPUTS] = {{\n{array(1 / deviation)}\n}};\n"
    out += "const struct fibrillation_network fibrillation_networks[FIBRILLATION_MEMBERS] = {\n"
    for (w1, b1), (w2, b2), (w3, b3) in members:
        out += f"\t{{\n\t.weight1 = {matrix(w1.T)},\n\t.bias1 = {{\n{array(b1)}\n\t}},\n"
        out += f"\t.weight2 = {matrix(w2.T)},\n\t.bias2 = {{\n{array(b2)}\n\t}},\n"
        out += f"\t.weight3 = {{\n{array(w3)}\n\t}},\n\t.bias3 = {perceptron.number(b3[0])},\n\t}},\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(out + "};\n/* clang-format on */\n")


def head(data):
    commit = subprocess.check_output(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], text=True).strip()
    out = f"/*\n * Made by health-models/training/train_fibrillation.py at commit {commit}. Trained on:\n"
    for database in ("cudb", "vfdb", "mitdb", "nsrdb", "svdb", "harlab"):
        names = sorted({k[1] for k in data if k[0] == database})
        line = f" *   {database}:"
        for name in names:
            if len(line) + len(name) > 98:
                out, line = out + line + "\n", " *    "
            line += " " + name
        out += line + "\n"
    return out + " */\n"


def main():
    if len(sys.argv) < 2 or not recordings.DATA:
        sys.exit(__doc__)
    global DATA
    work = os.path.abspath(sys.argv[1])
    os.makedirs(work, exist_ok=True)
    library = os.path.join(work, "fibrillation_rows.so")
    build(library)
    with multiprocessing.Pool() as pool:
        DATA = dict(pool.map(make, [(library, key) for key in variants()], chunksize=2))
    write(f"{ROOT}/health-models/ecg/fibrillation_weights.c", train(DATA, list(DATA)), head(DATA))
    if "--check" in sys.argv[2:]:
        with multiprocessing.Pool() as pool:  # a new one: it sees DATA
            check(DATA, pool)


DATA = {}
if __name__ == "__main__":
    main()
