#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The people of harlab, who rest, walk, climb and jog with a chest strap, in formats that twinctl analyze reads.

  harlab.py motion FOLDER OUT.csv   acceleration in m/s2
  harlab.py ecg FOLDER OUT          lead I as WFDB record OUT.hea, OUT.dat

FOLDER is that of one person. Standard library only.
"""

import array
import os
import sys
import wave

import motion_csv

COUNTS_PER_G = 262.0
# The recordings do not say what a count of the ECG is: 1000 a millivolt make R waves of one to two.
ECG_HEADER = "%s 1 %g %d\n%s.dat 16 1000(1300) 16 0\n"


def sound(folder, name):
    """Rate in Hz and the samples of NAME.wav, as counts."""
    with wave.open(os.path.join(folder, name + ".wav")) as file:
        if file.getsampwidth() != 2 or file.getnchannels() != 1:
            raise SystemExit("%s/%s.wav: is not of one channel of 16 bits" % (folder, name))
        samples = array.array("h", file.readframes(file.getnframes()))
        if sys.byteorder == "big":
            samples.byteswap()
        return file.getframerate(), samples


def series(folder, name):
    """[(time in s, value)] of NAME.csv; what is not a number is left out."""
    out = []
    with open(os.path.join(folder, name + ".csv"), encoding="utf-8") as file:
        next(file)
        for line in file:
            t, value = line.strip().split(",")[:2]
            if value not in ("", "nan"):
                out.append((float(t), float(value)))
    return out


def acceleration(folder):
    """[(t, x, y, z)] in s and m/s2."""
    axes = [sound(folder, "acceleration_" + axis) for axis in "XYZ"]
    rate_hz = axes[0][0]
    scale = motion_csv.G_MS2 / COUNTS_PER_G
    return [(i / rate_hz, x * scale, y * scale, z * scale) for i, (x, y, z) in enumerate(zip(*(a[1] for a in axes)))]


def write_motion(folder, path):
    motion_csv.write(path, {"a": acceleration(folder)})


def write_ecg(folder, record):
    rate_hz, samples = sound(folder, "ECG_I")
    name = os.path.basename(record)
    with open(record + ".dat", "wb") as file:
        file.write(b"".join(v.to_bytes(2, "little", signed=True) for v in samples))
    with open(record + ".hea", "w", encoding="ascii") as file:
        file.write(ECG_HEADER % (name, rate_hz, len(samples), name))


def rr_series(folder):
    """[(time of the beat in s, interval before it in s, whether the recorder trusts it)]; the first of a run has 0."""
    quality = dict(series(folder, "RR_interval_quality"))
    rate_hz = 256.0
    return [(t, interval / rate_hz, int(quality.get(t, 128)) < 128) for t, interval in series(folder, "RR_interval")]


def steps(folder):
    """Times in s at which a step was counted."""
    return [t for t, _ in series(folder, "step")]


def cadence(folder):
    """Steps a minute, second by second."""
    return list(sound(folder, "cadence")[1])


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("motion", "ecg"):
        sys.exit(__doc__)
    {"motion": write_motion, "ecg": write_ecg}[sys.argv[1]](sys.argv[2], sys.argv[3])


if __name__ == "__main__":
    main()
