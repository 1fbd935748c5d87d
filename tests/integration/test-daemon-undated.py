#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hub that does not know the time marks what it records, and dates it when the time is known: after
a restart in the same boot. Where the system's clock is known from the beginning nothing is marked."""

import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal, passphrase_pipe, wait_until

ADDRESS = "A0:9E:1A:00:00:01"


def set_trust(hub, trust):
    with open(hub.config, "w", encoding="utf-8") as file:
        file.write(f"[hub]\ntrust-clock={trust}\n")


def main():
    with Hub() as hub:
        set_trust(hub, "false")
        hub.spawn("--create-keys", fd=passphrase_pipe())
        hub.wait_for_name()
        hub.enroll(ADDRESS, hub.add_person())
        hub.play(ADDRESS, "--story", "brief", "--duration", "20")
        equal(hub.stop(), 0, "exit status")
        before = hub.dump()
        marks = before.of("clock")
        known = "the time of day is known" in hub.said() or not marks
        if not known:
            equal({mark["stream"] for mark in marks}, set(before.streams()), "streams marked")
        set_trust(hub, "true")
        hub.spawn(fd=passphrase_pipe())
        hub.wait_for_name()
        if marks:
            wait_until(lambda: "are dated" in hub.said(), "nothing is dated")
        equal(hub.stop(), 0, "exit status")
        after = hub.dump()
        equal(after.of("clock"), [], "marks that are left")
        for stream in before.streams():
            equal(after.samples(stream), before.samples(stream), "samples of a stream that was dated")
        check(before.streams() == after.streams(), "a stream was lost")
        print("this clock is known from the beginning: no mark" if known
              else f"{len(marks)} streams marked and dated")


main()
