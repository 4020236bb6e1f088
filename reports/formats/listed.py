"""Tables as lists in lists: reStructuredText's list-table, Markdown's nested lists.

A row begins with an item of the outer list, and its cells are items of the inner one::

    * - 规章             - 规章
      - 0                  - 0
      - 3                  - 3
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reports.formats.blocks import Block, Line, is_blank, is_heading, is_value, numbered, trim

_BULLETS = "*+\\-•◦·●○▪■"
_ITEM = re.compile(f"([ \\t]*)([{_BULLETS}])(?:[ \\t]+(?:([{_BULLETS}])(?=[ \\t]|\\Z))?|\\Z)")
_FEWEST_ROWS = 3
_LONGEST_ITEM = 80  # code points; the longest label of the forms has 38
_VALUES = 0.25  # share of the items that are values or empty


class _Item(NamedTuple):
    """An item: where its list stands and its bullet, its content, and whether it begins a row."""

    list: tuple[int, str]
    start: int
    end: int
    begins_row: bool


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The lists among ``lines`` that are tables."""
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        last, block = _read(text, lines, at)
        if block is not None:
            blocks.append(block)
        at = max(last, at + 1)
    return blocks


def _item(text: str, line: Line) -> tuple[_Item, tuple[int, str] | None] | None:
    """A line as an item, and the list of the item within it if it begins with two bullets."""
    found = _ITEM.match(text, *line)
    if found is None:
        return None
    outer = (found.start(2) - line.start, found[2])
    inner = (found.start(3) - line.start, found[3]) if found[3] else None
    return _Item(outer, *trim(text, found.end(3) if inner else found.end(), line.end), True), inner


def _read(text: str, lines: Sequence[Line], first: int) -> tuple[int, Block | None]:
    """Where the lists that begin in line ``first`` end, and the table that they are, if they are one."""
    begin = _item(text, lines[first])
    if begin is None:
        return first + 1, None
    outer, cells_list = begin[0].list, begin[1]
    rows: list[list[list[int]]] = []
    at = last = first
    while at < len(lines) and at - last <= 1:
        line = lines[at]
        at += 1
        if is_blank(text, *line):
            continue
        item = _item(text, line)
        if item is None:
            if not _goes_on(text, line, outer) or at - 1 > last:
                break
            rows[-1][-1][1] = trim(text, *line)[1]
        elif item[0].list == outer:
            rows.append([[item[0].start, item[0].end]])
        elif item[0].list[0] < outer[0] or (cells_list is not None and item[0].list != cells_list):
            break
        else:
            cells_list = item[0].list
            rows[-1].append([item[0].start, item[0].end])
        last = at
    return _table(text, rows, first, last)


def _goes_on(text: str, line: Line, outer: tuple[int, str]) -> bool:
    """True for a line that goes on an item: it stands further in than the row's bullet."""
    start, end = trim(text, *line)
    return start - line.start > outer[0] + 1 and not is_heading(text[start:end])


def _table(text: str, rows: Sequence[Sequence[Sequence[int]]], first: int, last: int) -> tuple[int, Block | None]:
    cells = [(start, end) for row in rows for start, end in row]
    several = [row for row in rows if len(row) > 1]
    values = sum(start == end or is_value(text[start:end]) for start, end in cells)
    if (
        len(several) < _FEWEST_ROWS
        or values < _VALUES * len(cells)
        or any(end - start > _LONGEST_ITEM for start, end in cells)
    ):
        return (last if len(several) < _FEWEST_ROWS and len(rows) > 1 else first + 1), None
    full = [row for row in several if any(is_value(text[start:end]) for start, end in row)]
    aligned = len({len(row) for row in full}) == 1 and all(len(row) <= len(full[0]) for row in rows)
    return last, Block(first, last, [numbered((start, end) for start, end in row) for row in rows], aligned)
