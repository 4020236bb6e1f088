"""Tables written as lists: each value stands beside the name of its column."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.document import Document
from reports.forms import load_form
from reports.tables.items import table_items
from reports.tables.keyed import column_names, header_columns, keyed_rows, named_column
from reports.tables.rows import ValueRow
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
REQUESTS = load_form("2021").tables["requests"]
REVIEWS = load_form("2021").tables["reviews"]
HEADING = (("三、收到和处理政府信息公开申请情况", Tag.HEADING_REQUESTS),)
REVIEWS_HEADING = (("四、政府信息公开行政复议、行政诉讼情况", Tag.HEADING_REVIEWS),)


def told(document: Document, rows: list[ValueRow]) -> list[dict[int, str]]:
    return [
        {key: document.text[slot.start : slot.end] for key, slot in zip(row.keys or (), row.slots, strict=True)}
        for row in rows
    ]


def listed(made: tuple[Document, Tags], table: str = "requests") -> tuple[Document, list[ValueRow] | None]:
    document, tags = made
    return document, keyed_rows(document, table_items(document, tags)[table], load_form("2021").tables[table])


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("自然人", 0),
        ("其中：商业企业", 1),
        ("申请人情况法人或其他组织 社会公益组织", 3),
        ("法律服务机枸", 4),
        ("企业", 1),
        ("总计", 6),
        ("（一）予以公开", None),
        ("12", None),
    ],
)
def test_columns_by_their_names(label: str, column: int | None) -> None:
    assert named_column(label, column_names(REQUESTS)) == column


def test_a_value_beside_each_column_in_a_line(tagged: Tagged) -> None:
    line = ("（一）予以公开", "自然人", "5", "商业企业", "0", "总计", "5")
    document, rows = listed(tagged(HEADING, line, ("（二）部分公开", "总计", "3", "自然人", "1", "商业企业", "2")))
    assert rows is not None
    assert told(document, rows) == [{0: "5", 1: "0", 6: "5"}, {6: "3", 0: "1", 1: "2"}]
    assert [document.text[row.labels[0].start : row.labels[0].end] for row in rows] == [
        "（一）予以公开",
        "（二）部分公开",
    ]


def test_a_line_for_each_value_with_its_row_named_anew(tagged: Tagged) -> None:
    lines = [
        (row, column, value)
        for row, values in (("2.重复申请", "123"), ("3.要求提供公开出版物", "456"))
        for column, value in zip(("自然人", "商业企业", "总计"), values, strict=True)
    ]
    document, rows = listed(tagged(HEADING, *lines))
    assert rows is not None
    assert told(document, rows) == [{0: "1", 1: "2", 6: "3"}, {0: "4", 1: "5", 6: "6"}]


def test_column_and_value_below_the_row(tagged: Tagged) -> None:
    lines = [
        ("2.重复申请",),
        ("自然人", "1"),
        ("商业企业", "2"),
        ("3.要求提供公开出版物",),
        ("自然人", "3"),
        ("总计", "4"),
    ]
    document, rows = listed(tagged(HEADING, *lines))
    assert rows is not None
    assert told(document, rows) == [{0: "1", 1: "2"}, {0: "3", 6: "4"}]


def test_reviews_with_the_row_named_before_the_column(tagged: Tagged) -> None:
    lines = [("行政复议结果维持", "3"), ("行政复议总计", "4"), ("复议后起诉结果维持", "5"), ("复议后起诉总计", "6")]
    document, rows = listed(tagged(REVIEWS_HEADING, *lines), "reviews")
    assert rows is not None
    assert told(document, rows) == [{0: "3", 4: "4"}, {0: "5", 4: "6"}]


def test_a_column_named_twice_never_overwrites_a_value(tagged: Tagged) -> None:
    line = ("（一）予以公开", "自然人", "5", "自然人", "7", "总计", "5")
    document, rows = listed(tagged(HEADING, line))
    assert rows is not None
    assert [value for row in told(document, rows) for value in row.values()].count("5") == 2
    assert told(document, rows)[0][0] == "5"


def test_an_ordinary_table_is_no_list(tagged: Tagged) -> None:
    header = ["申请人情况", "自然人", "商业企业", "总计"]
    assert (
        listed(tagged(HEADING, header, ["（一）予以公开", "1", "0", "1"], ["（二）部分公开", "0", "0", "0"]))[1] is None
    )


def test_without_values_there_is_no_list(tagged: Tagged) -> None:
    assert listed(tagged(HEADING, ("（一）予以公开", "自然人")))[1] is None


def test_the_header_names_columns_and_where_they_stand(tagged: Tagged) -> None:
    header = ["申请人情况", "自然人", "商业企业", ("", Tag.PROSE), "总计"]
    document, tags = tagged(HEADING, header, ["（一）予以公开", "1", "0", "", "1"])
    items = table_items(document, tags)["requests"]
    assert header_columns(document, items, REQUESTS) == {0: 1, 1: 2, 6: 4}


def test_a_line_of_the_header_names_several_columns(tagged: Tagged) -> None:
    header = (("自然人 法人或其他组织 总计 商业企业 科研机构", Tag.COLUMN_LABEL),)
    document, tags = tagged(HEADING, header, ("（一）予以公开", "1", "0", "0", "1"))
    items = table_items(document, tags)["requests"]
    assert header_columns(document, items, REQUESTS) == {0: -1, 6: -1, 1: -1, 2: -1}


def test_column_names_take_in_every_variant() -> None:
    names = column_names(REVIEWS)
    assert len(set(names.values())) == 5
    assert names["结果维持"] == 0


def test_a_sentence_after_a_nearly_blank_grid_makes_no_list_of_it(tagged: Tagged) -> None:
    blanks = [["一、本年新收政府信息公开申请数量", *[""] * 7], ["二、上年结转政府信息公开申请数量", *[""] * 7]]
    sentence = (("其他", Tag.COLUMN_LABEL), ("0", Tag.VALUE))
    assert listed(tagged(HEADING, *blanks, sentence, aligned=True))[1] is None


def test_a_name_followed_by_nothing_is_a_blank(tagged: Tagged) -> None:
    line = ("（一）予以公开", ("自然人：", Tag.COLUMN_LABEL), ("商业企业：", Tag.COLUMN_LABEL), "2", "总计", "2")
    document, rows = listed(tagged(HEADING, line))
    assert rows is not None
    assert told(document, rows) == [{0: "", 1: "2", 6: "2"}]
    assert rows[0].slots[0].blank


def test_a_path_names_the_row_and_the_column(tagged: Tagged) -> None:
    paths = [("予以公开.自然人=", "3"), ("予以公开.总计=", "3"), ("部分公开.自然人=", "1"), ("部分公开.商业企业=",)]
    document, rows = listed(tagged(HEADING, *paths))
    assert rows is not None
    assert told(document, rows) == [{0: "3", 6: "3"}, {0: "1", 1: ""}]


@pytest.mark.parametrize(
    ("label", "column"),
    [("自然人（件）", 0), ("法律机务服构", 4), ("公益组织", 3), ("结果构", None)],
)
def test_damaged_and_abridged_names(label: str, column: int | None) -> None:
    assert named_column(label, column_names(REQUESTS)) == column


def test_names_between_which_nothing_stands_head_blank_cells(tagged: Tagged) -> None:
    joined = ("自然人，商业企业，科研机构，社会公益组织", Tag.COLUMN_LABEL)
    rest = ("法律服务机构，其他，总计", Tag.COLUMN_LABEL)
    lines = [(label, joined, "4", rest, "4") for label in ("（一）予以公开", "（二）部分公开")]
    document, rows = listed(tagged(HEADING, *lines))
    assert rows is not None
    blanks = dict.fromkeys((0, 1, 2, 4, 5), "")
    assert told(document, rows) == [blanks | {3: "4", 6: "4"}] * 2


def test_a_word_for_is_between_a_name_and_its_value_is_no_part_of_the_name(tagged: Tagged) -> None:
    lines = [("行政复议结果维持为", "3", "；行政复议结果纠正为", "2", "，行政复议总计为", "5")]
    document, rows = listed(tagged(REVIEWS_HEADING, *lines), "reviews")
    assert rows is not None
    assert told(document, rows) == [{0: "3", 1: "2", 4: "5"}]


def test_names_with_a_word_for_is_head_blank_cells(tagged: Tagged) -> None:
    names = ("自然人为，商业企业为", Tag.COLUMN_LABEL), ("总计为；", Tag.COLUMN_LABEL)
    lines = [("2.重复申请", names[0], "5", names[1]), ("3.其他", ("自然人为", Tag.COLUMN_LABEL), "1")]
    document, rows = listed(tagged(HEADING, *lines))
    assert rows is not None
    assert told(document, rows) == [{0: "", 1: "5", 6: ""}, {0: "1"}]


def test_the_total_before_the_applicants_is_a_row(tagged: Tagged) -> None:
    names = ("（七）总计：", Tag.COLUMN_LABEL)
    first, second = ("自然人", Tag.COLUMN_LABEL), ("商业企业", Tag.COLUMN_LABEL)
    above = ("（一）予以公开", first, "1", second, "2")
    document, rows = listed(tagged(HEADING, above, (names, first, "3", second, "4")))
    assert rows is not None
    assert told(document, rows) == [{0: "1", 1: "2"}, {0: "3", 1: "4"}]
