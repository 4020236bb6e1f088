"""Two years in one table, a line each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.document import Document
from reports.tables.items import table_items
from reports.tables.rows import value_rows
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
HEADING = (("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),)


def rows(made: tuple[Document, Tags], year: int | None = None) -> list[list[str]]:
    document, tags = made
    found = value_rows(document, table_items(document, tags)["requests"], 3, year)
    return [[document.text[slot.start : slot.end] for slot in row.slots] for row in found]


@pytest.mark.parametrize(("own", "earlier"), [("2025年", "2024年"), ("本年", "上年"), ("今年", "去年")])
@pytest.mark.parametrize("kind", [list, tuple])
def test_the_reports_own_years_lines_are_the_rows(tagged: Tagged, own: str, earlier: str, kind: type) -> None:
    made = tagged(
        HEADING,
        kind(["1.属于国家秘密"]),
        kind([own, "1", "2", "3"]),
        kind([earlier, "4", "5", "9"]),
        kind(["2.其他法律行政法规禁止公开"]),
        kind([earlier, "6", "0", "6"]),
        kind([own, "7", "0", "7"]),
    )
    assert rows(made) == [["1", "2", "3"], ["7", "0", "7"]]


def test_the_reports_year_decides_where_a_later_one_is_named(tagged: Tagged) -> None:
    """A forecast for the next year stands beside the year that is reported on."""
    lines = [["1.属于国家秘密"], ["2024年", "1", "2", "3"], ["2025年", "4", "5", "9"]]
    lines += [["2.其他法律行政法规禁止公开"], ["2024年", "6", "0", "6"], ["2025年", "7", "0", "7"]]
    assert rows(tagged(HEADING, *lines), 2024) == [["1", "2", "3"], ["6", "0", "6"]]
    assert rows(tagged(HEADING, *lines), 2023) == [["4", "5", "9"], ["7", "0", "7"]]


def test_a_lone_year_takes_nothing_away(tagged: Tagged) -> None:
    made = tagged(HEADING, ["1.属于国家秘密", "1", "2", "3"], ["2024年", "4", "5", "9"])
    assert rows(made) == [["1", "2", "3"], ["4", "5", "9"]]
