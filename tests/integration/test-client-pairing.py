#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pairing as a person does it: without a passkey, with a wrong one, given up by Ctrl-C, and well."""

import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from capture_under_test import twinctl
from hub_under_test import TIMEOUT_S, Hub, check, equal, program, wait_until

ADDRESS = "A0:9E:1A:00:00:01"
PASSKEY = "042042"


def pair(hub, *options):
    """What twinctl answers when no pairing of before is under way any more."""
    deadline = time.monotonic() + TIMEOUT_S
    while True:
        result = subprocess.run(
            [program("bin/twinctl"), "--bus-address", hub.bus.address, "wearable", "pair", ADDRESS,
             "--window", "60", *options], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=TIMEOUT_S, check=False)
        if "under way" not in result.stderr:
            return result
        check(time.monotonic() < deadline, result.stderr)


def give_up(hub):
    """Ctrl-C while the passkey is asked for."""
    process = subprocess.Popen(
        [program("bin/twinctl"), "--bus-address", hub.bus.address, "wearable", "pair", ADDRESS,
         "--window", "300"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    asked = b""
    while b"shows: " not in asked:
        byte = process.stderr.read(1)
        check(byte, f"no passkey was asked for: {asked}")
        asked += byte
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=TIMEOUT_S)


def wait_for(hub, what, complaint):
    wait_until(lambda: what in hub.call("ListWearables"), complaint)


def main():
    with Hub() as hub:
        hub.start()
        hub.enroll(ADDRESS, hub.add_person("Maria"))
        wearable = hub.wearable(ADDRESS, "--pairing", "passkey", "--passkey", PASSKEY, speed="1")
        wait_for(hub, "'streaming'", "the wearable does not stream")
        result = pair(hub)
        equal(result.returncode, 1, "exit status without a passkey")
        check("no passkey was given" in result.stderr.splitlines()[-1], result.stderr)
        result = pair(hub, "--passkey", "111111")
        equal(result.returncode, 1, "exit status with a wrong passkey")
        check("pair" in result.stderr, result.stderr)
        give_up(hub)
        check("'bonded': <false>" in hub.call("ListWearables"), "it is paired without a passkey")
        result = pair(hub, "--passkey", PASSKEY)
        equal(result.returncode, 0, f"exit status with the passkey: {result.stderr}")
        # bluetoothd tells of the bond a little later than of the pairing.
        wait_for(hub, "'bonded': <true>", "it is not paired")
        check("authentic" not in twinctl(hub, "wearable", "list").stdout,
              "authentic on a bus that proves no encryption")
        wearable.terminate()
        wearable.communicate(timeout=TIMEOUT_S)
        equal(hub.stop(), 0, "exit status of the hub")
        print("no passkey, a wrong one, given up, paired")


main()
