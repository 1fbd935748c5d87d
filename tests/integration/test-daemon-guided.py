#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""twinctl activity test: guides a person with a strap through a test, and says why there is no result."""

import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
from hub_under_test import TIMEOUT_S, Hub, check, equal, program
from moved_person import Person

ADDRESS = "A0:9E:1A:00:00:01"


def guide(hub, test, person):
    """Exit status, what was said, and the result of a test that is guided while the person does it."""
    client = subprocess.Popen([program("bin/twinctl"), "--bus-address", hub.bus.address, "activity", "test", "--json",
                               test], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = client.stderr.readline()
    path = os.path.join(hub.folder, "moved.csv")
    person.write(path)
    hub.play(ADDRESS, "--seed", "3", "--duration", str(int(person.seconds())), "--motion", path)
    if test != "chair-stand":
        out, rest = client.communicate(timeout=TIMEOUT_S)
    else:
        equal(hub.stop(), 0, "exit status")
        out, rest = client.communicate(timeout=TIMEOUT_S)
    return client.returncode, said + rest, out


def main():
    person = Person()
    person.rest(10)
    person.walk(12)
    person.rest(5)
    with Hub() as hub:
        hub.start()
        hub.enroll(ADDRESS, hub.add_person(), motion=True)
        status, said, out = guide(hub, "timed-up-and-go", person)
        equal(status, 0, said)
        check("Sit still" in said and "Go:" in said and "It has begun" in said, said)
        result = json.loads(out)
        check(result["test"] == "timed-up-and-go" and abs(result["total_s"] - 12) < 0.7, result)
        status, said, out = guide(hub, "chair-stand", person)
        equal((status, out), (1, ""), "a test that was not done")
        check("ends too early" in said, said)
    print("a guided test has a result, or says why it has none")


main()
