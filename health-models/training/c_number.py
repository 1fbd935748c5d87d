# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers as they stand in the generated C tables."""


def number(value):
    text = f"{value:.6g}"
    return text + ("f" if "." in text or "e" in text else ".0f")
