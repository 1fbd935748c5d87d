# SPDX-License-Identifier: GPL-3.0-or-later
"""Beats for train_af.py, of every recording as the engine finds them, with the rhythm each is in."""

import ctypes
import multiprocessing
import os
import subprocess
import zlib

import numpy as np
import scipy.io.wavfile

import engine_sources
import recordings
import wfdb_annotations

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
FOLDS = 5
CLASSES = "NAO~"  # of challenge-2017
NOT_AF, AF, NEUTRAL = 0, 1, -1
AF_RHYTHMS, NEUTRAL_RHYTHMS = ("(AFIB",), ("(AFL",)
STRESS = ("118", "119")  # kept for the noise stress rows
# 201, 203 and 217 have AF: one in a fold.
MITDB = ["201", "203", "217"] + [r for r in recordings.DS1 + ["107"] if r not in ("201", "203") + STRESS]
MADE_UP = ("breathing", "ectopy", "bigeminy", "trigeminy", "block", "fibrillation")
MADE_UP_EACH, MADE_UP_BEATS = 40, 250
SPLICES = 250
# svdb has no rhythm labels: where so many of 41 beats are early and yet marked normal, nothing is said of it.
EARLY_BELOW, EARLY_NORMAL = 0.85, 4


def pointer(array):
    return ctypes.c_void_p(array.ctypes.data)


def build(library):
    sources = engine_sources.sources()
    sources += [os.path.join(ROOT, "health-models/trust", f) for f in ("strap_contact.c", "plausibility.c")]
    sources += [os.path.join(ROOT, "common/bytes.c"), os.path.join(ROOT, "health-models/training/af_rows.c")]
    subprocess.check_call(["gcc", "-std=gnu11", "-O2", "-ffp-contract=off", "-fPIC", "-shared", "-I" + ROOT,
                           *sources, "-lm", "-o", library])


class Engine:
    def __init__(self, library):
        self.c = ctypes.CDLL(library)
        self.c.af_beats_of_signal.restype = self.c.af_features_of.restype = ctypes.c_long
        self.size, self.stride = self.c.af_row_size(), self.c.af_stride()

    def of_signal(self, x, rate):
        """(beats, features of the whole)"""
        x = np.ascontiguousarray(x, np.float32)
        out = np.zeros((int(len(x) / rate * 8) + 100, self.size), np.uint8)
        record = np.zeros(self.c.af_record_feature_count(), np.float32)
        n = self.c.af_beats_of_signal(pointer(x), ctypes.c_long(len(x)), ctypes.c_double(rate), pointer(out),
                                      ctypes.c_long(len(out)), pointer(record))
        if n < 0:
            raise ValueError(f"a rate of {rate} Hz")
        return out[:n].copy(), record

    def of_intervals(self, samples, rate):
        samples = np.ascontiguousarray(samples, float)
        out = np.zeros((len(samples), self.size), np.uint8)
        self.c.af_beats_of_intervals(pointer(samples), ctypes.c_long(len(samples)), ctypes.c_double(rate), pointer(out))
        return out

    def words(self, beats):
        """Where each beat is, its interval in ms, whether the signal was readable."""
        beats = np.ascontiguousarray(beats)
        samples, rr_ms = np.zeros(len(beats)), np.zeros(len(beats), np.float32)
        readable = np.zeros(len(beats), np.int8)
        self.c.af_beat_words(pointer(beats), ctypes.c_long(len(beats)), pointer(samples), pointer(rr_ms),
                             pointer(readable))
        return samples, rr_ms, readable

    def features(self, beats, ventricular, blind):
        """(features, the beat that each row is about)"""
        beats, ventricular = np.ascontiguousarray(beats), np.ascontiguousarray(ventricular, np.uint8)
        most = len(beats) + 1
        out, which = np.zeros((most, self.c.af_feature_count()), np.float32), np.zeros(most, np.int64)
        n = self.c.af_features_of(pointer(beats), ctypes.c_long(len(beats)), pointer(ventricular), ctypes.c_int(blind),
                                  pointer(out), pointer(which))
        return out[:n].copy(), which[:n].copy()


