#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ventricles that fibrillate: the person's wearable buzzes and the bus hears Attention(), without a
word of whom or what, whether the hub is locked or open. A healthy heart does neither."""

import math
import os
import random
import re
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal, program, told

ADDRESS = "A0:9E:1A:00:00:01"
RATE_HZ = 250
SECONDS = 50
SICK_FROM_S, SICK_TO_S = 22.0, 42.0


def sick(t):
    """Four to six waves a second, whose rate, height and shape wander."""
    phase = 2 * math.pi * (5 * t + 0.35 * math.sin(2 * math.pi * 0.31 * t) + 0.2 * math.sin(1.3 * t))
    height = 450 + 160 * math.sin(2 * math.pi * 0.23 * t) + 90 * math.sin(2 * math.pi * 0.71 * t)
    return height * math.sin(phase) + 0.25 * height * math.sin(1.37 * phase + 1)


def heart(fibrillates):
    """Microvolts."""
    noise = random.Random(1)
    uv = [noise.gauss(0, 8) for _ in range(SECONDS * RATE_HZ)]
    at = 0.5
    while at < SECONDS - 1:
        if not (fibrillates and SICK_FROM_S - 0.6 < at < SICK_TO_S + 0.4):
            for i in range(round((at - 0.3) * RATE_HZ), round((at + 0.5) * RATE_HZ)):
                if 0 <= i < len(uv):
                    uv[i] += sum(height * math.exp(-((i / RATE_HZ - at - centre) / width) ** 2)
                                 for centre, width, height in ((-0.16, 0.03, 120), (0, 0.012, 1100),
                                                               (0.03, 0.014, -250), (0.26, 0.06, 250)))
        at += 0.8
    if fibrillates:
        for i in range(round(SICK_FROM_S * RATE_HZ), round(SICK_TO_S * RATE_HZ)):
            uv[i] += sick(i / RATE_HZ)
    return [round(value) for value in uv]


def write_record(path, fibrillates):
    """WFDB, one lead in format 16, a count for each microvolt."""
    values, name = heart(fibrillates), os.path.basename(path)
    with open(path + ".hea", "w", encoding="ascii") as file:
        file.write(f"{name} 1 {RATE_HZ} {len(values)}\n{name}.dat 16 1000 16 0\n")
    with open(path + ".dat", "wb") as file:
        file.write(struct.pack(f"<{len(values)}h", *values))


class Ear:
    """Hears what is written to wearables on the private bus."""

    def __init__(self, hub):
        self.process = subprocess.Popen(
            ["dbus-monitor", "--address", hub.bus.address,
             "interface='org.bluez.GattCharacteristic1',member='WriteValue'",
             "interface='org.healthtwin.Hub1',member='Attention'"],
            stdout=subprocess.PIPE, text=True)
        while "NameLost" not in self.process.stdout.readline():  # it is a monitor from now on
            pass

    def stop(self):
        self.process.terminate()
        out, _ = self.process.communicate()
        return out


def heard(hub, record, speed):
    """(Attention signals, levels written to the alert level). Not so fast that the wearable is gone
    before it can be told to buzz."""
    ear = Ear(hub)
    wearable = subprocess.Popen(
        [program("bin/virtual-wearable"), "--bus-address", hub.bus.address, "--speed", speed, "--wearable",
         f"buzzing-strap,record={record},address={ADDRESS}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True)
    told(wearable)
    equal(hub.stop(), 0, "exit status")
    out = ear.stop()
    signals = re.findall(r"^signal .*member=Attention\n((?:   .*\n)*)", out, re.M)
    check(all(body == "" for body in signals), f"Attention says something: {signals}")
    levels = re.findall(r"path=\S*/char0041;.*member=WriteValue\n   array of bytes \[\n\s+(\d\d)\n", out)
    return len(signals), levels


def main():
    with Hub() as hub:
        healthy, fibrillating = (os.path.join(hub.folder, name) for name in ("healthy", "sick"))
        write_record(healthy, False)
        write_record(fibrillating, True)
        hub.start()
        hub.enroll(ADDRESS, hub.add_person("Maria"))
        equal(heard(hub, healthy, "max"), (0, []), "a healthy heart, open hub")
        for locked in (False, True):
            if locked:
                hub.spawn("--virtual-time")
                hub.wait_for_name()
                check("Locked" in hub.try_call("ListPersons").stderr, "the hub is not locked")
            else:
                hub.start()
            signals, levels = heard(hub, fibrillating, "20")
            check(signals >= 1, f"locked {locked}: no Attention")
            check(levels[:1] == ["02"], f"locked {locked}: no buzz, {levels}")
        hub.start()
        equal(hub.stop(), 0, "exit status")
        found = [record for record in hub.dump().of("finding")
                 if record["stream"].startswith("k") and record["finding"] == 11]
        check(found, "what was found while the hub was locked is not in the store")
        print("it buzzed and signalled, open and locked")


main()
