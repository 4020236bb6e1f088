"""Tables as recognisers of text in pictures give them: a box of text a line, blank cells seen nowhere."""

from __future__ import annotations

from reports.tags import Tag
from training.synthesis.draft import Table
from training.synthesis.layouts.grid import Item, flatten, scatter_groups
from training.synthesis.layouts.prose import TableWriter
from training.synthesis.layouts.writer import Chooser, Writer


def text_boxes(chooser: Chooser) -> TableWriter:
    """A line for each box: labels of several lines stand half before and half after the numbers beside them."""
    width = chooser.pick({8: 2, 12: 3, 18: 3, 60: 2})
    late = chooser.pick({0.0: 4, 0.5: 2, 1.0: 2})  # of the labels of several lines end after the row's numbers
    scatter = chooser.chance(0.5)

    def write(writer: Writer, table: Table) -> None:
        rows = flatten(table, "empty", "empty")
        rows = scatter_groups(rows, table, chooser) if scatter else rows
        for row in rows:
            _write_row(writer, row, width, late=chooser.chance(late))

    return write


def _write_row(writer: Writer, row: list[Item], width: int, *, late: bool) -> None:
    shown = [item for item in row if item.text or item.is_value]
    label = next((i for i in reversed(range(len(shown))) if shown[i].tag is Tag.ROW_LABEL), None)
    rest: list[Item] = []
    for i, item in enumerate(shown):
        parts = [item] if item.is_value else _cut(item, width)
        if late and i == label and len(parts) > 1:
            half = (len(parts) + 1) // 2
            parts, rest = parts[:half], parts[half:]
        for part in parts:
            _write_box(writer, part)
    for part in rest:
        _write_box(writer, part)
    if shown:
        writer.border("", "row")


def _cut(item: Item, width: int) -> list[Item]:
    """A label in the lines of its box."""
    starts = range(0, len(item.text), width)
    return [Item(item.text[at : at + width], item.tag, item.key, item.first and not at) for at in starts]


def _write_box(writer: Writer, item: Item) -> None:
    if item.tag is Tag.BLANK:
        writer.border("", "hidden", item.key)
        return
    writer.border("", "cell")
    writer.content(item.text, item.tag, item.key, first=item.first)
    writer.delimiter("\n")
