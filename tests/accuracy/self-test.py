#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests what `make accuracy` reckons with: the noise mixing, the table, the words of findings."""

import os
import random
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import accuracy_table  # noqa: E402
import noise_mix  # noqa: E402
import rhythm_spans  # noqa: E402

RATE_HZ, SECONDS = 100, 700


def expect(what, is_, wanted, within=0.0):
    good = abs(is_ - wanted) <= within if within else is_ == wanted
    if not good:
        sys.exit("%s: is %r, not %r" % (what, is_, wanted))


def record(folder, name, counts):
    signal = noise_mix.Signal.__new__(noise_mix.Signal)
    signal.name, signal.rate_hz, signal.gain, signal.zero, signal.counts = name, RATE_HZ, 200.0, 0, counts
    noise_mix.write_record(folder, signal, noise_mix.array.array("h", counts))
    return noise_mix.Signal(os.path.join(folder, name))


def test_mixing():
    """QRS of 800 counts have the power 800^2 / 8; at 6 dB the noise has a quarter of that."""
    draw = random.Random(1)
    beats = list(range(50, RATE_HZ * SECONDS, 80))
    counts = [0] * (RATE_HZ * SECONDS)
    for beat in beats:
        counts[beat], counts[beat + 1] = 600, -200
    with tempfile.TemporaryDirectory() as folder:
        signal = record(folder, "heart", counts)
        noise = record(folder, "noise", [500 + draw.randint(-300, 300) for _ in range(RATE_HZ * 400)])
    expect("what was written is read", signal.counts, counts)
    expect("signal power", noise_mix.signal_power(signal, beats), 800 ** 2 / 8, 1e-6)
    mixed = noise_mix.Mixer(signal, beats, noise).mix(6.0206)
    added = [m - c for m, c in zip(mixed, counts)]
    expect("five minutes are clean", any(added[:300 * RATE_HZ]), False)
    expect("two minutes are noisy, two clean", noise_mix.noisy_spans(len(counts), RATE_HZ),
           [(30000, 42000), (54000, 66000)])
    expect("the clean turn", any(added[42000:54000]), False)
    power = sum(a * a for a in added[30000:42000]) / 12000
    expect("noise power / signal power", power / (800 ** 2 / 8), 0.25, 0.01)


def test_packed():
    """Format 212: two samples of 12 bits in three bytes; -1 and 2047, 5 and -2048 in two channels."""
    data = bytes([0xFF, 0x7F, 0xFF, 0x05, 0x80, 0x00])
    expect("format 212", noise_mix.first_channel(data, "212", 2), [-1, 5])


def test_table():
    row = accuracy_table.Row
    text = accuracy_table.replace_part("# Title\n\nWords.\n\n## Next\n", "\n".join(
        [*accuracy_table.HEAD, row("QRS: Se / +P", (99.8, 99.9)).line(),
         row("Late, s", [2.0], lower=True).line(), "", "### Record by record",
         "| DS1 | QRS Se / +P | VEB | SVEB |", accuracy_table.HEAD[1], "| 101 | 100 / 99 | – | – |", "",
         *accuracy_table.HEAD, row("AF", accuracy_table.NOT_YET).line()]))
    fallen = lambda *rows: len(accuracy_table.compare(rows, text))
    same = [row("QRS: Se / +P", (99.8, 99.9)), row("Late, s", [2.0], lower=True), row("AF", [97.0])]
    expect("the same", fallen(*same), 0)
    expect("a tenth less", fallen(row("QRS: Se / +P", (99.7, 99.9)), *same[1:]), 0)
    expect("more than a tenth less", fallen(row("QRS: Se / +P", (99.8, 99.79)), *same[1:]), 1)
    expect("later", fallen(same[0], row("Late, s", [2.2], lower=True), same[2]), 1)
    expect("sooner", fallen(same[0], row("Late, s", [1.0], lower=True), same[2]), 0)
    expect("no longer said", fallen(row("QRS: Se / +P", accuracy_table.NOT_YET), *same[1:]), 1)
    expect("no longer there", fallen(*same[1:]), 1)
    again = accuracy_table.replace_part(text, "new")
    expect("what stands around stays", (again[:8], again[-8:], again.count("new")), ("# Title\n", "## Next\n", 1))


def test_words():
    finding = lambda kind, reason="": {"kind": kind, "reason": reason, "start_s": 1.0, "end_s": 2.0}
    for kind, reason, wanted in (
            ("ventricular_fibrillation", "", "(VF"), ("asystole", "", "(ASYS"), ("atrial_fibrillation", "", "(AFIB"),
            ("ventricular_tachycardia", "", "(VT"), ("supraventricular_run", "", None), ("couplet", "", None),
            ("ventricular_run", "4 ventricular beats in a row at 120/min", "(VT"),
            ("ventricular_run", "4 ventricular beats in a row at 80/min", None)):
        expect(kind, rhythm_spans.rhythm_of(finding(kind, reason)), wanted)
    both = [finding("atrial_fibrillation"), dict(finding("ventricular_fibrillation"), start_s=1.5, end_s=1.7)]
    expect("over each other", rhythm_spans.changes(both, 10),
           [(0, "(N"), (10, "(AFIB"), (15, "(VF"), (17, "(AFIB"), (20, "(N")])


for test in (test_mixing, test_packed, test_table, test_words):
    test()
    print(test.__name__ + ": passed")
