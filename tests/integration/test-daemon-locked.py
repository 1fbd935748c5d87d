#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A locked hub goes on recording: sealed, killed, started again, and after the unlock every sample is
in the store once, in order, marked as what it is, with what the models found in it."""

import glob
import os
import signal
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal

ADDRESS = "A0:9E:1A:00:00:01"
NAME = "Annemarie Sentinel"
UNAUTHENTICATED, SEALED_LOCKED = 0, 1 << 10


def start_locked(hub):
    hub.spawn("--virtual-time")
    hub.wait_for_name()


def check_sealed(hub, *secrets):
    """No file of the state folder holds any of these bytes."""
    files = glob.glob(hub.state + "/**", recursive=True)
    check(glob.glob(hub.state + "/inbox/*"), "there is no inbox")
    for path in files:
        if os.path.isfile(path):
            with open(path, "rb") as file:
                content = file.read()
            for secret in secrets:
                check(secret.encode() not in content, f"{path} holds {secret!r}")


def play_and_kill(hub):
    """Killed when some of it was acknowledged; {stream: (until_us, samples)}"""
    watcher = hub.watch()
    wearable = hub.wearable(ADDRESS, "--story", "steady", speed="60")
    watcher.wait_for_samples(1500)
    hub.stop(signal.SIGKILL)
    wearable.kill()
    wearable.communicate()
    watcher.drain()
    return watcher.stored


def check_stream(dump, stream):
    samples = dump.samples(stream)
    equal(sorted(samples), list(range(len(samples))), f"{stream}: indices")
    trusts = dump.of("trust", stream)
    check(trusts, f"{stream}: no word of its trust")
    for trust in trusts:
        equal(int(trust["numbers"][0]), UNAUTHENTICATED, f"{stream}: trust")
        check(int(trust["numbers"][1]) & SEALED_LOCKED, f"{stream}: is not marked: {trust}")
    first = min(record["start_utc_ns"] for record in dump.of("ecg", stream))
    check(trusts[0]["start_utc_ns"] <= first, f"{stream}: samples before any word of trust")


def told(dump, stream):
    """What is stored of a stream, but for its name and its trust."""
    ways = [{key: value for key, value in record.items() if key not in ("stream", "person")}
            for kind in ("finding", "signal", "breaths", "battery", "gap") for record in dump.of(kind, stream)]
    return dump.samples(stream), dump.beats(stream), ways


def check_same(dump, open_streams, sealed):
    """The same wearable played the same: what the models found is the same."""
    check(any(dump.beats(stream) for stream in open_streams), "no beats to compare")
    check(dump.of("finding", open_streams[0]), "no finding to compare")
    equal([told(dump, stream) for stream in sealed], [told(dump, stream) for stream in open_streams],
          "what is stored of the locked hub")
    check(all(record["person"] for stream in sealed for record in dump.of("beats", stream)), "nobody's")


def main():
    with Hub() as hub:
        hub.start()
        person = hub.add_person(NAME)
        hub.enroll(ADDRESS, person)
        open_counts = hub.play(ADDRESS, "--story", "brief")
        equal(hub.stop(), 0, "exit status")
        open_streams = hub.dump().streams()

        start_locked(hub)
        acknowledged = play_and_kill(hub)
        check_sealed(hub, NAME, "Maria")
        start_locked(hub)
        watcher = hub.watch()
        counts = hub.play(ADDRESS, "--story", "brief")
        watcher.wait_for_samples(counts["samples"])
        sealed = sorted(watcher.stored)
        status = hub.call("GetStatus")
        check("'locked': <true>" in status and f"'samples_sealed': <uint64 {counts['samples']}>" in status,
              f"status of a locked hub: {status}")
        check("Locked" in hub.try_call("ListPersons").stderr, "a locked hub lists persons")
        check_sealed(hub, NAME)
        equal(hub.stop(), 0, "exit status of a locked hub")

        start_locked(hub)
        equal(hub.unlock().returncode, 0, "unlock")
        check(not glob.glob(hub.state + "/inbox/*"), "the inbox is not empty after the unlock")
        later = hub.play(ADDRESS, "--story", "brief")
        equal(hub.stop(), 0, "exit status")

        dump = hub.dump()
        for stream, (until_us, count) in acknowledged.items():
            check_stream(dump, stream)
            before = sum(len(record["uv"]) for record in dump.of("ecg", stream)
                         if record["end_utc_ns"] // 1000 <= until_us)
            check(before >= count, f"{stream}: {count} samples acknowledged, {before} on disk")
        for stream in sealed:
            check_stream(dump, stream)
        check_same(dump, open_streams, sealed)
        equal(sum(len(dump.samples(stream)) for stream in sealed), counts["samples"], "sealed samples")
        normal = [stream for stream in dump.streams() if stream.startswith("s")]
        equal(sum(len(dump.samples(stream)) for stream in normal),
              open_counts["samples"] + later["samples"], "samples of the open hub")
        for stream in normal:
            check(all(not int(trust["numbers"][1]) & SEALED_LOCKED for trust in dump.of("trust", stream)),
                  f"{stream} is marked")
        equal(sorted(dump.streams()), sorted([*acknowledged, *sealed, *normal]), "streams")
        print(f"{sum(count for _, count in acknowledged.values())} samples acknowledged before the kill, "
              f"{counts['samples']} after it: all there, once")


main()
