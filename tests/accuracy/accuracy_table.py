# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of docs/accuracy.md: how they are written, read back and compared."""

import re

BEGIN = "<!-- accuracy: written by make accuracy-doc from here -->"
END = "<!-- accuracy: to here -->"
NOT_YET, NOT_IN_HAND = "not yet", "not in hand"
HEAD = ("| measure | reached | goal | best rival |", "|---|---|---|---|")
SLACK = 0.1  # in the row's own unit


class Row:
    """One measure: its numbers, or the word for why there are none."""

    def __init__(self, name, figures, goal="–", rival="–", lower=False, digits=2, relative=False,
                 topic="ecg"):
        self.name, self.goal, self.rival = name, goal, rival
        self.lower, self.digits, self.relative, self.topic = lower, digits, relative, topic
        self.figures = figures if isinstance(figures, str) else list(figures)

    def text(self):
        if isinstance(self.figures, str):
            return self.figures
        return " / ".join("–" if f is None else "%.*f" % (self.digits, f) for f in self.figures)

    def line(self):
        return "| %s | %s | %s | %s |" % (self.name, self.text(), self.goal, self.rival)

    def fallen(self, written):
        """What is worse than the text that docs/accuracy.md has, as words, or None."""
        before, now = numbers(written), numbers(self.text())
        if before and len(before) != len(now):
            return "%s: is \"%s\", was \"%s\"" % (self.name, self.text(), written)
        for was, is_ in zip(before, now):
            slack = SLACK * was if self.relative else SLACK
            if was is None or is_ is None:
                continue
            worse = is_ - was if self.lower else was - is_
            if worse > slack + 1e-9:
                return "%s: is %s, was %s" % (self.name, self.text(), written)
        return None


def numbers(text):
    """The numbers of a row's figures; None where a dash stands; nothing for a word."""
    parts = [part.strip() for part in text.split("/")]
    if not all(re.fullmatch(r"–|-?\d+(\.\d+)?", part) for part in parts):
        return []
    return [None if part == "–" else float(part) for part in parts]


def written_rows(document):
    """name -> figures as text, of the part that make accuracy-doc wrote."""
    if BEGIN not in document:
        return {}
    rows, inside = {}, False
    for line in document.split(BEGIN)[1].split(END)[0].splitlines():
        if line == HEAD[1]:  # the tables record by record have the same rule below another heading
            continue
        if inside and line.startswith("|"):
            name, figures = [cell.strip() for cell in line.strip("|").split("|")][:2]
            rows[name] = figures
        inside = line == HEAD[0] or inside and line.startswith("|")
    return rows


def compare(rows, document):
    """Words for everything that fell."""
    before = written_rows(document)
    if not before:
        return ["docs/accuracy.md has no figures to compare with: run make accuracy-doc"]
    missing = [name for name in before if name not in {row.name for row in rows}]
    return ["%s: is no longer measured" % name for name in missing] + [
        words for words in (row.fallen(before[row.name]) for row in rows if row.name in before) if words]


def replace_part(document, part):
    """The document with its written part replaced, or with one after its first paragraph."""
    block = "%s\n%s\n%s" % (BEGIN, part.strip(), END)
    if BEGIN in document:
        head, rest = document.split(BEGIN, 1)
        return head + block + rest.split(END, 1)[1]
    at = document.index("\n## ")
    return document[:at] + "\n" + block + "\n" + document[at:]
