"""Table 四 in a grid, each value under or beside the names of its row and its column, whichever way it is turned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reports.document import Document
from reports.forms import Table
from reports.labels import fold
from reports.tables.items import Item
from reports.tables.keyed import column_names, named_column
from reports.tables.placement import GOOD, SURE, Placed
from reports.tables.rows import Slot, ValueRow


class _Heading(NamedTuple):
    """A label in a grid, and the form's row and column that it names, None where it names none."""

    line: tuple[int, int]
    place: int
    row: int | None
    column: int | None


def place_by_headings(
    document: Document, items: Sequence[Item], rows: Sequence[ValueRow], table: Table
) -> dict[int, Placed] | None:
    """The placed slots of each row of the form, by the row's index.

    None where the table is no grid, where a value lacks one of its two names, or where two values have the same.
    """
    if not rows or not all(row.in_grid and row.aligned for row in rows):
        return None
    headings = _headings(document, items, table)
    found: dict[tuple[int, int], Slot] = {}
    nameless = 0
    for slot in (slot for row in rows for slot in row.slots):
        key = _names(slot, headings)
        if key is None:
            nameless += 1
            if slot.filled:
                return None
        elif found.setdefault(key, slot) is not slot:
            return None
    width = len(table.blocks[0].columns)
    if len(found) < width or (nameless and len(found) < width * len(table.rows)):
        return None  # an empty cell whose names cannot be read may be one of those that are lacking
    lines = {index: tuple(found.get((index, column)) for column in range(width)) for index in range(len(table.rows))}
    return {
        index: Placed(line, SURE) if all(line) else Placed(line, GOOD, "columns_left_out")
        for index, line in lines.items()
        if any(line)
    }


def _headings(document: Document, items: Sequence[Item], table: Table) -> list[_Heading]:
    columns = column_names(table)
    rows = sorted(((fold(row.label), index) for index, row in enumerate(table.rows)), key=lambda pair: -len(pair[0]))
    headings = []
    for item in items:
        if item.kind == "label" and item.grid is not None:
            text = document.text[item.start : item.end]
            folded = fold(text)
            row = next((index for label, index in rows if label in folded), None)
            headings.append(_Heading(item.row, item.column, row, named_column(text, columns) if row is None else None))
    return headings


def _names(slot: Slot, headings: Sequence[_Heading]) -> tuple[int, int] | None:
    """The form's row and column of a slot: what stands beside it names them, else what stands above."""
    if not slot.parts:
        return None
    line = slot.parts[0].row
    beside = [heading for heading in headings if heading.line == line and heading.place < slot.column]
    above = [heading for heading in headings if heading.line < line]
    columns = [heading.column for heading in beside if heading.column is not None]
    columns = columns or [h.column for h in above if h.place == slot.column and h.column is not None]
    rows = [heading.row for heading in beside if heading.row is not None]
    if not rows:
        # A heading spans what stands below and right of it, as far as the next one.
        spanning = [heading for heading in above if heading.place <= slot.column and heading.row is not None]
        nearest = max(spanning, key=lambda heading: (heading.place, heading.line), default=None)
        rows = [nearest.row] if nearest is not None and nearest.row is not None else []
    return (rows[-1], columns[-1]) if rows and columns else None
