#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a clinician writes and signs, with no hub: each mistake is told in one line that says where."""

import os
import re
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
from clinic_under_test import EXERCISE, Clinic, done, failed, twinctl
from hub_under_test import check, equal

PERSON = "b4e0c9a2-1111-4222-8333-444455556666"


def check_mistakes(clinic):
    def refused(*words, **changes):
        path = clinic.path(clinic.text(PERSON, **changes))
        failed(twinctl("limits", "sign", "--key", clinic.key + ".secret", path), *words)
        check(not os.path.exists(path + ".signed"), "it was signed all the same")

    refused("version", "has to be 1", version="2")
    refused("person", "is missing", person=None)
    refused("person", "twinctl person list", person="Maria Huber")
    refused("serial", "from 1 to", serial="0")
    refused("serial", "from 1 to", serial="-1")
    refused("valid-until", "lies before", valid_until="2025-12-31")
    refused("valid-until", "within a year", valid_until="2028-01-01")
    refused("valid-from", "give a day as", valid_from="1.1.2026")
    refused("valid-from", "give a day as", valid_from="2026-02-30")
    refused("heart-rate-cap-bpm", "from 60 to 220", heart_rate_cap_bpm="1300")
    refused("heart-rate-peak-bpm", "go together", heart_rate_rest_bpm=None)
    refused("heart-rate-peak-bpm", "above heart-rate-rest-bpm", heart_rate_peak_bpm="60")
    refused("heart-rate-cap-bpm", "above heart-rate-rest-bpm", heart_rate_cap_bpm="60")
    refused("rpe-target", "from 7 to 17", rpe_target="20")
    refused("rpe-target", "is missing", rpe_target=None)
    refused("beta-blocker", "is missing", beta_blocker=None)
    refused("allow-apply", "true or false", allow_apply="yes")
    refused("max-hr", "is no key here", max_hr="120")
    refused("is no group", groups="[exercises]\nmax-sets=3\n")
    refused("is no group", groups="[exercise Half Squat]\nmax-sets=3\n")
    refused(":17:", "max-sets", "stands twice", groups="[exercise]\nmax-sets=3\nmax-sets=30\n")
    refused("max-repetitions", "from 1 to 100", groups="[exercise]\nmax-repetitions=101\n")
    refused("min-sets", "is above", groups="[exercise]\nmin-sets=4\nmax-sets=3\n")
    refused("max-sets", "is missing", groups="[exercise]\nmin-sets=4\n")
    zone = EXERCISE + "max-reserve-percent=60\n"
    refused("max-reserve-percent", "exercise test", groups=zone, heart_rate_rest_bpm=None,
            heart_rate_peak_bpm=None)
    refused("max-reserve-percent", "beta-blocker", groups=zone, peak_on_beta_blocker="false")
    done(twinctl("limits", "sign", "--key", clinic.key + ".secret",
                 clinic.path(clinic.text(PERSON, groups=zone))))
    failed(twinctl("limits", "sign", "--key", clinic.key + ".secret", clinic.path("")),
           "[limits], [revocation] and [release]")
    failed(twinctl("limits", "sign", "--key", clinic.key + ".secret", clinic.path("nonsense\n")),
           "is no [group]")


def check_signing(clinic):
    signed = clinic.limits(PERSON)
    out = done(twinctl("limits", "show", signed))
    check(clinic.fingerprint in out and "max-repetitions=12" in out, out)
    failed(twinctl("limits", "sign", "--key", clinic.key + ".secret", signed), "no key=value")
    failed(twinctl("limits", "sign", "--key", clinic.key + ".public", clinic.path(
        clinic.text(PERSON))), "no signing key")
    failed(twinctl("limits", "sign", "--key", os.path.join(clinic.folder, "none"), clinic.path(
        clinic.text(PERSON))), "cannot be opened")
    failed(twinctl("limits", "sign", "--key", clinic.key + ".secret", "--output", signed, clinic.path(
        clinic.text(PERSON))), signed)
    equal(twinctl("limits", "sign", signed).returncode, 2, "exit status without a key")
    failed(twinctl("limits", "show", clinic.path(clinic.text(PERSON))), "is not signed")


def check_changed(clinic):
    """Not one byte may differ, of text or signature."""
    with open(clinic.limits(PERSON), encoding="utf-8") as file:
        signed = file.read()
    for old, new, why in (("max-repetitions=12", "max-repetitions=99", "was changed"),
                          ("valid-until=2026", "valid-until=2027", "was changed"),
                          ("signed-by: ", "signed-by:  ", "is not signed"),
                          ("\n", "\r", "is no text"), ("[limits]", " [limits]", "was changed")):
        check(old in signed, f"{old} is not there")
        failed(twinctl("limits", "show", clinic.path(signed.replace(old, new, 1))), why)
    last = signed[-2]
    other = signed[:-2] + ("0" if last != "0" else "1") + "\n"
    failed(twinctl("limits", "show", clinic.path(other)), "was changed after it was signed")
    # The same words by another key are another signature.
    stranger = Clinic(clinic.folder, "stranger")
    with open(stranger.limits(PERSON), encoding="utf-8") as file:
        theirs = file.read()
    mixed = signed.splitlines()[:-2] + [signed.splitlines()[-2], theirs.splitlines()[-1]]
    failed(twinctl("limits", "show", clinic.path("\n".join(mixed) + "\n")), "was changed")


def check_pages(clinic):
    """What the pages show as examples can be signed."""
    top = os.environ.get("top_srcdir", ".")
    with open(os.path.join(top, "packaging/man/health-twin-limits.5"), encoding="utf-8") as file:
        examples = re.findall(r"\.Bd -literal\n(.*?)\.Ed", file.read(), re.S)
    with open(os.path.join(top, "docs/rehab.md"), encoding="utf-8") as file:
        examples += [re.sub("^ {4}", "", text, flags=re.M)
                     for text in re.findall(r"    \[limits\]\n(?:    .*\n)+", file.read())]
    equal(len(examples), 3, "examples on the pages")
    for example in examples:
        done(twinctl("limits", "sign", "--key", clinic.key + ".secret", clinic.path(example)))


def main():
    folder = tempfile.mkdtemp(prefix="health-twin-test.")
    try:
        clinic = Clinic(folder)
        equal(os.stat(clinic.key + ".secret").st_mode & 0o777, 0o600, "mode of the secret key")
        failed(twinctl("clinician", "key", clinic.key), clinic.key)
        check_mistakes(clinic)
        check_signing(clinic)
        check_changed(clinic)
        check_pages(clinic)
    finally:
        shutil.rmtree(folder)


main()
