# SPDX-License-Identifier: GPL-3.0-or-later
"""How the measured rows are put to a reader: on the terminal, and in docs/accuracy.md."""

import glob
import os
import re
import subprocess

import accuracy_table

BEATS = ("QRS", "VEB", "SVEB")

RULES = """
Rules: the first signal, the engine's own detector, the whole record, one build and one setting for all. Beats, runs and times are counted
as ANSI/AAMI EC57 has it (pairs within 150 ms; inside reference ventricular flutter no beats are scored; fusion and unclassifiable
beats called V, and unclassifiable ones called S, are no false positives; escape beats e and j count as N). Se is sensitivity, +P
positive predictivity, Sp specificity, pooled over the records, in percent. A run is found when one at least as long as the
least of its kind overlaps it within 150 ms. Noise is electrode motion (`em`), mixed as WFDB's nst does
(`tests/accuracy/noise_mix.py`) and scored from 5:00. A false alarm is one that no reference run of three ventricular beats and no reference
fibrillation touches; a false asystole has a reference beat within.

`make accuracy` fails if a row is worse by more than 0.1 in its unit, instructions and memory if by more than a tenth. "not in hand" are recordings
that are not here, "not yet" is what the engine does not say yet.

Limits: the figures of records that the weights were trained on (the list is below) must not be taken for those of a new person;
[ecg.md](ecg.md) has cross-validated ones. MIT-BIH in hand are the 22 records of DS1 and, for rhythms, the paced 107 and 217. The
challenge's records in hand have every A, but N and O thinned out; F1 is weighted to the official mix. Of the people who walk and jog
no beat is labelled: every alarm counts as false. The rivals' figures are published or were measured before, by the same rules where not
said otherwise.
""".strip()

MOTION = """
Rules: each offline command of `twinctl` as a user runs it, one build, one setting for all; [motion.md](motion.md) and [rehab.md](rehab.md)
say how each is measured and by which module of `tests/accuracy/`. BROAD: the root mean square of the error angle while it
moves, mean of six trials. VQF's row at 286 Hz and the inclination at 47.6 Hz are its own program's, measured before this project; its
total at 47.6 Hz is a re-creation of the published method in double, which gives the other two figures as well. UCI 730: ten correct, ten
fast, ten low repetitions a session, one correct one as the reference. Barbell: equal files are counted once; the true count is the file's name.

Limits: thresholds of repetitions, of counting and of stops were chosen with these people in sight, so that the rows are not those of a new
person; where one person could be left out, the row or the page says so. Errors of execution are acted, by healthy people; BROAD is a rigid board, no
limb in a strap; harlab's steps are its recorder's, counted by nobody, and only one of its four people shows an ECG in motion
that its recorder trusts; nobody fell: what a fall is was tried on simulated ones alone. Nothing here was compared with a
clinician's judgement.
""".strip()


def two(row, kind):
    values = [row[kind + "_Se"], row[kind + "_+P"]]
    return " / ".join("–" if v is None else "%.2f" % v for v in values)


def beat_lines(each):
    for record, row in each.items():
        if "QRS_Se" in row:
            yield "| %s | %s |" % (record, " | ".join(two(row, kind) for kind in BEATS))
        else:
            share = lambda part, whole: "–" if not whole else "%.2f" % (100 * part / whole)
            yield "| %s | %s / %s | %.0f | %.0f |" % (
                record, share(row["both_s"], row["ref_s"]),
                share(row["other_s"] - row["test_s"] + row["both_s"], row["other_s"]), row["ref_s"], row["test_s"])


def print_all(rows):
    for group, each in rows.each.items():
        first = next(iter(each.values()))
        head = " ".join(BEATS) if "QRS_Se" in first else "Se / Sp, seconds in the reference and said"
        print("%s: %s" % (group, head))
        for line in beat_lines(each):
            print("  " + line.strip("| ").replace(" | ", "   "))
    width = max(len(row.name) for row in rows.rows)
    for row in rows.rows:
        print("%-*s  %-18s goal %-14s best rival %s" % (width, row.name, row.text(), row.goal, row.rival))


def commit_of(source):
    git = ["git", "-C", source]
    try:
        name = subprocess.run(git + ["rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, check=True,
                              stderr=subprocess.DEVNULL, encoding="ascii").stdout.strip()
        changed = subprocess.run(git + ["status", "--porcelain", "--", "health-models"], stdout=subprocess.PIPE,
                                 check=True, encoding="utf-8").stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "of no commit"
    return "commit " + name + (" with changes not committed" if changed else "")


def training(source):
    """What the heads of the generated tables say of their training."""
    for path in sorted(glob.glob(os.path.join(source, "health-models/**/*.c"), recursive=True)):
        with open(path, encoding="utf-8") as file:
            head = file.read(4000)
        match = re.search(r"/\*\s(?: \* )?((?:Generated|Made) by health-models/training.*?)\*/", head, re.S)
        if match:
            words = re.sub(r"\n \* ?", "\n", match.group(1)).strip()
            yield "`%s`:\n\n```\n%s\n```" % (os.path.relpath(path, source), words)


def table(rows, topic):
    return [*accuracy_table.HEAD, *(row.line() for row in rows.rows if row.topic == topic)]


def part(rows, source):
    lines = ["## The ECG engine on recordings", "", "Written by `make accuracy-doc`, measured at %s." % commit_of(source),
             "Most of these records were trained on (the list is below): their figures are not those of a new person.", "",
             *table(rows, "ecg")]
    lines += ["", RULES, "", "### What the weights were trained on", ""]
    lines += ["\n\n".join(training(source)), "", "### Record by record", ""]
    for group, each in rows.each.items():
        if "QRS_Se" in next(iter(each.values())):
            lines += ["| %s | QRS Se / +P | VEB | SVEB |" % group, "|---|---|---|---|"]
        else:
            lines += ["| %s | Se / Sp by time | reference, s | said, s |" % group, "|---|---|---|---|"]
        lines += list(beat_lines(each)) + [""]
    lines += ["## Motion on recordings", "", "Written and measured as above.", "", *table(rows, "motion"), "", MOTION]
    return "\n".join(lines)
