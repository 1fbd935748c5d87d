#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the signal-to-noise estimate of health-models/ecg/signal_quality_weights.c.

  HEALTH_TWIN_DATA=... health-models/training/train_signal_quality.py WORK_DIR

The first 15 minutes of mitdb, svdb and nsrdb with electrode motion and muscle noise of nstdb mixed
in at -8 to 26 dB. What is learned, by ridge regression from the features of a window of four
seconds: 10 lg(S/N), S = (usual peak-to-peak QRS)^2 / 8, N = power of what was mixed in, 1 to 40 Hz,
limited to -6 .. 22 dB. Prints the figures of five folds by record, then writes the table.
"""

import multiprocessing
import os
import sys
import zlib

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the pool is the parallelism

import numpy as np
import scipy.signal

import perceptron
import recordings
import train_fibrillation as windows

FOLDS, RIDGE, SECONDS = 5, 50, 900
LOW_DB, HIGH_DB, LIMIT = -6, 22, 4


def noise_like(x, rate, height, rng):
    noise, at = np.zeros(len(x)), int(60 * rate)
    while at < len(x):
        kind, snr_db = rng.choice(["em", "ma", "em"]), rng.uniform(-8, 26)
        source = recordings.noise_signal(str(kind), rate)
        n = min(int(rng.integers(20, 60) * rate), len(x) - at)
        start = rng.integers(0, len(source) - n - 1)
        part = source[start:start + n] * rng.choice([-1, 1])
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
    return rows[6:], np.clip(snr, LOW_DB, HIGH_DB)[6:]


def fit(data):
    x, y = (np.concatenate([d[i] for d in data]) for i in (0, 1))
    mean, deviation = x.mean(0), x.std(0) + 1e-3
    z = np.clip((x - mean) / deviation, -LIMIT, LIMIT)
    bias = y.mean()
    weight = np.linalg.solve(z.T @ z + RIDGE * np.eye(z.shape[1]), z.T @ (y - bias))
    return mean, deviation, weight, bias - z.mean(0) @ weight


def judge(model, x):
    mean, deviation, weight, bias = model
    return np.clip((x - mean) / deviation, -LIMIT, LIMIT) @ weight + bias


def check(data):
    parts = []
    for k in range(FOLDS):
        model = fit([d for i, d in enumerate(data) if i % FOLDS != k])
        parts += [(judge(model, x), y) for i, (x, y) in enumerate(data) if i % FOLDS == k]
    found, true = (np.concatenate([p[i] for p in parts]) for i in (0, 1))
    print(f"correlation {np.corrcoef(found, true)[0, 1]:.3f}, error {np.sqrt(np.mean((found - true) ** 2)):.1f} dB")
    for low, high in ((-6, 0), (0, 5), (5, 10), (10, 15), (15, 20), (20, 23)):
        part = found[(true >= low) & (true < high)]
        print(f"{low} to {high} dB: found {np.percentile(part, [5, 50, 95]).round(1)}")


def write(model):
    out = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
    out += "/* Made by health-models/training/train_signal_quality.py of mitdb, svdb, nsrdb and nstdb. */\n"
    out += '#include "health-models/ecg/signal_quality.h"\n\n/* clang-format off */\n'
    mean, deviation, weight, bias = model
    for name, values in (("mean", mean), ("scale", 1 / deviation), ("weight", weight)):
        out += f"const float signal_quality_{name}[FIBRILLATION_FEATURES] = {{\n"
        out += "\n".join("\t" + " ".join(perceptron.number(v) + "," for v in values[i:i + 8])
                         for i in range(0, len(values), 8)) + "\n};\n"
    out += f"const float signal_quality_bias = {perceptron.number(bias)};\n/* clang-format on */\n"
    with open(f"{windows.ROOT}/health-models/ecg/signal_quality_weights.c", "w", encoding="utf-8") as file:
        file.write(out)


def main():
    if len(sys.argv) != 2 or not recordings.DATA:
        sys.exit(__doc__)
    os.makedirs(sys.argv[1], exist_ok=True)
    library = os.path.abspath(os.path.join(sys.argv[1], "fibrillation_rows.so"))
    windows.build(library)
    jobs = [(library, d, n) for d in ("mitdb", "svdb", "nsrdb") for n in recordings.names(d)]
    with multiprocessing.Pool() as pool:
        data = pool.map(make, jobs, chunksize=2)
    check(data)
    write(fit(data))


if __name__ == "__main__":
    main()
