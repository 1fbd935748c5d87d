#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything on the other side may go: a link, a wearable, bluetoothd itself. The hub keeps what it
had, tells the gap, and goes on when they are back. Assigning anew never rewrites what was."""

import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal

ADDRESS = "A0:9E:1A:00:00:01"
LINK_LOST = 1


def play_faults(hub):
    """Each wearable process is an org.bluez of its own, with a device clock that starts anew."""
    counts = [hub.play(ADDRESS, "--story", "day", "--duration", "120", *fault)
              for fault in ((), ("--fault", "drop-link-at=30", "--fault", "drop-link-for=20"),
                            ("--fault", "refuse-connect=2"))]
    return counts


def vanish(hub):
    """The wearable goes for good; its org.bluez stays and is ended when the hub has seen it go."""
    watcher = hub.watch()
    wearable = hub.wearable(ADDRESS, "--story", "day", "--fault", "vanish-at=60")
    while sum(count for _, count in watcher.stored.values()) < 60 * 130 // 73 * 73:
        watcher.next_line()
    wearable.terminate()
    wearable.communicate()
    watcher.stop()


def kill_bluez(hub):
    """org.bluez dies in the middle of a stream."""
    watcher = hub.watch()
    wearable = hub.wearable(ADDRESS, "--story", "day", speed="60")
    while not watcher.next_line():
        pass
    wearable.kill()
    wearable.communicate()
    watcher.stop()


def check_streams(dump, streams):
    """Whole, and one after the other in hub time."""
    end_ns = 0
    for stream in streams:
        samples = dump.samples(stream)
        equal(sorted(samples), list(range(len(samples))), f"{stream}: indices")
        ecg = dump.of("ecg", stream)
        check(ecg[0]["start_utc_ns"] >= end_ns, f"{stream} starts before the one before ended")
        end_ns = ecg[-1]["end_utc_ns"]


def main():
    with Hub() as hub:
        hub.start()
        first = hub.add_person("First")
        hub.enroll(ADDRESS, first)
        sent = sum(counts["samples"] for counts in play_faults(hub))
        vanish(hub)
        kill_bluez(hub)
        # Somebody else's from now on.
        hub.call("AssignWearable", ADDRESS, hub.add_person("Second"))
        seconds = hub.play(ADDRESS, "--story", "brief")["samples"]
        hub.call("AssignWearable", ADDRESS, "")
        nobodys = hub.play(ADDRESS, "--story", "brief")["samples"]
        hub.call("ForgetWearable", ADDRESS)
        check(f"'{ADDRESS}'" not in hub.call("ListWearables"), "a forgotten wearable is listed")
        equal(hub.number("frames_bad"), 0, "bad frames")
        equal(hub.stop(), 0, "exit status")
        dump = hub.dump()
        check_streams(dump, dump.streams())
        owners = {record["stream"]: record["person"] for record in dump.of("ecg")}
        of_owner = {owner: sum(len(dump.samples(stream)) for stream in owners
                               if owners[stream] == owner) for owner in set(owners.values())}
        check(of_owner[1] > sent, f"{of_owner[1]} samples of the first, {sent} sent without a kill")
        equal(of_owner[2], seconds, "samples of the second")
        equal(of_owner[0], nobodys, "samples of nobody")
        equal([record for record in dump.of("beats") if record["person"] == 0], [],
              "beats of nobody")
        check(any(gap["numbers"][0] == LINK_LOST for gap in dump.of("gap")), "no lost link is told")
        print(f"{len(owners)} streams, {of_owner[1]}, {of_owner[2]} and {of_owner[0]} samples")


main()
