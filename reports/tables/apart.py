"""Tables torn apart: all labels in a sequence of their own, and below it all numbers, as PDF files are drawn.

A careful reader counts: as many lines of numbers as labels are the table's rows, and as many single numbers as the
rows have cells are its columns or its rows, as the totals say. So what the lines hold decides here, not what they
were taken for. Which number belongs to which label is told by their order alone, and every cell is in doubt.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby, islice
from math import gcd

from reports.document import Document, Span
from reports.forms import Table
from reports.numbers import read_cell
from reports.tables.blocks import best_row, without_numbering
from reports.tables.items import Item
from reports.tables.matching import Evidence, rows_named
from reports.tables.rows import Slot, ValueRow
from reports.tables.turning import WITHOUT_TOTAL, holding, in_rows
from reports.tags import Tag

_Cells = Sequence[Span | None]

_NUMBERS = ("reported", "not_applicable")
_FEWEST_ROWS = 4  # whose labels stand together; a group's and its first row's do in every table
_NAMED = 0.5  # share of the form's rows that the labels name
_AGREEING = 0.8  # share of the lines that come out full where they are parted as all of them are
_FEWEST_WHOLE, _HOLDING = 3, 0.8  # rows, and share of them whose totals hold, above the place where a text is cut off
_MOST_LINES, _MOST_RUNS = 400, 100  # more than any table has cells, or rows
_UNKNOWN = 0.5  # probability of what was not taken for a number
_ROW = (-1, -1)  # of an item that stands where no tag was looked at
_TOKEN = re.compile(r"\S+")
_GAP = re.compile(r"(?:^|(?<=\S))[^\S\n]+(?=\S)")  # before the first number of a line, or between two


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with nothing but numbers, or without any: where it stands, and its numbers."""

    start: int
    end: int
    cells: tuple[Span, ...]


def apart_rows(
    document: Document, items: Sequence[Item], table: Table, evidence: Evidence
) -> tuple[list[ValueRow], list[Item]]:
    """The rows of a table whose labels all stand before its numbers, and the items that these do not account for.

    No rows for a table of any other kind, and where counts and sums leave more than one way.
    """
    if document.reader != "text" and any(item.grid is not None for item in items):
        return [], list(items)
    items = without_numbering(document, items)
    rest: list[Item] = list(items)
    rows: list[ValueRow] = []
    seen = {item.start: item for item in items}
    for labels in islice(_label_runs(document, items), _MOST_RUNS):
        lines = list(_number_lines(document, labels[-1].end, items)) if rows_named(labels, evidence)[1:] else []
        found = _rows(document.text, labels, lines, table, evidence, seen)
        if found and not _goes_on(lines, [item for item in rest if item.start >= lines[-1].end]):
            rows += found
            rest = [item for item in rest if not labels[0].start <= item.start < lines[-1].end]
    if len(rows) < max(_FEWEST_ROWS, _NAMED * len(table.rows)):
        return [], list(items)
    return rows, rest


def _label_runs(document: Document, items: Sequence[Item]) -> Iterator[list[Item]]:
    """Labels that stand together, with no number among them."""
    told = [item for item in items if item.kind == "label" or _is_number(document, item)]
    for are_labels, run in groupby(told, key=_is_label):
        if are_labels:
            yield list(run)


def _is_label(item: Item) -> bool:
    return item.kind == "label"


def _is_number(document: Document, item: Item) -> bool:
    return item.kind == "value" and read_cell(document.text[item.start : item.end]).state in _NUMBERS


def _goes_on(lines: Sequence[_Line], rest: Sequence[Item]) -> bool:
    """Whether what was read as rows of one number each is a column: as many numbers follow below the next name."""
    written = [line for line in lines if line.cells]
    column = len(written) > 1 and all(len(line.cells) == 1 for line in written)
    return column and sum(item.kind == "value" for item in rest) >= len(written)


