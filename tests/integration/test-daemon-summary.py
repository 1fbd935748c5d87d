#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the hub says of a day is what `twinctl analyze ecg` says of the same samples: beats of every class,
findings of every kind, seconds of every grade, variability and respiration; and twinctl prints it."""

import json
import math
import os
import random
import re
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, TIMEOUT_S, check, equal, program

ADDRESS = "A0:9E:1A:00:00:01"
RATE_HZ = 250
SECONDS = 660
BREATHS_PER_MINUTE = 15
# (from second, what): the rest are normal beats
EVENTS = tuple((second, "couplet") for second in range(60, 290, 30)) + ((400, "tachycardia"), (500, "pause"))


def beat_times():
    """[(second, is ventricular)]: 75 a minute, breathing, with the events in between."""
    beats, at, events = [], 0.5, list(EVENTS)
    while at < SECONDS - 1:
        breath = math.sin(2 * math.pi * at * BREATHS_PER_MINUTE / 60)
        beats.append((at, False))
        at += 0.8 + 0.03 * breath
        if not events or at < events[0][0]:
            continue
        what = events.pop(0)[1]
        if what == "pause":
            at += 2.4
        for _ in range({"couplet": 2, "tachycardia": 6}.get(what, 0)):
            at -= 0.35
            beats.append((at, True))
            at += 0.75
    return beats


def bump(t, centre, width, height):
    return height * math.exp(-((t - centre) / width) ** 2)


def heart():
    """Microvolts."""
    uv = [0.0] * (SECONDS * RATE_HZ)
    for at, ventricular in beat_times():
        breath = 1 + 0.08 * math.sin(2 * math.pi * at * BREATHS_PER_MINUTE / 60)
        waves = (((0, 0.07, 1500), (0.1, 0.06, -300), (0.27, 0.09, -500)) if ventricular else
                 ((-0.16, 0.03, 120), (0, 0.012, 1100 * breath), (0.03, 0.014, -250 * breath), (0.26, 0.06, 250)))
        for i in range(round((at - 0.3) * RATE_HZ), round((at + 0.6) * RATE_HZ)):
            if 0 <= i < len(uv):
                uv[i] += sum(bump(i / RATE_HZ - at, *wave) for wave in waves)
    noise = random.Random(1)
    return [round(value + noise.gauss(0, 8)) for value in uv]


def write_record(path):
    """WFDB, one lead in format 16, a count for each microvolt."""
    values, name = heart(), os.path.basename(path)
    with open(path + ".hea", "w", encoding="ascii") as file:
        file.write(f"{name} 1 {RATE_HZ} {len(values)}\n{name}.dat 16 1000 16 0\n")
    with open(path + ".dat", "wb") as file:
        file.write(struct.pack(f"<{len(values)}h", *values))


def twinctl(hub, *arguments):
    environment = dict(os.environ, HEALTH_TWIN_BUS_ADDRESS=hub.bus.address, LC_ALL="C.UTF-8")
    result = subprocess.run([program("bin/twinctl"), *arguments], capture_output=True, text=True,
                            timeout=TIMEOUT_S, check=False, env=environment)
    check(result.returncode == 0, f"twinctl {arguments}: {result.stderr}")
    return result.stdout


def close(value, wanted, tolerance, what):
    check(abs(value - wanted) <= tolerance, f"{what}: {value}, not {wanted}")


def check_beats(summary, file):
    for name, label in (("normal", "N"), ("supraventricular", "S"), ("ventricular", "V"), ("fusion", "F"),
                        ("unclassified", "Q")):
        equal(summary[name], file["labels"][label], f"{name} beats")
    equal(summary["beats"], file["beats"], "beats")
    check(file["labels"]["V"] >= 12, f"hardly a ventricular beat: {file['labels']}")


def check_findings(summary, file):
    for kind in ("couplet", "ventricular_tachycardia", "pause"):
        check(kind in file["counts"], f"the drawn {kind} is not found: {file['counts']}")
    equal(set(summary["findings"]), set(file["counts"]), "kinds of findings")
    for kind, (count, seconds) in summary["findings"].items():
        equal(count, file["counts"][kind]["count"], f"how many of {kind}")
        close(seconds, file["counts"][kind]["total_s"], 0.01 * count, f"seconds of {kind}")
    close(summary["af_s"], file["af_s"], 0.01, "seconds of fibrillation")


def check_signal(summary, file):
    signal = file["signal"]
    close(summary["recorded_s"], file["seconds"], 0.1, "recorded")
    for key, grade in (("readable_s", "full_s"), ("rhythm_only_s", "rhythm_only_s"),
                       ("unreadable_s", "unreadable_s")):
        close(summary[key], signal[grade], 0.1, key)
    check(summary["readable_s"] > 0.8 * SECONDS, f"hardly anything is readable: {summary}")


def check_vitality(summary, file):
    hrv, wanted = summary["hrv"], file["hrv"]
    equal(hrv["windows"], 2, "windows of variability")
    for key in ("windows", "windows_left_out"):
        equal(hrv[key], wanted[key], key)
    for key, value in wanted.items():
        if key not in ("each", "window_s", "windows", "windows_left_out"):
            close(hrv[key], value, 0.002 * abs(value) + 0.002, key)
    close(summary["respiration"]["per_minute"], file["respiration"]["per_minute"], 0.01, "breaths")
    close(summary["respiration"]["told_share"], file["respiration"]["told_share"], 0.001, "told_share")
    close(summary["respiration"]["per_minute"], BREATHS_PER_MINUTE, 1, "breaths drawn")


def check_text(text):
    for pattern in (r"^Maria: 20\d\d-", r"^  recorded 11 min 0 s; signal: [0-9.]+ % good",
                    r"^  \d+ beats: \d+ normal, (\d+ supraventricular, )?\d+ ventricular", "^  heart rate 7[0-9]/min",
                    "SDNN", "respiration about 15/min", "findings, the gravest first:",
                    r"^    [4-8] couplets$", r"^      first    20.*Couplet:", "not a medical device"):
        check(re.search(pattern, text, re.MULTILINE), f"{pattern!r} is not in the summary:\n{text}")
    tachycardia, couplets = text.index("Ventricular tachycardia:"), text.index(" couplets\n")
    check(tachycardia < text.index("Pause:") < couplets, "the gravest are not first:\n" + text)


def main():
    with Hub() as hub:
        record = os.path.join(hub.folder, "heart")
        write_record(record)
        hub.start()
        hub.enroll(ADDRESS, hub.add_person("Maria"))
        watcher = hub.watch()
        counts = hub.play(ADDRESS, "--record", record)
        watcher.wait_for_samples(counts["samples"])
        # The ending of the stream decides what is open.
        while hub.number("streaming") > 0:
            watcher.next_line()
        summary = json.loads(twinctl(hub, "summary", "Maria", "--json"))
        text = twinctl(hub, "summary")
        half = json.loads(twinctl(hub, "summary", "--json", "--start", "2026-03-01T14:30:00"))
        check(0 <= half["beats"] <= summary["beats"], "beats of a part")
        watcher.stop()
        equal(hub.stop(), 0, "exit status")
        file = json.loads(twinctl(hub, "analyze", "ecg", "--device", "h10", "--json", record))
        check_beats(summary, file)
        check_findings(summary, file)
        check_signal(summary, file)
        check_vitality(summary, file)
        check_text(text)
        print(f"{file['beats']} beats, {len(file['findings'])} findings: equal")


main()
