# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's C files, for building it with what is to be measured or fitted."""

import glob
import os

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def sources(left_out=()):
    """All of ecg/ and signal/ but the files named."""
    found = [path for folder in ("ecg", "signal")
             for path in sorted(glob.glob(f"{ROOT}/health-models/{folder}/**/*.c", recursive=True))]
    return [path for path in found if os.path.basename(path) not in left_out]
