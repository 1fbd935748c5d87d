#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong at home before anything is scored: each is told in words, and nothing is scored that should not be."""

import math
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from exercise_motion import LIBRARY, Reference, TWINCTL, Told, without_rate, write
from hub_under_test import TIMEOUT_S

failures = []


def check(good, what, told):
    if not good:
        failures.append("%s: %s" % (what, told))


def says(told, words, what):
    """On stderr, in a line of its own that names the file."""
    lines = [line for line in told.errors.splitlines() if words in line]
    check(len(lines) >= 1 and all(".csv: " in line for line in lines), what, told)


def check_upside_down(folder):
    told = Reference(folder, "side-arm-raise").session("--turned", "still=6", "right", "right", "still=3")
    check(told.labels == [] and "upside_down" in told.troubles, "upside down", told)
    says(told, "The sensor is upside down: turn it over and hold still.", "upside down")


def check_slipped(folder):
    told = Reference(folder, "heel-slide").session("--rolled=50", "still=6", "right", "right", "still=3")
    check(told.labels == [] and "misplaced" in told.troubles, "slipped round the limb", told)
    says(told, "does not sit as in the reference", "slipped round the limb")


def check_other_side(folder):
    for exercise in ("side-arm-raise", "shoulder-external-rotation"):
        told = Reference(folder, exercise).session("--mirrored", "still=4", "right", "right", "right", "still=3")
        check(told.labels == [] and told.refused == ["other_side"] * 3, exercise + " on the other side", told)


def check_units(folder):
    reference = Reference(folder, "half-squat")
    told = reference.session("--g", "still=4", "right", "right", "still=2")
    check(told.labels == [] and "bad_units" in told.troubles, "acceleration in g", told)
    says(told, "m/s2", "acceleration in g")
    told = reference.session("--degrees", "still=4", "right", "right", "still=2")
    check(told.labels == [] and "bad_units" in told.troubles, "angular rate in degrees", told)
    says(told, "rad/s", "angular rate in degrees")


def check_lost_packets(folder):
    reference = Reference(folder, "sit-to-stand")
    told = reference.session("--lost=3", "still=4", *["right"] * 6, "still=2")
    check("ok" not in told.labels and "partial" not in told.labels, "every third second lost", told)
    check("hole" in told.troubles or "not_scored" in told.labels, "every third second lost", told)
    told = reference.session("still=4", "right", "right", "hole=4", "right", "right", "still=2")
    check(told.labels == ["ok"] * 4, "a hole between repetitions", told)
    check(told.troubles == ["hole"], "a hole between repetitions", told)
    says(told, "Samples are missing", "a hole between repetitions")


def check_rate(folder):
    reference = Reference(folder, "biceps-curl")
    told = reference.session("still=4", "right", "right", "still=2", options=("--rate", "52"))
    check(told.labels == ["ok"] * 2 and not told.troubles, "the rate that it says", told)
    told = reference.session("still=4", "right", "right", "still=2", options=("--rate", "104"))
    check("wrong_rate" in told.troubles, "another rate than it says", told)
    says(told, "another rate than it says", "another rate than it says")
    told = reference.session("--clock=0.5", "still=4", *["right"] * 4, "still=2")
    check("ok" not in told.labels, "a clock that runs at half the speed", told)


def no_reference(reference, words, what):
    path = os.path.join(reference.folder, "session.csv")
    write(path, reference.exercise, "still=3", "right", "right")
    told = reference.analyze(path)
    check(told.status == 1 and told.text == "" and words in told.errors, what, told)
    check(len(told.errors.splitlines()) == 1 and reference.path in told.errors, what + ": one line", told)


def check_reference(folder):
    told = Reference(folder, "half-squat", "restless=5", "right", "right").session("still=4", "right", "right", "still=2")
    check(told.status == 0 and len(told.json["reps"]) == 2, "a reference recorded while moving", told)
    says(told, "warning: ", "a reference recorded while moving")
    says(told, "hold still for three seconds", "a reference recorded while moving")
    no_reference(Reference(folder, "half-squat", "still=4", "right", "half"), "not alike", "two that are not alike")
    no_reference(Reference(folder, "half-squat", "still=4", "right", "right", options=("--g",)), "m/s2", "a reference in g")
    reference = Reference(folder, "half-squat", "still=8", "right")
    reference.times = "2:5"
    no_reference(reference, "No movement can be told", "a reference of nothing")
    reference.times = "1000:1004"
    no_reference(reference, "", "a reference behind its end")
    reference = Reference(folder, "half-squat", "still=4", "right", "right")
    reference.times = ",".join(reversed(reference.times.split(",")))
    told = reference.analyze(reference.path)
    check(told.status == 2 and "in order of time" in told.errors, "repetitions of a reference in another order", told)
    reference = Reference(folder, "half-squat", "still=4", "right", "right", options=("--lost=4",))
    no_reference(reference, "Samples are missing", "a reference with holes")


def check_rate_needed(folder):
    """What turns about the vertical is not seen by an accelerometer: said, not scored as nothing."""
    reference = Reference(folder, "shoulder-external-rotation")
    path = os.path.join(folder, "rotation.csv")
    write(path, reference.exercise, "still=3", "right", "right", "still=2")
    without_rate(path)
    told = reference.analyze(path)
    check(told.labels == [] and told.troubles == ["no_rate"], "a rotation without an angular rate", told)
    says(told, "wear a sensor that measures angular rate, too", "a rotation without an angular rate")
    without_rate(reference.path)
    no_reference(reference, "wear a sensor that measures angular rate, too", "its reference without an angular rate")


