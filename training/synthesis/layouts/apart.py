"""Tables whose labels and numbers came apart: text that a PDF's drawing order, not its lines, put in sequence."""

from __future__ import annotations

from training.synthesis.draft import Table
from training.synthesis.layouts.grid import Item, Slot, flatten, item_of, resolve
from training.synthesis.layouts.plain import write_item
from training.synthesis.layouts.prose import TableWriter
from training.synthesis.layouts.writer import Chooser, Writer


def apart(chooser: Chooser) -> TableWriter:
    """All labels of a table first, a line each, then its numbers: row by row, or column by column."""
    by_column = chooser.chance(0.3)
    separator = chooser.pick({" ": 4, "  ": 2, "\t": 1}, heldout={"   ": 1.0})
    between = chooser.pick({"": 3, "\n": 3})
    header_last = chooser.chance(0.5)  # the header stands beside the numbers it heads
    joined = chooser.chance(0.6)  # header cells share a line

    def write(writer: Writer, table: Table) -> None:
        rows = [[item for item in row if item.text or item.is_value] for row in flatten(table, "drop", "drop")]
        valued = [row for row in rows if any(item.is_value for item in row)]
        headers = [row for row in rows if not any(item.is_value for item in row)]
        labels = [[item] for row in valued for item in row if not item.is_value]
        header_rows = headers if joined else [[item] for row in headers for item in row]
        for part in (labels, header_rows) if header_last else (header_rows, labels):
            _write_lines(writer, part, " ", chooser)
        writer.delimiter(between)
        numbers = [[item for item in row if item.is_value] for row in valued]
        if by_column and len({len(row) for row in numbers}) == 1:  # else nobody could tell the rows
            numbers = [[item] for column in zip(*numbers, strict=True) for item in column]
        _write_lines(writer, numbers, separator, chooser)

    return write


def column_blocks(chooser: Chooser) -> TableWriter:
    """Column after column, as readers of PDF files follow the drawing order: a header, then its cells, a line each."""
    between = chooser.pick({"\n": 4, "": 1})
    blank = chooser.pick({"": 3, " ": 1}, heldout={"\u3000": 1.0})

    def write(writer: Writer, table: Table) -> None:
        slots = resolve(table)
        for part in _blocks(slots):
            values = [c for c, slot in enumerate(part[-1]) if slot.cell.key]
            labels = [c for c in range(len(part[-1])) if c < values[0]]
            _write_column(writer, [_own(row[c]) for row in part for c in labels], chooser, blank)
            writer.delimiter(between)
            for c in values:
                _write_column(writer, [_own(row[c]) for row in part], chooser, blank)
                writer.delimiter(between)

    return write


def _blocks(slots: list[list[Slot]]) -> list[list[list[Slot]]]:
    """Parts of a table, each with a header of its own above its rows of values."""
    parts: list[list[list[Slot]]] = [[]]
    for row in slots:
        if parts[-1] and any(slot.cell.key for slot in parts[-1][-1]) and not any(slot.cell.key for slot in row):
            parts.append([])
        parts[-1].append(row)
    return [part for part in parts if any(slot.cell.key for slot in part[-1])]


def _own(slot: Slot) -> Item | None:
    """What begins in a place; None where a merged cell goes on, or where there is nothing."""
    item = item_of(slot.cell)
    return None if slot.down or slot.right or not (item.text or item.is_value) else item


def _write_column(writer: Writer, items: list[Item | None], chooser: Chooser, blank: str) -> None:
    for item in items:
        if item is not None:
            writer.border("", "cell")
            write_item(writer, item, chooser, None, blank)
            writer.border("\n", "row")


def _write_lines(writer: Writer, rows: list[list[Item]], separator: str, chooser: Chooser) -> None:
    for row in rows:
        if not row:
            continue
        for i, item in enumerate(row):
            writer.border(separator if i else "", "cell")
            write_item(writer, item, chooser, None, "")
        writer.border("\n", "row")
