"""Tables whose cells stand apart, a tab between empty lines."""

from __future__ import annotations

from itertools import pairwise

import pytest

from reports.formats.apart import find_blocks
from reports.formats.blocks import split_lines
from tests.reports.formats.text_tables import read

GAP = "\n\n\t\n\n"


def rows(text: str) -> list[list[str]]:
    document = read(text)
    found: dict[int, list[str]] = {}
    for segment in document.segments:
        if segment.grid is not None:
            found.setdefault(segment.row, []).append(document.text[segment.start : segment.end])
    return list(found.values())


def test_the_next_row_begins_right_below_the_last_cell() -> None:
    table = [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "", "3"], ["规范性文件", "5", "7"]]
    text = "\n".join(GAP.join(row) for row in table)
    assert rows(f"二、主动公开政府信息情况\n\n{text}\n\n三、收到和处理政府信息公开申请情况\n\n正文。\n") == table


def test_an_empty_cell_may_be_one_more_tab_or_end_its_row() -> None:
    text = f"信息内容{GAP}制发{GAP}有效\n规章\n\n\t\t\n\n3\n规范性文件{GAP}5\n\n\t\n行政许可{GAP}4"
    expected = [["信息内容", "制发", "有效"], ["规章", "", "3"], ["规范性文件", "5", ""], ["行政许可", "4"]]
    assert rows(f"二、主动公开\n\n{text}\n\n正文。\n") == expected


def test_a_heading_ends_a_table() -> None:
    table = GAP.join(["规章", "0", "3", "5", "7"])
    document = read(f"{table}\n\n三、收到和处理政府信息公开申请情况\n\n{table}\n\n正文。\n")
    assert len(document.grids) == 2


def test_few_tabs_are_no_table() -> None:
    assert not read(f"某局{GAP}年度报告\n\n正文。\n").grids


@pytest.mark.parametrize("cells", [("规章", "1", "0"), ("行政许可", "1", "2", "0", "0", "0", "3")])
def test_rows_of_lines_with_a_tab_between_them_are_another_layout(cells: tuple[str, ...]) -> None:
    rows = ["\n".join(f"\t{cell}" for cell in cells)] * 8
    text = "二、主动公开\n\n" + "\n\n\t\n".join(rows) + "\n\n正文。\n"
    assert not find_blocks(text, split_lines(text, 0, len(text)))


def test_a_line_between_two_tables_is_a_cell_of_one_of_them() -> None:
    """Found by fuzzing: the last cell of a table was the first of the next one too."""
    tabs = "\t\n" * 4
    text = f"{tabs}0\n\n\t\n\t\n总计\n{tabs}0\n\n\t\n\t\n其他\n\t"
    spans = [(segment.start, segment.end) for segment in read(text).segments]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
