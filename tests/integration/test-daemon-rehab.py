#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session of an exercise, the whole way: the reference is recorded and accepted, two sets are counted,
labelled and told at once, the history holds them, and nobody else hears of any of it."""

import os
import pwd
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import check, equal, hub_call, program
from rehab_under_test import RehabHub, Trace

EXERCISE = "side-arm-raise"
RIGHT = ("right", "right", "right")
SETS = (["right"] * 8 + ["half", "fast"], ["right"] * 10)
LABELS = (["ok"] * 8 + ["partial", "fast"], ["ok"] * 10)
REST_S = 60
PARTS = {"rom", "tempo", "shape", "smoothness", "compensation"}
# Told so long after its end, by the samples' own time; on the wall, a packet's length and the hub's
# work come on top of it (tests/bench/rehab-latency.py).
TOLD_MS = 300
LATER_US = 1_798_761_600_000_000  # 2027-01-01


def as_nobody():
    other = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(other.pw_gid)
    os.setuid(other.pw_uid)


def check_nobody_else(hub):
    """Another account, where this one is root's: without a consent it may do nothing of it."""
    if os.getuid() != 0:
        return
    for method, *arguments in (("StartRehab", EXERCISE, "{}"), ("FinishRehab",), ("GetRehab",),
                               ("AcceptReference", "[1]"), ("ForgetReference", EXERCISE),
                               ("ExportRehab", "0", "0"), ("OpenLive",)):
        result = subprocess.run(
            hub_call(hub.bus.address, method, hub.person, *arguments), capture_output=True, text=True, check=False,
            preexec_fn=as_nobody)
        check("org.healthtwin.Error.NotAuthorized" in result.stderr, f"{method}: {result.stderr}")


def listen_as_another(hub):
    """Who the person let see it live hears the same. None where there is no other account."""
    if os.getuid() != 0:
        return None
    reader = shutil.copy(program("tests/integration/hub-reader"), hub.folder)
    hub.call("GrantConsent", hub.person, str(pwd.getpwnam("nobody").pw_uid), "['live']",
             str(LATER_US))
    return Trace(hub, hub.person, reader, as_nobody)


def check_heard(trace, other):
    if other:
        other.wait_for_state("done")
        equal(len(other.repetitions), len(trace.repetitions), "repetitions that another account hears")
        other.stop()


def check_states(trace):
    states = [line["state"] for line in trace.lines
              if line["type"] == "rehab" and "notice" not in line]
    once = ["hold_still", "ready", "counting"]
    equal(states, ["waiting", *once, "rest", *once, "done"], "states")


def check_repetitions(trace):
    for number, labels in enumerate(LABELS, 1):
        told = [line for line in trace.repetitions if line["set"] == number]
        equal([line["number"] for line in told], list(range(1, len(labels) + 1)), "numbers")
        equal([line["label"] for line in told], labels, f"labels of set {number}")
    for line in trace.repetitions:
        equal(set(line["parts"]), PARTS, "parts of the score")
        check(0 <= line["score"] <= 100 and line["word"], line)
        check(not line["candidate"] and line["told_after_ms"] <= TOLD_MS, line)
    good = [line["score"] for line in trace.repetitions if line["label"] == "ok"]
    bad = [line["score"] for line in trace.repetitions if line["label"] != "ok"]
    check(min(good) > max(bad), f"scores {good} and {bad}")
    return max(line["told_after_ms"] for line in trace.repetitions)


def check_summary(summary):
    equal((summary["end"], summary["count"], summary["sets_planned"],
           summary["repetitions_planned"]), ("done", 20, 2, 10), "summary")
    equal([one["labels"] for one in summary["sets"]],
          [{"ok": 8, "partial": 1, "fast": 1}, {"ok": 10}], "labels of the sets")
    check(len(summary["reference_sha256"]) == 64 and summary["reference_version"] == 1, summary)


def check_kept(hub, trace):
    history = hub.history()
    equal(len(history), 1, "sessions")
    check_summary(history[0])
    equal([one["label"] for one in history[0]["done"]], LABELS[0] + LABELS[1], "labels kept")
    equal([one["score"] for one in history[0]["done"]],
          [line["score"] for line in trace.repetitions], "scores kept")
    table = hub.twinctl("rehab", "history")
    check(EXERCISE in table.stdout and "20 of 20" in table.stdout, table.stdout + table.stderr)


def check_silence(hub, broadcasts):
    """Nothing of it is broadcast, and nothing is logged."""
    words = re.compile(f"{EXERCISE}|repetition|partial|score|Rehab")
    for line in broadcasts + hub.said().splitlines():
        check(not words.search(line), f"said to everybody: {line}")


def main():
    with RehabHub() as hub:
        os.chmod(hub.folder, 0o755)
        hub.begin()
        watcher = hub.watch()
        names = hub.call("ListExercises")
        check(names.count("'name'") >= 12 and EXERCISE in names, names)
        check_nobody_else(hub)
        result = hub.record_reference(EXERCISE, "still=4", *RIGHT, "still=3")
        equal(result.returncode, 0, result.stderr)
        trace = Trace(hub, hub.person)
        other = listen_as_another(hub)
        hub.start_rehab(EXERCISE, buzz="all")
        path = hub.write(EXERCISE, "still=4", *SETS[0], f"still={REST_S + 5}", *SETS[1], "still=3")
        counts = hub.moved(path)
        trace.wait_for_state("done")
        check(counts["wearables"][0]["samples"] > 10000, "no ECG beside the motion")
        check_heard(trace, other)
        check_states(trace)
        told_ms = check_repetitions(trace)
        check_summary(trace.lines[-1]["summary"])
        check_kept(hub, trace)
        trace.stop()
        equal(hub.stop(), 0, "exit status")
        watcher.drain()
        check_silence(hub, watcher.lines)
        dump = hub.dump()
        equal((len(dump.of("repetition")), len(dump.of("session"))), (20, 1), "records")
        print(f"20 repetitions in 2 sets, told at most {told_ms:.0f} ms after their end")


main()
