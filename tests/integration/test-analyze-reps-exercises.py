#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every exercise of the library from simulated motion to labels: done right it is counted and ok, done wrong it is told what was wrong,
and a wrong repetition spoils none of the right ones around it."""

import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from exercise_motion import Reference, TWINCTL, Told, names, without_rate, write
from hub_under_test import TIMEOUT_S

# What is said of each wrong execution: a label, or why it was refused.
SAID = {"half": {"partial"}, "fast": {"fast"}, "slow": {"slow"}, "lean": {"compensated"}, "far": {"too_far"},
        "other": {"other_movement"}, "halts": {"stopped_halfway", "slow"}}
# Another axis takes a curl beyond what an elbow can do.
SAID_OF = {("biceps-curl", "other"): {"too_far", "other_movement"}}
HAS_NO_FARTHER = {"biceps-curl", "heel-raise", "seated-knee-extension", "shoulder-external-rotation", "sit-to-stand", "wall-push-up"}
# A chest strap is accelerated where the whole body turns about the ankles, and takes that for tilt. What is done slowly lacks what
# the reference had of it: it is told that something was wrong, not what.
UNSURE = {("wall-push-up", "slow")}
JERKY = {"straight-leg-raise", "seated-knee-extension", "side-arm-raise", "heel-slide"}
RIGHT_BEFORE, RIGHT_AFTER = 3, 2

failures = []


def check(good, what, told):
    if not good:
        failures.append("%s: %s" % (what, told))


def check_right(reference):
    told = reference.session("still=3", *["right"] * 8, "still=2")
    check(told.labels == ["ok"] * 8, reference.exercise + " done right", told)
    check(not told.refused and not told.troubles and not told.errors, reference.exercise + " done right", told)
    check(all(rep["score"] > 80 for rep in told.json["reps"]), reference.exercise + " scores", told.json["reps"])


def check_other_sensor(reference):
    """The reference's sensor may measure more than that of the session, or less: what cannot be compared is not judged."""
    session = os.path.join(reference.folder, "other-sensor.csv")
    write(session, reference.exercise, "still=3", *["right"] * 4, "still=2")
    if reference.exercise != "shoulder-external-rotation":
        without_rate(session)
        told = reference.analyze(session)
        check(told.labels == ["ok"] * 4 and not told.refused, reference.exercise + " without an angular rate", told)


def check_free(reference):
    """Counted without a reference."""
    session = os.path.join(reference.folder, "free.csv")
    write(session, reference.exercise, "still=3", *["right"] * 8, "still=3")
    told = Told(subprocess.run([TWINCTL, "analyze", "reps", "--json", session], capture_output=True, text=True, timeout=TIMEOUT_S, check=False))
    check(told.json.get("count") == 8, reference.exercise + " counted without a reference", told)


def check_wrong(reference, execution, said):
    told = reference.session("still=3", *["right"] * RIGHT_BEFORE, execution, execution, *["right"] * RIGHT_AFTER, "still=2")
    what = "%s, %s" % (reference.exercise, execution)
    labels = told.labels
    wrong = labels[RIGHT_BEFORE:len(labels) - RIGHT_AFTER] + told.refused
    check(labels[:RIGHT_BEFORE] == ["ok"] * RIGHT_BEFORE and labels[-RIGHT_AFTER:] == ["ok"] * RIGHT_AFTER,
          what + ": the right ones", told)
    check("ok" not in wrong and bool(wrong), what + ": the wrong ones", told)
    if (reference.exercise, execution) not in UNSURE:
        check(len(wrong) == 2 and set(wrong) <= said, what, told)


def check_exercise(folder, exercise):
    reference = Reference(folder, exercise)
    check_right(reference)
    check_other_sensor(reference)
    check_free(reference)
    for execution, said in SAID.items():
        if execution != "far" or exercise not in HAS_NO_FARTHER:
            check_wrong(reference, execution, SAID_OF.get((exercise, execution), said))
    if exercise in JERKY:
        check_wrong(reference, "jerky", {"jerky"})


def main():
    with tempfile.TemporaryDirectory() as folder:
        exercises = names()
        check(len(exercises) == 12, "the library", exercises)
        for exercise in exercises:
            check_exercise(folder, exercise)
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
