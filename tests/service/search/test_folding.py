"""Text as it is compared."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from service.search.folding import fold, grams, weighted_grams
from service.search.records import Term


def test_width_case_and_white_space_make_no_difference() -> None:
    assert fold("Ｗｅ Chat　１２ ３４５％\n①") == "wechat12345%1"


@given(st.text(), st.text())
def test_parts_of_a_text_fold_to_parts_of_it(one: str, other: str) -> None:
    assert fold(one + other) == fold(one) + fold(other)
    assert not any(character.isspace() for character in fold(one))


@given(st.characters(exclude_categories=["Cs"]))
def test_what_is_folded_stays_as_it_is(character: str) -> None:
    assert fold(fold(character)) == fold(character)
    assert unicodedata.normalize("NFKC", fold(character)) == fold(character)


def test_pairs_overlap() -> None:
    assert grams("政务公开") == ["政务", "务公", "公开"]
    assert grams("政") == ["政"] and grams("") == []


def test_a_pair_stands_as_often_as_it_weighs() -> None:
    words, unit = weighted_grams([Term("人员少", 1.0), Term("人手", 0.5), Term("员", 1.0), Term("人员", 0.5)])
    assert sorted(words) == ["人员", "人员", "人手", "员少", "员少"] and unit == 0.5
    assert weighted_grams([Term("人")]) == ([], 1.0)
    assert len(weighted_grams([Term("人员", 1000.0), Term("平台", 0.001)])[0]) < 20
