#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What wearables do in a session beside moving: one buzzes as it was asked to and, of the long tests, a second
sensor on the chest tells who leans."""

import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import TIMEOUT_S, equal, program
from rehab_under_test import ADDRESS, CHEST, RehabHub, Trace

BUZZED = "side-arm-raise"
LONG = "HEALTH_TWIN_LONG" in os.environ


class Ear:
    """Hears what is written to wearables on the private bus."""

    def __init__(self, hub):
        self.address = hub.bus.address
        self.process = subprocess.Popen(
            ["dbus-monitor", "--address", hub.bus.address,
             "interface='org.bluez.GattCharacteristic1',member='WriteValue'"],
            stdout=subprocess.PIPE, text=True)
        while "NameLost" not in self.process.stdout.readline():  # it is a monitor from now on
            pass

    def levels(self):
        """Up to now: a call of our own, which nobody answers, is heard after all before it."""
        subprocess.run(["gdbus", "call", "--address", self.address, "--dest", "org.freedesktop.DBus", "--object-path",
                        "/the/end", "--method", "org.bluez.GattCharacteristic1.WriteValue"], capture_output=True, check=False)
        out = ""
        while "path=/the/end" not in out:
            out += self.process.stdout.readline()
        self.process.kill()
        self.process.communicate()
        return re.findall(
            r"path=\S*/char0041;.*member=WriteValue\n   array of bytes \[\n\s+(\d\d)\n", out)


def check_buzz(hub):
    """Mildly at a fault, and at the end of the set; as it was asked for."""
    path = hub.write(BUZZED, "still=4", "right", "half", *["right"] * 8, "still=12")
    for when, wanted in (("all", ["01", "02"]), ("sets", ["02"]), ("none", [])):
        trace, ear = Trace(hub, hub.person), Ear(hub)
        hub.start_rehab(BUZZED, buzz=when)
        # It is there for long after the set: one that has left cannot buzz.
        wearable = hub.move(path, "duration=6000", kind="buzzing-strap", speed="150")
        trace.wait_for_state("rest")
        hub.call("FinishRehab", hub.person)  # its answer comes after the buzz
        equal(ear.levels(), wanted, f"buzzes of {when}")
        wearable.kill()
        wearable.communicate()
        trace.stop()


def play_both(hub, limb, trunk):
    """Both wearables for the same time: the virtual clock of each goes on where its last play ended. Not at
    full speed: two wearables of one person are never seconds apart."""
    choices = ((f"movesense,address={ADDRESS},duration=30", hub.write(BUZZED, *limb)),
               (f"strap,address={CHEST},duration=30", hub.write("wall-push-up", *trunk)))
    words = [word for choice, path in choices for word in ("--wearable", f"{choice},motion={path}")]
    subprocess.run([program("bin/virtual-wearable"), "--bus-address", hub.bus.address, "--in-step",
                    "--speed", "40", *words], check=True, capture_output=True, timeout=TIMEOUT_S)


def check_trunk(hub):
    """A second sensor on the chest: who leans to help is told so."""
    moves = ("still=4", "right", "right", "right", "still=4")
    hub.enroll(CHEST, hub.person, motion=True)
    hub.start_rehab(BUZZED, mode="reference", wearable=ADDRESS)
    play_both(hub, moves, ["still=40"])
    hub.call("AcceptReference", hub.person, "[1, 2, 3]")
    for trunk, label in ((["still=40"], "ok"), (moves, "compensated")):
        trace = Trace(hub, hub.person)
        hub.start_rehab(BUZZED, wearable=ADDRESS, trunk=CHEST)
        play_both(hub, moves, trunk)
        trace.wait_for_repetition(3)
        equal([line["label"] for line in trace.repetitions], [label] * 3, f"trunk: {trunk}")
        hub.call("FinishRehab", hub.person)
        trace.stop()


def main():
    with RehabHub() as hub:
        hub.begin()
        result = hub.record_reference(BUZZED, "still=4", "right", "right", "right", "still=3")
        equal(result.returncode, 0, result.stderr)
        check_buzz(hub)
    # The hub reads two wearables' packets as they come, and under virtual time a busy machine puts seconds
    # between them, which it rightly takes for clocks apart: for a quiet machine only.
    if LONG:
        with RehabHub() as hub:
            hub.begin()
            check_trunk(hub)


main()
