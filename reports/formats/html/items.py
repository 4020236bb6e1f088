"""What a page's flow consists of: lines, tables, and the elements that they stand in."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.formats.composing import TableCell
from reports.formats.html.elements import Element


@dataclass(slots=True)
class TextLine:
    """A line of text; ``links`` of its characters lead elsewhere."""

    text: str
    links: int = 0


@dataclass(slots=True)
class TableItem:
    """A table of data, spans resolved; ``official`` of its cells hold a label of the official forms."""

    rows: list[list[TableCell]]
    aligned: bool
    official: int
    width: int = 0  # in columns of the grid, whether a cell begins in them or not
    links: int = 0

    @property
    def characters(self) -> int:
        return sum(len(cell.text) for row in self.rows for cell in row)


Item = TextLine | TableItem


@dataclass(slots=True)
class Region:
    """An element and what of the flow stands in it: the items ``[first, last)``."""

    element: Element
    first: int
    last: int


@dataclass(slots=True)
class LeftOut:
    """What stands in a page and cannot be read as text."""

    note_marks: int = 0  # superscripts beside numbers
    images: int = 0  # in cells without any text

    def add(self, other: LeftOut) -> None:
        self.note_marks += other.note_marks
        self.images += other.images


@dataclass(slots=True)
class Flowed:
    """A page's or a cell's flow; ``tables`` are those that were left out of it."""

    items: list[Item] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    tables: list[Element] = field(default_factory=list)
    left_out: LeftOut = field(default_factory=LeftOut)
