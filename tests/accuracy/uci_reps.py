# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of physical therapy (UCI 730) through twinctl analyze reps, and what they should have given.

A session is 10 correct, 10 fast and 10 low repetitions of one exercise. The reference is one correct repetition, and
the sensor the one of five that tilts most in it. Standard library only.
"""

import csv
import glob
import json
import math
import os
import subprocess
import tempfile

import uci_physical_therapy as uci

KINDS = ("correct", "fast", "low")
OVERLAP = 0.3  # of a found repetition with one marked by hand, of their union


class Session:
    """One exercise of one person: what the chosen sensor measured."""

    def __init__(self, folder, unit):
        self.name = os.path.relpath(unit, os.path.dirname(os.path.dirname(folder)))
        self.start, self.end = template(folder)
        self.reference, self.test = samples(unit, "template_session.txt"), samples(unit, "test.txt")
        self.by_hand = by_hand(folder)


def template(folder):
    """Sample numbers of the correct repetition."""
    return (int(float(v)) for v in uci.rows(os.path.join(folder, "template_times.txt"))[0][1:3])


def samples(unit, name):
    return [[float(v) for v in row[1:7]] for row in uci.rows(os.path.join(unit, name))]


def by_hand(folder):
    """[(start s, end s)] where somebody marked them."""
    path = os.path.join(folder, "test_times.csv")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [(float(row["start"]) / uci.RATE_HZ, float(row["end"]) / uci.RATE_HZ) for row in csv.DictReader(file)]


def tilt_deg(rows, start, end):
    """The largest angle that the acceleration has turned from where it was at the start."""
    def unit(row):
        length = math.sqrt(sum(v * v for v in row[:3])) or 1.0
        return [v / length for v in row[:3]]
    first = unit(rows[start])
    return max(math.degrees(math.acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(first, unit(row)))))))
               for row in rows[start:end])


def sessions(data, least_tilt_deg=None):
    """The best sensor of each session; with least_tilt_deg all others that tilt so far."""
    for folder in sorted(glob.glob(os.path.join(data, "motion/uci_physical_therapy/s*/e*"))):
        start, end = template(folder)
        tilts = {u: tilt_deg(samples(u, "template_session.txt"), start, end) for u in sorted(glob.glob(folder + "/u*"))}
        best = max(tilts, key=tilts.get)
        chosen = [best] if least_tilt_deg is None else [u for u in tilts if u != best and tilts[u] >= least_tilt_deg]
        for unit in chosen:
            yield Session(folder, unit)


def write(path, rows, gyroscope):
    with open(path, "w", encoding="ascii") as file:
        file.write("t,ax,ay,az%s\n" % (",gx,gy,gz" if gyroscope else ""))
        for i, row in enumerate(rows):
            file.write("%.4f,%s\n" % (i / uci.RATE_HZ, ",".join("%.6g" % v for v in row[:6 if gyroscope else 3])))


def analyze(twinctl, session, gyroscope=True):
    """What twinctl says of the session."""
    with tempfile.TemporaryDirectory() as folder:
        reference, test = os.path.join(folder, "reference.csv"), os.path.join(folder, "session.csv")
        write(reference, session.reference, gyroscope)
        write(test, session.test, gyroscope)
        times = "%.3f:%.3f" % (session.start / uci.RATE_HZ, session.end / uci.RATE_HZ)
        said = subprocess.run([twinctl, "analyze", "reps", "--json", "--reference", reference, "--reference-times",
                               times, test], check=True, capture_output=True, text=True)
    return json.loads(said.stdout)


def label_fits(label, i):
    return (label == "fast") == (10 <= i < 20) and (label == "partial") == (i >= 20)


class Figures:
    """Sums over sessions."""

    def __init__(self):
        self.sessions = self.exact = self.within_1 = self.judged = self.fit = 0
        self.marked = self.found = self.false = 0
        self.told_ms, self.after_hand_s, self.wrong = 0.0, [], []

    def add(self, session, said):
        reps = said["reps"]
        self.sessions += 1
        self.exact += len(reps) == 30
        self.within_1 += abs(len(reps) - 30) <= 1
        self.told_ms = max(self.told_ms, said["latency_ms"])
        if len(reps) == 30:
            fit = sum(label_fits(r["label"], i) for i, r in enumerate(reps))
            self.judged += 30
            self.fit += fit
            if fit < 27:
                self.wrong.append("%s: %d of 30 labels" % (session.name, fit))
        else:
            self.wrong.append("%s: %d repetitions" % (session.name, len(reps)))
        if session.by_hand:
            self.match(session.by_hand, reps)

    def match(self, by_hand, reps):
        """Each repetition to the one marked by hand that it overlaps most."""
        used = set()
        for r in reps:
            def overlap(mark):
                both = min(r["end_s"], mark[1]) - max(r["start_s"], mark[0])
                return both / (max(r["end_s"], mark[1]) - min(r["start_s"], mark[0]))
            best = max(range(len(by_hand)), key=lambda i: overlap(by_hand[i]))
            if overlap(by_hand[best]) > OVERLAP and best not in used:
                used.add(best)
                self.after_hand_s.append(r["told_s"] - by_hand[best][1])
            else:
                self.false += 1
        self.marked += len(by_hand)
        self.found += len(used)


def figures(twinctl, chosen, gyroscope=True):
    out = Figures()
    for session in chosen:
        out.add(session, analyze(twinctl, session, gyroscope))
    return out
