"""Numbers in a table's row that were taken for labels, page numbers, titles or prose.

What stands in a cell of its own at the end of a row, behind a label or beside other values, and reads as a number
is a value, whatever its writing (壹拾贰件) made of it; one taken for prose needs both. Where each number is a line
of its own, one that was taken for prose or for a label's number is a value if it makes its row as long as the others
are: a page's number, and the number of the next label, would make it too long.
So is the number right behind a column's name and its sign, with another name behind it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise

from reports.document import Document, Segment
from reports.labels import fold
from reports.numbers import read_cell
from reports.tags import Stretch, Tag

MISREAD = 0.5  # probability of a value that was taken for something else
_LONGEST = 16  # code points of a number with its unit
_NUMERIC = re.compile(r"[\d零〇一二三四五六七八九十壹贰叁肆伍陆柒捌玖两]")
_ENTRY = re.compile(r"\d+[,，;；。、|]?")  # a number and what may part it from the next name
_KEY_SIGNS = ("：", ":", "＝", "=")
_SHORTEST_LABEL = 2  # folded characters
_WIDEST_GAP = 4  # code points between a name and its number in a sentence
_FEWEST_COUNTED = 3
_FEWEST_ROWS, _SHORTEST_ROW = 3, 3  # of numbers that are lines
_TAKEN_FOR = frozenset({Tag.ROW_LABEL, Tag.COLUMN_LABEL, Tag.CAPTION, Tag.RUNNING_HEAD, Tag.TITLE})

Cell = tuple[Segment, list[Stretch]]


def misread_values(document: Document, stretches: Sequence[Stretch]) -> frozenset[int]:
    """Where the stretches start that are values though their tag says otherwise."""
    debris = {mark.start for mark in document.marks if mark.kind == "debris"}
    stretches = [stretch for stretch in stretches if stretch.start not in debris]
    found = _of_lines(document, stretches) | _behind_names(document, stretches)
    if not any(_may_be(document, stretch) or _is_prose_number(document, stretch) for stretch in stretches):
        return frozenset(found)
    cells = _cells(document, stretches)
    for _, row in groupby(cells, key=lambda cell: (cell[0].grid, cell[0].row)):
        found |= _of_row(document, list(row))
    return frozenset(found)


def _of_lines(document: Document, stretches: Sequence[Stretch]) -> set[int]:
    """Of numbers that are lines of their own: those taken for prose or a label's number whose row has the usual length
    with them. Where rows are longer by one with the number of the next label, labels' numbers are lines of their own.
    """
    lines = {segment.start: segment.end for segment in document.segments if segment.grid is None}
    runs: list[list[Stretch]] = [[]]
    for stretch in stretches:
        alone = lines.get(stretch.start) == stretch.end > stretch.start
        if alone and (stretch.tag is Tag.VALUE or _is_bare_number(document, stretch)):
            runs[-1].append(stretch)
        elif runs[-1] and stretch.start < stretch.end:
            runs.append([])
    whole = Counter(len(run) for run in runs if all(stretch.tag is Tag.VALUE for stretch in run))
    usual, times = max(
        whole.items(), key=lambda found: (found[1] * (found[0] >= _SHORTEST_ROW), found[0]), default=(0, 0)
    )
    if usual < _SHORTEST_ROW or times < _FEWEST_ROWS:
        return set()
    numbering = any(len(run) == usual + 1 and run[-1].tag is Tag.ROW_LABEL for run in runs)
    values = {Tag.VALUE, Tag.ROW_LABEL} if numbering else {Tag.VALUE}
    return {stretch.start for run in runs if len(run) == usual for stretch in run if stretch.tag not in values}


def _is_bare_number(document: Document, stretch: Stretch) -> bool:
    """A number without a sign behind it, taken for prose or for the number of a label."""
    bare = document.text[stretch.start : stretch.end].isdecimal()
    return bare and stretch.tag in (Tag.PROSE, Tag.ROW_LABEL)


def _is_prose_number(document: Document, stretch: Stretch) -> bool:
    return stretch.tag is Tag.PROSE and document.text[stretch.start : stretch.end].isdecimal()


def _behind_names(document: Document, stretches: Sequence[Stretch]) -> set[int]:
    """The numbers between a column's name and the next name of their line, where they must be the first one's value.

    That is so where the name ends with its sign (自然人：2；商业企业：…), or where the names around it have a value
    each and it would have none (自然人3、商业企业7、科研机构0).
    """
    found: set[int] = set()
    for at in range(len(stretches) - 2):
        name, number, following = stretches[at : at + 3]
        within = _adjoin(document, name, number) and _adjoin(document, number, following)
        if not within or number.tag not in _TAKEN_FOR or name.tag is not Tag.COLUMN_LABEL:
            continue
        if following.tag is not Tag.COLUMN_LABEL or not _ENTRY.fullmatch(document.text, number.start, number.end):
            continue
        signed = document.text[name.start : name.end].endswith(_KEY_SIGNS)
        if signed or (0 < at < len(stretches) - 3 and _is_between_pairs(document, stretches[at - 1 : at + 4], found)):
            found.add(number.start)
    return found


def _adjoin(document: Document, one: Stretch, other: Stretch) -> bool:
    """Whether nothing but spaces stands between two stretches."""
    return other.start - one.end <= _WIDEST_GAP and not document.text[one.end : other.start].strip(" \u3000\u00a0")


def _is_between_pairs(document: Document, around: Sequence[Stretch], found: set[int]) -> bool:
    """Whether of ``around`` (a stretch, name, number, name, a stretch) the outer ones are numbers in the same line."""
    before, name, _, following, after = around
    if not (_adjoin(document, before, name) and _adjoin(document, following, after)):
        return False
    numbered = after.tag is Tag.VALUE or _ENTRY.fullmatch(document.text, after.start, after.end)
    return bool(numbered) and (before.tag is Tag.VALUE or before.start in found)


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
    among_values = bool(labelled and values)  # a row of prose alone is no row of the tables
    return {
        stretch.start
        for stretch in tail
        if _may_be(document, stretch) or (among_values and _is_prose_number(document, stretch))
    }


def _words(document: Document, inside: Sequence[Stretch]) -> str:
    return "".join(fold(document.text[stretch.start : stretch.end]) for stretch in inside)


def _is_number(document: Document, cell: Cell) -> bool:
    """Whether a cell holds one stretch and that is a value or reads as a number."""
    inside = cell[1]
    if len(inside) != 1:
        return False
    return inside[0].tag is Tag.VALUE or _may_be(document, inside[0]) or _is_prose_number(document, inside[0])


def _may_be(document: Document, stretch: Stretch) -> bool:
    if stretch.tag not in _TAKEN_FOR or not 0 < stretch.end - stretch.start <= _LONGEST:
        return False
    text = document.text[stretch.start : stretch.end]
    return bool(_NUMERIC.search(text)) and read_cell(text).state == "reported"


def _counts(document: Document, tail: Sequence[Stretch]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3 …"""
    numbers = [read_cell(document.text[stretch.start : stretch.end]).value or 0 for stretch in tail]
    return len(numbers) >= _FEWEST_COUNTED and all(b == a + 1 for a, b in pairwise(numbers))
