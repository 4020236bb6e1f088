"""A sentence-transformers model in the place of our encoder, and what happens without one or without the library."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from models.sentences import load_encoder
from models.shipping import ModelError


@pytest.fixture(scope="module")
def bag_of_words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest model of sentence-transformers: counts of three words."""
    pytest.importorskip("sentence_transformers")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import BoW

    folder = tmp_path_factory.mktemp("foreign") / "three-words"
    SentenceTransformer(modules=[BoW(vocab=["staff", "site", "law"])], device="cpu").save(str(folder))
    return folder


@pytest.mark.training
def test_a_foreign_model_is_an_encoder(bag_of_words: Path) -> None:
    encoder = load_encoder(bag_of_words)
    assert encoder.name == "three-words" and encoder.dimensions == 3
    vectors = encoder.encode(["staff site", "law"])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [[0.5**0.5, 0.5**0.5, 0], [0, 0, 1]], atol=1e-6)
    assert encoder.encode([]).shape == (0, 3)
    version = encoder.version
    (bag_of_words / "notes.txt").write_text("another model", encoding="utf-8")
    assert load_encoder(bag_of_words).version != version


def test_a_model_that_cannot_be_loaded_is_said(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[", encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        load_encoder(tmp_path)
    assert caught.value.code in {"model_broken", "model_unfit"}  # the second without the library


def test_a_missing_library_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "modules.json").write_text("[]", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelError, match="encoders") as caught:
        load_encoder(tmp_path)
    assert caught.value.code == "model_unfit"
