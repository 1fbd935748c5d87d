# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings for fibrillation and the grade of the signal: read, spoilt, turned into rows, labelled.

Rows are what health-models/ecg/fibrillation/fibrillation.c sees once a second, through fibrillation_rows.c.
"""

import ctypes
import os
import subprocess
import zlib

import numpy as np
import scipy.io.wavfile

import recordings

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
RHYTHMS = {"(VFL": 1, "(VF": 1, "(VFIB": 1, "(NOISE": 2, "(VT": 3}
OTHER, FIBRILLATION, NOISE, TACHYCARDIA = range(4)
LEFT_OUT = {("mitdb", "118"), ("mitdb", "119")}  # the noise stress rows of `make accuracy`
DATABASES = ("cudb", "vfdb", "mitdb", "nsrdb", "svdb", "harlab", "cpsc2021", "challenge-2017")
NO_SAMPLE_UV = -5119  # cudb writes -2048 counts where it has none
TENTHS = 10  # labels per second
BLIND = 3  # seconds before the first row
TREES = {"max_leaf_nodes": 6, "min_samples_leaf": 60, "l2_regularization": 5, "early_stopping": False,
         "random_state": 0}
FLAT_UV, HUGE_UV, MISSING_MAX = 15, 6000, 0.3  # as in fibrillation.c


def build(library):
    sources = [f"{ROOT}/health-models/ecg/{f}.c" for f in
               ("boosted_trees", "fibrillation/fibrillation", "fibrillation/fibrillation_features",
                "fibrillation/fibrillation_network", "fibrillation/fibrillation_weights",
                "quality/signal_quality", "quality/signal_quality_weights")]
    sources += [f"{ROOT}/health-models/signal/{f}.c" for f in ("biquad", "log_exp", "rate_converter")]
    subprocess.check_call(["gcc", "-std=gnu11", "-O2", "-ffp-contract=off", "-fPIC", "-shared", "-I" + ROOT,
                           *sources, f"{ROOT}/health-models/training/fibrillation_rows.c", "-lm", "-o", library])


def rows_of(library, x, rate):
    """Row i is of the four seconds that end i + 1 seconds after the start; the last column is the share of
    missing samples."""
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


def names(database):
    if database == "harlab":
        return sorted(os.listdir(os.path.join(recordings.DATA, "motion/harlab")))
    return [n for n in recordings.names(database) if (database, n) not in LEFT_OUT]


def person(key):
    database, name = key[:2]
    return (database, name.split("_")[1]) if database == "cpsc2021" else (database, name)


def variants():
    """(database, name, kind): as it is, with noise mixed in, the second signal."""
    for database in DATABASES:
        for i, name in enumerate(names(database)):
            yield database, name, "as_is"
            if database in ("cudb", "vfdb", "mitdb", "nsrdb") or (database == "svdb" and i % 3 == 0):
                yield database, name, "noise"
            if database in ("cudb", "vfdb"):
                yield database, name, "noise again"
            if database == "vfdb":
                yield database, name, "second"
                yield database, name, "second noise"


def read_challenge(name):
    path = f"{recordings.DATA}/ecg/challenge-2017/{name}"
    with open(path + ".hea", encoding="latin-1") as file:
        gain = float(file.read().split("\n")[1].split()[2].split("/")[0].split("(")[0])
    x = np.fromfile(path + ".mat", dtype="<i2", offset=24)
    return x.astype(np.float32) * 1000 / gain, 300.0


def read(database, name, kind="as_is"):
    """Microvolts, NaN where there is none; rate."""
    if database == "harlab":
        rate, x = scipy.io.wavfile.read(f"{recordings.DATA}/motion/harlab/{name}/ECG_I.wav")
        return x.astype(np.float32), float(rate)
    if database == "challenge-2017":
        return read_challenge(name)
    x, rate = recordings.read_signal(database, name, 1 if "second" in kind else 0)
    if database == "cudb":
        x[x <= NO_SAMPLE_UV] = np.nan
    return x, rate


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


def with_noise(x, rate, seed):
    """Stretches of electrode motion and muscle noise of nstdb at -6 to 18 dB; the height of the signal is the
    median range of its seconds, as fibrillation has no beats."""
    rng = np.random.default_rng(zlib.crc32(seed.encode()))
    second = int(rate)
    height = np.median(np.ptp(np.nan_to_num(x[:len(x) // second * second]).reshape(-1, second), axis=1))
    y, at = x.copy(), int(rng.integers(5, 20) * rate)
    while at < len(y):
        noise = recordings.noise_signal(str(rng.choice(["em", "ma", "em"])), rate)
        snr_db = rng.uniform(-6, 18)
        n = min(int(rng.integers(15, 60) * rate), len(y) - at)
        start = rng.integers(0, len(noise) - n - 1)
        part = noise[start:start + n] * rng.choice([-1, 1])
        y[at:at + n] += (part * np.sqrt(height ** 2 / 8 / 10 ** (snr_db / 10)) / part.std()).astype(np.float32)
        at += n + int(rng.integers(5, 25) * rate)
    return y


def make(job):
    """(library, key) -> key, (features, labels, readable, reference in tenths of a second, hidden)."""
    library, key = job
    x, rate = read(*key)
    y = reference(*key[:2], rate, len(x))
    if "noise" in key[2]:
        x = with_noise(x, rate, " ".join(key))
    rows = rows_of(library, x, rate)
    size = 2 ** rows[:, 20] - 1
    readable = (rows[:, -1] <= MISSING_MAX) & (size >= FLAT_UV) & (size <= HUGE_UV)
    readable[:BLIND] = False
    hidden = ~readable & (size >= FLAT_UV)
    hidden[:BLIND] = False
    return key, (rows[:, :-1].copy(), labels(rows, y), readable, y, hidden)


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
    out[rows[:, -1] > MISSING_MAX] = -1
    out[:BLIND + 1] = -1
    return out


def deal(keys, count, shift=0):
    """person -> fold, each database dealt out by itself."""
    out = {}
    for database in DATABASES:
        for i, who in enumerate(sorted({person(k) for k in keys if k[0] == database})):
            out[who] = (i + {"vfdb": 2, "harlab": 1}.get(database, 0) + shift) % count
    return out
