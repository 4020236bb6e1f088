"""Blank cells at a row's end that may be the empty lines between rows."""

from __future__ import annotations

import pytest

from reports.document import Document
from reports.tables.endings import open_endings
from reports.tables.rows import Slot, ValueRow


def rows_of(text: str, *rows: tuple[str, ...]) -> tuple[Document, list[ValueRow]]:
    """Rows of a cell a line; "" is an empty line that is taken for a cell."""
    found: list[ValueRow] = []
    at = 0
    for row in rows:
        slots: list[Slot] = []
        for value in row:
            start = text.index(value, at) if value else at
            slots.append(Slot(start, start + len(value), 0.99, 0, bool(value), not value, ()))
            at = start + max(1, len(value))
        found.append(ValueRow([], slots, False, False))
    return Document(text, ()), found


@pytest.mark.parametrize(
    ("text", "rows", "expected"),
    [
        ("许可\n0\n7\n\n其他\n-\n0\n\n", [("0", "7", ""), ("-", "0", "")], [True, True]),
        ("许可\n1\n7\n8\n\n其他\n-\n0\n\n", [("1", "7", "8"), ("-", "0", "")], [False, True]),
        ("许可\n1\n7\n8\n其他\n-\n0\n\n处罚", [("1", "7", "8"), ("-", "0", "")], [False, False]),
        ("许可\n1\n7\n8\n\n其他\n-\n0\n\n\n", [("1", "7", "8"), ("-", "0", "")], [False, False]),
        ("许可 1 7\n\n其他 2 0\n\n", [("1", "7", ""), ("2", "0", "")], [False, False]),
    ],
    ids=["two rows alike", "a full row before as many lines", "no lines behind the full row", "one more", "in lines"],
)
def test_as_many_empty_lines_as_behind_full_rows_may_be_no_cells(
    text: str, rows: list[tuple[str, ...]], expected: list[bool]
) -> None:
    assert open_endings(*rows_of(text, *rows), 3) == expected
