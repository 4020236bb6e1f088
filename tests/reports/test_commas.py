"""Comma-separated tables within other text."""

import pytest

from reports.document import Document
from reports.formats import read_document

TABLE = '信息内容,本年制发件数,本年废止件数,现行有效件数\n规章,0,,"1,234"\n行政规范性文件,12,3,45\n'


def rows(document: Document) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for segment in document.segments:
        if segment.is_cell:
            found.setdefault(segment.row, []).append(document.text[segment.start : segment.end])
    return list(found.values())


def test_fields_are_cells_without_their_quotes_and_blanks_stay() -> None:
    document = read_document(f"二、主动公开政府信息情况\n{TABLE}三、其他\n".encode())
    assert rows(document) == [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "", "1,234"],
        ["行政规范性文件", "12", "3", "45"],
    ]
    assert document.grids[0].aligned


def test_semicolons_separate_where_commas_are_decimal_points() -> None:
    document = read_document(TABLE.replace('"1,234"', "1").replace(",", ";").encode())
    assert rows(document)[1] == ["规章", "0", "", "1"]


def test_a_quoted_field_may_go_over_lines() -> None:
    table = TABLE.replace("信息内容", '"信息\n内容"').replace("行政规范性文件", '"行政规\n范性文\n件"')
    found = rows(read_document(f"二、主动公开政府信息情况\n{table}三、其他\n".encode()))
    assert [row[0] for row in found] == ["信息\n内容", "规章", "行政规\n范性文\n件"]
    assert found[2][1:] == ["12", "3", "45"]


@pytest.mark.parametrize(
    "text",
    [
        "一是人手少,二是业务生,三是设备旧。\n一是加人,二是培训,三是更新。\n一是督促,二是考核,三是通报。\n",  # prose
        "规章,1,2,3\n行政规范性文件,1,2,3\n",  # two lines are no table
        "甲,1,2,3\n乙,1,2\n丙,1,2,3,4\n",  # the number of fields differs
    ],
)
def test_other_text_with_commas_stays_lines(text: str) -> None:
    assert not read_document(text.encode()).grids


def test_a_spreadsheets_apostrophe_before_a_number_is_none_of_it() -> None:
    for mark in ",\t":
        document = read_document(TABLE.replace("12", "'12").replace("规章", "'规章").replace(",", mark).encode())
        assert [row[:2] for row in rows(document)[1:]] == [["'规章", "0"], ["行政规范性文件", "12"]]
