#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A synthetic heart through the whole hub: every sample once, gaps told, the same bytes twice, people
and time kept over a restart, nothing readable on disk."""

import os
import re
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, PASSPHRASE, check, equal

ADDRESS = "A0:9E:1A:00:00:01"
NAME = "Annemarie Sentinel"
STORY = ("--story", "brief", "--seed", "1")
START_UTC_NS = 1767225600 * 10**9  # 2026-01-01T00:00:00Z, the default of --virtual-time


def check_story(hub, counts):
    """The brief story loses its link once: two streams on one device clock."""
    dump = hub.dump()
    equal(dump.streams(), ["s000001", "s000002"], "streams")
    first, second = (dump.samples(stream) for stream in dump.streams())
    equal(len(first) + len(second), counts["samples"], "samples stored")
    for samples in (first, second):
        equal(sorted(samples), list(range(len(samples))), "indices")
    ecg = dump.of("ecg")
    equal(ecg[0]["start_utc_ns"], START_UTC_NS, "time of the first sample")
    length_ns = max(record["end_utc_ns"] for record in ecg) - START_UTC_NS
    wanted_ns = (counts["samples"] + counts["off_link_samples"]) / 130 * 1e9
    check(abs(length_ns - wanted_ns) < 1e9 / 130,
          f"the second stream does not follow the device clock: {length_ns} ns, not {wanted_ns}")
    gaps = dump.of("gap")
    equal([gap["numbers"][0] for gap in gaps], [1], "causes of gaps")
    off_link_s = (gaps[0]["end_utc_ns"] - gaps[0]["start_utc_ns"]) / 1e9
    check(abs(off_link_s - counts["off_link_samples"] / 130) < 0.02, f"gap of {off_link_s} s")
    equal(len(dump.of("heart_rate")), counts["heart_rate_packets"], "heart rates")
    labels = [label for stream in dump.streams() for _, label in dump.beats(stream)]
    check(labels.count("N") > 60 and labels.count("V") >= 2, f"beats: {labels}")
    twin = dump.of("twin")[-1]
    equal(twin["beats"], len(labels), "beats of the twin")
    equal(sum(int(minute["numbers"][1]) for minute in dump.of("minute")), len(labels),
          "beats of the minutes")
    return len(labels), labels.count("V")


def check_status(hub, counts):
    for key in ("samples_in", "samples_stored"):
        equal(hub.number(key), counts["samples"], key)
    for key in ("samples_dropped", "frames_bad"):
        equal(hub.number(key), 0, key)


def play_once(hub):
    hub.start()
    person = hub.add_person(NAME)
    hub.enroll(ADDRESS, person)
    watcher = hub.watch()
    counts = hub.play(ADDRESS, *STORY)
    watcher.wait_for_samples(counts["samples"])
    check_status(hub, counts)
    summary = hub.call("ExportSummary", person, "0", "0")
    trend = hub.call("ExportTrend", person, "0", "0")
    watcher.stop()
    equal(hub.stop(), 0, "exit status")
    return counts, summary, trend


def check_summary(summary, trend, beats, ventricular, counts):
    def value(key):
        return float(re.search(rf"'{key}': <(?:u?int64 )?([0-9.e+]+)>", summary).group(1))

    equal(value("beats"), beats, "beats of the summary")
    equal(value("ventricular"), ventricular, "ventricular beats of the summary")
    check(abs(value("recorded_s") - counts["samples"] / 130) < 1e-6, "recorded_s of the summary")
    equal(value("gaps"), 1, "gaps of the summary")
    check(30 < value("hr_min_bpm") <= value("hr_mean_bpm") <= value("hr_max_bpm") < 250, summary)
    rows = re.findall(r"\((?:int64 )?(\d+), [0-9.]+, [0-9.]+, [0-9.]+, (?:uint64 )?(\d+), (?:uint64 )?(\d+)\)", trend)
    equal(sum(int(row[1]) for row in rows), beats, "beats of the trend")
    equal(sum(int(row[2]) for row in rows), ventricular, "ventricular beats of the trend")


def check_no_plaintext(hub):
    secrets = [b"SQLite format 3", NAME.encode(), ADDRESS.encode(), b"s000001", b"Europe",
               PASSPHRASE.strip(), b"persons", b"wearables"]
    seen = 0
    for folder, _, names in os.walk(hub.state):
        for name in names:
            path = os.path.join(folder, name)
            equal(os.stat(path).st_mode & 0o077, 0, f"rights of others on {name}")
            with open(path, "rb") as file:
                content = file.read()
            seen += len(content)
            for secret in secrets:
                # Who a wearable is must be readable while the hub is locked.
                if name == "enrolment" and secret == ADDRESS.encode():
                    continue
                check(secret not in content, f"{name} holds {secret!r} in plain")
    check(seen > 10000, "hardly anything was stored")


def check_restart(hub, person_list):
    """People and wearables come back; a second run gets streams of its own."""
    hub.start()
    equal(hub.call("ListPersons"), person_list, "persons after a restart")
    counts = hub.play(ADDRESS, *STORY)
    equal(hub.stop(), 0, "exit status of the second run")
    dump = hub.dump()
    equal(dump.streams(), ["s000001", "s000002", "s000003", "s000004"], "streams of two runs")
    equal(len(dump.samples("s000003")) + len(dump.samples("s000004")), counts["samples"],
          "samples of the second run")


def main():
    with Hub() as hub, Hub() as other:
        counts, summary, trend = play_once(hub)
        beats, ventricular = check_story(hub, counts)
        check_summary(summary, trend, beats, ventricular, counts)
        check_no_plaintext(hub)
        play_once(other)
        equal(other.dump_text(), hub.dump_text(), "the same story in another hub")
        hub.start()
        persons = hub.call("ListPersons")
        check(NAME in persons, "the person is not listed")
        equal(hub.stop(), 0, "exit status with nothing to do")
        check_restart(hub, persons)
        print(f"{counts['samples']} samples, {beats} beats, {ventricular} ventricular")


main()
