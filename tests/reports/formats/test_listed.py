"""Tables as lists in lists."""

from __future__ import annotations

import pytest

from tests.reports.formats.text_tables import lines, outside, read, rows

ROWS = [
    ["第二十条第（一）项"],
    ["信息内容", "制发", "有效"],
    ["规章", "", "3"],
    ["规范性文件", "12", "—"],
    ["许可", "0", "1"],
]


def written(outer: str, inner: str, *, doubled: bool) -> str:
    parts = []
    for first, *others in ROWS:
        parts.append(f"{outer} {inner} {first}" if doubled else f"{outer} {first}")
        parts += [f"  {inner} {cell}" for cell in others]
    return "\n".join(parts)


@pytest.mark.parametrize(
    ("outer", "inner", "doubled"), [("*", "-", True), ("-", "-", True), ("*", "-", False), ("-", "-", False)]
)
def test_the_items_of_the_inner_list_are_cells(outer: str, inner: str, doubled: bool) -> None:
    document = read(f"前文\n\n{written(outer, inner, doubled=doubled)}\n\n后文")
    assert rows(document) == ROWS
    assert document.grids[0].aligned
    assert lines(document) == ["前文", "后文"]
    assert outside(document) == {outer, inner}


def test_an_item_goes_on_in_the_lines_below_it() -> None:
    text = "* - 规章\n  - 0\n\n* - 行政规范性\n    文件\n  - 1\n* - 许可\n  - 2"
    assert rows(read(text)) == [["规章", "0"], ["行政规范性\n    文件", "1"], ["许可", "2"]]


@pytest.mark.parametrize(
    "text",
    [
        "- 规章\n  - 制发：0\n  - 有效：3\n- 文件\n  - 制发：1\n- 许可\n  - 处理：2",  # values with their names
        "- 规章\n- 0\n- 3\n- 5",  # one list
        "* 做法\n  - 加强培训\n* 效果\n  - 明显\n* 打算\n  - 继续",
        "-\n-\n0\n-",
    ],
)
def test_other_lists_stay_lines(text: str) -> None:
    assert not read(text).grids
