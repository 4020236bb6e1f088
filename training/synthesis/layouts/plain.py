"""Tables as plain text without any drawn border: Word flattened, tabs, cells a line, single spaces."""

from __future__ import annotations

from reports.tags import Tag
from training.synthesis.draft import Table
from training.synthesis.layouts.grid import (
    LABEL_TAGS,
    Breaker,
    Item,
    Policy,
    drop_blank_rows,
    flatten,
    is_hidden,
    make_breaker,
)
from training.synthesis.layouts.prose import TableWriter
from training.synthesis.layouts.writer import Chooser, Writer

BLANKS: dict[str, float] = {"": 5.0, " ": 1.5, "\u00a0": 2.0}
HELDOUT_BLANKS: dict[str, float] = {"\u3000": 1.0, "  ": 0.5}


def merged(chooser: Chooser, empty: float, drop: float, repeat: float = 0.0) -> Policy:
    options: dict[Policy, float] = {"empty": empty, "drop": drop, "repeat": repeat}
    return chooser.pick(options)


def write_item(writer: Writer, item: Item, chooser: Chooser, breaker: Breaker | None, blank: str) -> None:
    """One cell's content: labels broken by ``breaker``, blanks shown as ``blank``."""
    if is_hidden(item):
        writer.border("", "hidden", item.key)
    elif item.tag is Tag.BLANK:
        writer.content(blank, Tag.BLANK, item.key)
    else:
        text = breaker(item, chooser) if breaker else item.text
        writer.content(text, item.tag, item.key, first=item.first)


def bookmark(chooser: Chooser) -> str:
    """The name of an anchor that a converter leaves in the text."""
    number = chooser.rng.randrange(10**6, 10**9)
    name = chooser.pick({"_Toc": 2, "_Hlk": 3, "_GoBack": 1, "OLE_LINK": 1})
    return name if name == "_GoBack" else f"{name}{number}"


def flat_word(chooser: Chooser) -> TableWriter:
    """A Word table flattened: every cell on a line of its own after a tab, rows closed by an empty line."""
    blank = chooser.pick(BLANKS, HELDOUT_BLANKS)
    mixed_blanks = chooser.chance(0.15)
    structural = chooser.pick({"": 6, " ": 1, "\u00a0": 1})
    breaker = make_breaker(chooser)
    down, right = merged(chooser, 8, 2), merged(chooser, 1, 9)
    row_end = chooser.pick({"\n": 12, "\n\n": 1, " \n": 1, "": 0.8}, heldout={"\t\n": 1.0})
    debris = chooser.pick({0.0: 7, 0.02: 2, 0.12: 2})
    debris_form = chooser.pick({"[bookmark: {}]": 5}, heldout={"[]{{#{} .anchor}}": 1.0, "{{bookmark {}}}": 0.5})
    padding = chooser.pick({("", ""): 8, ("\u00a0", ""): 1, (" ", ""): 1, ("", " "): 1, (" ", "\u00a0"): 0.5})
    low_rows = chooser.pick({0.0: 7, 0.1: 1, 0.4: 1})  # rows whose values stand a line lower in their cells
    lead = chooser.pick({"\t": 20}, heldout={"\t ": 1.0})
    every = chooser.chance(0.5)

    def write(writer: Writer, table: Table) -> None:
        for row in flatten(table, down, right):
            low = chooser.pick({"\n": 3, "\n\n": 1}) if chooser.chance(low_rows) else ""
            for item in row:
                writer.border(lead, "cell")
                if item.tag in LABEL_TAGS and chooser.chance(debris):
                    writer.content(debris_form.format(bookmark(chooser)), Tag.RUNNING_HEAD)
                if item.tag is Tag.VALUE:
                    writer.delimiter(low if every or chooser.chance(0.7) else "")
                    writer.delimiter(padding[0] if chooser.chance(0.8) else "")
                shown = blank if not mixed_blanks or chooser.chance(0.7) else chooser.pick(BLANKS)
                if item.tag is Tag.PROSE and not item.text:
                    writer.content(structural, Tag.PROSE)
                else:
                    write_item(writer, item, chooser, breaker, shown)
                writer.delimiter(padding[1] if item.tag is Tag.VALUE else "")
                writer.delimiter("\n")
            writer.border(row_end, "row")

    return write


