"""Items: what tables are made of, and which official table each stretch belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from reports.document import Document, Segment
from reports.tables.items import Item, as_value, table_items
from reports.tags import Stretch, Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
REQUESTS = ("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS)
PROACTIVE = ("二、主动公开政府信息情况", Tag.HEADING_PROACTIVE)
PROBLEMS = ("五、存在的主要问题及改进情况", Tag.HEADING_PROBLEMS)


def words(document: Document, items: list[Item]) -> list[str]:
    return [document.text[item.start : item.end] for item in items]


def test_items_of_a_row_have_their_kind_row_and_column(tagged: Tagged) -> None:
    document, tags = tagged((REQUESTS,), ["（一）予以公开", "1", "", "2"], ["（二）部分公开", "0", "0", "0"])
    items = table_items(document, tags)["requests"]
    assert [item.kind for item in items[:4]] == ["label", "value", "blank", "value"]
    assert [item.column for item in items[:4]] == [0, 1, 2, 3]
    assert len({item.row for item in items[:4]}) == 1
    assert items[3].row != items[4].row
    assert len({item.cell for item in items}) == 8


@pytest.mark.parametrize("tag", [Tag.HEADING_REQUESTS, Tag.VALUE])
def test_a_bar_in_a_line_is_no_item_whatever_its_tag(tagged: Tagged, tag: Tag) -> None:
    document, tags = tagged((PROACTIVE,), ("行政事业性收费", ("|", tag), "5"))
    items = table_items(document, tags)["proactive"]
    assert words(document, items) == ["行政事业性收费", "5"]


def test_several_values_in_one_cell_or_line_share_it(tagged: Tagged) -> None:
    document, tags = tagged((REQUESTS,), ("（一）予以公开", "1", "2"))
    items = table_items(document, tags)["requests"]
    assert [item.kind for item in items] == ["label", "value", "value"]
    assert {item.grid for item in items} == {None}
    assert len({item.cell for item in items}) == 1


def test_notes_running_heads_and_what_precedes_the_first_label_are_no_items(tagged: Tagged) -> None:
    document, tags = tagged(
        (REQUESTS,), ("77",), (("勾稽关系", Tag.NOTE),), ("（一）予以公开",), (("- 3 -", Tag.RUNNING_HEAD),), ("5",)
    )
    assert words(document, table_items(document, tags)["requests"]) == ["（一）予以公开", "5"]


def test_a_value_of_invisible_characters_is_a_blank(tagged: Tagged) -> None:
    document, tags = tagged((REQUESTS,), ["（一）予以公开", ("\u200b", Tag.VALUE), "2"])
    assert [item.kind for item in table_items(document, tags)["requests"]] == ["label", "blank", "value"]


def test_text_is_an_item_in_grids_alone(tagged: Tagged) -> None:
    prose = ("见附件", Tag.PROSE)
    document, tags = tagged((REQUESTS,), ["（一）予以公开", prose, "2"], (prose,), ["（二）部分公开", "2"])
    items = table_items(document, tags)["requests"]
    assert [item.kind for item in items] == ["label", "text", "value", "label", "value"]


def test_without_headings_labels_tell_the_table(tagged: Tagged) -> None:
    document, tags = tagged(
        ["规章", "1", "2", "3"],
        ["行政处罚", "4"],
        ["1.属于国家秘密", "5"],
        ["2.其他法律行政法规禁止公开", "6"],
        ["未经复议直接起诉", "复议后起诉"],
        ["7", "8"],
    )
    found = table_items(document, tags)
    values = {name: [w for w in words(document, items) if w.isdigit()] for name, items in found.items()}
    assert values == {"proactive": ["1", "2", "3", "4"], "requests": ["5", "6"], "reviews": ["7", "8"]}


def test_labels_that_any_table_has_stay_with_their_heading(tagged: Tagged) -> None:
    document, tags = tagged((REQUESTS,), ["1.属于国家秘密", "5"], ["3.其他", "6"], ["（七）总计", "11"])
    assert words(document, table_items(document, tags)["requests"])[-4:] == ["3.其他", "6", "（七）总计", "11"]


def test_tables_in_another_order(tagged: Tagged) -> None:
    document, tags = tagged((REQUESTS,), ["2.重复申请", "1"], (PROACTIVE,), ["行政许可", "2"])
    found = table_items(document, tags)
    assert words(document, found["requests"]) == ["2.重复申请", "1"]
    assert words(document, found["proactive"]) == ["行政许可", "2"]


def test_what_stands_under_another_heading_is_outside(tagged: Tagged) -> None:
    document, tags = tagged((REQUESTS,), ["2.重复申请", "1"], (PROBLEMS,), ["培训场次", "12"], ("总数", "3"))
    found = table_items(document, tags)
    assert words(document, found["requests"]) == ["2.重复申请", "1"]
    assert found["reviews"] == found["proactive"] == []


def test_a_long_passage_ends_a_table(tagged: Tagged) -> None:
    passage = ("我局认真落实各项要求，" * 8, Tag.PROSE)
    document, tags = tagged((REQUESTS,), ["2.重复申请", "1"], (passage,), (passage,), ("共计", "9"))
    assert "9" not in words(document, table_items(document, tags)["requests"])


def test_the_end_cuts_off(tagged: Tagged) -> None:
    document, tags = tagged((REQUESTS,), ["2.重复申请", "1"], ["3.要求提供公开出版物", "2"])
    cut = document.text.index("3.")
    assert words(document, table_items(document, tags, cut)["requests"]) == ["2.重复申请", "1"]
    assert table_items(document, tags, 0) == {"proactive": [], "requests": [], "reviews": []}


def test_no_stretches_no_items() -> None:
    assert table_items(Document("", ()), Tags.of([], "hand")) == {"proactive": [], "requests": [], "reviews": []}


@pytest.mark.parametrize(("content", "expected"), [("12", True), ("/", True), ("", False), ("见附件", False)])
def test_other_text_that_may_be_a_value(tagged: Tagged, content: str, expected: bool) -> None:
    document, tags = tagged((REQUESTS,), ["2.重复申请", (content, Tag.PROSE)])
    assert as_value(document, table_items(document, tags)["requests"][1]) is expected


def test_a_sign_between_labels_and_values_is_no_item(tagged: Tagged) -> None:
    line = (("自然人：", Tag.COLUMN_LABEL), "2", ("；", Tag.ROW_LABEL), ("商业企业：", Tag.COLUMN_LABEL), "0")
    document, tags = tagged((REQUESTS,), (("（一）予以公开", Tag.ROW_LABEL),), line)
    assert "；" not in words(document, table_items(document, tags)["requests"])


@pytest.mark.parametrize(("line", "kept"), [("2.重复申请：；", False), ("2.重复申请：\n；", True)])
def test_the_end_of_a_clause_is_no_value_unless_it_stands_alone(line: str, kept: bool) -> None:
    text = f"三、收到和处理政府信息公开申请情况\n{line}"
    end = text.index("：") + 1
    spans = [(0, text.index("\n")), (text.index("\n") + 1, end), (len(text) - 1, len(text))]
    tags = [Tag.HEADING_REQUESTS, Tag.ROW_LABEL, Tag.VALUE]
    document = Document(text, tuple(Segment(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)))
    made = Tags.of([Stretch(*span, tag, 1.0) for span, tag in zip(spans, tags, strict=True)], "hand")
    assert ("；" in words(document, table_items(document, made)["requests"])) is kept


def _dash(document: Document, start: int) -> Tags:
    """The group's name before ``start``, a dash that was taken for a value, and what stands behind."""
    text = document.text
    tags = [(start - 4, start, Tag.ROW_LABEL), (start, start + 1, Tag.VALUE), (start + 1, len(text), Tag.ROW_LABEL)]
    heading = (0, text.index("\n"), Tag.HEADING_REVIEWS)
    return Tags.of([Stretch(first, end, tag, 1.0) for first, end, tag in [heading, *tags] if first < end], "hand")


@pytest.mark.parametrize(
    ("line", "signs"),
    [
        ("行政诉讼—未经复议直接起诉", []),
        ("行政处罚—行政强制", ["—"]),  # a row's own cell: what stands behind is the next row
        ("行政诉讼—", ["—"]),
    ],
)
def test_a_dash_behind_a_groups_name_sets_the_row_off(line: str, signs: list[str]) -> None:
    text = f"四、政府信息公开行政复议、行政诉讼情况\n{line}"
    line_start = text.index("\n") + 1
    document = Document(text, (Segment(0, line_start - 1), Segment(line_start, len(text))))
    items = table_items(document, _dash(document, text.index("—")))
    assert [word for found in items.values() for word in words(document, found) if word == "—"] == signs
