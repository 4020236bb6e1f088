"""Table 四: its rows side by side, below each other, in several tables, in a list."""

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
FIRST, SECOND, THIRD = ["1", "2", "3", "4", "10"], ["5", "6", "7", "8", "26"], ["9", "0", "1", "2", "12"]
ALL = [*FIRST, *SECOND, *THIRD]
PADDING = ("", Tag.PROSE)


def header(*labels: str) -> list[tuple[str, Tag]]:
    return [(label, Tag.COLUMN_LABEL) for label in labels]


def read(made: tuple[Document, Tags]) -> tuple[list[list[str | None]], BuiltTables]:
    """The raw text of the three rows of table 四."""
    built = build_tables(*made, 2023)
    cells = built.tables["reviews"]
    return [[cell.raw for cell in cells[row.key].values()] for row in load_form("2021").tables["reviews"].rows], built


def doubts(built: BuiltTables) -> set[str]:
    return {w.code for w in built.warnings if (w.where or "").startswith("reviews")}


TOP = [header("行政复议", "行政诉讼"), header(*COLUMNS, *ROWS[1:]), header(*COLUMNS, *COLUMNS)]


@pytest.mark.parametrize("aligned", [True, False])
def test_side_by_side(tagged: Tagged, aligned: bool) -> None:
    raws, built = read(tagged(HEADING, *TOP, ALL, aligned=aligned))
    assert raws == [FIRST, SECOND, THIRD]
    assert doubts(built) == set()


def test_side_by_side_with_blanks_that_show(tagged: Tagged) -> None:
    values = ["1", "", "", "", "1", *[""] * 5, "", "2", "", "", "2"]
    raws, built = read(tagged(HEADING, *TOP, values))
    assert raws == [["1", None, None, None, "1"], [None] * 5, [None, "2", None, None, "2"]]
    assert {cell.state for cell in built.tables["reviews"]["litigation_direct"].values()} == {"blank"}
    assert doubts(built) == set()


def test_fifteen_values_in_lines_of_their_own(tagged: Tagged) -> None:
    raws, _ = read(tagged(HEADING, *(tuple(row) for row in TOP), *[(value,) for value in ALL]))
    assert raws == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "count",
    [
        3,
        7,
        14,
        16,
    ],
)
def test_another_number_of_values_is_placed_with_doubt(tagged: Tagged, count: int) -> None:
    values = [str(number) for number in range(1, count + 1)]
    built = read(tagged(HEADING, *(tuple(row) for row in TOP), *[(value,) for value in values]))[1]
    assert doubts(built) & {"too_few_values", "too_many_values", "cells_missing"}
    cells = [cell for row in built.tables["reviews"].values() for cell in row.values() if cell.value is not None]
    assert cells
    assert all(cell.confidence < 0.9 for cell in cells)
    assert len({cell.span for cell in cells}) == len(cells)


def test_only_the_totals_filled_in(tagged: Tagged) -> None:
    raws, built = read(tagged(HEADING, *(tuple(row) for row in TOP), ("3", "1", "2")))
    assert [row[-1] for row in raws] == ["3", "1", "2"]
    assert doubts(built)


def test_rows_below_each_other(tagged: Tagged) -> None:
    rows = [[label, *values] for label, values in zip(ROWS, (FIRST, SECOND, THIRD), strict=True)]
    raws, built = read(tagged(HEADING, header("", *COLUMNS)[1:], *rows))
    assert raws == [FIRST, SECOND, THIRD]
    assert doubts(built) == set()


def test_a_row_left_out_is_missing(tagged: Tagged) -> None:
    raws, built = read(tagged(HEADING, header(*COLUMNS), [ROWS[0], *FIRST], [ROWS[2], *THIRD]))
    assert raws == [FIRST, [None] * 5, THIRD]
    assert {cell.state for cell in built.tables["reviews"]["litigation_direct"].values()} == {"missing"}
    assert ("row_missing", "reviews.litigation_direct") in {(w.code, w.where) for w in built.warnings}


def test_two_tables_below_each_other(tagged: Tagged) -> None:
    lawsuits = [header("行政诉讼"), header(*ROWS[1:]), header(*COLUMNS, *COLUMNS), [*SECOND, *THIRD]]
    raws, _ = read(tagged(HEADING, header("行政复议"), header(*COLUMNS), FIRST, *lawsuits))
    assert raws == [FIRST, SECOND, THIRD]


