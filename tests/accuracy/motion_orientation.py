# SPDX-License-Identifier: GPL-3.0-or-later
"""Orientation on the trials of BROAD in hand, by the scorer's own reckoning."""

import json
import os
import re

from accuracy_table import NOT_IN_HAND

NAMES = ("Orientation, BROAD in hand, 286 Hz: total / inclination, deg",
         "Orientation, BROAD at 47.6 Hz: total, deg",
         "Orientation, BROAD at 47.6 Hz, no magnetometer: inclination, deg",
         "Orientation: bytes a sensor")


def figures_of(lab):
    data = os.path.join(lab.data, "motion", "broad")
    scorer = os.path.join(lab.scoring, "broad.py")
    if not os.path.isdir(data) or not os.path.exists(scorer):
        return [NOT_IN_HAND] * 3
    run = ("python3", scorer, "--twinctl", os.path.join(lab.build, "bin/twinctl"), "--data", data)
    full, sixth = (json.loads(lab.run(*run, "--every", every).splitlines()[-1]) for every in ("1", "6"))
    return [[full["total_deg"], full["inclination_deg"]], [sixth["total_deg"]], [sixth["inclination_6D_deg"]]]


def add(rows, lab):
    bench = lab.run(os.path.join(lab.build, "tests/bench/orientation"))
    size = re.search(r"orientation: (\d+) bytes", bench)
    goals = ("2.75 / 0.78", "–", "1.45", "900")
    rivals = ("VQF 2.83 / 0.79", "VQF 3.33", "VQF 1.48", "VQF float 856")
    for i, figures in enumerate([*figures_of(lab), [int(size.group(1))]]):
        rows.add(NAMES[i], figures, goal=goals[i], rival=rivals[i], lower=True, relative=True, digits=0 if i == 3 else 2)
