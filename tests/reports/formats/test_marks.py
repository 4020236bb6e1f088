"""Page numbers as programs write them between the pages of a text."""

from __future__ import annotations

import pytest

from reports.formats.marks import is_page_number
from tests.reports.formats.text_tables import read


@pytest.mark.parametrize("line", ["=== page 1 ===", "--- Page 2 ---", "** PAGE 3 **", "=== 第 4 页 ==="])
def test_ruled_page_numbers(line: str) -> None:
    assert [mark.kind for mark in read(f"正文\n{line}\n正文").marks] == ["page_number"]


@pytest.mark.parametrize("line", ["-- 表 2 --", "=== page 1", "--- Page 2 ==="])
def test_other_ruled_lines_are_none(line: str) -> None:
    assert not is_page_number(line)
