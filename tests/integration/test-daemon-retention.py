#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the owner set is kept so long and no longer, the rest for ever; a disk that is nearly full is
told before it is full."""

import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, TIMEOUT_S, check, equal, passphrase_pipe, program

ADDRESS = "A0:9E:1A:00:00:01"
# The virtual clock begins with 2026; to the clock of this machine that is long ago.
RETENTION = "[hub]\ntrust-clock=true\n[retention]\nwaveform-days=1\n"
LOW = "[store]\nwarn-free-bytes=1099511627776\nquota-bytes=1000\n"


def status(hub):
    result = subprocess.run([program("bin/twinctl"), "--bus-address", hub.bus.address, "store", "status"],
                            capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    check(result.returncode == 0, result.stderr)
    return result.stdout


def set_config(hub, text):
    with open(hub.config, "w", encoding="utf-8") as file:
        file.write(text)


def wait_until_deleted(hub, person):
    """It is done in a worker after the unlock."""
    for _ in range(1000):
        result = subprocess.run([program("tests/integration/hub-reader"), hub.bus.address, "records", person,
                                 "0", "0", "ecg"], capture_output=True, text=True, timeout=TIMEOUT_S,
                                check=True)
        if not result.stdout.strip():
            return
    check(False, "nothing is deleted")


def main():
    with Hub() as hub:
        hub.start()
        person = hub.add_person()
        hub.enroll(ADDRESS, person)
        hub.play(ADDRESS, "--story", "brief", "--duration", "60")
        check("nearly full" not in status(hub), "a disk with room is called full")
        equal(hub.stop(), 0, "exit status")
        before = hub.dump()
        check(before.of("ecg") and before.of("beats"), "nothing was recorded")

        # Virtual time: nothing is older than a day.
        set_config(hub, RETENTION)
        hub.start()
        equal(hub.stop(), 0, "exit status")
        equal(len(hub.dump().of("ecg")), len(before.of("ecg")), "ECG records of today")

        set_config(hub, RETENTION + LOW)
        hub.spawn(fd=passphrase_pipe())
        hub.wait_for_name()
        wait_until_deleted(hub, person)
        said = status(hub)
        check("nearly full" in said and "1 days" in said, f"the status does not tell: {said}")
        equal(hub.stop(), 0, "exit status")
        check("nearly full" in hub.said(), f"the log does not tell: {hub.said()}")
        after = hub.dump()
        equal(len(after.of("ecg")), 0, "ECG records that are too old")
        for kind in ("beats", "finding", "twin", "signal"):
            check(after.of(kind) == before.of(kind), f"records of {kind} are not as they were")


main()
