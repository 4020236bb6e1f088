"""Tables drawn on a fixed-width page: columns of spaces, antiword, box drawing, pandoc grids.

Every cell's text is wrapped into its columns, placed on physical lines (merged cells vertically centred),
and the lines are written out with spaces or bars between the cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from reports.tags import Tag
from training.synthesis.draft import GridCell, Table
from training.synthesis.layouts.furniture import page_break
from training.synthesis.layouts.grid import VALUE_TAGS, Slot, resolve
from training.synthesis.layouts.prose import TableWriter
from training.synthesis.layouts.writer import Chooser, Writer, display_width, wrap


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a page's table is drawn. ``bar`` "" for columns of spaces; ``rule`` names a style of rule lines."""

    bar: str = ""
    rule: str = ""  # "", "box", "grid"
    gap: int = 2  # spaces between columns without bars
    value_width: int = 8
    label_width: int = 24
    align: str = "centre"  # values: left, centre, right
    valign: str = "middle"  # values beside a label of several lines: top, middle, bottom
    centre_labels: bool = False
    row_gap: str = ""  # after each row, "\n" for an empty line
    margin: str = ""
    page_breaks: bool = False
    box: str = ""  # which of the sets of box-drawing characters
    wide: bool = False  # ideographic spaces instead of two plain ones


@dataclass(slots=True)
class Page:
    """A table placed: column widths, each row's first physical line, each cell's lines of text."""

    slots: list[list[Slot]]
    widths: list[int]
    starts: list[int] = field(default_factory=list)  # of each row, and the end
    lines: dict[int, dict[int, str]] = field(default_factory=dict)  # id(cell) -> physical line -> text


def columns(chooser: Chooser) -> TableWriter:
    """Columns aligned by spaces, as ``pdftotext -layout`` gives them."""
    return _drawn(chooser, _spaced(chooser))


def wide_columns(chooser: Chooser) -> TableWriter:
    """Columns aligned by ideographic spaces, as clerks pad them by hand in a text box."""
    return _drawn(chooser, replace(_spaced(chooser), wide=True, page_breaks=False))


def _spaced(chooser: Chooser) -> Drawing:
    return Drawing(
        gap=chooser.pick({2: 4, 3: 2, 4: 1}, heldout={6: 1.0}),
        value_width=chooser.pick({4: 2, 6: 3, 8: 3, 10: 2, 14: 1}),
        label_width=chooser.pick({12: 1, 18: 2, 26: 3, 36: 2, 80: 1}),
        align=chooser.pick({"centre": 5, "left": 3, "right": 2}),
        valign=chooser.pick({"middle": 5, "top": 3, "bottom": 2}),
        centre_labels=chooser.chance(0.4),
        row_gap=chooser.pick({"": 6, "\n": 4}),
        margin=" " * chooser.pick({0: 5, 2: 2, 6: 2}),
        page_breaks=chooser.chance(0.35),
    )


def antiword(chooser: Chooser) -> TableWriter:
    """Pipes with padding, a row over several physical lines, as antiword writes."""
    return _drawn(
        chooser,
        Drawing(
            bar="|",
            value_width=chooser.pick({4: 2, 6: 3, 8: 3, 12: 2}),
            label_width=chooser.pick({12: 2, 18: 3, 26: 3, 40: 1}),
            align=chooser.pick({"left": 7, "centre": 2}),
            valign=chooser.pick({"top": 7, "middle": 2}),
        ),
    )


def box(chooser: Chooser) -> TableWriter:
    """Box-drawing characters."""
    return _drawn(
        chooser,
        Drawing(
            bar={"": "│", "heavy": "┃", "double": "║"}[kind := chooser.pick({"": 6, "heavy": 2, "double": 2})],
            rule="box",
            box=kind,
            value_width=chooser.pick({4: 2, 6: 3, 8: 3}),
            label_width=chooser.pick({18: 3, 26: 3, 60: 2}),
            align=chooser.pick({"left": 4, "centre": 4, "right": 2}),
            valign=chooser.pick({"top": 6, "middle": 4}),
        ),
    )


