# SPDX-License-Identifier: GPL-3.0-or-later
"""Electrode noise mixed into a recording at a chosen signal-to-noise ratio, as WFDB's nst does it.

Signal power is (mean peak-to-peak QRS amplitude of the first 300 normal beats)^2 / 8, noise power the
mean square of the mean-removed noise over windows of 1 s in its first 300 s; of both the smallest and
the largest 5 % are left out. Five minutes stay clean, then two noisy and two clean ones take turns.
First channel only; the noise runs along from its own start and begins again where it is too short.
Standard library only.
"""

import array
import os
import sys

CLEAN_S, TURN_S = 300, 120
QRS_HALF_S = 0.05
TRIMMED = 0.05
POWER_BEATS, POWER_WINDOWS = 300, 300


class Signal:
    """The first channel of a WFDB record in format 212 or 16, in counts."""

    def __init__(self, path):
        with open(path + ".hea", encoding="latin-1") as file:
            lines = [line.split() for line in file if line.strip() and not line.startswith("#")]
        record, first = lines[0], lines[1]
        self.name, channels, self.rate_hz = record[0], int(record[1]), float(record[2].split("/")[0])
        gain = first[2].split("/")[0]
        self.gain = float(gain.split("(")[0]) or 200.0
        self.zero = int(gain.split("(")[1].rstrip(")")) if "(" in gain else int(first[4])
        with open(os.path.join(os.path.dirname(path), first[0]), "rb") as file:
            self.counts = first_channel(file.read(), first[1], channels)


def first_channel(data, form, channels):
    if form == "16":
        counts = array.array("h", data)
        if sys.byteorder == "big":
            counts.byteswap()
        return list(counts[::channels])
    if form != "212" or channels != 2:
        raise ValueError("format %s with %d channels cannot be mixed" % (form, channels))
    return [low | (((high & 15) ^ 8) - 8) << 8 for low, high in zip(data[0::3], data[1::3])]


def trimmed_mean(values):
    cut = int(len(values) * TRIMMED)
    kept = sorted(values)[cut:len(values) - cut]
    return sum(kept) / len(kept)


def signal_power(signal, normal_beats):
    """In counts^2; normal_beats are positions of R waves."""
    half = round(QRS_HALF_S * signal.rate_hz)
    sizes = []
    for beat in normal_beats[:POWER_BEATS]:
        window = signal.counts[max(beat - half, 0):beat + half + 1]
        sizes.append(max(window) - min(window))
    return trimmed_mean(sizes) ** 2 / 8


def noise_power(noise):
    """In counts^2."""
    size = round(noise.rate_hz)
    powers = []
    for start in range(0, POWER_WINDOWS * size, size):
        window = noise.counts[start:start + size]
        mean = sum(window) / size
        powers.append(sum((x - mean) ** 2 for x in window) / size)
    return trimmed_mean(powers)


def noisy_spans(samples, rate_hz):
    """The noisy stretches as (start, stop)."""
    start, turn = round(CLEAN_S * rate_hz), round(TURN_S * rate_hz)
    return [(s, min(s + turn, samples)) for s in range(start, samples, 2 * turn)]


class Mixer:
    """Takes the powers of one record and one noise once, for any number of ratios."""

    def __init__(self, signal, normal_beats, noise):
        if signal.rate_hz != noise.rate_hz:
            raise ValueError("%s and %s have different rates" % (signal.name, noise.name))
        self.signal, self.noise = signal, noise
        self.ratio = signal_power(signal, normal_beats) / noise_power(noise)
        self.mean = sum(noise.counts) / len(noise.counts)

    def mix(self, snr_db):
        gain = (self.ratio / 10 ** (snr_db / 10)) ** 0.5
        out, noise = array.array("h", self.signal.counts), self.noise.counts
        for start, stop in noisy_spans(len(out), self.signal.rate_hz):
            for i in range(start, stop):
                value = round(out[i] + gain * (noise[i % len(noise)] - self.mean))
                out[i] = max(-32767, min(32767, value))
        return out


def write_record(folder, signal, counts):
    """A record of one channel in format 16, in the counts of the original."""
    if sys.byteorder == "big":
        counts.byteswap()
    with open(os.path.join(folder, signal.name + ".dat"), "wb") as file:
        counts.tofile(file)
    with open(os.path.join(folder, signal.name + ".hea"), "w", encoding="ascii") as file:
        file.write("%s 1 %g %d\n%s.dat 16 %g(%d) 16 0\n"
                   % (signal.name, signal.rate_hz, len(counts), signal.name, signal.gain, signal.zero))
