"""Where the words stand that were looked for."""

from __future__ import annotations

import pytest

from service.search.highlighting import highlights


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("基层人手不足，人手紧张", ["人手"], ["人手", "人手"]),
        ("基层人手不足", ["人手", "手不足"], ["人手不足"]),
        ("人 手\n不足", ["人手"], ["人 手"]),
        ("公众号ＡＢＣ", ["abc"], ["ＡＢＣ"]),
        ("制度完善", ["人手", ""], []),
        ("哈哈哈", ["哈哈"], ["哈哈哈"]),
    ],
)
def test_highlights(text: str, wanted: list[str], found: list[str]) -> None:
    assert [text[start:end] for start, end in highlights(text, wanted)] == found
