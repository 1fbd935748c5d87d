#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every exercise of the library, live: over the air from a wearable that is moved by it, its reference accepted, then a set with a
repetition of half the range and a fast one. The same labels as of a recording."""

import sys

sys.dont_write_bytecode = True
from exercise_motion import names
from hub_under_test import TIMEOUT_S, check, equal
from rehab_under_test import RehabHub, Trace

LABELS = ["ok", "ok", "partial", "ok", "fast", "ok"]
WORDS = ("right", "right", "half", "right", "fast", "right")
# What turns about the vertical needs an angular rate, which a Polar strap has not; so does what is done in
# two thirds of a second: there the acceleration is the movement's own.
KINDS = {"shoulder-external-rotation": "movesense", "marching-on-the-spot": "movesense"}


def do_exercise(hub, exercise):
    kind = KINDS.get(exercise, "strap")
    result = hub.record_reference(exercise, "still=4", "right", "right", "right", "still=3", kind=kind)
    equal(result.returncode, 0, f"{exercise}: its reference: {result.stderr}")
    trace = Trace(hub, hub.person)
    hub.start_rehab(exercise)
    wearable = hub.move(hub.write(exercise, "still=4", *WORDS, "still=3"), kind=kind)
    trace.wait_for_repetition(len(WORDS))
    hub.call("FinishRehab", hub.person)
    wearable.communicate(timeout=TIMEOUT_S)
    equal([line["label"] for line in trace.repetitions], LABELS, f"{exercise}: labels")
    check(all("word" in line for line in trace.repetitions), trace.repetitions)
    trace.stop()


def main():
    with RehabHub() as hub:
        hub.begin()
        for exercise in names():
            do_exercise(hub, exercise)
        equal(hub.stop(), 0, "exit status")


if __name__ == "__main__":
    main()
