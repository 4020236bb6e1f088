"""Numbers of a grid that were taken for labels or page numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from reports.document import Document, Mark, Segment
from reports.tables.misread import misread_values
from reports.tags import Stretch, Tag, Tags

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


def test_a_number_that_the_reader_knows_for_none_stays_none(tagged: Tagged) -> None:
    document, tags = tagged(["行政许可", ("壹拾贰件", Tag.RUNNING_HEAD), "3"])
    start = document.text.index("壹")
    marked = replace(document, marks=(Mark(start, start + 4, "debris"),))
    assert misread((document, tags)) == ["壹拾贰件"]
    assert misread((marked, tags)) == []


def _lines(label: str, count: int) -> list[object]:
    return [((label, Tag.ROW_LABEL),), *((("0", Tag.VALUE),) for _ in range(count))]


def test_a_line_that_completes_its_row_is_a_value_whatever_its_tag(tagged: Tagged) -> None:
    rows = [line for label in ("甲项", "乙项", "丙项") for line in _lines(label, 7)]
    number = (("44", Tag.PROSE),)
    assert misread(tagged(*rows, *_lines("丁项", 6), number, *_lines("戊项", 7))) == ["44"]
    assert misread(tagged(*rows, *_lines("丁项", 7), number, *_lines("戊项", 7))) == []  # a page's number
    assert misread(tagged(*_lines("丁项", 6), number)) == []  # nothing says how long a row is


def test_the_last_number_of_a_row_is_none_of_the_next_label(tagged: Tagged) -> None:
    rows = [line for label in ("甲项", "乙项", "丙项") for line in _lines(label, 7)]
    number = (("3", Tag.ROW_LABEL),)
    assert misread(tagged(*rows, *_lines("丁项", 6), number, *_lines("戊项", 7))) == ["3"]
    # Here a number stands above other labels too, with no value lost.
    assert misread(tagged(*rows, number, *_lines("丁项", 6), number, *_lines("戊项", 7))) == []


def test_a_number_between_two_names_is_a_value_whatever_its_tag(tagged: Tagged) -> None:
    document = Document("自然人：2；商业企业：", (Segment(0, 11),))
    parts = [(0, 4, Tag.COLUMN_LABEL), (4, 6, Tag.ROW_LABEL), (6, 11, Tag.COLUMN_LABEL)]
    name, number, other = [Stretch(start, end, tag, 0.9) for start, end, tag in parts]
    assert misread((document, Tags.of([name, number, other], "hand"))) == ["2；"]
    assert misread((document, Tags.of([name, number], "hand"))) == []  # it may number the next row, behind a blank


def test_a_number_taken_for_prose_is_a_value_beside_others_of_its_row(tagged: Tagged) -> None:
    prose = ("0", Tag.PROSE)
    assert misread(tagged(["结转下年度", "2", prose, prose, "2"])) == ["0", "0"]
    assert misread(tagged(["公开渠道", prose, prose])) == []  # a table of the organ's own
    assert misread(tagged([("说明", Tag.PROSE), "2", ("无", Tag.PROSE)])) == []
