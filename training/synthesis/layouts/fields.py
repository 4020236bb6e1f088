"""Tables as records of a program: comma-separated values, JSON, wiki and typesetting markup, lists with commas."""

from __future__ import annotations

from dataclasses import dataclass

from reports.tags import Tag
from training.synthesis.draft import Table
from training.synthesis.layouts.grid import Item, Slot, column_label, flatten, item_of, make_breaker, resolve
from training.synthesis.layouts.plain import merged, write_item
from training.synthesis.layouts.prose import TableWriter
from training.synthesis.layouts.writer import Chooser, Writer


@dataclass(frozen=True, slots=True)
class Markup:
    """What a markup writes before and after a table, a row and a cell."""

    opening: str = ""
    closing: str = ""
    row: str = ""
    row_end: str = "\n"
    first: str = ""  # before a row's first cell
    cell: str = ""  # before every other cell
    header: str = ""  # before every cell of a row of labels, where it differs
    blank: str = ""


def csv(chooser: Chooser) -> TableWriter:
    """Comma-separated values (RFC 4180), as spreadsheets export and tabula and camelot extract tables."""
    mark = chooser.pick({",": 6}, heldout={";": 1.0})
    quotes = chooser.pick({"where needed": 5, "labels": 2, "all": 2})
    down, right = merged(chooser, 8, 0, 2), merged(chooser, 8, 0, 1)
    breaker = make_breaker(chooser, chooser.pick({" ": 1, "": 4}))

    def write(writer: Writer, table: Table) -> None:
        for row in flatten(table, down, right):
            for i, item in enumerate(row):
                writer.border(mark if i else "", "cell")
                text = breaker(item, chooser)
                wanted = quotes == "all" or (quotes == "labels" and text and not item.is_value)
                quote = '"' if wanted or mark in text else ""
                writer.delimiter(quote)
                write_item(writer, Item(text, item.tag, item.key, item.first), chooser, None, "")
                writer.delimiter(quote)
            writer.border("\n", "row")

    return write


def _marked_up(markup: Markup, chooser: Chooser) -> TableWriter:
    down, right = merged(chooser, 8, 0, 1), merged(chooser, 8, 0, 1)

    def write(writer: Writer, table: Table) -> None:
        writer.delimiter(markup.opening)
        for row in flatten(table, down, right):
            writer.delimiter(markup.row)
            labels = markup.header and not any(item.is_value for item in row)
            for i, item in enumerate(row):
                cell = markup.cell if i else markup.first
                writer.border(markup.header if labels else cell, "cell")
                write_item(writer, item, chooser, None, markup.blank)
            writer.border(markup.row_end, "row")
        writer.delimiter(markup.closing)

    return write


def mediawiki(chooser: Chooser) -> TableWriter:
    """A wiki's table: rows begun by "|-", cells by "|" or "||", headers by "!"."""
    opening = chooser.pick({'{| class="wikitable"\n': 3, "{|\n": 2})
    own_lines = chooser.chance(0.5)
    return _marked_up(
        Markup(
            opening,
            "|}\n",
            row="|-\n",
            first="| ",
            cell="\n| " if own_lines else " || ",
            header="\n! " if own_lines and chooser.chance(0.4) else "",
        ),
        chooser,
    )


def asciidoc(chooser: Chooser) -> TableWriter:
    """AsciiDoc: a table between two lines of "|===", a bar before each cell."""
    opening = chooser.pick({"|===\n": 3, '[options="header"]\n|===\n': 1})
    return _marked_up(Markup(opening, "|===\n", first=chooser.pick({"|": 2, "| ": 1}), cell=" |"), chooser)


def latex(chooser: Chooser) -> TableWriter:
    r"""LaTeX as recognisers of formulas and tables write it: "&" between cells, "\\" at a row's end."""
    rule = chooser.pick({"": 1, " \\hline": 3})
    opening = chooser.pick({"\\begin{tabular}{|c|c|c|}\n\\hline\n": 3, "\\begin{array}{lll}\n": 1})
    name = "tabular" if "tabular" in opening else "array"
    return _marked_up(
        Markup(opening, f"\\end{{{name}}}\n", row_end=f" \\\\{rule}\n", cell=chooser.pick({" & ": 4, "&": 1})), chooser
    )


def listed(chooser: Chooser) -> TableWriter:
    """A row a line, its cells set off by a mark of punctuation, as clerks type them or crawlers join them."""
    mark = chooser.pick({"；": 3, "、": 3, ";": 1}, heldout={" · ": 0.7, " / ": 0.7})
    row_end = chooser.pick({"\n": 5, "。\n": 1})

    def write(writer: Writer, table: Table) -> None:
        for row in flatten(table, "drop", "drop"):
            shown = [item for item in row if item.text or item.tag is Tag.BLANK]
            for i, item in enumerate(shown):
                writer.border(mark if i else "", "cell")
                write_item(writer, item, chooser, None, "")
            if shown:
                writer.border(row_end, "row")

    return write


def json_rows(chooser: Chooser) -> TableWriter:
    """An object a row, each value under its column's label, as a table comes out of a web service's answer."""
    name = chooser.pick({"项目": 2, "名称": 2, "label": 1, "事项": 1})
    opening, between, closing = chooser.pick({("[\n", ",\n", "\n]\n"): 2, ("", "\n", "\n"): 2})
    joint = chooser.pick({": ": 3, ":": 1})

    def write(writer: Writer, table: Table) -> None:
        writer.delimiter(opening)
        slots = resolve(table)
        rows = [row for row in slots if any(slot.cell.key and not slot.down and not slot.right for slot in row)]
        for r, row in enumerate(rows):
            _write_object(writer, slots, row, (name, joint), chooser)
            writer.border(closing if r == len(rows) - 1 else between, "row")

    return write


def _write_object(
    writer: Writer, slots: list[list[Slot]], row: list[Slot], naming: tuple[str, str], chooser: Chooser
) -> None:
    """A row's last label under the name of the label column, then each value under its own column's labels."""
    name, joint = naming
    own = [slot for slot in row if not slot.down and not slot.right]
    label = next((slot.cell.text for slot in reversed(own) if slot.cell.tag is Tag.ROW_LABEL), "")
    _write_member(writer, name, joint, "{")
    writer.delimiter('"')
    if label:
        writer.content(label, Tag.ROW_LABEL)
    writer.delimiter('"')
    for column, slot in enumerate(row):
        if slot.cell.key and not slot.down and not slot.right:
            _write_member(writer, column_label(slots, slot.cell.key, column), joint, ", ")
            quote = "" if slot.cell.text.isdigit() and name.isascii() else '"'
            writer.delimiter(quote)
            write_item(writer, item_of(slot.cell), chooser, None, "")
            writer.delimiter(quote)
    writer.delimiter("}")


def _write_member(writer: Writer, name: str, joint: str, before: str) -> None:
    writer.border(f'{before}"', "cell")
    writer.content(name or "值", Tag.COLUMN_LABEL)
    writer.delimiter(f'"{joint}')
