# SPDX-License-Identifier: GPL-3.0-or-later
"""Repetitions counted without a reference, by twinctl analyze reps, on the recordings in hand."""

import glob
import json
import os
import sys

import barbell
import uci_physical_therapy
from accuracy_table import NOT_IN_HAND

UCI_REPETITIONS = 30
NAMES = ("Repetitions without a reference, barbell sets in hand: exact / within 1, %",
         "The same, the person it goes worse with: exact / within 1, %",
         "Repetitions counted in recordings of rest, barbell in hand",
         "Repetitions without a reference, UCI 730 in hand: exact / within 1, %")


def count(lab, paths):
    lines = lab.run(os.path.join(lab.build, "bin/twinctl"), "analyze", "reps", "--json", *paths).splitlines()
    return [len(json.loads(line)["reps"]) for line in lines]


def shares(pairs):
    """Percent counted exactly, and within 1, of (counted, done)."""
    off = [abs(counted - done) for counted, done in pairs]
    return [100 * sum(o <= most for o in off) / len(off) for most in (0, 1)]


def barbell_figures(lab):
    data = os.path.join(lab.data, "motion", "barbell_metamotion")
    if not os.path.isdir(data):
        return [NOT_IN_HAND] * 3
    sets = barbell.sets(data)
    paths = [os.path.join(lab.work, "barbell-%02d.csv" % i) for i in range(len(sets))]
    for lift, path in zip(sets, paths):
        lift.write(path)
    counted = list(zip(sets, count(lab, paths)))
    work = [(lift, n) for lift, n in counted if lift.repetitions > 0]
    people = [shares([(n, lift.repetitions) for lift, n in work if lift.person == person])
              for person in sorted({lift.person for lift, _ in work})]
    return [shares([(n, lift.repetitions) for lift, n in work]), min(people, key=lambda figures: figures[1]),
            [sum(n for lift, n in counted if lift.repetitions == 0)]]


def uci_figures(lab):
    data = os.path.join(lab.data, "motion", "uci_physical_therapy")
    if not os.path.isdir(data):
        return NOT_IN_HAND
    sys.path.insert(0, lab.scoring)
    import repetitions
    paths = []
    for folder in sorted(glob.glob(os.path.join(data, "s*", "e*"))):
        start, end = (int(float(v)) for v in repetitions.lines(os.path.join(folder, "template_times.txt"))[0][1:3])
        units = {u: repetitions.samples(os.path.join(u, "template_session.txt")) for u in sorted(glob.glob(folder + "/u*"))}
        unit = max(units, key=lambda u: repetitions.tilt(units[u], start, end))
        paths.append(os.path.join(lab.work, "uci-%d.csv" % len(paths)))
        uci_physical_therapy.write(os.path.join(unit, "test.txt"), paths[-1])
    return shares([(n, UCI_REPETITIONS) for n in count(lab, paths)])


def add(rows, lab):
    exact, worse, rest = barbell_figures(lab)
    rows.add(NAMES[0], exact, goal="– / 95", rival="RecoFit – / 93, its own data")
    rows.add(NAMES[1], worse, goal="– / 95")
    rows.add(NAMES[2], rest, goal="0", lower=True, digits=0)
    rows.add(NAMES[3], uci_figures(lab), goal="–", rival="simple rule with a reference 75 / 82.5")
