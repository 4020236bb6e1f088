"""Gaps: blank cells that show only in a separator that is written several times.

"（一）予以公开 2     2" has single spaces between cells and four blank ones. The reading is believed where
the table's rows bear it out: each then has just as many cells as the form has columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reports.document import Document
from reports.tables.rows import ValueRow

_SEPARATORS = (" ", "\t", "\u3000", "\u00a0", ",", "，", ";", "；", "|")
_AGREEING, _ROWS = 0.7, 3  # the share of rows, and how many at least, that have to come out full


@dataclass(frozen=True, slots=True)
class Separator:
    """What stands once between two cells; ``ending`` of them follow the last cell of a row."""

    text: str
    ending: int
    proven: bool


def find_separator(document: Document, rows: Sequence[ValueRow], width: int) -> Separator | None:
    """The separator of a table's rows (all in lines), or None where no single one makes them full."""
    rows = [row for row in rows if row.known and not row.hollow]
    if width < 2 or not any(len(row.known) < width for row in rows):
        return None
    for text in _SEPARATORS:
        endings: Counter[int] = Counter()
        for row in rows:
            before = _before(document, row, text)
            if before is not None and sum(before) + len(row.known) == width:
                endings[_after(document, row, text)] += 1
        full = endings.total()
        if full and full >= _AGREEING * len(rows):
            return Separator(text, min(endings), full >= _ROWS)
    return None


def blanks_around(document: Document, row: ValueRow, separator: Separator, width: int) -> list[int] | None:
    """How many blanks stand before each known value of a row and after the last; None if that is not a full row."""
    before = _before(document, row, separator.text)
    if before is None:
        return None
    last = width - sum(before) - len(row.known)
    after = max(0, _after(document, row, separator.text) - separator.ending)
    return [*before, last] if last >= 0 and last in (0, after) else None


def _before(document: Document, row: ValueRow, separator: str) -> list[int] | None:
    """How many blanks stand before each known value, or None where a gap holds anything but separators."""
    label = row.labels or row.before
    known = row.known
    starts = [label[-1].end if label else known[0].start, *(slot.end for slot in known[:-1])]
    counts = []
    for start, slot in zip(starts, known, strict=True):
        gap = document.text[start : slot.start]
        if gap != separator * len(gap):
            return None
        counts.append(max(0, len(gap) - 1))  # between label and values there may be no separator at all
    return counts


def _after(document: Document, row: ValueRow, separator: str) -> int:
    rest = document.text[row.known[-1].end : row.known[-1].end + 64]
    return len(rest) - len(rest.lstrip(separator))
