#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn a terminal screen, as `tmux capture-pane -p -e` prints it, into an SVG picture.

Each character is placed by itself, so that a font without braille does not shift the trace.
"""

import re
import sys
from xml.sax.saxutils import escape

CELL_W, CELL_H, FONT = 8.4, 17, 14
PALETTE = ["#1c1c1c", "#e05561", "#8cc265", "#d18f52", "#4aa5f0", "#c162de", "#42b3c2", "#d7dae0"]
INK, PAPER, DIM = "#d7dae0", "#16191d", "#8a919c"


def style_after(style, codes):
    """Apply the numbers of one SGR sequence to (ink, bold, dim, reverse, paper)."""
    ink, bold, dim, reverse, paper = style
    for code in codes or [0]:
        if code == 0:
            ink, bold, dim, reverse, paper = INK, False, False, False, None
        elif code == 1:
            bold = True
        elif code == 2:
            dim = True
        elif code == 7:
            reverse = True
        elif code == 22:
            bold = dim = False
        elif code == 27:
            reverse = False
        elif 30 <= code <= 37:
            ink = PALETTE[code - 30]
        elif 90 <= code <= 97:
            ink = PALETTE[code - 90]
        elif 40 <= code <= 47:
            paper = PALETTE[code - 40]
        elif code == 39:
            ink = INK
        elif code == 49:
            paper = None
    return ink, bold, dim, reverse, paper


def cells(line, style):
    """Yield (column, character, style) and return the style at the end of the line."""
    out, column, position = [], 0, 0
    for match in re.finditer(r"\x1b\[([0-9;]*)m|(.)", line):
        if match.group(2) is None:
            style = style_after(style, [int(c) for c in match.group(1).split(";") if c])
            continue
        out.append((column, match.group(2), style))
        column += 1
    return out, style


def main():
    lines = sys.stdin.read().rstrip("\n").split("\n")
    columns = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
    width, height = (columns + 2) * CELL_W, (len(lines) + 1) * CELL_H
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
          f'font-family="DejaVu Sans Mono, DejaVu Sans, monospace" font-size="{FONT}">')
    print(f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>')
    style = (INK, False, False, False, None)
    for row, line in enumerate(lines):
        row_cells, style = cells(line, style)
        for column, character, (ink, bold, dim, reverse, paper) in row_cells:
            x, y = (column + 1) * CELL_W, (row + 1) * CELL_H
            if reverse:
                ink, paper = paper or PAPER, ink
            if paper:
                print(f'<rect x="{x:.1f}" y="{y - FONT + 1:.1f}" width="{CELL_W + 0.3}" height="{CELL_H}" fill="{paper}"/>')
            if character != " ":
                weight = ' font-weight="bold"' if bold else ""
                print(f'<text x="{x:.1f}" y="{y:.1f}" fill="{DIM if dim else ink}"{weight}>{escape(character)}</text>')
    print("</svg>")


if __name__ == "__main__":
    main()
