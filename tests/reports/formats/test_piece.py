"""Lines of bars as pieces."""

from __future__ import annotations

import pytest

from reports.formats.blocks import Line
from reports.formats.piece import is_rule, split_bars
from tests.reports.formats.text_tables import read, rows


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ('行政许可 | colspan="3" | 11,902', ["行政许可", "11,902"]),
        ('规章 | rowspan=2 style="a: b" | 3', ["规章", "3"]),
        ("规章 | 合计=3 | 5", ["规章", "合计=3", "5"]),  # not what a wiki writes
        ("规章 | 3\\|4 | 5", ["规章", "3\\|4", "5"]),
    ],
)
def test_a_wikis_attributes_are_no_pieces(line: str, pieces: list[str]) -> None:
    assert [line[start:end].strip() for start, end in split_bars(line, Line(0, len(line)))] == pieces


def test_a_tables_rows_without_its_wikis_attributes() -> None:
    text = '| 规章 || colspan="2" | 1 || 2\n|-\n| 规范性文件 || align=right | 3 || 4\n|-\n| 其他 || 5 || 6\n'
    assert [[cell for cell in row if cell] for row in rows(read(text))] == [
        ["规章", "1", "2"],
        ["规范性文件", "3", "4"],
        ["其他", "5", "6"],
    ]


@pytest.mark.parametrize(("line", "rule"), [("|-", True), ("{| class=x", True), ("|}", True), ("| - | - |", False)])
def test_a_wikis_rules(line: str, rule: bool) -> None:
    assert is_rule(line) is rule


def test_textiles_alignment_is_none_of_a_cell() -> None:
    line = r"|<. 规章 |>. 3 |_. 计 |\2. 5 |=. 1.5 |"
    assert [line[start:end].strip() for start, end in split_bars(line, Line(0, len(line)))] == [
        "",
        "规章",
        "3",
        "计",
        "5",
        "1.5",
        "",
    ]


def test_two_bars_around_an_empty_cell_are_no_single_delimiter() -> None:
    text = "新收 || || 1 || 3\n三、办理 | 公开 || || 2 || 3\n四、结转 | 无 || || 1 || 3\n"
    assert rows(read(text)) == [
        ["新收", "", "", "", "1", "", "3"],
        ["三、办理", "公开", "", "", "", "2", "", "3"],
        ["四、结转", "无", "", "", "", "1", "", "3"],
    ]
    assert rows(read(text.replace(" | ", " || "))) == [
        ["新收", "", "1", "3"],
        ["三、办理", "公开", "", "2", "3"],
        ["四、结转", "无", "", "1", "3"],
    ]
