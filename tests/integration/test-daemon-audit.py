#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who asked for what stands in the audit chain of a real hub, is shown to the account that it is
about, and is verified by twinctl with the owner's key and with checkpoints that left the hub: an
edit, a deletion in the middle and at the tail, another order, an old copy put back and a chain of
another hub are each found."""

import os
import pwd
import shutil
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal, hub_call, passphrase_pipe, program

BLOCK = 256


def twinctl(hub, *arguments, fd=None, wanted=0):
    environment = dict(os.environ, HEALTH_TWIN_BUS_ADDRESS=hub.bus.address)
    result = subprocess.run([program("bin/twinctl"), *arguments], env=environment, text=True,
                            capture_output=True, check=False, pass_fds=[] if fd is None else [fd])
    if fd is not None:
        os.close(fd)
    equal(result.returncode, wanted,
          f"twinctl {' '.join(arguments)}: {result.stdout}{result.stderr}: status")
    return result.stdout + result.stderr


def take_key(hub, name, *options, passphrase=b"correct horse battery staple\n", wanted=0):
    path = os.path.join(hub.folder, name)
    fd = passphrase_pipe(passphrase)
    said = twinctl(hub, "audit", "key", "--output", path, "--passphrase-fd", str(fd), *options,
                   fd=fd, wanted=wanted)
    return path if wanted == 0 else said


def checkpoint(hub, name):
    path = os.path.join(hub.folder, name)
    twinctl(hub, "audit", "checkpoint", "--output", path)
    return path


def ask(hub, person):
    """Questions of several kinds, one of them in vain."""
    hub.call("ListPersons")
    hub.call("ExportSummary", person, "0", "0")
    hub.call("ExportTrend", person, "0", "0")
    hub.try_call("ExportSummary", "Sentinel Nobody", "0", "0")


def check_list(hub, person):
    said = twinctl(hub, "audit", "list")
    check("ExportSummary" in said and "ExportTrend" in said, f"questions are missing: {said}")
    check("refused (NotFound)" in said, f"the refusal is missing: {said}")
    check("Sentinel" not in said, f"what a caller made up is kept: {said}")
    own = twinctl(hub, "audit", "list", person, "--json")
    check("ExportTrend" in own and "ListPersons" not in own, f"of a person: {own}")


def entries_of(hub, action, *who):
    return hub.call("ListAudit", *(who or [""]), "{}").count(f"'action': <'{action}'>")


def check_assigning(hub, person):
    """One question is one entry, and one more where the wearable is taken from somebody else."""
    address, second = "A0:9E:1A:00:00:01", hub.add_person("Josef")
    hub.call("EnrollWearable", address)
    hub.call("AssignWearable", address, person)
    equal(entries_of(hub, "AssignWearable"), 1, "entries of a wearable of nobody's that was given")
    hub.call("AssignWearable", address, person)
    equal(entries_of(hub, "AssignWearable"), 2, "entries of one that was given again")
    hub.call("AssignWearable", address, second)
    equal(entries_of(hub, "AssignWearable", person), 3, "entries of whom it was taken from")
    equal(entries_of(hub, "AssignWearable", second), 1, "entries of whom it was given to")
    hub.call("AssignWearable", address, "")
    equal(entries_of(hub, "AssignWearable", second), 2, "entries of one that was taken back")
    result = hub.try_call("AssignWearable", address, "Sentinel Nobody")
    check("NotFound" in result.stderr, f"given to nobody known: {result.stderr}")
    equal(entries_of(hub, "AssignWearable"), 6, "entries, one of them in vain")


def check_disk(hub, person):
    folder = os.path.join(hub.state, "audit")
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            content = file.read()
        for sentinel in (person.encode(), b"ExportSummary", b"NotFound"):
            check(sentinel not in content, f"{name} shows {sentinel!r}")


def as_account(uid):
    def change():
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    return change


def check_other_account(hub, person):
    """Another account sees what it asked itself, and not who asked what about others."""
    if os.geteuid() != 0:
        print("not root: other accounts are not tried")
        return
    os.chmod(hub.folder, 0o755)

    def ask_as_nobody(method, *arguments):
        return subprocess.run(
            hub_call(hub.bus.address, method, *arguments), capture_output=True, text=True, check=False,
            preexec_fn=as_account(pwd.getpwnam("nobody").pw_uid))

    refused = ask_as_nobody("ExportSummary", person, "0", "0")
    check("NotAuthorized" in refused.stderr, refused.stdout + refused.stderr)
    own = ask_as_nobody("ListAudit", "", "{}")
    check("refused" in own.stdout and "ExportTrend" not in own.stdout, own.stdout + own.stderr)
    of_person = ask_as_nobody("ListAudit", person, "{}")
    check("NotAuthorized" in of_person.stderr, of_person.stdout + of_person.stderr)
    said = twinctl(hub, "audit", "list", person)
    check("nobody" in said and "refused (NotAuthorized)" in said,
          f"its own account does not see who asked: {said}")


def check_kills(hub, person, key):
    """Killed while it is asked: what was answered is in the chain, and that holds."""
    for _ in range(3):
        hub.start()
        hub.call("ExportTrend", person, "0", "0")
        asking = subprocess.Popen(
            hub_call(hub.bus.address, "ExportSummary", person, "0", "0"),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        hub.stop(signal.SIGKILL)
        asking.wait()
    hub.start()
    said = twinctl(hub, "audit", "list", person)
    check(said.count("ExportTrend") >= 3, f"answered and not in the chain: {said}")
    said = twinctl(hub, "audit", "verify", "--key", key)
    check("TAMPERED" not in said and "not checked" not in said, said)
    equal(hub.stop(), 0, "exit status")


class Chain:
    """The folder of the chain of a hub that is stopped, to be tampered with."""

    def __init__(self, hub, *given):
        self.hub = hub
        self.given = given
        self.path = os.path.join(hub.state, "audit", "000001")
        with open(self.path, "rb") as file:
            whole = file.read()
        self.blocks = [whole[at:at + BLOCK] for at in range(0, len(whole), BLOCK)]

    def verify(self, blocks, wanted, *given):
        with open(self.path, "wb") as file:
            file.write(b"".join(blocks))
        said = twinctl(self.hub, "audit", "verify", "--dir", self.hub.state, *self.given, *given,
                       wanted=0 if wanted is None else 1)
        if wanted:
            check(wanted in said, f"wanted \"{wanted}\": {said}")
        else:
            check("TAMPERED" not in said, said)


def check_tampering(hub, key, last):
    chain = Chain(hub, "--key", key, "--checkpoint", last)
    whole = chain.blocks
    edited = bytearray(whole[4])
    edited[100] ^= 1
    chain.verify(whole, None)
    chain.verify(whole[:4] + [bytes(edited)] + whole[5:], "TAMPERED: entry 4: changed")
    chain.verify(whole[:4] + whole[6:], "TAMPERED: entries 4 to 5: missing")
    chain.verify(whole[:4] + [whole[5], whole[4]] + whole[6:], "TAMPERED: entry 4: not in its place")
    chain.verify(whole[:-2], "missing at the end")
    chain.verify(whole, None)
    keyless = Chain(hub, "--checkpoint", last)
    keyless.verify(whole[:4] + whole[5:], "TAMPERED: entry 4: missing")
    keyless.verify(whole, None)


def main():
    with Hub() as hub, Hub() as other:
        hub.start()
        person = hub.add_person()
        ask(hub, person)
        check_list(hub, person)
        check_assigning(hub, person)
        check_other_account(hub, person)
        check("key not taken" in twinctl(hub, "status"), "nobody is told to take the key")
        check("passphrase does not open" in take_key(hub, "key", passphrase=b"another\n", wanted=1),
              "another passphrase hands the key out")
        check(not os.path.exists(os.path.join(hub.folder, "key")), "a key for a wrong passphrase")
        check("key not taken" in twinctl(hub, "status"), "told as taken for a wrong passphrase")
        key = take_key(hub, "key")
        check("key taken" in twinctl(hub, "status"), "that the key was taken is not told")
        check("taken already" in take_key(hub, "again", wanted=1), "the key is handed out twice")
        early = checkpoint(hub, "early")
        equal(hub.stop(), 0, "exit status")
        old = os.path.join(hub.folder, "old")
        shutil.copytree(os.path.join(hub.state, "audit"), old)

        hub.start()
        ask(hub, person)
        said = twinctl(hub, "audit", "verify", "--key", key, "--checkpoint", early)
        check("2 checkpoints fit" in said and "note: " not in said, said)
        check_disk(hub, person)
        equal(hub.stop(), 0, "exit status")
        check_kills(hub, person, key)
        hub.start()
        late = checkpoint(hub, "later")
        equal(hub.stop(), 0, "exit status")
        check_tampering(hub, key, late)

        # The folder of before, and a hub that goes on from it.
        shutil.rmtree(os.path.join(hub.state, "audit"))
        shutil.copytree(old, os.path.join(hub.state, "audit"))
        hub.start()
        said = twinctl(hub, "audit", "verify", "--key", key, "--checkpoint", late, wanted=1)
        check("an old copy was put back" in said, said)
        for _ in range(6):
            ask(hub, person)
        said = twinctl(hub, "audit", "verify", "--key", key, "--checkpoint", late, wanted=1)
        check("an old copy was put back, or it was written anew" in said, said)

        # What the checkpoint of another hub is worth.
        other.start()
        foreign = checkpoint(other, "foreign")
        said = twinctl(hub, "audit", "verify", "--key", key, "--checkpoint", foreign, wanted=1)
        check("signed by another hub" in said, said)
        second = take_key(hub, "second", "--anew")
        ask(hub, person)
        said = twinctl(hub, "audit", "verify", "--key", second, "--key", key)
        check("note: " not in said, said)
        equal(hub.stop(), 0, "exit status")
        equal(other.stop(), 0, "exit status")
    print("every kind of tampering is found")


main()
