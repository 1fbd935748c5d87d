# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of motion; each module adds those of its own."""

import motion_activity
import motion_counting
import motion_orientation
import motion_reps
import motion_stops
import motion_zones

MODULES = (motion_activity, motion_counting, motion_orientation, motion_reps, motion_stops, motion_zones)


def add(rows, lab):
    rows.topic = "motion"
    for module in MODULES:
        module.add(rows, lab)
    rows.topic = "ecg"
