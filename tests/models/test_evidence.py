"""Which words are shown for a theme, out of what each character added."""

from __future__ import annotations

import numpy as np

from models.evidence import evidence
from models.passage_text import FoldedText, fold_passage


def shown(passage: str, given: dict[str, float], rest: float = 0.0) -> list[str]:
    """The shown words of a passage whose characters add ``rest``, those of the given words so much each."""
    folded = fold_passage(passage)
    contributions = np.full(len(folded.text), rest)
    for word, value in given.items():
        start = folded.text.index(word)
        contributions[start : start + len(word)] = value
    return [passage[span.start : span.end] for span in evidence(folded, contributions)]


def test_the_strongest_comes_first_and_points_into_the_passage() -> None:
    assert shown("一是　网站更新，业务 培训不够", {"更新": 1.0, "培训": 3.0}, rest=-0.1) == ["培训"]
    assert shown("一是　网站更新，业务 培训不够", {"更新": 2.5, "培训": 3.0}, rest=-0.1) == ["培训", "更新"]


def test_white_space_and_numbers_inside_belong_to_the_span() -> None:
    assert shown("更新 不及时，公开", {"更新不及时": 1.0}) == ["更新 不及时"]
    assert shown("公开1,234条目录信息", {"目录": 1.0}) == ["目录"]


def test_a_span_ends_with_its_clause() -> None:
    assert set(shown("更新慢，培训少", {"更新慢": 1.0, "培训少": 1.0})) == {"更新慢", "培训少"}


def test_spans_are_few_and_do_not_overlap() -> None:
    words = [f"{a}{b}" for a, b in zip("甲乙丙丁戊己", "子丑寅卯辰巳", strict=True)]
    passage = "，".join(f"的{word}了" for word in words)
    found = shown(passage, dict.fromkeys(words, 1.0), rest=-1.0)
    assert len(found) == 3
    assert set(found) <= set(words)
    assert len(set(found)) == 3


def test_nothing_spoke_for_it() -> None:
    assert shown("更新慢", {"更新": -1.0}) == []
    assert shown("更新慢", {}) == []
    assert evidence(FoldedText("", ()), np.zeros(0)) == ()


def test_one_strong_character_is_shown_with_its_word() -> None:
    assert shown("网页更新慢吞吞", {"更新": 1.0, "慢": 2.0}) == ["更新慢"]


def test_a_long_run_is_cut() -> None:
    passage = "更" * 40
    assert all(len(words) <= 12 for words in shown(passage, {passage: 1.0}))
