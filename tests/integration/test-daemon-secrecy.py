#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No health value in a broadcast, a property, a log line or an error: everything that any account of
the bus can see while a heart with findings is recorded, judged word by word."""

import re
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal

ADDRESS = "A0:9E:1A:00:00:01"
NAME = "Annemarie Sentinel"
# The whole of what a broadcast may be. A stream's id and how many samples of it are stored say that
# a wearable is worn, and nothing of the heart.
ALLOWED = [
    r"Monitoring signals from all objects owned by org\.healthtwin\.Hub1",
    r"The name org\.healthtwin\.Hub1 (is owned by :[0-9.]+|does not have an owner)",
    r"/org/healthtwin/Hub1: org\.healthtwin\.Hub1\.PersonsChanged \(\)",
    r"/org/healthtwin/Hub1: org\.healthtwin\.Hub1\.WearablesChanged \(\)",
    r"/org/healthtwin/Hub1: org\.healthtwin\.Hub1\.StoredUntil "
    r"\('s\d{6}(\.\d+\.\d+)?', (int64 )?\d{16}, (uint64 )?\d+\)",
    r"/org/healthtwin/Hub1: org\.freedesktop\.DBus\.Properties\.PropertiesChanged "
    r"\('org\.healthtwin\.Hub1', \{'Locked': <(true|false)>\}, .*\)",
    # What kinds of services the hub asks bluetoothd for; the same for every hub.
    r"/org/healthtwin/gatt/profile: org\.freedesktop\.DBus\.Properties\.PropertiesChanged "
    r"\('org\.bluez\.GattProfile1', \{'UUIDs': <(@as )?\[('[0-9a-f-]{36}'(, )?)*\]>\}, @as \[\]\)",
]
LOG_LINES = r"health-twind: (unlocking|running|stopping|stopped|" + ADDRESS + r": [a-z ]+)"


def check_broadcasts(lines):
    for line in lines:
        check(any(re.fullmatch(allowed, line) for allowed in ALLOWED), f"a broadcast says: {line}")
    for name in ("PersonsChanged", "WearablesChanged", "StoredUntil"):
        check(any(name in line for line in lines), f"no {name} was seen: the monitor is deaf")


def properties(hub):
    result = subprocess.run(
        ["gdbus", "call", "--address", hub.bus.address, "--dest", "org.healthtwin.Hub1",
         "--object-path", "/org/healthtwin/Hub1", "--method",
         "org.freedesktop.DBus.Properties.GetAll", "org.healthtwin.Hub1"],
        capture_output=True, text=True, check=True)
    return result.stdout


def check_errors(hub):
    """What callers are told when they ask for what is not there."""
    for method, arguments, wanted in [
            ("ExportSummary", (NAME, "0", "0"), "NotFound"),
            ("ExportTrend", (NAME, "0", "0"), "NotFound"),
            ("OpenLive", (NAME,), "NotFound"),
            ("ExportRecords", (NAME, "['ecg']", "0", "0"), "NotFound"),
            ("SetPerson", (NAME, "{}"), "NotFound"),
            ("AddPerson", (f"{{'{NAME}': <1>}}",), "Invalid"),
            ("AddPerson", (f"{{'zone': <'{NAME}'>, 'name': <'x'>}}",), "Invalid"),
            ("EnrollWearable", ("strap",), "Invalid"),
            ("EnrollWearable", (ADDRESS,), "Exists"),
            ("AssignWearable", (ADDRESS, NAME), "NotFound"),
            ("ForgetWearable", (NAME,), "NotFound"),
            ("ListAudit", (NAME, "{}"), "NotFound"),
            ("ListAudit", ("", f"{{'{NAME}': <1>}}"), "Invalid"),
            ("OpenAuditFile", ("999",), "NotFound"),
            ("ForgetBackup", (NAME,), "NotFound"),
            ("PairWearable", ("A0:9E:1A:00:00:77", "{}"), "NotFound"),
            ("PairWearable", (ADDRESS, f"{{'{NAME}': <1>}}"), "Invalid"),
            ("PairWearable", (ADDRESS, "{'window_s': <uint32 1>}"), "Invalid"),
            ("AnswerPasskey", (ADDRESS, "123456"), "NotFound"),
            ("AnswerPasskey", (ADDRESS, "1234567"), "Invalid"),
            ("BuzzWearable", (ADDRESS, "3"), "Invalid"),
            ("BuzzWearable", ("A0:9E:1A:00:00:77", "1"), "NotFound"),
            ("ConfigureWearable", ("A0:9E:1A:00:00:77", "{}"), "NotFound"),
            ("ConfigureWearable", (ADDRESS, f"{{'{NAME}': <1>}}"), "Invalid"),
            ("ConfigureWearable", (ADDRESS, "{'ecg': <{'on': <1>}>}"), "Invalid"),
            ("ConfigureWearable", (ADDRESS, "{'ecg': <{'rate_hz': <uint32 5000>}>}"), "Invalid")]:
        result = hub.try_call(method, *arguments)
        check(f"org.healthtwin.Error.{wanted}:" in result.stderr, f"{method}: {result.stderr}")
        check(NAME.upper() not in result.stderr.upper(), f"{method} repeats a name: {result.stderr}")
        equal(result.stderr.count("\n"), 1, f"lines of the error of {method}")


def main():
    with Hub() as hub:
        hub.start()
        watcher = hub.watch()
        hub.enroll(ADDRESS, hub.add_person(NAME), motion=True)
        counts = hub.play(ADDRESS, "--story", "brief")
        watcher.wait_for_samples(counts["samples"])
        told = properties(hub)
        check(re.fullmatch(r"\(\{'(Version|Clock|Locked)': <[^<>]*>(, '(Version|Clock|Locked)': "
                           r"<[^<>]*>){2}\},\)\n", told), f"properties: {told}")
        check_errors(hub)
        equal(hub.stop(), 0, "exit status")
        check(len(hub.dump().of("finding")) + len(hub.dump().of("beats")) > 10, "nothing to hide")
        watcher.drain()
        check_broadcasts(watcher.lines)
        for line in hub.said().splitlines():
            check(re.fullmatch(LOG_LINES, line), f"a log line says: {line}")
        print(f"{len(watcher.lines)} broadcasts, {len(hub.said().splitlines())} log lines: "
              "nothing of a heart")


main()
