#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 in the middle of a set: every repetition that was told is there afterwards, the set goes on
once the ready pose is seen again, and it ends with as many as were planned, each once."""

import sys

sys.dont_write_bytecode = True
from hub_under_test import check, equal
from rehab_under_test import RehabHub, Trace

EXERCISE = "marching-on-the-spot"
SPEED = "40"



def kill_at(hub, number):
    """Counts until this repetition is told, and kills the hub."""
    trace = Trace(hub, hub.person)
    wearable = hub.move(hub.write(EXERCISE, "still=4", *["right"] * 30, "still=3"),
                        kind="movesense", speed=SPEED)
    trace.wait_for_repetition(number)
    hub.kill()
    wearable.kill()
    wearable.communicate()
    trace.stop()


def resume(hub, least):
    """What the hub says of the session when it is there again."""
    hub.start()
    trace = Trace(hub, hub.person)
    line = trace.wait(lambda _: True)
    equal((line["type"], line["state"]), ("rehab", "paused"), "first line after the kill")
    check(least <= line["count"] <= least + 1, f"{least} were told, {line['count']} are counted")
    trace.stop()
    return line["count"]


def planned(hub):
    status = hub.call("GetRehab", hub.person)
    return int(status.split("'repetitions': <")[1].split(">")[0].replace("uint32 ", ""))


def check_dump(hub, sets, each):
    dump = hub.dump()
    numbers = sorted((int(record["numbers"][2]), int(record["numbers"][3]))
                     for record in dump.of("repetition"))
    wanted = [(number, count) for number in range(1, sets + 1) for count in range(1, each + 1)]
    equal(numbers, wanted, "repetitions on disk")


def main():
    with RehabHub() as hub:
        hub.begin()
        result = hub.record_reference(EXERCISE, "still=4", *["right"] * 3, "still=3",
                                      kind="movesense")
        equal(result.returncode, 0, result.stderr)
        hub.start_rehab(EXERCISE)
        each = planned(hub)
        check(each > 8, f"{each} repetitions of a set are too few for two kills")
        kill_at(hub, 3)
        count = resume(hub, 3)
        kill_at(hub, count + 2)
        count = resume(hub, count + 2)
        trace = Trace(hub, hub.person)
        hub.moved(hub.write(EXERCISE, "still=4", *["right"] * (each + 4), "still=3"),
                  kind="movesense")
        last = trace.wait_for_repetition(each)
        equal([line["number"] for line in trace.repetitions], list(range(count + 1, each + 1)),
              "numbers after the kill")
        equal(last["repetitions"], each, "planned")
        trace.wait_for_state("rest")
        trace.stop()
        summary = hub.call("FinishRehab", hub.person)
        check(f"'count': <uint32 {each}>" in summary, summary)
        equal(hub.stop(), 0, "exit status")
        check_dump(hub, 1, each)
        hub.start()
        state = hub.call("GetRehab", hub.person)
        check("'none'" in state, f"a finished session goes on: {state}")
        history = hub.history()
        equal([(one["count"], one["end"], len(one["done"])) for one in history],
              [(each, "finished", each)], "history")
        print(f"{each} repetitions over two kills")


main()
