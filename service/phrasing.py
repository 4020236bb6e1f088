"""Cells and checks in words: the labels of the form for the keys of a report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from reports.forms import Column, Form, Row, Table, editions, load_form
from reports.report import Cell, Check, Number, Report

TABLE_NAMES = {
    "proactive": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "reviews": "行政复议、行政诉讼情况",
}
SECTION_NAMES: dict[str, str] = {
    "overview": "总体情况",
    **TABLE_NAMES,
    "problems": "存在的主要问题及改进情况",
    "other": "其他需要报告的事项",
}
STATE_NAMES = {
    "blank": "空白",
    "not_applicable": "不适用",
    "unreadable": "无法辨认",
    "missing": "缺失",
}
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、])")
_REMARK = re.compile(r"（[^（）]{8,}）$")  # an explanation behind the label: （区分处理的，只计这一情形…）


class CellName(NamedTuple):
    """A cell's place in the form, as in "requests.refused.state_secret.total"."""

    table: str
    row: str
    column: str

    @classmethod
    def parse(cls, key: str) -> CellName:
        table, _, rest = key.partition(".")
        row, _, column = rest.rpartition(".")
        return cls(table, row, column)


def table_form(report: Report, name: str) -> Table:
    """The form's table that a report's table is of: its own edition's, or the one whose rows and columns it has."""
    return _table_form(report.form, name, _shape(report.tables.get(name, {})))


def _shape(rows: Mapping[str, Mapping[str, Cell]]) -> frozenset[tuple[str, str]]:
    return frozenset((row, column) for row, cells in rows.items() for column in cells)


@lru_cache(maxsize=64)
def _table_form(edition: str | None, name: str, shape: frozenset[tuple[str, str]]) -> Table:
    forms = sorted(map(load_form, editions()), key=lambda form: (form.edition != edition, -form.first_year))

    def unlike(form: Form) -> int:
        return len(shape.symmetric_difference((row.key, column.key) for row, column in form.tables[name].cells()))

    return min(forms, key=unlike).tables[name]


def short_label(label: str) -> str:
    """A row's label without a long explanation behind it, its number kept."""
    return _REMARK.sub("", label)


def plain_label(label: str) -> str:
    """A row's label without its number and without a long explanation."""
    return _NUMBERING.sub("", short_label(label))


def row_label(row: Row) -> str:
    """A row's label for a sentence; with its group where the label alone would not tell ("3.其他")."""
    label = short_label(row.label)
    if len(row.under) > 1 or (row.under and _NUMBERING.match(row.label) is None):
        return f"{plain_label(row.under[-1])}·{plain_label(row.label)}"
    return label


def cell_label(report: Report, key: str) -> str:
    """A cell in words, "（七）总计 自然人"; the key itself where the form knows no such cell."""
    name = CellName.parse(key)
    if name.table not in TABLE_NAMES:
        return key
    row, column = _find(table_form(report, name.table), name)
    return key if row is None or column is None else f"{row_label(row)} {column.label}"


def _find(table: Table, name: CellName) -> tuple[Row | None, Column | None]:
    row = next((row for row in table.rows if row.key == name.row), None)
    if row is None:
        return None, None
    return row, next((column for column in table.columns(row.key) if column.key == name.column), None)


def named_cells(report: Report, table: str) -> Iterator[tuple[CellName, tuple[str, str], Cell]]:
    """A table's cells in the form's order, each with its name and with the labels of its row and column."""
    rows = report.tables.get(table, {})
    for block in table_form(report, table).blocks:
        for row in block.rows:
            label, cells = row_label(row), rows.get(row.key, {})
            for column in block.columns:
                if (cell := cells.get(column.key)) is not None:
                    yield CellName(table, row.key, column.key), (label, column.label), cell


def place_label(report: Report, where: str | None) -> str | None:
    """What a warning's ``where`` points at, in words: a cell, a row, a table; else as it stands."""
    if where is None:
        return None
    if where in TABLE_NAMES:
        return TABLE_NAMES[where]
    table, _, row_key = where.partition(".")
    if table not in TABLE_NAMES:
        return where
    row = next((row for row in table_form(report, table).rows if row.key == row_key), None)
    return row_label(row) if row is not None else cell_label(report, where)


def describe_check(report: Report, check: Check) -> str:
    """A check in words: "（七）总计 自然人：表中 1，各项之和 0".

    A sum over a column is one of items (各项), a sum over a row one of columns (各列): the corner of the table
    stands in both.
    """
    left_terms, _, right_terms = check.formula.partition(" = ")
    count = len(left_terms.split(" + "))
    left, right = check.cells[:count], check.cells[count:]
    if not left or not right:
        return f"{check.id}：{number(check.left)} ≠ {number(check.right)}"
    if len(left) == 1 and " + " in right_terms:
        across = CellName.parse(left[0]).row == CellName.parse(right[0]).row
        terms = "各列之和" if across else "各项之和"
        sums = f"表中 {_said(report, left, check.left)}，{terms} {_said(report, right, check.right)}"
        return f"{cell_label(report, left[0])}：{sums}"
    sides = (
        f"{_terms(report, terms)} {_said(report, terms, total)}"
        for terms, total in ((left, check.left), (right, check.right))
    )
    return f"{_common_column(report, check)}：{'，'.join(sides)}"


def _common_column(report: Report, check: Check) -> str:
    name = CellName.parse(check.cells[0])
    _, column = _find(table_form(report, name.table), name) if name.table in TABLE_NAMES else (None, None)
    return column.label if column is not None else check.id


def _terms(report: Report, keys: Sequence[str]) -> str:
    names = [CellName.parse(key) for key in keys]
    rows = [_find(table_form(report, name.table), name)[0] for name in names]
    labels = (name.row if row is None else plain_label(row.label) for name, row in zip(names, rows, strict=True))
    return "加".join(f"“{label}”" for label in labels)


def _said(report: Report, keys: Sequence[str], total: Number) -> str:
    """A side's total, or what stands there instead where no number does."""
    cells = [cell for key in keys if (cell := find_cell(report, key)) is not None]
    if any(cell.state == "reported" for cell in cells):
        return number(total)
    states = {cell.state for cell in cells}
    return STATE_NAMES[states.pop()] if len(states) == 1 else "没有数字"


def find_cell(report: Report, key: str) -> Cell | None:
    """The cell of a key "table.row.column"."""
    name = CellName.parse(key)
    return report.tables.get(name.table, {}).get(name.row, {}).get(name.column)


def number(value: Number) -> str:
    """A number as it is written in a sentence: 12, 12.5, never 1e+06."""
    return str(value) if isinstance(value, int) else f"{value:.6f}".rstrip("0").rstrip(".")
