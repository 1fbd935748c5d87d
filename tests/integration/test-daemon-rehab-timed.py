#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An exercise whose sets go by time: a set ends when its time is over, not while nobody exercises, and a
kill -9 in the middle of it takes nothing of the time away."""

import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
import rehab_under_test
from hub_under_test import check, equal
from rehab_under_test import RehabHub, Trace

EXERCISE = "marching-on-the-spot"
SET_S, SETS, REST_S = 30, 2, 20
FASTER_THAN_TIME = "40"


def by_time(folder):
    """The shipped exercise with time in place of repetitions."""
    name = EXERCISE + ".exercise"
    with open(os.path.join(rehab_under_test.LIBRARY, name), encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r"repetitions=\d+\nsets=\d+\nrest-s=\d+", f"duration-s={SET_S}\nsets={SETS}\nrest-s={REST_S}", text)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def march(hub, trace, seconds, until):
    """Repetitions for so long, of about two seconds; the state that comes."""
    path = hub.write(EXERCISE, "still=4", *["right"] * (seconds // 2), "still=3")
    hub.moved(path, kind="movesense")
    return trace.wait_for_state(until)


def check_pause(hub):
    """Who stands still for a minute has not exercised for a minute. Killed in the middle of the set."""
    trace = Trace(hub, hub.person)
    path = hub.write(EXERCISE, "still=4", "right", "right", "right", "still=60", *["right"] * 20, "still=3")
    wearable = hub.move(path, kind="movesense", speed=FASTER_THAN_TIME)
    line = trace.wait_for_repetition(5)
    equal(line["set_s"], SET_S, "planned")
    check(10 < line["set_done_s"] < SET_S, f"{line['set_done_s']} s after five repetitions and a pause")
    hub.kill()
    wearable.kill()
    wearable.communicate()
    trace.stop()
    return line["set_done_s"]


def check_summary(summary):
    equal((summary["end"], summary["duration_planned_s"], summary["sets_planned"]), ("done", SET_S, SETS), "summary")
    equal("repetitions_planned" in summary, False, "planned repetitions")
    check(SETS * SET_S <= summary["exercised_s"] <= SETS * (SET_S + 2), summary)


def main():
    folder = tempfile.TemporaryDirectory()
    by_time(folder.name)
    os.environ["HEALTH_TWIN_EXERCISES"] = folder.name + ":" + rehab_under_test.LIBRARY
    with folder, RehabHub() as hub:
        hub.begin()
        result = hub.record_reference(EXERCISE, "still=4", *["right"] * 3, "still=3", kind="movesense")
        equal(result.returncode, 0, result.stderr)
        hub.start_rehab(EXERCISE)
        done_s = check_pause(hub)
        hub.start()
        trace = Trace(hub, hub.person)
        line = trace.wait(lambda _: True)
        equal((line["state"], line["set"]), ("paused", 1), "first line after the kill")
        check(done_s - 3 <= line["set_done_s"] <= done_s + 3, f"{line['set_done_s']} s are kept of {done_s} s")
        equal(march(hub, trace, 40, "rest")["set"], 2, "set after the first")
        summary = march(hub, trace, 60, "done")["summary"]
        trace.stop()
        check_summary(summary)
        last = [one for one in trace.repetitions if one["set"] == SETS][-1]
        check(SET_S - 4 < last["set_done_s"] <= SET_S + 2, last["set_done_s"])
        plan = hub.twinctl("rehab", "plan", EXERCISE)
        check(f"{SETS} x {SET_S} s" in plan.stdout, plan.stdout + plan.stderr)
        table = hub.twinctl("rehab", "history")
        check(f"{summary['exercised_s']} of {SETS * SET_S} s" in table.stdout, table.stdout + table.stderr)
        equal(hub.stop(), 0, "exit status")
        print(f"{summary['exercised_s']} s of {SETS * SET_S} s, {summary['count']} repetitions")


main()
