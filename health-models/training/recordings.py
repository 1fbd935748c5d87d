# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings to train on: read, resampled, quantised, mixed with noise, and dealt into folds.

HEALTH_TWIN_DATA names the folder of recordings; ecg/ in it holds one folder per database.
HEALTH_TWIN_SCORING (default $HEALTH_TWIN_DATA/../scoring) holds wfdb_annotations.py.
"""

import functools
import os
import sys
import zlib
from fractions import Fraction

import numpy as np
import scipy.signal

DATA = os.environ.get("HEALTH_TWIN_DATA", "")
sys.path.insert(0, os.environ.get("HEALTH_TWIN_SCORING", os.path.join(DATA, "..", "scoring")))

FOLDS = 5
DS1 = "101 106 108 109 112 114 115 116 118 119 122 124 201 203 205 207 208 209 215 220 223 230".split()
PACED = ["107", "217"]
APART = ["118", "119"]  # the noise is measured on them: nothing may learn from them
NORMAL = ["16273", "16483", "16539"]
CLASSES = {}
for _group, _symbols in {"N": "NLRejBn", "S": "AaJS", "V": "VEr", "F": "F", "Q": "/fQ?"}.items():
    for _symbol in _symbols:
        CLASSES[_symbol] = _group
H10_STEP_UV = 2.2827


def names(database):
    return sorted(f[:-4] for f in os.listdir(f"{DATA}/ecg/{database}") if f.endswith(".hea"))


def training_records():
    return ([("mitdb", n) for n in DS1 + PACED] + [("svdb", n) for n in names("svdb")] +
            [("nsrdb", n) for n in NORMAL] + [("cpsc2021", n) for n in names("cpsc2021")])


def fold(database, name):
    """The fold of a record; all records of one person share it."""
    people = {"mitdb": DS1 + PACED, "svdb": names("svdb")}.get(database)
    if people:
        return people.index(name) % FOLDS
    person = name.split("_")[1] if database == "cpsc2021" else name
    return zlib.crc32(person.encode()) % FOLDS


def read_212(path, signals):
    raw = np.fromfile(path, dtype=np.uint8).astype(np.int32)
    raw = raw[:len(raw) // 3 * 3].reshape(-1, 3)
    even = raw[:, 0] | (raw[:, 1] & 0x0F) << 8
    odd = raw[:, 2] | (raw[:, 1] & 0xF0) << 4
    x = np.stack([even, odd], 1).reshape(-1)
    x = np.where(x > 2047, x - 4096, x)
    return x[:len(x) // signals * signals].reshape(-1, signals)


def read_signal(database, name, channel=0):
    """One signal in microvolts, and its rate."""
    folder = f"{DATA}/ecg/{database}"
    with open(f"{folder}/{name}.hea", encoding="latin-1") as file:
        lines = [line for line in file if line.strip() and not line.startswith("#")]
    head, field = lines[0].split(), lines[1 + channel].split()
    signals, rate = int(head[1]), float(head[2].split("/")[0])
    gain = field[2].split("/")[0]
    baseline = int(field[4])
    if "(" in gain:
        gain, base = gain[:-1].split("(")
        baseline = int(base)
    if field[1] == "212":
        x = read_212(f"{folder}/{field[0]}", signals)
    elif field[1] == "16":
        x = np.fromfile(f"{folder}/{field[0]}", dtype="<i2")
        x = x[:len(x) // signals * signals].reshape(-1, signals)
    else:
        raise ValueError(f"{name}: format {field[1]}")
    return ((x[:, channel] - baseline) * 1000.0 / (float(gain) or 200.0)).astype(np.float32), rate


def read_reference(database, name):
    """Beats as (sample, class), and the [start, end) spans of ventricular flutter."""
    import wfdb_annotations
    beats, spans, start = [], [], None
    for a in wfdb_annotations.read(f"{DATA}/ecg/{database}/{name}.atr"):
        if a.symbol in CLASSES:
            beats.append((a.sample, CLASSES[a.symbol]))
        elif a.symbol == "[":
            start = a.sample
        elif a.symbol == "]" and start is not None:
            spans.append((start, a.sample))
            start = None
    return beats, spans


def resample(x, rate, to):
    ratio = Fraction(int(to), int(rate))
    return scipy.signal.resample_poly(x.astype(float), ratio.numerator, ratio.denominator, padtype="edge")


@functools.lru_cache(maxsize=None)
def noise_signal(kind, rate):
    noise, noise_rate = read_signal("nstdb", kind)
    return resample(noise - noise.mean(), noise_rate, rate)


def mix_noise(x, rate, beats, rng):
    """Adds stretches of nstdb's noises at 0 to 20 dB, with clean stretches between."""
    reach = int(0.05 * rate)
    heights = [np.ptp(x[s - reach:s + reach]) for s, _ in beats[:400] if reach < s < len(x) - reach]
    y, at = x.copy(), int(rng.integers(20, 60) * rate)
    while at < len(y):
        kind, snr_db = rng.choice(["em", "ma", "bw", "em", "ma"]), rng.choice([0, 4, 8, 12, 16, 20])
        noise = noise_signal(str(kind), rate)
        n = min(int(rng.integers(60, 150) * rate), len(y) - at)
        start = rng.integers(0, len(noise) - n - 1)
        part = noise[start:start + n] * rng.choice([-1, 1])
        power = np.median(heights) ** 2 / 8 / 10 ** (snr_db / 10)
        y[at:at + n] += (part * np.sqrt(power) / part.std()).astype(np.float32)
        at += n + int(rng.integers(60, 120) * rate)
    return y


def variant(database, name, kind):
    """(microvolts, rate, beats, flutter spans) of a record: as it is, or, as the words of `kind`
    say, its second signal, with noise, as a strap sends it (h10)."""
    x, rate = read_signal(database, name, 1 if "second" in kind else 0)
    beats, spans = read_reference(database, name)
    if database == "nsrdb":
        x = x[:int(3000 * rate)]
        beats = [b for b in beats if b[0] < len(x)]
    if "noise" in kind:
        rng = np.random.default_rng(zlib.crc32(f"{database}{name}{kind}".encode()))
        x = mix_noise(x, rate, beats, rng)
    if "h10" in kind:
        x = resample(x, rate, 130)
        x = np.trunc(np.clip(np.round(x / H10_STEP_UV), -8192, 8191) * H10_STEP_UV)
        beats = [(s * 130 / rate, c) for s, c in beats]
        spans = [(a * 130 / rate, b * 130 / rate) for a, b in spans]
        rate = 130.0
    return x, rate, beats, spans
