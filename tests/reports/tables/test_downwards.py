"""Table 四 written downwards: a column's name on a line, and below it its cells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.document import Document
from reports.forms import load_form
from reports.tables.build import BuiltTables, build_tables
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
HEADING = (("四、政府信息公开行政复议、行政诉讼情况", Tag.HEADING_REVIEWS),)
COLUMNS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
ROWS = ["行政复议", "未经复议直接起诉", "复议后起诉"]
VALUES = [["1", "", "3", "4", "8"], ["", "", "", "", ""], ["9", "", "1", "", "10"]]
EMPTY = (("", Tag.PROSE),)


def read(made: tuple[Document, Tags]) -> tuple[list[list[str | None]], BuiltTables]:
    """The raw text of the three rows of table 四."""
    built = build_tables(*made, 2023)
    cells = built.tables["reviews"]
    return [[cell.raw for cell in cells[row.key].values()] for row in load_form("2021").tables["reviews"].rows], built


def label(text: str) -> object:
    return ((text, Tag.COLUMN_LABEL),)


def one_by_one(rows: list[str], names: list[str]) -> list[object]:
    """A name for every cell, an empty line below each cell."""
    lines: list[object] = []
    for row, values in zip(rows, VALUES, strict=True):
        lines.append(label(row))
        for name, value in zip(names, values, strict=True):
            lines += [label(name), (value,) if value else EMPTY, EMPTY]
    return lines


@pytest.mark.parametrize("third", ["其他结果", "别的"])
def test_a_name_for_every_cell(tagged: Tagged, third: str) -> None:
    raws, built = read(tagged(HEADING, *one_by_one(ROWS, [*COLUMNS[:2], third, *COLUMNS[3:]])))
    assert raws == [[value or None for value in row] for row in VALUES]
    assert built.tables["reviews"]["reconsideration"]["upheld"].confidence > 0.9


def test_rows_in_another_order_are_not_read_in_the_forms(tagged: Tagged) -> None:
    _, built = read(tagged(HEADING, *one_by_one([ROWS[2], *ROWS[:2]], COLUMNS)))
    assert built.tables["reviews"]["reconsideration"]["upheld"].value != 1


def test_a_number_below_a_line_of_names_is_not_the_last_ones(tagged: Tagged) -> None:
    lines = [line for row in ROWS for name in (row, *COLUMNS) for line in (label(name), EMPTY)]
    _, built = read(tagged(HEADING, *lines, ("5",)))
    assert built.tables["reviews"]["litigation_after_reconsideration"]["total"].confidence < 0.9


def test_a_name_for_the_cells_of_all_rows(tagged: Tagged) -> None:
    wanted = [["1", "0", "3", "4", "8"], ["0", "0", "0", "0", "0"], ["9", "0", "1", "0", "10"]]
    lines: list[object] = [*map(label, ROWS), EMPTY]
    for name, cells in zip(COLUMNS, zip(*wanted, strict=True), strict=True):
        lines += [label(name), *((cell,) for cell in cells), EMPTY]
    raws, built = read(tagged(HEADING, *lines))
    assert raws == wanted
    codes = {warning.code for warning in built.warnings if (warning.where or "").startswith("reviews.")}
    assert codes == {"cells_by_order"}
