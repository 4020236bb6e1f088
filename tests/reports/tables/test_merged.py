"""Merged cells that a converter wrote once for each cell that was merged."""

from __future__ import annotations

import pytest

from reports.document import Document
from reports.tables.merged import written_once
from reports.tables.rows import Slot


def row(*values: str) -> tuple[Document, list[Slot]]:
    text = "\t".join(values)
    slots = []
    at = 0
    for column, value in enumerate(values):
        slots.append(Slot(at, at + len(value), 1.0, column, True, False, ()))
        at += len(value) + 1
    return Document(text=text, segments=()), slots


@pytest.mark.parametrize(
    ("values", "width", "told"),
    [
        (["220", "2", "2"], 2, ["220", "2"]),
        (["5", "5", "5"], 2, ["5", "5"]),
        (["3", "3", "5", "8", "8"], 3, ["3", "5", "8"]),
        (["220", "2", "3"], 2, []),
        (["1", "0", "0", "2", "3", "6"], 5, []),  # nothing unusual in a table of many columns
    ],
)
def test_a_merged_cells_value_counts_once(values: list[str], width: int, told: list[str]) -> None:
    document, slots = row(*values)
    assert [document.text[slot.start : slot.end] for slot in written_once(document, slots, width, 3)] == told
