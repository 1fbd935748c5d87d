# SPDX-License-Identifier: GPL-3.0-or-later
"""Heart-rate zone time out of the chest ECG of people in motion, against that out of the recorder's RR series.

The rate of a second is that of the ten seconds up to its end, here 60 over the mean of the middle half of their RR
intervals. The recorder's is taken where it trusts both: its heart rate (quality 0 in all ten seconds) and the interval
(quality below 128). Elsewhere it has no heart rate but the steps: in those seconds its rate is the cadence. A person with
less than MINUTES of trusted time is left out. For each zone the seconds below, in and above it are counted on both sides
over the seconds that both know; the error is the sum of the three differences over those seconds. Zones are parts of the
heart-rate reserve over 60/min, up to the highest rate of the recorder.
"""

import os

import harlab
from accuracy_table import NOT_IN_HAND

WINDOW_S, TRUSTED_S, REST_BPM = 10, 300, 60
ZONES = ((0.4, 0.6), (0.5, 0.7), (0.6, 0.8))
NAMES = ("Zone time from ECG in motion, harlab: error, the worst of three zones, %",
         "The same: share of the recorder's trusted seconds that are known, %",
         "People of harlab with five minutes of trusted heart rate")


def middle_rate(intervals):
    """Beats a minute of intervals in s; None of too few."""
    ordered = sorted(v for v in intervals if 0.25 <= v <= 2)
    if sum(ordered) < WINDOW_S / 2:
        return None
    skip = len(ordered) // 4
    middle = ordered[skip:len(ordered) - skip]
    return 60 * len(middle) / sum(middle)


def recorder_rates(folder):
    quality = harlab.sound(folder, "heart_rate_quality")[1]
    rr = [(t, interval) for t, interval, trusted in harlab.rr_series(folder) if trusted]
    rates = []
    for second in range(len(quality)):
        end = second + 1
        good = second >= WINDOW_S and not any(quality[end - WINDOW_S:end])
        rates.append(middle_rate([v for t, v in rr if end - WINDOW_S < t <= end]) if good else None)
    return rates


def our_rates(lab, folder):
    record = os.path.join(lab.work, "zones-" + os.path.basename(folder))
    harlab.write_ecg(folder, record)
    with open(record + ".steps", "w", encoding="ascii") as file:
        file.writelines("%d\n" % spm for spm in harlab.cadence(folder))
    lines = lab.run(os.path.join(lab.build, "tests/accuracy/zone-seconds"), record, record + ".steps").splitlines()
    return [float(line.split()[1]) or None for line in lines]


def zone_error(pairs, low, high):
    """Percent of the seconds of pairs (ours, recorder's)."""
    counts = [[sum(part(pair[side]) for pair in pairs) for part in (
        lambda bpm: bpm < low, lambda bpm: low <= bpm <= high, lambda bpm: bpm > high)] for side in (0, 1)]
    return 100 * sum(abs(a - b) for a, b in zip(*counts)) / len(pairs)


def person(lab, folder):
    """The worst zone's error and the known share of the trusted seconds, or None."""
    theirs = recorder_rates(folder)
    trusted = [i for i, bpm in enumerate(theirs) if bpm]
    if len(trusted) < TRUSTED_S:
        return None
    ours = our_rates(lab, folder)
    pairs = [(ours[i], theirs[i]) for i in trusted if i < len(ours) and ours[i]]
    reserve = max(theirs[i] for i in trusted) - REST_BPM
    errors = [zone_error(pairs, REST_BPM + low * reserve, REST_BPM + high * reserve) for low, high in ZONES]
    return max(errors), 100 * len(pairs) / len(trusted)


def add(rows, lab):
    data = os.path.join(lab.data, "motion", "harlab")
    folders = sorted(os.listdir(data)) if os.path.isdir(data) else []
    people = [p for p in (person(lab, os.path.join(data, name)) for name in folders) if p]
    figures = [[max(p[0] for p in people)], [min(p[1] for p in people)]] if people else [NOT_IN_HAND] * 2
    rows.add(NAMES[0], figures[0], goal="2", lower=True)
    rows.add(NAMES[1], figures[1], goal="–", digits=1)
    rows.add(NAMES[2], [len(people)] if folders else NOT_IN_HAND, goal="–", rival="of %d" % len(folders), digits=0)
