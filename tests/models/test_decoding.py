"""Decoding: from scores for each token to stretches that can be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.decoding import LABELS, TRANSITIONS, Floats, decode, possible, settle
from models.model_input import CELL_START, IN_CELL, LINE_START, ModelInput
from reports.document import Document, Segment
from reports.tags import Tag


def token_input(
    spans: list[tuple[int, int]], segments: list[int], spaced: list[bool], types: list[int] | None = None
) -> ModelInput:
    start, end = (np.asarray([span[side] for span in spans]) for side in (0, 1))
    none = np.zeros(len(spans), dtype=np.int64)
    kinds = none if types is None else np.asarray(types)
    return ModelInput(none, kinds, start, end, np.asarray(segments), np.asarray(spaced))


def scores(*tags: Tag, sure: float = 9.0) -> Floats:
    logits = np.zeros((len(tags), len(LABELS)), dtype=np.float32)
    logits[np.arange(len(tags)), [LABELS.index(tag) for tag in tags]] = sure
    return possible(logits, np.zeros(len(tags), dtype=bool))


def test_values_end_at_white_space_and_units_stay() -> None:
    document = Document("0 12 3 万元", (Segment(0, 9),))
    tokens = token_input([(0, 1), (2, 4), (5, 6), (7, 9)], [0] * 4, [False, True, True, True])
    found = decode(document, tokens, scores(*[Tag.VALUE] * 4))
    assert [(stretch.start, stretch.end, stretch.tag) for stretch in found] == [
        (0, 1, Tag.VALUE),
        (2, 4, Tag.VALUE),
        (5, 9, Tag.VALUE),
    ]


def test_a_label_goes_on_over_white_space_but_not_over_a_segments_border() -> None:
    document = Document("规章 甲\n乙", (Segment(0, 4), Segment(5, 6)))
    tokens = token_input([(0, 2), (3, 4), (5, 6)], [0, 0, 1], [False, True, False])
    found = decode(document, tokens, scores(*[Tag.ROW_LABEL] * 3))
    assert [(stretch.start, stretch.end) for stretch in found] == [(0, 4), (5, 6)]


def test_a_doubtful_token_goes_with_its_segment_and_a_sure_one_does_not() -> None:
    document = Document("甲乙丙", (Segment(0, 3),))
    tokens = token_input([(0, 1), (1, 2), (2, 3)], [0] * 3, [False] * 3)
    mixed = (Tag.PROSE, Tag.NOTE, Tag.PROSE)
    assert [stretch.tag for stretch in decode(document, tokens, scores(*mixed, sure=2.0))] == [Tag.PROSE]
    assert [stretch.tag for stretch in decode(document, tokens, scores(*mixed, sure=9.0))] == list(mixed)


def test_impossible_tags_are_excluded() -> None:
    logits = np.zeros((2, len(LABELS)), dtype=np.float32)
    logits[0, LABELS.index(Tag.VALUE)] = 9  # an empty segment is no value
    logits[1, LABELS.index(Tag.BLANK)] = 9  # and text is no blank
    found = np.exp(possible(logits, np.asarray([True, False])))
    assert found[0, LABELS.index(Tag.BLANK)] == pytest.approx(0.5)
    assert found[1, LABELS.index(Tag.BLANK)] == 0
    assert found.sum(axis=1) == pytest.approx([1, 1])


def preferring(*choices: dict[Tag, float]) -> Floats:
    logits = np.zeros((len(choices), len(LABELS)), dtype=np.float32)
    for row, choice in zip(logits, choices, strict=True):
        for tag, score in choice.items():
            row[LABELS.index(tag)] = score
    return possible(logits, np.zeros(len(choices), dtype=bool))


def test_a_cell_is_no_heading_and_a_label_at_once() -> None:
    likeliest = preferring({Tag.HEADING_PROBLEMS: 9, Tag.ROW_LABEL: 6}, {Tag.ROW_LABEL: 9})
    spans = [(0, 1), (1, 2)]
    in_cell = settle(token_input(spans, [0, 0], [False, False], [CELL_START, IN_CELL]), likeliest)
    in_line = settle(token_input(spans, [0, 0], [False, False], [LINE_START, 1]), likeliest)
    assert [LABELS[tag] for tag in in_cell] == [Tag.ROW_LABEL, Tag.ROW_LABEL]
    assert [LABELS[tag] for tag in in_line] == [Tag.HEADING_PROBLEMS, Tag.ROW_LABEL]


def test_a_heading_does_not_turn_into_another_sections_in_its_middle() -> None:
    torn = preferring({Tag.HEADING_REVIEWS: 9}, {Tag.HEADING_REVIEWS: 9}, {Tag.HEADING_REQUESTS: 9})
    spans = [(0, 1), (1, 2), (2, 3)]
    attached = settle(token_input(spans, [0] * 3, [False] * 3, [LINE_START, 0, 0]), torn)
    apart = settle(token_input(spans, [0] * 3, [False, False, True], [LINE_START, 0, 1]), torn)
    assert {LABELS[tag] for tag in attached} == {Tag.HEADING_REVIEWS}
    assert LABELS[apart[-1]] is Tag.HEADING_REQUESTS  # where line breaks are lost two may follow each other


@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_no_impossible_change_is_ever_produced(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    scores_ = possible(rng.normal(0, 4, (count, len(LABELS))).astype(np.float32), np.zeros(count, dtype=bool))
    in_cell = bool(rng.integers(2))
    inner = rng.integers(0, 2, count) + (IN_CELL if in_cell else 0)
    types = [CELL_START if in_cell else LINE_START, *inner[1:].tolist()]
    tags = settle(token_input([(i, i + 1) for i in range(count)], [0] * count, [False] * count, types), scores_)
    for place in range(1, count):
        attached = int(types[place] in (0, IN_CELL))
        assert TRANSITIONS[attached, int(in_cell), tags[place - 1], tags[place]] > -100


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("本年增/减为减2", "减2"),
        ("本年增/减：-2", "-2"),
        ("本年增/减-2", "2"),  # the name's own dash, or a sign: nobody can tell
        ("本年增/减2", "2"),
        ("规章-5", "5"),
        ("现有12-5", "5"),
    ],
)
def test_a_number_keeps_the_sign_before_it(text: str, value: str) -> None:
    at = len(text) - 1
    tokens = token_input([(0, at), (at, at + 1)], [0, 0], [False, False], [LINE_START, 0])
    label, number = decode(Document(text, (Segment(0, len(text)),)), tokens, scores(Tag.COLUMN_LABEL, Tag.VALUE))
    assert text[number.start : number.end] == value
    assert label.end == number.start


def test_a_sign_on_its_own_before_a_number_leaves_no_label() -> None:
    tokens = token_input([(0, 1), (1, 2)], [0, 0], [False, False], [LINE_START, 0])
    (number,) = decode(Document("减7", (Segment(0, 2),)), tokens, scores(Tag.COLUMN_LABEL, Tag.VALUE))
    assert (number.tag, number.start, number.end) == (Tag.VALUE, 0, 2)


def test_a_copula_is_no_part_of_a_number() -> None:
    text = "处理决定数量为6"
    tokens = token_input([(0, 6), (6, 8)], [0, 0], [False, False], [LINE_START, 0])
    _, number = decode(Document(text, (Segment(0, 8),)), tokens, scores(Tag.COLUMN_LABEL, Tag.VALUE))
    assert text[number.start : number.end] == "6"


def test_words_of_a_label_within_a_sentence_are_prose() -> None:
    text = "没有因逾期不补正而不再处理的。"
    tokens = token_input([(0, 3), (3, 8), (8, 15)], [0] * 3, [False] * 3, [LINE_START, 0, 0])
    found = decode(Document(text, (Segment(0, 15),)), tokens, scores(Tag.PROSE, Tag.ROW_LABEL, Tag.PROSE))
    assert [(one.start, one.end, one.tag) for one in found] == [(0, 15, Tag.PROSE)]


@pytest.mark.parametrize(("middle", "whole"), [("?", True), ("3", False)])
def test_broken_characters_within_a_label_are_no_value(middle: str, whole: bool) -> None:
    text = f"无正当理由{middle}复申请"
    tokens = token_input([(0, 5), (5, 6), (6, 9)], [0] * 3, [False] * 3, [CELL_START, IN_CELL, IN_CELL])
    found = decode(Document(text, (Segment(0, 9, 0),)), tokens, scores(Tag.ROW_LABEL, Tag.VALUE, Tag.ROW_LABEL))
    assert ([(one.start, one.end, one.tag) for one in found] == [(0, 9, Tag.ROW_LABEL)]) is whole


def test_a_label_after_a_sentence_stays_a_label() -> None:
    text = "数据如下。重复申请不予处理。"
    tokens = token_input([(0, 5), (5, 9), (9, 14)], [0] * 3, [False] * 3, [LINE_START, 0, 0])
    found = decode(Document(text, (Segment(0, 14),)), tokens, scores(Tag.PROSE, Tag.ROW_LABEL, Tag.PROSE))
    assert [one.tag for one in found] == [Tag.PROSE, Tag.ROW_LABEL, Tag.PROSE]
