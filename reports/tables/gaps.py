"""Gaps: blank cells that show only in a separator that is written several times.

"（一）予以公开 2     2" has single spaces between cells and four blank ones. The reading is believed where
the table's rows bear it out: each then has just as many cells as the form has columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reports.document import Document
from reports.tables.rows import Slot, ValueRow
from reports.tags import Tag

_SEPARATORS = (" ", "\t", "\u3000", "\u00a0", ",", "，", ";", "；", "|")
_AGREEING, _ROWS = 0.7, 3  # the share of rows, and how many at least, that have to come out full


@dataclass(frozen=True, slots=True)
class Separator:
    """What stands once between two cells; ``ending`` of them follow the last cell of a row."""

    text: str
    ending: int
    proven: bool
    leading: int = 1  # how many of them stand between a row's label, or the headings above, and its first cell


def find_separator(document: Document, rows: Sequence[ValueRow], width: int) -> Separator | None:
    """The separator of a table's rows (all in lines), or None where no single one makes them full."""
    rows = [row for row in rows if row.known and not row.hollow]
    if width < 2 or not any(len(row.known) < width for row in rows):
        return None
    glued = any(not row.labels or row.labels[-1].tag is Tag.COLUMN_LABEL or _touches(row) for row in rows)
    for text in _SEPARATORS:
        read = [(leading, _endings(document, rows, text, leading, width)) for leading in ((1, 0) if glued else (1,))]
        leading, endings = max(read, key=lambda one: len(one[1]))
        if endings and len(endings) >= _AGREEING * len(rows):
            return Separator(text, min(endings), len(endings) >= _ROWS, leading)
    return None


def _endings(document: Document, rows: Sequence[ValueRow], separator: str, leading: int, width: int) -> list[int]:
    """How many separators follow the last cell of each row that comes out full; [] where none is without blanks."""
    shown: list[tuple[int, int]] = []  # cells up to a row's last value, and separators after it
    for row in rows:
        before = _before(document, row, separator, leading)
        if before is not None:
            shown.append((sum(before) + len(on_line(row)), _after(document, row, separator)))
    endings = [after for cells, after in shown if cells == width]
    ending = min(endings, default=0)
    blank = [ending for cells, after in shown if cells < width == cells + after - ending]
    return [*endings, *blank] if endings else []


def _touches(row: ValueRow) -> bool:
    """Whether a row's first value stands right behind its label, so that nothing need stand before a first cell."""
    return row.labels[-1].end == row.known[0].start and row.known[0].filled


def on_line(row: ValueRow) -> list[Slot]:
    """A row's known places without those on the lines below, where the next row's serial number may stand."""
    known = row.known
    first = [item.row for slot in known[:1] for item in slot.parts[:1]]
    return [slot for slot in known if [item.row for item in slot.parts[:1]] in (first, [])]


def blanks_around(document: Document, row: ValueRow, separator: Separator, width: int) -> list[int] | None:
    """How many blanks stand before each known value of a row and after the last; None if that is not a full row."""
    before = _before(document, row, separator.text, separator.leading)
    if before is None:
        return None
    shown = on_line(row)
    last = width - sum(before) - len(shown)
    if last and len(shown) < len(row.known):
        return None  # what is lacking may stand on the next line
    after = max(0, _after(document, row, separator.text) - separator.ending)
    return [*before, last] if last >= 0 and last in (0, after) else None


def full_row(document: Document, row: ValueRow, separator: Separator, width: int) -> tuple[Slot, ...] | None:
    """A row's places with the blanks between them; None if that is not a full row."""
    blanks = blanks_around(document, row, separator, width)
    if blanks is None:
        return None
    shown, slots = on_line(row), list[Slot]()
    for gap, slot in zip(blanks, shown, strict=False):
        slots += [replace(slot, end=slot.start, filled=False, blank=True, parts=())] * gap + [slot]
    last = shown[-1]
    return (*slots, *[replace(last, start=last.end, filled=False, blank=True, parts=())] * blanks[-1])


def _before(document: Document, row: ValueRow, separator: str, leading: int) -> list[int] | None:
    """How many blanks stand before each known value, or None where a gap holds anything but separators."""
    label = row.labels or row.before
    known = on_line(row)
    starts = [label[-1].end if label else known[0].start, *(slot.end for slot in known[:-1])]
    counts = []
    for place, (start, slot) in enumerate(zip(starts, known, strict=True)):
        gap = document.text[start : slot.start]
        if not place and not row.labels:
            gap = gap.rpartition("\n")[2]  # the line below its headings
        if gap != separator * len(gap):
            return None
        # Between label and values there may be no separator at all.
        counts.append(max(0, len(gap) - (1 if place else leading)))
    return counts


def _after(document: Document, row: ValueRow, separator: str) -> int:
    end = on_line(row)[-1].end
    rest = document.text[end : end + 64]
    return len(rest) - len(rest.lstrip(separator))
