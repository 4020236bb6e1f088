"""Tables of bars in which blanks part cells as well: what recognition of ruled tables makes of faint rules.

``|一、本年新收 15|2|0 0|1|0 13|``: a piece of several numbers is several cells, and so is a label that numbers follow,
where that makes the row as long as others of its table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from reports.formats.blocks import is_blank, trim
from reports.formats.piece import Row

# A number as recognition gives it: letters for digits, and stray points around it.
_NUMBER = re.compile(
    r"[·'`.]?(?:[-+−－＋]?[\dOoIl〇○][\dOoIl〇○,，.．]*(?:万元|元|件|条)?|[/／]|[-—–―－─]{1,3})[.,，。、·]?\Z"
)
_FEWEST_ROWS = 3
_LONGEST_PIECE = 200

Spans = list[tuple[int, int]]


def part(text: str, rows: Sequence[Row]) -> list[Row]:
    """``rows`` with those pieces parted that hold several cells."""
    parted = [row if row.rule else Row(row.line, _parted(text, row.pieces), row.rule) for row in rows]
    changed = [len(new.pieces) > len(row.pieces) for row, new in zip(rows, parted, strict=True)]
    if not any(changed):
        return list(rows)
    before = Counter(_length(text, row) for row in rows if not row.rule)
    after = Counter(_length(text, row) for row in parted if not row.rule)
    kept: list[Row] = []
    for row, new, differs in zip(rows, parted, changed, strict=True):
        length = _length(text, new)
        fits = after[length] >= _FEWEST_ROWS or before[length] > 0
        kept.append(new if differs and fits and length > 2 else row)
    return kept


def _length(text: str, row: Row) -> int:
    """The number of a row's cells from its first number on; of all its cells where it has no number."""
    filled = [number for number, piece in enumerate(row.pieces) if not is_blank(text, *piece)]
    if not filled:
        return 0
    numbers = (number for number in filled if _NUMBER.match(text, *trim(text, *row.pieces[number])))
    return filled[-1] + 1 - next(numbers, filled[0])


def _parted(text: str, pieces: Spans) -> Spans:
    return [part for piece in pieces for part in _cells(text, *piece)]


def _cells(text: str, start: int, end: int) -> Spans:
    """A piece's cells: the numbers at its end, each on its own, and what stands before them."""
    first, last = trim(text, start, end)
    if " " not in text[first:last] or last - first > _LONGEST_PIECE:
        return [(start, end)]
    cells: Spans = []
    while (blank := text.rfind(" ", first, last)) >= 0 and _NUMBER.match(text, blank + 1, last):
        cells.append((blank + 1, last))
        last = trim(text, first, blank)[1]
    return [(first, last), *reversed(cells)] if cells else [(start, end)]
