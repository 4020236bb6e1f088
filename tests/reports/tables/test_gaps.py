"""Gaps: blank cells that show only in a separator that is written several times."""

from __future__ import annotations

import re

import pytest

from reports.document import Document, Segment
from reports.tables.gaps import Separator, blanks_around, find_separator
from reports.tables.items import table_items
from reports.tables.rows import ValueRow, value_rows
from reports.tags import Stretch, Tag, Tags

HEADING = "三、收到和处理政府信息公开申请情况"


def lines(*rows: str, unit: str = " ") -> tuple[Document, list[ValueRow]]:
    """Lines of a label and values, as the rows of table 三."""
    text = HEADING + "\n" + "\n".join(rows) + "\n"
    segments, stretches = [Segment(0, len(HEADING))], [Stretch(0, len(HEADING), Tag.HEADING_REQUESTS, 0.99)]
    at = len(HEADING) + 1
    for row in rows:
        segments.append(Segment(at, at + len(row)))
        place = at
        for part in row.split(unit):
            if part:
                tag = Tag.VALUE if part.isdigit() else Tag.ROW_LABEL
                stretches.append(Stretch(place, place + len(part), tag, 0.99))
            place += len(part) + len(unit)
        at += len(row) + 1
    document = Document(text, tuple(segments))
    return document, value_rows(document, table_items(document, Tags.of(stretches, "hand"))["requests"], 4)


FULL = ["2.重复申请 1 2 3 6", "3.要求提供公开出版物 4 0 0 4", "1.信访举报投诉类申请 0 0 1 1"]
SPACE = Separator(" ", 0, True)


@pytest.mark.parametrize("unit", [" ", "\t", "\u3000", "，"])
def test_the_separator_that_makes_every_row_full(unit: str) -> None:
    rows = [row.replace(" ", unit) for row in [*FULL, "3.其他 1  2 3"]]
    document, found = lines(*rows, unit=unit)
    separator = find_separator(document, found, 4)
    assert separator is not None
    assert (separator.text, separator.proven) == (unit, True)


def test_few_rows_prove_nothing() -> None:
    document, rows = lines(FULL[0], "3.其他 1  2 3")
    separator = find_separator(document, rows, 4)
    assert separator is None or not separator.proven


def test_rows_that_come_out_short_have_no_separator() -> None:
    document, rows = lines("2.重复申请 1 3 6", "3.其他 1 2", "1.信访举报投诉类申请 0 1 1")
    assert find_separator(document, rows, 4) is None
    assert find_separator(document, [], 4) is None


def test_full_rows_need_none() -> None:
    document, rows = lines(*FULL)
    assert find_separator(document, rows, 4) is None


@pytest.mark.parametrize(
    ("row", "blanks"),
    [
        ("3.其他 1  2 3", [0, 1, 0, 0]),
        ("3.其他  2 3 5", [1, 0, 0, 0]),
        ("3.其他 2   5", [0, 2, 0]),
        ("3.其他 1 2 3 6", [0, 0, 0, 0, 0]),
        ("3.其他 1    2 3", None),
    ],
)
def test_a_doubled_separator_holds_a_blank(row: str, blanks: list[int] | None) -> None:
    document, rows = lines(*FULL, row)
    assert blanks_around(document, rows[-1], SPACE, 4) == blanks


def test_rows_that_end_in_blanks_bear_the_separator_out() -> None:
    document, rows = lines(FULL[0], FULL[1], "3.其他 1   ", "1.信访举报投诉类申请 2   ")
    separator = find_separator(document, rows, 4)
    assert separator == Separator(" ", 0, True)
    assert blanks_around(document, rows[2], separator, 4) == [0, 3]


def test_where_the_first_cell_touches_its_label_every_separator_before_a_value_is_a_blank() -> None:
    document, found = lines(*[row.replace(" ", "  ", 1) for row in FULL])
    assert find_separator(document, found, 4) is None  # one cell more than the form has: nothing tells which
    document, rows = _glued("2.重复申请|1 2 3 6", "3.其他|  4 4", "1.信访举报投诉类申请|4   4")
    separator = find_separator(document, rows, 4)
    assert separator == Separator(" ", 0, True, 0)
    assert [blanks_around(document, row, separator, 4) for row in rows[1:]] == [[2, 0, 0], [0, 2, 0]]


def _glued(*rows: str) -> tuple[Document, list[ValueRow]]:
    """Lines of a label, nothing, and values."""
    text, segments, stretches = HEADING + "\n", [Segment(0, len(HEADING))], []
    stretches.append(Stretch(0, len(HEADING), Tag.HEADING_REQUESTS, 0.99))
    for row in rows:
        label, cells = row.split("|")
        at = len(text)
        segments.append(Segment(at, at + len(row) - 1))
        stretches.append(Stretch(at, at + len(label), Tag.ROW_LABEL, 0.99))
        at += len(label)
        stretches += [Stretch(at + n.start(), at + n.end(), Tag.VALUE, 0.99) for n in re.finditer(r"\d+", cells)]
        text += label + cells + "\n"
    document = Document(text, tuple(segments))
    return document, value_rows(document, table_items(document, Tags.of(stretches, "hand"))["requests"], 4)


def test_a_number_on_the_next_line_is_no_cell_of_a_full_row() -> None:
    document, rows = lines(*FULL, "3.其他 1  3", "20")
    assert len(rows[3].known) == 3
    assert blanks_around(document, rows[3], SPACE, 4) is None  # 3 is the third column's, or the fourth's
    document, rows = lines(*FULL, "3.其他 1   3", "20")
    assert blanks_around(document, rows[3], SPACE, 4) == [0, 2, 0]


def test_gaps_of_anything_else_tell_nothing() -> None:
    document, rows = lines("2.重复申请 1 2 3 6")
    assert blanks_around(document, rows[0], Separator("，", 0, True), 4) is None
