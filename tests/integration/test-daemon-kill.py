#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 while samples come in: what another process saw acknowledged is on disk afterwards, each
sample once, and the hub opens again and goes on."""

import os
import random
import signal
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal

# The hub is killed as soon as so many acknowledgements were seen.
ACKNOWLEDGEMENTS = (1, 2, 5, 9)
LONG_KILLS = 40


def kill_after(hub, address, acknowledgements):
    hub.start()
    watcher = hub.watch()
    # Not at full speed: it would be over before the kill.
    wearable = hub.wearable(address, "--story", "day", speed="100")
    seen = 0
    while seen < acknowledgements:
        seen += watcher.next_line() is not None
    equal(hub.stop(signal.SIGKILL), -signal.SIGKILL, "end of the daemon")
    wearable.kill()
    wearable.communicate()
    stored = dict(watcher.stored)
    watcher.stop()
    return stored


def check_acknowledged(dump, stored):
    for stream, (until_us, count) in stored.items():
        samples = dump.samples(stream)
        before = sum(len(record["uv"]) for record in dump.of("ecg", stream)
                     if record["end_utc_ns"] // 1000 <= until_us)
        check(before >= count, f"{stream}: {count} samples acknowledged, {before} on disk")
        equal(sorted(samples), list(range(len(samples))), f"{stream}: indices")
        check(all(index < len(samples) for index, _ in dump.beats(stream)),
              f"{stream}: a beat lies beyond the samples")


def choose_acknowledgements():
    if "HEALTH_TWIN_LONG" not in os.environ:
        return ACKNOWLEDGEMENTS
    chance = random.Random(int(os.environ["HEALTH_TWIN_SEED"]))
    return [chance.randint(1, 12) for _ in range(LONG_KILLS)]


def main():
    kills = choose_acknowledgements()
    address = "A0:9E:1A:00:00:01"
    acknowledged = {}
    with Hub() as hub:
        hub.start()
        hub.enroll(address, hub.add_person())
        equal(hub.stop(), 0, "exit status")
        for acknowledgements in kills:
            stored = kill_after(hub, address, acknowledgements)
            check(stored and not stored.keys() & acknowledged.keys(), "streams have no new names")
            acknowledged.update(stored)
            # The database is as the kill left it; what opens it rolls it back or forward.
            check_acknowledged(hub.dump(), acknowledged)
        hub.start()
        counts = hub.play(address, "--story", "brief")
        equal(hub.stop(), 0, "exit status after the kills")
        dump = hub.dump()
        check_acknowledged(dump, acknowledged)
        after = [stream for stream in dump.streams() if stream > max(acknowledged)]
        equal(sum(len(dump.samples(stream)) for stream in after), counts["samples"],
              "samples of the run after the kills")
    print(f"{len(kills)} kills, "
          f"{sum(count for _, count in acknowledged.values())} samples acknowledged, none lost")


main()
