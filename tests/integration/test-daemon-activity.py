#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A person with a strap walks and falls: minutes of activity and each state of a fall are stored, read and told live;
who lies still is alerted for, who walks again or says so is not, whether the hub was locked or open meanwhile."""

import json
import os
import signal
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
from hub_under_test import TIMEOUT_S, Hub, check, equal, program, wait_until
from moved_person import Person

ADDRESS = "A0:9E:1A:00:00:01"
CANDIDATE, CANCELLED, CONFIRMED = 1, 2, 3
WALKED, PRESSED, WINDOW_PASSED = 1, 3, 4


def someone(after):
    """Stands, walks for a minute and a half, falls, and does what comes after."""
    person = Person()
    person.rest(5)
    steps = person.walk(90)
    person.rest(5)
    person.fall()
    after(person)
    return person, steps


def lie(person):
    person.rest(60)


def lie_until_asked(person):
    person.rest(12)


def walk_on(person):
    person.rest(10)
    person.rise()
    person.walk(20, cadence_spm=140)
    person.rest(5)


def play(hub, person):
    path = os.path.join(hub.folder, "moved.csv")
    person.write(path)
    hub.play(ADDRESS, "--seed", "3", "--duration", str(int(person.seconds())), "--motion", path)


def read(hub, person):
    out = subprocess.run(
        [program("tests/integration/hub-reader"), hub.bus.address, "records", person, "0", "0", "activity", "fall"],
        capture_output=True, text=True, timeout=TIMEOUT_S, check=True).stdout
    return [json.loads(line) for line in out.splitlines() if line]


def client(hub, *arguments):
    result = subprocess.run([program("bin/twinctl"), "--bus-address", hub.bus.address, "activity", *arguments],
                            capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    equal((result.returncode, result.stderr), (0, ""), f"twinctl activity {arguments}")
    return result.stdout


def check_client(hub, steps):
    """A day's numbers, and the door for a person who is all right."""
    day = client(hub, "show").splitlines()[1].split()
    equal(day[0], "2026-01-01", "day")
    check(abs(int(day[1]) - steps) <= 0.03 * steps, day)
    equal(day[-3], "1", "falls of the day")
    summary = subprocess.run([program("bin/twinctl"), "--bus-address", hub.bus.address, "summary"], capture_output=True,
                             text=True, timeout=TIMEOUT_S, check=True).stdout
    check(f"{day[1]} steps" in summary and "1 fall that nobody" in summary, summary)
    check('"type":"activity"' in client(hub, "show", "--json"), "no minute as JSON")
    check("no fall to cancel" in client(hub, "cancel-fall"), "a fall is cancelled that was over")
    check("no activity" in client(hub, "show", "--since", "2027-01-01"), "activity of tomorrow")


def states(records):
    return [(int(record["numbers"][0]), int(record["numbers"][2])) for record in records]


def check_minutes(hub, person, steps):
    lines = read(hub, person)
    minutes = [line for line in lines if line["type"] == "activity"]
    told = sum(line["steps"] for line in minutes)
    check(abs(told - steps) <= 0.03 * steps, f"{told} steps, not {steps}")
    check(all(0 < line["covered_s"] <= 60.1 for line in minutes), minutes)
    walked = [line for line in minutes if line["walking_s"] > 20]
    check(walked and all(abs(line["cadence_spm"] - 110) < 3 for line in walked), walked)
    check(sum(line["posture_s"].get("lying", 0) for line in minutes) > 30, "nobody lay")
    falls = [(line["state"], line.get("reason")) for line in lines if line["type"] == "fall"]
    equal(falls, [("candidate", None), ("confirmed", "window_passed")], "the fall as it is read")


def cancel(hub):
    """As soon as it is asked about: the wearable ends before the hub has read all that it sent."""
    wait_until(lambda: "is cancelled" in client(hub, "cancel-fall", "Maria"), "nobody is asked about the fall")


class Trace:
    """The live trace of the person."""

    def __init__(self, hub):
        self.process = subprocess.Popen(
            [program("tests/integration/hub-reader"), hub.bus.address, "live", hub.people[0]],
            stdout=subprocess.PIPE, text=True)
        self.lines = []
        self.process.stdout.readline()  # the hub has answered
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            told = json.loads(line)
            if told["type"] in ("activity", "fall"):
                self.lines.append(told)

    def check(self, after):
        self.thread.join()
        self.process.wait()
        falls = [line["state"] for line in self.lines if line["type"] == "fall"]
        equal(falls, ["candidate", "confirmed" if after is lie else "cancelled"], f"{after.__name__}: told live")
        check(sum(line["steps"] for line in self.lines if line["type"] == "activity") > 150, "no steps told live")


def fallen(hub, after, alerted):
    """The states of the fall that were stored with it, the dump being of all so far."""
    person, steps = someone(after)
    watcher = hub.watch()
    trace = Trace(hub)
    play(hub, person)
    if after is lie_until_asked:
        cancel(hub)
        equal(hub.call("CancelFall", hub.people[0]), "(false,)", "and again")
    equal(hub.stop(), 0, "exit status")
    trace.check(after)
    watcher.drain()
    equal(any("Attention" in line for line in watcher.lines), alerted, f"{after.__name__}: alert")
    return steps


def ended_while_asked(hub):
    """Killed before anybody could answer: the hub asks again."""
    person, _ = someone(lie_until_asked)
    play(hub, person)
    wait_until(lambda: any(line["type"] == "fall" for line in read(hub, hub.people[0])),
               "the question is not stored")
    hub.stop(signal.SIGKILL)
    hub.start()
    cancel(hub)
    equal(hub.stop(), 0, "exit status")


def main():
    with Hub() as hub:
        hub.start()
        hub.enroll(ADDRESS, hub.add_person(), motion=True)
        steps = fallen(hub, lie, True)
        equal(states(hub.dump().of("fall")), [(CANDIDATE, 0), (CONFIRMED, WINDOW_PASSED)], "lies")
        hub.start()
        check_minutes(hub, hub.people[0], steps)
        check_client(hub, steps)
    with Hub() as hub:
        hub.start()
        hub.enroll(ADDRESS, hub.add_person(), motion=True)
        fallen(hub, walk_on, False)
        equal(states(hub.dump().of("fall")), [(CANDIDATE, 0), (CANCELLED, WALKED)], "walks on")
    with Hub() as hub:
        hub.start()
        hub.enroll(ADDRESS, hub.add_person(), motion=True)
        fallen(hub, lie_until_asked, False)
        equal(states(hub.dump().of("fall")), [(CANDIDATE, 0), (CANCELLED, PRESSED)], "says so")
    with Hub() as hub:
        hub.start()
        hub.enroll(ADDRESS, hub.add_person(), motion=True)
        ended_while_asked(hub)
        equal(states(hub.dump().of("fall")), [(CANDIDATE, 0), (CANCELLED, PRESSED)], "killed and asked again")
    with Hub() as hub:
        hub.start()
        hub.enroll(ADDRESS, hub.add_person(), motion=True)
        equal(hub.stop(), 0, "exit status")
        hub.spawn("--virtual-time")
        hub.wait_for_name()
        person, _ = someone(lie)
        play(hub, person)
        equal(hub.stop(), 0, "exit status")
        hub.start()
        equal(hub.stop(), 0, "exit status")
        found = hub.dump().of("fall")
        equal(states(found), [(CANDIDATE, 0), (CONFIRMED, WINDOW_PASSED)], "while locked")
        check(all(record["stream"].startswith("k") for record in found), found)
    print("minutes and falls are stored, told and asked about")


main()
