"""The grid of a table: its rows in the order in which they show, and the place of every cell."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from reports.errors import ReadError
from reports.formats.html.elements import Element, is_table

_WIDEST = 100  # columns that a cell may span; browsers stop at 1,000, and no official table has 20
_MOST_WRAPPERS = 6  # elements between a cell and a table that fills it
_NO_HEIGHT = re.compile(r"0(?:\.0*)?(?:px|pt|cm|mm|in)?\Z")


class Placed(NamedTuple):
    """A cell and the column in which it begins."""

    element: Element
    column: int
    colspan: int


@dataclass(slots=True)
class Raw:
    """A table's rows as its elements give them, by groups of rows, and what stands in it outside of cells."""

    groups: list[list[list[Element]]] = field(default_factory=list)
    outside: list[Element | str] = field(default_factory=list)


def raw_rows(table: Element, *, splice: bool = True) -> Raw:
    """The rows of a table: heads first and feet last, wherever they are written.

    ``splice``: a table of one row that fills a cell stands for as many cells.
    """
    raw = Raw()
    groups: list[tuple[int, list[list[Element]]]] = []  # 0 for the head, 2 for the foot, 1 for all others
    loose: list[Element | str] = []  # rows that stand in no group
    for child in table.children:
        if isinstance(child, Element) and child.role == "group":
            groups.append((1, _rows(loose, raw)))
            groups.append((_order(child, groups), _rows(child.children, raw)))
            loose = []
        else:
            loose.append(child)
    groups.append((1, _rows(loose, raw)))
    raw.groups = [rows for _, rows in sorted(groups, key=lambda group: group[0]) if rows]
    if splice:
        raw.groups = [[[one for cell in row for one in _cells(cell)] for row in rows] for rows in raw.groups]
    return raw


def _rows(children: list[Element | str], raw: Raw) -> list[list[Element]]:
    """The rows among the children of a table or of a group of rows; cells without a row make one."""
    rows: list[list[Element]] = []
    in_row = False  # that no element stands for
    for child in children:
        if isinstance(child, str) or child.role not in ("row", "cell"):
            if isinstance(child, Element) or child.strip():
                raw.outside.append(child)
        elif child.role == "cell":
            rows.extend([] for _ in range(not in_row))
            rows[-1].append(child)
            in_row = True
        elif not _is_phantom(child):
            raw.outside.extend(part for part in child.children if isinstance(part, str) and part.strip())
            rows.append([part for part in child.elements if part.role == "cell" or _has_text(part)])
            in_row = False
    return rows


def _cells(cell: Element) -> list[Element]:
    """The cells of a table of one row that fills a cell, in its place; else the cell itself."""
    inner = cell
    for _ in range(_MOST_WRAPPERS):
        filled = (child for child in inner.children if not isinstance(child, str) or child.strip())
        found = list(islice((child for child in filled if isinstance(child, str) or _is_filled(child)), 2))
        if len(found) != 1 or isinstance(found[0], str):
            break
        inner = found[0]
        if is_table(inner):
            rows = [row for group in raw_rows(inner, splice=False).groups for row in group if row]
            return rows[0] if len(rows) == 1 and len(rows[0]) > 1 else [cell]
    return [cell]


def _order(element: Element, groups: list[tuple[int, list[list[Element]]]]) -> int:
    """Where a group of rows shows; only the first head and the first foot stand apart."""
    display = element.style.get("display", "") if element.style else ""
    if element.tag == "thead" or display == "table-header-group":
        return 0 if all(order for order, _ in groups) else 1
    if element.tag == "tfoot" or display == "table-footer-group":
        return 2 if all(order != 2 for order, _ in groups) else 1
    return 1


def _is_phantom(row: Element) -> bool:
    """Whether a row has no height: Word ends tables with one that only sets the widths of columns."""
    height = row.style.get("height") if row.style else None
    height = height if height is not None else row.attribute("height")
    return bool(height) and _NO_HEIGHT.match(height.strip()) is not None and not _has_text(row)


def _is_filled(element: Element) -> bool:
    """Whether an element holds text or cells, be they empty."""
    return is_table(element) or _has_text(element, or_cells=True)


def _has_text(element: Element, *, or_cells: bool = False) -> bool:
    opened = [element]
    while opened:
        for child in opened.pop().children:
            if not isinstance(child, Element):
                if child.strip():
                    return True
            elif or_cells and child.role == "cell":
                return True
            else:
                opened.append(child)
    return False


def place_cells(raw: Raw, budget: int) -> list[list[Placed]]:
    """The cells of each row with their columns. Raises ReadError where they cover more than ``budget`` places."""
    placed: list[list[Placed]] = []
    covered = 0
    for rows in raw.groups:
        taken: list[int] = []  # for each column the row from which on it is free again
        for number, cells in enumerate(rows):
            column = 0
            placed.append([])
            all_open = len(cells) > 1 and all(cell.attribute("rowspan").strip() == "0" for cell in cells)
            for cell in cells:
                while column < len(taken) and taken[column] > number:
                    column += 1
                colspan = min(max(_span(cell, "colspan"), 1), _WIDEST)
                rowspan = _span(cell, "rowspan")
                if rowspan == 0:  # to the group's end; where all cells say so, it was meant to say nothing
                    rowspan = 1 if all_open else len(rows)
                rowspan = min(rowspan, len(rows) - number)
                covered += colspan * rowspan
                if covered > budget:
                    raise ReadError("too_large", "网页里的表格单元格过多，不像是一份年度报告")
                taken.extend([0] * (column + colspan - len(taken)))
                for at in range(column, column + colspan):
                    taken[at] = max(taken[at], number + rowspan)
                placed[-1].append(Placed(cell, column, colspan))
                column += colspan
    return placed


def dense(placed: list[list[Placed]]) -> list[list[Placed]]:
    """The same with columns counted only where cells begin: Word's tables have columns that nobody sees."""
    starts = sorted({cell.column for row in placed for cell in row})

    def moved(cell: Placed) -> Placed:
        column = bisect_left(starts, cell.column)
        return cell._replace(column=column, colspan=bisect_left(starts, cell.column + cell.colspan) - column)

    return [[moved(cell) for cell in row] for row in placed]


def _span(cell: Element, name: str) -> int:
    if not cell.attributes:
        return 1
    written = cell.attribute(name) or cell.attribute(f"aria-{name}")
    if not written:
        return 1
    found = re.match(r"\s*\+?(\d{1,9})", written)
    return int(found[1]) if found else 1
