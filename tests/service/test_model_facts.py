"""What is said of the shipped models."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.model_facts import model_facts, model_versions


def test_no_model_is_said(tmp_path: Path) -> None:
    assert list(model_facts(tmp_path)) == list(model_facts(tmp_path / "nowhere"))
    assert "没有随附的模型" in next(model_facts(tmp_path))


def test_a_directory_that_is_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "tagger").mkdir()
    (line,) = model_facts(tmp_path)
    assert line.startswith("tagger：")
    assert "[model_missing]" in line


@pytest.mark.shipped
def test_the_shipped_models_are_described() -> None:
    text = "\n".join(model_facts())
    for kind in ("tagger", "themes", "sentences"):
        assert f"{kind}：gouji-" in text
        assert model_versions()[kind]
    assert "MB" in text
    assert "2021" in text
