"""Tables written column after column, a cell on a line."""

from __future__ import annotations

from collections.abc import Callable

from reports.document import Document
from reports.forms import load_form
from reports.tables.build import build_tables
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
HEADING = (("二、主动公开政府信息情况", Tag.HEADING_PROACTIVE),)
COLUMNS = ("本年制发件数", "本年废止件数", "现行有效件数")
NUMBERS = (("7", "18"), ("2", "3"), ("31", "64"))


def rules(document: Document, tags: Tags) -> tuple[list[list[object]], set[str]]:
    built = build_tables(document, tags, 2023)
    rows = [built.tables["proactive"][key] for key in ("rules", "normative_documents")]
    assert all(cell.confidence < 0.9 for row in rows for cell in row.values() if cell.value is not None)
    codes = {warning.code for warning in built.warnings if (warning.where or "").startswith("proactive.")}
    return [[cell.value for cell in row.values()] for row in rows], codes


def test_cells_follow_their_columns_name_in_the_order_of_the_rows(tagged: Tagged) -> None:
    lines: list[object] = [("规章",), ("行政规范性文件",)]
    for column, numbers in zip(COLUMNS, NUMBERS, strict=True):
        lines += [((column, Tag.COLUMN_LABEL),), *((number,) for number in numbers)]
    values, codes = rules(*tagged(HEADING, *lines))
    assert values == [[7, 2, 31], [18, 3, 64]]
    assert "cells_by_order" in codes


def test_columns_with_a_cell_too_many_are_not_read_as_rows_without_a_doubt(tagged: Tagged) -> None:
    lines: list[object] = [("规章",), ("行政规范性文件",)]
    for column, numbers in zip(COLUMNS, NUMBERS, strict=True):
        lines += [((column, Tag.COLUMN_LABEL),), *((number,) for number in (*numbers, "5"))]
    values, _ = rules(*tagged(HEADING, *lines))
    assert values != [[7, 2, 31], [18, 3, 64]]


def test_rows_of_applicants_without_names_are_turned_as_their_sums_say(tagged: Tagged) -> None:
    table = load_form("2021").tables["requests"]
    wanted = [[3, 1, 0, 0, 0, 0, 4], [2, 0, 1, 0, 0, 0, 3], [5, 2, 0, 0, 1, 0, 8]]
    labels: list[object] = [(row.label,) for row in table.rows[:3]]
    cells: list[object] = [(str(row[column]),) for column in range(7) for row in wanted]
    heading = (("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),)
    built = build_tables(*tagged(heading, *labels, *cells), 2023)
    found = [[cell.value for cell in built.tables["requests"][row.key].values()] for row in table.rows[:3]]
    assert found == wanted
