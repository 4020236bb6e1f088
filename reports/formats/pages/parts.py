"""What a page consists of: tables and lines of text, from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from reports.document import MarkKind
from reports.formats.blocks import is_heading
from reports.formats.pages.content import Box, PageContent, Word
from reports.formats.pages.lattice import Lattice, find_lattices
from reports.formats.pages.lines import TextLine, around, cell_lines, cell_text, make_lines

_SAME_EDGE = 6.0  # points


@dataclass(slots=True)
class PlacedCell:
    """A cell of a ruled table and its lines. ``row`` and ``rows``: the first band that it covers, and how many.

    ``text`` is what its lines say, together with those that stand on the next page.
    """

    row: int
    rows: int
    box: Box
    lines: list[TextLine]
    text: str

    @property
    def certainty(self) -> float:
        return min((line.certainty for line in self.lines), default=1.0)


@dataclass(slots=True)
class TablePart:
    """A ruled table, or the part of one that stands on a page. ``rows`` are its bands between two lines across."""

    page: PageContent
    box: Box
    rows: list[list[PlacedCell]]
    edges: list[float]
    shift: float = 0.0  # to the right, to stand below the part of the table on the first of its pages
    outside: list[Word] = field(default_factory=list)  # words that stand above it and are none of its cells
    rest: list[PlacedCell] = field(default_factory=list)  # cells of a row that went to the page before
    heads: int = 0  # rows at its top that repeat the table's header

    @property
    def cells(self) -> list[PlacedCell]:
        return [*self.rest, *(cell for row in self.rows for cell in row)]


@dataclass(slots=True)
class LinePart:
    """A line of text outside of ruled tables."""

    page: PageContent
    line: TextLine
    mark: MarkKind | None = None

    @property
    def box(self) -> Box:
        return self.line.box


Part = TablePart | LinePart


def page_parts(page: PageContent) -> list[Part]:
    """The tables and lines of a page in reading order."""
    rest = list(page.words)
    tables: list[TablePart] = []
    for lattice in find_lattices(page.rules):
        inside: dict[int, list[Word]] = {}
        outside: list[Word] = []
        for word in rest:
            place = lattice.cell_at(*_middle(word.box))
            if place is None:
                outside.append(word)
            else:
                inside.setdefault(place, []).append(word)
        if not inside or any(_is_within(table.box, lattice.box) for table in tables):
            continue  # a frame or an ornament, or what lays out a page
        table = _table_part(page, lattice, inside)
        for piece in _split_at_headings(table) if lattice.is_open else [table]:
            tables += _split_by_columns(piece)
        rest = outside
    rest += [word for table in tables for word in table.outside]
    parts: list[Part] = [*tables, *(LinePart(page, line) for line in make_lines(rest))]
    return sorted(parts, key=lambda part: (part.box.top, part.box.left))


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _is_within(box: Box, outer: Box) -> bool:
    x, y = _middle(box)
    return outer.left < x < outer.right and outer.top < y < outer.bottom


def _table_part(page: PageContent, lattice: Lattice, inside: dict[int, list[Word]]) -> TablePart:
    rows: list[list[PlacedCell]] = [[] for _ in lattice.ys[1:]]
    for index, cell in enumerate(lattice.cells):
        if index in lattice.outside and index not in inside:
            continue
        lines = cell_lines(inside.get(index, ()))
        rows[cell.row].append(PlacedCell(cell.row, cell.rows, cell.box, lines, cell_text(lines, cell.box)))
    return TablePart(page, lattice.box, rows, lattice.xs)


def _is_text(cell: PlacedCell) -> bool:
    """Whether a cell as wide as the table is a heading or a paragraph between two tables."""
    return any(is_heading(line.text) for line in cell.lines) or cell.text.endswith("。")


def _split_at_headings(table: TablePart) -> list[TablePart]:
    """The parts of what looks like one table without lines at its sides: headings may stand between several."""
    cuts = [number for number, row in enumerate(table.rows) if len(row) == 1 and _is_text(row[0])]
    if not cuts:
        return [table]
    parts: list[TablePart] = []
    for first, last in zip([0, *cuts], [*cuts, len(table.rows)], strict=True):
        rows = table.rows[first:last]
        heading = [word for line in rows[0][0].lines for word in line.words] if first in cuts else []
        rows = rows[1:] if first in cuts else rows
        cells = [cell for row in rows for cell in row]
        if not cells:
            if parts:
                parts[-1].outside += heading
            else:
                return [table]
            continue
        part = _slice(table, first + (first in cuts), last)
        part.outside = heading
        parts.append(part)
    return parts


def _split_by_columns(table: TablePart) -> list[TablePart]:
    """Tables that stand so near to each other that they share a line: no column of one goes on in the other."""
    cuts: list[int] = []
    above: set[float] = set()
    end = 0  # of the cells above: the row after their last
    for number, row in enumerate(table.rows):
        inner = {cell.box.left for cell in row} - {table.box.left}
        shared = any(abs(edge - other) <= _SAME_EDGE for edge in inner for other in above)
        if inner and above and not shared and end <= number:
            cuts.append(number)
            above = set()
        above |= inner
        end = max([end, *(cell.row + cell.rows for cell in row)])
    return [_slice(table, *span) for span in pairwise([0, *cuts, len(table.rows)])] if cuts else [table]


def _slice(table: TablePart, first: int, last: int) -> TablePart:
    """The rows ``[first, last)`` as a table of their own."""
    rows = table.rows[first:last]
    cells = [cell for row in rows for cell in row]
    for cell in cells:
        cell.row -= first
    outside = table.outside if first == 0 else []
    edges = [
        edge
        for edge in table.edges
        if any(abs(edge - place) <= 1 for c in cells for place in (c.box.left, c.box.right))
    ]
    return TablePart(table.page, around(cell.box for cell in cells), rows, edges, outside=outside)
