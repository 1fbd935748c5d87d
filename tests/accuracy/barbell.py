#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of barbell lifts from a wrist sensor, in the CSV that twinctl analyze reps reads.

  barbell.py list DATA               the sets, one a line: person, lift, repetitions, files
  barbell.py convert DATA OUT        OUT/NN-PERSON-LIFT.csv of each set

DATA is the folder barbell_metamotion. Recordings of equal samples are one set, whatever their files are called. A and E
are one person: they share recordings. Repetitions are what the file's name says was to be done: heavy is 5, medium 10,
rest 0; nobody counted them. Standard library only.
"""

import glob
import hashlib
import math
import os
import sys

import motion_csv

REPETITIONS = {"heavy": 5, "medium": 10}
SAME_PERSON = {"E": "A"}


def samples(path):
    """[(epoch s, x, y, z)] in the file's unit."""
    out = []
    with open(path, encoding="utf-8") as file:
        next(file)
        for line in file:
            cells = line.strip().split(",")
            if len(cells) == 6 and all(cells):
                out.append((float(cells[0]) / 1000, *map(float, cells[3:])))
    return out


class Lift:
    """One set: whose, what, how many, and the files that hold it."""

    def __init__(self, path, acceleration):
        self.files, self.acceleration = [path], acceleration
        name = os.path.basename(path).split("_MetaWear")[0].split("-")
        self.person, self.lift = SAME_PERSON.get(name[0], name[0]), name[1]
        effort = "".join(c for c in name[2] if c.isalpha())
        self.repetitions = 0 if self.lift == "rest" else REPETITIONS[effort]
        self.name = "-".join(name)

    def write(self, path):
        gyroscope = self.files[0].replace("Accelerometer_12.500Hz", "Gyroscope_25.000Hz")
        rotation = samples(gyroscope) if os.path.exists(gyroscope) else []
        start = min(self.acceleration[0][0], *(t for t, *_ in rotation[:1]), float("inf"))
        streams = {"a": [(t - start, *(v * motion_csv.G_MS2 for v in axes)) for t, *axes in self.acceleration]}
        if rotation:
            streams["g"] = [(t - start, *map(math.radians, axes)) for t, *axes in rotation]
        motion_csv.write(path, streams)


def sets(data):
    found = {}
    for path in sorted(glob.glob(os.path.join(data, "*Accelerometer*.csv"))):
        acceleration = samples(path)
        key = hashlib.sha256(repr([axes for _, *axes in acceleration]).encode()).digest()
        if key in found:
            found[key].files.append(path)
        elif acceleration:
            found[key] = Lift(path, acceleration)
    return list(found.values())


def main():
    if sys.argv[1:2] == ["list"] and len(sys.argv) == 3:
        for lift in sets(sys.argv[2]):
            print(lift.person, lift.lift, lift.repetitions, *map(os.path.basename, lift.files))
    elif sys.argv[1:2] == ["convert"] and len(sys.argv) == 4:
        os.makedirs(sys.argv[3], exist_ok=True)
        for i, lift in enumerate(sets(sys.argv[2])):
            lift.write(os.path.join(sys.argv[3], "%02d-%s.csv" % (i, lift.name)))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
