# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows for train_af.py: features of every beat of every recording, with the rhythm it is in."""

import ctypes
import functools
import multiprocessing
import os
import subprocess
import zlib

import numpy as np

import recordings
import wfdb_annotations

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
FOLDS = 5
CLASSES = "NAO~"  # of the rows of challenge-2017
AF, NOT_AF, NEUTRAL = 1, len(CLASSES), -1  # of all others: NOT_AF is one of N, O and ~
AF_RHYTHMS, NEUTRAL_RHYTHMS = ("(AFIB",), ("(AFL",)
# 201, 203 and 217 have AF: one in a fold.
MITDB = ["201", "203", "217"] + [r for r in recordings.DS1 + ["107"] if r not in ("201", "203")]


class Rows(ctypes.Structure):
    _fields_ = [("features", ctypes.c_void_p), ("samples", ctypes.c_void_p), ("max", ctypes.c_long),
                ("count", ctypes.c_long)]


def build(library, engine_root):
    ecg, signal = (os.path.join(engine_root, "health-models", d) for d in ("ecg", "signal"))
    sources = [os.path.join(d, f) for d in (ecg, signal) for f in sorted(os.listdir(d))
               if f.endswith(".c") and (engine_root == ROOT or not f.startswith("af_"))]
    sources += [os.path.join(engine_root, "health-models/trust", f) for f in ("strap_contact.c", "plausibility.c")]
    sources += [os.path.join(engine_root, "common/bytes.c"), os.path.join(ROOT, "health-models/training/af_rows.c")]
    if engine_root != ROOT:
        sources += [os.path.join(ROOT, "health-models/ecg", f) for f in ("af_atrial.c", "af_features.c")]
    subprocess.check_call(["gcc", "-std=gnu11", "-O2", "-ffp-contract=off", "-fPIC", "-shared",
                           "-I" + engine_root, "-I" + ROOT, *sources, "-lm", "-o", library])


def run(library, rate, signal=None, beats=None, ventricular=0.0):
    """Returns (features [n, AF_FEATURES], samples [n])."""
    engine = ctypes.CDLL(library)
    x = np.ascontiguousarray(signal, np.float32) if beats is None else np.ascontiguousarray(beats, float)
    most = len(x) if beats is not None else int(len(x) / rate * 8) + 100
    features, samples = np.zeros((most, engine.af_features_count()), np.float32), np.zeros(most)
    out = Rows(features.ctypes.data, samples.ctypes.data, most, 0)
    head = (ctypes.c_void_p(x.ctypes.data), ctypes.c_long(len(x)), ctypes.c_double(rate))
    if beats is None:
        engine.af_run_signal(*head, ctypes.c_double(ventricular), ctypes.byref(out))
    else:
        engine.af_run_beats(*head, ctypes.byref(out))
    return features[:out.count].copy(), samples[:out.count].copy()


def challenge_records():
    with open(f"{recordings.DATA}/ecg/challenge-2017/REFERENCE.csv", encoding="ascii") as file:
        return [tuple(line.strip().split(",")[:2]) for line in file if line.strip()]


def challenge_signal(name):
    """Format 16 after a head of 24 bytes, 300 Hz, 1000 per mV."""
    return np.fromfile(f"{recordings.DATA}/ecg/challenge-2017/{name}.mat", "<i2", offset=24).astype(np.float32)


def jobs():
    """(database, record, variant); challenge-2017's records carry their class as variant."""
    out = [("challenge-2017", *r) for r in challenge_records()]
    out += [("challenge-2017", name, kind + "V") for name, kind in challenge_records()]
    for kind in ("as_is", "second", "noise"):
        out += [("mitdb", n, kind) for n in recordings.DS1 + recordings.PACED]
        out += [("cpsc2021", n, kind) for n in recordings.names("cpsc2021")]
        out += [("svdb", n, kind) for n in recordings.names("svdb")]
        out += [("nsrdb", n, kind) for n in recordings.NORMAL]
    out += [("vfdb", n, "as_is") for n in recordings.names("vfdb")]
    out += [("afdb", n[:-4], "beats") for n in sorted(os.listdir(f"{recordings.DATA}/ecg/afdb")) if n.endswith(".atr")]
    return out + [("made up", f"{kind} {i}", "beats") for kind in MADE_UP for i in range(MADE_UP_EACH)]


