#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""twinctl analyze activity: a simulated person's day in JSON and in words, whichever way the strap is put on; and one
clear line for each file or option that makes no sense."""

import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from hub_under_test import TIMEOUT_S, check, equal, program
from moved_person import Person


def run(*arguments):
    return subprocess.run([program("bin/twinctl"), "analyze", "activity", *arguments], capture_output=True, text=True,
                          timeout=TIMEOUT_S, check=False)


def answer(path, *options):
    result = run("--json", *options, path)
    check(result.returncode == 0, result.stderr)
    equal(result.stdout.count("\n"), 1, "lines")
    return json.loads(result.stdout)


def day(**mounting):
    """Stands, walks, lies, gets up; falls at the end and lies."""
    person = Person(**mounting)
    person.rest(10)
    steps = person.walk(120)
    person.rest(10)
    person.fall()
    person.rest(60)
    return person, steps


def check_day(path, steps, options, lying):
    told = answer(path, *options)
    check(abs(told["steps"] - steps) <= 0.02 * steps, f"{told['steps']} steps, not {steps}")
    check(abs(told["cadence_spm"] - 110) < 2, told["cadence_spm"])
    check(100 < told["active_s"] < 140 and abs(told["seconds"] - 200.5) < 1, told)
    check(told["posture_s"].get(lying, 0) > 50, told["posture_s"])
    check(told["symmetry"] > 0.8 and told["stride_regularity"] > 0.8, told)
    check(told["intensity_min"]["moderate"] + told["intensity_min"]["vigorous"] > 1, told["intensity_min"])
    equal([(fall["state"], fall["reason"]) for fall in told["falls"]], [("confirmed", "window_passed")], "falls")
    check(139 < told["falls"][0]["t_s"] < 142 and 0 < told["falls"][0]["confidence"] <= 1, told["falls"])
    equal(told["falls_cancelled"], [], "cancelled falls")
    equal(sum(minute["steps"] for minute in told["minutes"]), told["steps"], "steps of the minutes")


def check_mountings(folder):
    path = os.path.join(folder, "day.csv")
    spans = ("--upright", "2:8", "--on-back", "160:180")
    for up, front in (((0.0, -1.0, 0.0), (0.0, 0.0, 1.0)), ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
                      ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))):
        person, steps = day(up=up, front=front)
        person.write(path)
        check_day(path, steps, (), "lying")
        check_day(path, steps, spans, "on_back")
    words = run(path).stdout
    check("fall confirmed" in words and "not a medical device" in words, words)
    result = run("--upright", "150:170", "--on-back", "160:180", path)
    check(result.returncode == 1 and "less than 45 degrees" in result.stderr, result.stderr)
    result = run("--upright", "900:950", path)
    check(result.returncode == 1 and "no sample within --upright" in result.stderr, result.stderr)
    late = answer(path, "--cancel-within", "120")
    equal([fall["state"] for fall in late["falls"]], ["candidate"], "a window that has not passed")


def check_rows(folder):
    """Rows of a gyroscope between those of the accelerometer, and none for a while."""
    person, steps = day()
    path = os.path.join(folder, "rows.csv")
    with open(path, "w", encoding="ascii") as file:
        file.write("t,ax,ay,az,gx,gy,gz\n")
        for i, row in enumerate(person.rows):
            if not 3000 <= i < 3500:
                file.write("%.3f,%s,,,\n" % (i / 50, ",".join("%.4f" % (v * 9.80665) for v in row)))
                file.write("%.3f,,,,0.01,0.02,0.03\n" % (i / 50 + 0.005))
    told = answer(path)
    check(abs(told["covered_s"] - (told["seconds"] - 10)) < 0.5, f"{told['covered_s']} of {told['seconds']} s")
    check(abs(told["steps"] - (steps - 10 * 110 / 60)) <= 4, f"{told['steps']} steps")


def check_tests(folder):
    """Guided tests: a result, or one line of why there is none."""
    path = os.path.join(folder, "test.csv")
    person = Person()
    person.rest(10)
    steps = person.walk(380)
    person.rest(5)
    person.write(path)
    walk = answer(path, "--test", "six-minute-walk", "--step-length", "0.7")
    check(walk["complete"] and abs(walk["steps"] - steps * 360 / 380) < 10, walk)
    equal(len(walk["cadence_spm"]), 6, "minutes")
    check(abs(walk["distance_m"] - 0.7 * walk["steps"]) < 1 and walk["stops"] == [], walk)
    equal(answer(path, "--test", "six-minute-walk", "--distance", "440")["distance_m"], 440, "distance of the laps")
    check(abs(answer(path, "--test", "six-minute-walk", "--go", "15")["start_s"] - 15) < 0.01, "the start that was told")
    check(answer(path, "--test", "chair-stand")["stands"] >= 0, "stands")
    person = Person()
    person.rest(10)
    person.walk(12)
    person.rest(5)
    person.write(path)
    go = answer(path, "--test", "timed-up-and-go")
    check(abs(go["start_s"] - 10) < 0.5 and abs(go["total_s"] - 12) < 0.6 and go["steps"] > 18, go)
    check(go["sitting_seen"] is False and "may have stood still" in run("--test", "timed-up-and-go", path).stdout, go)


def check_test_refusals(folder):
    path = os.path.join(folder, "still.csv")
    person = Person()
    person.rest(60)
    person.write(path)
    for test, words in (("six-minute-walk", "no walking was seen"), ("chair-stand", "nobody moved"),
                        ("timed-up-and-go", "nobody moved")):
        result = run("--json", "--test", test, path)
        equal((result.returncode, result.stdout), (1, ""), test)
        check(words in result.stderr and result.stderr.count("\n") == 1, f"{test}: {result.stderr}")
    for options in (("--test", "sprint"), ("--go", "3"), ("--distance", "400"), ("--test", "chair-stand", "--go", "nan"),
                    ("--test", "chair-stand", "--go", "1e300"), ("--test", "chair-stand", "--go", "-3"),
                    ("--test", "chair-stand", "--step-length", "0.7"),
                    ("--test", "six-minute-walk", "--step-length", "9"),
                    ("--test", "six-minute-walk", "--step-length", "0.7", "--distance", "400")):
        equal(run(*options, path).returncode, 2, f"{options}")


def check_refusals(folder):
    files = {
        "g.csv": ("t,ax,ay,az\n" + "".join("%.2f,0,1,0\n" % (i / 50) for i in range(3000)), "looks like g"),
        "gyro.csv": ("t,gx,gy,gz\n0,1,2,3\n", "no columns ax,ay,az"),
        "word.csv": ("t,ax,ay,az\n0,1,x,3\n", "word.csv:2"),
        "back.csv": ("t,ax,ay,az\n1,0,9.8,0\n0,0,9.8,0\n", "back.csv:3"),
        "empty.csv": ("t,ax,ay,az\n", "empty.csv"),
    }
    for name, (text, words) in files.items():
        path = os.path.join(folder, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        result = run("--json", path)
        equal(result.returncode, 1, name)
        check(words in result.stderr and result.stderr.count("\n") == 1, f"{name}: {result.stderr}")
        equal(result.stdout, "", name)
    for options in ((), ("--upright", "8:2", "x.csv"), ("--upright", "now", "x.csv"), ("--on-back", "1:2", "x.csv"),
                    ("--cancel-within", "1", "x.csv"), ("--nonsense", "x.csv")):
        result = run(*options)
        equal(result.returncode, 2, f"{options}")
        equal(result.stderr.count("\n"), 1, f"{options}: {result.stderr}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_mountings(folder)
        check_rows(folder)
        check_tests(folder)
        check_test_refusals(folder)
        check_refusals(folder)
    print("steps, posture and falls are told, and what makes no sense is refused")


main()
