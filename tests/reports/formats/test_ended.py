"""Tables whose cells tabs end, a cell a line."""

from __future__ import annotations

import pytest

from reports.formats.blocks import split_lines
from reports.formats.ended import find_blocks
from tests.reports.formats.text_tables import lines, read, rows

ROWS = [["信息内容", "制发", "废止"], ["规章", "0", ""], ["", "文件", "13"]]
TABLE = "\n\n".join("\n".join(f"{cell}\t" for cell in row) for row in ROWS)


def test_a_tab_ends_each_cell_and_an_empty_line_each_row() -> None:
    document = read(f"二、主动公开情况\n{TABLE}\n\n三、申请情况")
    assert rows(document) == ROWS
    assert lines(document) == ["二、主动公开情况", "三、申请情况"]


def test_the_last_cell_of_a_row_may_have_no_tab() -> None:
    assert rows(read(TABLE.replace("废止\t", "废止").replace("13\t", "13"))) == ROWS


def test_a_cells_text_goes_on_over_lines() -> None:
    assert rows(read(TABLE.replace("制发", "本年\n制发"))) == [["信息内容", "本年\n制发", "废止"], *ROWS[1:]]


def test_several_tabs_end_empty_cells_too() -> None:
    assert rows(read(TABLE.replace("0\t\n\t", "0\t\t"))) == ROWS


def test_rows_end_after_their_values_where_the_empty_lines_are_lost() -> None:
    table = [["甲项", "1", "2", "3"], ["乙项", "4", "5", "6"], ["丙项", "7", "8", "9"]]
    assert rows(read("\n".join(f"{cell}\t" for row in table for cell in row))) == table


def test_another_table_with_tabs_at_line_beginnings_is_its_own() -> None:
    document = read(f"\t渠道\n\t件数\n\n\t网站\n\t12\n\n一、公开情况\n{TABLE}")
    assert [rows(document, grid) for grid in (0, 1)] == [[["渠道", "件数"], ["网站", "12"]], ROWS]


@pytest.mark.parametrize("text", ["标题\t\n正文一段。\t\n另一段。\t", "规章\t0\t\n文件\t1\t\n收费\t2\t\n许可\t3\t"])
def test_tabs_behind_a_few_lines_or_rows_are_no_cells_a_line(text: str) -> None:
    assert find_blocks(text, split_lines(text, 0, len(text))) == []