def challenge_records():
    with open(f"{recordings.DATA}/ecg/challenge-2017/REFERENCE.csv", encoding="ascii") as file:
        return [tuple(line.strip().split(",")[:2]) for line in file if line.strip()]


def challenge_signal(name):
    """Format 16 after a head of 24 bytes, 300 Hz, 1000 per mV."""
    return np.fromfile(f"{recordings.DATA}/ecg/challenge-2017/{name}.mat", "<i2", offset=24).astype(np.float32)


def walking():
    folder = f"{recordings.DATA}/motion/harlab"
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def jobs():
    """(database, record, variant); challenge-2017's records carry their class as variant."""
    out = [("challenge-2017", *r) for r in challenge_records()]
    for kind in ("as_is", "second", "noise"):
        out += [("mitdb", n, kind) for n in MITDB]
        out += [(d, n, kind) for d in ("cpsc2021", "svdb") for n in recordings.names(d)]
        out += [("nsrdb", n, kind) for n in recordings.NORMAL]
    out += [(d, n, "as_is") for d in ("vfdb", "cudb") for n in recordings.names(d)]
    out += [("harlab", n, "as_is") for n in walking()]
    out += [("afdb", n[:-4], "beats") for n in sorted(os.listdir(f"{recordings.DATA}/ecg/afdb")) if n.endswith(".atr")]
    return out + [("made up", f"{kind} {i}", "beats") for kind in MADE_UP for i in range(MADE_UP_EACH)]


def made_up_beats(name):
    """Beats in ms of rhythms that recordings have too little of: irregular and not AF, and AF."""
    kind = name.split()[0]
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    usual, jitter = rng.uniform(420, 1150), rng.uniform(0.003, 0.015)
    swing, breath_ms = rng.uniform(0.05, 0.25), rng.uniform(2200, 6500)
    early, pause, often = rng.uniform(0.5, 0.8), rng.uniform(1.0, 1.5), rng.uniform(0.03, 0.15)
    dropped, longer = rng.uniform(0.1, 0.6), rng.choice([1.5, 2, rng.uniform(1.3, 2)])
    spread, even = rng.uniform(0.13, 0.28), rng.random() < 0.5
    if kind != "breathing":
        swing = rng.uniform(0, 0.05)
    beats, after = [0.0], False
    while len(beats) < MADE_UP_BEATS:
        rr = usual * (1 + swing * np.sin(2 * np.pi * beats[-1] / breath_ms) + jitter * rng.standard_normal())
        if kind == "fibrillation":
            rr = usual * np.exp(spread * (rng.uniform(-1.7, 1.7) if even else rng.standard_normal()))
            rr = max(rr, 270)
        elif kind == "block":
            rr *= longer if rng.random() < dropped else 1
        else:
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
    if database == "splice":
        return int(name) % FOLDS
    if database == "mitdb":
        return MITDB.index(name) % FOLDS
    people = sorted({person(d, n) for d, n, _ in jobs() if d == database})
    return people.index(person(database, name)) % FOLDS


def rhythm_labels(database, name, samples):
    """AF, NOT_AF or NEUTRAL for each sample."""
    label, now, i = np.full(len(samples), NOT_AF, np.int8), NOT_AF, 0
    changes = [a for a in wfdb_annotations.read(f"{recordings.DATA}/ecg/{database}/{name}.atr") if a.symbol == "+"]
    for k, s in enumerate(samples):
        while i < len(changes) and changes[i].sample <= s:
            aux = changes[i].aux
            now = AF if aux in AF_RHYTHMS else NEUTRAL if aux in NEUTRAL_RHYTHMS else NOT_AF
            i += 1
        label[k] = now
    return label


