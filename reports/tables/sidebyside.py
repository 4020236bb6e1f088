"""Tables whose rows lie side by side on paper (table 四): one line of values under two levels of headings.

Some reports turn them into rows below each other, some into one table for each row, some into a list of
labels each with its value; all of these come out here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.calibration import GUESSED, INFERRED
from reports.document import Document
from reports.forms import Table
from reports.labels import fold
from reports.tables.downwards import place_downwards
from reports.tables.frames import single_spaced
from reports.tables.headed import place_by_headings
from reports.tables.headings import by_named_order, is_reordered, named_order, names_in
from reports.tables.items import Item
from reports.tables.keyed import column_names, header_columns
from reports.tables.matching import Evidence, match_rows
from reports.tables.placement import GOOD, SURE, SURE_BLANK, Placed, doubted, place_rows
from reports.tables.rows import Slot, ValueRow, split_parts

_MOST_COUNTED = 5  # values of a row that may rise by one each time by chance


def place_side_by_side(
    document: Document, items: Sequence[Item], found: Sequence[ValueRow], table: Table, evidence: Evidence
) -> dict[int, Placed]:
    """The placed slots of each row of the form, by the row's index; rows that are not there are left out."""
    columns = len(table.blocks[0].columns)
    count = len(table.rows)
    found = _without_numbering(document, found)
    headed = place_by_headings(document, items, found, table)
    if headed is None and not _rows_reordered(document, items, table):
        headed = place_downwards(document, items, table)
    if headed is not None:
        return headed
    rows = [row for row in found if not row.hollow]
    header = header_columns(document, items, table)
    named = header if len(set(header.values()) - {-1}) == columns else {}
    below = _rows_below_each_other(document, items, rows, table, evidence, named)
    rows = [row for row in rows if not _is_header(row)]
    line = None if len(below) == count else _one_line(document, items, rows, count * columns, columns)
    if line is None or (below and line.quality <= INFERRED):
        return below
    reordered = _rows_reordered(document, items, table) or _columns_reordered(document, items, table)
    if reordered or _is_torn(document, rows, table):
        line = doubted(line, "columns_reordered")
    return {
        number: Placed(line.slots[number * columns : (number + 1) * columns], line.quality, line.problem)
        for number in range(count)
        if any(line.slots[number * columns : (number + 1) * columns])
    }


def _without_numbering(document: Document, rows: Sequence[ValueRow]) -> list[ValueRow]:
    """Without a row that only numbers the columns (1, 2, 3 … or 0, 1, 2 …), where another holds the values."""
    numbers = [[document.text[slot.start : slot.end] for slot in row.filled] for row in rows]
    counting = [len(texts) > _MOST_COUNTED and _counts_up(texts) for texts in numbers]
    others = any(texts and not counts for texts, counts in zip(numbers, counting, strict=True))
    return [row for row, counts in zip(rows, counting, strict=True) if not (counts and others)]


def _counts_up(texts: Sequence[str]) -> bool:
    return any(texts == [str(n + first) for n in range(len(texts))] for first in (0, 1))


def _rows_below_each_other(
    document: Document,
    items: Sequence[Item],
    rows: Sequence[ValueRow],
    table: Table,
    evidence: Evidence,
    named: Mapping[int, int],
) -> dict[int, Placed]:
    count, columns = len(table.rows), len(table.blocks[0].columns)
    own = [row for row in rows if row.labels or row.before or row.keys]
    if len(own) < 2 or any(len(row.filled if row.labels else row.known) > columns for row in own):
        return {}
    matches = match_rows(document, own, evidence, count, columns)
    found = [(row, match) for row, match in zip(own, matches, strict=True) if match.index is not None]
    if len(found) < 2:
        return {}
    placed = place_rows(document, [row for row, _ in found], columns, named)
    if not (named and all(row.aligned for row, _ in found)):
        placed = _in_named_order(document, items, table, placed)
    return {
        match.index: Placed(one.slots, one.quality * match.quality, one.problem)
        for (_, match), one in zip(found, placed, strict=True)
        if match.index is not None
    }


def _in_named_order(document: Document, items: Sequence[Item], table: Table, placed: Sequence[Placed]) -> list[Placed]:
    """Rows below each other under headings in an order of their own."""
    first = next((k for k, item in enumerate(items) if item.kind in ("value", "blank")), len(items))
    order = named_order(document, [item for item in items[:first] if item.kind == "label"], table, table.blocks[0])
    if is_reordered(order) and len(_named_groups(document, items, table)) == 1:
        return [by_named_order(document, one, order) for one in placed]
    reordered = _columns_reordered(document, items, table)
    return [doubted(one, "columns_reordered") for one in placed] if reordered else list(placed)


