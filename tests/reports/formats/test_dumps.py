"""Tables as programs print them."""

from __future__ import annotations

import pytest

from tests.reports.formats.text_tables import lines, outside, read, rows

ROWS = [["信息内容", "制发", "废止", "有效"], ["规章", "0", "", "3"], ["规范性文件", "12", "1", "-4"]]


@pytest.mark.parametrize(
    "dump",
    [
        "[['信息内容', '制发', '废止', '有效'],\n ['规章', '0', None, '3'],\n ['规范性文件', '12', '1', '-4']]",
        "[['信息内容', '制发', '废止', '有效'], ['规章', 0, nan, 3], ('规范性文件', 12, 1, -4)]",
        "[['信息内容' '制发' '废止' '有效']\n ['规章' '0' '' '3']\n ['规范性文件' '12' '1' '-4']]",
        '["信息内容", "制发", "废止", "有效"]\n["规章", 0, null, 3]\n["规范性文件", 12, 1, -4]',
        '[\n  [\n    "信息内容",\n "制发",\n "废止",\n "有效"\n ],\n [\n "规章", 0,\n null,\n 3],\n'
        ' ["规范性文件", 12, 1, -4]\n]',
    ],
)
def test_lists_are_rows(dump: str) -> None:
    document = read(f"二、主动公开政府信息情况\n{dump}\n三、其他需要报告的事项")
    assert rows(document) == ROWS
    assert document.grids[0].aligned
    assert lines(document) == ["二、主动公开政府信息情况", "三、其他需要报告的事项"]
    assert outside(document) <= set("[](),'\"Nonenanull")


def test_line_breaks_written_out_are_debris() -> None:
    document = read("表一：[['规\\n章', '0', '1', '2']]")
    assert rows(document) == [["规\\n章", "0", "1", "2"]]
    assert [document.text[mark.start : mark.end] for mark in document.marks] == ["\\n"]
    assert lines(document) == ["表一："]


def test_a_dump_that_breaks_off_keeps_its_whole_rows() -> None:
    document = read("[['规章', '0', '1', '2'],\n ['规范性文件', '12',\n三、其他")
    assert rows(document) == [["规章", "0", "1", "2"]]
    assert lines(document) == ["['规范性文件', '12',", "三、其他"]


@pytest.mark.parametrize("text", ["[图片]\n正文", "见附件[1]、[2]。", "['规章']", "[2021] 3号文件、[2022] 4号文件"])
def test_other_brackets_stay_lines(text: str) -> None:
    assert not read(text).grids
