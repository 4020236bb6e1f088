"""From a table as it is written to the rows that the Composer takes; what only lays out a page is no table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.formats.blocks import BLANKS, is_heading, is_prose
from reports.formats.composing import Composer, LooseLine, TableCell
from reports.formats.docx.edges import starts
from reports.formats.docx.stories import Cell, Item, Paragraph, Row, Table
from reports.numbers import read_cell

# A section's heading; the labels of the official tables that are numbered alike name other things.
_SECTION = re.compile(
    r"\s*(?:第[一二三四五六]部分|[一二三四五六1-6][、.．，,][^\n]{0,40}(?:情况|问题|不足|改进|措施|事项))[^\n]{0,30}\Z"
)
_LONGEST_GROUP = 12  # characters of a group of rows in table four: "行政诉讼情况"
_FEWEST_CELLS = 6  # a table within a cell that is a table of its own


@dataclass(slots=True)
class _Placed:
    """A cell in its place; the lower parts of merged cells are not given."""

    cell: Cell
    column: int
    end: int

    @property
    def is_value(self) -> bool:
        return read_cell(_cell_text(self.cell)).state in ("reported", "not_applicable")


class Writer:
    """Gives a document's blocks to the Composer, and notes what a merged cell hides."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self.hidden_cells = 0  # lower parts of merged cells that hold text, which Word does not show

    def write(self, items: Sequence[Item]) -> None:
        for item in items:
            if isinstance(item, Paragraph):
                self._composer.line(item.text, mark=item.mark)
            else:
                self._table(item)

    def _table(self, table: Table) -> None:
        rows = [row for row in self._placed(table.rows) if row]
        if _is_layout(rows):
            self._layout(rows)
            return
        self._rows(rows)

    def _layout(self, rows: Sequence[Sequence[_Placed]]) -> None:
        """What a table lays out, in reading order; rows of cells side by side between it stay a table."""
        beside: list[Sequence[_Placed]] = []
        for row in rows:
            if sum(bool(_cell_text(place.cell)) for place in row) > 1 and not any(_own_tables(p.cell) for p in row):
                beside.append(row)
                continue
            self._rows(beside)
            beside = []
            for place in row:
                self.write(place.cell.items)
        self._rows(beside)

    def _rows(self, rows: Sequence[Sequence[_Placed]]) -> None:
        """Rows of a table that is one."""
        if not rows:
            return
        width = max(place.end for row in rows for place in row)
        first = min(place.column for row in rows for place in row)
        given: list[list[TableCell] | LooseLine] = []
        own_tables: list[Table] = []
        for row in rows:
            text = _cell_text(row[0].cell) if len(row) == 1 else ""
            if len(row) == 1 and row[0].column == first and row[0].end == width and _stands_alone(text):
                if not is_prose(text):  # one report in one table: a section begins
                    self._composer.table(given)
                    given = []
                    self.write(row[0].cell.items)
                else:
                    given.append(LooseLine(text))
                continue
            given.append([TableCell(_cell_text(place.cell), place.column) for place in row])
            own_tables.extend(nested for place in row for nested in _own_tables(place.cell))
        self._composer.table(given)
        for nested in own_tables:
            self._table(nested)

    def _placed(self, rows: Sequence[Row]) -> list[list[_Placed]]:
        """The cells of each row that begin there."""
        placed: list[list[_Placed]] = []
        open_cells: dict[int, _Placed] = {}  # by column, the cells that the row above shows, begun there or above
        headers: list[list[int]] = []  # where the columns of the rows that name them begin and end
        filled = [row for row in rows if row.cells]
        for row, columns in zip(filled, starts(filled), strict=True):
            begun: list[_Placed] = []
            shown: dict[int, _Placed] = {}
            for cell, (column, end) in zip(row.cells, pairwise(columns), strict=True):
                upper = open_cells.get(column) if cell.continues else None
                if upper is None:
                    begun.append(_Placed(cell, column, end))
                    shown[column] = begun[-1]
                    continue
                shown[column] = upper
                hidden = _cell_text(cell)
                if hidden and hidden != _cell_text(upper.cell):
                    self.hidden_cells += 1
            if _is_header(begun):
                headers.append(columns)
            elif row.after:
                begun.extend(_left_out(begun, columns[-1], headers))
            placed.append(begun)
            open_cells = shown
        return placed


def _is_header(row: Sequence[_Placed]) -> bool:
    """Whether a row names columns: cells that all hold text, and no value."""
    return len(row) > 1 and all(_cell_text(place.cell) and not place.is_value for place in row)


def _left_out(row: Sequence[_Placed], end: int, headers: Sequence[Sequence[int]]) -> list[_Placed]:
    """Empty cells for the columns that a row of values ends before, as the header above it parts them.

    A row that ends where its header ends leaves nothing out. One that ends within a column says nothing.
    """
    header = next((columns for columns in reversed(headers) if columns[-1] >= end), None)
    if header is None or end not in header or not any(place.is_value for place in row[1:]):
        return []
    return [_Placed(Cell([]), column, after) for column, after in pairwise(header) if column >= end]


def _is_layout(rows: Sequence[Sequence[_Placed]]) -> bool:
    """Whether a table only places what it holds: one column, or most of its text beside tables in its cells."""
    if all(len(row) == 1 for row in rows):
        return True
    inside = outside = 0
    for row in rows:
        for place in row:
            length = sum(_length(item) for item in place.cell.items)
            if _own_tables(place.cell):
                inside += length
            else:
                outside += length
    return inside > outside


def _own_tables(cell: Cell) -> list[Table]:
    """The tables within a cell that are more than a way to place its text."""
    return [item for item in cell.items if isinstance(item, Table) and _is_own(item)]


def _is_own(table: Table) -> bool:
    sizes = [len(row.cells) for row in table.rows]
    if len(sizes) > 1 and max(sizes) > 1 and sum(sizes) >= _FEWEST_CELLS:
        return True
    return any(_own_tables(cell) for row in table.rows for cell in row.cells)


def _length(item: Item) -> int:
    if isinstance(item, Paragraph):
        return len("".join(item.text.split()))
    return sum(_length(inner) for row in item.rows for cell in row.cells for inner in cell.items)


def _cell_text(cell: Cell) -> str:
    """A cell's paragraphs, a line each, those of small tables within it included."""
    lines: list[str] = []
    for item in cell.items:
        if isinstance(item, Paragraph):
            lines.append(item.text.strip(BLANKS))
        elif not _is_own(item):
            lines.extend(_cell_text(inner) for row in item.rows for inner in row.cells)
    return "\n".join(line for line in lines if line)


def _stands_alone(text: str) -> bool:
    """Whether the text of a row's only cell is no part of a table: a heading, a title, running text."""
    if _SECTION.match(text) is not None or is_prose(text) or "年度报告" in text:
        return True
    return is_heading(text) and not ("诉讼" in text and len(text) <= _LONGEST_GROUP)
