"""Real reports that stand beside the project: all of them are read without a fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.tagger import Tagger

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
GOLD: dict[str, Any] = {}
if (SEEDS / "gold.json").is_file():
    GOLD = json.loads((SEEDS / "gold.json").read_text(encoding="utf-8"))
NAMES = sorted(GOLD) or [pytest.param("", marks=pytest.mark.skip(reason="../shared/seeds is not there"))]


@pytest.fixture(scope="module", params=NAMES)
def seed(request: pytest.FixtureRequest, tagger: Tagger, compare: Callable[..., Any]) -> Any:
    return compare(SEEDS / GOLD[request.param]["file"], GOLD[request.param], tagger)


def test_every_value(seed: Any) -> None:
    assert seed.wrong_values() == {}


def test_every_state(seed: Any) -> None:
    assert seed.wrong_states() == {}


def test_every_check(seed: Any) -> None:
    assert seed.wrong_checks() == {}
    assert len(seed.report.checks) == len(seed.gold["checks"])


def test_the_six_headings(seed: Any) -> None:
    assert seed.headings() == seed.expected_headings()
    text = seed.report.text
    assert all(text[slice(*section.heading_span)] == section.heading for section in seed.report.sections)


def test_title_organ_year_and_form(seed: Any) -> None:
    assert seed.identity() == seed.expected_identity()


def test_every_number_is_what_stands_in_the_text(seed: Any) -> None:
    for cell in seed.cells().values():
        if cell.state == "reported":
            assert cell.raw and seed.report.text[slice(*cell.span)] == cell.raw
