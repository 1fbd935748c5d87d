#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A trial of BROAD (rows of 14 little-endian float32 at 2000/7 Hz), in the CSV that twinctl analyze orientation reads.

  broad_trial.py TRIAL.f32 OUT.csv

Standard library only.
"""

import array
import sys

import motion_csv

COLUMNS, RATE_HZ = 14, 2000 / 7


def write(path, out):
    values = array.array("f")
    with open(path, "rb") as file:
        values.frombytes(file.read())
    if sys.byteorder == "big":
        values.byteswap()
    rows = [(i / COLUMNS / RATE_HZ, values[i:i + COLUMNS]) for i in range(0, len(values) - COLUMNS + 1, COLUMNS)]
    motion_csv.write(out, {sensor: [(t, *row[first:first + 3]) for t, row in rows]
                           for sensor, first in (("g", 0), ("a", 3), ("m", 6))})


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    write(sys.argv[1], sys.argv[2])


if __name__ == "__main__":
    main()
