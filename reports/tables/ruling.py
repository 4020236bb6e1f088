"""Whether the values of a block stand under its headings, as far as a grid's columns tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.document import Document
from reports.numbers import read_cell
from reports.tables.headings import STUB, contradicts, is_uneven
from reports.tables.items import Item
from reports.tables.placement import Placed
from reports.tables.rows import ValueRow
from reports.tags import Tag


def under(header: Mapping[int, int], labels: Sequence[Item], row: ValueRow) -> ValueRow:
    """A grid's row without the cells under a heading of another name: last year's number, a unit, a remark."""
    own = set(header.values())
    line = {item.row for item in labels if item.column in own}
    other = {item.column for item in labels if item.row in line} - own
    shown = {slot.column for slot in row.slots}
    if not row.aligned or not own <= shown or not other & shown:
        return row
    return replace(row, slots=[slot for slot in row.slots if slot.column not in other])


def by_grid(rows: Sequence[ValueRow], header: Mapping[int, int]) -> bool:
    """Whether the columns of a grid placed the rows under their headings, in whatever order these stand."""
    return all(row.aligned for row in rows) and len(set(header.values())) == len(header) > 1


def _names_few(header: Mapping[int, int], row: ValueRow) -> bool:
    """Whether the headings over a grid's row, told by counting, are fewer than its places: those behind are padding."""
    return row.in_grid and 0 < len(header) < len(row.slots) and len(row.filled) <= len(header)


def is_contradicted(
    placed: Placed, header: Mapping[int, int], labels: Sequence[Item], row: ValueRow, *, ordered: bool
) -> bool:
    """Whether headings of a grid speak against the places of a row's values; ``ordered``: they stand as the form's.

    Where cells only count, this takes a single line of headings: in several, merged cells are lost.
    """
    if (row.aligned or _names_few(header, row)) and contradicts(placed, header, ordered=ordered):
        return True
    columns = set(header.values())
    lines = {item.row for item in labels if item.column in columns and item.tag is Tag.COLUMN_LABEL}
    if row.aligned or not row.in_grid or len(lines) != 1:
        return False
    last = max(item.column for item in labels if item.row in lines)
    ruled = last == row.slots[-1].column  # just as many cells as the line of headings
    return (ruled and contradicts(placed, header, ordered=False)) or is_uneven(placed, header)


def has_lost_cells(header: Mapping[int, int]) -> bool:
    """Whether headings stand in the same column of the grid: merged cells were lost and moved those behind them."""
    columns = [column for column in header.values() if column >= 0]
    return len(set(columns)) < len(columns)


def is_scattered(header: Mapping[int, int], labels: Sequence[Item]) -> bool:
    """Whether headings of several lines stand in another order than the form's: its groups changed places, or the
    grid was cut up wrongly."""
    columns = [header[place] for place in sorted(header)]
    lines = {item.row for item in labels if item.tag is Tag.COLUMN_LABEL and item.column in columns}
    return len(lines) > 1 and columns != sorted(columns)


def is_shifted(document: Document, rows: Sequence[ValueRow], header: Mapping[int, int], labels: Sequence[Item]) -> bool:
    """Whether a block's headings stand beside their columns: numbers under what heads the labels of the rows.

    A caption at the head of the line of headings moves them to the right, and a lost corner to the left.
    """
    stubs = {i.column for i in labels if i.grid is not None and STUB.search(document.text[i.start : i.end])}
    stubs -= set(header.values())
    rows = [row for row in rows if row.aligned]
    filled = [slot for row in rows for slot in row.filled if slot.column in stubs]
    return any(read_cell(document.text[slot.start : slot.end]).state == "reported" for slot in filled)
