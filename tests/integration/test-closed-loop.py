#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions that are really done, told and stopped: three good ones raise the dose by one step once
somebody says so, a stop ends a session at once, and nothing begins until it is released."""

import sys

sys.dont_write_bytecode = True
from clinic_under_test import Clinic, done, failed, twinctl
from hub_under_test import check, equal
from rehab_under_test import RehabHub, Trace

EXERCISE = "sit-to-stand"


def plan(hub):
    return done(twinctl("rehab", "plan", EXERCISE, hub=hub))


def limit(hub, clinic, serial, most, **changes):
    groups = f"[exercise]\nmax-repetitions={most}\nmax-sets=1\n"
    path = clinic.limits(hub.person, serial=str(serial), groups=groups, without_ecg="true", **changes)
    done(twinctl("limits", "import", path, hub=hub))


def do_session(hub, repetitions, effort=None):
    trace = Trace(hub, hub.person)
    hub.start_rehab(EXERCISE)
    hub.moved(hub.write(EXERCISE, "still=3", *["right"] * repetitions, "still=4"))
    trace.wait_for_state("done")
    trace.stop()
    if effort:
        return done(twinctl("rehab", "rpe", str(effort), hub=hub))
    return None


def check_progress(hub, clinic):
    limit(hub, clinic, 1, 6)
    do_session(hub, 6)
    check("hold: the effort was not told" in plan(hub), plan(hub))
    limit(hub, clinic, 2, 8, allow_apply="true")
    check("hold: good; three in a row" in do_session(hub, 6, 12), "the first is not good")
    check("hold: good; three in a row" in do_session(hub, 6, 13), "the second is not good")
    check("progress: three good" in do_session(hub, 6, 12), "three do not raise it")
    check("due:         1 x 6" in plan(hub) and "suggested:   1 x 7" in plan(hub), plan(hub))
    # Told as it really was: the same session, decided anew.
    check("hold: not everything" in done(twinctl("rehab", "rpe", "14", hub=hub)), "it stays")
    check("suggested" not in plan(hub), plan(hub))
    done(twinctl("rehab", "rpe", "12", hub=hub))
    check("due:         1 x 7" in done(twinctl("rehab", "plan", EXERCISE, "--accept", hub=hub)),
          "the suggestion is not taken")
    failed(twinctl("rehab", "rpe", "12", hub=hub), "no session waits")


def check_stop(hub, clinic):
    """In the middle of a session."""
    trace = Trace(hub, hub.person)
    hub.start_rehab(EXERCISE)
    wearable = hub.move(hub.write(EXERCISE, "still=3", "right", "right", "still=600"))
    trace.wait_for_repetition(2)
    done(twinctl("rehab", "symptom", "dizziness", hub=hub))
    trace.wait_for_state("stopped")
    trace.stop()
    wearable.kill()
    wearable.communicate()
    check("stop 1: symptom: dizziness" in plan(hub), plan(hub))
    result = hub.try_call("StartRehab", hub.person, EXERCISE, "{}")
    check("Error.NotAuthorized" in result.stderr and "stop 1" in result.stderr, result.stderr)
    equal(hub.history()[-1]["end"], "stopped", "how the session ended")
    failed(twinctl("rehab", "release", "--note", "fine", hub=hub), "clinician")
    done(twinctl("limits", "import", clinic.release(hub.person, 3, 1), hub=hub))
    hub.start_rehab(EXERCISE)
    done(twinctl("rehab", "stop", hub=hub))
    done(twinctl("rehab", "release", "--note", "the telephone", hub=hub))


def check_heart(hub, clinic, serial, stop, story, word):
    """What the ECG says in the middle of a session ends it, and only a clinician releases it."""
    path = clinic.path(story)
    trace = Trace(hub, hub.person)
    hub.start_rehab(EXERCISE)
    hub.moved(hub.write(EXERCISE, "still=3", "right", "right", "still=100"), "story=" + path)
    trace.wait_for_state("stopped")
    trace.stop()
    check(f"stop {stop}: {word}" in plan(hub), plan(hub))
    failed(twinctl("rehab", "release", "--note", "fine", hub=hub), "clinician")
    done(twinctl("limits", "import", clinic.release(hub.person, serial, stop), hub=hub))


def main():
    with RehabHub() as hub:
        hub.begin()
        clinic = Clinic(hub.folder).trusted_by(hub)
        result = hub.record_reference(EXERCISE, "still=4", "right", "right", "right", "still=6")
        check(result.returncode == 0, result.stderr)
        check_progress(hub, clinic)
        check_stop(hub, clinic)
        limit(hub, clinic, 4, 8, heart_rate_cap_bpm="220")
        check_heart(hub, clinic, 5, 3, "exercise 40 rate=110\nrun 30 count=12\nrest 20 rate=70\n",
                    "ventricular")
        limit(hub, clinic, 6, 8)
        check_heart(hub, clinic, 7, 4, "exercise 60 rate=150\nrest 20 rate=70\n", "heart-rate")
        equal(hub.stop(), 0, "exit status")


main()
