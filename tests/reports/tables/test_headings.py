"""Headings over a block that are not the form's, or stand otherwise than the form's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.document import Document
from reports.tables.build import BuiltTables, build_tables
from reports.tags import Tag, Tags

Tagged = Callable[..., tuple[Document, Tags]]
PROACTIVE = (("二、主动公开政府信息情况", Tag.HEADING_PROACTIVE),)
REVIEWS = (("四、政府信息公开行政复议、行政诉讼情况", Tag.HEADING_REVIEWS),)
CAPTION = ("第二十条第（一）项", Tag.CAPTION)
PADDING = ("", Tag.PROSE)
NEW, OPEN, ALL = "本年新制作数量", "本年新公开数量", "对外公开总数量"


def heads(*labels: str) -> list[tuple[str, Tag]]:
    return [(label, Tag.COLUMN_LABEL) for label in labels]


def block(*labels: str) -> list[list[object]]:
    return [[CAPTION], [*heads("信息内容", *labels)]]


def problems(built: BuiltTables, row: str) -> set[str]:
    return {warning.code for warning in built.warnings if warning.where == f"proactive.{row}"}


def raws(built: BuiltTables, row: str, table: str = "proactive") -> list[str | None]:
    return [cell.raw for cell in built.tables[table][row].values()]


@pytest.mark.parametrize("order", [(NEW, ALL, OPEN), (OPEN, NEW, ALL), (ALL, NEW, OPEN)])
def test_counted_values_follow_the_order_of_their_headings_and_are_in_doubt(tagged: Tagged, order: list[str]) -> None:
    """The third column before the second is no total of two levels of headings: the block has none."""
    values = dict(zip((NEW, OPEN, ALL), "123", strict=True))
    rows = [["规章", *(values[name] for name in order)], ["规范性文件", *(values[name] for name in order)]]
    built = build_tables(*tagged(PROACTIVE, *block(*order), *rows, aligned=False), 2019)
    assert raws(built, "rules") == ["1", "2", "3"]
    assert problems(built, "rules") == {"columns_reordered"}


def test_headings_in_the_line_of_the_first_row_are_seen(tagged: Tagged) -> None:
    line = (CAPTION, *heads("信息内容", OPEN, NEW, ALL), "规章", "1", "2", "3")
    built = build_tables(*tagged(PROACTIVE, line, ("规范性文件", "4", "5", "6")), 2019)
    assert raws(built, "rules") == ["2", "1", "3"]
    assert problems(built, "rules") == {"columns_reordered"}


def test_a_heading_of_another_edition_is_foreign(tagged: Tagged) -> None:
    top = [("第二十条第（六）项", Tag.CAPTION)], heads("信息内容", "上一年项目数量", "本年增/减", "处理决定数量")
    rows = [["行政处罚", "7", "8", "9"], ["行政强制", "1", "2", "3"]]
    first = [*block("本年制发件数", "本年废止件数", "现行有效件数"), ["规章", *"000"], ["行政规范性文件", *"000"]]
    built = build_tables(*tagged(PROACTIVE, *first, *top, *rows, aligned=True), 2023)
    assert problems(built, "penalty") == {"columns_foreign"}


def test_a_lone_heading_over_padding_puts_a_value_counted_elsewhere_in_doubt(tagged: Tagged) -> None:
    top = [("第二十条第（六）项", Tag.CAPTION)], [*heads("信息内容", "处理决定数量"), PADDING, PADDING]
    rows = [["行政处罚", "7", "", ""], ["行政强制", "1", "", ""]]
    first = [*block(NEW, OPEN, ALL), ["规章", *"000"], ["规范性文件", *"000"]]
    second = [heads("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"), ["其他对外管理服务事项", *"000"]]
    built = build_tables(*tagged(PROACTIVE, *first, *second, *top, *rows, aligned=False), 2019)
    assert (raws(built, "penalty"), problems(built, "penalty")) == (["7", None, None], {"columns_contradicted"})


def test_the_columns_of_the_reports_own_year_are_read(tagged: Tagged) -> None:
    top = [("第二十条第（八）项", Tag.CAPTION)], [*heads("信息内容", "上一年项目数量"), "", *heads("本年增/减"), ""]
    rows = [["", *heads("上年", "本年", "上年", "本年")], ["行政事业性收费", "177", "102", "1", "189"]]
    built = build_tables(*tagged(PROACTIVE, *top, *rows, aligned=True), 2019)
    assert raws(built, "fees") == ["102", "189"]


@pytest.mark.parametrize("kind", [list, tuple])
def test_rows_of_table_four_below_each_other_follow_their_headings(tagged: Tagged, kind: type) -> None:
    top = heads("类别", "其他结果", "结果维持", "尚未审结", "结果纠正", "总计")
    rows = [["行政复议", *"31257"], ["未经复议直接起诉", "3", "1", "3", "5", "12"], ["复议后起诉", *"20316"]]
    made = tagged(REVIEWS, kind(top), *(kind(row) for row in rows), aligned=False)
    built = build_tables(*made, 2023)
    assert raws(built, "litigation_direct", "reviews") == ["1", "5", "3", "3", "12"]
    assert ("columns_reordered", "reviews.litigation_direct") in {(w.code, w.where) for w in built.warnings}
