"""Decoding of the tagger's scores, its windows, and what it refuses to load."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.model_input import INPUT_VERSION, ModelInput
from models.shipping import Manifest, ModelError, read_manifest, write_manifest
from models.tagger import (
    LABELS,
    TOKENIZER,
    WEIGHTS,
    Floats,
    OnnxTagger,
    decode,
    load_tagger,
    possible,
    untagged,
    window_shares,
    window_starts,
)
from reports.document import Document, Segment
from reports.tags import Stretch, Tag


def token_input(spans: list[tuple[int, int]], segments: list[int], spaced: list[bool]) -> ModelInput:
    start, end = (np.asarray([span[side] for span in spans]) for side in (0, 1))
    none = np.zeros(len(spans), dtype=np.int64)
    return ModelInput(none, none, start, end, np.asarray(segments), np.asarray(spaced))


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
    mixed = (Tag.PROSE, Tag.ROW_LABEL, Tag.PROSE)
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


def test_segments_beyond_the_last_token_are_prose_of_no_probability() -> None:
    document = Document("甲\n乙", (Segment(0, 1), Segment(2, 3)))
    tokens = token_input([(0, 1)], [0], [False])
    assert untagged(document, tokens) == [Stretch(2, 3, Tag.PROSE, 0.0)]


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 448, 449, 3000])
def test_windows_share_all_tokens_out_and_none_twice(count: int) -> None:
    shares = window_shares(window_starts(count, 256, 64), count, 256)
    assert [index for _, low, high in shares for index in range(low, high)] == list(range(count))
    assert all(start <= low and high <= start + 256 for start, low, high in shares)


def manifest(**changes: object) -> Manifest:
    settled: dict[str, object] = {
        "kind": "tagger",
        "name": "t",
        "version": "1",
        "code_version": "0",
        "input_version": INPUT_VERSION,
        "labels": tuple(label.value for label in LABELS),
        "forms": ("2021",),
        "settings": {"window": 256, "overlap": 64},
        "data": {},
        "metrics": {},
    }
    return Manifest.model_validate({**settled, **changes})


def directory(path: Path, **changes: object) -> Path:
    (path / WEIGHTS).write_bytes(b"no onnx")
    (path / TOKENIZER).write_text("{}")
    write_manifest(path, manifest(**changes))
    return path


def test_a_manifest_is_read_as_written(tmp_path: Path) -> None:
    directory(tmp_path)
    assert set(read_manifest(tmp_path, "tagger").files) == {WEIGHTS, TOKENIZER}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"labels": ("prose",)}, "model_unfit"),
        ({"input_version": INPUT_VERSION + 1}, "model_unfit"),
        ({"kind": "themes"}, "model_unfit"),
        ({"settings": {}}, "model_broken"),
        ({}, "model_broken"),  # the weights are rubbish
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, changes: dict[str, object], code: str) -> None:
    with pytest.raises(ModelError) as raised:
        OnnxTagger(directory(tmp_path, **changes))
    assert raised.value.code == code


def test_changed_missing_and_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="找不到模型"):
        load_tagger(tmp_path)
    directory(tmp_path)
    (tmp_path / WEIGHTS).write_bytes(b"something else")
    with pytest.raises(ModelError, match="校验值不符"):
        load_tagger(tmp_path)
    (tmp_path / WEIGHTS).unlink()
    with pytest.raises(ModelError, match="缺失"):
        load_tagger(tmp_path)
    (tmp_path / "model.json").write_text("{")
    with pytest.raises(ModelError, match="无法读取"):
        load_tagger(tmp_path)
