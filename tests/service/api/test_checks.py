"""Checks of many reports, over HTTP."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient

from service.messages import CheckOfReport
from tests.service.fakes import source_of

PATH = "/v1/checks"


@pytest.fixture
def sent(client: TestClient) -> TestClient:
    """Two years of which the later one came first; what is carried from one to the other does not fit."""
    client.post("/v1/reports", content=source_of("云岭县水务局", 2023, {"reviews.reconsideration.total": "7"}))
    client.post("/v1/reports", content=source_of("云岭县水务局", 2022, {"requests.carried_out.natural_person": "3"}))
    return client


def test_what_fails_across_years_too(sent: TestClient) -> None:
    found = [CheckOfReport.model_validate(item) for item in sent.get(PATH).json()["items"]]
    assert {check.check.status for check in found} == {"failed"}
    by_id = {(entry.year, entry.check.id): entry for entry in found}
    across = by_id[2023, "cross_year.carried_in.natural_person"]
    assert across.earlier_id == by_id[2022, "requests.balance.natural_person"].report_id
    assert (2023, "reviews.row_total.reconsideration") in by_id


def test_pages(sent: TestClient) -> None:
    address, seen = f"{PATH}?status=passed&status=failed&limit=9", []
    while address is not None:
        page = sent.get(address).json()
        seen += [(item["report_id"], item["check"]["id"]) for item in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) > 30
    assert sent.get(f"{PATH}?after=x").json()["code"] == "invalid_cursor"


def test_csv_gives_all_at_once(sent: TestClient) -> None:
    answer = sent.get(f"{PATH}?limit=1", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert len(rows) == len(sent.get(PATH).json()["items"]) > 1
    assert {row["status"] for row in rows} == {"failed"}


def test_filters(sent: TestClient) -> None:
    assert {item["year"] for item in sent.get(f"{PATH}?year=2022").json()["items"]} == {2022}
    assert {item["check"]["id"].split(".")[0] for item in sent.get(f"{PATH}?check=cross_year").json()["items"]} == {
        "cross_year"
    }
    assert sent.get(f"{PATH}?status=wrong").status_code == 422
    assert sent.get(PATH, headers={"Accept": "image/png"}).status_code == 406
