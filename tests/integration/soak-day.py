#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A day of five wearables (three with ECG) in virtual time, with a random fault every minute: the hub
keeps its size, and nothing that it acknowledged is lost. Run by `make check-long`; prints what it
saw. HEALTH_TWIN_SEED repeats a run, HEALTH_TWIN_SOAK_HOURS makes it shorter."""

import json
import os
import random
import re
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal, passphrase_pipe, program

HOURS = float(os.environ.get("HEALTH_TWIN_SOAK_HOURS", "24"))
SEED = int(os.environ.get("HEALTH_TWIN_SEED", "1"))
SECONDS = int(HOURS * 3600)
START_UTC_US = 1767225600 * 10**6  # of --virtual-time
KINDS = ("strap", "strap,seed=2", "movesense,seed=3", "oximeter", "pod")
WITH_ECG = 3
FLAT_KB = 1000
# name: the least and the most of its amount
FAULTS = {"drop": (1, 20), "stall": (170, 250), "lose": (1, 5), "reorder": (1, 3),
          "duplicate": (1, 3), "rubbish": (1, 3), "lying": (1, 3), "late-services": (1, 2),
          "wrong-mtu": None, "bond-lost": None, "clock-reset": None,
          "rate-error": (-20000, 20000), "adapter-gone": (1, 10), "bluetoothd-restart": (1, 5)}
REORDERED_FRAME = 73


def address(number):
    return f"A0:9E:1A:00:00:{number:02X}"


def write_story(path):
    """Rest and work in turns, the whole day long."""
    with open(path, "w", encoding="utf-8") as file:
        for hour in range(int(HOURS) + 1):
            file.write(f"rest 3000 rate={60 + hour % 5 * 3}\nexercise 600 rate={110 + hour % 3 * 10}\n")


def write_faults(path):
    """One each minute. Returns how many of each kind."""
    numbers = random.Random(SEED)
    kinds = {}
    with open(path, "w", encoding="utf-8") as file:
        for minute in range(1, SECONDS // 60):
            name = numbers.choice(sorted(FAULTS))
            at_s = 60 * minute + numbers.uniform(0, 20)
            amount = "" if FAULTS[name] is None else f"+{numbers.randint(*FAULTS[name])}"
            file.write(f"{numbers.randint(1, len(KINDS))} {name}@{at_s:.3f}{amount}\n")
            kinds[name] = kinds.get(name, 0) + 1
    return kinds


def start(hub):
    story, faults = (os.path.join(hub.folder, name) for name in ("story", "faults"))
    write_story(story)
    kinds = write_faults(faults)
    wearables = []
    for number, kind in enumerate(KINDS, 1):
        plays = f",story={story}" if number <= WITH_ECG else ""
        wearables += ["--wearable", f"{kind},address={address(number)}{plays}"]
    process = subprocess.Popen(
        [program("bin/virtual-wearable"), "--bus-address", hub.bus.address, "--speed", "max",
         "--adapters", "2", "--in-step", "--duration", str(SECONDS), "--fault-script", faults,
         *wearables], stdout=subprocess.PIPE, text=True)
    return process, kinds


def resident_kb(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))


def watch_size(hub, process, watcher):
    """[(hours of virtual time, kB)], one for each hour."""
    sizes = []
    while process.poll() is None:
        until_us = max((until for until, _ in list(watcher.stored.values())), default=0)
        hours = (until_us - START_UTC_US) / 3.6e9
        if hours >= len(sizes) + 1:
            sizes.append((hours, resident_kb(hub.daemon.pid)))
        check(hub.daemon.poll() is None, f"the hub ended with {hub.daemon.returncode}: {hub.said()}")
        time.sleep(0.05)
    sizes.append((HOURS, resident_kb(hub.daemon.pid)))
    return sizes


def stored(hub):
    """{stream: samples of ECG}, {stream: end of its last samples}, {kind: records}; a sample that is
    there twice is an error."""
    fd = passphrase_pipe()
    dump = subprocess.Popen([program("tests/integration/store-dump"), hub.state, str(fd)],
                            pass_fds=[fd], stdout=subprocess.PIPE, text=True)
    os.close(fd)
    samples, next_index, ends_ns, kinds = {}, {}, {}, {}
    for line in dump.stdout:
        record = json.loads(line)
        stream, kind = record["stream"], record["kind"]
        kinds[kind] = kinds.get(kind, 0) + 1
        if kind in ("ecg", "wave"):
            ends_ns[stream] = max(record["end_utc_ns"], ends_ns.get(stream, 0))
        if kind == "ecg":
            check(record["index"] >= next_index.get(stream, 0), f"{stream}: a sample is stored twice")
            next_index[stream] = record["index"] + len(record["uv"])
            samples[stream] = samples.get(stream, 0) + len(record["uv"])
    equal(dump.wait(), 0, "exit status of store-dump")
    return samples, ends_ns, kinds


def judge(counts, samples, ends_ns, acknowledged, reorders):
    sent = sum(count["samples"] for count in counts)
    missing = sent - sum(samples.values())
    check(0 <= missing <= reorders * REORDERED_FRAME,
          f"{missing} of {sent} samples sent are not stored")
    for stream, (until_us, count) in acknowledged.items():
        check(ends_ns.get(stream, 0) // 1000 >= until_us,
              f"{stream}: acknowledged until {until_us}, stored until {ends_ns.get(stream)}")
        check(stream not in samples or samples[stream] >= count,
              f"{stream}: {count} samples acknowledged, {samples.get(stream)} stored")
    return sent, missing


def set_up(hub):
    with open(hub.config, "w", encoding="utf-8") as file:
        file.write("[link]\nretry-ms=5\n")
    hub.start()
    for number in range(1, len(KINDS) + 1):
        hub.enroll(address(number), hub.add_person(f"Person {number}"))


def main():
    with Hub() as hub:
        set_up(hub)
        watcher = hub.watch()
        begun_s = time.monotonic()
        process, kinds = start(hub)
        reading = threading.Thread(target=watcher.drain, daemon=True)
        reading.start()
        sizes = watch_size(hub, process, watcher)
        played_s = time.monotonic() - begun_s
        counts = json.loads(process.stdout.read())["wearables"]
        equal(process.returncode, 0, "exit status of virtual-wearable")
        equal(hub.stop(), 0, "exit status of the hub")
        reading.join()
        samples, ends_ns, records = stored(hub)
        print(f"{HOURS:g} h of {len(KINDS)} wearables in {played_s:.0f} s, seed {SEED}")
        print(f"faults: {kinds}")
        print(f"links that ended: {[count['links'] for count in counts]}; records: {records}")
        sent, missing = judge(counts, samples, ends_ns, watcher.stored,
                              sum(count["reordered"] for count in counts))
        print(f"{sent} ECG samples sent, {missing} refused as out of order, "
              f"{sum(count for _, count in watcher.stored.values())} acknowledged in "
              f"{len(watcher.stored)} streams, all stored")
        print("resident kB by hour: " + " ".join(str(size) for _, size in sizes))
        if len(sizes) > 2:
            grown_kb = sizes[-1][1] - sizes[0][1]
            check(grown_kb <= FLAT_KB, f"the hub has grown by {grown_kb} kB since the first hour")
            print(f"grown since the first hour: {grown_kb} kB")


main()
