"""Tables: which of them hold data and which only lay out the page, and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from reports.formats.blocks import is_heading, is_prose, is_value
from reports.formats.composing import TableCell
from reports.formats.html.elements import Element
from reports.formats.html.flowing import flow
from reports.formats.html.grids import Placed, Raw, dense, place_cells, raw_rows
from reports.formats.html.items import Flowed, Item, LeftOut, TableItem, TextLine
from reports.forms import editions, load_form
from reports.labels import fold, label_nodes
from reports.limits import Limits

_FEWEST_LABELS = 3  # labels of the official forms that make a table of data out of anything
_FRAME_SHARE, _FRAME_TEXT = 0.7, 200  # a cell with that share of a table's text and more characters is an article
_LINK_SHARE = 0.6
_MOST_FRAMES, _LONGEST_FRAMED = 3, 80  # tables of one cell around a cell's text, and the code points of that
_LONGEST_CAPTION = 30
PICTURE = "\ufffc"  # OBJECT REPLACEMENT CHARACTER: a cell that holds a picture is neither blank nor a number
_DEEPEST = 8  # tables of data within each other that are read as tables


@dataclass(slots=True)
class _Cell:
    """A cell's place and what stands in it."""

    placed: Placed
    content: Flowed
    text: str
    links: int


_Rows = list[list[_Cell]]


class TableReader:
    """Reads the tables of one page."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.cells = 0
        self.level = 0  # of tables of data within each other
        self.left_out = LeftOut()

    def read(self, table: Element, before: Item | None) -> list[Item] | None:
        """A table's items: itself, and the lines that belong to it; None where it only serves the layout.

        One that follows right after a table of data of the same width goes on with it: some pages have a table for
        each row.
        """
        raw = raw_rows(table)
        placed = place_cells(raw, self.limits.cells - self.cells)
        rows = [[_cell(cell) for cell in row] for row in dense(placed)]
        width = max((cell.column + cell.colspan for row in placed for cell in row), default=0)
        goes_on = isinstance(before, TableItem) and 1 < width == before.width and not _frames(rows)
        if not goes_on and not _holds_data(table, rows):
            return None
        self.cells += sum(cell.colspan for row in placed for cell in row)
        return [*_outside(raw), *self._parts([row for row in rows if row], width)]

    def _parts(self, rows: _Rows, width: int) -> list[Item]:
        """The table, taken apart where a row is no row of it but text across its whole width."""
        official = _labels(rows)
        whole = any(_is_alone(row) and is_heading(row[0].text) for row in rows)  # the report stands in one table
        items: list[Item] = []
        part: _Rows = []
        for row in rows:
            if _is_text(row) or (whole and _is_alone(row) and not _is_caption(row[0].text)):
                items.extend(self._table(part, official, width))
                items.extend(self._within(row[0].placed.element))
                part = []
            else:
                part.append(row)
        items.extend(self._table(part, official, width))
        return items

    def _within(self, cell: Element) -> list[Item]:
        """What stands in a cell across the table, tables included."""
        self.level += 1
        deep = self.level > _DEEPEST
        items = flow(cell, "as lines" if deep else self.read).items
        self.level -= 1
        return items

    def _table(self, rows: _Rows, official: int, width: int) -> list[Item]:
        if not rows:
            return []
        for cell in (cell for row in rows for cell in row):
            self.left_out.note_marks += cell.content.left_out.note_marks
            if not cell.text:
                self.left_out.images += cell.content.left_out.images
        links = sum(cell.links for row in rows for cell in row)
        if _is_torn(rows):
            counted = [[TableCell(_whole_text(cell), number) for number, cell in enumerate(row)] for row in rows]
            return [TableItem(counted, False, official, width, links)]
        cells = [[TableCell(_whole_text(cell), cell.placed.column) for cell in row] for row in rows]
        return [TableItem(cells, True, official, width, links)]


def _is_torn(rows: _Rows) -> bool:
    """Whether a cell or a span is missing somewhere, so that columns say nothing and only count the cells of a row.

    Rows with values then end in different columns.
    """
    valued = [row[-1].placed for row in rows if len(row) > 2 and any(is_value(cell.text) for cell in row)]
    return len({last.column + last.colspan for last in valued}) > 1


def _cell(placed: Placed) -> _Cell:
    content = _unframed(flow(placed.element, "leave out"))
    lines = [item for item in content.items if isinstance(item, TextLine)]
    text = "\n".join(line.text for line in lines if line.text)
    return _Cell(placed, content, text, sum(line.links for line in lines))


def _unframed(content: Flowed) -> Flowed:
    """A cell's content; where it is nothing but a table of one short cell, drawn around it, what stands in that."""
    for _ in range(_MOST_FRAMES):
        if len(content.tables) != 1 or _length(content):
            break
        raw = raw_rows(content.tables[0])
        cells = [cell for rows in raw.groups for row in rows for cell in row]
        if len(cells) != 1 or raw.outside:
            break
        inner = flow(cells[0], "leave out")
        if _length(inner) > _LONGEST_FRAMED:
            break
        content = inner
    return content


