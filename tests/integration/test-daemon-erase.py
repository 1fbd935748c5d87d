#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Erasing a person or a month as its user does it: asked first, nobody else's data touched, gone after
a restart as well. And a store that somebody put back is told, until the user says that it was he."""

import os
import pty
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, TIMEOUT_S, check, equal, program

ANNA, BERT = "A0:9E:1A:00:00:01", "A0:9E:1A:00:00:02"
SECONDS = "40"


def twinctl(hub, *arguments, typed=None):
    """What twinctl gave; typed: a person at the terminal who types this."""
    command = [program("bin/twinctl"), "--bus-address", hub.bus.address, *arguments]
    if typed is None:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=TIMEOUT_S, check=False)
    terminal, side = pty.openpty()
    os.write(terminal, typed.encode() + b"\n")
    result = subprocess.run(command, stdin=side, capture_output=True, text=True, timeout=TIMEOUT_S,
                            check=False)
    os.close(terminal)
    os.close(side)
    return result


def works(result):
    check(result.returncode == 0, f"{result.args}: {result.stdout}{result.stderr}")
    return result.stdout


def fails(result, text):
    equal(result.returncode, 1, f"exit status of {result.args}")
    check(text in result.stderr, f"{result.args}: {result.stdout}{result.stderr}")
    equal(result.stderr.count("\n"), 1, f"lines of the error of {result.args}: {result.stderr}")


def check_asking(hub):
    fails(twinctl(hub, "erase", "Anna"), "nobody is there to be asked")
    fails(twinctl(hub, "erase", "Anna", typed="Bert"), "another name")
    fails(twinctl(hub, "erase", "Anna", "--month", "January", "--yes"), "2026-11")
    fails(twinctl(hub, "erase", "Carl", "--yes"), "no such person")
    check("'name': <'Anna'>" in hub.call("ListPersons"), "a refused erasure erased")


def check_person(hub, anna):
    aside = os.path.join(hub.state, "inbox", "000001.damaged")
    os.makedirs(os.path.dirname(aside), exist_ok=True)
    with open(aside, "w", encoding="ascii"):
        pass
    check("for good" in works(twinctl(hub, "erase", "Anna", typed="Anna")), "it was not said what goes")
    check(not os.path.exists(aside), "what was set aside while the hub was locked is still there")
    persons = hub.call("ListPersons")
    check(anna not in persons and "Bert" in persons, f"persons after the erasure: {persons}")
    check("NotFound" in hub.try_call("ExportTrend", anna, "0", "0").stderr, "she is still asked for")
    check(anna not in hub.call("ListWearables"), "her wearable is still hers")
    check("all that was written" in works(twinctl(hub, "store", "check")), "the store is not whole")


def check_stored(hub, persons):
    dump = hub.dump()
    equal(sorted({record["person"] for record in dump.of("ecg")}), persons, "persons with an ECG")
    check(len(dump.of("ecg")) >= 1 if persons else True, "no ECG is left")


def record(hub, *straps):
    for address in straps:
        hub.play(address, "--story", "brief", "--duration", SECONDS)


def check_put_back(hub):
    """The database of before put in the place of that of now."""
    database = os.path.join(hub.state, "twin.db")
    shutil.copy(database, os.path.join(hub.folder, "old.db"))
    hub.start()
    record(hub, BERT)
    equal(hub.stop(), 0, "exit status")
    shutil.copy(os.path.join(hub.folder, "old.db"), database)
    hub.start()
    check("was put back" in hub.said(), f"the log does not tell: {hub.said()}")
    check("put back" in works(twinctl(hub, "store", "status")), "the status does not tell")
    fails(twinctl(hub, "store", "check"), "not what was written last")
    works(twinctl(hub, "store", "accept"))
    check("all that was written" in works(twinctl(hub, "store", "check")), "not accepted")
    equal(hub.stop(), 0, "exit status")
    hub.start()
    check("yes" in works(twinctl(hub, "store", "status")), "accepted, but not for long")
    equal(hub.stop(), 0, "exit status")


def main():
    with Hub() as hub:
        hub.start()
        anna, bert = hub.add_person("Anna"), hub.add_person("Bert")
        hub.enroll(ANNA, anna)
        hub.enroll(BERT, bert)
        record(hub, ANNA, BERT)
        check("all that was written" in works(twinctl(hub, "store", "check")), "a store is not whole")
        check("used" in works(twinctl(hub, "store", "status")), "no status")
        check_asking(hub)
        check_person(hub, anna)
        equal(hub.stop(), 0, "exit status")
        check_stored(hub, [2])
        check_put_back(hub)
        hub.start()
        works(twinctl(hub, "erase", "Bert", "--month", "2026-01", "--yes"))
        equal(hub.stop(), 0, "exit status")
        check_stored(hub, [])
        hub.start()
        check("Bert" in hub.call("ListPersons"), "a month took the person with it")
        equal(hub.stop(), 0, "exit status")


main()
