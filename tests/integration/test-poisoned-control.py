#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody but a trusted clinician moves the limits, and nobody but the person's account tells the
closed loop: not with a file that was changed, replayed, ended, revoked or made for somebody else, not
from another account, not while the clock is not set."""

import os
import sys

sys.dont_write_bytecode = True
from clinic_under_test import Clinic, done, failed, twinctl
from hub_under_test import Hub, check, equal, passphrase_pipe

KEY = "[" + ", ".join("byte 0x%02x" % byte for byte in range(32)) + "]"


def plan(hub, exercise="half-squat"):
    return done(twinctl("rehab", "plan", exercise, hub=hub))


def imported(hub, path):
    return done(twinctl("limits", "import", path, hub=hub))


def refused(hub, path, *words):
    failed(twinctl("limits", "import", path, hub=hub), *words)


def check_trust(hub, clinic, person):
    failed(twinctl("clinician", "trust", clinic.key + ".public", "--name", "A", hub=hub), "not trusted")
    failed(twinctl("clinician", "trust", clinic.key + ".public", "--name", "A", "--fingerprint",
                   "0000", hub=hub), "another one")
    failed(twinctl("clinician", "trust", clinic.key + ".secret", "--name", "A", hub=hub),
           "no clinician's key")
    failed(twinctl("clinician", "trust", clinic.key + ".public", "--name", "", "--fingerprint",
                   clinic.fingerprint, hub=hub), "name")
    equal(twinctl("clinician", "trust", clinic.key + ".public", hub=hub).returncode, 2, "no name")
    result = hub.try_call("TrustClinician", person, "A", KEY)
    check("Error.Invalid" in result.stderr, "a key that is none is trusted: " + result.stdout)
    refused(hub, clinic.limits(person), "not trusted", clinic.fingerprint)
    check("limits:      none hold" in plan(hub), plan(hub))
    clinic.trusted_by(hub)
    check(clinic.fingerprint in done(twinctl("clinician", "list", hub=hub)), "it is not listed")
    failed(twinctl("clinician", "trust", clinic.key + ".public", "--name", "A", "--fingerprint",
                   clinic.fingerprint, hub=hub), "trusted already")


def check_import(hub, clinic, person):
    check("due:         3 x 10 repetitions" in plan(hub), plan(hub))
    check("limits 5 of Dr. Ada Huber, up to and with 2026-06-30" in
          imported(hub, clinic.limits(person, serial="5")), "what was imported is not said")
    check("due:         3 x 8 repetitions" in plan(hub), "the limits are not kept: " + plan(hub))
    check("ends above:  130/min" in plan(hub) and "none hold" not in plan(hub), plan(hub))
    check("they hold" in done(twinctl("limits", "status", hub=hub)), "they do not hold")
    # Wider ones, each wrong in its own way; every one of them leaves 8.
    wide = {"groups": "[exercise]\nmax-repetitions=50\n"}
    refused(hub, clinic.limits(person, serial="5", **wide), "serial is 5")
    refused(hub, clinic.limits(person, serial="4", **wide), "serial is 4")
    refused(hub, clinic.limits(person, serial="6", valid_from="2025-06-01",
                               valid_until="2025-12-30", **wide), "have ended")
    with open(clinic.limits(person, serial="6"), encoding="utf-8") as file:
        changed = file.read().replace("max-repetitions=8", "max-repetitions=9")
    refused(hub, clinic.path(changed), "was changed")
    refused(hub, clinic.path(clinic.text(person, serial="6", **wide)), "is not signed")
    refused(hub, Clinic(clinic.folder, "eve").limits(person, serial="6", **wide), "not trusted")
    refused(hub, os.path.join(clinic.folder, "none"), "cannot be opened")
    refused(hub, "/dev/zero", "too long")
    other = hub.add_person("Josef")
    result = twinctl("limits", "import", clinic.limits(other, serial="6", **wide), "--person", person,
                     hub=hub)
    failed(result, "another person")
    refused(hub, clinic.limits("11111111-2222-4333-8444-555555555555", serial="6"), "")
    hub.call("ErasePerson", other)
    check("due:         3 x 8 repetitions" in plan(hub), "a poisoned file moved the dose: " + plan(hub))


def check_accounts(hub, person):
    """Root is another account, too."""
    hub.call("SetPerson", person, "{'account': <uint32 65534>}")
    for call in (("TrustClinician", person, "A", KEY), ("ListClinicians", person),
                 ("DistrustClinician", person, KEY), ("GetLimits", person),
                 ("RateEffort", person, "", "12"), ("ReportSymptom", person, "dizziness"),
                 ("StopRehab", person), ("ReleaseRehab", person, "fine"),
                 ("SetRehabMode", person, "apply"), ("AcceptDose", person, "half-squat"),
                 ("GetPrescription", person, "half-squat")):
        result = hub.try_call(*call)
        check("Error.NotAuthorized" in result.stderr, f"{call[0]} as another account: {result}")


def check_mode(hub, clinic, person):
    failed(twinctl("rehab", "mode", "apply", hub=hub), "allow-apply")
    failed(twinctl("rehab", "mode", "fast", hub=hub), "suggest")
    imported(hub, clinic.limits(person, serial="6", allow_apply="true"))
    done(twinctl("rehab", "mode", "apply", hub=hub))
    check("mode:        apply" in plan(hub), plan(hub))
    done(twinctl("rehab", "mode", "suggest", hub=hub))
    failed(twinctl("rehab", "plan", "half-squat", "--accept", hub=hub), "no suggestion")
    failed(twinctl("rehab", "rpe", "12", hub=hub), "no session waits")
    equal(twinctl("rehab", "rpe", "21", hub=hub).returncode, 2, "exit status of an impossible effort")


def check_stops(hub, clinic, person):
    failed(twinctl("rehab", "release", "--note", "fine", hub=hub), "nothing is stopped")
    failed(twinctl("rehab", "symptom", "boredom", hub=hub), "chest-pain")
    done(twinctl("rehab", "stop", hub=hub))
    check("stop 1: person" in plan(hub, "half-squat"), plan(hub))
    equal(twinctl("rehab", "release", hub=hub).returncode, 2, "a release without a note")
    done(twinctl("rehab", "release", "--note", "was only tired", hub=hub))
    check("stopped:" not in plan(hub), plan(hub))
    check("call for help" in done(twinctl("rehab", "symptom", "chest-pain", hub=hub)), "no advice")
    check("stop 2: symptom: chest-pain" in plan(hub), plan(hub))
    failed(twinctl("rehab", "release", "--note", "fine", hub=hub), "clinician", "stop 2")
    refused(hub, clinic.release(person, 7, 1), "stop 2 is open")
    refused(hub, Clinic(clinic.folder, "mallory").release(person, 7, 2), "not trusted")
    check("release 7" in imported(hub, clinic.release(person, 7, 2)), "not released")
    check("stopped:" not in plan(hub), plan(hub))
    refused(hub, clinic.release(person, 7, 2), "serial is 7")


def check_revocation(hub, clinic, person):
    refused(hub, clinic.revocation(person, 7), "serial is 7")
    imported(hub, clinic.revocation(person, 8))
    check("limits:      none hold" in plan(hub), plan(hub))
    refused(hub, clinic.limits(person, serial="8"), "serial is 8")
    imported(hub, clinic.limits(person, serial="9"))
    check("none hold" not in plan(hub), plan(hub))
    done(twinctl("clinician", "distrust", "Dr. Ada Huber", hub=hub))
    failed(twinctl("clinician", "distrust", "Dr. Ada Huber", hub=hub), "no such clinician")
    check("limits:      none hold" in plan(hub), "limits of a key that is not trusted hold")
    refused(hub, clinic.limits(person, serial="10"), "not trusted")
    # Trusted again, what was taken in before does not come back.
    clinic.trusted_by(hub)
    check("limits:      none hold" in plan(hub), plan(hub))
    refused(hub, clinic.limits(person, serial="9"), "serial is 9")
    imported(hub, clinic.limits(person, serial="10"))
    done(twinctl("rehab", "stop", hub=hub))


def check_restart(hub, person):
    equal(hub.stop(), 0, "exit status")
    hub.start()
    check("stop 3: person" in plan(hub), "a restart released the stop: " + plan(hub))
    check("limits 10" in done(twinctl("limits", "status", hub=hub)), "the limits are gone")
    done(twinctl("rehab", "release", "--note", "fine", "--person", person, hub=hub))
    log = done(twinctl("audit", "list", hub=hub))
    for action in ("TrustClinician", "ImportLimits", "ReportSymptom", "ReleaseRehab"):
        check(action in log, f"{action} is not in the audit chain")


def check_unset_clock():
    with Hub() as hub:
        with open(hub.config, "w", encoding="utf-8") as file:
            file.write("[hub]\ntrust-clock=false\n")
        hub.spawn("--create-keys", fd=passphrase_pipe())
        hub.wait_for_name()
        if "the time of day is known" in hub.said() or "not known" not in hub.said():
            print("this machine's clock is vouched for: an unset one was not tried")
            return
        person = hub.add_person()
        clinic = Clinic(hub.folder).trusted_by(hub)
        refused(hub, clinic.limits(person), "clock is not set")
        failed(twinctl("rehab", "mode", "apply", hub=hub), "no clinician's limits hold")
        # What stops works without a clock.
        done(twinctl("rehab", "stop", hub=hub))
        check("stop 1: person" in plan(hub), plan(hub))


def main():
    with Hub() as hub:
        hub.start()
        person = hub.add_person()
        clinic = Clinic(hub.folder)
        check_trust(hub, clinic, person)
        check_import(hub, clinic, person)
        check_mode(hub, clinic, person)
        check_stops(hub, clinic, person)
        check_revocation(hub, clinic, person)
        check_restart(hub, person)
        check_accounts(hub, person)
    check_unset_clock()


main()
