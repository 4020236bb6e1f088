"""Torn tables: all labels, then a block of numbers for each column."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reports.document import Document
from reports.forms import load_form
from reports.tables.build import BuiltTables, build_tables
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
HEADING = (("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),)
TABLE = load_form("2021").tables["requests"]
COLUMNS = [column.label for column in TABLE.columns("granted")]
FIRST, SECOND = 15, len(TABLE.rows) - 15  # rows before and after the end of a page


def page(first: int, values: Sequence[Sequence[int]], *, headers: bool) -> list[object]:
    lines: list[object] = [(row.label,) for row in TABLE.rows[first : first + len(values)]]
    for column, label in enumerate(COLUMNS):
        lines += [((label, Tag.COLUMN_LABEL),)] if headers else []
        lines += [(str(row[column]),) for row in values]
    return lines


def built(tagged: Tagged, values: Sequence[Sequence[int]]) -> BuiltTables:
    first, second = page(0, values[:FIRST], headers=True), page(FIRST, values[FIRST:], headers=False)
    return build_tables(*tagged(HEADING, *first, *second), 2023)


def test_blocks_of_columns_are_put_into_rows_and_doubted(tagged: Tagged) -> None:
    values = [[n, 1, 0, n % 3, 0, 0, n + 1 + n % 3] for n in range(FIRST + SECOND)]
    table = built(tagged, values).tables["requests"]
    assert [[cell.value for cell in table[row.key].values()] for row in TABLE.rows] == values
    assert all(cell.confidence < 0.9 for cells in table.values() for cell in cells.values())


def test_without_sums_that_hold_no_block_is_placed(tagged: Tagged) -> None:
    values = [[n, 1, 0, n % 3, 0, 0, 99] for n in range(FIRST + SECOND)]
    result = built(tagged, values)
    assert [cell.value for cell in result.tables["requests"]["granted"].values()] != values[2]
    assert "row_unplaced" in {warning.code for warning in result.warnings}