MADE_UP = ("breathing", "ectopy", "bigeminy", "trigeminy")
MADE_UP_EACH, MADE_UP_BEATS = 40, 250


def made_up_beats(name):
    """Beats in ms of a rhythm that is irregular and not AF: what recordings have too little of."""
    kind = name.split()[0]
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    usual, jitter = rng.uniform(420, 1150), rng.uniform(0.003, 0.015)
    swing, breath_ms = rng.uniform(0.05, 0.25), rng.uniform(2200, 6500)
    early, pause, often = rng.uniform(0.5, 0.8), rng.uniform(1.0, 1.5), rng.uniform(0.03, 0.15)
    if kind != "breathing":
        swing = rng.uniform(0, 0.05)
    beats, after = [0.0], False
    while len(beats) < MADE_UP_BEATS:
        rr = usual * (1 + swing * np.sin(2 * np.pi * beats[-1] / breath_ms) + jitter * rng.standard_normal())
        every = {"bigeminy": 2, "trigeminy": 3}.get(kind)
        ectopic = len(beats) % every == 0 if every else kind == "ectopy" and not after and rng.random() < often
        rr *= pause if after else early if ectopic else 1
        after = ectopic
        beats.append(beats[-1] + rr)
    return beats


def person(database, name):
    return name.split("_")[1] if database == "cpsc2021" else name


def fold_of(job):
    """All rows of one person share it."""
    database, name, _ = job
    if database == "challenge-2017":
        return zlib.crc32(name.encode()) % FOLDS
    return people(database).index(person(database, name)) % FOLDS


@functools.lru_cache(maxsize=None)
def people(database):
    return MITDB if database == "mitdb" else sorted({person(d, n) for d, n, _ in jobs() if d == database})


def rhythm_labels(database, name, scale, samples):
    """AF, NOT_AF or NEUTRAL for each sample of a copy at `scale` times the original's rate."""
    label, now, i = np.full(len(samples), NOT_AF, np.int8), NOT_AF, 0
    changes = [a for a in wfdb_annotations.read(f"{recordings.DATA}/ecg/{database}/{name}.atr") if a.symbol == "+"]
    for k, s in enumerate(samples):
        while i < len(changes) and changes[i].sample * scale <= s:
            aux = changes[i].aux
            now = AF if aux in AF_RHYTHMS else NEUTRAL if aux in NEUTRAL_RHYTHMS else NOT_AF
            i += 1
        label[k] = now
    return label


def rows_of(args):
    """(features, samples, labels) of a job's beats."""
    library, (database, name, kind) = args
    if database == "challenge-2017":
        share = 0.05 + zlib.crc32(name.encode()) % 100 * 0.003 if kind.endswith("V") else 0
        features, samples = run(library, 300, signal=challenge_signal(name), ventricular=share)
        return features, samples, np.full(len(samples), CLASSES.index(kind[0]), np.int8)
    if database == "made up":
        features, samples = run(library, 1000, beats=made_up_beats(name))
        return features, samples, np.full(len(samples), NOT_AF, np.int8)
    if database == "afdb":
        beats = [a.sample for a in wfdb_annotations.read(f"{recordings.DATA}/ecg/afdb/{name}.qrs")
                 if a.symbol in recordings.CLASSES]
        features, samples = run(library, 250, beats=beats)
        return features, samples, rhythm_labels(database, name, 1, samples)
    if database == "vfdb":
        x, rate = recordings.read_signal(database, name)
    else:
        x, rate, _, _ = recordings.variant(database, name, kind)
    features, samples = run(library, rate, signal=x)
    return features, samples, rhythm_labels(database, name, 1, samples)


def gather(library):
    """Dict of x, sample, label and record (index into jobs()), the beats of a job in order."""
    with multiprocessing.Pool(2) as pool:
        parts = pool.map(rows_of, [(library, j) for j in jobs()], chunksize=4)
    return {"x": np.concatenate([p[0] for p in parts]), "sample": np.concatenate([p[1] for p in parts]),
            "label": np.concatenate([p[2] for p in parts]),
            "record": np.concatenate([np.full(len(p[0]), i, np.int32) for i, p in enumerate(parts)])}
