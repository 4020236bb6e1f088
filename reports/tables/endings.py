"""Rows of a cell a line whose last cells may be blank, or may be the empty lines that stand between rows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from reports.document import Document
from reports.tables.rows import Slot, ValueRow

_LINES = re.compile(r"\s*")


def open_endings(document: Document, rows: Sequence[ValueRow], width: int) -> list[bool]:
    """For each row whether its blank cells at the end are no more lines than stand behind rows without any."""
    behind = [_lines_behind(document, row.slots, width) for row in rows]
    known = [(row, lines) for row, lines in zip(rows, behind, strict=True) if lines is not None]
    full = [lines for row, lines in known if len(row.filled) == width]
    usual = min(full or [lines for _, lines in known], default=0)
    return [
        lines is not None and 0 < lines < usual + _blank_at_end(row.slots)
        for row, lines in zip(rows, behind, strict=True)
    ]


def _blank_at_end(slots: Sequence[Slot]) -> int:
    filled = max((place for place, slot in enumerate(slots) if slot.filled), default=len(slots) - 1)
    return len(slots) - 1 - filled


def _lines_behind(document: Document, slots: Sequence[Slot], width: int) -> int | None:
    """The empty lines behind a row's last value; None for a row in a grid, or one that is not written a cell a line."""
    filled = [slot for slot in slots if slot.filled]
    if len(slots) != width or len(filled) < 2 or any(slot.parts and slot.parts[0].grid is not None for slot in filled):
        return None
    if any("\n" not in document.text[a.end : b.start] for a, b in itertools.pairwise(filled)):
        return None
    space = _LINES.match(document.text, filled[-1].end)
    return max(0, space.group().count("\n") - 1) if space else 0
