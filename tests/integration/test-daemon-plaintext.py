#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing of a person is on the disk in clear, at no moment of the hub's life: while it streams, after
kill -9, after a crash that would leave a core, locked, in a backup. Every file that the hub writes is
searched for the name, the passphrase and the very samples that the store gives back."""

import os
import resource
import signal
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal, program

ADDRESS = "A0:9E:1A:00:00:01"
NAME = "Annemarie Sentinel"
BACKUP_PASSPHRASE = b"a backup has a passphrase of its own\n"
# So many samples in a row do not come about by chance.
RUN = 12


def files_below(folder):
    for root, _, names in os.walk(folder):
        for name in names:
            yield os.path.join(root, name)


def forms_of(samples):
    """What a run of samples looks like in the encodings that the hub uses inside its seals."""
    run = samples[1000:1000 + RUN]
    check(len(set(run)) > 4, "the samples are too much alike to look for")
    yield struct.pack(f"<{RUN}h", *run)
    yield struct.pack(f"<{RUN}i", *run)
    yield b"".join(struct.pack("<i", value)[:3] for value in run)
    yield ", ".join(map(str, run)).encode()
    yield ",".join(map(str, run)).encode()


def search(folder, needles, moment):
    searched = 0
    for path in files_below(folder):
        try:
            with open(path, "rb") as file:
                content = file.read()
        except OSError:  # a socket, or gone meanwhile
            continue
        searched += len(content)
        for needle in needles:
            check(needle not in content, f"{moment}: {os.path.basename(path)} holds {needle[:24]!r}")
    check(searched > 4096, f"{moment}: nothing was searched")
    return searched


def allow_cores():
    """The hub is to refuse a core by itself, not because the shell did."""
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def backup(hub):
    path = os.path.join(hub.folder, "backup")
    fd = os.pipe()
    os.write(fd[1], BACKUP_PASSPHRASE)
    os.close(fd[1])
    subprocess.run([program("bin/twinctl"), "--bus-address", hub.bus.address, "backup", "--output",
                    path, "--passphrase-fd", str(fd[0])], pass_fds=[fd[0]], check=True)
    os.close(fd[0])
    check(os.path.getsize(path) > 4096, "the backup is empty")


def main():
    words = [NAME.encode(), NAME.encode("utf-16-le"), b"correct horse battery", b"SQLite format 3",
             b"CREATE TABLE", BACKUP_PASSPHRASE.strip()]
    with Hub() as hub:
        os.chdir(hub.folder)  # where a core would lie
        hub.start(before_exec=allow_cores)
        person = hub.add_person(NAME)
        hub.enroll(ADDRESS, person, motion=True)
        hub.play(ADDRESS, "--story", "brief")
        backup(hub)
        search(hub.folder, words, "streaming")
        hub.daemon.send_signal(signal.SIGKILL)
        hub.daemon.wait()
        search(hub.folder, words, "killed")
        dump = hub.dump()
        samples = dump.samples(dump.streams()[0])
        needles = words + list(forms_of([samples[i] for i in sorted(samples)]))
        hub.start(before_exec=allow_cores)
        hub.play(ADDRESS, "--story", "brief")
        hub.daemon.send_signal(signal.SIGABRT)
        equal(hub.daemon.wait(), -signal.SIGABRT, "end by a crash")
        check(not [path for path in files_below(hub.folder) if "core" in os.path.basename(path)],
              "the crash left a core")
        search(hub.folder, needles, "crashed")
        hub.spawn("--virtual-time")  # locked
        hub.wait_for_name()
        hub.play(ADDRESS, "--story", "brief")
        search(hub.folder, needles, "locked")
        equal(hub.unlock().returncode, 0, "exit status of unlock")
        searched = search(hub.folder, needles, "unlocked")
        equal(hub.stop(), 0, "exit status")
        search(hub.folder, needles, "stopped")
    print(f"{searched} bytes searched for {len(needles)} things: none is there")


main()
