#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of physical therapy in hand, counted and labelled: skipped without them."""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests/accuracy"))

import uci_reps  # noqa: E402

LABELS_LEAST = 0.93


def main():
    data = os.environ.get("HEALTH_TWIN_DATA", "")
    twinctl = os.path.join(os.environ["top_builddir"], "bin/twinctl")
    sessions = list(uci_reps.sessions(data)) if data else []
    if not sessions:
        print("skipped: HEALTH_TWIN_DATA names no folder of recordings")
        return 77
    for gyroscope in (True, False):
        f = uci_reps.figures(twinctl, sessions, gyroscope)
        print("%s a gyroscope: %d of %d sessions exact, %d of %d labels fit, %d of %d missed, %d false, told at most "
              "%.0f ms after the end; %s" % ("with" if gyroscope else "without", f.exact, f.sessions, f.fit, f.judged,
                                             f.marked - f.found, f.marked, f.false, f.told_ms, f.wrong))
        assert f.exact >= 0.9 * f.sessions, "counted wrongly"
        assert f.within_1 == f.sessions, "counted wrongly by more than one"
        assert f.fit >= LABELS_LEAST * f.judged, "labelled wrongly"
        assert f.marked - f.found <= 0.05 * f.marked, "missed"
        assert f.told_ms <= 300, "told late"
    return 0


if __name__ == "__main__":
    sys.exit(main())
