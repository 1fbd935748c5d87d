#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hub is backed up while a wearable streams into it, and restored on another machine that has
nothing: there it is locked, opens with the passphrase that it had, and holds every record that was
stored when the backup was taken, as it was, and its people, audit chain and list of backups. Nothing
readable is in the backup or beside it; a backup that is cut, changed or of a wrong passphrase, and a
hub that has data already, leave everything as it was; a full disk ends the backup and not the hub."""

import contextlib
import os
import resource
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, PASSPHRASE, TIMEOUT_S, check, equal, passphrase_pipe, program, wait_until

ADDRESS = "A0:9E:1A:00:00:01"
NAME = "Annemarie Sentinel"
OTHER = b"of the backup alone\n"


def twinctl(hub, *arguments, passphrase=None, wanted=0):
    environment = dict(os.environ, HEALTH_TWIN_BUS_ADDRESS=hub.bus.address)
    fd = None if passphrase is None else passphrase_pipe(passphrase)
    if fd is not None:
        arguments = (*arguments, "--passphrase-fd", str(fd))
    result = subprocess.run([program("bin/twinctl"), *arguments], env=environment, text=True,
                            capture_output=True, check=False, pass_fds=[] if fd is None else [fd])
    if fd is not None:
        os.close(fd)
    equal(result.returncode, wanted,
          f"twinctl {' '.join(arguments)}: {result.stdout}{result.stderr}: status")
    if wanted != 0:
        equal(result.stderr.count("\n"), 1, f"lines of: {result.stderr}")
    return result.stdout + result.stderr


def backup_while_streaming(hub, path):
    """Returns how many samples were stored before it was asked for."""
    watcher = hub.watch()
    wearable = hub.wearable(ADDRESS, "--story", "day", speed="60")
    watcher.wait_for_samples(5000)
    before = sum(count for _, count in watcher.stored.values())
    twinctl(hub, "backup", "--output", path, "--label", "on the shelf", passphrase=OTHER)
    during = hub.number("samples_in")
    check(wearable.poll() is None, "the wearable has ended before the backup")
    watcher.wait_for_samples(during + 5000)
    equal(hub.number("samples_dropped"), 0, "samples dropped")
    wearable.kill()
    wearable.communicate()
    watcher.stop()
    return before


def check_nothing_readable(hub, path, person):
    names = [path] + [os.path.join(where, name) for where, _, names in os.walk(hub.state)
                      for name in names]
    for name in names:
        with open(name, "rb") as file:
            content = file.read()
        for sentinel in (NAME.encode(), person.encode(), ADDRESS.encode(), b"SQLite format 3",
                         b"on the shelf"):
            if name.endswith("enrolment") and sentinel in (ADDRESS.encode(), person.encode()):
                continue  # what a locked hub needs, without a name
            check(sentinel not in content, f"{name} shows {sentinel!r}")


def check_refusals(hub, fresh, path):
    """The fresh hub stays as it is."""
    def state():
        return sorted(name for name in os.listdir(fresh.state) if name != "lock") \
            if os.path.isdir(fresh.state) else []

    with open(path, "rb") as file:
        content = file.read()
    broken = os.path.join(fresh.folder, "broken")
    part = len(content) // 4
    for what, changed in [("cut", content[:-1]), ("cut in half", content[:len(content) // 2]),
                          ("changed", content[:5000] + bytes([content[5000] ^ 1]) + content[5001:]),
                          ("swapped", content[:part] + content[2 * part:3 * part] +
                           content[part:2 * part] + content[3 * part:]),
                          ("nothing", b"")]:
        with open(broken, "wb") as file:
            file.write(changed)
        twinctl(fresh, "restore", broken, passphrase=OTHER, wanted=1)
        equal(state(), [], f"files after a backup that was {what}")
    twinctl(fresh, "restore", path, passphrase=b"another\n", wanted=1)
    equal(state(), [], "files after a wrong passphrase")
    check("keys and data" in twinctl(hub, "restore", path, passphrase=OTHER, wanted=1),
          "a hub with data is overwritten")


def check_restored(hub, fresh, person, before):
    check("'locked': <true>" in fresh.call("GetStatus"), "not locked after restoring")
    fresh.created = True
    twinctl(fresh, "unlock", passphrase=PASSPHRASE)
    check(NAME in fresh.call("ListPersons"), "the person is missing")
    check("on the shelf" in twinctl(fresh, "backup", "list"), "the backup is not listed")
    check("Backup" in twinctl(fresh, "audit", "list"), "the chain is missing")
    twinctl(fresh, "audit", "verify")
    equal(fresh.stop(), 0, "exit status")
    fresh.people = [person]
    there, here = fresh.dump(), hub.dump()
    equal(there.streams(), here.streams(), "streams")
    for stream in there.streams():
        samples, all_samples = there.samples(stream), here.samples(stream)
        check(len(samples) >= before, f"{len(samples)} samples, {before} were stored before")
        check(len(samples) < len(all_samples), "the backup is not of while it streamed")
        check(all(all_samples[index] == uv for index, uv in samples.items()), "other samples")
        equal(sorted(samples), list(range(len(samples))), "samples without a hole")
    check(there.of("beats") == [record for record in here.of("beats")][:len(there.of("beats"))],
          "other beats")


def check_records_sealed(hub):
    status = hub.call("GetStatus")
    check("'locked': <true>" in status and "samples_sealed" in status,
          f"what comes is not sealed: {status}")


def begin(hub, *arguments):
    """twinctl, and where its passphrase is to be written."""
    reading, writing = os.pipe()
    command = [program("bin/twinctl"), "--bus-address", hub.bus.address, *arguments,
               "--passphrase-fd", str(reading)]
    process = subprocess.Popen(command, pass_fds=[reading], stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    os.close(reading)
    return process, writing


def end(process, writing, passphrase, wanted):
    os.write(writing, passphrase)
    os.close(writing)
    said = process.communicate(timeout=TIMEOUT_S)[0]
    equal(process.returncode, wanted, f"{process.args}: {said}: status")


def has_open(hub, path):
    folder = f"/proc/{hub.daemon.pid}/fd"
    opened = []
    for name in os.listdir(folder):
        with contextlib.suppress(FileNotFoundError):  # closed since
            opened.append(os.readlink(os.path.join(folder, name)))
    return path in opened


def check_unlocking_meanwhile(path):
    """A wrong passphrase, asked for before the backup was restored and given after it."""
    with Hub() as hub:
        hub.spawn("--virtual-time")
        hub.wait_for_name()
        restoring, of_backup = begin(hub, "restore", path)
        wait_until(lambda: has_open(hub, path), "the hub does not take the backup")
        unlocking, of_hub = begin(hub, "unlock")
        wait_until(lambda: "unlocking" in hub.said(), "the hub does not unlock")
        end(restoring, of_backup, OTHER, 0)
        end(unlocking, of_hub, b"another\n", 1)
        check_records_sealed(hub)
        equal(hub.stop(), 0, "exit status")


def is_at_rest(hub):
    """Nothing more will be stored."""
    return "the link is lost" in hub.said() and hub.number("samples_stored") == hub.number("samples_in")


def check_full_disk(hub):
    path, idle = os.path.join(hub.folder, "too-large"), os.path.join(hub.folder, "idle")
    wait_until(lambda: is_at_rest(hub), "what was sent is not stored")
    twinctl(hub, "backup", "--output", idle, passphrase=PASSPHRASE)
    # The log was folded in for that one: the database fits, with a page or two that the next one's entry
    # may take; a backup of it with all else does not.
    database = os.path.getsize(os.path.join(hub.state, "twin.db"))
    size = (database + os.path.getsize(idle)) // 2
    check(size >= database + 8192, f"{size} bytes leave a database of {database} no room")
    resource.prlimit(hub.daemon.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    said = twinctl(hub, "backup", "--output", path, passphrase=PASSPHRASE, wanted=1)
    resource.prlimit(hub.daemon.pid, resource.RLIMIT_FSIZE,
                     (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    check("cannot be written" in said, said)
    check(not os.path.exists(path), "half a backup is left")
    check("too-large" not in twinctl(hub, "backup", "list"), "it is listed all the same")
    hub.call("GetStatus")


def ignore_limit():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def main():
    with Hub() as hub, Hub() as fresh:
        path = os.path.join(hub.folder, "backup")
        hub.start(ignore_limit)
        person = hub.add_person(NAME)
        hub.enroll(ADDRESS, person)
        before = backup_while_streaming(hub, path)
        check_nothing_readable(hub, path, person)
        check_full_disk(hub)

        fresh.spawn("--virtual-time")
        fresh.wait_for_name()
        check_refusals(hub, fresh, path)
        twinctl(fresh, "restore", path, passphrase=OTHER)
        check_records_sealed(fresh)
        check_unlocking_meanwhile(path)
        backup_id = twinctl(hub, "backup", "list").splitlines()[1].split()[0]
        equal(hub.stop(), 0, "exit status")
        check_restored(hub, fresh, person, before)

        hub.start()
        twinctl(hub, "backup", "forget", backup_id)
        check("on the shelf" not in twinctl(hub, "backup", "list"), "it is not forgotten")
        twinctl(hub, "backup", "forget", backup_id, wanted=1)
        equal(hub.stop(), 0, "exit status")
        print(f"{os.path.getsize(path)} bytes, {before} samples and more restored")


main()
