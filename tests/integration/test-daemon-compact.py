#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seconds become packed records in the store, while it records, at the stop and after a kill; whoever reads
gets the same lines as before."""

import json
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import TIMEOUT_S, Hub, check, equal, passphrase_pipe, program

ADDRESS = "A0:9E:1A:00:00:01"
SECONDS = 1000
PACKED_S = 300
STORY = ("--story", "day", "--seed", "3", "--duration", str(SECONDS))
ECG, BEATS, HEART_RATE, WAVE = 1, 2, 4, 9


def rows(hub):
    fd = passphrase_pipe()
    result = subprocess.run([program("tests/integration/store-dump"), hub.state, str(fd), "--rows"],
                            pass_fds=[fd], capture_output=True, text=True, timeout=TIMEOUT_S, check=True)
    return {line["kind"]: line for line in map(json.loads, result.stdout.splitlines())}


def read(hub, person):
    result = subprocess.run(
        [program("tests/integration/hub-reader"), hub.bus.address, "records", person, "0", "0", "ecg",
         "beat", "wave", "signal"], capture_output=True, text=True, timeout=TIMEOUT_S, check=True)
    check(result.stdout.count("\n") > 2 * SECONDS, "hardly anything to read")
    return result.stdout


def play(hub):
    """Ends when all of the ECG is on disk, and so all that was recorded before its end."""
    hub.start()
    watcher = hub.watch()
    person = hub.add_person()
    hub.enroll(ADDRESS, person, motion=True)
    watcher.wait_for_samples(hub.play(ADDRESS, *STORY)["samples"])
    watcher.stop()
    return person


def check_packed(hub):
    now = rows(hub)
    for kind in (ECG, WAVE, BEATS, HEART_RATE):
        equal(now[kind]["v1"], 0, f"small records of kind {kind}")
    # A recording begins where it likes, and a story may have a hole or two.
    whole = SECONDS // PACKED_S
    check(whole <= now[ECG]["v2"] <= whole + 4, f"{now[ECG]['v2']} records of ECG")
    return now


def check_kept(before, after):
    """The stop may add the last of each kind."""
    lines = set(before)
    check([line for line in after if line in lines] == before, "other lines after packing")
    check(len(after) < len(before) + 20, f"{len(after)} lines of {len(before)}")


def main():
    with Hub() as hub, Hub() as killed:
        person = play(hub)
        before = read(hub, person)
        equal(hub.stop(), 0, "exit status")
        packed = check_packed(hub)
        hub.start()
        check_kept(before.splitlines(), read(hub, person).splitlines())
        equal(hub.stop(), 0, "exit status")
        equal(rows(hub), packed, "a second stop")

        person = play(killed)
        killed.stop(signal.SIGKILL)
        killed.start()
        before = read(killed, person)
        equal(killed.stop(), 0, "exit status")
        check_packed(killed)
        killed.start()
        check(read(killed, person) == before, "other lines after packing what a kill left")
        print(f"{packed[ECG]['v2']} records of ECG for {SECONDS} s")


main()
