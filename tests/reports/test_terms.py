"""The terms of the field."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from reports.terms import term_groups, terms_in
from reports.themes import THEMES


def test_a_term_is_in_one_group_only() -> None:
    counts = Counter(term.lower() for group in term_groups() for term in group.terms)
    assert [term for term, count in counts.items() if count > 1] == []


def test_groups_have_several_terms_and_known_themes() -> None:
    for group in term_groups():
        assert len(group.terms) > 1, group
        assert set(group.themes) <= set(THEMES), group


def test_every_theme_has_terms() -> None:
    assert {theme for group in term_groups() for theme in group.themes} == set(THEMES)


def test_words_of_every_report_are_no_terms() -> None:
    terms = {term for group in term_groups() for term in group.terms}
    assert terms.isdisjoint({"公开", "信息", "工作", "政府信息", "信息公开", "政务公开", "单位", "部门", "情况"})
    assert all(len(term) >= 2 and term == term.strip() for term in terms)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("哪些单位人手不足", ["人手不足"]),
        ("依申请公开答复不规范", ["依申请公开", "答复不规范"]),
        ("微信公众号更新不及时", ["微信公众号", "更新不及时"]),
        ("led屏和Ab岗", ["led", "Ab岗"]),
        ("", []),
        ("甲乙丙", []),
    ],
)
def test_the_longest_terms_are_found(text: str, terms: list[str]) -> None:
    found = terms_in(text)
    assert [one.text for one in found] == terms
    assert [text[one.start : one.end] for one in found] == terms


def test_terms_of_one_group_stand_for_each_other() -> None:
    groups = [terms_in(term)[0].group for term in ("一人多岗", "身兼数职", "兼职")]
    assert groups[0] == groups[1] == groups[2]
    assert groups[0].themes == ("staffing",)


def test_no_found_terms_overlap() -> None:
    text = "政务新媒体公众号政策解读一图读懂依申请公开目录更新不及时滞后" * 3
    found = terms_in(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert found
