"""Tables whose cells tabs end: a cell a line, its tab behind its text, a row ended by an empty line.

Converters that write a tab after each cell leave a Word table so (``规章→``, ``0→``, ``0→``); an empty cell is a line
of a tab alone. A cell's text may go on over lines, of which only the last has the tab; the last cell of a row may be
without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from reports.formats.blocks import Block, Line, is_blank, is_heading, is_prose, is_value, numbered, trim
from reports.formats.flat import with_row_ends

_FEWEST_CELLS = 4  # with text, in a table
_FEWEST_BELOW = 2  # of them right below another, where the lines of other layouts would stand apart
_MOST_EMPTY = 3  # lines between two rows
_LONGEST_PART = 60  # of a cell's text, on a line before the one with its tab
_MOST_PARTS = 4

Spans = list[tuple[int, int]]


def find_blocks(text: str, lines: Sequence[Line]) -> list[Block]:
    """The tables among ``lines`` whose cells tabs end."""
    if not lines or text.find("\t\n", lines[0].start, lines[-1].end) < 0:
        return []
    cells = [_ends_cell(text, line) for line in lines]
    filled = [cell and not is_blank(text, *line) for cell, line in zip(cells, lines, strict=True)]
    return [
        Block(first, last, [numbered(row) for row in _rows(text, lines[first:last])], aligned=False)
        for first, last in _stretches(text, lines, cells)
        if sum(filled[first:last]) >= _FEWEST_CELLS
        and sum(one and other for one, other in pairwise(filled[first:last])) >= _FEWEST_BELOW
    ]


def _ends_cell(text: str, line: Line) -> bool:
    """A tab at the end of a line, and none before or within what is written there."""
    content = text[slice(*line)].strip(" \r")
    written = content.rstrip("\t")
    return content.endswith("\t") and "\t" not in written and not is_heading(written) and not is_prose(written)


def _stretches(text: str, lines: Sequence[Line], cells: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """``[first, last)`` of each stretch of cells, with the empty lines and the parts of texts between two of them."""
    first = last = None
    for at, is_cell in enumerate(cells):
        if not is_cell:
            continue
        if first is not None and last is not None and _parts(text, lines[last:at]):
            yield first, _with_last_cell(text, lines, last)
            first = None
        first, last = at if first is None else first, at + 1
    if first is not None and last is not None:
        yield first, _with_last_cell(text, lines, last)


def _with_last_cell(text: str, lines: Sequence[Line], last: int) -> int:
    """The end of a table whose last cell with a tab is above line ``last``, which may be one without."""
    return last + 1 if last < len(lines) and is_value(text[slice(*lines[last])].strip()) else last


def _parts(text: str, between: Sequence[Line]) -> bool:
    """Whether the lines between two cells part two tables: too many, too long, a heading, or tabs of another layout."""
    written = [content for line in between if (content := text[slice(*line)].strip())]
    return (
        len(written) > _MOST_PARTS
        or len(between) - len(written) > _MOST_EMPTY
        or any(len(content) > _LONGEST_PART or "\t" in content or is_heading(content) for content in written)
    )


def _rows(text: str, lines: Sequence[Line]) -> list[Spans]:
    rows: list[Spans] = [[]]
    begun: tuple[int, int] | None = None  # a cell whose tab is still to come
    for line in lines:
        tab = text.find("\t", *line)
        if tab >= 0:
            rows[-1].append(trim(text, begun[0] if begun else line.start, tab))
            rows[-1].extend([(tab, tab)] * (text.count("\t", *line) - 1))
            begun = None
        elif not is_blank(text, *line):
            begun = trim(text, begun[0] if begun else line.start, line.end)
        else:
            rows[-1].extend([begun] if begun else [])
            rows.append([])
            begun = None
    rows[-1].extend([begun] if begun else [])
    return [part for row in rows if row for part in with_row_ends(text, row)]
