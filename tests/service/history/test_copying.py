"""How much of a section was taken over from the year before."""

from __future__ import annotations

import pytest

from service.history.copying import compare, sentences

EARLIER = "我局认真落实公开条例，主动公开信息120条。全年未收到举报。加强平台管理，及时回应群众关切。"
UPDATED = "我局认真落实公开条例，主动公开信息98条。全年未收到举报。组织两次专题培训，讲解新的办理规范。"


def whole(text: str) -> list[tuple[int, int]]:
    return [(0, len(text))]


def test_sentences_have_their_places_and_short_ones_are_left_out() -> None:
    found = sentences(EARLIER, whole(EARLIER))
    assert [EARLIER[one.start : one.end] for one in found] == [one.text for one in found]
    assert [one.text[:4] for one in found] == ["我局认真", "加强平台"]


def test_a_sentence_with_other_figures_is_taken_over_but_not_to_the_letter() -> None:
    copy = compare(sentences(EARLIER, whole(EARLIER)), sentences(UPDATED, whole(UPDATED)))
    assert copy is not None
    assert 0.3 < copy.share < 0.7 and copy.verbatim == 0
    assert [(one.earlier, one.later) for one in copy.aligned] == [(0, 0)]
    assert copy.aligned[0].similarity == pytest.approx(1)


def test_the_same_text_is_taken_over_wholly_and_another_not_at_all() -> None:
    same = sentences(EARLIER, whole(EARLIER))
    copy = compare(same, same)
    assert copy is not None and (copy.share, copy.verbatim) == (1, 1)
    other = "政策解读形式较为单一，图解和视频偏少；基层人员变动频繁，业务衔接不畅。"
    copy = compare(same, sentences(other, whole(other)))
    assert copy is not None and (copy.share, copy.aligned) == (0, ())


def test_a_sentence_counts_for_one_sentence_only() -> None:
    once = sentences(EARLIER, whole(EARLIER))
    twice = EARLIER[: EARLIER.index("。") + 1] * 2
    copy = compare(once, sentences(twice, whole(twice)))
    assert copy is not None and copy.share == pytest.approx(0.5)


def test_too_little_text_is_not_compared() -> None:
    one = sentences("加强平台管理，及时回应群众关切。", [(0, 16)])
    assert compare(one, one) is None
