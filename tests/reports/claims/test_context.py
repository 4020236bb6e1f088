"""Whose figure a count is."""

from __future__ import annotations

import pytest

from reports.claims.context import Reporter


@pytest.mark.parametrize(
    ("organ", "whole", "own"),
    [
        ("高台子乡人民政府", "全县", False),
        ("高台子乡人民政府", "全乡", True),
        ("解放路办事处", "全区", False),
        ("云岭县人民政府", "全县", True),
        ("云岭县人民政府", "全省", False),
        ("云岭县人民政府", "全部", True),
        ("青州市人民政府", "全市", True),
        ("青州高新区管委会", "全区", True),  # its name does not tell what it governs
        ("云岭县水务局", "全县", False),
        (None, "全县", False),
    ],
)
def test_the_region_that_is_the_organs_own(organ: str | None, whole: str, own: bool) -> None:
    assert Reporter(organ, 2023).governs(whole) is own
