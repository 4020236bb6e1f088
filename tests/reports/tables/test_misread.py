"""Numbers of a grid that were taken for labels or page numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.document import Document
from reports.tables.misread import misread_values
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]


def misread(made: tuple[Document, Tags]) -> list[str]:
    document, tags = made
    starts = misread_values(document, tags.stretches)
    return [document.text[s.start : s.end] for s in tags.stretches if s.start in starts and s.start < s.end]


@pytest.mark.parametrize("tag", [Tag.RUNNING_HEAD, Tag.TITLE, Tag.ROW_LABEL])
def test_a_number_behind_a_label_is_a_value(tagged: Tagged, tag: Tag) -> None:
    assert misread(tagged(["行政许可", ("壹拾贰件", tag)], ["行政处罚", "3"])) == ["壹拾贰件"]


@pytest.mark.parametrize(
    "row",
    [
        [("3", Tag.RUNNING_HEAD)],  # a page's number, alone
        [("1", Tag.ROW_LABEL), "属于国家秘密", "0"],  # a serial number before the label
        ["栏次", *((str(n), Tag.COLUMN_LABEL) for n in range(1, 8))],
    ],
)
def test_other_numbers_are_none(tagged: Tagged, row: list[object]) -> None:
    assert misread(tagged(row)) == []


def test_in_lines_a_page_number_may_stand_anywhere(tagged: Tagged) -> None:
    assert misread(tagged(("行政许可", ("12", Tag.RUNNING_HEAD)))) == []
