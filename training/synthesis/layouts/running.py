"""Tables in running text: all line breaks lost, or a sentence for each row."""

from __future__ import annotations

from reports.tags import Tag
from training.synthesis.draft import Table
from training.synthesis.layouts.grid import Item, column_label, drop_blank_rows, flatten, item_of, resolve
from training.synthesis.layouts.plain import write_item
from training.synthesis.layouts.prose import ProseStyle, TableWriter
from training.synthesis.layouts.writer import Border, Chooser, Writer
from training.synthesis.pieces import Piece


def unbroken_style(chooser: Chooser) -> ProseStyle:
    """No line break anywhere: blocks joined by a space or by nothing."""
    joint = chooser.pick({" ": 5, "": 4, "  ": 1, "\u3000": 0.5}, heldout={"\u3000\u3000": 1.0, "\u00a0": 0.5})
    return ProseStyle(between=joint, line=chooser.pick({"": 2, " ": 1}))


def unbroken(chooser: Chooser) -> TableWriter:
    """Cells joined by single spaces, or labels by nothing and only values by spaces."""
    glued = chooser.chance(0.35)
    row_end = "" if glued else chooser.pick({" ": 5, "  ": 1, "": 0.5})
    hide = chooser.chance(0.6)

    def write(writer: Writer, table: Table) -> None:
        for row in drop_blank_rows(flatten(table, "drop", "drop"), lambda: hide):
            before = None
            for item in row:
                if not item.text and item.tag is not Tag.BLANK:
                    continue
                spaced = before is not None and (not glued or (item.is_value and before.is_value))
                writer.border(" " if spaced and item.text != "\0" else "", "cell")
                write_item(writer, item, chooser, None, "")
                before = item
            writer.border(row_end, "row")

    return write


def run_together(chooser: Chooser) -> TableWriter:
    """All cells joined by nothing, numbers too, as a page's text comes out without a separator (91000002 93)."""
    row_end = chooser.pick({"": 6, "\n": 2, " ": 1})
    hide = chooser.chance(0.5)

    def write(writer: Writer, table: Table) -> None:
        for row in drop_blank_rows(flatten(table, "drop", "drop"), lambda: hide):
            for item in row:
                if item.text or item.tag is Tag.BLANK:
                    writer.border("", "cell")
                    write_item(writer, item, chooser, None, "")
            writer.border(row_end, "row")
        writer.delimiter("" if row_end == "\n" else "\n" if chooser.chance(0.5) else "")

    return write


def separate_digits(pieces: list[Piece]) -> list[Piece]:
    """A space wherever a value would run into a digit beside it: nobody could read the two apart."""
    result: list[Piece] = []
    last: Piece | None = None
    for piece in pieces:
        if piece.text:
            touches = last is not None and (last.tag is Tag.VALUE or piece.tag is Tag.VALUE)
            if last is not None and touches and last.text[-1] in _RUNNING and piece.text[0] in _RUNNING:
                result.append(Border(" ", role="cell"))
            last = piece
        result.append(piece)
    return result


_RUNNING = frozenset("0123456789０１２３４５６７８９.．,，-—－+＋/／")


def sentences(chooser: Chooser) -> TableWriter:
    """No table at all: each row a line that names every column before its value."""
    colon = chooser.pick({"：": 5, ":": 1, " ": 1})
    comma = chooser.pick({"，": 4, "；": 2, "、": 1, " ": 1})
    inner = chooser.pick({"": 3, "：": 1, " ": 2, "=": 0.5, " = ": 0.3, "为": 0.5})
    bullet = chooser.pick({"": 6, "· ": 0.7, "- ": 0.5, "●": 0.3, "\u3000\u3000": 1})
    stop = chooser.pick({"": 2, "。": 2, "；": 1})

    def write(writer: Writer, table: Table) -> None:
        slots = resolve(table)
        for row in slots:
            cells = [slot.cell for slot in row if not slot.down and not slot.right]
            values = [c for c, slot in enumerate(row) if slot.cell.key and not slot.down and not slot.right]
            if not values:
                _write_labels(writer, [item_of(cell) for cell in cells if cell.tag is not Tag.COLUMN_LABEL])
                continue
            labels = [item_of(cell) for cell in cells if cell.tag is Tag.ROW_LABEL and cell.text]
            for item in labels[:-1]:
                _write_labels(writer, [item])
            writer.delimiter(bullet)
            for item in labels[-1:]:
                writer.border("", "cell")
                writer.content(item.text, item.tag)
                writer.delimiter(colon)
            for n, column in enumerate(values):
                writer.border(comma if n else "", "cell")
                label = column_label(slots, row[column].cell.key, column)
                writer.content(label, Tag.COLUMN_LABEL)
                writer.delimiter(inner if not label[-1:].isdigit() else "：")
                write_item(writer, item_of(row[column].cell), chooser, None, "")
            writer.delimiter(stop)
            writer.border("\n", "row")

    return write


def _write_labels(writer: Writer, items: list[Item]) -> None:
    for item in items:
        if item.text:
            writer.border("", "cell")
            writer.content(item.text, item.tag)
            writer.border("\n", "row")
