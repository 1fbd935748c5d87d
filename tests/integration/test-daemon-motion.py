#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A strap with motion: each sensor is a stream of its own, whole and in order; the same bytes twice;
switched off and on by its user, who is told so and not of a loss; kept over a restart."""

import json
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import TIMEOUT_S, Hub, check, equal, program

ADDRESS = "A0:9E:1A:00:00:01"
STORY = ("--story", "brief", "--seed", "3", "--duration", "40")
ACCELERATION = 1


def play(hub, motion):
    hub.start()
    person = hub.add_person()
    hub.enroll(ADDRESS, person, motion=motion)
    counts = hub.play(ADDRESS, *STORY)
    return person, counts


def waves(dump):
    return [record for record in dump.of("wave") if record["numbers"][0] == ACCELERATION]


def check_whole(dump):
    records = waves(dump)
    check(len(records) > 30, f"{len(records)} records of motion")
    ends = {}
    for record in records:
        equal(len(record["raw"]), 3 * int(record["numbers"][1]), "values of a record")
        end = ends.get(record["stream"])
        check(end in (None, record["start_utc_ns"]), "records of motion do not join")
        ends[record["stream"]] = record["end_utc_ns"]
    check(all("." in stream for stream in ends), f"streams {list(ends)}")
    return records


def check_read(hub, person, records):
    result = subprocess.run(
        [program("tests/integration/hub-reader"), hub.bus.address, "records", person, "0", "0", "wave",
         "trust"], capture_output=True, text=True, timeout=TIMEOUT_S, check=True)
    lines = [json.loads(line) for line in result.stdout.splitlines() if line]
    read = [line for line in lines if line["type"] == "wave"]
    equal([line["raw"] for line in read], [record["raw"] for record in records], "motion read")
    check(all(line["quantity"] == "acceleration" and line["unit"] == "m/s2" and
              line["trust"] == "unauthenticated" for line in read), read[0])
    # At rest a strap feels the earth: nobody's scale is off by a factor.
    first = read[0]
    norm = sum((value * first["scale"]) ** 2 for value in first["raw"][:3]) ** 0.5
    check(5 < norm < 20, f"{norm} m/s2 at rest")
    check(any(line["type"] == "trust" and line["what"] == "acceleration" for line in lines),
          "no word on the trust of motion")


def main():
    with Hub() as hub, Hub() as other:
        person, counts = play(hub, True)
        equal(hub.number("frames_bad"), 0, "bad frames")
        status = hub.call("GetStatus")
        check("'what': <'acceleration'>" in status and "'what': <'ecg'>" in status, status)
        equal(hub.stop(), 0, "exit status")
        dump = hub.dump()
        equal(sum(len(dump.samples(stream)) for stream in dump.streams()), counts["samples"],
              "samples of ECG")
        records = check_whole(dump)
        play(other, True)
        equal(other.stop(), 0, "exit status")
        equal(other.dump_text(), hub.dump_text(), "the same story in another hub")
        hub.start()
        check_read(hub, person, records)
        hub.call("ConfigureWearable", ADDRESS, "{'acceleration': <{'on': <false>}>}")
        equal(hub.stop(), 0, "exit status")
        hub.start()
        check("'acceleration': <{" in hub.call("ListWearables"), "the choice was forgotten")
        hub.play(ADDRESS, *STORY)
        equal(hub.stop(), 0, "exit status")
        equal(len(waves(hub.dump())), len(records), "records of motion that was switched off")
        print(f"{counts['samples']} samples of ECG, {len(records)} records of motion")


main()
