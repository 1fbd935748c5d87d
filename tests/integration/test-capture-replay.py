#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The replay of a capture equals the hub by the system's clock, too, and for wearables of every kind;
played again, several wearables say the same once more."""

import datetime
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from capture_under_test import Capture, agree, analyze, of, path, replayed, stored
from hub_under_test import Hub, check, equal, passphrase_pipe, program

ADDRESSES = [f"A0:9E:1A:00:00:{number:02X}" for number in range(1, 5)]
SEVERAL = ("strap,story=brief,duration=20", "oximeter,duration=20", "pod,duration=10", "uart,duration=10")


def check_system_clock():
    """Ten minutes within moments: packets are dropped and the clock seems to be set, again and again.
    All of it comes again in the replay."""
    with Hub() as hub:
        with open(hub.config, "w", encoding="utf-8") as file:
            file.write("[link]\nring-bytes=4096\n")
        hub.spawn("--create-keys", fd=passphrase_pipe())
        hub.wait_for_name()
        hub.enroll(ADDRESSES[0], hub.add_person("Maria"))
        agree(hub, (datetime.date.today() + datetime.timedelta(days=2)).isoformat())
        capture = Capture(hub, "plain", "--plaintext")
        hub.play(ADDRESSES[0], "--story", "day", "--duration", "600")
        equal(hub.stop(), 0, "exit status of the hub")
        equal(capture.end(None)[0], 0, "exit status of the capture")
        lines, wanted = analyze(hub, "plain"), stored(hub.dump())
        equal(replayed(lines), wanted, "beats and findings by the system's clock")
        check(len(wanted) > 0, "no stream")
        return len(wanted), of(lines, "end")[0]["lost_by_hub"]


def play_several(hub, wearables):
    """Four wearables of one person; the capture is called "several"."""
    hub.start()
    person = hub.add_person("Maria")
    for address in ADDRESSES:
        hub.enroll(address, person)
    agree(hub)
    capture = Capture(hub, "several", "--plaintext")
    options = [option for wearable in wearables for option in ("--wearable", wearable)]
    played = subprocess.run([program("bin/virtual-wearable"), "--bus-address", hub.bus.address,
                             "--speed", "max", *options], capture_output=True, text=True,
                            timeout=60, check=False)
    equal(played.returncode, 0, f"exit status of virtual-wearable: {played.stderr}")
    equal(hub.stop(), 0, "exit status of the hub")
    equal(capture.end(None)[0], 0, "exit status of the capture")
    return analyze(hub, "several")


def summary(lines):
    """What each wearable said, whichever number it has."""
    said = {}
    for line in lines:
        if line["type"] in ("heart_rate", "battery", "reading", "wave"):
            values = {key: value for key, value in line.items() if key != "wearable"}
            said.setdefault(line["wearable"], []).append(sorted(values.items()))
    return sorted(map(repr, said.values()))


def check_several():
    with Hub() as hub, Hub() as other:
        first = play_several(hub, SEVERAL)
        wanted = stored(hub.dump())
        equal(replayed(first), wanted, "beats and findings of the replay")
        equal(of(first, "end")[0]["wearables"], len(SEVERAL), "wearables")
        equal(of(first, "end")[0]["bad_frames"], 0, "bad frames")
        check(len(of(first, "reading")) > 15, "hardly a reading")
        file = path(other, "first")
        shutil.copy(path(hub, "several"), file)
        second = play_several(other, [f"strap,capture={file},channel={number}"
                                      for number in range(len(SEVERAL))])
        equal(summary(second), summary(first), "values of the capture played again")
        equal(stored(other.dump()), wanted, "beats and findings of the capture played again")
        return of(first, "end")[0]["notifications"]


def main():
    streams, lost = check_system_clock()
    print(f"{streams} streams by the system's clock, {lost} packets lost: equal")
    print(f"{check_several()} notifications of {len(SEVERAL)} wearables: equal")


main()