def grid_table(chooser: Chooser) -> TableWriter:
    """Grid tables with rules of hyphens, as pandoc and database shells write them."""
    return _drawn(
        chooser,
        Drawing(
            bar="|",
            rule="grid",
            value_width=chooser.pick({4: 2, 6: 3, 8: 3}),
            label_width=chooser.pick({18: 3, 26: 3, 60: 2}),
            align=chooser.pick({"left": 7, "right": 1}),
            valign="top",
        ),
    )


def _drawn(chooser: Chooser, drawing: Drawing) -> TableWriter:
    def write(writer: Writer, table: Table) -> None:
        page = _place(table, drawing)
        draw = _write_barred if drawing.bar else _write_spaced
        _write_rule(writer, page, drawing, -1)
        for r in range(len(page.slots)):
            for line in range(page.starts[r], page.starts[r + 1]):
                if line > page.starts[r]:
                    writer.border("\n", "line")
                draw(writer, page, drawing, r, line)
            writer.border("\n" + drawing.row_gap, "row")
            _write_rule(writer, page, drawing, r)
            if drawing.page_breaks and chooser.chance(0.06) and r + 1 < len(page.slots):
                page_break(writer, chooser)

    return write


def _place(table: Table, drawing: Drawing) -> Page:
    slots = resolve(table)
    page = Page(slots, _column_widths(slots, drawing))
    cells = {
        id(slot.cell): (r, c, slot.cell)
        for r, row in enumerate(slots)
        for c, slot in enumerate(row)
        if not slot.down and not slot.right
    }
    wrapped = {at: wrap(cell.text, _cell_width(page.widths, c, cell, drawing)) for at, (_, c, cell) in cells.items()}
    heights = [1] * len(slots)
    for at, (r, _, cell) in cells.items():
        if cell.rowspan == 1:
            heights[r] = max(heights[r], len(wrapped[at]))
    for at, (r, _, cell) in cells.items():
        rows = range(r, min(r + cell.rowspan, len(slots)))
        lacking = len(wrapped[at]) - sum(heights[i] for i in rows)
        if lacking > 0:
            heights[rows[-1]] += lacking
    page.starts = [sum(heights[:r]) for r in range(len(slots) + 1)]
    for at, (r, _, cell) in cells.items():
        end = page.starts[min(r + cell.rowspan, len(slots))]
        spare = end - page.starts[r] - len(wrapped[at])
        valign = "middle" if cell.rowspan > 1 else drawing.valign
        top = page.starts[r] + {"top": 0, "middle": spare // 2, "bottom": spare}[valign]
        page.lines[at] = {top + i: text for i, text in enumerate(wrapped[at])}
    return page


def _column_widths(slots: list[list[Slot]], drawing: Drawing) -> list[int]:
    """Display columns of each column: values whole, labels wrapped to the drawing's widths."""
    widths = []
    for c in range(len(slots[0]) if slots else 0):
        column = [row[c] for row in slots]
        single = [slot.cell for slot in column if slot.cell.colspan == 1]
        values = [cell for cell in single if cell.tag in VALUE_TAGS]
        longest = max((display_width(cell.text) for cell in single), default=4)
        if values:
            shown = max(display_width(cell.text) for cell in values)
            labels = max((display_width(cell.text) for cell in single if cell.tag is not Tag.VALUE), default=0)
            limit = drawing.label_width if any(cell.tag is Tag.ROW_LABEL for cell in single) else drawing.value_width
            widths.append(max(shown, min(labels, limit), 4))
        else:
            widths.append(max(4, min(longest, drawing.label_width)))
    # A merged value must fit into its columns together.
    for row in slots:
        for c, slot in enumerate(row):
            if slot.cell.tag is Tag.VALUE and not slot.down and not slot.right and slot.cell.colspan > 1:
                lacking = display_width(slot.cell.text) - _cell_width(widths, c, slot.cell, drawing)
                widths[c] += max(0, lacking)
    return widths


def _cell_width(widths: list[int], column: int, cell: GridCell, drawing: Drawing) -> int:
    between = (len(drawing.bar) + (2 if drawing.rule else 0)) if drawing.bar else drawing.gap
    return sum(widths[column : column + cell.colspan]) + between * (cell.colspan - 1)


def _shift(text: str, width: int, cell: GridCell, drawing: Drawing) -> int:
    """Spaces before a line of a cell's text."""
    spare = max(0, width - display_width(text))
    if cell.tag in VALUE_TAGS:
        return {"left": 0, "centre": spare // 2, "right": spare}[drawing.align]
    return spare // 2 if drawing.centre_labels or (cell.tag is Tag.COLUMN_LABEL and drawing.align != "left") else 0


def _write_spaced(writer: Writer, page: Page, drawing: Drawing, r: int, line: int) -> None:
    writer.delimiter(drawing.margin)
    pending = 0  # spaces owed before the next text, so that lines never end in padding
    for c, slot in enumerate(page.slots[r]):
        width = page.widths[c]
        if not slot.right:
            text = page.lines[id(slot.cell)].get(line)
            whole = _cell_width(page.widths, c, slot.cell, drawing)
            if text:
                first = line == min(page.lines[id(slot.cell)])
                shift = _shift(text, whole, slot.cell, drawing)
                writer.border(_spaces(pending + shift, drawing), "cell")
                writer.content(text, slot.cell.tag, slot.cell.key, first=first)
                pending = -shift - display_width(text)
            elif text is not None and slot.cell.tag is Tag.BLANK:
                later = any(page.lines[id(s.cell)].get(line) for s in page.slots[r][c + 1 :] if not s.right)
                writer.border(_spaces(pending if later else 0, drawing), "cell")
                writer.content(_spaces(whole if later else 0, drawing), Tag.BLANK, slot.cell.key)
                pending = -whole if later else 0
        pending += width + drawing.gap


def _spaces(width: int, drawing: Drawing) -> str:
    return "\u3000" * (width // 2) + " " * (width % 2) if drawing.wide else " " * width


def _write_barred(writer: Writer, page: Page, drawing: Drawing, r: int, line: int) -> None:
    inner = " " if drawing.rule else ""
    for c, slot in enumerate(page.slots[r]):
        if slot.right:
            continue
        writer.border(drawing.bar + inner, "cell")
        whole = _cell_width(page.widths, c, slot.cell, drawing)
        text = page.lines[id(slot.cell)].get(line)
        if text is not None and slot.cell.tag is Tag.BLANK:
            writer.content(" " * whole, Tag.BLANK, slot.cell.key)
        else:
            shown = text or ""
            shift = _shift(shown, whole, slot.cell, drawing)
            writer.delimiter(" " * shift)
            if shown:
                writer.content(shown, slot.cell.tag, slot.cell.key, first=line == min(page.lines[id(slot.cell)]))
            writer.delimiter(" " * (whole - shift - display_width(shown)))
        writer.delimiter(inner)
    writer.delimiter(drawing.bar)


_BOX = {
    "": ("┌┬┐", "├┼┤", "└┴┘", "─"),
    "heavy": ("┏┳┓", "┣╋┫", "┗┻┛", "━"),
    "double": ("╔╦╗", "╠╬╣", "╚╩╝", "═"),
}


def _write_rule(writer: Writer, page: Page, drawing: Drawing, r: int) -> None:
    """The rule below row ``r`` (-1: above the table); open where a cell spans it."""
    if not drawing.rule:
        return
    last = r == len(page.slots) - 1
    if drawing.rule == "box":
        top, middle, bottom, dash = _BOX[drawing.box]
        left, cross, right = tuple(top if r < 0 else bottom if last else middle)
    else:
        left = cross = right = "+"
        dash = "-"
    inside = 0 <= r < len(page.slots) - 1
    open_ = [inside and page.slots[r][c].cell is page.slots[r + 1][c].cell for c in range(len(page.widths))]
    line = drawing.bar if open_[0] else left
    for c, width in enumerate(page.widths):
        line += (" " if open_[c] else dash) * (width + 2)
        if c + 1 < len(open_):
            merged = open_[c] and page.slots[r][c].cell is page.slots[r][c + 1].cell
            corner = {(True, True): drawing.bar, (True, False): left, (False, True): right}
            line += " " if merged else corner.get((open_[c], open_[c + 1]), cross)
    writer.delimiter(line + (drawing.bar if open_[-1] else right) + "\n")
