"""Printed tables of contents, whose entries would pass for headings or for a table.

An entry ends in a leader and a page number; or the list has a title, and its entries come again as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.formats.blocks import Line, trim

_ENTRY = re.compile(
    r"(?P<words>\S.{1,80}?)\s*(?P<leader>[.…·．・‥•\-—–─_]{2,}|…|\t[\t ]*|[ \u3000]{2,})"
    r"\s*[（(]?(?P<page>\d{1,3})[)）]?\Z"
)
_TITLE = re.compile(r"(?:目[ \u3000]*[录次錄]|CONTENTS|Contents)[ \u3000]*[:：]?")
# What the headings of the report say (Regulations, art. 50): a list of two of them is no table of values.
_SECTION = re.compile("总体情况|主动公开|申请情况|行政复议|行政诉讼|主要问题|改进情况|需要报告")
_LONGEST, _FEWEST, _MOST_PAGES = 120, 3, 300
_SHOWN = 6  # of one character in a row: more say no more, and the pattern tries them all
_RUN = re.compile(rf"(.)\1{{{_SHOWN},}}")
_PAGE_ENDS = tuple("0123456789０１２３４５６７８９)）")


def find_contents(text: str, lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Runs of lines, ``[first, last)``, that are a table of contents, its title included."""
    runs: list[tuple[int, int]] = []
    trimmed = [trim(text, *line) if line.end - line.start <= _LONGEST else None for line in lines]
    # Each line is matched once: the pattern is slow on the lines of tables, which are looked at again and again.
    matches = [_entry(text[slice(*line)]) if line is not None else None for line in trimmed]
    at = 0
    while at < len(lines):
        listed = _listed(text, trimmed, at)
        if listed is not None:
            runs.append((at, listed))
            at = listed
            continue
        entries, last = _entries(matches, trimmed, at)
        if len(entries) < _FEWEST:
            at += 1
            continue
        title = _title(text, trimmed, at)
        ruled = all(not entry["leader"].isspace() for entry in entries)
        sections = sum(_SECTION.search(entry["words"]) is not None for entry in entries)
        if title is not None or (ruled and sections > 1):
            runs.append((at if title is None else title, last))
        at = last
    return runs


def _entry(line: str) -> re.Match[str] | None:
    return _ENTRY.match(_RUN.sub(r"\1" * _SHOWN, line)) if line.endswith(_PAGE_ENDS) else None


def _entries(
    matches: Sequence[re.Match[str] | None], lines: Sequence[tuple[int, int] | None], at: int
) -> tuple[list[re.Match[str]], int]:
    """The entries from a line on, whose pages do not fall, and where they end."""
    entries: list[re.Match[str]] = []
    page, last = 1, at
    for number in range(at, len(lines)):
        line = lines[number]
        if line is not None and line[0] == line[1] and entries:
            continue
        entry = matches[number]
        if entry is None or not page <= int(entry["page"]) <= _MOST_PAGES:
            break
        page, last = int(entry["page"]), number + 1
        entries.append(entry)
    return entries, last


def _listed(text: str, lines: Sequence[tuple[int, int] | None], title: int) -> int | None:
    """Where a list without pages ends that begins with its title: lines that all come again further on."""
    line = lines[title]
    if line is None or not _TITLE.fullmatch(text[slice(*line)]):
        return None
    last, count = title + 1, 0
    for number in range(title + 1, len(lines)):
        line = lines[number]
        if line is None or (line[0] < line[1] and text.find(text[slice(*line)], line[1]) < 0):
            break
        if line[0] < line[1]:
            last, count = number + 1, count + 1
    return last if count >= _FEWEST else None


def _title(text: str, lines: Sequence[tuple[int, int] | None], at: int) -> int | None:
    """The line above that says that these are the contents."""
    for number in range(at - 1, -1, -1):
        line = lines[number]
        if line is None:
            return None
        if line[0] < line[1]:
            return number if _TITLE.fullmatch(text[slice(*line)]) else None
    return None
