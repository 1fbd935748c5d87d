#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What callers read: the live trace says what is then stored, ExportRecords gives what is stored in the
order of time, whole or in part, and readers that go away or do not read hold up nobody."""

import json
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, TIMEOUT_S, check, equal, program

ADDRESS = "A0:9E:1A:00:00:01"
ALL = ("ecg", "beat", "finding", "gap")


def read_records(hub, person, start_us=0, end_us=0, what=ALL):
    result = subprocess.run(
        [program("tests/integration/hub-reader"), hub.bus.address, "records", person,
         str(start_us), str(end_us), *what], capture_output=True, text=True, timeout=TIMEOUT_S,
        check=True)
    return [json.loads(line) for line in result.stdout.splitlines() if line]


def open_live(hub, person):
    """Without a buffer: readline() would take lines that communicate() then does not see."""
    reader = subprocess.Popen([program("tests/integration/hub-reader"), hub.bus.address, "live",
                               person], stdout=subprocess.PIPE, bufsize=0)
    equal(reader.stdout.readline(), b"\n", "sign that the trace is open")
    return reader


def of(lines, kind):
    return [line for line in lines if line["type"] == kind]


def time_of(line):
    return line.get("t_utc_us", line.get("start_utc_us"))


def check_live(lines, records):
    equal(lines[0], {"type": "hello", "format": 1}, "first line")
    equal(of(lines, "dropped"), [], "dropped lines")
    live = {line["index"]: line for line in of(lines, "beat")
            if line["final"] and line["label"] != "-"}
    first = {line["index"] for line in of(lines, "beat") if not line["final"]}
    stored = of(records, "beat")
    # Two streams count from 0 each; the times tell them apart.
    equal(len([line for line in of(lines, "beat") if line["final"] and line["label"] != "-"]),
          len(stored), "final beats of the live trace")
    for beat in stored:
        if beat["index"] in live and live[beat["index"]]["t_utc_us"] == beat["t_utc_us"]:
            equal(beat["label"], live[beat["index"]]["label"], f"label of beat {beat['index']}")
    check(len(first) > 10, "hardly a first label")
    equal(sum(len(line["uv"]) for line in of(lines, "ecg")),
          sum(len(line["uv"]) for line in of(records, "ecg")), "samples of the live trace")
    # Live, a finding comes when it has ended; stored, in the order of their starts.
    equal(sorted(of(lines, "finding"), key=time_of), of(records, "finding"),
          "findings of the live trace")
    equal(of(lines, "gap"), of(records, "gap"), "gaps of the live trace")
    twins = of(lines, "twin")
    rates = [twin["hr_bpm"] for twin in twins if "hr_bpm" in twin]
    check(len(rates) > 30 and 30 < min(rates) and max(rates) < 250, f"heart rates: {rates}")
    check(10 < twins[-1]["beats"] <= len(stored), f"twin: {twins[-1]}")
    states = [line["state"] for line in of(lines, "wearable")]
    check("streaming" in states and states[-1] in ("absent", "found", "waiting"), f"{states}")
    check("regular" in [line["rhythm"] for line in of(lines, "rhythm")], "no regular rhythm")


def check_order(records):
    times = [time_of(line) for line in records]
    equal(times, sorted(times), "order of time")


def check_parts(hub, person, records):
    """Cut anywhere, the parts make the whole: each line that starts in a part is in it."""
    equal([line for line in records if line["type"] == "beat"],
          read_records(hub, person, what=("beat",)), "beats alone")
    times = sorted({time_of(line) for line in records})
    for cut in (times[1], times[len(times) // 2], times[-1]):
        beats = (read_records(hub, person, 0, cut, ("beat",)) +
                 read_records(hub, person, cut, 0, ("beat",)))
        equal(beats, of(records, "beat"), f"beats before and after {cut}")
        ecg = read_records(hub, person, cut, 0, ("ecg",))
        wanted = [line for line in of(records, "ecg")
                  if line["t_utc_us"] + len(line["uv"]) / 130 * 1e6 > cut + 1]
        equal(len(ecg), len(wanted), f"ECG after {cut}")
    equal(read_records(hub, person, times[-1] + 10**7, 0), [], "records of the future")


def check_stubborn_readers(hub, person):
    """Readers that never read: the hub answers others, and stops at once when it is told to."""
    stubborn = []
    for _ in range(8):
        stubborn.append(subprocess.Popen(
            [program("tests/integration/hub-reader"), hub.bus.address, "records", person, "0", "0",
             "ecg"], stdout=subprocess.PIPE))
        equal(stubborn[-1].stdout.readline(), b"\n", "sign that the records are open")
    check("samples_in" in hub.call("GetStatus"), "no status beside readers")
    return stubborn


def main():
    with Hub() as hub:
        hub.start()
        person = hub.add_person()
        other = hub.add_person("Somebody else")
        hub.enroll(ADDRESS, person)
        live, others = open_live(hub, person), open_live(hub, other)
        watcher = hub.watch()
        # The whole trace of this story fits the pipe: nothing can be dropped, however slow we are.
        counts = hub.play(ADDRESS, "--story", "brief")
        watcher.wait_for_samples(counts["samples"])
        records = read_records(hub, person)
        equal(sum(len(line["uv"]) for line in of(records, "ecg")), counts["samples"],
              "samples read")
        check_order(records)
        check_parts(hub, person, records)
        equal(read_records(hub, other), [], "records of somebody else")
        result = hub.try_call("ExportRecords", person, "['secrets']", "0", "0")
        check("Error.Invalid" in result.stderr, result.stderr)
        result = hub.try_call("ExportSummary", person, "5", "3")
        check("Error.Invalid" in result.stderr, result.stderr)
        stubborn = check_stubborn_readers(hub, person)
        watcher.stop()
        equal(hub.stop(), 0, "exit status")
        for process in stubborn:
            process.kill()
            process.communicate()
        lines, others_lines = (
            [json.loads(line) for line in process.communicate(timeout=TIMEOUT_S)[0].splitlines()]
            for process in (live, others))
        check_live(lines, records)
        equal(others_lines, [{"type": "hello", "format": 1}], "live trace of somebody else")
        print(f"{len(lines)} live lines, {len(records)} lines of records")


main()
