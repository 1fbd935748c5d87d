# SPDX-License-Identifier: GPL-3.0-or-later
"""What of an ECG would end a session of exercises: does it where the heart gives cause, and how often where it does not.

An episode of ten seconds and more (atrial fibrillation: a minute) counts as found when a stop of its kind comes between
its onset and SLACK_S after its end; one that follows a stop of the same kind within a minute is left out: that session is
over. People without a reference of ventricular rhythms are healthy ones at rest and in motion: each stop is one too many.
"""

import os
import statistics

import harlab
from accuracy_table import NOT_IN_HAND

VENTRICULAR, ATRIAL = 8, 16
SLACK_S, AGAIN_S = 20, 60
EPISODES = (("VF, cudb and vfdb", "vf", ("cudb", "vfdb"), VENTRICULAR, 10),
            ("VT, vfdb and mitdb", "vt", ("vfdb", "mitdb"), VENTRICULAR, 10),
            ("AF, mitdb and cpsc2021", "af", ("mitdb", "cpsc2021"), ATRIAL, 60))


def stops_of(lab, paths):
    """({record: [(second, kind)]}, hours)"""
    out, hours = {}, 0.0
    for line in lab.run(os.path.join(lab.build, "tests/accuracy/exercise-stops"), *paths).splitlines():
        record, at, kind = line.split("\t")
        if at == "end":
            hours += float(kind) / 3600
        else:
            out.setdefault(record, []).append((float(at), int(kind)))
    return out, hours


def episodes_of(lab, folder, record, rhythm, least_s):
    path = os.path.join(lab.data, "ecg", folder, record)
    if not os.path.exists(path + ".atr"):
        return []
    rate_hz, end = lab.wfdb.header(path + ".hea")
    spans = lab.ec57.spans(lab.wfdb.read(path + ".atr"), lab.ec57.RHYTHMS[rhythm], end, True)
    return [(start / rate_hz, stop / rate_hz) for start, stop in spans if stop - start >= least_s * rate_hz]


def stops_in(lab, folders):
    """{folder: {record: [(second, kind)]}}"""
    paths = {f: [os.path.join(lab.data, "ecg", f, r) for r in lab.records_in("ecg", f)] for f in folders}
    return {folder: stops_of(lab, records)[0] for folder, records in paths.items() if records}


def delays(lab, stops_by_folder, rhythm, folders, kind, least_s):
    """Of each episode: seconds from its onset to the stop, None where there is none."""
    out = []
    for folder in folders:
        stops = stops_by_folder.get(folder, {})
        for record in lab.records_in("ecg", folder):
            told = [at for at, why in stops.get(record, []) if why == kind]
            for start, end in episodes_of(lab, folder, record, rhythm, least_s):
                found = [at - start for at in told if start <= at <= end + SLACK_S]
                if found or not any(start - AGAIN_S < at < start for at in told):
                    out.append(found[0] if found else None)
    return out


def healthy(lab):
    """Stops an hour of healthy people at rest, and in motion."""
    rest = [os.path.join(lab.data, "ecg", "nsrdb", r) for r in lab.records_in("ecg", "nsrdb")]
    folder = os.path.join(lab.data, "motion", "harlab")
    motion = []
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        motion.append(os.path.join(lab.work, "stops-" + name))
        harlab.write_ecg(os.path.join(folder, name), motion[-1])
    return [stops_of(lab, paths) if paths else None for paths in (rest, motion)]


def add(rows, lab):
    stops = stops_in(lab, sorted({folder for episodes in EPISODES for folder in episodes[2]}))
    for label, rhythm, folders, kind, least_s in EPISODES:
        told = delays(lab, stops, rhythm, folders, kind, least_s)
        late = [d for d in told if d is not None]
        rows.add("Exercise ended by %s: episodes of %d, %%" % (label, len(told)),
                 [100 * len(late) / len(told)] if told else NOT_IN_HAND, goal="–", digits=0)
        rows.add("Exercise ended by %s: seconds after onset, p50" % label,
                 [statistics.median(late)] if late else NOT_IN_HAND, goal="–", lower=True, digits=1)
    for label, figures in zip(("nsrdb", "harlab, in motion"), healthy(lab)):
        rows.add("Exercise ended without cause, healthy people, 1/h: %s" % label,
                 [sum(len(s) for s in figures[0].values()) / figures[1]] if figures else NOT_IN_HAND,
                 goal="–", lower=True, digits=1)
