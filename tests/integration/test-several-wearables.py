#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Five wearables of four kinds at once, and everything goes wrong that can be scripted: nothing that
was acknowledged is lost, every gap has its cause, and every stream comes back."""

import os
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal, program, told, wait_until

LINK_LOST, FRAME_LOST, BAD_FRAME, CLOCK_SET = 1, 2, 4, 5
KINDS = ("strap,story=steady", "strap,story=steady,seed=2", "movesense,story=steady", "oximeter",
         "thermometer")
DURATION_S = 590
FAULTS = """
1 drop@60+12
1 stall@120+200
1 reorder@220
1 duplicate@240
1 late-services@260+1
1 wrong-mtu@300
1 clock-reset@340
1 rate-error@380+20000   # 2 %
1 lose@430+3
1 adapter-gone@470+5
1 bluetoothd-restart@520+2
2 rubbish@50
2 lying@70
2 bond-lost@100
3 drop@45+3
3 lose@200+5
4 vanish@550
5 silence@500
"""
ECG_FRAME = 73
STREAMING = "'state': <'streaming'>"


def address(number):
    return f"A0:9E:1A:00:00:{number:02X}"


def play(hub):
    """All five, in step; what each of them counted."""
    script = os.path.join(hub.folder, "faults")
    with open(script, "w", encoding="utf-8") as file:
        file.write(FAULTS)
    wearables = [part for number, kind in enumerate(KINDS, 1)
                 for part in ("--wearable", f"{kind},address={address(number)}")]
    process = subprocess.Popen(
        [program("bin/virtual-wearable"), "--bus-address", hub.bus.address, "--speed", "max",
         "--adapters", "2", "--in-step", "--duration", str(DURATION_S), "--fault-script", script,
         *wearables], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return told(process)["wearables"]


def stored(dump, person):
    """{stream: samples of ECG}; a sample that is there twice is an error."""
    streams = {record["stream"] for record in dump.of("ecg") if record["person"] == person}
    return {stream: len(dump.samples(stream)) for stream in sorted(streams)}


def causes(dump, person):
    return [int(gap["numbers"][0]) for gap in dump.of("gap") if gap["person"] == person]


def check_ecg(dump, person, counts, may_be_refused):
    """What was sent is stored, but for what came in the wrong order."""
    streams = stored(dump, person)
    missing = counts["samples"] - sum(streams.values())
    check(0 <= missing <= may_be_refused,
          f"wearable {person}: {missing} of {counts['samples']} samples sent are not stored")
    return streams


def check_first(dump, counts):
    for fault, wanted in (("faults", 11), ("lost_packets", 3), ("duplicates", 1), ("reordered", 1)):
        equal(counts[fault], wanted, fault)
    check(counts["dropped_packets"] > 0, "the stall lost nothing")
    streams = check_ecg(dump, 1, counts, ECG_FRAME)
    check(len(streams) >= 7, f"streams of a wearable whose link was lost six times: {streams}")
    found = causes(dump, 1)
    for cause in (LINK_LOST, FRAME_LOST, CLOCK_SET):
        check(cause in found, f"no gap of cause {cause} among {found}")
    check(any(record["person"] == 1 for record in dump.of("wave")), "no acceleration is stored")


def check_second(dump, counts):
    equal(counts["spoiled_samples"], 2 * ECG_FRAME, "spoiled samples")
    check_ecg(dump, 2, counts, 0)
    equal(causes(dump, 2).count(BAD_FRAME), 2, "gaps of bad frames")


def check_third(dump, counts):
    check_ecg(dump, 3, counts, 0)
    found = causes(dump, 3)
    check(LINK_LOST in found and FRAME_LOST in found, f"causes of gaps: {found}")


def check_readings(dump, person, counts, least):
    """They wait for nobody: what was sent when the link went may be lost with it."""
    number = len([record for record in dump.of("reading") if record["person"] == person])
    check(least <= number <= counts["readings"],
          f"{number} of {counts['readings']} readings of wearable {person} are stored")


def check_acknowledged(dump, acknowledged):
    check(len(acknowledged) > 10, f"only {len(acknowledged)} streams were acknowledged")
    for stream, (_, samples) in acknowledged.items():
        check(len(dump.samples(stream)) >= samples,
              f"{stream}: {samples} samples acknowledged, {len(dump.samples(stream))} stored")


def is_sanitized():
    """A sanitizer keeps what was freed, and more."""
    with open(program("bin/health-twind"), "rb") as file:
        return b"__asan_init" in file.read()


def set_up(hub):
    with open(hub.config, "w", encoding="utf-8") as file:
        file.write("[link]\nretry-ms=10\n")
    hub.start()
    for number in range(1, len(KINDS) + 1):
        hub.enroll(address(number), hub.add_person(f"Person {number}"))
    hub.call("ConfigureWearable", address(1), "{'acceleration': <{'on': <true>}>}")


def pair_at_last(hub, what):
    """A link that went with a pairing comes back by itself."""
    wait_until(lambda: hub.try_call("PairWearable", address(1), "{}").returncode == 0, what)


def check_pairing(hub):
    """The first attempt is refused, and says so; the second bonds, and the wearable forgets it: no link
    holds until it is forgotten here as well, and then it is paired anew."""
    wearable = subprocess.Popen(
        [program("bin/virtual-wearable"), "--bus-address", hub.bus.address, "--speed", "1",
         "--wearable", f"strap,story=steady,address={address(1)},fault=refuse-pairing=1,"
         "fault=forget-bond=1"], stdout=subprocess.PIPE, text=True)
    wait_until(lambda: STREAMING in hub.call("ListWearables"), "no stream")
    refused = hub.try_call("PairWearable", address(1), "{}")
    check(refused.returncode != 0, "a refused pairing went well")
    pair_at_last(hub, "the second pairing fails")
    lost = hub.said().count("the link is lost")
    wait_until(lambda: hub.said().count("the link is lost") > lost + 2, "a link without a key holds")
    check(STREAMING not in hub.call("ListWearables"), "a stream over a link without a key")
    hub.call("ForgetWearable", address(1))
    hub.enroll(address(1), hub.add_person("Person 1 anew"))
    pair_at_last(hub, "the pairing after a lost bond fails")
    wait_until(lambda: "'bonded': <true>" in hub.call("ListWearables"), "no wearable is bonded")
    wait_until(lambda: STREAMING in hub.call("ListWearables"), "no stream from a bonded wearable")
    wearable.send_signal(signal.SIGTERM)
    wearable.communicate()


def main():
    with Hub() as hub:
        set_up(hub)
        watcher = hub.watch()
        counts = play(hub)
        resident_kb = hub.number("resident_kb")
        equal(hub.stop(), 0, "exit status")
        watcher.drain()
        dump = hub.dump()
        check_first(dump, counts[0])
        check_second(dump, counts[1])
        check_third(dump, counts[2])
        check_readings(dump, 4, counts[3], 540)
        check_readings(dump, 5, counts[4], 90)
        check_acknowledged(dump, watcher.stored)
        check(resident_kb < 64000 or is_sanitized(), f"the hub is {resident_kb} kB large")
        samples = sum(count["samples"] for count in counts)
        print(f"{samples} samples of {len(watcher.stored)} streams acknowledged and stored; "
              f"gaps {sorted(causes(dump, 1))}; hub {resident_kb} kB")
        hub.start()
        check_pairing(hub)
        equal(hub.stop(), 0, "exit status")


main()
