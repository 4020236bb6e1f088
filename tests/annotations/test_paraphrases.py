"""The groups of paraphrases: laid out as the encoder's training reads them, no text twice, every theme there."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from reports.themes import THEME_NAMES

PATH = Path(__file__).resolve().parents[2] / "annotations" / "paraphrases" / "groups-a.jsonl"
THEMES = frozenset(THEME_NAMES)


@pytest.fixture(scope="module")
def groups() -> list[dict[str, Any]]:
    return [json.loads(line) for line in PATH.read_text("utf-8").splitlines()]


def test_every_group_has_its_fields_and_four_to_six_texts(groups: list[dict[str, Any]]) -> None:
    for group in groups:
        assert set(group) == {"id", "theme", "role", "texts"}, group
        assert 4 <= len(group["texts"]) <= 6, group["id"]
        assert all(text == text.strip() and 2 <= len(text) <= 90 for text in group["texts"]), group["id"]


def test_themes_go_with_problems_and_measures_alone(groups: list[dict[str, Any]]) -> None:
    for group in groups:
        if group["role"] == "context":
            assert group["theme"] is None, group["id"]
        else:
            assert group["role"] in {"problem", "measure"}, group["id"]
            assert group["theme"] in THEMES, group["id"]


def test_ids_count_up(groups: list[dict[str, Any]]) -> None:
    assert [group["id"] for group in groups] == [f"a{number:04d}" for number in range(1, len(groups) + 1)]


def test_no_text_stands_twice(groups: list[dict[str, Any]]) -> None:
    counts = Counter(text for group in groups for text in group["texts"])
    assert [text for text, count in counts.items() if count > 1] == []


def test_every_theme_has_problems_and_measures(groups: list[dict[str, Any]]) -> None:
    counts = Counter((group["theme"], group["role"]) for group in groups)
    assert all(counts[theme, role] >= 5 for theme in THEMES for role in ("problem", "measure"))
    assert counts[None, "context"] >= 40
