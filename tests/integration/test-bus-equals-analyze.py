#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every record of mitdb, played through the bus as fast as it goes: samples in = samples stored,
none twice, and the beats in the database are those of `twinctl analyze ecg --device h10`, compared
by 130 Hz sample index."""

import glob
import os
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, data_dir, equal, program

RATE_HZ = 130


def record_rate_hz(record):
    with open(record + ".hea", encoding="ascii") as file:
        return float(file.readline().split()[2].split("/")[0])


def read_annotations(path):
    """[(sample, code)] of a WFDB annotation file."""
    with open(path, "rb") as file:
        data = file.read()
    at, sample, found = 0, 0, []
    while at + 2 <= len(data):
        word = struct.unpack_from("<H", data, at)[0]
        at += 2
        code, value = word >> 10, word & 0x3FF
        if code == 0 and value == 0:
            break
        if code == 59:  # SKIP: a long interval, high half first
            high, low = struct.unpack_from("<hH", data, at)
            sample += high * 65536 + low
            at += 4
        elif code == 63:  # AUX text
            at += value + value % 2
        elif code not in (60, 61, 62):  # NUM, SUB, CHN
            sample += value
            found.append((sample, code))
    return found


def start_analysis(record, folder):
    return subprocess.Popen([program("bin/twinctl"), "analyze", "ecg", "--device", "h10",
                             "--output", folder, record], stdout=subprocess.DEVNULL)


def analyzed_beats(record, folder):
    rate_hz = record_rate_hz(record)
    names = {1: "N", 5: "V", 6: "F", 9: "S", 13: "Q"}
    path = os.path.join(folder, os.path.basename(record) + ".twin")
    return [(round(sample * RATE_HZ / rate_hz), names[code])
            for sample, code in read_annotations(path) if code in names]


def check_record(dump, record, stream, counts, beats):
    name = os.path.basename(record)
    equal(dump.whole_count(stream), counts["samples"], f"{name}: samples stored")
    stored = dump.beats(stream)
    check(len(beats) > 100, f"{name}: only {len(beats)} beats are found")
    if stored != beats:
        only_stored = sorted(set(stored) - set(beats))[:3]
        only_analyzed = sorted(set(beats) - set(stored))[:3]
        check(False, f"{name}: stored only: {only_stored}, analyzed only: {only_analyzed}")


def main():
    records = sorted(path[:-4] for path in glob.glob(data_dir() + "/ecg/mitdb/*.hea"))
    check(len(records) >= 1, "there are no records")
    with Hub() as hub:
        hub.start()
        played = []
        for number, record in enumerate(records):
            address = f"A0:9E:1A:00:00:{number:02X}"
            hub.enroll(address, hub.add_person(f"Person {number}"))
            analysis = start_analysis(record, hub.folder)
            played.append(hub.play(address, "--record", record))
            equal(analysis.wait(), 0, f"exit status of the analysis of {record}")
        equal(hub.stop(), 0, "exit status")
        dump = hub.dump()
        equal(len(dump.streams()), len(records), "streams")
        beats = 0
        for stream, record, counts in zip(dump.streams(), records, played):
            wanted = analyzed_beats(record, hub.folder)
            check_record(dump, record, stream, counts, wanted)
            beats += len(wanted)
        print(f"{len(records)} records, {sum(c['samples'] for c in played)} samples, "
              f"{beats} beats: equal")


main()
