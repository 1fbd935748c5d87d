#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way to the keys of a real hub, while a heart is recorded: made, used, changed, taken away, and
the data key itself rotated; nothing is lost, and no secret is on the bus or in unguarded memory."""

import contextlib
import os
import re
import resource
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import PASSPHRASE, TIMEOUT_S, Hub, check, equal, passphrase_pipe, program, told

ADDRESS = "A0:9E:1A:00:00:01"
ANNAS = b"Anna's own passphrase"
NEXT = b"the next passphrase of all"
CREDENTIAL = bytes(range(100, 132))


class Keys:
    """twinctl key, with its secrets on descriptors."""

    def __init__(self, hub):
        self.hub = hub
        self.secrets = [PASSPHRASE.strip(), ANNAS, NEXT, CREDENTIAL, CREDENTIAL.hex().encode()]

    def twinctl(self, *arguments, **secrets):
        fds = {option: passphrase_pipe(secret) for option, secret in secrets.items()}
        options = [f"--{option.replace('_', '-')}={fd}" for option, fd in fds.items()]
        result = subprocess.run(
            [program("bin/twinctl"), "--bus-address", self.hub.bus.address, *arguments, *options],
            capture_output=True, text=True, timeout=TIMEOUT_S, check=False,
            stdin=subprocess.DEVNULL, pass_fds=list(fds.values()))
        for fd in fds.values():
            os.close(fd)
        return result

    def run(self, *arguments, **secrets):
        result = self.twinctl(*arguments, **secrets)
        check(result.returncode == 0, f"twinctl {arguments}: {result.stderr.strip()}; the hub: {self.hub.said()[-300:]}")
        return result.stdout

    def refused(self, what, *arguments, **secrets):
        result = self.twinctl(*arguments, **secrets)
        equal(result.returncode, 1, f"status of {arguments}")
        check(what in result.stderr, f"{arguments}: {result.stderr.strip()}, not {what}")
        equal(result.stderr.count("\n"), 1, "lines of an error")

    def slots(self):
        lines = [line.split() for line in self.run("key", "list").splitlines()[1:]]
        return [(int(line[0]), line[1], " ".join(line[3:])) for line in lines]

    def words(self, *arguments, **secrets):
        words = self.run("key", *arguments, **secrets).strip().splitlines()[-1]
        check(re.fullmatch(r"([a-z]{5} ){10}[a-z]{5}", words), "that is no recovery code")
        self.secrets += [words.encode(), words.encode()[:17]]
        return words


def add_every_kind(hub, keys):
    """Returns the words, and where the escrow's key pair is."""
    pair = os.path.join(hub.folder, "clinic")
    keys.run("key", "pair", pair)
    equal(os.stat(pair + ".secret").st_mode & 0o777, 0o600, "mode of the secret key")
    with open(pair + ".secret", "rb") as file:
        keys.secrets += [file.read(64)]
    keys.secrets += [bytes.fromhex(keys.secrets[-1].decode())]
    words = keys.words("recovery", "--label", "in the drawer", passphrase_fd=PASSPHRASE)
    keys.run("key", "passphrase", "--add", "--label", "Anna", passphrase_fd=PASSPHRASE,
             new_passphrase_fd=ANNAS)
    keys.run("key", "credential", passphrase_fd=ANNAS, key_fd=CREDENTIAL)
    keys.run("key", "escrow", pair + ".public", "--label", "Dr. Huber", passphrase_fd=PASSPHRASE)
    equal(keys.slots(), [(1, "passphrase", ""), (2, "recovery", "in the drawer"),
                         (3, "passphrase", "Anna"), (4, "credential", ""),
                         (5, "escrow", "Dr. Huber")], "slots")
    return words, pair


def change(keys, words):
    keys.refused("does not open", "key", "recovery", passphrase_fd=b"not the passphrase")
    keys.refused("does not open", "key", "passphrase", passphrase_fd=b"wrong", new_passphrase_fd=NEXT)
    keys.run("key", "passphrase", passphrase_fd=PASSPHRASE, new_passphrase_fd=NEXT)
    keys.refused("does not open", "key", "remove", "3", passphrase_fd=PASSPHRASE)
    keys.run("key", "passphrase", passphrase_fd=NEXT, new_passphrase_fd=PASSPHRASE)
    keys.refused("there is no key slot 9", "key", "remove", "9", passphrase_fd=PASSPHRASE)
    # By the recovery code, typed as people do.
    keys.words("recovery", "--recovery", passphrase_fd=words.upper().replace(" ", "-").encode())
    keys.run("key", "remove", "6", passphrase_fd=PASSPHRASE)
    keys.refused("no credential", "key", "credential", passphrase_fd=PASSPHRASE)


