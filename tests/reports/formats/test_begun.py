"""Tables whose cells hold paragraphs, each but a row's first begun by a tab."""

from __future__ import annotations

import pytest

from reports.formats.begun import find_blocks
from reports.formats.blocks import split_lines
from tests.reports.formats.text_tables import read

TABLE = [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "", "3"], ["第二十条第（五）项"], ["行政许可", "5", ""]]


def found(text: str) -> list[list[list[str]]]:
    blocks = find_blocks(text, split_lines(text, 0, len(text)))
    return [[[text[cell.start : cell.end] for cell in row] for row in block.rows] for block in blocks]


@pytest.mark.parametrize("gap", ["\n\n\t", "\n\n\t\n"])
@pytest.mark.parametrize("blank", ["\u00a0", ""])
def test_tabs_begin_the_cells_of_a_row(gap: str, blank: str) -> None:
    table = "\n\n".join(gap.join(cell or blank for cell in row) for row in TABLE)
    assert found(f"二、主动公开政府信息情况\n\n{table}\n\n三、收到和处理政府信息公开申请情况\n\n正文。\n") == [TABLE]


def test_a_heading_ends_a_table() -> None:
    table = "\n\n\t".join(["规章", "0", "3", "5", "7"])
    assert len(read(f"{table}\n\n三、收到和处理政府信息公开申请情况\n\n{table}\n\n正文。\n").grids) == 2


def test_cells_that_tabs_begin_right_below_one_another_are_another_layout() -> None:
    assert not found("\n\n".join("\t规章\n\t0\n\t3\n\t5" for _ in range(6)))


def test_few_tabs_are_no_table() -> None:
    assert not found("某局\n\n\t年度报告\n\n正文。\n")


def test_a_text_may_begin_with_an_empty_cell() -> None:
    """As a text does whose beginning was cut off."""
    text = "\n\n\t2\n\n\t0\n\n\t2\n\n规范性文件\n\n\t1\n\n\t0\n\n\t5\n\n三、收到和处理政府信息公开申请情况\n"
    document = read(text)
    cells = [document.text[cell.start : cell.end] for cell in document.segments if cell.is_cell]
    assert cells == ["", "2", "0", "2", "规范性文件", "1", "0", "5"]
