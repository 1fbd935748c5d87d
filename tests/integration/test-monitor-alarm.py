#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A ventricular tachycardia reaches whoever watches while it goes on, before it is a finding."""

import math
import os
import random
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, TIMEOUT_S, check, equal, program

ADDRESS = "A0:9E:1A:00:00:01"
RATE_HZ = 250
SECONDS = 75
FAST_FROM_S, FAST_TO_S = 45.0, 51.0


def beat_times():
    """[(second, is ventricular)]: 75 a minute, then 170 a minute for six seconds, then as before."""
    beats, at = [], 0.5
    while at < SECONDS - 1:
        fast = FAST_FROM_S <= at < FAST_TO_S
        beats.append((at, fast))
        at += 0.35 if fast else 0.8
    return beats


def heart():
    """Microvolts."""
    noise = random.Random(1)
    uv = [noise.gauss(0, 8) for _ in range(SECONDS * RATE_HZ)]
    for at, ventricular in beat_times():
        waves = (((0, 0.07, 1500), (0.1, 0.06, -300), (0.2, 0.07, -500)) if ventricular else
                 ((-0.16, 0.03, 120), (0, 0.012, 1100), (0.03, 0.014, -250), (0.26, 0.06, 250)))
        for i in range(round((at - 0.3) * RATE_HZ), round((at + 0.6) * RATE_HZ)):
            if 0 <= i < len(uv):
                uv[i] += sum(height * math.exp(-((i / RATE_HZ - at - centre) / width) ** 2)
                             for centre, width, height in waves)
    return [round(value) for value in uv]


def write_record(path):
    """WFDB, one lead in format 16, a count for each microvolt."""
    values, name = heart(), os.path.basename(path)
    with open(path + ".hea", "w", encoding="ascii") as file:
        file.write(f"{name} 1 {RATE_HZ} {len(values)}\n{name}.dat 16 1000 16 0\n")
    with open(path + ".dat", "wb") as file:
        file.write(struct.pack(f"<{len(values)}h", *values))


def seconds_of(line):
    hours, minutes, seconds = line.split()[0].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def check_lines(lines):
    at = [number for number, line in enumerate(lines) if "  ALARM    ventricular tachycardia" in line]
    check(at, "no alarm:\n" + "\n".join(lines))
    found = [number for number, line in enumerate(lines) if "finding  Ventricular tachycardia:" in line]
    check(found and at[0] < found[0], "the alarm is not before the finding")
    over = [number for number in range(at[0], found[0] + 1) if "  rhythm   " in lines[number]]
    # Told while it goes on: beats of after the alarm are still ventricular.
    later = [line for line in lines[at[0]:found[0]] if "  beat     V" in line]
    check(len(later) >= 5, f"hardly a beat of it after the alarm: {later}")
    check(not over or over[0] > at[0], "the rhythm changed back before the alarm")
    check(any("  signal   good" in line for line in lines), "no word of the signal")
    begin = seconds_of(lines[at[0]]) - seconds_of(next(line for line in lines if "  beat     " in line))
    check(FAST_FROM_S - 2 < begin < FAST_FROM_S + 4, f"the alarm speaks of {begin} s after the first beat")


def main():
    with Hub() as hub:
        record = os.path.join(hub.folder, "heart")
        write_record(record)
        hub.start()
        hub.enroll(ADDRESS, hub.add_person("Maria"))
        environment = dict(os.environ, HEALTH_TWIN_BUS_ADDRESS=hub.bus.address)
        monitor = subprocess.Popen([program("bin/twinctl"), "monitor", "--plain"], stdout=subprocess.PIPE,
                                   text=True, env=environment)
        check("is open" in monitor.stdout.readline(), "the trace does not open")
        hub.play(ADDRESS, "--record", record)
        equal(hub.stop(), 0, "exit status")
        out, _ = monitor.communicate(timeout=TIMEOUT_S)
        equal(monitor.returncode, 0, "exit status of the monitor")
        check("too slow" not in out, "the monitor lost lines")
        check_lines(out.splitlines())
        print("the alarm came while it went on")


main()
