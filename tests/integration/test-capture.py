#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes over the air is captured with consent only, sealed and whole whenever it ends, and gives
the very beats and findings that the hub had."""

import os
import signal
import sys
import time

sys.dont_write_bytecode = True
from capture_under_test import Capture, agree, analyze, of, path, replayed, stored, succeed, twinctl
from hub_under_test import TIMEOUT_S, Hub, check, equal, passphrase_pipe

ADDRESS = "A0:9E:1A:00:00:01"
STORY = ("--story", "brief", "--seed", "1")
SECRET = b"a passphrase for this file\n"


def refused(hub, wanted, *arguments, fds=(), status=1):
    result = twinctl(hub, *arguments, fds=fds)
    equal(result.returncode, status, f"exit status of {arguments}: {result.stderr}")
    lines = result.stderr.splitlines()
    equal(len(lines), 1, f"{arguments}: lines of error: {lines}")
    check(wanted in lines[0], f"{arguments}: '{lines[0]}' does not say '{wanted}'")


def check_refusals(hub):
    output = ("--output", path(hub, "refused"), "--plaintext")
    refused(hub, "has not agreed", "capture", *output)
    agree(hub, "2025-12-30")
    refused(hub, "consent to captures is over", "capture", *output)
    check(not os.path.exists(path(hub, "refused")), "a refused capture leaves a file")
    agree(hub)
    check("capture_until" in hub.call("ListPersons"), "the consent is not listed")
    refused(hub, "is no day", "person", "set", "Maria", "--capture-until", "soon")
    refused(hub, "nothing to set", "person", "set", "Maria", status=2)
    with open(path(hub, "there"), "w", encoding="utf-8") as file:
        file.write("mine")
    refused(hub, "is there already", "capture", "--output", path(hub, "there"), "--plaintext")
    with open(path(hub, "there"), encoding="utf-8") as file:
        equal(file.read(), "mine", "a file that was there")
    refused(hub, "no such person", "capture", *output, "Nobody")
    refused(hub, "--output FILE is missing", "capture", status=2)
    refused(hub, "needs no passphrase", "capture", *output, "--passphrase-fd", "0", status=2)
    refused(hub, "is no capture", "analyze", "capture", path(hub, "there"))
    refused(hub, "is not sealed", "capture", "open", path(hub, "there"), path(hub, "x"),
            "--passphrase-fd", str(fd := passphrase_pipe(SECRET)), fds=(fd,))
    result = hub.try_call("OpenCapture", "Nobody", "{}")
    check("org.healthtwin.Error.NotFound" in result.stderr, result.stderr)


def check_sealed(hub):
    """Both captures heard the same."""
    sealed, plain = path(hub, "sealed"), path(hub, "plain")
    for name in ("sealed", "plain"):
        equal(os.stat(path(hub, name)).st_mode & 0o777, 0o600, f"mode of {name}")
    with open(sealed, "rb") as file:
        check(b"PMD" not in file.read(), "a sealed capture can be read")
    refused(hub, "twinctl capture open", "analyze", "capture", sealed)
    fd = passphrase_pipe(b"open sesame\n")
    refused(hub, "does not open it", "capture", "open", sealed, path(hub, "opened"),
            "--passphrase-fd", str(fd), fds=(fd,))
    fd = passphrase_pipe(SECRET)
    succeed(hub, "capture", "open", sealed, path(hub, "opened"), "--passphrase-fd", str(fd),
            fds=(fd,))
    equal(os.stat(path(hub, "opened")).st_mode & 0o777, 0o600, "mode of the opened file")
    fd = passphrase_pipe(SECRET)
    refused(hub, "is there already", "capture", "open", sealed, plain, "--passphrase-fd", str(fd),
            fds=(fd,))
    first, second = analyze(hub, "plain"), analyze(hub, "opened")
    for kind in ("beat", "finding", "rhythm", "heart_rate", "gap"):
        equal(of(second, kind), of(first, kind), f"{kind} of the opened capture")
    for name in ("plain", "opened"):
        with open(path(hub, name), "rb") as file:
            check(ADDRESS.encode() not in file.read(), "an address is in a capture")


def check_cut_short(hub):
    for name, command in (("sealed", ("capture", "open")), ("plain", ("analyze", "capture"))):
        with open(path(hub, name), "rb") as file:
            data = file.read()
        with open(path(hub, "cut"), "wb") as file:
            file.write(data[:len(data) * 2 // 3])
        if name == "sealed":
            fd = passphrase_pipe(SECRET)
            result = succeed(hub, *command, path(hub, "cut"), path(hub, "cut-opened"),
                             "--passphrase-fd", str(fd), fds=(fd,))
        else:
            result = succeed(hub, *command, path(hub, "cut"))
        check("is cut short" in result.stderr, f"{name}: {result.stderr}")


def capture_story(hub, *story):
    """Returns the wearable's counts; the files are "plain" and "sealed", which the hub ends, and
    "asked", which Ctrl-C ends."""
    ended_by_hub = (Capture(hub, "plain", "--plaintext"), Capture(hub, "sealed", secret=SECRET))
    asked = Capture(hub, "asked", "--plaintext")
    counts = hub.play(ADDRESS, *story)
    status, out, errors = asked.end()
    equal(status, 0, f"exit status of the capture: {errors}")
    check(" 0 lost" in out, out)
    equal(hub.stop(), 0, "exit status of the hub")
    for capture in ended_by_hub:
        status, _, errors = capture.end(None)
        equal(status, 0, f"exit status of a capture that the hub ended: {errors}")
        check("the hub was stopped" in errors, errors)
    return counts


def check_asked(hub):
    """Whole, and as far as it goes the same."""
    first, asked = analyze(hub, "plain"), analyze(hub, "asked")
    check(of(asked, "end")[0]["whole"], "a capture that was asked to end is not whole")
    rates = of(asked, "heart_rate")
    check(len(rates) > 10, f"only {len(rates)} heart rates until the end was asked for")
    equal(rates, of(first, "heart_rate")[:len(rates)], "heart rates until the end was asked for")


def check_replay(hub, counts):
    lines = analyze(hub, "plain")
    wanted = stored(hub.dump())
    equal(len(wanted), 2, "streams stored")
    equal(replayed(lines), wanted, "beats and findings of the replay")
    equal(sum(stream["samples"] for stream in of(lines, "stream_end")), counts["samples"],
          "samples of the replay")
    equal(len(of(lines, "heart_rate")), counts["heart_rate_packets"], "heart rates of the replay")
    beats = sum(len(beats) for beats, _, _ in wanted)
    check(beats > 60, f"only {beats} beats")
    check(of(lines, "end")[0]["whole"], "the capture is not whole")
    return beats, sum(len(findings) for _, findings, _ in wanted)


def check_played_again(hub):
    """The capture through a virtual wearable and another hub: the beats and findings of the first."""
    wanted = stored(hub.dump())
    with Hub() as other:
        other.start()
        other.enroll(ADDRESS, other.add_person("Eve"))
        other.play(ADDRESS, "--capture", path(hub, "plain"))
        equal(other.stop(), 0, "exit status of the other hub")
        equal(stored(other.dump()), wanted, "beats and findings of the capture played again")
        for name, wanted_error in (("sealed", "twinctl capture open"), ("there", "is no capture"),
                                   ("nowhere", "nowhere: ")):
            wearable = other.wearable(ADDRESS, "--capture", path(hub, name))
            _, errors = wearable.communicate(timeout=TIMEOUT_S)
            equal(wearable.returncode, 1, f"exit status of virtual-wearable: {errors}")
            check(wanted_error in errors, f"'{errors.strip()}' does not say '{wanted_error}'")


def check_killed_and_empty():
    """A twinctl that is killed leaves the beginning; one that hears nothing a whole file."""
    with Hub() as hub:
        hub.start()
        hub.enroll(ADDRESS, hub.add_person("Maria"))
        agree(hub)
        empty = Capture(hub, "empty", "--plaintext", "--seconds", "1")
        equal(empty.end(None)[0], 0, "exit status of a capture of nothing")
        end = of(analyze(hub, "empty"), "end")[0]
        check(end["whole"] and end["notifications"] == 0, f"a capture of nothing: {end}")
        killed = Capture(hub, "killed", "--plaintext")
        hub.play(ADDRESS, *STORY)
        while os.path.getsize(path(hub, "killed")) < 10000:
            time.sleep(0.01)
        killed.end(signal.SIGKILL)
        result = succeed(hub, "analyze", "capture", "--json", path(hub, "killed"))
        check("is cut short" in result.stderr, result.stderr)
        check(result.stdout.count('"beat"') > 30, "hardly a beat is left of a killed capture")
        equal(hub.stop(), 0, "exit status of the hub")


def check_text(hub):
    out = succeed(hub, "analyze", "capture", path(hub, "plain")).stdout
    for wanted in ("ECG of wearable 0 from 2026-01-01 00:00:00 UTC", "beats", "battery",
                   "not a medical device"):
        check(wanted in out, f"'{wanted}' is not in: {out}")


def main():
    with Hub() as hub:
        hub.start()
        hub.enroll(ADDRESS, hub.add_person("Maria"))
        check_refusals(hub)
        counts = capture_story(hub, *STORY)
        beats, findings = check_replay(hub, counts)
        check_asked(hub)
        check_sealed(hub)
        check_cut_short(hub)
        check_text(hub)
        check_played_again(hub)
        print(f"{counts['samples']} samples, {beats} beats, {findings} findings: equal")
    check_killed_and_empty()


main()
