"""The commands that train and measure, without training."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.training_commands import ProgressLines, remaining
from training.themes.corpus import CorpusError


class _Manifest:
    name, version = "tagger", "1.0-test"


def _fake_training(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A training that only notes what it is asked for."""
    asked: dict[str, Any] = {}

    def train_tagger(out: Path, *, resume: bool, on_progress: Any, on_stage: Any, **options: Any) -> _Manifest:
        asked.update(options, out=out, resume=resume)
        on_stage("生成报告", 1, 2)
        on_progress(5, 10, 0.25, 61.0)
        return _Manifest()

    module = types.ModuleType("training.tagger.train")
    module.train_tagger = train_tagger  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "training.tagger.train", module)
    return asked


def test_options_reach_the_training_and_others_keep_its_defaults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = _fake_training(monkeypatch)
    result = CliRunner().invoke(
        app, ["train", "tagger", "--out", str(tmp_path), "--reports", "50", "--seed", "3", "--no-resume"]
    )
    assert result.exit_code == 0
    assert asked == {"out": tmp_path, "reports": 50, "seed": 3, "resume": False}
    assert "1.0-test" in result.stdout
    assert "训练 5/10  loss 0.2500  剩余 1:01" in result.stderr


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("training.tagger")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, "datasets", None)
    result = CliRunner().invoke(app, ["train", "tagger"])
    assert result.exit_code == 1
    assert "gouji[train]" in result.stderr
    assert "Traceback" not in result.stderr


def test_progress_lines_are_few(capsys: pytest.CaptureFixture[str]) -> None:
    lines = ProgressLines()
    for step in range(1001):
        lines.step(step, 1000, 0.5, 10)
    assert len(capsys.readouterr().err.splitlines()) == 21


def test_time_left_is_never_negative() -> None:
    assert remaining(1.0, -5) == "loss 1.0000  剩余 0:00"


def _fake_themes(monkeypatch: pytest.MonkeyPatch, error: Exception | None = None) -> dict[str, Any]:
    """A training of themes that only notes what it is asked for, or fails."""
    asked: dict[str, Any] = {}

    def train_themes(out: Path, *, on_progress: Any, on_stage: Any, **options: Any) -> _Manifest:
        asked.update(options, out=out)
        if error is not None:
            raise error
        return _Manifest()

    def evaluate_themes(*, on_progress: Any, on_stage: Any, **options: Any) -> str:
        asked.update(options)
        if error is not None:
            raise error
        return "macro F1 0.9"

    release, evaluation = (types.ModuleType(f"training.themes.{name}") for name in ("release", "evaluation"))
    release.train_themes, release.ANNOTATIONS = train_themes, Path("annotated")  # type: ignore[attr-defined]
    evaluation.evaluate_themes = evaluate_themes  # type: ignore[attr-defined]
    for module in (release, evaluation):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return asked


def test_options_reach_the_training_of_themes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = _fake_themes(monkeypatch)
    result = CliRunner().invoke(app, ["train", "themes", "--out", str(tmp_path / "m")])
    assert result.exit_code == 0 and "1.0-test" in result.stdout
    assert asked["annotations"] == Path("annotated") and asked["base"] is None and asked["resume"] is True
    options = ["--encoder", "--annotations", str(tmp_path), "--base", str(tmp_path), "--no-resume"]
    assert CliRunner().invoke(app, ["train", "themes", *options]).exit_code == 0
    assert (asked["encoder"], asked["annotations"], asked["base"]) == (True, tmp_path, tmp_path)
    assert asked["resume"] is False
    assert CliRunner().invoke(app, ["train", "themes", "--base", str(tmp_path / "nowhere")]).exit_code == 2


@pytest.mark.parametrize("error", [ValueError("a.jsonl, doc-7: overlaps"), OSError("no model in that folder")])
def test_what_cannot_be_trained_on_is_said(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    _fake_themes(monkeypatch, error)
    result = CliRunner().invoke(app, ["train", "themes"])
    assert result.exit_code == 1
    assert str(error) in result.stderr and "Traceback" not in result.stderr


def test_themes_can_be_evaluated_instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = _fake_themes(monkeypatch)
    result = CliRunner().invoke(app, ["evaluate", "--themes", "--no-encoder", "--out", str(tmp_path)])
    assert result.exit_code == 0 and "macro F1 0.9" in result.stdout
    assert asked == {"out": tmp_path, "encoder": False}


def test_annotations_that_cannot_be_evaluated_on_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    _fake_themes(monkeypatch, CorpusError("annotations/passages: no annotated passages"))
    result = CliRunner().invoke(app, ["evaluate", "--themes"])
    assert result.exit_code == 1
    assert "no annotated passages" in result.stderr and "Traceback" not in result.stderr
