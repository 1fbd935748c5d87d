#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long after its end a repetition is told, on the wall clock and in real time: from the sample that ends it
to the line that another process has read. Prints a line of JSON for each wearable."""

import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
from hub_under_test import check
from rehab_under_test import RehabHub, Trace

EXERCISE = "marching-on-the-spot"
REPETITIONS = 12


def measure(kind):
    with RehabHub() as hub:
        hub.begin()
        result = hub.record_reference(EXERCISE, "still=4", "right", "right", "right", "still=3", kind=kind)
        check(result.returncode == 0, result.stderr)
        hub.stop()
        hub.start_by_wall()
        trace = Trace(hub, hub.person)
        hub.start_rehab(EXERCISE)
        wearable = hub.move(hub.write(EXERCISE, "still=4", *["right"] * REPETITIONS, "still=3"), kind=kind,
                            speed="1")
        trace.wait_for_repetition(REPETITIONS)
        wearable.kill()
        wearable.communicate()
        trace.stop()
        late_ms = sorted(1e3 * line["came_s"] - line["end_utc_us"] / 1e3 for line in trace.repetitions)
        return {"wearable": kind, "repetitions": len(late_ms), "median_ms": round(late_ms[len(late_ms) // 2]),
                "max_ms": round(late_ms[-1]),
                "engine_max_ms": round(max(line["told_after_ms"] for line in trace.repetitions))}


def main():
    for kind in sys.argv[1:] or ("strap", "movesense"):
        print(json.dumps(measure(kind)), flush=True)


main()
