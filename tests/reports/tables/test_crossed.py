"""Table 三 turned, and cut up by its columns: each value is in the cell that its two headings name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.document import Document
from reports.forms import load_form
from reports.tables.build import build_tables
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
TABLE = load_form("2021").tables["requests"]
HEADING = (("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),)
COLUMNS = [(column.key, column.label) for column in TABLE.columns("granted")]
ROWS = [(row.key, row.label) for row in TABLE.rows]


def number(row: int, column: int) -> str:
    """A number that tells its place: no cell can stand in for another."""
    return str(100 * (row + 1) + column)


def values(made: tuple[Document, Tags]) -> dict[tuple[str, str], str | None]:
    cells = build_tables(*made, 2023).tables["requests"]
    return {(row, column): cell.raw for row, line in cells.items() for column, cell in line.items()}


EVERY = {(row, column): number(r, c) for r, (row, _) in enumerate(ROWS) for c, (column, _) in enumerate(COLUMNS)}


def turned(columns: list[int]) -> list[list[str]]:
    groups: list[str] = [
        "申请人类型",
        *(label for _, label in ROWS[:2]),
        *("三、本年度办理结果" for _ in ROWS[2:]),
    ]
    heads: list[str] = ["", *(label for _, label in ROWS)]
    return [groups, heads, *([COLUMNS[c][1], *(number(r, c) for r in range(len(ROWS)))] for c in columns)]


def part(columns: range) -> list[list[object]]:
    """The table's rows with some of its columns."""
    heads: list[object] = ["办理情况", *((COLUMNS[c][1], Tag.COLUMN_LABEL) for c in columns)]
    lines: list[list[object]] = [[label, *(number(r, c) for c in columns)] for r, (_, label) in enumerate(ROWS)]
    return [heads, *lines]


@pytest.mark.parametrize("columns", [list(range(7)), [6, *range(6)]])
def test_a_turned_table_has_its_applicants_below_each_other(tagged: Tagged, columns: list[int]) -> None:
    assert values(tagged(HEADING, *turned(columns), aligned=True)) == EVERY


def test_a_turned_table_may_lack_applicants(tagged: Tagged) -> None:
    found = values(tagged(HEADING, *turned([0, 1, 6]), aligned=True))
    shown = {COLUMNS[c][0] for c in (0, 1, 6)}
    assert {key: raw for key, raw in found.items() if raw} == {k: raw for k, raw in EVERY.items() if k[1] in shown}


@pytest.mark.parametrize("at", [1, 3, 6])
def test_a_table_cut_by_its_columns_is_one(tagged: Tagged, at: int) -> None:
    assert values(tagged(HEADING, *part(range(at)), *part(range(at, 7)), aligned=True)) == EVERY


def test_parts_that_share_a_column_are_copies(tagged: Tagged) -> None:
    built = build_tables(*tagged(HEADING, *part(range(7)), *part(range(6, 7)), aligned=True), 2023)
    assert "table_repeated" in {warning.code for warning in built.warnings}
    cells = built.tables["requests"]
    assert {(row, column): cell.raw for row, line in cells.items() for column, cell in line.items()} == EVERY


@pytest.mark.parametrize("year", ["2022年", "上年情况"])
def test_a_part_of_another_year_is_none(tagged: Tagged, year: str) -> None:
    found = values(tagged(HEADING, *part(range(3)), ((year, Tag.PROSE),), *part(range(3, 7)), aligned=True))
    assert not [key for key, raw in found.items() if raw and key[1] not in ("natural_person", "business", "research")]
