"""Gaps: blank cells that show only in a separator that is written several times."""

from __future__ import annotations

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


def test_gaps_of_anything_else_tell_nothing() -> None:
    document, rows = lines("2.重复申请 1 2 3 6")
    assert blanks_around(document, rows[0], Separator("，", 0, True), 4) is None
