#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of twinctl analyze reps --plot: there, whole, the same twice, with what was told in words, and refused where it must be."""

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.dont_write_bytecode = True
from exercise_motion import Reference, TWINCTL, Told, write
from hub_under_test import TIMEOUT_S

failures = []


def check(good, what, told=""):
    if not good:
        failures.append("%s: %s" % (what, told))


def read(path):
    with open(path) as file:
        return file.read()


def draw(reference, name, *words):
    """Draws one session; returns its SVG."""
    path = os.path.join(reference.folder, name + ".svg")
    told = reference.session(*words, options=("--plot", path))
    check(told.status == 0, name, told)
    svg = read(path)
    check(xml.etree.ElementTree.fromstring(svg).tag.endswith("svg"), name + " is no SVG")
    if shutil.which("rsvg-convert"):
        done = subprocess.run(["rsvg-convert", path], capture_output=True, timeout=TIMEOUT_S, check=False)
        check(done.returncode == 0 and done.stdout.startswith(b"\x89PNG"), name + ": no viewer would take it", done.stderr)
    return svg


def height_of(svg):
    return float(xml.etree.ElementTree.fromstring(svg).get("height").removesuffix("pt"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        reference = Reference(folder, "half-squat")
        right = draw(reference, "right", "still=3", "right", "right")
        check(right == draw(reference, "again", "still=3", "right", "right"), "two pictures of one session differ")
        check(right != draw(reference, "wrong", "still=3", "right", "half"), "a partial repetition is drawn as a whole one")
        check(right != draw(reference, "refused", "still=3", "right", "other"), "what was refused is not drawn")
        check(draw(reference, "hole", "still=3", "right", "hole=2", "right") != draw(reference, "none", "still=3", "right", "still=2", "right"),
              "a hole is not drawn")
        draw(reference, "empty", "still=1")
        draw(reference, "upside-down", "--turned", "still=5", "right")
        # Half a minute a row.
        check(height_of(draw(reference, "longer", "still=3", *["right"] * 12)) > height_of(right) + 100, "a minute is no taller than ten seconds")
        nowhere = os.path.join(folder, "nowhere", "x.svg")
        told = reference.session("still=3", "right", options=("--plot", nowhere))
        check(told.status == 1 and told.errors.count("\n") == 1 and nowhere + ": " in told.errors, "a folder that is not there", told)
        # Without a reference and a file: counted, drawn, no band.
        session, path = os.path.join(folder, "free.csv"), os.path.join(folder, "free.svg")
        write(session, "biceps-curl", "still=3", *["right"] * 6, "still=3")
        done = Told(subprocess.run([TWINCTL, "analyze", "reps", "--plot", path, session], capture_output=True, text=True, timeout=TIMEOUT_S, check=False))
        check(done.status == 0 and "</svg>" in read(path), "without a reference", done)
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