def doubtful_labels(name, samples):
    """NEUTRAL where svdb marks many early beats normal: nobody says whether that is AF."""
    beats, _ = recordings.read_reference("svdb", name)
    at, kind = np.array([b[0] for b in beats], float), np.array([b[1] for b in beats])
    rr = np.diff(at, prepend=at[0])
    normal = (kind == "N") & (np.roll(kind, 1) == "N")
    normal[0] = False
    early = np.zeros(len(at), bool)
    for i in np.flatnonzero(normal):
        near = slice(max(0, i - 20), i + 21)
        early[i] = rr[i] < EARLY_BELOW * np.median(rr[near][normal[near]])
    sums, k = np.concatenate([[0], np.cumsum(early)]), np.arange(len(at))
    doubtful = sums[np.minimum(k + 21, len(at))] - sums[np.maximum(k - 20, 0)] >= EARLY_NORMAL
    return np.where(doubtful[np.clip(np.searchsorted(at, samples), 0, len(at) - 1)], NEUTRAL, NOT_AF).astype(np.int8)


def beats_of(args):
    """(beats, rate in Hz, label, seconds, features of the whole)"""
    library, (database, name, kind) = args
    engine = Engine(library)
    if database == "made up":
        at, rate = np.array(made_up_beats(name)), 1000.0
        beats = engine.of_intervals(at, rate)
        label = AF if name.startswith("fibrillation") else NOT_AF
        return beats, rate, np.full(len(beats), label, np.int8), at[-1] / rate, None
    if database == "afdb":
        at = [a.sample for a in wfdb_annotations.read(f"{recordings.DATA}/ecg/afdb/{name}.qrs")
              if a.symbol in recordings.CLASSES]
        return engine.of_intervals(at, 250.0), 250.0, rhythm_labels(database, name, at), at[-1] / 250, None
    if database == "challenge-2017":
        x, rate = challenge_signal(name), 300.0
    elif database == "harlab":
        rate, x = scipy.io.wavfile.read(f"{recordings.DATA}/motion/harlab/{name}/ECG_I.wav")
    elif database in ("vfdb", "cudb"):
        x, rate = recordings.read_signal(database, name)
    else:
        x, rate, _, _ = recordings.variant(database, name, kind)
    beats, whole = engine.of_signal(x, float(rate))
    at = engine.words(beats)[0]
    if database in ("mitdb", "cpsc2021", "vfdb"):
        label = rhythm_labels(database, name, at)
    elif database == "svdb":
        label = doubtful_labels(name, at)
    else:
        label = np.full(len(at), AF if kind == "A" else NOT_AF, np.int8)
    return beats, float(rate), label, len(x) / rate, whole


def splices(engine, all_jobs, parts):
    """Paroxysms that nobody had: stretches of the challenge's records of one fold in turn."""
    pieces = {}
    for job, part in zip(all_jobs, parts):
        if job[0] == "challenge-2017" and job[2] != "~" and len(part[0]) >= 20:
            pieces.setdefault((fold_of(job), job[2]), []).append(part)
    for i in range(SPLICES):
        rng = np.random.default_rng(i + 77)
        kinds, turn = rng.choice(["NA", "NA", "NA", "NA", "OA", "NO"]), int(rng.integers(2))
        beats, label = [], []
        for _ in range(int(rng.integers(2, 6))):
            some = pieces[i % FOLDS, kinds[turn]]
            part = some[int(rng.integers(len(some)))]
            n = int(rng.integers(12, 70))
            start = 2 + int(rng.integers(0, max(1, len(part[0]) - 2 - n)))
            beats.append(part[0][start:start + n].copy())
            label.append(part[2][start:start + n])
            turn = 1 - turn
        beats = np.concatenate(beats)
        beats[:, -8:] = 0  # struct af_row: begins
        beats[0, -8] = 1
        yield ("splice", str(i), kinds), (beats, 300.0, np.concatenate(label), engine.words(beats)[1].sum() / 1000, None)


def gather(library):
    """(jobs, their beats as beats_of() has them)"""
    with multiprocessing.Pool(2) as pool:
        parts = pool.map(beats_of, [(library, j) for j in jobs()], chunksize=4)
    spliced = list(splices(Engine(library), jobs(), parts))
    return jobs() + [j for j, _ in spliced], parts + [p for _, p in spliced]
