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


def requests(tagged: Tagged, *lines: object) -> list[list[object]]:
    heading = (("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),)
    built = build_tables(*tagged(heading, *lines), 2023)
    assert {warning.code for warning in built.warnings if (warning.where or "").startswith("requests.")} >= {
        "cells_by_order"
    }
    return [[cell.value for cell in row.values()] for row in built.tables["requests"].values()]


REQUESTS = load_form("2021").tables["requests"]
ROWS = [[n, 1, 0, n % 3, 0, 0, n + 1 + n % 3] for n in range(len(REQUESTS.rows))]
NAMES = [column.label for column in REQUESTS.columns("granted")]
LABELS: list[object] = [(row.label,) for row in REQUESTS.rows]


def columns(names: list[str], rows: list[list[int]] = ROWS) -> list[object]:
    """Each column's name and its cells; an empty name is no line."""
    lines: list[object] = []
    for place, name in enumerate(names):
        lines += [((name, Tag.COLUMN_LABEL),)] if name else []
        lines += [(str(row[place]),) for row in rows]
    return lines


def test_a_label_that_was_lost_among_others_is_counted(tagged: Tagged) -> None:
    prose = ((REQUESTS.rows[4].label, Tag.PROSE),)
    assert requests(tagged, *LABELS[:4], prose, *LABELS[5:], *columns(NAMES)) == ROWS


def test_columns_whose_names_are_lost_follow_the_others(tagged: Tagged) -> None:
    assert requests(tagged, *LABELS, *columns(["", *NAMES[1:6], ""])) == ROWS


def test_a_name_broken_over_lines_and_an_empty_one_names_its_column(tagged: Tagged) -> None:
    broken: list[object] = [(("其", Tag.COLUMN_LABEL),), (("", Tag.PROSE),), (("他", Tag.COLUMN_LABEL),)]
    lines = columns(NAMES)
    at = lines.index((("其他", Tag.COLUMN_LABEL),))
    assert requests(tagged, *LABELS, *lines[:at], *broken, *lines[at + 1 :]) == ROWS


def test_numbers_that_were_taken_for_something_else_are_counted(tagged: Tagged) -> None:
    lines = columns(NAMES)
    lines[3], lines[40] = ((str(ROWS[2][0]), Tag.RUNNING_HEAD),), ((str(ROWS[13][1]), Tag.ROW_LABEL),)
    assert requests(tagged, *LABELS, *lines) == ROWS


def test_serial_numbers_before_the_labels_are_no_cells(tagged: Tagged) -> None:
    numbered = [line for n, label in enumerate(LABELS) for line in ((str(n + 1),), label)]
    assert requests(tagged, *numbered, *columns(NAMES)) == ROWS


def test_the_sign_of_a_change_tells_which_way_two_rows_run(tagged: Tagged) -> None:
    labels: list[object] = [("行政处罚",), ("行政强制",)]
    cells: list[object] = [(text,) for text in ("4", "0", "-21", "3", "35", "0")]
    built = build_tables(*tagged(HEADING, (("第二十条第（六）项", Tag.CAPTION),), *labels, *cells), 2019)
    found = built.tables["proactive"]
    assert [[cell.value for cell in found[key].values()] for key in ("penalty", "coercion")] == [
        [4, -21, 35],
        [0, 3, 0],
    ]
