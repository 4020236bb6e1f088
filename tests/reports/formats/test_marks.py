"""Page numbers as programs write them between the pages of a text."""

from __future__ import annotations

import pytest

from reports.formats.marks import is_page_number, row_numbers
from tests.reports.formats.text_tables import read


@pytest.mark.parametrize("line", ["=== page 1 ===", "--- Page 2 ---", "** PAGE 3 **", "=== 第 4 页 ==="])
def test_ruled_page_numbers(line: str) -> None:
    assert [mark.kind for mark in read(f"正文\n{line}\n正文").marks] == ["page_number"]


@pytest.mark.parametrize("line", ["-- 表 2 --", "=== page 1", "--- Page 2 ==="])
def test_other_ruled_lines_are_none(line: str) -> None:
    assert not is_page_number(line)


def test_a_line_of_strokes_under_headings_is_no_value() -> None:
    document = read("四、复议\n\n  结果维持  总计\n  --------  ----\n  3         3\n  --------------\n\n正文")
    assert [mark.kind for mark in document.marks] == ["debris", "debris"]


@pytest.mark.parametrize("line", ["规章 ---- ---- ----", "--- --- ---", "— — —", "----甲----"])
def test_strokes_in_the_place_of_values_are_none_such(line: str) -> None:
    assert read(f"二、主动公开\n{line}\n正文").marks == ()


@pytest.mark.parametrize("first", [0, 1])
def test_numbers_before_every_row_are_row_numbers(first: int) -> None:
    table = ["信息内容\t制发\t有效", "规章\t0\t3", "规范性文件\t5\t7"]
    document = read("\n".join(f"{n + first}\t{row}" for n, row in enumerate(table)))
    assert [document.text[mark.start : mark.end] for mark in document.marks] == [str(n + first) for n in range(3)]


def test_serial_numbers_below_a_header_and_values_are_no_row_numbers() -> None:
    assert read("序号\t内容\t制发\n1\t规章\t3\n2\t许可\t0\n3\t处罚\t5").marks == ()
    assert read("0\t4\t3\n1\t5\t0\n2\t6\t5\n").marks == ()


@pytest.mark.parametrize("line", ["<html><body>", "</body></html>", "<page_number>3</page_number>", "\\title{\n}"])
def test_what_converters_leave_around_headings_and_tables_is_debris(line: str) -> None:
    document = read(f"一、总体情况\n{line}\n全年发布信息3条。\n")
    debris = [document.text[mark.start : mark.end] for mark in document.marks if mark.kind == "debris"]
    assert "".join(debris) == line.replace("\n", "")


@pytest.mark.parametrize("command", ["\\section*", "\\subsection", "\\title", "\\textbf"])
def test_a_command_of_latex_is_none_of_the_headings_words(command: str) -> None:
    document = read(f"{command}{{一、总体情况}}\n正文。\n")
    first = document.segments[0]
    assert document.text[first.start : first.end] == "一、总体情况"


def test_rows_without_cells_number_nothing() -> None:
    assert row_numbers("", [[], [], []]) == []


def test_a_heading_that_is_a_link_is_its_words() -> None:
    document = read("# [某局2025年年度报告](http://www.example.cn/x.html)\n\n## [一、总体情况](#a)\n正文。\n")
    shown = [document.text[segment.start : segment.end] for segment in document.segments]
    assert [text for text in shown if text] == ["某局2025年年度报告", "一、总体情况", "正文。"]


@pytest.mark.parametrize("sign", [" | ", "\t"])
def test_a_remark_written_once_for_each_column_is_read_once(sign: str) -> None:
    remark = "填报人：王某　联系电话：0312-6601234　填报日期：2025年1月12日"
    table = [["信息内容"] * 3, ["规章", "1", "0"], ["行政规范性文件", "3", "7"], [remark] * 3]
    document = read("\n".join(sign.join(row) for row in table))
    marked = [document.text[mark.start : mark.end] for mark in document.marks]
    assert marked == [remark] * 2
    assert document.marks[0].start > document.text.index(remark)
