#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unlocked in the middle of a stream: what came before and after is in the store, each sample once, with
no hole between. Killed while it takes in what was sealed: as if it had not been. Enrolment that was
forged or put back is not gone by."""

import os
import random
import shutil
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import Hub, check, equal, passphrase_pipe, program, told, wait_until

ADDRESS = "A0:9E:1A:00:00:01"
KILLS = 6
LONG_KILLS = 60


def start_locked(hub):
    hub.spawn("--virtual-time")
    hub.wait_for_name()


def values(dump, streams):
    """The microvolts of these streams, one after the other."""
    return [uv for stream in streams for _, uv in sorted(dump.samples(stream).items())]


def unlocked_while_streaming(hub):
    start_locked(hub)
    watcher = hub.watch()
    wearable = hub.wearable(ADDRESS, "--story", "steady", "--duration", "120", speed="20")
    watcher.wait_for_samples(3000)
    equal(hub.unlock().returncode, 0, "unlock")
    counts = told(wearable)
    equal(hub.stop(), 0, "exit status")
    dump = hub.dump()
    streams = dump.streams()
    equal([stream[0] for stream in streams], ["k", "s"], "streams")
    for stream in streams:
        dump.whole_count(stream)
    equal(len(values(dump, streams)), counts["samples"], "samples before and after the unlock")
    marks = [{int(trust["numbers"][1]) >> 10 & 1 for trust in dump.of("trust", stream)} for stream in streams]
    equal(marks, [{1}, {0}], "which are marked")
    return values(dump, streams)


def unlock_and_kill(hub, chance):
    start_locked(hub)
    fd = passphrase_pipe()
    client = subprocess.Popen([program("bin/twinctl"), "--bus-address", hub.bus.address, "unlock",
                               "--passphrase-fd", str(fd)], pass_fds=[fd], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    os.close(fd)
    # Argon2id takes most of it; what follows is what is to be hit.
    try:
        client.wait(chance.uniform(0.1, 2.0))
    except subprocess.TimeoutExpired:
        pass
    hub.stop(signal.SIGKILL)
    client.wait()


def killed_while_taking_in(hub, before):
    start_locked(hub)
    counts = hub.play(ADDRESS, "--story", "steady", "--duration", "60")
    equal(hub.stop(), 0, "exit status")
    long = "HEALTH_TWIN_LONG" in os.environ
    chance = random.Random(int(os.environ["HEALTH_TWIN_SEED"]) if long else 1)
    for _ in range(LONG_KILLS if long else KILLS):
        unlock_and_kill(hub, chance)
    hub.start()
    equal(hub.stop(), 0, "exit status")
    dump = hub.dump()
    equal(len(values(dump, dump.streams())), len(before) + counts["samples"], "samples after the kills")
    check(not os.listdir(os.path.join(hub.state, "inbox")), "the inbox is not empty")


def full_inbox(hub):
    """Records wait, the wearable does under virtual time, and the unlock makes room."""
    with open(hub.config, "w", encoding="utf-8") as file:
        file.write("[hub]\nqueue-bytes=65536\ninbox-bytes=1048576\n")
    before = len(values(hub.dump(), hub.dump().streams()))
    start_locked(hub)
    story = os.path.join(hub.folder, "story")
    with open(story, "w", encoding="utf-8") as file:
        file.write("rest 2700 rate=70\n")
    wearable = hub.wearable(ADDRESS, "--story", story)
    wait_until(lambda: "'store_failing': <true>" in hub.call("GetStatus"), "the inbox is never full")
    check(wearable.poll() is None, "the wearable did not wait")
    equal(hub.said().count("that it may while the hub is locked: unlock the hub"), 1, "log lines of a full inbox")
    result = hub.unlock()
    equal(result.returncode, 0, f"unlock: {result.stderr}")
    counts = told(wearable)
    equal(hub.number("samples_dropped"), 0, "samples dropped")
    equal(hub.stop(), 0, "exit status")
    dump = hub.dump()
    equal(len(values(dump, dump.streams())), before + counts["samples"], "samples over a full inbox")


def refused(hub, what):
    """A locked hub that does not believe its enrolment records nothing, and says so."""
    start_locked(hub)
    check("samples_sealed" not in hub.call("GetStatus"), f"{what}: it records")
    check("nothing is recorded until the hub is unlocked" in hub.said(), f"{what}: {hub.said()}")
    equal(hub.stop(), 0, "exit status")


def enrolment_that_is_not_the_hubs(hub):
    path = os.path.join(hub.state, "enrolment")
    shutil.copy(path, path + ".kept")
    with open(path, "r+b") as file:
        content = file.read().replace(b"brady-below=40", b"brady-below=41")
        file.seek(0)
        file.write(content)
    refused(hub, "forged")
    hub.start()
    check("its signature does not fit; it is written anew" in hub.said(), "forgery is not told at the unlock")
    hub.call("ForgetWearable", ADDRESS)
    equal(hub.stop(), 0, "exit status")
    # An older one of the same hub: signed, so it is gone by while the hub is locked; told then.
    os.rename(path + ".kept", path)
    start_locked(hub)
    check("'wearables': <uint32 1>" in hub.call("GetStatus"), "the old enrolment is not read")
    equal(hub.unlock().returncode, 0, "unlock")
    check("was not the newest" in hub.said(), "the old enrolment is not told")
    check(ADDRESS not in hub.call("ListWearables"), "a forgotten wearable is back")
    equal(hub.stop(), 0, "exit status")


def main():
    with Hub() as hub:
        hub.start()
        hub.enroll(ADDRESS, hub.add_person())
        equal(hub.stop(), 0, "exit status")
        before = unlocked_while_streaming(hub)
        killed_while_taking_in(hub, before)
        full_inbox(hub)
        enrolment_that_is_not_the_hubs(hub)
        print(f"{len(before)} samples over an unlock, none lost, none twice")


main()
