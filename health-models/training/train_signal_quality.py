#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the signal-to-noise estimate of health-models/ecg/quality/signal_quality_weights.c.

  HEALTH_TWIN_DATA=... health-models/training/train_signal_quality.py WORK_DIR

The first 15 minutes of mitdb, svdb and nsrdb with noise mixed in at -8 to 26 dB: electrode motion and
muscle of nstdb, and bands of noise within 1 to 18 Hz that come and go with steps, as the body makes
when it moves. What is learned by boosted trees from the features of a window of four seconds:
10 lg(S/N), S = (usual peak-to-peak QRS)^2 / 8, N = power of what was mixed in, 1 to 40 Hz, limited to
-6 .. 22 dB. The recordings of challenge-2017 that its readers call too noisy count as 2 dB. Prints the
figures of five folds by person, then writes the table.
"""

import csv
import multiprocessing
import os
import subprocess
import sys
import zlib

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the pool is the parallelism

import numpy as np
import scipy.signal

import fibrillation_data as windows
import recordings
import tree_tables

FOLDS, SECONDS = 5, 900
LOW_DB, HIGH_DB, NOISY_DB = -6, 22, 2
NOISY_WEIGHT = 1.2
ROUNDS, SHRINKAGE = 60, 0.12
FULL_DB, RHYTHM_DB = 14, 5  # as in signal_quality.c
DATABASES = ("mitdb", "svdb", "nsrdb")


def body_noise(n, rate, rng):
    low = rng.uniform(0.8, 5)
    band = scipy.signal.butter(2, [low, min(low * rng.uniform(1.8, 8), 18)], "band", fs=rate, output="sos")
    x = scipy.signal.sosfilt(band, rng.standard_normal(n))
    if rng.random() < 0.5:  # steps
        x *= 1 + 0.8 * np.sin(2 * np.pi * rng.uniform(0.8, 2.8) * np.arange(n) / rate)
    return x


def some_noise(n, rate, rng):
    kind = str(rng.choice(["em", "ma", "em", "body", "body"]))
    if kind == "body":
        return body_noise(n, rate, rng)
    source = recordings.noise_signal(kind, rate)
    start = rng.integers(0, len(source) - n - 1)
    return source[start:start + n] * rng.choice([-1, 1])


def noise_like(x, rate, height, rng):
    noise, at = np.zeros(len(x)), int(60 * rate)
    while len(x) - at > 2 * rate:
        snr_db = rng.uniform(-8, 26)
        n = min(int(rng.integers(20, 60) * rate), len(x) - at)
        part = some_noise(n, rate, rng)
        noise[at:at + n] = part * np.sqrt(height ** 2 / 8 / 10 ** (snr_db / 10)) / part.std()
        at += n + int(rng.integers(5, 20) * rate)
    return noise


def make(job):
    library, database, name = job
    x, rate = recordings.read_signal(database, name)
    x = x[:int(SECONDS * rate)]
    beats, _ = recordings.read_reference(database, name)
    reach = int(0.05 * rate)
    height = np.median([np.ptp(x[s - reach:s + reach]) for s, _ in beats[:400] if reach < s < len(x) - reach])
    noise = noise_like(x, rate, height, np.random.default_rng(zlib.crc32(f"{database}{name}q".encode())))
    rows = windows.rows_of(library, (x + noise).astype(np.float32), rate)[:, :-1]
    heard = scipy.signal.sosfilt(scipy.signal.butter(2, [1, 40], "band", fs=rate, output="sos"), noise)
    power = np.concatenate([[0], np.cumsum(heard ** 2)])
    end = np.minimum(((np.arange(len(rows)) + 1) * rate).astype(int), len(x))
    start = np.maximum(end - int(4 * rate), 0)
    mean = (power[end] - power[start]) / np.maximum(end - start, 1)
    snr = 10 * np.log10(height ** 2 / 8 / (mean + height ** 2 / 8000))
    return rows[6:], np.clip(snr, LOW_DB, HIGH_DB)[6:], np.ones(len(rows) - 6)


def read_grades():
    with open(f"{recordings.DATA}/ecg/challenge-2017/REFERENCE.csv", encoding="ascii") as file:
        return {row[0]: row[1] for row in csv.reader(file)}


def challenge_rows(job):
    library, name = job
    rows = windows.rows_of(library, *windows.read("challenge-2017", name))[windows.BLIND:, :-1]
    return rows, np.full(len(rows), NOISY_DB), np.full(len(rows), NOISY_WEIGHT)


def fit(data):
    from sklearn.ensemble import HistGradientBoostingRegressor
    x, y, weight = (np.concatenate([d[i] for d in data]) for i in range(3))
    return HistGradientBoostingRegressor(max_iter=ROUNDS, learning_rate=SHRINKAGE, **windows.TREES).fit(x, y, weight)


def check(data, challenge, grades):
    parts, medians = [], {}
    names = sorted(challenge)
    for k in range(FOLDS):
        noisy = [challenge[n] for i, n in enumerate(names) if i % FOLDS != k and grades[n] == "~"]
        model = fit([d for i, d in enumerate(data) if i % FOLDS != k] + noisy)
        parts += [(model.predict(d[0]), d[1]) for i, d in enumerate(data) if i % FOLDS == k]
        for i, n in enumerate(names):
            if i % FOLDS == k:
                medians.setdefault(grades[n], []).append(np.median(model.predict(challenge[n][0])))
    found, true = (np.concatenate([p[i] for p in parts]) for i in (0, 1))
    print(f"correlation {np.corrcoef(found, true)[0, 1]:.3f}, error {np.sqrt(np.mean((found - true) ** 2)):.1f} dB")
    for low, high in ((-6, 0), (0, 5), (5, 10), (10, 15), (15, 20), (20, 23)):
        part = found[(true >= low) & (true < high)]
        print(f"{low} to {high} dB: found {np.percentile(part, [5, 50, 95]).round(1)}")
    for grade, values in sorted(medians.items()):
        shares = [100 * np.mean(v) for v in (np.less(values, RHYTHM_DB), np.greater_equal(values, FULL_DB))]
        print(f"challenge-2017 {grade}: unreadable {shares[0]:.0f} %, full {shares[1]:.0f} %")


def write(model):
    commit = subprocess.check_output(["git", "-C", windows.ROOT, "rev-parse", "--short", "HEAD"], text=True).strip()
    out = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n/*\n"
    out += f" * Made by health-models/training/train_signal_quality.py at commit {commit}, of mitdb\n"
    out += " * (without 118 and 119), svdb and nsrdb with noise of nstdb, and what is noisy of challenge-2017,\n"
    out += " * all in hand.\n */\n"
    out += '#include "health-models/ecg/quality/signal_quality.h"\n\n/* clang-format off */\n'
    out += tree_tables.single("signal_quality_trees", *tree_tables.of_scikit(model)[0]) + "/* clang-format on */\n"
    with open(f"{windows.ROOT}/health-models/ecg/quality/signal_quality_weights.c", "w", encoding="utf-8") as file:
        file.write(out)


def main():
    if len(sys.argv) != 2 or not recordings.DATA:
        sys.exit(__doc__)
    os.makedirs(sys.argv[1], exist_ok=True)
    library = os.path.abspath(os.path.join(sys.argv[1], "fibrillation_rows.so"))
    windows.build(library)
    grades = read_grades()
    names = windows.names("challenge-2017")
    with multiprocessing.Pool() as pool:
        data = pool.map(make, [(library, d, n) for d in DATABASES for n in windows.names(d)], chunksize=2)
        challenge = dict(zip(names, pool.map(challenge_rows, [(library, n) for n in names], chunksize=20)))
    challenge = {n: c for n, c in challenge.items() if len(c[0])}
    check(data, challenge, grades)
    write(fit(data + [c for n, c in challenge.items() if grades[n] == "~"]))


if __name__ == "__main__":
    main()