def rotate(hub, keys):
    """Other passphrases and the old recovery code cannot come along."""
    before = key_dump(hub)
    audit_key, checkpoint = (os.path.join(hub.folder, name) for name in ("audit-key", "checkpoint"))
    keys.run("audit", "key", "--output", audit_key, passphrase_fd=PASSPHRASE)
    keys.run("audit", "checkpoint", "--output", checkpoint)
    out = keys.run("key", "rotate", "--new-recovery", passphrase_fd=PASSPHRASE)
    check("Anna" in out and "in the drawer" in out, f"what was dropped is not named: {out}")
    keys.secrets.append(out.strip().splitlines()[-1].encode())
    equal([kind for _, kind, _ in keys.slots()], ["passphrase", "escrow", "recovery"], "slots")
    after = key_dump(hub)
    check(not set(before) & set(after), "a key was not changed")
    # What vouches for the past goes on.
    keys.run("store", "check")
    keys.run("audit", "verify", "--key", audit_key, "--checkpoint", checkpoint, "--dir", hub.state)


def key_dump(hub):
    fd = passphrase_pipe()
    result = subprocess.run([program("tests/integration/key-dump"), hub.state, str(fd)],
                            pass_fds=[fd], capture_output=True, text=True, check=False)
    os.close(fd)
    check(result.returncode == 0, result.stderr)
    return [bytes.fromhex(line) for line in result.stdout.split()]


def unguarded_memory(pid):
    """(name, bytes) of each part of the memory that is readable and that libsodium did not lock and
    keep out of dumps."""
    with open(f"/proc/{pid}/smaps", encoding="utf-8") as smaps, open(f"/proc/{pid}/mem", "rb") as mem:
        area = None
        for line in smaps:
            head = re.match(r"([0-9a-f]+)-([0-9a-f]+) (r)w.. \S+ \S+ \S+ *(.*)", line)
            if head:
                area = int(head[1], 16), int(head[2], 16), head[4]
            elif re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
                area = None
            elif line.startswith("VmFlags:") and area and " dd" not in line:
                with contextlib.suppress(OSError):
                    mem.seek(area[0])
                    yield area[2], mem.read(area[1] - area[0])


def search_memory(hub, secrets):
    if os.geteuid() != 0:
        print("only root can look into the hub's memory: not looked at")
        return
    read, sees = 0, False
    for name, content in unguarded_memory(hub.daemon.pid):
        read += len(content)
        sees = sees or hub.state.encode() in content
        for number, secret in enumerate(secrets):
            at = content.find(secret)
            check(at < 0, f"secret {number} of {len(secrets)} is in unguarded memory: {name} + {at}")
    check(sees, "what must be in the memory was not found there either")
    print(f"{read >> 10} KiB of memory hold none of {len(secrets)} secrets")