def check_fit(folder):
    """A reference that the exercise would call wrong: its repetitions are scored, and the supervisor is told."""
    for execution, words in (("far", "goes farther than the exercise allows"), ("fast", "is faster than the exercise's tempo"),
                             ("slow", "is slower than the exercise's tempo"), ("right", "")):
        reference = Reference(folder, "half-squat", "still=4", execution, execution)
        told = reference.session("still=4", "right", "right", "still=2")
        check(told.status == 0 and len(told.json["reps"]) == 2, "a reference done " + execution, told)
        check(words in told.errors and bool(words) == ("warning: " + reference.path in told.errors), "a reference done " + execution, told)


def check_stops(folder):
    told = Reference(folder, "half-squat").session("still=4", "right", "stops", "right", "still=2")
    check(told.labels == ["ok"] * 2 and told.refused == ["stopped_halfway"], "who stops half-way and goes on later", told)
    told = Reference(folder, "half-squat").session("still=4", "right", "halts", "still=1", as_json=False)
    check("stopped half-way. Go back to the start." in told.text, "who stops half-way, in words", told)


def write_trunk(path, times, lean_deg, offset_s=0.0):
    """A chest strap at 25 Hz: upright, and leaning forward and back during the repetitions."""
    spans = [tuple(float(t) for t in span.split(":")) for span in times.split(",")]
    with open(path, "w") as file:
        file.write("t,ax,ay,az\n")
        for i in range(int(25 * (spans[-1][1] + 3))):
            t = i / 25
            share = max([0.0] + [math.sin(math.pi * (t - start) / (end - start)) for start, end in spans if start <= t <= end])
            lean = math.radians(lean_deg * share)
            file.write("%.3f,%.3f,0,%.3f\n" % (t + offset_s, 9.81 * math.cos(lean), -9.81 * math.sin(lean)))


def check_trunk(folder):
    """A second sensor on the chest: it tells who leans, and nothing once its clock is another one."""
    reference = Reference(folder, "side-arm-raise")
    path, trunk = os.path.join(folder, "limb.csv"), os.path.join(folder, "trunk.csv")
    times = write(path, "side-arm-raise", "still=4", "right", "right", "still=3")
    for lean_deg, label in ((3, "ok"), (25, "compensated")):
        write_trunk(trunk, times, lean_deg)
        told = reference.analyze(path, "--trunk", trunk)
        check(told.labels == [label] * 2 and not told.troubles, "a lean of %d degrees" % lean_deg, told)
    for offset_s in (3600, -3600, 5, -5):
        write_trunk(trunk, times, 25, offset_s)
        told = reference.analyze(path, "--trunk", trunk)
        check(told.labels == ["ok"] * 2 and told.troubles == ["clocks_apart"], "clocks apart by %d s" % offset_s, told)
        says(told, "The two sensors' clocks do not fit together: the trunk is not judged.", "clocks apart")
    told = reference.analyze(path, "--trunk", os.path.join(folder, "none.csv"))
    check(told.status == 1 and "none.csv: " in told.errors and told.text == "", "no recording of the trunk", told)


def check_files(folder):
    """Files that are none: one line, exit 1."""
    reference = Reference(folder, "half-squat")
    for name, text, words in (("empty", "", "empty"), ("no-rows", "t,ax,ay,az\n", ""), ("words", "t,ax,ay,az\n0,a,b,c\n", ":2"),
                              ("backwards", "t,ax,ay,az\n1,0,0,9.8\n0,0,0,9.8\n", ":3"), ("binary", "\0\1\2\n", "")):
        path = os.path.join(folder, name + ".csv")
        with open(path, "w") as file:
            file.write(text)
        told = reference.analyze(path)
        check(told.status == 1 and len(told.errors.splitlines()) == 1 and path in told.errors and words in told.errors, name, told)
    told = reference.analyze(os.path.join(folder, "none.csv"))
    check(told.status == 1 and "none.csv: " in told.errors, "no file", told)


def check_late_start(folder):
    """The times of a recording need not begin at 0: it is as long as from its first sample to its last."""
    path = os.path.join(folder, "late.csv")
    write(path, "half-squat", "still=4", "right", "right", "right", "still=2")
    with open(path) as file:
        header, *rows = file.read().splitlines()
    with open(path, "w") as file:
        file.write(header + "\n")
        for row in rows:
            t, rest = row.split(",", 1)
            file.write("%.4f,%s\n" % (float(t) + 100, rest))
    seconds = float(rows[-1].split(",")[0])
    for words in ((), ("--reference", path, "--reference-times", "104:109.1")):
        done = Told(subprocess.run([TWINCTL, "analyze", "reps", "--json", *words, path], capture_output=True, text=True,
                                   timeout=TIMEOUT_S, check=False))
        check(done.json and abs(done.json["seconds"] - seconds) < 0.1, "a recording that begins at 100 s", done)


def check_exercise_file(folder):
    """A wrong exercise file stops it before anything is scored."""
    path = os.path.join(folder, "wrong.exercise")
    with open(os.path.join(LIBRARY, "half-squat.exercise")) as good, open(path, "w") as wrong:
        wrong.write(good.read().replace("repetitions=10", "repetitions=many"))
    done = Told(subprocess.run([TWINCTL, "analyze", "reps", "--exercise", path, path], capture_output=True, text=True,
                               timeout=TIMEOUT_S, check=False))
    check(done.status == 1 and "[dose] repetitions: give a whole number" in done.errors, "a wrong exercise file", done)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for case in (check_upside_down, check_slipped, check_other_side, check_units, check_lost_packets, check_rate, check_rate_needed, check_reference, check_fit,
                     check_stops, check_trunk, check_files, check_late_start, check_exercise_file):
            case(folder)
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
