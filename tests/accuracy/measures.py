# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the programs over the recordings in hand and the scorers over what they say."""

import concurrent.futures
import json
import os
import subprocess
import sys
import wave

import noise_mix
import rhythm_spans

# De Chazal's DS1 of MIT-BIH; 107 and 217, paced, are in hand too.
DS1 = ("101 106 108 109 112 114 115 116 118 119 122 124 "
       "201 203 205 207 208 209 215 220 223 230").split()
NOISY = ("118", "119")
SNR_DB = (24, 18, 12, 6, 0, -6)
CHUNK = 40


class Set:
    """Some records and what was said of them: annotation files and one summary for each."""

    def __init__(self, name, data, records, folder, options=()):
        self.name, self.data, self.records = name, data, records
        self.folder, self.options = folder, options
        self.summaries = {}

    def hours(self):
        return sum(s["seconds"] for s in self.summaries.values()) / 3600


class Laboratory:
    """Where the programs, the recordings and the scorers are."""

    def __init__(self, build, data, scoring, work):
        self.build, self.data, self.scoring, self.work = build, data, scoring, work
        sys.path.insert(0, scoring)
        import ec57
        import wfdb_annotations
        self.ec57, self.wfdb = ec57, wfdb_annotations

    def run(self, *command):
        result = subprocess.run(command, stdout=subprocess.PIPE, check=False, encoding="utf-8")
        if result.returncode != 0:
            raise SystemExit("%s failed" % " ".join(command[:3]))
        return result.stdout

    def records_in(self, *folder):
        path = os.path.join(self.data, *folder)
        names = os.listdir(path) if os.path.isdir(path) else []
        return sorted(n[:-4] for n in names if n.endswith(".hea"))

    def make_set(self, name, data, records, options=()):
        folder = os.path.join(self.work, "said-" + name)
        os.makedirs(folder)
        return Set(name, data, records, folder, options)

    def ecg_set(self, name, folder, records=None, options=()):
        in_hand = self.records_in("ecg", folder)
        wanted = [r for r in records or in_hand if r in in_hand]
        return self.make_set(name, os.path.join(self.data, "ecg", folder), wanted, options)

    def analyze(self, sets):
        """Every record of every set, on all processors."""
        jobs = [(s, s.records[i:i + CHUNK]) for s in sets for i in range(0, len(s.records), CHUNK)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for s, lines in pool.map(lambda job: (job[0], self.analyze_records(*job)), jobs):
                for summary in map(json.loads, lines.splitlines()):
                    s.summaries[os.path.basename(summary["record"])] = summary
        for s in sets:
            for record in s.records:
                rate_hz, _ = self.wfdb.header(os.path.join(s.data, record + ".hea"))
                rhythm_spans.add_rhythms(os.path.join(s.folder, record + ".twin"),
                                         s.summaries[record]["findings"], rate_hz, self.wfdb)

    def analyze_records(self, s, records):
        return self.run(os.path.join(self.build, "bin/twinctl"), "analyze", "ecg", *s.options, "--json",
                        "--output", s.folder, *(os.path.join(s.data, r) for r in records))

    def ec57_figures(self, what, s, *options, records=None):
        """Pooled figures and those of each record."""
        lines = self.run(sys.executable, os.path.join(self.scoring, "ec57.py"), what, "--ref", s.data, "--test",
                         s.folder, "--annotator", "twin", "--per-record", *options,
                         *(records or s.records)).splitlines()
        each = dict(line.split(" ", 1) for line in lines[:-1])
        return json.loads(lines[-1]), {record: json.loads(row) for record, row in each.items()}

    def reference(self, s, record):
        return self.wfdb.read(os.path.join(s.data, record + ".atr"))

    def inverted(self, folder, records):
        """The same samples under headers whose gain has the other sign."""
        path = os.path.join(self.work, "inverted")
        os.makedirs(path)
        for record in records:
            source = os.path.join(self.data, "ecg", folder, record)
            with open(source + ".hea", encoding="latin-1") as file:
                lines = file.read().splitlines()
            for i in range(1, 1 + int(lines[0].split()[1])):
                fields = lines[i].split()
                lines[i] = " ".join(fields[:2] + ["-" + fields[2]] + fields[3:])
            with open(os.path.join(path, record + ".hea"), "w", encoding="latin-1") as file:
                file.write("\n".join(lines) + "\n")
            for extension in (".dat", ".atr"):
                os.symlink(source + extension, os.path.join(path, record + extension))
        return self.make_set("inverted", path, records)

    def noisy_sets(self):
        """118 and 119 with electrode motion, one set for each ratio."""
        mitdb = os.path.join(self.data, "ecg/mitdb")
        noise = noise_mix.Signal(os.path.join(self.data, "ecg/nstdb/em"))
        folders = {snr: os.path.join(self.work, "noise%d" % snr) for snr in SNR_DB}
        for folder in folders.values():
            os.makedirs(folder)
        for record in NOISY:
            source = os.path.join(mitdb, record)
            normal = [a.sample for a in self.wfdb.read(source + ".atr") if self.ec57.CLASS.get(a.symbol) == "N"]
            mixer = noise_mix.Mixer(noise_mix.Signal(source), normal, noise)
            for snr, folder in folders.items():
                noise_mix.write_record(folder, mixer.signal, mixer.mix(snr))
                os.symlink(source + ".atr", os.path.join(folder, record + ".atr"))
        return {snr: self.make_set("noise%d" % snr, folder, list(NOISY)) for snr, folder in folders.items()}

    def motion_set(self):
        """The chest ECG of people who rest, walk, climb and jog, as WFDB records. The counts per mV are not
        known: 1000 make R waves of one to two.
        """
        source, path = os.path.join(self.data, "motion/harlab"), os.path.join(self.work, "harlab")
        os.makedirs(path)
        people = sorted(os.listdir(source)) if os.path.isdir(source) else []
        for person in people:
            with wave.open(os.path.join(source, person, "ECG_I.wav")) as sound:
                rate_hz, count = sound.getframerate(), sound.getnframes()
                data = sound.readframes(count)
            with open(os.path.join(path, person + ".dat"), "wb") as file:
                file.write(data)
            with open(os.path.join(path, person + ".hea"), "w", encoding="ascii") as file:
                file.write("%s 1 %g %d\n%s.dat 16 1000(1300) 16 0\n" % (person, rate_hz, count, person))
        return self.make_set("harlab", path, people)