def _rows(
    text: str,
    labels: Sequence[Item],
    lines: Sequence[_Line],
    table: Table,
    evidence: Evidence,
    seen: Mapping[int, Item],
) -> list[ValueRow]:
    """The rows of labels and the numbers below them, [] where these do not tell which number is whose."""
    named = rows_named(labels, evidence) if lines else []
    ways = [named] if len(named) > 1 else []
    if len(named) >= max(_FEWEST_ROWS, _NAMED * len(table.rows)):
        ways.append([*range(len(table.rows))])  # some labels may be lost or beyond recognition
    for rows in ways:
        columns = [table.columns(table.rows[row].key) for row in rows]
        signed = {n for n, column in enumerate(columns[0]) if column.signed}
        widths = [len(one) for one in columns]
        if len(ways) == 1 and max(widths) > 1 and all(len(line.cells) < 2 for line in lines):
            return []  # two labels, and two numbers on lines of their own: these may be one row's
        if found := _by_lines(text, lines, widths) or _by_cells(text, lines, widths, signed):
            own = [[label for label in labels if best_row(label, evidence) == row] for row in rows]
            made = zip(own, found, widths, strict=False)
            return [_row(*one, seen) for one in made if any(cell is not None for cell in one[1])]
    return []


def _row(labels: list[Item], cells: _Cells, width: int, seen: Mapping[int, Item]) -> ValueRow:
    """A row of cells, of which None is one that nothing tells; fewer than its ``width`` are not told apart."""
    told = [(place, cell) for place, cell in enumerate(cells) if cell is not None]
    keys = [place for place, _ in told] if len(cells) == width else None
    slots = [_slot(cell, seen.get(cell.start)) for _, cell in told]
    return ValueRow(labels, slots, in_grid=False, aligned=False, keys=keys, by_order=True)


def _slot(cell: Span, seen: Item | None) -> Slot:
    """The slot of a cell; ``seen`` is what was taken for a number where it begins."""
    filled = cell.start < cell.end
    probability = seen.probability if seen is not None and seen.kind == "value" and seen.end == cell.end else _UNKNOWN
    item = Item(
        "value" if filled else "blank", *cell, Tag.VALUE if filled else Tag.BLANK, probability, _ROW, -1, -1, None
    )
    return Slot(*cell, probability, -1, filled, not filled, (item,))


def _number_lines(document: Document, start: int, items: Sequence[Item]) -> Iterator[_Line]:
    """The lines of numbers, and empty ones, below the labels that end at ``start``; up to the first of any other kind.

    Lines of other words may stand before the first number that was taken for one.
    """
    text, at = document.text, document.text.find("\n", start) + 1
    own = [item for item in items if item.start >= start and item.kind in ("label", "value")]
    places = [item.start for item in own]
    first = next((item.start for item in own if item.kind == "value"), 0)
    waiting: list[_Line] = []
    count = 0
    while at and at <= len(text) and count < _MOST_LINES:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = _line(text, at, end, own[bisect_left(places, at) : bisect_right(places, end)])
        if line is None and first < at:
            return
        if line is None:
            waiting = []
        elif line.cells or at > first:
            yield from (*waiting, line)
            count, waiting = count + len(waiting) + 1, []
        else:
            waiting = [*waiting, line][:_MOST_LINES]
        at = end + 1 if end < len(text) else 0


def _line(text: str, start: int, end: int, items: Sequence[Item]) -> _Line | None:
    """A line of numbers, or an empty one; None for any other."""
    tokens = [Span(start + token.start(), start + token.end()) for token in _TOKEN.finditer(text[start:end])]
    if all(read_cell(text[slice(*token)]).state in _NUMBERS for token in tokens):
        return _Line(start, end, tuple(tokens))
    if items and all(item.kind == "value" for item in items):
        return _Line(start, end, tuple(Span(item.start, item.end) for item in items))
    return None


# ---------------------------------------------------------------------- a line for each row


def _by_lines(text: str, lines: Sequence[_Line], widths: Sequence[int]) -> list[_Cells]:
    """The cells of each row where a line is a row, [] where that is not the only way to read them."""
    rows = [*zip(_lines_of_rows(text, lines, widths), widths, strict=False)]
    read = [[_whole(text, *row, separator) for row in rows] for separator in _separators(text, rows)]
    full = max(read, key=lambda cells: sum(one is not None for one in cells))
    if sum(one is not None for one in full) < _AGREEING * len(full):
        full = [None] * len(full)
    return [one or _shown(*row) for one, row in zip(full, rows, strict=True)]


def _lines_of_rows(text: str, lines: Sequence[_Line], widths: Sequence[int]) -> Sequence[_Line]:
    """The lines that are the rows: as many as there are rows, and none with more numbers than its row has cells."""
    count = len(widths)
    written = [line for line in lines if line.cells]
    spaced = [line for line in lines if line.start < line.end]  # a line of separators alone is a row of blanks
    for chosen in (written, spaced):
        if len(chosen) == count and _fit(chosen, widths):
            return chosen
    if not any(len(line.cells) > 1 for line in written):
        return []
    if _is_cut_off(text, lines):
        return written if _fit(written, widths) else []
    found = [lines[n : n + count] for n in _windows(lines, count)]
    found = [one for one in found if _fit(one, widths) and _has_edges(one, widths)]
    return found[0] if len(found) == 1 else []


