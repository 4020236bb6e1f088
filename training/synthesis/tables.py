"""The official tables as grids of cells, in the shapes that reports give them.

A grid lists, as HTML does, only the cells that begin in each row. Labels, rows and columns come from the
form; the shapes are those of the official Word forms and of the ways in which clerks redraw them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from reports.forms import Block, Column, Row, Table
from reports.tags import Tag
from training.synthesis.content import Content
from training.synthesis.data.table_labels import (
    APPLICANTS,
    CORNERS,
    EXTRA_REQUEST_ROWS,
    EXTRA_ROWS,
    INFORMATION,
    LEGAL_PERSONS,
    NOTES,
    REMARK_HEADS,
    REMARKS,
    SUM_ROWS,
    TABLE_TITLES,
    UNITS,
)
from training.synthesis.draft import CellContent, GridCell
from training.synthesis.draft import Table as DraftTable
from training.synthesis.labels import LabelStyle, draw_label_style
from training.synthesis.splits import Split, side

Rows = list[list[GridCell]]
MISSING = CellContent(None, "missing")


def empty(rowspan: int = 1, colspan: int = 1) -> GridCell:
    """A structural blank: an empty cell among labels, where no number belongs."""
    return GridCell("", Tag.PROSE, None, rowspan, colspan)


class TableWriter:
    """Writes the tables of one report; rows it leaves out become ``missing`` in ``content.cells``."""

    def __init__(self, content: Content, rng: random.Random, split: Split, *, ascii_text: bool = False) -> None:
        self.content = content
        self.rng = rng
        self.split = split
        self.style: LabelStyle = draw_label_style(rng, split, ascii_text)
        self.lost_rows = self._lose_rows() if rng.random() < 0.02 else frozenset()
        self.labels: dict[str, str] = {}  # a label that occurs again is written as before
        self.redraw = rng.random() < 0.35  # the clerk left the official shape
        self.lost_column = self._lose_column() if self.redraw and rng.random() < 0.03 else ""
        self.remarks = self.redraw and rng.random() < 0.05  # a column of remarks at the end
        self.information = self._either(INFORMATION, 0.6)  # most clerks head every block alike

    def tables(self, name: str) -> list[DraftTable]:
        """The blocks that hold table ``name``: one or more grids, and a note beside them at times."""
        makers: dict[str, Callable[[Table], list[DraftTable]]] = {
            "proactive": self._proactive,
            "requests": self._requests,
            "reviews": self._reviews,
        }
        grids = makers[name](self.content.tables[name])
        if self.redraw:
            self._surround(name, grids[0].rows)
        return grids

    def _surround(self, name: str, grid: Rows) -> None:
        """Seldom, what a clerk puts into a table above and below its own rows: title, unit, an empty row, a sum."""
        rng, width = self.rng, _width(grid)
        above = []
        if rng.random() < 0.03:
            title = rng.choice(side(TABLE_TITLES[name], self.split)).format(year=self.content.year)
            above.append([GridCell(self.style.plain(title), Tag.PROSE, None, 1, width)])
        if rng.random() < 0.03:
            above.append([GridCell(self.style.plain(self._one_of(UNITS)), Tag.PROSE, None, 1, width)])
        grid[:0] = above
        if rng.random() < 0.02:
            grid.insert(rng.choice((len(above), len(grid))), [empty() for _ in range(width)])

    def _one_of(self, pool: Sequence[str]) -> str:
        return self.rng.choice(side(pool, self.split))

    def _either(self, pool: Sequence[str], official: float) -> str:
        """The form's own wording, which leads the pool, or another; always the form's where nothing was redrawn."""
        if not self.redraw or self.rng.random() < official:
            return pool[0]
        return self._one_of(pool[1:])

    def drop(self, name: str) -> None:
        """Leave a whole table out of the report."""
        for key in self.content.cells:
            if key.startswith(name + "."):
                self.content.cells[key] = MISSING

    # ------------------------------------------------------------------ cells

    def _lose_rows(self) -> frozenset[str]:
        keys = [f"requests.{row.key}" for row in self.content.tables["requests"].rows]
        keys += [f"proactive.{row.key}" for row in self.content.tables["proactive"].rows]
        lost = frozenset(self.rng.sample(keys, self.rng.choice((1, 1, 2))))
        for key in self.content.cells:
            if key.rpartition(".")[0] in lost:
                self.content.cells[key] = MISSING
        return lost

    def _lose_column(self) -> str:
        """The key of a column of table 三 that the report leaves out; its cells become missing."""
        table = self.content.tables["requests"]
        lost = self.rng.choice(table.columns(table.rows[0].key)[1:]).key
        for row in table.rows:
            self.content.cells[f"requests.{row.key}.{lost}"] = MISSING
        return lost

    def _columns(self, table: Table, row_key: str) -> list[Column]:
        """The columns of a row that the report has."""
        lost = self.lost_column if table.name == "requests" else ""
        return [column for column in table.columns(row_key) if column.key != lost]

    def _value(self, key: str, colspan: int = 1) -> GridCell:
        raw = self.content.cells[key].raw
        return GridCell(raw or "", Tag.VALUE if raw is not None else Tag.BLANK, key, 1, colspan)

    def _values(self, table: Table, row: Row, width: int | None = None) -> list[GridCell]:
        """The value cells of a row; the last one widened so that they fill ``width`` columns."""
        keys = [f"{table.name}.{row.key}.{column.key}" for column in self._columns(table, row.key)]
        spare = 0 if width is None else width - len(keys)
        return [self._value(key, 1 + (spare if key == keys[-1] else 0)) for key in keys]

    def _row_label(self, label: str, rowspan: int = 1, colspan: int = 1) -> GridCell:
        if label not in self.labels:
            self.labels[label] = self.style.row(label, self.rng)
        return GridCell(self.labels[label], Tag.ROW_LABEL, None, rowspan, colspan)

    def _column_label(self, label: str, rowspan: int = 1, colspan: int = 1) -> GridCell:
        text = self.style.column(label, self.rng) if label else ""
        return GridCell(text, Tag.COLUMN_LABEL if text else Tag.PROSE, None, rowspan, colspan)

    def _kept(self, table: Table, rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if f"{table.name}.{row.key}" not in self.lost_rows]

    # ------------------------------------------------------------------ table 二

    def _proactive(self, table: Table) -> list[DraftTable]:
        shape = self.rng.choices(("official", "several", "no_captions", "caption_column"), (70, 10, 10, 10))[0]
        if not self.redraw:
            shape = "official"
        width = max(len(block.columns) for block in table.blocks)
        filler = self.rng.random() < 0.15  # unused places stay as empty cells instead of a wide last cell
        grids = [self._block_rows(table, block, width, shape, filler) for block in table.blocks]
        if shape == "several":
            return [DraftTable(table.name, rows) for rows in grids if rows]
        return [DraftTable(table.name, [row for rows in grids for row in rows])]

    def _block_rows(self, table: Table, block: Block, width: int, shape: str, filler: bool) -> Rows:
        kept = self._kept(table, block.rows)
        span = len(block.columns) if shape == "several" else width
        spare = span - len(block.columns)
        again = self.redraw and self.rng.random() < 0.1
        head = [self._column_label(self._either(INFORMATION, 0.5) if again else self.information)]
        head += [self._column_label(column.label) for column in block.columns]
        rows: Rows = [head]
        for row in kept:
            rows.append([self._row_label(row.label), *self._values(table, row)])
        if self.redraw and self.rng.random() < 0.02:
            own = {row.label for row in table.rows}
            label = self._one_of([label for label in EXTRA_ROWS if label not in own])
            rows.append(self._foreign_row(label, len(block.columns)))
        if self.redraw and len(kept) > 1 and self.rng.random() < 0.02:
            rows.append(self._foreign_row(self._one_of(SUM_ROWS), len(block.columns)))
        for row_cells in rows:
            if spare and filler:
                row_cells.extend(empty() for _ in range(spare))
            elif spare:
                row_cells[-1].colspan = 1 + spare
        if self.remarks:
            self._remark(rows, 1)
            span += 1
        caption = GridCell(self.style.caption(block.heading or "", self.rng), Tag.CAPTION)
        if shape == "caption_column":
            caption.rowspan = len(rows)
            rows[0].insert(0, caption)
        elif shape != "no_captions":
            caption.colspan = span + 1
            rows.insert(0, [caption])
        return rows

    def _foreign_row(self, label: str, width: int, depth: int = 1) -> list[GridCell]:
        """A row of the organ's own in an official table: its numbers belong to no cell of the form."""
        cells = [GridCell(self.style.plain(label), Tag.ROW_LABEL, None, 1, depth)]
        return cells + [GridCell(str(self.rng.choice((0, 0, self.rng.randint(0, 9)))), Tag.VALUE) for _ in range(width)]

    def _remark(self, grid: Rows, head: int) -> None:
        """A column of remarks at the end; mostly empty, and no part of the form."""
        grid[0].append(GridCell(self._one_of(REMARK_HEADS), Tag.COLUMN_LABEL, None, head))
        for row in grid[head:]:
            row.append(GridCell(self._one_of(REMARKS), Tag.PROSE) if self.rng.random() < 0.15 else empty())

    # ------------------------------------------------------------------ table 三

    def _requests(self, table: Table) -> list[DraftTable]:
        rng = self.rng
        rows = self._kept(table, table.rows)
        shape = rng.choices(("nested", "two_columns", "group_rows", "one_column"), (60, 15, 13, 12))[0]
        shape = shape if self.redraw else "nested"
        depth = {"nested": 3, "two_columns": 2, "group_rows": 1, "one_column": 1}[shape]
        note = rng.choices(("corner", "absent", "last_row", "before", "after", "first_row"), (62, 18, 5, 5, 5, 5))[0]
        head = self._applicant_head(table, depth, note)
        body = self._nested_body(table, rows) if shape == "nested" else self._flat_body(table, rows, shape)
        width = depth + len(self._columns(table, rows[0].key))
        if self.redraw and rng.random() < 0.03:  # behind the last row, so that no merged group is cut in two
            body.append(self._foreign_row(self._one_of((*EXTRA_REQUEST_ROWS, *SUM_ROWS)), width - depth, depth))
        grid = head + body
        if rng.random() < (0.05 if self.redraw else 0.005):
            self._number_rows(grid, len(head), body)
            width += 1
        if self.remarks:
            self._remark(grid, len(head))
            width += 1
        note_text = self.style.plain(self._either(NOTES, 0.5))
        if note in ("last_row", "first_row"):
            grid.insert(0 if note == "first_row" else len(grid), [GridCell(note_text, Tag.NOTE, None, 1, width)])
        blocks: list[DraftTable] = [DraftTable(table.name, grid)]
        if note in ("before", "after"):  # a table of one cell keeps the note's tag
            alone = DraftTable(table.name, [[GridCell(note_text, Tag.NOTE)]])
            blocks.insert(0 if note == "before" else 1, alone)
        return blocks

    def _applicant_head(self, table: Table, depth: int, note: str) -> Rows:
        """The header: 申请人情况 over 自然人, 法人或其他组织, 总计; fewer levels where it was redrawn."""
        rng = self.rng
        labels = [column.label for column in self._columns(table, table.rows[0].key)]
        levels = rng.choices((3, 2, 1), (60, 20, 20))[0] if self.redraw else 3
        if self.lost_column:
            levels = 1
        if note == "corner":
            corner = GridCell(self.style.plain(self._either(NOTES, 0.5)), Tag.NOTE, None, levels, depth)
        else:
            corner = self._column_label(self._either(("", *CORNERS), 0.3), levels, depth)
        first, *middle, last = labels
        if levels == 1:
            return [[corner, *(self._column_label(label) for label in labels)]]
        legal = GridCell(self.style.plain(self._either(LEGAL_PERSONS, 0.6)), Tag.COLUMN_LABEL, None, 1, len(middle))
        upper = [self._column_label(first, 2), legal, self._column_label(last, 2)]
        lower = [self._column_label(label) for label in middle]
        if levels == 2:
            return [[corner, *upper], lower]
        applicants = GridCell(self.style.plain(self._either(APPLICANTS, 0.7)), Tag.COLUMN_LABEL, None, 1, len(labels))
        return [[corner, applicants], upper, lower]

    def _nested_body(self, table: Table, rows: Sequence[Row]) -> Rows:
        """Group labels in columns of their own, merged over their rows as on the official form."""
        repeat = self.redraw and self.rng.random() < 0.12  # merged cells written out on every row
        no_result = self.redraw and self.rng.random() < 0.08  # 三、本年度办理结果 left blank
        body: Rows = []
        before: tuple[str, ...] = ()
        for index, row in enumerate(rows):
            cells: list[GridCell] = []
            for level, label in enumerate(row.under):
                opens = repeat or row.under[: level + 1] != before[: level + 1]
                if not opens:
                    continue
                span = 1 if repeat else _run(rows[index:], level, row.under)
                gone = no_result and level == 0
                cells.append(empty(span) if gone else self._row_label(label, span))
            cells.append(self._row_label(row.label, 1, 3 - len(row.under)))
            body.append(cells + self._values(table, row))
            before = row.under
        return body

    def _flat_body(self, table: Table, rows: Sequence[Row], shape: str) -> Rows:
        """Groups as a column (two_columns), as rows of their own (group_rows), or not at all (one_column)."""
        body: Rows = []
        before: tuple[str, ...] = ()
        blanks = self.rng.random() < 0.5  # a group's row has empty cells, not one wide cell
        width = len(self._columns(table, rows[0].key))
        for index, row in enumerate(rows):
            groups = row.under[-1:] if shape == "two_columns" and len(row.under) > 1 else ()
            if shape == "group_rows":
                for level, label in enumerate(row.under):
                    if row.under[: level + 1] != before[: level + 1]:
                        cell = self._row_label(label, 1, 1 if blanks else width + 1)
                        body.append([cell, *(empty() for _ in range(width if blanks else 0))])
            cells: list[GridCell] = []
            if groups and row.under != before:
                cells.append(self._row_label(groups[0], _run(rows[index:], len(row.under) - 1, row.under)))
            cells.append(self._row_label(row.label, 1, 2 if shape == "two_columns" and not groups else 1))
            body.append(cells + self._values(table, row))
            before = row.under
        return body

    def _number_rows(self, grid: Rows, head: int, body: Rows) -> None:
        """A column of serial numbers in front; they are no values of the form, hence prose."""
        grid[0].insert(0, GridCell("序号", Tag.COLUMN_LABEL, None, head))
        for number, row in enumerate(body, 1):
            row.insert(0, GridCell(str(number), Tag.PROSE))

    # ------------------------------------------------------------------ table 四

    def _reviews(self, table: Table) -> list[DraftTable]:
        shapes = ("official", "three_rows", "two_tables", "stacked", "one_level")
        shape = self.rng.choices(shapes, (45, 25, 12, 10, 8))[0] if self.redraw else "official"
        columns = [column.label for column in table.columns(table.rows[0].key)]
        if shape == "three_rows":
            return [DraftTable(table.name, self._reviews_by_row(table, columns))]
        parts: list[list[Row]] = [list(rows) for _, rows in _grouped(table.rows)]
        if shape in ("two_tables", "stacked"):
            grids = [self._review_part([rows], table, columns) for rows in parts]
            if shape == "two_tables":
                return [DraftTable(table.name, grid) for grid in grids]
            width = max(_width(grid) for grid in grids)
            for grid in grids:
                if _width(grid) < width:
                    grid[0].append(empty(len(grid), width - _width(grid)))
            return [DraftTable(table.name, [row for grid in grids for row in grid])]
        if shape == "one_level":
            names = [f"{row.label}{label}" for row in table.rows for label in columns]
            head = [self._column_label(name) for name in names]
            return [DraftTable(table.name, [head, self._line(table, table.rows)])]
        return [DraftTable(table.name, self._review_part(parts, table, columns))]

    def _line(self, table: Table, rows: Sequence[Row]) -> list[GridCell]:
        return [cell for row in rows for cell in self._values(table, row)]

    def _side_label(self, label: str, rowspan: int, colspan: int) -> GridCell:
        """A row's label that stands above its numbers, the rows lying side by side."""
        return GridCell(self.style.row(label, self.rng), Tag.COLUMN_LABEL, None, rowspan, colspan)

    def _review_part(self, parts: Sequence[Sequence[Row]], table: Table, columns: Sequence[str]) -> Rows:
        """Header levels and the line of numbers for the given groups of rows, side by side."""
        deep = any(row.under for rows in parts for row in rows)
        top: list[GridCell] = []
        middle: list[GridCell] = []
        bottom: list[GridCell] = []
        for rows in parts:
            label = rows[0].under[0] if rows[0].under else rows[0].label
            top.append(self._side_label(label, 1, len(columns) * len(rows)))
            for row in rows:
                labels = [self._column_label(column, 1 if row.under or not deep else 2) for column in columns]
                if row.under:
                    middle.append(self._side_label(row.label, 1, len(columns)))
                    bottom.extend(labels)
                else:
                    middle.extend(labels)
        levels = [top, middle, bottom] if deep else [top, middle]
        return [*levels, self._line(table, [row for rows in parts for row in rows])]

    def _reviews_by_row(self, table: Table, columns: Sequence[str]) -> Rows:
        """Three rows of five numbers instead of one line of fifteen."""
        grouped = self.rng.random() < 0.5
        grid: Rows = [[self._column_label(self._either(("", *CORNERS), 0.3), 1, 2 if grouped else 1)]]
        grid[0] += [self._column_label(label) for label in columns]
        before: tuple[str, ...] = ()
        for index, row in enumerate(table.rows):
            cells: list[GridCell] = []
            if grouped and row.under and row.under != before:
                cells.append(self._row_label(row.under[0], _run(table.rows[index:], 0, row.under)))
            cells.append(self._row_label(row.label, 1, 2 if grouped and not row.under else 1))
            grid.append(cells + self._values(table, row))
            before = row.under
        return grid


def _run(rows: Sequence[Row], level: int, under: tuple[str, ...]) -> int:
    """How many rows from the first on share the groups ``under[: level + 1]``."""
    count = 0
    for row in rows:
        if row.under[: level + 1] != under[: level + 1]:
            break
        count += 1
    return count


def _grouped(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Rows by their outermost group; a row without a group stands alone."""
    groups: list[tuple[str, list[Row]]] = []
    for row in rows:
        name = row.under[0] if row.under else row.label
        if groups and groups[-1][0] == name:
            groups[-1][1].append(row)
        else:
            groups.append((name, [row]))
    return iter(groups)


def _width(grid: Rows) -> int:
    return sum(cell.colspan for cell in grid[0])