def test_a_list_of_labels_each_with_its_value(tagged: Tagged) -> None:
    lines = [
        (f"{row}{column}", value)
        for row, values in zip(ROWS, (FIRST, SECOND, THIRD), strict=True)
        for column, value in zip(COLUMNS, values, strict=True)
    ]
    raws, _ = read(tagged(HEADING, *lines))
    assert raws == [FIRST, SECOND, THIRD]


def test_padding_between_the_headings_of_an_aligned_grid(tagged: Tagged) -> None:
    top = [("结果维持", Tag.COLUMN_LABEL), PADDING, *header(*COLUMNS[1:], *COLUMNS, *COLUMNS)]
    values = ["1", PADDING, *ALL[1:]]
    raws, _ = read(tagged(HEADING, top, values, aligned=True))
    assert raws == [FIRST, SECOND, THIRD]


def test_no_values_no_table(tagged: Tagged) -> None:
    raws, built = read(tagged(HEADING, (("本年度无行政复议和诉讼。", Tag.PROSE),)))
    assert raws == [[None] * 5] * 3
    assert ("table_missing", "reviews") in {(w.code, w.where) for w in built.warnings}


def test_an_empty_row_above_the_values_is_none_of_theirs(tagged: Tagged) -> None:
    raws, built = read(tagged(HEADING, *TOP, [""] * 15, ALL, aligned=True))
    assert raws == [FIRST, SECOND, THIRD]
    assert doubts(built) == set()


def test_a_turned_table_is_read_by_the_names_of_its_lines(tagged: Tagged) -> None:
    """Read row after row, fifteen numbers would pass for one line: no sum tells, as they are all in a wrong place."""
    lines = [[name, *values] for name, *values in zip(COLUMNS, FIRST, SECOND, THIRD, strict=True)]
    raws, built = read(tagged(HEADING, header("", *ROWS), *lines, aligned=True))
    assert raws == [FIRST, SECOND, THIRD]
    assert doubts(built) == set()


def test_three_tables_with_blanks(tagged: Tagged) -> None:
    tables: list[list[object]] = []
    for name, values in zip(ROWS, (["", "2", "", "", "2"], ["", "", "", "", ""], ["1", "", "", "", "1"]), strict=True):
        tables += [header(name), header(*COLUMNS), list(values)]
    raws, _ = read(tagged(HEADING, *tables, aligned=True))
    assert raws == [[None, "2", None, None, "2"], [None] * 5, ["1", None, None, None, "1"]]


def test_three_rows_with_the_total_first(tagged: Tagged) -> None:
    order = [4, 0, 1, 2, 3]
    lines = [[name, *[values[k] for k in order]] for name, values in zip(ROWS, (FIRST, SECOND, THIRD), strict=True)]
    raws, built = read(tagged(HEADING, header("", *[COLUMNS[k] for k in order]), *lines, aligned=True))
    assert raws == [FIRST, SECOND, THIRD]
    assert doubts(built) == set()


def test_a_row_that_numbers_the_columns_is_none_of_values(tagged: Tagged) -> None:
    numbers = [str(number) for number in range(1, 16)]
    raws, _ = read(tagged(HEADING, *TOP, numbers, ALL, aligned=True))
    assert raws == [FIRST, SECOND, THIRD]


def test_small_tables_whose_headings_put_the_total_first_are_read_by_them(tagged: Tagged) -> None:
    header = [(name, Tag.COLUMN_LABEL) for name in ("总计", "结果维持", "结果纠正", "其他结果", "尚未审结")]
    made = tagged(
        HEADING,
        ("行政复议",),
        header,
        ["3", "2", "1", "0", "0"],
        ("未经复议直接起诉",),
        header,
        ["4", "0", "3", "0", "1"],
        aligned=True,
    )
    tables = build_tables(*made, 2023).tables["reviews"]
    assert [cell.value for cell in tables["reconsideration"].values()] == [2, 1, 0, 0, 3]
    assert [cell.value for cell in tables["litigation_direct"].values()] == [0, 3, 0, 1, 4]


def test_numbers_below_each_columns_name_are_not_read_along_the_rows_without_a_doubt(tagged: Tagged) -> None:
    numbers = ["000", "000", "000", "100", "100"]
    lines: list[tuple[str, Tag]] = header(*ROWS)
    for column, below in zip(COLUMNS, numbers, strict=True):
        lines += [(column, Tag.COLUMN_LABEL), *((number, Tag.VALUE) for number in below)]
    raws, built = read(tagged(HEADING, *((line,) for line in lines)))
    assert raws == [["0", "0", "0", "1", "1"], ["0"] * 5, ["0"] * 5] or doubts(built)
