"""Tables of MediaWiki's markup: from ``{|`` to ``|}``, a row after each ``|-``.

A cell begins with a bar (a header with an exclamation mark) at a line's beginning or with two of them within it;
attributes with a bar of their own may stand before its content: ``| colspan="3" | 1,318``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reports.document import Mark
from reports.formats import piece
from reports.formats.blocks import Block, Cell, Line, trim

_BEGIN = re.compile(r"[ \t:]*\{\|")
_END = re.compile(r"[ \t]*\|\}")
_ROW = re.compile(r"[ \t]*\|-")
_CAPTION = re.compile(r"[ \t]*\|\+")
_CELLS = re.compile(r"[ \t]*([|!])")
_BETWEEN = {"|": re.compile(r"\|\|"), "!": re.compile(r"\|\||!!")}
_ATTRIBUTES = re.compile(r"[ \t]*(?:[\w-]{1,30}[ \t]*=[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'|]+)[ \t]*){1,10}\|(?!\|)")
_SPAN = {name: re.compile(rf"\b{name}[ \t]*=[ \t]*[\"']?(\d{{1,2}})") for name in ("colspan", "rowspan")}


class _Piece(NamedTuple):
    """A cell's content as it stands in the text, and how many columns and rows it spans."""

    start: int
    end: int
    columns: int
    rows: int


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The tables of a wiki among ``lines``."""
    if not lines or text.find("{|", lines[0].start, lines[-1].end) < 0:
        return []
    blocks: list[Block] = []
    first: int | None = None
    for number, line in enumerate(lines):
        begins, ends = _BEGIN.match(text, *line), _END.match(text, *line)
        if first is not None and (begins or ends):  # one that begins within another ends it: its own end was lost
            block = _read(text, lines, first, number, number + 1 if ends else number)
            blocks.extend([block] if block.rows else [])
            first = None
        if begins:
            first = number
    return blocks


def _read(text: str, lines: Sequence[Line], first: int, last: int, after: int) -> Block:
    """The table that begins in line ``first`` and whose content ends before line ``last``, and all of it ``after``."""
    rows: list[list[_Piece]] = [[]]
    loose: list[Line] = []
    for line in lines[first + 1 : last]:
        start, end = trim(text, *line)
        if caption := _CAPTION.match(text, *line):
            loose.append(Line(*trim(text, caption.end(), end)))
        elif _ROW.match(text, *line):
            rows.append([])
        elif begun := _CELLS.match(text, *line):
            rows[-1].extend(_pieces(text, begun.end(), end, _BETWEEN[begun[1]]))
        elif rows[-1] and start < end:
            rows[-1][-1] = rows[-1][-1]._replace(end=end)
        elif start < end:
            loose.append(Line(start, end))
    marks: list[Mark] = []
    placed = _placed(text, [row for row in rows if row], marks)
    return Block(first, after, placed, True, marks, loose)


def _pieces(text: str, start: int, end: int, between: re.Pattern[str]) -> list[_Piece]:
    pieces: list[_Piece] = []
    stops = [match.span() for match in between.finditer(text, start, end)]
    for at, stop in zip([start, *(after for _, after in stops)], [*(before for before, _ in stops), end], strict=True):
        attributes = _ATTRIBUTES.match(text, at, stop)
        found = {name: span.search(attributes[0]) if attributes else None for name, span in _SPAN.items()}
        columns, rows = (max(1, int(match[1])) if match else 1 for match in found.values())
        pieces.append(_Piece(attributes.end() if attributes else at, stop, columns, rows))
    return pieces


def _placed(text: str, rows: Sequence[Sequence[_Piece]], marks: list[Mark]) -> list[list[Cell]]:
    """The cells in the columns that no cell of a row above covers."""
    placed: list[list[Cell]] = []
    covered: dict[int, int] = {}  # for each column, how many rows from this one on
    for row in rows:
        cells: list[Cell] = []
        column = 0
        below = {at: times - 1 for at, times in covered.items() if times > 1}
        for start, end, columns, height in row:
            while column in covered:
                column += 1
            cells.append(Cell(*piece.cell(text, start, end, marks), column))
            below.update(dict.fromkeys(range(column, column + columns), height - 1) if height > 1 else {})
            column += columns
        placed.append(cells)
        covered = below
    return placed
