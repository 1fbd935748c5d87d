#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong in a session is told in words, and nothing is counted for it: a sensor upside down, on
the other side or without what the exercise needs, a link that is lost, a reference that is none, a
stop, a locked hub."""

import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import TIMEOUT_S, check, equal, program
from rehab_under_test import ADDRESS, CHEST, RehabHub, Trace

EXERCISE = "side-arm-raise"
STILL = "still=4"


def refused(result, words, what):
    check(result.returncode != 0 and words in result.stderr, f"{what}: {result.stderr.strip()}")


def check_references(hub):
    """A reference recorded while moving, of unlike repetitions, of numbers that are none."""
    refused(hub.try_call("AcceptReference", hub.person, "[1]"), "no session is under way", "none")
    result = hub.record_reference(EXERCISE, STILL, "right", "half", "fast", "still=3")
    refused(result, "are not alike", "unlike repetitions")
    # The recording goes on: the good one alone is a reference.
    refused(hub.try_call("AcceptReference", hub.person, "[7]"), "there is no repetition 7", "[7]")
    hub.call("FinishRehab", hub.person)
    trace = Trace(hub, hub.person)
    hub.start_rehab(EXERCISE, mode="reference")
    hub.moved(hub.write(EXERCISE, "restless=8", "right", "right"))
    equal(trace.wait_for_notice("not_ready")["state"], "hold_still", "state while it moves")
    equal(trace.repetitions, [], "candidates before it was still")
    trace.stop()
    hub.call("FinishRehab", hub.person)
    result = hub.record_reference(EXERCISE, STILL, "right", "right", "right", "still=3")
    equal(result.returncode, 0, result.stderr)


def told_of(hub, notice, *words):
    """The notice of a session that is moved so, and its repetitions."""
    trace = Trace(hub, hub.person)
    hub.start_rehab(EXERCISE)
    hub.moved(hub.write(EXERCISE, *words))
    line = trace.wait_for_notice(notice)
    trace.wait_for_state("paused")
    hub.call("FinishRehab", hub.person)
    trace.stop()
    check(line["word"].endswith("."), f"no sentence: {line['word']}")
    return trace.repetitions


def check_worn_wrong(hub):
    equal(told_of(hub, "upside_down", "--turned", STILL, "right", "right", "still=3"), [],
          "repetitions upside down")
    equal(told_of(hub, "other_side", "--mirrored", STILL, "right", "right", "still=3"), [],
          "repetitions on the other side")
    equal([line["label"] for line in told_of(hub, "other_movement", STILL, "right", "other", "right",
                                             "still=3")], ["ok", "ok"], "labels")


def check_needs_gyroscope(hub):
    trace = Trace(hub, hub.person)
    hub.start_rehab("shoulder-external-rotation")
    hub.moved(hub.write("shoulder-external-rotation", STILL, "right", "still=3"))
    line = trace.wait_for_state("done")
    check("gyroscope" in line["word"], line["word"])
    trace.stop()


def check_lost_link(hub):
    """It goes on where it was, after the ready pose; what was half done counts when it is done anew."""
    trace = Trace(hub, hub.person)
    hub.start_rehab(EXERCISE)
    path = hub.write(EXERCISE, STILL, "right", "right", "right", "still=6", *["right"] * 5, "still=3")
    hub.moved(path, "fault=drop@29+3")
    trace.wait_for_state("paused")
    equal(len(trace.repetitions), 3, "repetitions before the loss")
    trace.wait_for_state("hold_still")
    trace.wait_for_repetition(7)
    equal([line["number"] for line in trace.repetitions], list(range(1, len(trace.repetitions) + 1)),
          "numbers")
    trace.stop()
    hub.call("FinishRehab", hub.person)


def check_stop(hub):
    """A stop ends it at once, and nothing begins before the release."""
    trace = Trace(hub, hub.person)
    hub.start_rehab(EXERCISE)
    wearable = hub.move(hub.write(EXERCISE, STILL, *["right"] * 10), speed="30")
    trace.wait_for_repetition(2)
    hub.call("StopRehab", hub.person)
    line = trace.wait_for_state("stopped")
    equal(line["summary"]["end"], "stopped", "end")
    wearable.kill()
    wearable.communicate()
    trace.stop()
    refused(hub.try_call("StartRehab", hub.person, EXERCISE, "{}"), "NotAuthorized", "after a stop")
    hub.call("ReleaseRehab", hub.person, "nothing was wrong")
    hub.start_rehab(EXERCISE)
    hub.call("FinishRehab", hub.person)


def check_stopped_recording(hub):
    """Who records a reference in a terminal is not left waiting by a stop."""
    trace = Trace(hub, hub.person)
    client = subprocess.Popen(
        [program("bin/twinctl"), "--bus-address", hub.bus.address, "rehab", "record-reference",
         EXERCISE, "--accept", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    trace.wait_for_state("waiting")
    hub.call("StopRehab", hub.person)
    out, errors = client.communicate(timeout=TIMEOUT_S)
    trace.stop()
    equal(client.returncode, 1, errors)
    check("Stop. Sit down and rest." in out and "no reference was kept" in errors, out + errors)
    hub.call("ReleaseRehab", hub.person, "nothing was wrong")


def check_callers(hub):
    for options, words in (("{'mode': <'dance'>}", "unknown option"),
                           ("{'sensor': <'x'>}", "unknown option"),
                           ("{'side': <'up'>}", "unknown option"),
                           (f"{{'wearable': <'{CHEST}'>}}", "is not this person's wearable"),
                           (f"{{'trunk': <'{ADDRESS}'>}}", "another one")):
        refused(hub.try_call("StartRehab", hub.person, EXERCISE, options), words, options)
    for name in ("no-such-exercise", "../passwd", ""):
        refused(hub.try_call("StartRehab", hub.person, name, "{}"), "Error", name)
    hub.start_rehab(EXERCISE)
    refused(hub.try_call("StartRehab", hub.person, "half-squat", "{}"), "Exists", "two at once")
    refused(hub.try_call("ForgetReference", hub.person, EXERCISE), "Busy", "while under way")
    hub.call("FinishRehab", hub.person)
    hub.enroll(CHEST, hub.person, motion=True)
    refused(hub.try_call("StartRehab", hub.person, EXERCISE, "{}"), "say with which wearable", "two")
    hub.call("ForgetReference", hub.person, EXERCISE)
    refused(hub.try_call("ForgetReference", hub.person, EXERCISE), "NotFound", "twice")


def check_locked(hub):
    equal(hub.stop(), 0, "exit status")
    hub.spawn("--virtual-time")
    hub.wait_for_name()
    refused(hub.try_call("StartRehab", hub.person, EXERCISE, "{}"), "Locked", "a locked hub")
    refused(hub.twinctl("rehab", "start", EXERCISE, "--person", hub.person), "locked", "twinctl")


def main():
    with RehabHub() as hub:
        hub.begin()
        check_references(hub)
        check_worn_wrong(hub)
        check_needs_gyroscope(hub)
        check_lost_link(hub)
        check_stop(hub)
        check_stopped_recording(hub)
        check_callers(hub)
        check_locked(hub)


main()
