# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row of the table, from what was said of the recordings in hand."""

import json
import os
import re
import statistics

import measures
import motion_rows
import rhythm_spans
from accuracy_table import NOT_IN_HAND, NOT_YET, Row

PAIR_SLACK_S = 0.15


def pair(figures, name, condition=True):
    """Se and +P of a class, or the word for there being none yet."""
    if not condition:
        return NOT_YET
    return figures[name + "_Se"], figures[name + "_+P"]


def says(figures, letter):
    """Whether the engine ever used a beat label."""
    return any(key.endswith(letter.lower()) for key in figures["matrix"])


class Rows:
    """Collects the rows and, for each group of records, the lines of the single ones."""

    def __init__(self, lab):
        self.lab, self.rows, self.each, self.topic = lab, [], {}, "ecg"

    def add(self, name, figures, **details):
        self.rows.append(Row(name, figures, topic=self.topic, **details))

    def beats(self, s, goals):
        """QRS, VEB and SVEB of a set; goals: class -> (row name, goal, rival)."""
        if not s.records:
            for name, goal, rival in goals.values():
                self.add(name, NOT_IN_HAND, goal=goal, rival=rival)
            return
        figures, each = self.lab.ec57_figures("beats", s, "--start", "0")
        for kind, (name, goal, rival) in goals.items():
            known = kind != "SVEB" or says(figures, "S")
            self.add(name, pair(figures, kind, known), goal=goal, rival=rival)
        if "VEB" in goals:
            self.each[s.name] = each

    def runs(self, s):
        figures, _ = self.lab.ec57_figures("runs", s, "--start", "0")
        for kind, word, goal, rival in (("couplet", "couplets", "92 / 85", "83 / 60"),
                                        ("short", "runs of 3 to 5", "80 / 85", "47 / 83"),
                                        ("long", "runs of 6 and more", "90 / 100", "82 / 100")):
            self.add("Ventricular %s, DS1: Se / +P" % word, pair(figures, kind), goal=goal, rival="osea " + rival)

    def hard_cases(self, s):
        """Records in hand of the kinds that detectors get wrong; their beats called V by mistake, an hour."""
        for name, records in (("paced, 107 and 217", ("107", "217")),
                              ("bundle branch block, 109, 118, 124, 207", ("109", "118", "124", "207")),
                              ("AF with aberrancy, 201 and 203", ("201", "203"))):
            records = [r for r in records if r in s.records]
            if not records:
                continue
            figures, _ = self.lab.ec57_figures("beats", s, "--start", "0", records=records)
            hours = sum(s.summaries[r]["seconds"] for r in records) / 3600
            false = sum(n for key, n in figures["matrix"].items() if key in ("Nv", "Sv", "Ov", "Qv"))
            self.add("Hard: %s: QRS Se / +P" % name, pair(figures, "QRS"))
            self.add("Hard: %s: beats wrongly called V, 1/h" % name, [false / hours], lower=True, relative=True, digits=1)

    def noise(self, sets):
        goals = {12: ("99.5 / 99", "98.45 +P"), 6: ("96 / 92", "85.92 +P")}
        veb = []
        for snr, s in sets.items():
            figures, _ = self.lab.ec57_figures("beats", s, "--start", "300")
            goal, rival = goals.get(snr, ("–", "–"))
            self.add("QRS, 118 and 119 at %d dB: Se / +P" % snr, pair(figures, "QRS"), goal=goal, rival=rival)
            veb.append((snr, figures))
        for snr, figures in veb:
            if snr in goals:
                self.add("VEB, 118 and 119 at %d dB: Se / +P" % snr, pair(figures, "VEB"),
                         goal="92 / 92" if snr == 12 else "–", rival="osea 91.8 / 67.5" if snr == 12 else "osea 81.4 / 34.8")

    def episodes(self, name, s, kind, rhythms, goal, rival):
        said = any(rhythm_spans.spans_of(x["findings"], r) for x in s.summaries.values() for r in rhythms)
        if not s.records:
            self.add(name, NOT_IN_HAND, goal=goal, rival=rival)
        elif not said:
            self.add(name, NOT_YET, goal=goal, rival=rival)
        else:
            figures, each = self.lab.ec57_figures("episodes", s, "--kind", kind)
            self.each["%s %s" % (kind, s.name)] = each
            self.add(name, (figures["duration_Se"], figures["duration_Sp"]), goal=goal, rival=rival)

    def challenge(self, s):
        names = ("AF on challenge-2017: AUC of A against N and O, %", "AF on challenge-2017: F1 mean, %")
        goals, rivals = ("97", "83"), ("RR only 93", "winners 83")
        figures = [NOT_YET] * 2 if s.records else [NOT_IN_HAND] * 2
        if s.records and all("af_probability" in x and "rhythm" in x for x in s.summaries.values()):
            path = os.path.join(self.lab.work, "challenge.jsonl")
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(json.dumps(x) + "\n" for x in s.summaries.values())
            out = json.loads(self.lab.run("python3", os.path.join(self.lab.scoring, "challenge2017.py"), "--data",
                                          s.data, path))
            figures = [[100 * out["AUC_A_vs_NO"]], [out["F1_mean"]]]
        for i in range(2):
            self.add(names[i], figures[i], goal=goals[i], rival=rivals[i])

    def true_runs(self, s, record):
        """(start, end) in seconds of the reference's runs of three and more, and of VF."""
        if not os.path.exists(os.path.join(s.data, record + ".atr")):
            return [], []
        rate_hz, end = self.lab.wfdb.header(os.path.join(s.data, record + ".hea"))
        reference = self.lab.reference(s, record)
        spans = self.lab.ec57.spans(reference, self.lab.ec57.RHYTHMS["vf"], end, True)
        runs = [r for r in self.lab.ec57.runs_of(reference, 0, []) if r[2] >= 3]
        beats = [a.sample / rate_hz for a in reference if a.symbol in self.lab.ec57.CLASS]
        return [(r[0] / rate_hz, r[1] / rate_hz) for r in runs + spans], beats

    def false_alarms(self, label, s, known, goal="1"):
        """False seconds of VF, false asystole and false VT an hour."""
        if not s.records:
            for what in ("VF, s", "asystole and VT, 1/h"):
                self.add("False on %s: %s" % (label, what), NOT_IN_HAND)
            return
        vf_s, asystole, vt = 0.0, 0, 0
        for record, summary in s.summaries.items():
            runs, beats = self.true_runs(s, record)
            findings = summary["findings"]
            vf_s += sum(e - b for b, e in rhythm_spans.spans_of(findings, "(VF") if not touches((b, e), runs))
            vt += sum(not touches(f, runs) for f in rhythm_spans.spans_of(findings, "(VT"))
            asystole += sum(not beats or any(b + PAIR_SLACK_S < x < e - PAIR_SLACK_S for x in beats)
                            for b, e in rhythm_spans.spans_of(findings, "(ASYS"))
        self.add("False on %s: VF, s" % label, [vf_s] if known["(VF"] else NOT_YET, goal="0", lower=True)
        self.add("False on %s: asystole, 1/h" % label, [asystole / s.hours()] if known["(ASYS"] else NOT_YET,
                 goal=goal, lower=True)
        self.add("False on %s: VT, 1/h" % label, [vt / s.hours()] if known["(VT"] else NOT_YET, goal=goal, lower=True)

    def false_af(self, label, s, known):
        """Share of the time of people without AF that is called AF."""
        called = sum(e - b for x in s.summaries.values() for b, e in rhythm_spans.spans_of(x["findings"], "(AFIB"))
        if s.records:
            self.add("False on %s: AF, %% of the time" % label,
                     [100 * called / 3600 / s.hours()] if known["(AFIB"] else NOT_YET, goal="0", lower=True)

    def vf_alarm(self, sets):
        """Seconds from the reference's onset to the first word of VF, over the episodes that have one."""
        name = "VF alarm after onset, in sample time: p50 / p99, s"
        late, episodes = [], 0
        for s in (s for s in sets if s.records):
            alarms = self.alarms(s)
            for record in s.records:
                rate_hz, end = self.lab.wfdb.header(os.path.join(s.data, record + ".hea"))
                for start, stop in self.lab.ec57.spans(self.lab.reference(s, record), self.lab.ec57.RHYTHMS["vf"],
                                                       end, True):
                    onset, over = start / rate_hz, stop / rate_hz
                    episodes += 1
                    found = [max(0.0, told - onset) for told, b, e in alarms.get(record, []) if b < over and e > onset]
                    late += found[:1]
        figures = (statistics.median(late), sorted(late)[int(0.99 * (len(late) - 1))]) if late else NOT_YET
        self.add(name, figures, goal="8", lower=True)
        if late:
            self.add("VF episodes with an alarm, of %d, %%" % episodes, [100 * len(late) / episodes])

    def alarms(self, s):
        """record -> [(told at, from, until)] of the word of VF: as the rhythm, or as a finding, told when it ends."""
        out, going = {}, {}
        lines = self.lab.run(os.path.join(self.lab.build, "tests/accuracy/alarms"),
                             *(os.path.join(s.data, r) for r in s.records))
        for record, what, now, word, start in (line.split("\t") for line in lines.splitlines()):
            now, start = float(now), float(start)
            vf = rhythm_spans.rhythm_of({"kind": word}) == "(VF"
            if what == "finding" and vf:
                out.setdefault(record, []).append((now, start, now))
            if what == "rhythm" and record in going:
                out.setdefault(record, []).append((*going.pop(record), now))
            if what == "rhythm" and vf:
                going[record] = (now, start)
        for record, (now, start) in going.items():
            out.setdefault(record, []).append((now, start, float("inf")))
        return {record: sorted(told) for record, told in out.items()}

    def latency_and_cost(self, s):
        paths = [os.path.join(s.data, r) for r in s.records]
        text = self.lab.run(os.path.join(self.lab.build, "tests/accuracy/latency"), *paths)
        figures = {w[0]: [float(x) / 1000 for x in w[1:]] for w in
                   re.findall(r"(first|final) label: p50 (\d+) ms, p99 (\d+) ms, max (\d+) ms", text)}
        self.add("First label, DS1 as a strap sends it: p50 / p99, s", figures["first"][:2], goal="0.60 p99",
                 rival="osea 0.68 p99", lower=True)
        self.add("Final label: p99 / latest, s", figures["final"][1:], goal="3", lower=True)
        bench = self.lab.run("sh", os.path.join(os.path.dirname(__file__), "instructions.sh"), self.lab.build,
                             os.path.join(s.data, "203"))
        count = bench.strip()
        self.add("Instructions per second of ECG at 130 Hz, thousands",
                 [float(count) / 1000] if count else "no valgrind here", goal="300",
                 rival="osea 101, beats alone", lower=True, relative=True, digits=1)
        size = re.search(r"memory per stream: (\d+) bytes", text)
        self.add("Memory per stream, KiB", [int(size.group(1)) / 1024], goal="256", lower=True, relative=True, digits=1)


