"""What comes back in an organ's reports, over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.history.messages import OrganHistory
from service.storage.store import Store
from tests.service.fakes import ORGAN
from tests.service.history.years import store_years
from tests.service.search.small_index import use_small_models


@pytest.fixture
def backend() -> str:
    """One database is enough here."""
    return "sqlite"


@pytest.fixture(autouse=True)
def small_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_small_models(tmp_path / "model", monkeypatch)


def test_the_history_of_an_organ(client: TestClient, store: Store) -> None:
    store_years(store, 2021, 2022)
    answer = client.get(f"/v1/organs/{ORGAN}/history")
    assert answer.status_code == 200, answer.text
    found = OrganHistory.model_validate_json(answer.content)
    assert [one.years for one in found.recurring] == [(2021, 2022)]
    assert [one.section for one in found.copied] == ["overview"]
    narrowed = client.get(f"/v1/organs/{ORGAN}/history", params={"theme": "staffing"})
    assert narrowed.json()["recurring"] == []


def test_an_organ_nobody_knows_and_a_theme_that_is_none(client: TestClient) -> None:
    missing = client.get("/v1/organs/没有的局/history")
    assert (missing.status_code, missing.json()["code"]) == (404, "organ_not_found")
    wrong = client.get(f"/v1/organs/{ORGAN}/history", params={"theme": "weather"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_request")


def test_recurring_problems_of_a_place_in_pages(client: TestClient, store: Store) -> None:
    for organ in (ORGAN, "云岭县教育局"):
        store_years(store, 2021, 2022, organ=organ)
    address, organs = "/v1/recurring-problems?region=云岭&theme=timeliness&limit=1", []
    while address:
        page = client.get(address).json()
        organs += [one["organ"] for one in page["items"]]
        address = page["next"]
    assert organs == sorted([ORGAN, "云岭县教育局"])
    assert client.get("/v1/recurring-problems", params={"after": "x"}).json()["code"] == "invalid_cursor"
