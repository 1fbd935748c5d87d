#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A recording that is played in a loop is found out on its way through the bus and stored as suspect of
replay; the same heart without a loop, though as regular, is not."""

import os
import random
import struct
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal

RATE_HZ = 130  # a strap's: what repeats in the file does so over the air, bit for bit
LOOP_S = 20
SECONDS = 120
SUSPECT, REPLAY = 2, 1 << 7
BEAT_S = 0.8
ADDRESSES = {"live": "A0:9E:1A:00:00:01", "looped": "A0:9E:1A:00:00:02"}


def heart(seconds, seed):
    """Microvolts of a regular heart, with the noise that no two seconds share."""
    noise = random.Random(seed)
    for i in range(seconds * RATE_HZ):
        phase = i / RATE_HZ % BEAT_S
        beat = 1000 * (0.04 - abs(phase - 0.3)) / 0.04 if abs(phase - 0.3) < 0.04 else 0
        yield round(beat + noise.gauss(0, 12))


def write_record(path, values):
    """WFDB, one lead in format 16, a count for each microvolt."""
    with open(path + ".hea", "w", encoding="ascii") as file:
        name = os.path.basename(path)
        file.write(f"{name} 1 {RATE_HZ} {len(values)}\n{name}.dat 16 1000 16 0\n")
    with open(path + ".dat", "wb") as file:
        file.write(struct.pack(f"<{len(values)}h", *values))


def records(folder):
    """{name: path}"""
    values = {"live": list(heart(SECONDS, 1)),
              "looped": list(heart(LOOP_S, 1)) * (SECONDS // LOOP_S)}
    paths = {name: os.path.join(folder, name) for name in values}
    for name, path in paths.items():
        write_record(path, values[name])
    return paths


def main():
    with Hub() as hub:
        hub.start()
        people = {}
        for name, path in records(hub.folder).items():
            people[name] = len(people) + 1
            hub.enroll(ADDRESSES[name], hub.add_person(name))
            equal(hub.play(ADDRESSES[name], "--record", path)["samples"], SECONDS * RATE_HZ,
                  f"samples sent of the {name} recording")
        equal(hub.stop(), 0, "exit status")
        dump = hub.dump()
        for name, person in people.items():
            stored = sum(len(record["uv"]) for record in dump.of("ecg") if record["person"] == person)
            equal(stored, SECONDS * RATE_HZ, f"samples stored of the {name} recording")
        told = {name: [record for record in dump.of("trust") if record["person"] == person]
                for name, person in people.items()}
        check(told["live"], "no word on the trust of a living signal")
        for record in told["live"]:
            check(int(record["numbers"][1]) & REPLAY == 0, f"a living signal is a replay: {record}")
        found = [record for record in told["looped"] if int(record["numbers"][1]) & REPLAY]
        check(found, f"a loop is not found: {told['looped']}")
        equal([int(record["numbers"][0]) for record in found], [SUSPECT] * len(found), "trust of a loop")
        began_ns = dump.of("ecg", found[0]["stream"])[0]["start_utc_ns"]
        after_s = (found[0]["start_utc_ns"] - began_ns) / 1e9
        check(LOOP_S < after_s < LOOP_S + 10, f"a loop of {LOOP_S} s is found after {after_s:.1f} s")
        print(f"a loop of {LOOP_S} s is found after {after_s:.1f} s")


main()
