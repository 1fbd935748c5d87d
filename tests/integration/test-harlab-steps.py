#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps and cadence of each person of harlab in hand are within three in a hundred of the recorder's own, and nobody is
asked about a fall while the recorder is worn."""

import glob
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests/accuracy"))
from hub_under_test import BUILD, TIMEOUT_S, check, data_dir, equal
import motion_activity


class Bench:
    """What motion_activity.person() needs of the accuracy bench."""

    def __init__(self, work):
        self.build, self.work = BUILD, work

    @staticmethod
    def run(*command):
        return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=True).stdout


def main():
    data = data_dir()
    folders = sorted(glob.glob(os.path.join(data, "motion", "harlab", "*hexoskin")))
    if not folders:
        print("harlab is not in hand: skipped")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as work:
        lab = Bench(work)
        for folder in folders:
            who, told = os.path.basename(folder), motion_activity.person(lab, folder)
            check(abs(told["steps"]) <= 3, f"{who}: steps off by {told['steps']:.1f} %")
            check(abs(told["cadence"]) <= 3, f"{who}: cadence off by {told['cadence']:.1f} %")
            check(told["soft"] < 25, f"{who}: {told['soft']:.1f} % soft steps")
            equal(told["falls"], [], f"{who}: falls while worn")
    print(f"steps and cadence of {len(folders)} people")


main()
