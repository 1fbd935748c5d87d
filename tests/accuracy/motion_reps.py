# SPDX-License-Identifier: GPL-3.0-or-later
"""Repetitions against a person's own reference, on the sessions of UCI 730 in hand."""

import os

import uci_reps
from accuracy_table import NOT_IN_HAND

OTHER_SENSORS_DEG = 15


def share(part, whole):
    return 100.0 * part / whole if whole else None


def percentile(values, p):
    return sorted(values)[int(p / 100 * (len(values) - 1))]


def counted(f):
    return share(f.exact, f.sessions), share(f.within_1, f.sessions)


def add(rows, lab):
    names = ("Repetitions, UCI 730 in hand, one sensor: sessions exact / within 1, %",
             "Repetitions, UCI 730: labels, %",
             "Repetitions, UCI 730, marked by hand: missed / false, %",
             "Repetitions, UCI 730: told after their end, latest, ms",
             "Repetitions, UCI 730: told after the end marked by hand: p50 / p95, s",
             "Repetitions, UCI 730, no gyroscope: sessions exact / within 1, %",
             "Repetitions, UCI 730, no gyroscope: labels, %",
             "Repetitions, UCI 730, the other sensors that tilt by 15 deg: exact / within 1, %")
    goals = ("90 / 100", "95", "5 / 4", "300", "–", "–", "–", "–")
    rivals = ("simple rule 75 / 82.5", "simple rule 91.8", "published 8.58 / 4.91", "–", "–", "–", "–", "–")
    chosen = list(uci_reps.sessions(lab.data))
    if not chosen:
        for i, name in enumerate(names):
            rows.add(name, NOT_IN_HAND, goal=goals[i], rival=rivals[i])
        return
    twinctl = os.path.join(lab.build, "bin/twinctl")
    f, alone = uci_reps.figures(twinctl, chosen), uci_reps.figures(twinctl, chosen, False)
    others = uci_reps.figures(twinctl, uci_reps.sessions(lab.data, OTHER_SENSORS_DEG))
    values = (counted(f), [share(f.fit, f.judged)],
              [share(f.marked - f.found, f.marked), share(f.false, f.found + f.false)], [f.told_ms],
              [percentile(f.after_hand_s, 50), percentile(f.after_hand_s, 95)], counted(alone),
              [share(alone.fit, alone.judged)], counted(others))
    for i, value in enumerate(values):
        rows.add(names[i], value, goal=goals[i], rival=rivals[i], lower=2 <= i <= 4, digits=2 if i == 4 else 1)
