"""Tables with written marks: pipes of crawls, Markdown out of OCR, HTML fragments."""

from __future__ import annotations

from reports.tags import Tag
from training.synthesis.draft import Table
from training.synthesis.layouts.grid import (
    EMPTY,
    Item,
    flatten,
    item_of,
    label_columns,
    make_breaker,
    scatter_groups,
)
from training.synthesis.layouts.plain import merged, write_item
from training.synthesis.layouts.prose import TableWriter
from training.synthesis.layouts.writer import Chooser, Writer, display_width


def pipes(chooser: Chooser) -> TableWriter:
    """A crawled table: "规章 | 0 | 0 | 0 |"; merged cells dropped and made up for by pipes at the row's end."""
    separator = chooser.pick({" | ": 8, "|": 2, " |": 0.7}, heldout={"｜": 1.5, " || ": 0.5})
    pipe = separator.strip()[0]
    lead = chooser.pick({"never": 4, "always": 3, "empty": 4})
    closing = chooser.pick({f" {pipe}": 4, pipe: 1, "": 3})
    made_up = chooser.chance(0.6)
    down, right = merged(chooser, 2, 8), merged(chooser, 1, 9)
    lost = chooser.pick({0.0: 4, 0.4: 1, 0.8: 1})  # of the lines of broken header labels after the first
    dropped = chooser.pick({0.0: 6, 0.15: 1})  # header cells lost altogether
    breaker = make_breaker(chooser, chooser.pick({" ": 6, "<br>": 1, "": 1}))
    blank = chooser.pick({"": 6, " ": 2, "\u00a0": 1})

    def header(item: Item) -> Item | None:
        if item.tag is not Tag.COLUMN_LABEL or len(item.text) < 2:
            return item
        if chooser.chance(dropped):
            return None
        if len(item.text) == 4 and chooser.chance(lost):
            return Item(item.text[:2] if chooser.chance(0.85) else item.text[2:], item.tag)
        return item

    def write(writer: Writer, table: Table) -> None:
        rows = flatten(table, down, right)
        width = max(len(row) for row in rows) + chooser.pick({0: 4, 1: 2, 2: 1})
        for row in rows:
            shown = [kept for item in row if (kept := header(item)) is not None]
            while down == "drop" and made_up and shown and shown[0] == EMPTY:
                shown.pop(0)
            if not shown:
                continue
            leading = lead == "always" or (lead == "empty" and shown[0].tag in (Tag.COLUMN_LABEL, Tag.PROSE))
            for i, item in enumerate(shown):
                opening = (pipe + separator.partition(pipe)[2]) if leading else ""
                writer.border(separator if i else opening, "cell")
                text = breaker(item, chooser)
                write_item(writer, Item(text, item.tag, item.key, item.first), chooser, None, blank)
            more = width - len(shown) if made_up else 0
            writer.delimiter(closing + (" " if not closing.endswith(pipe) and more else "") + pipe * max(0, more))
            writer.border("\n", "row")

    return write


def markdown(chooser: Chooser) -> TableWriter:
    """Markdown out of OCR: columns added, labels shifted, group labels torn, the rule anywhere."""
    compact = chooser.chance(0.15)
    opening, separator, closing = ("|", "|", "|") if compact else ("| ", " | ", " |")
    if chooser.held(0.15):
        opening, closing = "", ""
    breaker = make_breaker(chooser, chooser.pick({" ": 6, "<br>": 3, "": 1}))
    scatter, shift = chooser.chance(0.5), chooser.chance(0.4)
    trailing, inside = chooser.pick({0: 5, 1: 1, 3: 2, 7: 1}), chooser.pick({0: 4, 1: 2, 2: 1})
    rule_at = chooser.pick({1: 8, 0: 1, 2: 1, 3: 0.5, -1: 1.5})
    rule_cell = chooser.pick({"---": 4, "--": 2, ":---:": 1, "-----------": 1, " --- ": 2, ":--": 0.5})
    padded = not scatter and chooser.chance(0.25)
    emphasis = chooser.pick({"": 8, "**": 1})
    right = merged(chooser, 8, 0, 1)
    down = "empty" if scatter else merged(chooser, 7, 0, 2)
    single_blank = chooser.chance(0.7)  # an empty cell is "| |", else "|  |"

    def write(writer: Writer, table: Table) -> None:
        rows = flatten(table, down, right)
        if scatter:
            rows = scatter_groups(rows, table, chooser)
        labels = label_columns(table)
        rows = [_shifted(row, labels, inside, shift, chooser) + [EMPTY] * trailing for row in rows]
        width = max(len(row) for row in rows)
        widths = [max(display_width(row[c].text) for row in rows if c < len(row)) for c in range(width)]
        for r, row in enumerate(rows):
            if r == rule_at:
                marks = ["-" * max(3, w) for w in widths] if padded else [rule_cell] * width
                writer.delimiter("|" + "|".join(marks) + "|\n")
            for c, item in enumerate(row):
                before = separator if c else opening
                if single_blank and c and not row[c - 1].text and before == " | ":
                    before = "| "
                writer.border(before, "cell")
                mark = emphasis if item.tag is Tag.COLUMN_LABEL and item.text else ""
                writer.delimiter(mark)
                text = breaker(item, chooser) if not padded else item.text
                write_item(writer, Item(text, item.tag, item.key, item.first), chooser, None, "")
                writer.delimiter(mark)
                if padded:
                    writer.delimiter(" " * (widths[c] - display_width(item.text)))
            writer.delimiter(closing.lstrip() if single_blank and not row[-1].text else closing)
            writer.border("\n", "row")

    return write