def kill_while_rotating(hub, keys):
    """Somewhere after the key file has both keys: the next unlock goes on from there."""
    path = os.path.join(hub.state, "keys")
    before = os.stat(path).st_ino
    hub.start()
    fd = passphrase_pipe()
    rotating = subprocess.Popen([program("bin/twinctl"), "--bus-address", hub.bus.address, "key", "rotate",
                                 "--passphrase-fd", str(fd)], pass_fds=[fd], stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(fd)
    while os.stat(path).st_ino == before and rotating.poll() is None:
        pass
    hub.stop(signal.SIGKILL)
    rotating.wait(TIMEOUT_S)
    check(os.stat(path).st_ino != before, "the rotation did not begin")
    hub.start()
    words = keys.words("rotate", "--new-recovery", passphrase_fd=PASSPHRASE)
    equal(hub.stop(), 0, "exit status")
    return words


def rotate_on_full_disk(hub, keys):
    """It begins, cannot write the database, and goes on when it is asked again."""
    words = keys.words("recovery", passphrase_fd=PASSPHRASE)
    hub.stop()
    hub.start(before_exec=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN))
    before = resource.prlimit(hub.daemon.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(hub.daemon.pid, resource.RLIMIT_FSIZE, (32 << 10, before[1]))
    keys.refused("the rotation has begun", "key", "rotate", passphrase_fd=PASSPHRASE)
    resource.prlimit(hub.daemon.pid, resource.RLIMIT_FSIZE, before)
    check(len(keys.slots()) == 2, "the slots are not those of the rotation")
    keys.refused("does not open", "key", "rotate", "--recovery", passphrase_fd=words.encode())
    keys.run("key", "rotate", passphrase_fd=PASSPHRASE)


def unlock_in_every_way(hub, keys, words, pair):
    with open(pair + ".secret", "rb") as file:
        escrow = file.read()
    for options, secrets in [(["--recovery"], {"passphrase_fd": words.title().encode()}),
                             ([], {"escrow_fd": escrow}), ([], {"passphrase_fd": PASSPHRASE})]:
        hub.spawn("--virtual-time")
        hub.wait_for_name()
        check("'locked': <true>" in hub.call("GetStatus"), "the hub is open at once")
        keys.refused("", "unlock", passphrase_fd=b"nothing that fits")
        equal(len(keys.slots()), 3, "slots of a locked hub")
        keys.run("unlock", *options, **secrets)
        check("'locked': <false>" in hub.call("GetStatus"), "the hub stays locked")
        # SQLCipher has the database's key in memory of its own: docs/storage.md.
        data_key, _, segments_key = key_dump(hub)
        search_memory(hub, [*keys.secrets, data_key, segments_key])
        equal(hub.stop(), 0, "exit status")


def start_with_credential(hub, key):
    folder = os.path.join(hub.folder, "credentials")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "health-twin.key"), "wb") as file:
        file.write(key)
    hub.spawn("--virtual-time", before_exec=lambda: os.environ.update(CREDENTIALS_DIRECTORY=folder))
    hub.wait_for_name()


def unlock_unattended(hub, keys):
    start_with_credential(hub, CREDENTIAL)
    check("'locked': <true>" in hub.call("GetStatus"), "open by a credential that has no slot")
    check("credential does not open" in hub.said(), "nothing is said of the credential")
    keys.run("unlock", passphrase_fd=PASSPHRASE)
    keys.run("key", "credential", passphrase_fd=PASSPHRASE)
    equal(hub.stop(), 0, "exit status")
    start_with_credential(hub, CREDENTIAL)
    check("'locked': <false>" in hub.call("GetStatus"), "the credential does not unlock")
    # At hand, it comes along.
    keys.run("key", "rotate", passphrase_fd=PASSPHRASE)
    check("credential" in [kind for _, kind, _ in keys.slots()], "the credential was dropped")
    equal(hub.stop(), 0, "exit status")
    start_with_credential(hub, CREDENTIAL)
    check("'locked': <false>" in hub.call("GetStatus"), "the credential does not unlock any more")
    equal(hub.stop(), 0, "exit status")


@contextlib.contextmanager
def watched_bus(hub):
    """Everything that goes over the bus, whoever it is for."""
    path = os.path.join(hub.folder, "messages")
    with open(path, "wb") as out:
        monitor = subprocess.Popen(["dbus-monitor", "--address", hub.bus.address, "--pcap"], stdout=out,
                                   stderr=subprocess.DEVNULL)
        try:
            yield path
        finally:
            monitor.terminate()
            monitor.wait()


def check_messages(path, secrets):
    with open(path, "rb") as file:
        messages = file.read()
    for method in (b"Unlock", b"AddKeySlot", b"RotateKeys", b"ChangePassphrase"):
        check(method in messages, f"{method} was not seen: the monitor is deaf")
    for number, secret in enumerate(secrets):
        check(secret not in messages, f"secret {number} of {len(secrets)} went over the bus")


def main():
    with Hub() as hub, watched_bus(hub) as messages:
        keys = Keys(hub)
        hub.start()
        hub.enroll(ADDRESS, hub.add_person())
        wearable = hub.wearable(ADDRESS, "--story", "brief", speed="20")
        words, pair = add_every_kind(hub, keys)
        change(keys, words)
        rotate(hub, keys)
        counts = told(wearable)
        rotate_on_full_disk(hub, keys)
        equal(hub.stop(), 0, "exit status")
        words = kill_while_rotating(hub, keys)
        stored = hub.dump()
        equal(sum(stored.whole_count(stream) for stream in stored.streams()), counts["samples"],
              "samples stored while keys changed")
        unlock_in_every_way(hub, keys, words, pair)
        unlock_unattended(hub, keys)
        check_messages(messages, keys.secrets)
        print(f"{counts['samples']} samples kept while every way to the keys was changed")


main()
