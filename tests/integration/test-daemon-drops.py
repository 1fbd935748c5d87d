#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A wearable that drops what nobody takes, as bluetoothd does, and a hub that stands still for a
while: each missing sample is a counted gap. Then a peripheral that sends rubbish."""

import signal
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal, told

STALLED = "A0:9E:1A:00:00:01"
RUBBISH = "A0:9E:1A:00:00:02"
FRAME = 73


def stall(hub):
    """Stops the hub in the middle; it goes on only when frames were dropped for sure."""
    watcher = hub.watch()
    wearable = hub.wearable(STALLED, "--story", "day", "--drop-when-full", speed="200")
    while not watcher.next_line():
        pass
    hub.daemon.send_signal(signal.SIGSTOP)
    # bluetoothd keeps 167 packets of ECG, 94 s; at 200 times life's speed that is half a second,
    # however long the machine takes for it: the wearable says when it drops the first.
    check("dropping" in wearable.stderr.readline(), "nothing was dropped")
    hub.daemon.send_signal(signal.SIGCONT)
    counts = told(wearable)
    watcher.stop()
    return counts


def check_drops(dump, streams, counts):
    check(counts["dropped_samples"] > 0, "nothing was dropped")
    stored = missed = 0
    for stream in streams:
        samples = dump.samples(stream)
        holes = max(samples) + 1 - len(samples)
        equal(dump.missed(stream), holes, f"{stream}: samples that gaps count")
        check(holes % FRAME == 0, f"{stream}: {holes} samples are no whole frames")
        stored += len(samples)
        missed += holes
    equal(stored, counts["samples"], "samples stored")
    check(missed <= counts["dropped_samples"], "more gaps than drops")
    # What is dropped at the very end of a run leaves no later sample to see it by.
    check(missed > 0, "no drop was seen")
    return stored, missed


def check_rubbish(hub):
    counts = hub.play(RUBBISH, "--story", "day", "--fault", "rubbish-frames=10", "--fault",
                      "lying-frames=7", "--duration", "300")
    check(counts["spoiled_samples"] > 0, "nothing was spoiled")
    return counts


def main():
    with Hub() as hub:
        hub.start()
        person = hub.add_person()
        hub.enroll(STALLED, person)
        stalled = stall(hub)
        dropped = hub.number("samples_dropped")
        hub.enroll(RUBBISH, person)
        rubbish = check_rubbish(hub)
        bad = hub.number("frames_bad")
        equal(hub.stop(), 0, "exit status")
        dump = hub.dump()
        first = {record["stream"] for record in dump.of("ecg")}
        spoiled_streams = {stream for stream in first
                           if any(gap["numbers"][0] == 4 for gap in dump.of("gap", stream))}
        stored, missed = check_drops(dump, sorted(first - spoiled_streams), stalled)
        equal(dropped, missed, "dropped samples of GetStatus")
        spoiled = sum(dump.missed(stream) for stream in spoiled_streams)
        check(0 <= rubbish["spoiled_samples"] - spoiled <= FRAME,
              f"{spoiled} samples told as spoiled, not {rubbish['spoiled_samples']}")
        check(bad > 0, "no bad frame was counted")
        print(f"{stored} samples stored, {missed} told as missing; {bad} bad frames")


main()
