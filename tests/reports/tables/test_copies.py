"""Copies: a table that stands in the text more than once is read once, and the report says so."""

from __future__ import annotations

from collections.abc import Callable

from reports.document import Document
from reports.forms import load_form
from reports.tables.copies import best_copy
from reports.tables.items import Item, table_items
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
HEADING = (("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),)
LABELS = [row.label for row in load_form("2021").tables["requests"].rows]
HEADER = [("申请人情况", Tag.COLUMN_LABEL), ("自然人", Tag.COLUMN_LABEL), ("总计", Tag.COLUMN_LABEL)]


def rows(value: str, labels: list[str] = LABELS) -> list[list[str]]:
    return [[label, value, value] for label in labels]


def first(made: tuple[Document, Tags]) -> tuple[set[str], int, bool]:
    """The values and the number of rows of the first copy, and whether there is another."""
    document, tags = made
    items, repeated = best_copy(document, table_items(document, tags)["requests"], "2021", "requests")
    values = [item for item in items if item.kind == "value"]
    return {document.text[item.start : item.end] for item in values}, len({item.row for item in values}), repeated


def test_one_table_is_no_copy(tagged: Tagged) -> None:
    assert first(tagged(HEADING, HEADER, *rows("1"))) == ({"1"}, len(LABELS), False)


def test_the_first_of_two_copies_is_read(tagged: Tagged) -> None:
    made = tagged(HEADING, HEADER, *rows("1"), HEADER, *rows("2"))
    assert first(made) == ({"1"}, len(LABELS), True)


def test_the_second_copy_begins_with_its_header(tagged: Tagged) -> None:
    document, tags = tagged(HEADING, HEADER, *rows("1"), HEADER, *rows("2"))
    items, _ = best_copy(document, table_items(document, tags)["requests"], "2021", "requests")
    assert items[-1].kind == "value"
    assert document.text.count("申请人情况", 0, items[-1].end) == 1


def test_copies_without_numbering(tagged: Tagged) -> None:
    bare = [label.split(".")[-1].split("、", 1)[-1].split("）", 1)[-1] for label in LABELS]
    assert first(tagged(HEADING, *rows("1", bare), *rows("2", bare)))[0::2] == ({"1"}, True)


def test_a_header_repeated_on_a_new_page_is_no_copy(tagged: Tagged) -> None:
    made = tagged(HEADING, HEADER, *rows("1", LABELS[:12]), HEADER, *rows("1", LABELS[12:]))
    assert first(made) == ({"1"}, len(LABELS), False)


def test_a_row_out_of_order_is_no_copy(tagged: Tagged) -> None:
    moved = [*LABELS[2:], *LABELS[:1]]
    assert first(tagged(HEADING, *rows("1", moved)))[2] is False


def test_a_first_copy_cut_short(tagged: Tagged) -> None:
    values, count, repeated = first(tagged(HEADING, *rows("1", LABELS[:20]), HEADER, *rows("2")))
    assert (values, count, repeated) == ({"1"}, 20, True)


def test_a_comparison_of_years_is_no_copy_to_read(tagged: Tagged) -> None:
    years = [("项目", Tag.COLUMN_LABEL), ("2023年", Tag.COLUMN_LABEL), ("2024年", Tag.COLUMN_LABEL)]
    assert first(tagged(HEADING, years, *rows("1"), HEADER, *rows("2"))) == ({"2"}, len(LABELS), True)


def test_a_small_table_is_left_alone(tagged: Tagged) -> None:
    items: list[Item] = []
    assert best_copy(Document("", ()), items, "2021", "reviews") == (items, False)
