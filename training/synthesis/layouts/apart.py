"""Tables whose labels and numbers came apart: text that a PDF's drawing order, not its lines, put in sequence."""

from __future__ import annotations

from itertools import zip_longest

from training.synthesis.draft import Table
from training.synthesis.layouts.grid import Item, flatten
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
        if by_column:
            columns = zip_longest(*numbers)
            numbers = [[item] for column in columns for item in column if item is not None]
        _write_lines(writer, numbers, separator, chooser)

    return write


def _write_lines(writer: Writer, rows: list[list[Item]], separator: str, chooser: Chooser) -> None:
    for row in rows:
        if not row:
            continue
        for i, item in enumerate(row):
            writer.border(separator if i else "", "cell")
            write_item(writer, item, chooser, None, "")
        writer.border("\n", "row")
