#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hub on the system's clock, as it runs at home: samples are dated by their arrival, ids are
opaque, and a wearable that is faster than the hub is not waited for: what does not fit is dropped and
counted."""

import re
import sys
import time

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal, passphrase_pipe

ADDRESS = "A0:9E:1A:00:00:01"
QUEUE_FULL = 3
CLOCK_SET = 5


def main():
    with Hub() as hub:
        with open(hub.config, "w", encoding="utf-8") as file:
            file.write("[link]\nring-bytes=4096\n")
        hub.spawn("--create-keys", fd=passphrase_pipe())
        hub.wait_for_name()
        check("'clock': <'system'>" in hub.call("GetStatus"), "the clock is not the system's")
        hub.enroll(ADDRESS, hub.add_person())
        before_ns = time.time_ns()
        # Ten minutes within a second or so: more than so small a ring holds when the hub is busy.
        counts = hub.play(ADDRESS, "--story", "day", "--duration", "600")
        after_ns = time.time_ns()
        equal(hub.stop(), 0, "exit status")
        dump = hub.dump()
        stored = missed = 0
        for stream in dump.streams():
            check(re.fullmatch(r"[0-9a-f-]{36}", stream), f"the stream is called {stream}")
            samples = dump.samples(stream)
            holes = max(samples) + 1 - len(samples)
            equal(dump.missed(stream), holes, f"{stream}: samples that gaps count")
            stored += len(samples)
            missed += holes
        start_ns = dump.of("ecg")[0]["start_utc_ns"]
        check(before_ns - 10**9 < start_ns < after_ns, "the first sample is not dated by arrival")
        check(stored > 0 and stored + missed <= counts["samples"],
              f"{stored} stored and {missed} missed of {counts['samples']}")
        # Of packets dropped at the very end no later sample tells how many samples they held.
        unknown = [gap for gap in dump.of("gap") if gap["numbers"][1] == -1]
        check(unknown or stored + missed == counts["samples"], "a drop left no gap")
        causes = {gap["numbers"][0] for gap in dump.of("gap")}
        # Minutes that passed within a moment are a clock that was set, as far as a hub can tell.
        check(causes <= {QUEUE_FULL, CLOCK_SET}, f"causes of gaps: {causes}")
        print(f"{counts['samples']} sent, {stored} stored, {missed} told as missing")


main()
