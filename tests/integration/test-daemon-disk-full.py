#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk is full for a while (files may grow to a limit and no further): the hub says so and lives,
under virtual time the wearable waits, and once there is room everything is stored. A hub that is
stopped while there is none ends with an error."""

import resource
import signal
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal, told, wait_until

ADDRESS = "A0:9E:1A:00:00:01"
LIMIT_BYTES = 256 * 1024


def limit_files():
    # Ignored, so that a write fails instead of ending the program, as on a full disk.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT_BYTES, resource.RLIM_INFINITY))


def play_into_full_disk(hub, watcher):
    """Returns the wearable's process, when the hub has said that it cannot write."""
    wearable = hub.wearable(ADDRESS, "--story", "day")
    wait_until(lambda: "'store_failing': <true>" in hub.call("GetStatus"), "the disk is never full")
    equal(hub.said().count("the store cannot be written now"), 1, "log lines of the full disk")
    check(wearable.poll() is None, "the wearable did not wait")
    check(sum(count for _, count in watcher.stored.values()) < hub.number("samples_in"),
          "everything is stored on a full disk")
    return wearable


def main():
    with Hub() as hub:
        with open(hub.config, "w", encoding="utf-8") as file:
            file.write("[hub]\nqueue-bytes=65536\n")
        hub.start(limit_files)
        hub.enroll(ADDRESS, hub.add_person())
        watcher = hub.watch()
        wearable = play_into_full_disk(hub, watcher)
        resource.prlimit(hub.daemon.pid, resource.RLIMIT_FSIZE,
                         (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        counts = told(wearable)
        watcher.wait_for_samples(counts["samples"])
        check("'store_failing': <false>" in hub.call("GetStatus"), "it still fails")
        equal(hub.number("samples_dropped"), 0, "samples dropped")
        equal(hub.stop(), 0, "exit status")
        dump = hub.dump()
        equal(sum(dump.whole_count(stream) for stream in dump.streams()), counts["samples"],
              "samples stored")
        watcher.stop()

    with Hub() as hub:
        hub.start(limit_files)
        hub.enroll(ADDRESS, hub.add_person())
        watcher = hub.watch()
        wearable = play_into_full_disk(hub, watcher)
        equal(hub.stop(), 1, "exit status with a full disk")
        check("could not be" in hub.said(), f"not a word of it: {hub.said()}")
        wearable.kill()
        wearable.communicate()
        stored = dict(watcher.stored)
        watcher.stop()
        dump = hub.dump()
        for stream, (_, count) in stored.items():
            check(len(dump.samples(stream)) >= count, f"{stream}: acknowledged samples are lost")
        print(f"{counts['samples']} samples, none lost")


main()
