"""The tagger's windows, and what it refuses to load."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from models.decoding import LABELS
from models.model_input import INPUT_VERSION, ModelInput
from models.shipping import Manifest, ModelError, read_manifest, write_manifest
from models.tagger import (
    TOKENIZER,
    WEIGHTS,
    OnnxTagger,
    load_tagger,
    untagged,
    windows,
)
from reports.document import Document, Segment
from reports.tags import Stretch, Tag


def test_segments_beyond_the_last_token_are_prose_of_no_probability() -> None:
    document = Document("甲\n乙", (Segment(0, 1), Segment(2, 3)))
    none = np.zeros(1, dtype=np.int64)
    tokens = ModelInput(none, none, none, none + 1, none, none.astype(bool))
    assert untagged(document, tokens) == [Stretch(2, 3, Tag.PROSE, 0.0)]


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 255, 256, 257, 448, 449, 1001, 3000])
def test_windows_share_all_tokens_out_and_none_twice(count: int) -> None:
    found = windows(count, 256, 64)
    assert [index for _, _, low, high in found for index in range(low, high)] == list(range(count))
    assert all(0 <= start <= low < high <= end <= min(count, start + 256) for start, end, low, high in found)
    assert all(before[1] - after[0] >= 64 for before, after in pairwise(found))


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
