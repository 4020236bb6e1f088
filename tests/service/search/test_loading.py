"""Lines that passages are loaded from: what is used, and what is wrong with the others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from models.themes import Classified, FoundTheme
from service.search.loading import Fault, read_passages
from service.search.records import IndexedPassage, ThemeScore


class OneTheme:
    """Says of every passage that it is a problem of staffing."""

    name, version = "one", "1"

    def classify(self, passages: Sequence[str], under: Any = None) -> list[Classified]:
        return [Classified("problem", 0.9, (FoundTheme("staffing", 0.8, ()),)) for _ in passages]


def load(*lines: Any) -> tuple[list[IndexedPassage], list[Fault]]:
    data = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    passages, faults = [], []
    for some, wrong in read_passages(data, OneTheme()):
        passages += some
        faults += wrong
    return passages, faults


def test_all_that_a_line_may_say() -> None:
    (passage,), faults = load(
        {"id": "p1", "text": "人手不足。", "organ": "云岭县水务局", "region": "云岭", "year": "2023"}
    )
    assert not faults
    assert (passage.id, passage.report_id, passage.text, passage.level) == ("p1", None, "人手不足。", "county")
    assert (passage.organ, passage.region, passage.year) == ("云岭县水务局", "云岭", 2023)
    assert (passage.role, passage.themes) == ("problem", (ThemeScore("staffing", 0.8),))


def test_what_may_be_left_out() -> None:
    passages, faults = load(
        b"\xef\xbb\xbf" + json.dumps({"id": 7, "text": "a", "organ": "云岭县水务局"}).encode(), b" \n",
        {"id": "b", "text": "b\0\ud83d", "organ": None, "region": "", "year": None, "else": 1},
    )  # fmt: skip
    assert not faults
    assert [(one.id, one.text, one.region, one.year) for one in passages] == [
        ("7", "a", "云岭县", None), ("b", "b\ufffd?", None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "不是 JSON"),
        (b"\xff", "不是 JSON"),
        ([1], "不是 JSON 对象"),
        ({"id": "a"}, "没有 text"),
        ({"id": "a", "text": "  "}, "没有 text"),
        ({"id": "a", "text": "长" * 4001}, "超过 4000 字"),
        ({"text": "a"}, "没有 id"),
        ({"id": True, "text": "a"}, "没有 id"),
        ({"id": "a" * 64 + "-1", "text": "a"}, "同形"),
        ({"id": "a", "text": "a", "organ": 1}, "organ 应为"),
        ({"id": "a", "text": "a", "region": "x" * 201}, "region 应为"),
        ({"id": "a", "text": "a", "year": "去年"}, "year 应为"),
        ({"id": "a", "text": "a", "year": 20230}, "year 应为"),
        ({"id": "a", "text": "a", "year": True}, "year 应为"),
    ],
)
def test_a_line_that_cannot_be_used_stops_no_others(line: Any, why: str) -> None:
    passages, (fault,) = load({"id": "x", "text": "x"}, line, {"id": "y", "text": "y"})
    assert [one.id for one in passages] == ["x", "y"]
    assert fault.line == 2 and why in fault.message


def test_many_lines_keep_their_numbers() -> None:
    lines: list[Any] = [{"id": str(number), "text": "x"} for number in range(2500)]
    lines[2200] = {}
    passages, faults = load(*lines)
    assert len(passages) == 2499
    assert [fault.line for fault in faults] == [2201]
