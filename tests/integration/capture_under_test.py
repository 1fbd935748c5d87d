# SPDX-License-Identifier: GPL-3.0-or-later
"""twinctl capture at work, and what to compare its replay with."""

import json
import math
import os
import signal
import subprocess

from hub_under_test import TIMEOUT_S, check, equal, passphrase_pipe, program

# What a signal tells of itself; bond, encryption, identity and advertisers are in no capture.
REASONS = {1 << 4: "time", 1 << 5: "rate", 1 << 6: "quantisation", 1 << 7: "replay",
           1 << 9: "physiology"}
KINDS = {1: "couplet", 2: "ventricular_run", 3: "no_signal", 4: "irregular", 5: "bigeminy",
         6: "trigeminy", 7: "ventricular_tachycardia", 8: "supraventricular_run",
         9: "atrial_fibrillation", 10: "atrial_flutter", 11: "ventricular_fibrillation",
         12: "asystole", 13: "pause", 14: "bradycardia", 15: "tachycardia", 16: "paced"}
NUMBERS = ("number_0", "number_1", "number_2", "number_3")


def agree(hub, until="2026-12-31"):
    succeed(hub, "person", "set", "Maria", "--capture-until", until)


def twinctl(hub, *arguments, fds=()):
    result = subprocess.run([program("bin/twinctl"), "--bus-address", hub.bus.address, *arguments],
                            capture_output=True, text=True, pass_fds=fds, timeout=TIMEOUT_S, check=False)
    for fd in fds:
        os.close(fd)
    return result


def succeed(hub, *arguments, fds=()):
    result = twinctl(hub, *arguments, fds=fds)
    equal(result.returncode, 0, f"{arguments}: {result.stderr.strip()}")
    return result


def path(hub, name):
    return os.path.join(hub.folder, name)


class Capture:
    """twinctl capture at work."""

    def __init__(self, hub, name, *options, secret=None):
        command = [program("bin/twinctl"), "--bus-address", hub.bus.address, "capture", "--output",
                   path(hub, name), *options]
        fds = ()
        if secret:
            fds = (passphrase_pipe(secret),)
            command += ["--passphrase-fd", str(fds[0])]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, pass_fds=fds)
        for fd in fds:
            os.close(fd)
        line = self.process.stderr.readline()
        check("capturing" in line, f"capture: {line.strip()}")

    def end(self, number=signal.SIGINT):
        if number:
            self.process.send_signal(number)
        out, errors = self.process.communicate(timeout=TIMEOUT_S)
        return self.process.returncode, out, errors


def analyze(hub, name, *options):
    out = succeed(hub, "analyze", "capture", "--json", *options, path(hub, name)).stdout
    return [json.loads(line) for line in out.splitlines()]


def of(lines, kind):
    return [line for line in lines if line["type"] == kind]


def names(reasons):
    return tuple(name for bit, name in REASONS.items() if int(reasons) & bit)


def changes(trust):
    """What spoke against a stream, one after the other; at first nothing did."""
    told = [()]
    for reasons in trust:
        if reasons != told[-1]:
            told.append(reasons)
    return told


def stored(dump):
    """Beats, findings and trust of each stream, all digits."""
    streams = []
    ecg = sorted(dump.of("ecg"), key=lambda record: record["start_utc_ns"])
    for stream in dict.fromkeys(record["stream"] for record in ecg):
        beats = [tuple(beat) for record in dump.of("beats", stream) for beat in record["beats"]]
        findings = [(KINDS[f["finding"]], f["start_index"], f["end_index"], f["confidence"],
                     *(f[key] for key in NUMBERS)) for f in dump.of("finding", stream)]
        trust = changes(names(record["numbers"][1]) for record in dump.of("trust", stream))
        streams.append((beats, sorted(findings), trust))
    return streams


def replayed(lines):
    streams = []
    for stream in of(lines, "stream"):
        number = stream["stream"]
        beats = [(b["index"], b["label"], b["rr_ms"], b["qrs_ms"], b["confidence"])
                 for b in of(lines, "beat") if b["stream"] == number]
        findings = [(f["kind"], f["start_index"], f["end_index"], f["confidence"],
                     *(f[key] for key in NUMBERS)) for f in of(lines, "finding")
                    if f["stream"] == number]
        trust = changes(tuple(t["trust_reasons"]) for t in of(lines, "trust")
                        if t["stream"] == number)
        streams.append((beats, sorted(findings), trust))
    return streams


def stored_readings(dump):
    """Values of each wearable with what speaks against them, all digits."""
    readings = {}
    for record in dump.of("reading"):
        values = [value for value in record["values"][1::2] if math.isfinite(value)]
        readings.setdefault(record["stream"], []).append((values, names(record["numbers"][3])))
    return sorted(readings.values(), key=repr)


def replayed_readings(lines):
    beside = ("type", "wearable", "measuring", "questionable", "trust_reasons")
    readings = {}
    for line in of(lines, "reading"):
        values = [value for key, value in line.items() if key not in beside]
        readings.setdefault(line["wearable"], []).append((values, tuple(line["trust_reasons"])))
    return sorted(readings.values(), key=repr)
