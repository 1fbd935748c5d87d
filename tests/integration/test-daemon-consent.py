#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may see what: a person's own account everything, every other one what the person agreed to and
no longer than that; persons of different accounts never see each other. Other accounts are other uids
here, so this needs root; where it is not, what one account alone can show is shown."""

import os
import pwd
import re
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from hub_under_test import TIMEOUT_S, Hub, check, equal, hub_call, passphrase_pipe, program, wait_until

ADDRESS = "A0:9E:1A:00:00:01"
# Far ahead of the virtual clock, which begins with 2026, and within ten years.
LATER_US = 1_798_761_600_000_000  # 2027-01-01
# Accounts that every Debian has: dbus-daemon lets in nobody that it cannot find the groups of.
OTHER_UID = pwd.getpwnam("nobody").pw_uid
THIRD_UID = pwd.getpwnam("daemon").pw_uid
EVERYONE_CONFIG = 0o755


def as_account(uid):
    def change():
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    return change


class Account:
    """Calls of another uid."""

    def __init__(self, hub, uid):
        self.hub, self.uid = hub, uid

    def try_call(self, method, *arguments):
        return subprocess.run(
            hub_call(self.hub.bus.address, method, *arguments), capture_output=True, text=True,
            timeout=TIMEOUT_S, check=False, preexec_fn=as_account(self.uid))

    def call(self, method, *arguments):
        result = self.try_call(method, *arguments)
        check(result.returncode == 0, f"{method} as {self.uid}: {result.stderr.strip()}")
        return result.stdout.strip()

    def refused(self, error, method, *arguments):
        result = self.try_call(method, *arguments)
        check(result.returncode != 0 and f"org.healthtwin.Error.{error}" in result.stderr,
              f"{method} as {self.uid}: {result.stdout}{result.stderr}")


# Everything that tells of a person, as another account would ask.
def questions(person):
    return [("OpenLive", person), ("OpenCapture", person, "{}"),
            ("ExportSummary", person, "0", "0"), ("ExportTrend", person, "0", "0"),
            ("ExportRecords", person, "['ecg']", "0", "0"), ("SetPerson", person, "{}"),
            ("ListConsents", person), ("RevokeConsent", person, str(OTHER_UID)),
            ("GrantConsent", person, str(OTHER_UID), "['live']", str(LATER_US)),
            ("AssignWearable", ADDRESS, person), ("ErasePerson", person),
            ("EraseMonth", person, "2026-01"), ("GetSummary", person, "30", "anonymised", "{}"),
            ("GetSummary", person, "30", "deidentified", "{}"), ("GetPrivacyBudget", person)]


def check_nothing_without_consent(hub, person, other):
    for question in questions(person):
        other.refused("NotAuthorized", *question)
    for method in ("ForgetWearable", "BuzzWearable"):
        arguments = [ADDRESS] + (["1"] if method == "BuzzWearable" else [])
        other.refused("NotAuthorized", method, *arguments)
    equal(other.call("ListPersons"), "(@aa{sv} [],)", "persons of another account")
    for listed in (other.call("ListWearables"), other.call("GetStatus")):
        check(person not in listed, "another account sees the person's id")
    check(person in hub.call("ListWearables"), "the own account does not see it")


def check_rights(hub, person, other):
    """Each right opens its own door and no other."""
    hub.call("GrantConsent", person, str(OTHER_UID), "['live']", str(LATER_US))
    other.call("OpenLive", person)
    for method in ("ExportSummary", "ExportTrend"):
        other.refused("NotAuthorized", method, person, "0", "0")
    other.refused("NotAuthorized", "OpenCapture", person, "{}")
    check("Maria" in other.call("ListPersons"), "a reader of the live trace does not see the name")
    hub.call("GrantConsent", person, str(OTHER_UID), "['anonymised']", str(LATER_US))
    other.refused("NotAuthorized", "OpenLive", person)
    listed = other.call("ListPersons")
    check(person in listed and "Maria" not in listed and "zone" not in listed,
          f"an anonymised view names the person: {listed}")
    hub.call("GrantConsent", person, str(OTHER_UID), "['export']", str(LATER_US))
    other.call("ExportSummary", person, "0", "0")
    other.refused("NotAuthorized", "SetPerson", person, "{}")


def check_persons_apart(hub, person):
    """Somebody of another account is not seen by this one, and gives nothing to it."""
    third = Account(hub, THIRD_UID)
    theirs = third.call("AddPerson", "{'name': <'Josef'>}").split("'")[1]
    check(theirs in third.call("ListPersons"), "an account does not see its own person")
    check(person not in third.call("ListPersons"), "it sees somebody else's")
    check(theirs not in hub.call("ListPersons"), "root sees a person of another account")
    result = hub.try_call("ExportSummary", theirs, "0", "0")
    check("NotAuthorized" in result.stderr, f"root is answered: {result.stdout}{result.stderr}")
    third.refused("NotAuthorized", "AssignWearable", ADDRESS, theirs)


def live_of(hub, person, uid):
    """A monitor of another account, which may not be let into the build's folder."""
    twinctl = shutil.copy(program("bin/twinctl"), hub.folder)
    return subprocess.Popen(
        [twinctl, "--bus-address", hub.bus.address, "monitor", person, "--plain"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=as_account(uid))


def check_revoked(hub, person):
    """What is open ends with the next line after the consent was taken back."""
    hub.call("GrantConsent", person, str(OTHER_UID), "['live']", str(LATER_US))
    monitor = live_of(hub, person, OTHER_UID)
    check("open" in monitor.stdout.readline(), "the monitor does not begin")
    hub.call("RevokeConsent", person, str(OTHER_UID))
    hub.play(ADDRESS, "--story", "brief")
    out, errors = monitor.communicate(timeout=TIMEOUT_S)
    equal(monitor.returncode, 1, "exit status of the monitor")
    check("consent is over" in errors, f"it does not say why: {errors}")
    check("beat" not in out, "it saw beats without a consent")


def export_of(hub, person, uid):
    """All samples, to be read by another account at its leisure."""
    reader = shutil.copy(program("tests/integration/hub-reader"), hub.folder)
    export = subprocess.Popen(
        [reader, hub.bus.address, "records", person, "0", "0", "ecg", "beat"],
        stdout=subprocess.PIPE, preexec_fn=as_account(uid))
    equal(export.stdout.readline(), b"\n", "the hub's answer")
    return export


def refusal_is_noted(hub, person):
    """Whether the chain says that an answer was cut short."""
    listed = hub.call("ListAudit", person, "{'limit': <uint32 20>}")
    return any(f"'account': <uint32 {OTHER_UID}>" in entry and "ExportRecords" in entry and "'refused'" in entry
               for entry in listed.split("}, {"))


def check_export_revoked(hub, person):
    """An export under way ends, too, however slowly its reader reads: of half a megabyte no more than what
    the pipes on the way hold."""
    hub.play(ADDRESS, "--story", "steady", "--duration", "3000")
    hub.call("GrantConsent", person, str(OTHER_UID), "['anonymised', 'export']", str(LATER_US))
    whole = b""
    until = time.monotonic() + TIMEOUT_S
    while len(whole) < 500_000:  # it is still being written
        check(time.monotonic() < until, f"{len(whole)} bytes are too few to tell")
        time.sleep(1)  # as often as another account may ask
        whole = export_of(hub, person, OTHER_UID).communicate(timeout=TIMEOUT_S)[0]
    export = export_of(hub, person, OTHER_UID)
    hub.call("RevokeConsent", person, str(OTHER_UID))
    wait_until(lambda: refusal_is_noted(hub, person), "an export goes on though its consent was taken back")
    cut = export.communicate(timeout=TIMEOUT_S)[0]
    check(len(cut) < len(whole) / 2, f"{len(cut)} of {len(whole)} bytes without a consent")


def check_end(hub, person, other):
    """A consent that ended is over; an unset clock lets nobody in."""
    hub.call("GrantConsent", person, str(OTHER_UID), "['export']", str(LATER_US))
    equal(hub.stop(), 0, "exit status")
    # At the start of 2026 again: the consent was given later than that, so the clock was put back.
    hub.start()
    other.refused("NotAuthorized", "ExportSummary", person, "0", "0")
    equal(hub.stop(), 0, "exit status")
    hub.spawn("--virtual-time=2026-06-01T00:00:00Z", fd=passphrase_pipe())
    hub.wait_for_name()
    other.call("ExportSummary", person, "0", "0")
    equal(hub.stop(), 0, "exit status")
    # More than a year later.
    hub.spawn("--virtual-time=2027-02-01T00:00:00Z", fd=passphrase_pipe())
    hub.wait_for_name()
    other.refused("NotAuthorized", "ExportSummary", person, "0", "0")
    equal(hub.stop(), 0, "exit status")
    hub.spawn("--virtual-time=1970-01-02T00:00:00Z", fd=passphrase_pipe())
    hub.wait_for_name()
    result = other.try_call("ExportSummary", person, "0", "0")
    check("clock is not set" in result.stderr, f"an unset clock: {result.stderr}")
    hub.call("ExportSummary", person, "0", "0")


def lose_records(hub):
    fd = passphrase_pipe()
    subprocess.run([program("tests/integration/lose-records"), hub.state, str(fd)], pass_fds=[fd],
                   timeout=TIMEOUT_S, check=True)
    os.close(fd)


def losses_of(said):
    """How many entries are missing, and what else is told of them."""
    losses = said[said.index("'losses'"):]
    return sum(int(count) for count in re.findall(r"'entries': <uint64 (\d+)>", losses)), losses


def check_losses(hub, person):
    """Of when what was lost is, only who may know the person is told; how much, everybody."""
    lose_records(hub)
    hub.start()
    entries, losses = losses_of(hub.call("CheckStore", "false"))
    check(entries > 0 and person in losses and "2026-01" in losses, f"no loss of the person: {losses}")
    others_entries, losses = losses_of(Account(hub, THIRD_UID).call("CheckStore", "false"))
    equal(others_entries, entries, "entries lost, as another account is told")
    check(person not in losses and "2026" not in losses and "month" not in losses,
          f"another account is told when: {losses}")
    equal(hub.stop(), 0, "exit status")


def check_bad_consents(hub, person):
    for arguments, why in ((("['everything']", str(LATER_US)), "a right is"),
                           (("@as []", str(LATER_US)), "one or more"),
                           (("['live']", "1"), "in the future"),
                           (("['live']", str(LATER_US * 2)), "ten years")):
        result = hub.try_call("GrantConsent", person, str(OTHER_UID), *arguments)
        check(result.returncode != 0 and why in result.stderr, f"{arguments}: {result.stderr}")
    result = hub.try_call("RevokeConsent", person, "12345")
    check("NotFound" in result.stderr, f"revoking nothing: {result.stderr}")


def main():
    with Hub() as hub:
        os.chmod(hub.folder, EVERYONE_CONFIG)
        hub.start()
        person = hub.add_person()
        hub.enroll(ADDRESS, person)
        hub.play(ADDRESS, "--story", "brief")
        check_bad_consents(hub, person)
        check(re.search(r"'rights': <\['live'", hub.call("ListPersons")), "own rights are not told")
        if os.getuid() != 0:
            print("not root: consents between accounts are not tried")
            return
        other = Account(hub, OTHER_UID)
        check_nothing_without_consent(hub, person, other)
        check_rights(hub, person, other)
        check_persons_apart(hub, person)
        check_revoked(hub, person)
        check_export_revoked(hub, person)
        check_end(hub, person, other)
        equal(hub.stop(), 0, "exit status")
        check_losses(hub, person)


main()
