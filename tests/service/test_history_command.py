"""``gouji history`` over a small store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from service.settings import Settings
from service.storage.store import Store
from tests.service.fakes import ORGAN
from tests.service.history.years import store_years
from tests.service.search.small_index import use_small_models


@pytest.fixture
def backend() -> str:
    """One database is enough here."""
    return "sqlite"


@pytest.fixture(autouse=True)
def years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service_settings: Settings, store: Store) -> None:
    use_small_models(tmp_path / "model", monkeypatch)
    store_years(store, 2021, 2022)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["history", *arguments])


def test_for_people() -> None:
    result = run(ORGAN)
    assert result.exit_code == 0
    assert "公开时效，连续 2 年" in result.stdout
    assert "总体情况：2022 年有 100% 沿用 2021 年" in result.stdout


def test_for_programs_and_by_theme() -> None:
    found = json.loads(run(ORGAN, "--json", "--theme", "staffing").stdout)
    assert found["organ"] == ORGAN and found["recurring"] == []


def test_what_is_not_there_is_said() -> None:
    missing = run("没有的局")
    assert missing.exit_code == 1 and "没有的局" in missing.stderr
    wrong = run(ORGAN, "--theme", "weather")
    assert wrong.exit_code == 2
