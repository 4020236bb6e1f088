"""Which columns of a table a row's cells stand in.

Word files say it twice: by the number of grid columns that a cell spans, and by its width. Where both agree the spans
are taken. Where they do not, a writer got one of them wrong; Word then shows the widths, which it lets differ from
row to row. What is taken is what makes a table: rows that end together and share their edges.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from reports.formats.docx.stories import Row

_LOOSE = 60  # twips (3 points): how far apart writers set what is meant to be one edge
_RAGGED = 0.02  # of the table's width: how far apart rows may end


def starts(rows: Sequence[Row]) -> list[list[int]]:
    """For each row the column in which each of its cells begins, and last the column after them all."""
    by_spans = [_by_spans(row) for row in rows]
    measured = [_measured(row) for row in rows]
    places = [place for place in measured if place is not None]
    if len(places) < len(rows) or len({row_unit(row) for row in rows}) != 1:
        return by_spans
    narrowest = min((right - left for place in places for left, right in pairwise(place)), default=0)
    tolerance = min(_LOOSE, max(narrowest // 3, 1))
    if _agree(by_spans, places, tolerance):
        return by_spans
    ends = [place[-1] for place in places]
    if max(ends) - min(ends) > max(_RAGGED * max(ends), tolerance):
        return by_spans
    by_widths = _by_widths(places, tolerance)
    if _sound(rows, by_spans) and _distinct(by_spans) <= _distinct(by_widths):
        return by_spans
    return by_widths


def row_unit(row: Row) -> str | None:
    """The unit of a row's widths."""
    return row.cells[0].width[0] if row.cells and row.cells[0].width is not None else None


def _by_spans(row: Row) -> list[int]:
    return list(accumulate((cell.span for cell in row.cells), initial=row.before))


def _measured(row: Row) -> list[int] | None:
    """The edges of a row's cells by their widths; None where they are not all given in one unit."""
    widths = [cell.width for cell in row.cells]
    if row.before:
        widths.insert(0, row.before_width)
    values = [width[1] for width in widths if width is not None]
    units = {width[0] for width in widths if width is not None}
    if len(values) < len(widths) or len(units) != 1:
        return None
    edges = list(accumulate(values, initial=0))
    return edges[1:] if row.before else edges


def _agree(by_spans: Sequence[Sequence[int]], places: Sequence[Sequence[int]], tolerance: int) -> bool:
    """Whether every column begins at one place in all rows."""
    found: dict[int, tuple[int, int]] = {}
    for columns, place in zip(by_spans, places, strict=True):
        for column, at in zip(columns, place, strict=True):
            low, high = found.get(column, (at, at))
            low, high = min(low, at), max(high, at)
            if high - low > tolerance:
                return False
            found[column] = (low, high)
    return all(high[0] - low[1] > 0 for low, high in pairwise([found[column] for column in sorted(found)]))


def _by_widths(places: Sequence[Sequence[int]], tolerance: int) -> list[list[int]]:
    """Edges that lie close together are one."""
    columns: dict[int, int] = {}
    first, column = -tolerance - 1, -1
    for at in sorted({at for place in places for at in place}):
        if at - first > tolerance:
            first, column = at, column + 1
        columns[at] = column
    return [[columns[at] for at in place] for place in places]


def _sound(rows: Sequence[Row], by_spans: Sequence[Sequence[int]]) -> bool:
    """Whether the spans make a table: rows end in one column, and merged cells go on below themselves."""
    if len({columns[-1] + row.after for row, columns in zip(rows, by_spans, strict=True)}) > 1:
        return False
    above: set[tuple[int, int]] = set()
    for row, columns in zip(rows, by_spans, strict=True):
        here = list(pairwise(columns))
        for cell, place in zip(row.cells, here, strict=True):
            if cell.continues and place not in above:
                return False
        above = set(here)
    return True


def _distinct(columns: Sequence[Sequence[int]]) -> int:
    return len({column for row in columns for column in row})
