"""Numbers in the narrative."""

import pytest

from reports.claims.counts import find_counts
from reports.claims.terms import expand


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("93件", 93, "count"),
        ("1,234件", 1234, "count"),
        ("1.2万件", 12000, "count"),
        ("3.15亿元", 315_000_000, "money"),
        ("二十六件", 26, "count"),
        ("一百零五条", 105, "count"),
        ("两件", 2, "count"),
        ("十件", 10, "count"),
        ("三万二千件", 32000, "count"),
        ("100%", 100, "other"),
        ("15日", 15, "other"),
        ("20个工作日", 20, "other"),
    ],
)
def test_numbers(text: str, value: float, kind: str) -> None:
    (count,) = find_counts(text)
    assert (count.value, count.kind, count.end) == (value, kind, len(text))


@pytest.mark.parametrize("text", ["第二十条", "一是加强", "五公开", "一次性告知", "〔2021〕", "数十件", "几十件"])
def test_what_is_no_count(text: str) -> None:
    assert [count for count in find_counts(text) if count.kind in ("count", "money")] == []


def test_approximate_numbers_are_marked() -> None:
    text = "约80件,20余件,近30件,40件左右,50件"
    assert [count.approximate for count in find_counts(text)] == [True, True, True, True, False]


def test_alternatives_stand_for_every_phrase() -> None:
    assert sorted(expand("{政府|}信息公开{申请|}")) == ["信息公开", "信息公开申请", "政府信息公开", "政府信息公开申请"]
