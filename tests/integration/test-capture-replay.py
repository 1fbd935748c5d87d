#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The replay of a capture equals the hub by the system's clock, too, and for wearables of every kind;
played again, several wearables say the same once more."""

import datetime
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from capture_under_test import (Capture, agree, analyze, of, path, replayed, replayed_readings, stored,
                                stored_readings)
from hub_under_test import TIMEOUT_S, Hub, check, equal, passphrase_pipe, program

SEVERAL = ("strap,story=brief,duration=60,fault=reorder@20+2", "movesense,duration=20",
           "oximeter,duration=20", "thermometer,duration=70", "cuff,duration=320", "scale,duration=70",
           "pod,duration=10", "thingy,duration=10", "uart,duration=10")
ADDRESSES = [f"A0:9E:1A:00:00:{number:02X}" for number in range(1, len(SEVERAL) + 1)]


def check_system_clock():
    """Ten minutes within moments: packets are dropped and the clock seems to be set, again and again.
    All of it comes again in the replay."""
    with Hub() as hub:
        with open(hub.config, "w", encoding="utf-8") as file:
            # Nobody vouches for a container's clock, and a capture needs a consent that holds.
            file.write("[hub]\ntrust-clock=true\n[link]\nring-bytes=4096\n")
        hub.spawn("--create-keys", fd=passphrase_pipe())
        hub.wait_for_name()
        hub.enroll(ADDRESSES[0], hub.add_person("Maria"))
        # Limits of her own, which the replay must know of.
        hub.call("SetPerson", hub.people[0], "{'brady_below': <uint32 70>}")
        agree(hub, (datetime.date.today() + datetime.timedelta(days=2)).isoformat())
        capture = Capture(hub, "plain", "--plaintext")
        hub.play(ADDRESSES[0], "--story", "day", "--duration", "600")
        equal(hub.stop(), 0, "exit status of the hub")
        equal(capture.end(None)[0], 0, "exit status of the capture")
        lines, wanted = analyze(hub, "plain"), stored(hub.dump())
        equal(replayed(lines), wanted, "beats and findings by the system's clock")
        check(len(wanted) > 0, "no stream")
        slow = [finding for _, findings, _ in wanted for finding in findings if finding[0] == "bradycardia"]
        check(slow and all(finding[5] == 70 for finding in slow), f"limits of her own: {slow}")
        usual = of(analyze(hub, "plain", "--brady-below", "30"), "finding")
        check(not [f for f in usual if f["kind"] == "bradycardia"], "limits given to the replay")
        return len(wanted), of(lines, "end")[0]["lost_by_hub"]


def play_several(hub, wearables):
    """One of each kind, of one person; the capture is called "several"."""
    with open(hub.config, "w", encoding="utf-8") as file:
        file.write("[link]\nindications=true\nlinks-max=16\n")
    hub.start()
    person = hub.add_person("Maria")
    for address in ADDRESSES:
        hub.enroll(address, person)
    agree(hub)
    capture = Capture(hub, "several", "--plaintext")
    options = [option for wearable in wearables for option in ("--wearable", wearable)]
    played = subprocess.run([program("bin/virtual-wearable"), "--bus-address", hub.bus.address,
                             "--speed", "max", *options], capture_output=True, text=True,
                            timeout=TIMEOUT_S, check=False)
    equal(played.returncode, 0, f"exit status of virtual-wearable: {played.stderr}")
    equal(hub.stop(), 0, "exit status of the hub")
    equal(capture.end(None)[0], 0, "exit status of the capture")
    return analyze(hub, "several")


def playable(lines):
    """The wearables that gave more than the level of their battery."""
    return sorted({line["wearable"] for line in lines
                   if line["type"] in ("stream", "heart_rate", "reading", "wave")})


def summary(lines):
    """What each of them said, whichever number it has. A battery is read when the hub likes; a hub
    that commands a sensor later than the first did hears another rate, and judges by that."""
    said = {}
    for line in lines:
        if line["type"] in ("heart_rate", "reading", "wave"):
            values = {key: value for key, value in line.items()
                      if key not in ("wearable", "trust_reasons")}
            said.setdefault(line["wearable"], []).append(sorted(values.items()))
    return sorted(map(repr, said.values()))


def check_several():
    with Hub() as hub, Hub() as other:
        first = play_several(hub, SEVERAL)
        # Two hearts begin at the same time: in the order of what they are.
        wanted = sorted(stored(hub.dump()), key=repr)
        readings = stored_readings(hub.dump())
        equal(sorted(replayed(first), key=repr), wanted, "beats, findings and trust of the replay")
        equal(replayed_readings(first), readings, "readings of the replay")
        count = of(first, "end")[0]["wearables"]
        check(count >= len(SEVERAL) - 1, f"only {count} wearables")
        equal(of(first, "end")[0]["bad_frames"], 0, "bad frames")
        # At this speed one may be gone before anybody has listened to it.
        check(len(readings) >= 4, f"only {len(readings)} wearables with readings")
        check(any(("time",) in trust for _, _, trust in wanted), "disorder is not suspect")
        file = path(other, "first")
        shutil.copy(path(hub, "several"), file)
        second = play_several(other, [f"strap,capture={file},channel={number}"
                                      for number in playable(first)])
        equal(summary(second), summary(first), "values of the capture played again")
        equal(sorted(stored(other.dump()), key=repr), wanted,
              "beats, findings and trust of the capture played again")
        equal(stored_readings(other.dump()), readings, "readings of the capture played again")
        return of(first, "end")[0]["notifications"]


def main():
    streams, lost = check_system_clock()
    print(f"{streams} streams by the system's clock, {lost} packets lost: equal")
    print(f"{check_several()} notifications of {len(SEVERAL)} wearables: equal")


main()
