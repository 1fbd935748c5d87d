#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the ECG engine on the recordings in hand; run by `make accuracy` and `make accuracy-doc`.

  accuracy.py check     prints every row and fails if one is worse than docs/accuracy.md has it
  accuracy.py document  writes the rows into docs/accuracy.md

Wants top_srcdir and top_builddir, HEALTH_TWIN_DATA (../shared/data beside the tree by default) and the
scorers of HEALTH_TWIN_SCORING. Standard library only.
"""

import os
import sys
import tempfile
import time

import accuracy_document
import accuracy_table
import measures
import rows as all_rows


def surroundings():
    source, build = os.environ.get("top_srcdir"), os.environ.get("top_builddir")
    if not source or not build:
        sys.exit("run this by make accuracy")
    data = os.environ.get("HEALTH_TWIN_DATA") or os.path.join(source, "../shared/data")
    scoring = os.environ.get("HEALTH_TWIN_SCORING") or os.path.join(data, "../scoring")
    for path, what in ((os.path.join(data, "ecg"), "HEALTH_TWIN_DATA names the folder of the recordings"),
                       (os.path.join(scoring, "ec57.py"), "HEALTH_TWIN_SCORING names the folder of the scorers")):
        if not os.path.exists(path):
            sys.exit("%s: there is no %s" % (what, path))
    return source, build, os.path.realpath(data), os.path.realpath(scoring)


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in ("check", "document"):
        sys.exit(__doc__)
    source, build, data, scoring = surroundings()
    path = os.path.join(source, "docs/accuracy.md")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as work:
        rows = all_rows.measure(measures.Laboratory(build, data, scoring, work))
    accuracy_document.print_all(rows)
    print("measured in %.0f s" % (time.monotonic() - started))
    with open(path, encoding="utf-8") as file:
        document = file.read()
    if sys.argv[1] == "document":
        part = accuracy_document.part(rows, source)
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(accuracy_table.replace_part(document, part))
        os.replace(path + ".new", path)
        return 0
    fallen = accuracy_table.compare(rows.rows, document)
    for words in fallen:
        print("FELL: " + words)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