def _rows_reordered(document: Document, items: Sequence[Item], table: Table) -> bool:
    """Whether the headings over a line of values name the form's rows in another order."""
    whole = _labels(document, items)
    first = [whole.find(fold(row.label)) for row in table.rows]
    found = [place for place in first if place >= 0]
    return found != sorted(found)


def _columns_reordered(document: Document, items: Sequence[Item], table: Table) -> bool:
    """Whether headings that name every column do so in another order than the form's."""
    return any(group != sorted(group) == [*range(len(group))] for group in _named_groups(document, items, table))


def _named_groups(document: Document, items: Sequence[Item], table: Table) -> list[list[int]]:
    """The columns named by the labels of a table, as many at a time as the form has; [] where some are lacking."""
    named = names_in(_labels(document, items), column_names(table))
    width = len(table.blocks[0].columns)
    return [named[k : k + width] for k in range(0, len(named), width)] if len(named) % width == 0 else []


def _labels(document: Document, items: Sequence[Item]) -> str:
    """The labels of a table in reading order; one may hold the headings of several columns."""
    return "|".join(fold(document.text[item.start : item.end]) for item in items if item.kind == "label")


def _is_torn(document: Document, rows: Sequence[ValueRow], table: Table) -> bool:
    """Whether labels of several rows stand right before values on lines: these may run by row or by column."""
    names = column_names(table)
    last = [
        [fold(document.text[label.start : label.end]) for label in row.before[-2:]]
        for row in rows
        if not row.in_grid and not row.labels
    ]
    return any(len(pair) == 2 and not any(text.endswith(tuple(names)) for text in pair) for pair in last)


def _is_header(row: ValueRow) -> bool:
    """A row of headings whose merged cells were taken for blanks."""
    return not row.filled and bool(row.labels)


def _one_line(
    document: Document, items: Sequence[Item], rows: Sequence[ValueRow], width: int, columns: int
) -> Placed | None:
    """All values in one line, or in a line for each of several tables beside or below each other."""
    if any(row.filled for row in rows):  # a row of empty cells above the values is a deleted one
        rows = [row for row in rows if row.filled or len(row.slots) != width]
        rows = [row for row in rows if row.filled or row.in_grid or len(row.slots) >= columns]
        rows = [single_spaced(row, columns, width) for row in rows]
    if not rows:
        return None
    if len(rows) == 1:
        row = rows[0]
        if row.in_grid and row.aligned:
            placed = _by_header(items, row, width)
            if placed:
                return placed
        placed = place_rows(document, [row], width, side_by_side=(columns,) * (width // columns))[0]
        return _counted(placed, row.slots, width, columns)
    # A row of values follows its own headings in each table; headings repeated on a new page change nothing.
    slots = [slot for row in rows for slot in _whole(row, columns)]
    # Pieces with names of their own that are no whole rows of the form may be its columns.
    named = any(len(_whole(row, columns)) % columns and (row.labels or row.before) for row in rows[1:])
    if len(slots) == width and not named and all(slot.filled or slot.probability >= SURE_BLANK for slot in slots):
        return Placed(tuple(slots), GOOD)
    if len(slots) == width:
        return Placed(tuple(slots), INFERRED, "columns_doubtful")
    for row in rows:
        if len(row.known) == width or len(row.slots) == width:
            # Other rows are a copy of the table, or values that belong somewhere here.
            return Placed(tuple(row.slots if len(row.slots) == width else row.known), INFERRED, "too_many_values")
    return _counted(None, slots, width, columns)


def _whole(row: ValueRow, columns: int) -> list[Slot]:
    """A row's known places if they are whole rows of the form, else all of its places if those are."""
    return row.slots if len(row.known) % columns and len(row.slots) % columns == 0 else row.known


def _counted(placed: Placed | None, slots: Sequence[Slot], width: int, columns: int) -> Placed:
    if placed is not None and (placed.quality > GUESSED or placed.problem == "values_run_together"):
        return placed
    parts = split_parts([slot for slot in slots if slot.known])
    result: list[Slot | None] = [None] * width
    if len(parts) == width // columns:  # only the totals are filled in
        result[columns - 1 :: columns] = parts
    else:
        result[: len(parts)] = parts[:width]
    return Placed(tuple(result), GUESSED, "too_many_values" if len(parts) > width else "too_few_values")


def _by_header(items: Sequence[Item], row: ValueRow, width: int) -> Placed | None:
    """In an aligned grid with columns to spare, those under a heading of their own hold the values."""
    headed = sorted({item.column for item in items if item.kind == "label" and item.grid == row.slots[0].parts[0].grid})
    by_column = {slot.column: slot for slot in row.slots}
    if len(headed) != width or any(slot.column not in headed for slot in row.filled):
        return None
    # A layout in columns shows no cells left of a row's first value: what is blank there is blank.
    blank = replace(row.slots[0], end=row.start, filled=False, blank=True, parts=())
    return Placed(tuple(by_column.get(column, blank) for column in headed), SURE)
