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


def test_a_table_left_blank_for_the_most_part_is_one() -> None:
    headings = "结果维持,结果纠正,其他结果,尚未审结,总计"
    document = read_document(f"行政复议,,,,,行政诉讼,,,,\n{headings},{headings}\n,,,,0,,2,,,2\n".encode())
    assert rows(document)[2] == ["", "", "", "", "0", "", "2", "", "", "2"]


def test_a_row_with_one_field_more_than_the_others_is_of_their_table() -> None:
    assert rows(read_document(TABLE.replace("文件,12", "文件,,12").encode()))[2] == [
        "行政规范性文件",
        "",
        "12",
        "3",
        "45",
    ]


def test_a_quotation_mark_within_a_field_does_not_swallow_the_lines_below() -> None:
    document = read_document(TABLE.replace("规章", '"危及"安全",1,2,3\n规章').encode())
    odd = read_document(TABLE.replace("规章", '"危及安全"",1,2,3\n规章').encode())
    assert [len(row) for row in rows(document)] == [len(row) for row in rows(odd)] == [4, 4, 4, 4]


def test_an_empty_line_between_rows_ends_no_table() -> None:
    document = read_document(TABLE.replace("\n行政", "\n\n行政").encode())
    assert [row[0] for row in rows(document)] == ["信息内容", "规章", "行政规范性文件"]


def test_a_spreadsheets_apostrophe_before_a_number_is_none_of_it() -> None:
    for mark in ",\t":
        document = read_document(TABLE.replace("12", "'12").replace("规章", "'规章").replace(",", mark).encode())
        assert [row[:2] for row in rows(document)[1:]] == [["'规章", "0"], ["行政规范性文件", "12"]]