def _shifted(row: list[Item], labels: int, inside: int, shift: bool, chooser: Chooser) -> list[Item]:
    """A row with ``inside`` empty columns added among its labels; with ``shift`` the labels change places."""
    area, values = row[:labels], row[labels:]
    if not any(item.is_value for item in values):
        wide = [EMPTY] * inside
        place = chooser.rng.randrange(labels + 1) if shift else labels
        return area[:place] + wide + area[place:] + values
    area = area + [EMPTY] * inside
    if shift and chooser.chance(0.7):
        held = [item for item in area if item.text]
        places = sorted(chooser.rng.sample(range(len(area)), len(held)))
        area = [EMPTY] * len(area)
        for place, item in zip(places, held, strict=True):
            area[place] = item
    return area + values


def html(chooser: Chooser) -> TableWriter:
    """HTML tables inside Markdown, as OCR engines and converters leave them where cells are merged."""
    spans = chooser.chance(0.75)
    newline = chooser.pick({"": 4, "\n": 5})
    indent = chooser.pick({"": 3, "  ": 1}) if newline else ""
    table_open = chooser.pick(
        {"<table>": 6, '<table border="1">': 2, "<table><tbody>": 2}, heldout={"<html><body><table>": 2.0}
    )
    table_close = {"<table><tbody>": "</tbody></table>", "<html><body><table>": "</table></body></html>"}.get(
        table_open, "</table>"
    )
    heads = chooser.chance(0.25)
    attributes = chooser.pick({"": 7, ' align="center"': 1, ' style="text-align: center;"': 1}, {' class="xl65"': 1.0})
    breaker = make_breaker(chooser, chooser.pick({"<br>": 3, "<br/>": 2, " ": 2, "": 1}))
    paragraph = ("<p>", "</p>") if chooser.chance(0.1) else ("", "")
    entity = chooser.held(0.15)  # &nbsp; in blank cells

    def write_cell(writer: Writer, item: Item, opening: str, name: str) -> None:
        writer.border(indent + indent + opening, "cell")
        writer.delimiter(paragraph[0])
        writer.delimiter("&nbsp;" if entity and item.tag is Tag.BLANK else "")
        write_item(writer, Item(breaker(item, chooser), item.tag, item.key), chooser, None, "")
        writer.delimiter(f"{paragraph[1]}</{name}>{newline}")

    def write(writer: Writer, table: Table) -> None:
        writer.delimiter(table_open + newline)
        rows = (
            [[(cell, item_of(cell)) for cell in row] for row in table.rows]
            if spans
            else [[(None, item) for item in row] for row in flatten(table, "empty", "empty")]
        )
        for row in rows:
            writer.delimiter(f"{indent}<tr>{newline}")
            for cell, item in row:
                name = "th" if heads and item.tag is Tag.COLUMN_LABEL else "td"
                span = ""
                if cell is not None:
                    span += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
                    span += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
                write_cell(writer, item, f"<{name}{span}{attributes}>", name)
            writer.delimiter(f"{indent}</tr>")
            writer.border(newline, "row")
        writer.delimiter(table_close + "\n")

    return write
