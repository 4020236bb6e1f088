"""Numbers that end a row and were taken for the number of what stands behind them."""

from __future__ import annotations

import pytest

from reports.document import Document, Segment
from reports.tables.swallowed import parted
from reports.tags import Stretch, Tag

ROW = [("甲项工作情况", Tag.ROW_LABEL), *[("0", Tag.VALUE)] * 3]
SHORT = [("乙项工作情况", Tag.ROW_LABEL), *[("7", Tag.VALUE)] * 2]


def written(*parts: tuple[str, Tag], gap: str = " ") -> tuple[Document, list[Stretch]]:
    text, stretches = "", []
    for content, tag in parts:
        stretches.append(Stretch(len(text), len(text) + len(content), tag, 1.0))
        text += content + gap
    return Document(text, (Segment(0, len(text)),)), stretches


def values(made: tuple[Document, list[Stretch]]) -> list[str]:
    """What is parted off, and what is left behind it."""
    document, stretches = made
    found = [one for one in parted(document, stretches) if one not in stretches]
    return [document.text[one.start : one.end] for one in found]


@pytest.mark.parametrize("tag", [Tag.ROW_LABEL, Tag.HEADING_REVIEWS])
def test_a_row_short_by_one_ends_in_the_number_before_the_next_words(tag: Tag) -> None:
    assert values(written(*ROW * 3, *SHORT, ("24 丙项", tag), *ROW[1:])) == ["24", "丙项"]


@pytest.mark.parametrize(
    "parts",
    [
        (*ROW * 4, ("2 丙项", Tag.ROW_LABEL)),  # the label's own number: the row has all its values
        (*ROW * 3, ("1 甲项", Tag.ROW_LABEL), *SHORT[1:], ("2 丙项", Tag.ROW_LABEL)),  # as another label's shows
        (*ROW * 3, *SHORT, ("2.丙项", Tag.ROW_LABEL)),
        (*ROW * 3, *SHORT, ("2023 年丙项", Tag.PROSE)),
        (*ROW * 2, *SHORT, ("2 丙项", Tag.ROW_LABEL)),  # nothing says how long a row is
    ],
)
def test_the_number_of_a_label_stays_its_own(parts: tuple[tuple[str, Tag], ...]) -> None:
    assert values(written(*parts)) == []


def test_the_number_of_another_line_is_none_of_a_row() -> None:
    assert values(written(*ROW * 3, *SHORT, ("2 丙项", Tag.ROW_LABEL), gap="\n")) == []


def test_the_reviews_end_in_the_number_before_the_next_heading() -> None:
    reviews = [("行政复议", Tag.COLUMN_LABEL), *[("0", Tag.VALUE)] * 14, ("2 存在的问题", Tag.HEADING_PROBLEMS)]
    assert values(written(*ROW * 3, *reviews)) == ["2", "存在的问题"]
