"""Table 四 written downwards: a column's name on a line, and below it its cells, each on a line of its own.

Either every column of every row has a name of its own, with its one cell below, or each name stands once, above a cell
for each row. In the first case the name beside a number tells whose it is; in the second nothing but their order does.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from reports.calibration import INFERRED
from reports.document import Document
from reports.forms import Table
from reports.labels import fold
from reports.tables.blocks import with_numbers
from reports.tables.items import Item
from reports.tables.keyed import column_names, named_column
from reports.tables.placement import GOOD, Placed
from reports.tables.rows import Slot
from reports.tables.turning import holding

_Entry = tuple[int | None, list[Item]]  # the column that a name is read as, and what stands below it

_READ = 0.8  # share of the columns' names that can be read
_HOLDING = 0.5  # share of the rows whose totals hold where their order tells them; reports have mistakes


def place_downwards(document: Document, items: Sequence[Item], table: Table) -> dict[int, Placed] | None:
    """The placed slots of each row of the form, by the row's index; None for a table of any other kind."""
    for read in (items, with_numbers(document, items)):
        entries = _entries(document, read, column_names(table))
        # A row's name, or the table's, may stand over empty lines as well.
        told = [(column, places) for column, places in entries if column is not None or _written(places)]
        for way in (entries, told):
            if (placed := _placed(document, table, way)) is not None:
                return placed
    return None


def _placed(document: Document, table: Table, entries: Sequence[_Entry]) -> dict[int, Placed] | None:
    width, count = len(table.blocks[0].columns), len(table.rows)
    columns = [column for column, _ in entries]
    written = [_written(places) for _, places in entries]
    if _reads(columns, [*range(width)] * count) and all(places for _, places in entries) and any(written[:-1]):
        if any(len(values) > 1 for values in written):
            return None
        slots = [_slot(values, places) for values, (_, places) in zip(written, entries, strict=True)]
        return {row: Placed(tuple(slots[row * width : (row + 1) * width]), GOOD) for row in range(count)}
    if _reads(columns, range(width)) and all(len(values) == count for values in written):
        return _by_order(document, written)
    return None


def _written(places: Sequence[Item]) -> list[Item]:
    return [item for item in places if item.kind == "value"]


def _entries(document: Document, items: Sequence[Item], names: dict[str, int]) -> list[_Entry]:
    """The columns named, in reading order, each with what stands below; [] for a table that is a grid.

    Of labels without anything between them the last stands over the cells; its name may be one that cannot be read.
    """
    if any(item.grid is not None for item in items):
        return []
    entries: list[_Entry] = []
    for are_labels, run in groupby(items, key=_is_label):
        if are_labels:
            *others, last = [document.text[item.start : item.end] for item in run]
            entries += [(names[fold(text)], []) for text in others if fold(text) in names]
            entries.append((named_column(last, names), []))
        elif entries:
            entries[-1][1].extend(run)
    return entries


def _is_label(item: Item) -> bool:
    return item.kind == "label"


def _reads(columns: Sequence[int | None], wanted: Sequence[int]) -> bool:
    """Whether names are those of the columns wanted; a few may be unreadable, for they stand in their order."""
    read = [column for column in columns if column is not None]
    agree = all(column in (place, None) for column, place in zip(columns, wanted, strict=False))
    return len(columns) == len(wanted) and agree and len(read) >= _READ * len(wanted)


def _slot(values: Sequence[Item], places: Sequence[Item]) -> Slot:
    item = (*values, *places)[0]
    filled = bool(values)
    return Slot(item.start, item.end, item.probability if filled else GOOD, -1, filled, not filled, (item,))


def _by_order(document: Document, written: Sequence[Sequence[Item]]) -> dict[int, Placed] | None:
    """The rows of columns that each have a cell for all of them."""
    rows = [*zip(*written, strict=True)]
    texts = [[document.text[item.start : item.end] for item in row] for row in rows]
    if any(text.strip("0 ") for row in texts for text in row) and holding(texts) < _HOLDING:
        return None
    return {
        index: Placed(tuple(_slot([item], ()) for item in row), INFERRED, "cells_by_order")
        for index, row in enumerate(rows)
    }
