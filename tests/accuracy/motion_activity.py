# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps, cadence and false falls on the people of harlab in hand, against what their recorder counted itself.

The recorder is no truth: it leaves out soft steps that the eye sees in its own signal. Error of steps: of the total of
one person. Error of cadence: of the mean over all seconds in which the recorder says that the person walks; and, minute
by minute, the mean of the errors' sizes over minutes that were walked for three quarters at least.
"""

import glob
import json
import os

import harlab
from accuracy_table import NOT_IN_HAND

WALKED_S = 45
# Ninety-five of a hundred Poisson processes that gave so many events have a smaller mean.
POISSON_95 = (3.00, 4.74, 6.30, 7.75, 9.15)
# Handling: the recorder is being put on or taken off, which its own position tells.
HANDLING_S = 90


def mean(values):
    return sum(values) / len(values)


def minute_errors(told, cadence):
    errors = []
    for minute in told["minutes"]:
        start = round(minute["start_s"])
        walked = [c for c in cadence[start:start + 60] if c > 0]
        if len(walked) >= WALKED_S:
            errors.append(abs(minute["cadence_spm"] / mean(walked) - 1))
    return 100 * mean(errors)


def worn_falls(told):
    return [fall for fall in told["falls"] + told["falls_cancelled"]
            if HANDLING_S < fall["t_s"] < told["seconds"] - HANDLING_S]


def person(lab, folder):
    path = os.path.join(lab.work, os.path.basename(folder) + ".csv")
    harlab.write_motion(folder, path)
    told = json.loads(lab.run(os.path.join(lab.build, "bin/twinctl"), "analyze", "activity", "--json", path))
    cadence = harlab.cadence(folder)
    steps = len(harlab.steps(folder))
    return {"steps": 100 * (told["steps"] / steps - 1), "soft": 100 * told["soft_steps"] / steps,
            "cadence": 100 * (told["cadence_spm"] / mean([c for c in cadence if c > 0]) - 1),
            "minutes": minute_errors(told, cadence), "falls": worn_falls(told), "hours": told["seconds"] / 3600}


def worst_and_mean(people, name):
    sizes = [abs(p[name]) for p in people]
    return [max(sizes), mean(sizes)]


def add(rows, lab):
    names = ("Steps, harlab in hand, against the recorder's: worst person / mean, %",
             "Cadence, harlab, against the recorder's: worst person / mean, %",
             "Cadence, harlab, minute by minute: worst person / mean, %",
             "Soft steps beside them, that the recorder leaves out: largest / mean share, %",
             "Fall candidates, harlab, while worn: count / hours",
             "Fall candidates a day that this does not rule out (Poisson, 95 %)")
    folders = sorted(glob.glob(os.path.join(lab.data, "motion", "harlab", "*hexoskin")))
    if not folders:
        for name in names:
            rows.add(name, NOT_IN_HAND)
        return
    people = [person(lab, folder) for folder in folders]
    falls, hours = sum(len(p["falls"]) for p in people), sum(p["hours"] for p in people)
    rows.add(names[0], worst_and_mean(people, "steps"), goal="3", lower=True, digits=1)
    rows.add(names[1], worst_and_mean(people, "cadence"), goal="3", lower=True, digits=1)
    rows.add(names[2], worst_and_mean(people, "minutes"), rival="Mobilise-D 8.5 (other people)", lower=True, digits=1)
    rows.add(names[3], worst_and_mean(people, "soft"), lower=True, relative=True, digits=1)
    rows.add(names[4], [falls, hours], lower=True, relative=True, digits=1)
    rows.add(names[5], [POISSON_95[min(falls, len(POISSON_95) - 1)] / hours * 24], rival="real falls, one study: 13",
             lower=True, relative=True, digits=0)
