#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Physical therapy exercises with five sensors (UCI 730), in the CSV that twinctl analyze reads.

  uci_physical_therapy.py UNIT/test.txt OUT.csv

The magnetic field is normalised there and has no unit: it is left out. Standard library only.
"""

import gzip
import os
import sys

import motion_csv

RATE_HZ = 25.0


def rows(path):
    """The cells after the header of a file that may be compressed."""
    packed = path if path.endswith(".gz") else path + ".gz"
    opened = gzip.open(packed, "rt") if os.path.exists(packed) else open(path, encoding="utf-8")
    with opened as file:
        next(file)
        return [line.strip().replace(",", ".").split(";") for line in file if line.strip()]


def write(path, out):
    read = [[float(v) for v in row[1:7]] for row in rows(path)]
    motion_csv.write(out, {"a": [(i / RATE_HZ, *row[:3]) for i, row in enumerate(read)],
                           "g": [(i / RATE_HZ, *row[3:]) for i, row in enumerate(read)]})


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    write(sys.argv[1], sys.argv[2])


if __name__ == "__main__":
    main()