def tsv(chooser: Chooser) -> TableWriter:
    """A row a line, cells set off by tabs, as a table is pasted out of Word, Excel or a browser."""
    lead = chooser.pick({"": 8, "\t": 2})
    tail = chooser.pick({"": 9, "\t": 1})
    separator = chooser.pick({"\t": 14, " \t": 1, "\t ": 1}, heldout={"\t\t": 1.0})
    down, right = merged(chooser, 6, 2, 2), merged(chooser, 5, 4, 1)
    blank = chooser.pick({"": 6, " ": 1, "\u00a0": 1}, {"\u3000": 0.5})
    breaker = make_breaker(chooser, chooser.pick({" ": 2, "": 1, "\n": 0.5}))
    quoted = breaker.mark == "\n"  # a spreadsheet quotes cells that hold a line break
    row_end = chooser.pick({"\n": 9, "\n\n": 1.5})
    strip = chooser.chance(0.3)  # trailing empty cells without a value are cut off

    def write(writer: Writer, table: Table) -> None:
        for row in flatten(table, down, right):
            while strip and row and row[-1].tag is Tag.PROSE and not row[-1].text:
                row.pop()
            for i, item in enumerate(row):
                writer.border(separator if i else lead, "cell")
                text = breaker(item, chooser)
                if quoted and "\n" in text:
                    writer.delimiter('"')
                    writer.content(text, item.tag, item.key)
                    writer.delimiter('"')
                else:
                    write_item(writer, Item(text, item.tag, item.key, item.first), chooser, None, blank)
            writer.delimiter(tail)
            writer.border(row_end, "row")

    return write


def cell_per_line(chooser: Chooser) -> TableWriter:
    """Every cell on a line of its own, as web pages copy and simple converters extract."""
    gap = chooser.pick({"\n": 7, "\n\n": 2}, heldout={"\n \n": 0.7})
    blank = chooser.pick({"": 5, " ": 2, "\u00a0": 2}, {"\u3000": 0.7})
    hide = chooser.chance(0.3)
    structural = chooser.chance(0.3)
    down = merged(chooser, 3 if structural else 0, 7)
    right = merged(chooser, 1 if structural else 0, 9)
    row_end = chooser.pick({"": 6, "\n": 2})
    indent = chooser.pick({"": 8, "\u3000\u3000": 0.5, "  ": 1, "\t": 0.5})
    breaker = make_breaker(chooser)
    whole = chooser.chance(0.6)

    def write(writer: Writer, table: Table) -> None:
        rows = flatten(table, down, right)
        for row in drop_blank_rows(rows, lambda: hide):
            for item in row:
                if is_hidden(item):
                    writer.border("", "hidden", item.key)
                    continue
                if not structural and item.tag is Tag.PROSE and not item.text:
                    continue
                writer.border("", "cell")
                writer.delimiter(indent if item.text else "")
                write_item(writer, item, chooser, None if whole else breaker, blank)
                writer.delimiter(gap)
            writer.border(row_end, "row")

    return write


def space_row(chooser: Chooser) -> TableWriter:
    """A row a line, its cells set off by single spaces; a blank is a doubled space, or seen nowhere."""
    separator = chooser.pick({" ": 9}, heldout={"\u00a0": 1.0, "\u3000": 1.0})
    hide = chooser.chance(0.4)
    breaker = make_breaker(chooser, chooser.pick({" ": 1, "": 3, "\n": 1}))
    row_end = chooser.pick({"\n": 9, "\n\n": 1})

    def write(writer: Writer, table: Table) -> None:
        for row in drop_blank_rows(flatten(table, "drop", "drop"), lambda: hide):
            shown = [item for item in row if item.text or item.tag is Tag.BLANK]
            if not shown:
                continue
            for i, item in enumerate(shown):
                if not is_hidden(item):
                    writer.border(separator if i else "", "cell")
                write_item(writer, item, chooser, breaker, "")
            writer.border(row_end, "row")

    return write


def cells_x07(chooser: Chooser) -> TableWriter:
    """The text of an old .doc file with its cell marks (U+0007); two of them close a row."""
    row_end = chooser.pick({"\x07": 4, "\x07\n": 3, "\n": 1})
    down, right = merged(chooser, 7, 3), merged(chooser, 1, 9)
    blank = chooser.pick(BLANKS, HELDOUT_BLANKS)
    breaker = make_breaker(chooser)

    def write(writer: Writer, table: Table) -> None:
        for row in flatten(table, down, right):
            for item in row:
                writer.border("", "cell")
                write_item(writer, item, chooser, breaker, blank)
                writer.delimiter("\x07")
            writer.border(row_end, "row")
        writer.delimiter("" if row_end.endswith("\n") else "\n")

    return write