def touches(span, others):
    return any(span[0] - PAIR_SLACK_S <= e and b <= span[1] + PAIR_SLACK_S for b, e in others)


def not_in_hand(rows):
    for name, goal, rival in (
            ("QRS, MIT-BIH kept apart (DS2): Se / +P", "99.85 / 99.85", "gqrs 99.81 / 99.76"),
            ("VEB, DS2: Se / +P", "96 / 97", "osea 93.95 / 96.71"),
            ("SVEB, DS2: Se / +P", "85 / 75", "published 76-89 / 30-93"),
            ("SVEB, DS2 less 232: Se / +P", "70 / 55", "–"),
            ("VEB, svdb kept apart: Se / +P", "93 / 92", "osea 90.7 / 80.9")):
        rows.add(name, NOT_IN_HAND, goal=goal, rival=rival)


def measure(lab):
    """All rows and the figures of single records."""
    ds1 = lab.ecg_set("DS1", "mitdb", measures.DS1)
    at_130 = lab.ecg_set("DS1-130", "mitdb", measures.DS1, ("--rate", "130"))
    inverted = lab.inverted("mitdb", ds1.records)
    mitdb, svdb = lab.ecg_set("mitdb", "mitdb"), lab.ecg_set("svdb", "svdb")
    nsrdb, challenge = lab.ecg_set("nsrdb", "nsrdb"), lab.ecg_set("challenge", "challenge-2017")
    cpsc = lab.ecg_set("cpsc2021", "cpsc2021")
    vf = [lab.ecg_set("cudb", "cudb"), lab.ecg_set("vfdb", "vfdb")]
    noisy, motion = lab.noisy_sets(), lab.motion_set()
    sets = [ds1, at_130, inverted, mitdb, svdb, nsrdb, challenge, cpsc, *vf, *noisy.values(), motion]
    lab.analyze(sets)
    rows = Rows(lab)
    rows.beats(ds1, {"QRS": ("QRS, DS1: Se / +P", "99.80 / 99.85", "gqrs 99.63 / 99.69")})
    rows.beats(at_130, {"QRS": ("QRS, DS1 at 130 Hz: Se / +P", "within 0.02", "osea 99.76 / 99.81 of all 48")})
    rows.beats(inverted, {"QRS": ("QRS, DS1 inverted: Se / +P", "within 0.02", "osea 99.77 / 99.80 of all 48")})
    rows.beats(ds1, {"VEB": ("VEB, DS1: Se / +P", "–", "osea 90.05 / 95.76"), "SVEB": ("SVEB, DS1: Se / +P", "–", "–")})
    rows.beats(svdb, {"QRS": ("QRS, svdb in hand: Se / +P", "–", "osea 99.42 / 99.63 of all 78"),
                      "VEB": ("VEB, svdb in hand: Se / +P", "88 / 88", "osea 74.7 / 76.1"),
                      "SVEB": ("SVEB, svdb in hand: Se / +P", "85 / 85", "RR rule 62 / 66")})
    rows.runs(ds1)
    rows.noise(noisy)
    rows.hard_cases(mitdb)
    rows.episodes("AF by time, MIT-BIH in hand: Se / Sp", mitdb, "af", ("(AFIB",), "97 / 96", "published 97 / 86-91")
    rows.episodes("AF by time, cpsc2021 in hand: Se / Sp", cpsc, "af", ("(AFIB",), "–", "–")
    rows.challenge(challenge)
    rows.episodes("VF by time, cudb: Se / Sp", vf[0], "vf", ("(VF",), "90 / 95", "80 / 87")
    rows.episodes("VF by time, vfdb: Se / Sp", vf[1], "vf", ("(VF",), "95 / 97", "98 / 92")
    known = {r: any(rhythm_spans.spans_of(x["findings"], r) for s in sets for x in s.summaries.values())
             for r in rhythm_spans.ORDER}
    known["(ASYS"] = True  # no record in hand need have one
    for label, s, goal in (("nsrdb", nsrdb, "1"), ("MIT-BIH", mitdb, "1"), ("people walking and jogging", motion, "0")):
        rows.false_alarms(label, s, known, goal)
    for label, s in (("nsrdb", nsrdb), ("people walking and jogging", motion)):
        rows.false_af(label, s, known)
    rows.vf_alarm(vf)
    rows.latency_and_cost(ds1)
    motion_rows.add(rows, lab)
    not_in_hand(rows)
    return rows
