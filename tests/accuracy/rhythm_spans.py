# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings of `twinctl analyze ecg --json` as WFDB rhythm annotations, so that ec57.py can time them.

An annotation file that says its rhythms itself is left as it is.
"""

import os
import re
import struct

# The first that holds goes: what matters most.
ORDER = ("(VF", "(ASYS", "(VT", "(AFIB", "(AFL")
VT_RATE_PER_MIN = 100
SKIP, AUX, RHYTHM = 59, 63, 28


def rate_of(finding):
    """Beats per minute as the finding's reason has it, or None."""
    match = re.search(r"(\d+(?:\.\d+)?) ?(?:/min|per minute)", finding.get("reason", ""))
    return float(match.group(1)) if match else None


def rhythm_of(finding):
    """The rhythm that a finding claims, or None; by the words of its kind."""
    kind = finding["kind"].replace("supraventricular", "")
    if "ventricular" in kind and ("fibrillation" in kind or "flutter" in kind):
        return "(VF"
    if "asystole" in kind:
        return "(ASYS"
    if "ventricular_tachycardia" in kind:
        return "(VT"
    if "ventricular_run" in kind:
        rate = rate_of(finding)
        return "(VT" if rate is None or rate >= VT_RATE_PER_MIN else None
    if "atrial" in kind and "fibrillation" in kind:
        return "(AFIB"
    if "atrial" in kind and "flutter" in kind:
        return "(AFL"
    return None


def spans_of(findings, rhythm):
    """(start, end) in seconds of the findings that claim a rhythm."""
    return [(f["start_s"], f["end_s"]) for f in findings if rhythm_of(f) == rhythm]


def changes(findings, rate_hz):
    """(sample, rhythm) at every change, by ORDER where findings lie over each other."""
    spans = [(round(f["start_s"] * rate_hz), round(f["end_s"] * rate_hz), rhythm_of(f)) for f in findings
             if rhythm_of(f)]
    out = [(0, "(N")]
    for at in sorted({edge for start, end, _ in spans for edge in (start, end)}):
        going = [rhythm for start, end, rhythm in spans if start <= at < end]
        word = min(going, key=ORDER.index) if going else "(N"
        if word != out[-1][1]:
            out.append((at, word))
    return out


def words(annotations):
    """MIT format of (sample, code, auxiliary text), in the order of sample."""
    time = 0
    for sample, code, aux in annotations:
        delta, time = sample - time, sample
        if delta > 1023:
            yield struct.pack("<HHH", SKIP << 10, delta >> 16, delta & 0xFFFF)
            delta = 0
        yield struct.pack("<H", code << 10 | delta)
        if aux:
            yield struct.pack("<H", AUX << 10 | len(aux)) + aux.encode() + b"\0" * (len(aux) & 1)
    yield b"\0\0"


def add_rhythms(path, findings, rate_hz, wfdb):
    """Says whether the file at path had rhythms of its own; writes those of the findings into it if not."""
    beats = wfdb.read(path)
    if any(a.symbol in "+[" for a in beats):
        return True
    lines = [(a.sample, wfdb.CODES[a.symbol], "") for a in beats]
    lines += [(sample, RHYTHM, word) for sample, word in changes(findings, rate_hz)]
    with open(path + ".new", "wb") as file:
        file.write(b"".join(words(sorted(lines))))
    os.replace(path + ".new", path)
    return False
