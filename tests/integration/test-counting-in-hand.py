#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Barbell sets and zone time in motion on the recordings in hand, with a margin: skipped without them."""

import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests/accuracy"))

import motion_counting  # noqa: E402
import motion_zones  # noqa: E402

EXACT_LEAST, WITHIN_1_LEAST, WORSE_PERSON_LEAST = 80, 95, 93
ZONE_ERROR_MOST, KNOWN_LEAST = 2, 75


class Laboratory:
    """What the modules ask of measures.Laboratory, without the scorers."""

    def __init__(self, build, data, work):
        import measures
        self.build, self.data, self.work = build, data, work
        self.run = lambda *command: measures.Laboratory.run(self, *command)


def main():
    data = os.environ.get("HEALTH_TWIN_DATA", "")
    if not os.path.isdir(os.path.join(data, "motion")):
        print("skipped: HEALTH_TWIN_DATA names no folder of recordings")
        return 77
    with tempfile.TemporaryDirectory() as work:
        lab = Laboratory(os.environ["top_builddir"], data, work)
        (exact, within_1), worse, (rest,) = motion_counting.barbell_figures(lab)
        print("barbell: %.1f %% exact, %.1f %% within 1, worse person %.1f %%, in rest %d" %
              (exact, within_1, worse[1], rest))
        assert exact >= EXACT_LEAST and within_1 >= WITHIN_1_LEAST, "counted wrongly"
        assert worse[1] >= WORSE_PERSON_LEAST, "counted wrongly for one person"
        assert rest == 0, "counted in rest"
        errors = [motion_zones.person(lab, os.path.join(data, "motion/harlab", name))
                  for name in sorted(os.listdir(os.path.join(data, "motion/harlab")))]
        for error, known in filter(None, errors):
            print("zones: error %.2f %%, known %.1f %%" % (error, known))
            assert error <= ZONE_ERROR_MOST and known >= KNOWN_LEAST, "zone time is off"
        assert any(errors), "nobody of harlab was judged"
    return 0


if __name__ == "__main__":
    sys.exit(main())