def _has_edges(lines: Sequence[_Line], widths: Sequence[int]) -> bool:
    """Whether neither the first row nor the last is a line without the separators that a row of blanks has."""
    return all(lines[n].start < lines[n].end or widths[n] == 1 for n in (0, -1))


def _windows(lines: Sequence[_Line], count: int) -> range:
    """Where ``count`` lines may begin so that no number stands outside of them."""
    filled = [n for n, line in enumerate(lines) if line.cells]
    return range(max(0, filled[-1] - count + 1), min(filled[0], len(lines) - count) + 1) if filled else range(0)


def _fit(lines: Sequence[_Line], widths: Sequence[int]) -> bool:
    return len(lines) <= len(widths) and all(
        len(line.cells) <= width for line, width in zip(lines, widths, strict=False)
    )


def _is_cut_off(text: str, lines: Sequence[_Line]) -> bool:
    """Whether the text ends with the lines, and none of them but the last ones is empty."""
    written = sum(bool(line.cells) for line in lines)
    first = next((n for n, line in enumerate(lines) if line.cells), 0)
    return bool(lines) and not text[lines[-1].end :].strip() and all(line.cells for line in lines[first:][:written])


def _separators(text: str, rows: Sequence[tuple[_Line, int]]) -> list[str]:
    """What may stand between two cells of a line: all gaps are one or several of it. At least one, maybe empty."""
    gaps = [gap for line, width in rows if width > 1 for gap in _GAP.findall(text[line.start : line.end])]
    signs = {gap[0] for gap in gaps}
    common = max(signs, key=lambda sign: sum(gap[0] == sign for gap in gaps), default="")
    longest = reduce(gcd, (len(gap) for gap in gaps if gap == common * len(gap)), 0)
    return [common * length for length in range(longest, 0, -1) if longest % length == 0] or [""]


def _whole(text: str, line: _Line, width: int, separator: str) -> list[Span] | None:
    """The places of a line's cells, the blank ones too; None where these are not as many as the row's."""
    if not line.cells:
        return _shown(line, width)
    own = text[line.start : line.end]
    parts = own.split(separator) if separator and width > 1 else [own]
    if len(parts) != width or sum(bool(part.strip()) for part in parts) != len(line.cells):
        return None
    cells, at = [], line.start
    for part in parts:
        before = len(part) - len(part.lstrip())
        cells.append(Span(at + before, at + before + len(part.strip())))
        at += len(part) + len(separator)
    return cells


def _shown(line: _Line, width: int) -> list[Span]:
    """The numbers of a line alone, or as many blanks as a row has cells."""
    return list(line.cells) or [Span(line.start, line.start)] * width


# ---------------------------------------------------------------------- a line for each cell


def _by_cells(text: str, lines: Sequence[_Line], widths: Sequence[int], signed: set[int]) -> list[_Cells]:
    """The cells of each row where each number has a line of its own, [] where the sums do not tell whose they are."""
    width, count = widths[0], len(widths)
    written = [line for line in lines if line.cells]
    if set(widths) != {width} or width == 1 or any(len(line.cells) > 1 for line in written):
        return []
    whole = [*written] if len(written) == count * width else []
    if not whole and len(windows := _windows(lines, count * width)) == 1:
        whole = [*lines[windows[0] : windows[0] + count * width]]
    if whole:
        cells = [_shown(line, 1)[0] for line in whole]
        return [*in_rows(cells, [text[slice(*cell)] for cell in cells], width, signed)]
    return _rows_cut_off(text, lines, width)


def _rows_cut_off(text: str, lines: Sequence[_Line], width: int) -> list[_Cells]:
    """The whole rows of a table in which the text ends, where their totals tell that they are rows."""
    if width <= WITHOUT_TOTAL or not _is_cut_off(text, lines):
        return []
    cells = [line.cells[0] for line in lines if line.cells]
    rows: list[list[Span]] = [cells[n : n + width] for n in range(0, len(cells) - width + 1, width)]
    told = holding([[text[slice(*cell)] for cell in row] for row in rows])
    return [*rows] if len(rows) >= _FEWEST_WHOLE and told >= _HOLDING else []
