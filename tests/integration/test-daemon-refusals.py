#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can be wrong from the start: each gives one line and the exit status of its kind,
and a locked hub gives nothing away."""

import os
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import TIMEOUT_S, Hub, check, equal, passphrase_pipe, program


def refused(status, wanted, *options, fds=()):
    result = subprocess.run([program("bin/health-twind"), *options], capture_output=True, text=True,
                            pass_fds=fds, timeout=TIMEOUT_S, check=False)
    for fd in fds:
        os.close(fd)
    equal(result.returncode, status, f"exit status of {options}")
    lines = result.stderr.splitlines()
    errors = [line for line in lines if line not in
              ("health-twind: unlocking", "health-twind: locked", "health-twind: stopped")]
    equal(len(errors), 1, f"{options}: lines of error: {lines}")
    check(wanted in errors[0], f"{options}: '{errors[0]}' does not say '{wanted}'")
    equal(result.stdout, "", f"output of {options}")


def check_usage():
    refused(2, "--virtual-time is refused on the system bus", "--virtual-time")
    refused(2, "is no time", "--bus-address", "unix:path=/x", "--virtual-time=yesterday")
    refused(2, "--sing", "--sing")
    refused(2, "takes options only", "sing")
    refused(2, "needs --passphrase-fd", "--create-keys")
    refused(2, "not open", "--passphrase-fd", "999")


def check_settings(hub):
    for text, wanted in [("[hub]\ncolour=red\n", "[hub] colour: no such setting"),
                         ("[music]\nloud=1\n", "[music] loud: no such setting"),
                         ("[hub]\ncommit-interval-ms=never\n", "give a number from"),
                         ("[hub]\ncommit-interval-ms=9999\n", "give a number from"),
                         ("[link]\nring-bytes=5000\n", "a power of two"),
                         ("[link]\nlinks-max=0\n", "give a number from 1 to 32"),
                         ("[link]\nindications=yes\n", "give true or false"),
                         ("[link]\nretry-ms=2000\nretry-max-ms=1000\n", "less than retry-ms"),
                         ("no settings at all", "health-twin.conf: ")]:
        with open(hub.config, "w", encoding="utf-8") as file:
            file.write(text)
        refused(1, wanted, "--bus-address", hub.bus.address, "--config", hub.config)
    os.unlink(hub.config)
    refused(1, "health-twin.conf: ", "--bus-address", hub.bus.address, "--config", hub.config)
    with open(hub.config, "w", encoding="utf-8") as file:
        file.write("[hub]\ncommit-interval-ms=100\n\n[link]\nretry-ms=10\n"
                   "links-max=3\nindications=true\n")


def options(hub):
    return ("--bus-address", hub.bus.address, "--config", hub.config, "--state-dir", hub.state)


def check_keys(hub):
    fd = passphrase_pipe()
    refused(1, "key", *options(hub), "--passphrase-fd", str(fd), fds=(fd,))
    check(not os.path.exists(os.path.join(hub.state, "keys")), "keys were made unasked")
    hub.start()
    equal(hub.stop(), 0, "exit status")
    fd = passphrase_pipe(b"open sesame\n")
    refused(1, "passphrase", *options(hub), "--passphrase-fd", str(fd), fds=(fd,))
    fd = passphrase_pipe()
    refused(1, "keys", *options(hub), "--passphrase-fd", str(fd), "--create-keys", fds=(fd,))
    fd = passphrase_pipe(b"")
    refused(1, "passphrase", *options(hub), "--passphrase-fd", str(fd), fds=(fd,))


def check_bus(hub):
    refused(1, "unix:path=/nowhere: ", "--bus-address", "unix:path=/nowhere", "--config", hub.config)
    hub.start()
    refused(1, "org.healthtwin.Hub1", *options(hub))
    with Hub() as other:
        fd = passphrase_pipe()
        refused(1, "another hub uses this folder", "--bus-address", other.bus.address, "--config",
                hub.config, "--state-dir", hub.state, "--passphrase-fd", str(fd), fds=(fd,))
    equal(hub.stop(signal.SIGINT), 0, "exit status after SIGINT")


def check_locked(hub):
    hub.spawn()
    hub.wait_for_name()
    for method, arguments in [("ListPersons", ()), ("AddPerson", ("{'name': <'x'>}",)),
                              ("ListWearables", ()), ("EnrollWearable", ("A0:9E:1A:00:00:01",)),
                              ("PairWearable", ("A0:9E:1A:00:00:01", "{}")),
                              ("AnswerPasskey", ("A0:9E:1A:00:00:01", "123456")),
                              ("BuzzWearable", ("A0:9E:1A:00:00:01", "1")),
                              ("ConfigureWearable", ("A0:9E:1A:00:00:01", "{}")),
                              ("ExportSummary", ("x", "0", "0")), ("ExportTrend", ("x", "0", "0")),
                              ("OpenLive", ("x",)), ("OpenCapture", ("x", "{}")),
                              ("ExportRecords", ("x", "['ecg']", "0", "0"))]:
        result = hub.try_call(method, *arguments)
        check("org.healthtwin.Error.Locked" in result.stderr, f"{method}: {result.stderr}")
    check("'locked': <true>" in hub.call("GetStatus"), "the status does not say locked")
    check("persons" not in hub.call("GetStatus"), "a locked hub counts persons")
    check(hub.unlock(b"open sesame\n").returncode == 1, "a wrong passphrase opens the hub")
    check("'locked': <true>" in hub.call("GetStatus"), "unlocked by a wrong passphrase")
    opened = hub.unlock(b"correct horse battery staple\n")
    equal(opened.returncode, 0, f"exit status of unlock ({opened.stderr})")
    check("'locked': <false>" in hub.call("GetStatus"), "still locked")
    equal(hub.call("ListPersons"), "(@aa{sv} [],)", "persons of an empty hub")
    equal(hub.stop(), 0, "exit status")


def check_locked_stop(hub):
    hub.spawn()
    hub.wait_for_name()
    equal(hub.stop(), 0, "exit status of a locked hub")


def check_stop_without_passphrase(hub):
    """Told to stop while it waits for a passphrase that does not come."""
    reading, writing = os.pipe()
    hub.spawn(fd=reading)
    while "unlocking" not in hub.said().splitlines()[-1]:
        check(hub.daemon.poll() is None, "the hub did not wait")
    equal(hub.stop(), 0, "exit status while waiting")
    os.close(writing)


def check_bus_gone(hub):
    """The bus dies under a running hub: it flushes and says so."""
    hub.start()
    hub.bus.process.kill()
    equal(hub.daemon.wait(60), 1, "exit status without a bus")
    check("the bus went away" in hub.said(), "not a word of the bus")


def main():
    check_usage()
    with Hub() as hub:
        check_settings(hub)
        check_keys(hub)
        check_bus(hub)
        check_locked(hub)
        check_locked_stop(hub)
        check_stop_without_passphrase(hub)
        check_bus_gone(hub)


main()