def _length(content: Flowed) -> int:
    return sum(len(item.text) for item in content.items if isinstance(item, TextLine))


def _whole_text(cell: _Cell) -> str:
    """A cell's text, that of tables within it included; a sign of a picture where nothing else stands there."""
    if not cell.content.tables:
        return cell.text or (PICTURE if cell.content.left_out.images else "")
    lines = flow(cell.placed.element, "as lines").items
    return "\n".join(line.text for line in lines if isinstance(line, TextLine) and line.text)


def _outside(raw: Raw) -> list[Item]:
    """A table's caption, and what stands between its cells by mistake."""
    items: list[Item] = []
    for found in raw.outside:
        if isinstance(found, Element):
            items.extend(item for item in flow(found, "as lines").items if item != TextLine(""))
        else:
            items.append(TextLine(" ".join(found.split())))
    return items


@lru_cache
def _official_labels() -> frozenset[str]:
    """Every label of the official forms, folded."""
    labels: set[str] = set()
    for edition in editions():
        for name, table in load_form(edition).tables.items():
            labels.update(node.text for node in label_nodes(edition, name))
            for block in table.blocks:
                labels.update(fold(label) for column in block.columns for label in column.labels)
                labels.update(fold(label) for row in block.rows for label in (*row.labels, *row.under))
    return frozenset(label for label in labels if len(label) > 1)


def _labels(rows: _Rows) -> int:
    """How many different labels of the official forms stand in cells of their own, links not counted."""
    known = _official_labels()
    return len({fold(cell.text) for row in rows for cell in row if not cell.links and len(cell.text) < 60} & known)


def _holds_data(table: Element, rows: _Rows) -> bool:
    """Whether a table's rows and columns mean something, rather than put the parts of a page beside each other."""
    filled = [cell for row in rows for cell in row if cell.text or cell.content.tables]
    if not filled or max(len(row) for row in rows) < 2:
        return False
    if _labels(rows) >= _FEWEST_LABELS:
        return True
    if table.attribute("role").strip().lower() in ("presentation", "none"):
        return False
    if len(filled) < 2 or _frames(rows):
        return False
    lengths = [len(cell.text) for cell in filled]
    if max(lengths) > _FRAME_TEXT and max(lengths) > _FRAME_SHARE * sum(lengths):
        return False
    if sum(cell.links for cell in filled) > _LINK_SHARE * sum(lengths):
        return False
    if sum(1 for row in rows if any(cell.text for cell in row)) == 1:
        return any(is_value(cell.text) for cell in filled) or _labels(rows) > 0
    return True


def _frames(rows: _Rows) -> bool:
    """Whether other tables or articles stand in a table's cells."""
    return any(cell.content.tables or _is_article(cell) for row in rows for cell in row)


def _is_article(cell: _Cell) -> bool:
    """Whether sections of the report stand in a cell."""
    lines = [item.text for item in cell.content.items if isinstance(item, TextLine) and item.text]
    return len(lines) >= 3 and any(is_heading(line) for line in lines)


def _is_alone(row: Sequence[_Cell]) -> bool:
    return len(row) == 1 and row[0].placed.column == 0


def _is_caption(text: str) -> bool:
    """Whether a text is what official tables have across their width."""
    folded = fold(text) if "。" not in text else ""
    return len(folded) <= _LONGEST_CAPTION and any(label in folded for label in _official_labels() if len(label) > 3)


def _is_text(row: Sequence[_Cell]) -> bool:
    """Whether a row is text across the table: a section's heading, or prose between two tables in one frame."""
    if not _is_alone(row):
        return False
    if row[0].content.tables:
        return True
    lines = row[0].text.split("\n")
    return any(is_heading(line) or is_prose(line) for line in lines)
