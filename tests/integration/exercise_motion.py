# SPDX-License-Identifier: GPL-3.0-or-later
"""Simulated sessions of an exercise through twinctl analyze reps: what write-exercise-motion writes, and what is told of it."""

import json
import os
import subprocess
import tempfile

from hub_under_test import TIMEOUT_S

TOP = os.environ["top_srcdir"]
BUILD = os.environ["top_builddir"]
LIBRARY = os.path.join(TOP, "programme", "exercises", "library")
TWINCTL = os.path.join(BUILD, "bin", "twinctl")
WRITER = os.path.join(BUILD, "tests", "integration", "write-exercise-motion")


class Told:
    """What twinctl said of one session."""

    def __init__(self, done):
        self.status = done.returncode
        self.errors = done.stderr
        self.text = done.stdout
        self.json = json.loads(done.stdout) if done.stdout.startswith("{") else {}

    labels = property(lambda self: [rep["label"] for rep in self.json["reps"]])
    refused = property(lambda self: [event["reason"] for event in self.json["refused"]])
    troubles = property(lambda self: [event["reason"] for event in self.json["troubles"]])

    def __str__(self):
        if not self.json:
            return "status %d: %s%s" % (self.status, self.text, self.errors)
        return "%s, refused %s, troubles %s; %s" % (self.labels, self.refused, self.troubles, self.errors)


def names():
    """The exercises of the library."""
    return sorted(name[: -len(".exercise")] for name in os.listdir(LIBRARY) if name.endswith(".exercise"))


def write(path, exercise, *words):
    """Writes a recording; returns the times of its repetitions as --reference-times takes them."""
    with tempfile.TemporaryFile("w+") as times, open(path, "w") as out:
        # The writer tells the times on its descriptor 3.
        subprocess.run(["sh", "-c", 'fd=$1; shift; eval "exec \\"\\$@\\" 3>&$fd"', "sh", str(times.fileno()), WRITER, exercise, *words],
                       stdout=out, pass_fds=[times.fileno()], check=True, timeout=TIMEOUT_S)
        times.seek(0)
        return times.read()


def without_rate(path):
    """Takes the angular rate out of a recording."""
    with open(path) as file:
        rows = [row.split(",")[:4] for row in file.read().splitlines()]
    with open(path, "w") as file:
        file.writelines(",".join(row) + "\n" for row in rows)


class Reference:
    """A person's reference of one exercise: two repetitions after a still pose."""

    def __init__(self, folder, exercise, *words, options=()):
        self.folder = folder
        self.exercise = exercise
        self.path = os.path.join(folder, exercise + "-reference.csv")
        self.times = write(self.path, exercise, *options, *(words or ("still=4", "right", "right", "right")))

    def analyze(self, path, *options, as_json=True):
        """Analyses a recording with this reference."""
        command = [TWINCTL, "analyze", "reps", "--exercise", os.path.join(LIBRARY, self.exercise + ".exercise"),
                   "--reference", self.path, "--reference-times", self.times, *options, path]
        if as_json:
            command.insert(3, "--json")
        return Told(subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False))

    def session(self, *words, options=(), as_json=True):
        """Writes a session and analyses it."""
        path = os.path.join(self.folder, self.exercise + "-session.csv")
        write(path, self.exercise, *words)
        return self.analyze(path, *options, as_json=as_json)
