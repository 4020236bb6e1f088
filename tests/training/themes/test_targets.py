"""What is shipped reaches what it is meant to reach, on what it has not learned from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sklearn", reason="needs the extra train")
pytestmark = [pytest.mark.shipped, pytest.mark.training]


@pytest.fixture(scope="module")
def sections(root: Path) -> Any:
    from training.themes.corpus import load_sections

    return load_sections(root / "annotations" / "passages")


@pytest.fixture(scope="module")
def scores(sections: Any) -> dict[str, Any]:
    from models.themes import load_classifier
    from training.themes.measuring import measured
    from training.themes.systems import Samples

    shipped = load_classifier()
    return measured(shipped.logits, shipped.decision, Samples.of(sections, "test"))


def test_roles_and_themes_of_the_shipped_classifier(scores: dict[str, Any]) -> None:
    assert scores["passages"] > 500
    assert scores["role_accuracy"] >= 0.95
    assert scores["micro_f1"] >= 0.88
    assert scores["macro_f1"] >= 0.82


def test_its_probabilities_mean_what_they_say(scores: dict[str, Any]) -> None:
    assert scores["theme_ece"] <= 0.05
    assert scores["role_ece"] <= 0.05


def test_passages_of_whole_sections(sections: Any) -> None:
    from training.themes.evaluation import section_boundaries

    assert section_boundaries([one for one in sections if one.part == "test"])["f1"] >= 0.95


def test_it_was_trained_on_these_annotations(sections: Any) -> None:
    from models.themes import load_classifier
    from training.themes.corpus import corpus_hash

    assert load_classifier().manifest.data["hash"] == corpus_hash(sections)


@pytest.mark.parametrize("name", ["dev", "dev-b", "test"])
def test_claims(root: Path, name: str) -> None:
    from training.themes.claims import load_narratives, score_narratives

    scores = score_narratives(list(load_narratives(root / "annotations" / "claims" / f"{name}.jsonl")))
    assert scores["narratives"] >= 60
    assert scores["precision"] >= 0.97
    assert scores["recall"] >= 0.85
    assert scores["status"] >= 0.99
