"""Numbers in a grid's row that were taken for labels, page numbers or titles.

What stands in a cell of its own at the end of a row, behind a label or beside other values, and reads as a number
is a value, whatever its writing (壹拾贰件) made of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from reports.document import Document, Segment
from reports.labels import fold
from reports.numbers import read_cell
from reports.tags import Stretch, Tag

MISREAD = 0.5  # probability of a value that was taken for something else
_LONGEST = 16  # code points of a number with its unit
_NUMERIC = re.compile(r"[\d零〇一二三四五六七八九十壹贰叁肆伍陆柒捌玖两]")
_SHORTEST_LABEL = 2  # folded characters
_FEWEST_COUNTED = 3
_TAKEN_FOR = frozenset({Tag.ROW_LABEL, Tag.COLUMN_LABEL, Tag.CAPTION, Tag.RUNNING_HEAD, Tag.TITLE})

Cell = tuple[Segment, list[Stretch]]


def misread_values(document: Document, stretches: Sequence[Stretch]) -> frozenset[int]:
    """Where the stretches start that are values of a grid though their tag says otherwise."""
    if not any(_may_be(document, stretch) for stretch in stretches):
        return frozenset()
    cells = _cells(document, stretches)
    found: set[int] = set()
    for _, row in groupby(cells, key=lambda cell: (cell[0].grid, cell[0].row)):
        found |= _of_row(document, list(row))
    return frozenset(found)


def _cells(document: Document, stretches: Sequence[Stretch]) -> list[Cell]:
    """The written cells of the document's grids with the stretches in them."""
    cells: list[Cell] = []
    written = iter([stretch for stretch in stretches if stretch.start < stretch.end])
    stretch = next(written, None)
    for segment in document.segments:
        inside = []
        while stretch is not None and stretch.start < segment.end:
            inside.append(stretch)
            stretch = next(written, None)
        if segment.grid is not None and inside:
            cells.append((segment, inside))
    return cells


def _of_row(document: Document, cells: Sequence[Cell]) -> set[int]:
    ending = len(cells)
    while ending and _is_number(document, cells[ending - 1]):
        ending -= 1
    tail = [inside[0] for _, inside in cells[ending:]]
    labelled = any(len(_words(document, inside)) >= _SHORTEST_LABEL for _, inside in cells[:ending])
    values = [stretch for stretch in tail if stretch.tag is Tag.VALUE]
    if not (labelled or values) or (not values and _counts(document, tail)):
        return set()
    return {stretch.start for stretch in tail if _may_be(document, stretch)}


def _words(document: Document, inside: Sequence[Stretch]) -> str:
    return "".join(fold(document.text[stretch.start : stretch.end]) for stretch in inside)


def _is_number(document: Document, cell: Cell) -> bool:
    """Whether a cell holds one stretch and that is a value or reads as a number."""
    inside = cell[1]
    return len(inside) == 1 and (inside[0].tag is Tag.VALUE or _may_be(document, inside[0]))


def _may_be(document: Document, stretch: Stretch) -> bool:
    if stretch.tag not in _TAKEN_FOR or not 0 < stretch.end - stretch.start <= _LONGEST:
        return False
    text = document.text[stretch.start : stretch.end]
    return bool(_NUMERIC.search(text)) and read_cell(text).state == "reported"


def _counts(document: Document, tail: Sequence[Stretch]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3 …"""
    numbers = [read_cell(document.text[stretch.start : stretch.end]).value or 0 for stretch in tail]
    return len(numbers) >= _FEWEST_COUNTED and all(b == a + 1 for a, b in pairwise(numbers))
