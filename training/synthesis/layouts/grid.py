"""Official tables as grids: spans resolved, merged cells written out as a policy says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from reports.tags import Tag
from training.synthesis.draft import GridCell, Table
from training.synthesis.layouts.writer import Chooser

Policy = Literal["empty", "drop", "repeat"]  # what becomes of the places a merged cell covers beyond its first

VALUE_TAGS = (Tag.VALUE, Tag.BLANK)
LABEL_TAGS = (Tag.COLUMN_LABEL, Tag.ROW_LABEL, Tag.CAPTION, Tag.NOTE)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of the resolved grid: the cell that covers it, and how far inside the cell it lies."""

    cell: GridCell
    down: int  # 0 in the cell's first row
    right: int  # 0 in the cell's first column


@dataclass(frozen=True, slots=True)
class Item:
    """What a layout writes for one place."""

    text: str
    tag: Tag
    key: str | None = None
    first: bool = True

    @property
    def is_value(self) -> bool:
        return self.tag in VALUE_TAGS


EMPTY = Item("", Tag.PROSE)


def resolve(table: Table) -> list[list[Slot]]:
    """The table's places, row by row; places that no cell covers hold an empty structural cell."""
    grid: list[dict[int, Slot]] = [{} for _ in table.rows]
    for r, row in enumerate(table.rows):
        column = 0
        for cell in row:
            while column in grid[r]:
                column += 1
            for down in range(min(cell.rowspan, len(grid) - r)):
                for right in range(cell.colspan):
                    grid[r + down][column + right] = Slot(cell, down, right)
            column += cell.colspan
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    return [[row.get(c) or Slot(GridCell("", Tag.PROSE), 0, 0) for c in range(width)] for row in grid]


def item_of(cell: GridCell) -> Item:
    if cell.tag is Tag.BLANK:
        return Item("", Tag.BLANK, cell.key)
    return Item(cell.text, cell.tag, cell.key)


def flatten(table: Table, down: Policy, right: Policy) -> list[list[Item]]:
    """The table as rows of items. A repeated value is a copy without a key: the cell stands once."""
    rows = []
    for slots in resolve(table):
        row = []
        for slot in slots:
            if slot.right and right == "drop":
                continue
            if not slot.down and not slot.right:
                row.append(item_of(slot.cell))
                continue
            policy = down if slot.down else right
            if policy == "empty":
                row.append(EMPTY)
            elif policy == "repeat":
                text = "" if slot.cell.tag is Tag.BLANK else slot.cell.text
                row.append(Item(text, slot.cell.tag if text else Tag.PROSE))
        rows.append(row)
    return rows


def label_columns(table: Table) -> int:
    """How many leading columns of the resolved grid never hold a value."""
    rows = resolve(table)
    width = len(rows[0]) if rows else 0
    values = [c for row in rows for c, slot in enumerate(row) if slot.cell.tag in VALUE_TAGS]
    return min(values, default=width)


def column_label(slots: list[list[Slot]], key: str | None, column: int) -> str:
    """The labels above a value, outermost first (行政诉讼未经复议直接起诉结果维持)."""
    above: list[str] = []
    passed_values = False
    for row in slots:
        cell = row[column].cell
        if cell.key == key:
            break
        if cell.tag is Tag.COLUMN_LABEL and cell.text:
            if passed_values:  # a new block's header
                above.clear()
                passed_values = False
            if cell.text not in above:
                above.append(cell.text)
        passed_values = passed_values or any(slot.cell.key for slot in row)
    return "".join(above)


def scatter_groups(rows: list[list[Item]], table: Table, chooser: Chooser) -> list[list[Item]]:
    """Group labels moved and torn over the rows they span, as OCR reads vertically centred cells.

    ``rows`` must be the full grid (nothing dropped), so that places agree with ``resolve(table)``.
    """
    rows = [list(row) for row in rows]
    for r, slots in enumerate(resolve(table)):
        for c, slot in enumerate(slots):
            cell = slot.cell
            if slot.down or slot.right or cell.rowspan < 3 or cell.tag is not Tag.ROW_LABEL or len(cell.text) < 3:
                continue
            if chooser.chance(0.25):
                continue
            count = min(chooser.pick({1: 3, 2: 4, 3: 2}), cell.rowspan, len(cell.text))
            cuts = sorted(chooser.rng.sample(range(1, len(cell.text)), count - 1))
            parts = [cell.text[a:b] for a, b in zip([0, *cuts], [*cuts, len(cell.text)], strict=True)]
            top = r + chooser.rng.randrange(min(cell.rowspan, len(rows) - r) - count + 1)
            rows[r][c] = EMPTY
            for i, part in enumerate(parts):
                rows[top + i][c] = Item(part, cell.tag, first=i == 0)
    return rows


@dataclass(frozen=True, slots=True)
class Breaker:
    """Breaks labels over lines inside their cells, as narrow columns do.

    ``header`` and ``row`` are widths in characters, 0 for never; ``mark`` is what stands at a break.
    """

    header: int
    row: int
    mark: str
    share: float  # of the cells that a width applies to

    def __call__(self, item: Item, chooser: Chooser) -> str:
        width = {Tag.COLUMN_LABEL: self.header, Tag.ROW_LABEL: self.row, Tag.NOTE: self.row}.get(item.tag, 0)
        if not width or len(item.text) <= width + 1 or not chooser.chance(self.share):
            return item.text
        parts = [item.text[i : i + width] for i in range(0, len(item.text), width)]
        return self.mark.join(parts)


def make_breaker(chooser: Chooser, mark: str = "\n") -> Breaker:
    header = chooser.pick({0: 4, 2: 5, 3: 2, 4: 2})
    row = chooser.pick({0: 6, 6: 1, 9: 1, 12: 2, 16: 1, 21: 1})
    return Breaker(header, row, mark, chooser.pick({0.3: 1, 0.7: 2, 1.0: 3}))


def drop_blank_rows(rows: list[list[Item]], hide: Callable[[], bool]) -> list[list[Item]]:
    """Rows whose value cells are all blank lose them where ``hide`` says so; "hidden" items keep their keys.

    Only rows that are blank throughout: the place of a single lost blank could not be told from the text,
    and the gold must say no more than a careful reader sees (the damage "lost_blanks" does the rest).
    """
    result = []
    for row in rows:
        values = [item for item in row if item.key]
        if values and all(item.tag is Tag.BLANK for item in values) and hide():
            row = [Item("\0", item.tag, item.key) if item.key else item for item in row]
        result.append(row)
    return result


def is_hidden(item: Item) -> bool:
    return item.text == "\0"
