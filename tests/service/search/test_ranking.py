"""What speaks for a candidate."""

from __future__ import annotations

import numpy as np
import pytest

from service.search.ranking import Asked, Candidates, Weights, coverage, rank, theme_agreement
from service.search.records import IndexedPassage, ThemeScore
from service.search.understanding import Meant
from tests.service.search.passages import passage

NONE = Weights(0, 0, 0, 0, 0, 0, 0)


def candidates(*passages: IndexedPassage) -> Candidates:
    return Candidates(passages={one.id: one for one in passages})


def order(asked: Asked, found: Candidates, **weights: float) -> list[int]:
    chosen = Weights(**{name: weights.get(name, 0.0) for name in Weights.__dataclass_fields__})
    return [one.passage.number for one in rank(asked, found, chosen)]


def test_a_word_counts_more_than_a_synonym_and_that_more_than_pieces() -> None:
    words = (Meant("人手不足", ("人员配备",)),)
    covered = coverage(words, ["基层人手不足", "人员配备薄弱", "财力不足", "制度完善"])
    assert covered[0] == 1
    assert covered[0] > covered[1] > covered[2] > covered[3] == 0


def test_longer_words_count_more() -> None:
    words = (Meant("政策解读", ()), Meant("滞后", ()))
    covered = coverage(words, ["政策解读", "滞后", "政策解读滞后"])
    assert covered[2] == pytest.approx(1) and covered[0] > covered[1]


def test_agreement_of_themes_goes_by_the_surest() -> None:
    themes = (ThemeScore("staffing", 0.9), ThemeScore("training", 0.45))
    found = theme_agreement(
        themes, [passage("a", 1, themes={"staffing": 0.8}), passage("b", 2, themes={"training": 0.8}), passage("c", 3)]
    )
    assert found.tolist() == pytest.approx([0.8, 0.4, 0])


@pytest.mark.parametrize("signal", ["bm25", "covered", "whole", "meaning", "theme", "role", "both"])
def test_each_signal_can_decide(signal: str) -> None:
    worse, better = passage("制度完善", 1, role="measure"), passage("基层人手不足", 2, themes={"staffing": 0.9})
    found = candidates(worse, better)
    found.bm25[better.id], found.cosine[better.id] = 3.0, 0.7
    vector = np.ones(4, np.float32)
    asked = Asked("人手不足", (Meant("人手不足", ()),), vector, (ThemeScore("staffing", 0.9),), "problem")
    assert order(asked, found) == [1, 2]  # with nothing to go by, the ids decide
    assert order(asked, found, **{signal: 1.0}) == [2, 1]


def test_signals_that_were_not_looked_at_are_not_given() -> None:
    ranked = rank(Asked("", (), None), candidates(passage("制度完善")), NONE)
    assert (ranked[0].words, ranked[0].theme, ranked[0].meaning) == (None, None, None)


def test_nothing_found_is_nothing_ranked() -> None:
    assert rank(Asked("人手", (), None), Candidates(), NONE) == []
