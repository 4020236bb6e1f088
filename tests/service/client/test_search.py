"""Both clients and the search of the service itself, over a real connection."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest

from service.client import Client, ServiceError
from service.services import Services
from tests.service.fakes import source_of
from tests.service.living import living
from tests.service.search.passages import REPORT
from tests.service.search.small_index import OTHER, PASSAGES, use_small_models, write_index

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def client(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_client: Callable[..., Client]
) -> Iterator[Client]:
    use_small_models(tmp_path / "model", monkeypatch)
    with living(services) as address:
        yield make_client(address, retries=0)


@pytest.fixture
def indexed(services: Services) -> None:
    write_index(services.settings.index_url)


@pytest.mark.usefixtures("indexed")
def test_answers_pages_and_neighbours(client: Client) -> None:
    answer = client.search("2023年经办人员力量薄弱", role=["problem", "measure"], limit=1)
    assert answer.understood.years == (2023,)
    assert [one.id for one in answer.items] == [f"{REPORT}-2"]
    assert client.search("经办人员", understand=False, year_to=2022).items[0].id == f"{OTHER}-2"
    organs = client.search(group="organ", level="county", failed=False).organs
    assert organs is not None and [one.organ for one in organs] == ["云岭县水务局"]
    found = list(client.found(mode="text", sort="year"))
    assert sorted(one.id for one in found) == sorted(one.id for one in PASSAGES)
    passage = client.passage(f"{REPORT}-1")
    assert passage.next == f"{REPORT}-2"
    similar = client.similar(passage.id, organ_contains="渔业", limit=1)
    assert (similar.passage, [one.id for one in similar.items]) == (passage, [f"{OTHER}-1"])


@pytest.mark.usefixtures("indexed")
def test_all_pages_are_fetched(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from service.client import calls

    search = calls.search
    monkeypatch.setattr(calls, "search", lambda query, values: search(query, {**values, "limit": 2}))
    found = [one.id for one in client.found("更新 滞后", understand=False)]
    assert len(found) == len(set(found)) > 2


@pytest.mark.usefixtures("indexed")
def test_files_of_what_was_found(client: Client, tmp_path: Path) -> None:
    with client.found_table("更新", tmp_path / "a.csv", mode="text").open(encoding="utf-8", newline="") as stream:
        assert {row["id"] for row in csv.DictReader(stream)} == {f"{REPORT}-1", f"{REPORT}-3", f"{OTHER}-1"}
    saved = client.found_table("", tmp_path / "a", "parquet", theme="staffing")
    assert pyarrow.parquet.read_table(saved).num_rows == 2
    book = openpyxl.load_workbook(client.found_table("", tmp_path / "a.xlsx"), read_only=True)
    assert sum(1 for _ in book.worksheets[0].iter_rows()) == len(PASSAGES) + 1
    book.close()
    with pytest.raises(ValueError, match="ndjson"):
        client.found_table("", tmp_path / "a.ndjson")


def test_what_cannot_be_answered_is_told(client: Client) -> None:
    for ask in (lambda: client.search("更新"), lambda: client.passage("a"), lambda: client.similar("a")):
        with pytest.raises(ServiceError) as caught:
            ask()
        assert (caught.value.status, caught.value.code) == (503, "index_missing")


def test_themes_are_counted(client: Client) -> None:
    client.post(source_of("云岭县水务局", 2023))
    (year,) = client.themes(level=["county"])[0].years
    assert (year.year, year.share) == (2023, 0)
    assert client.themes(level="township")[0].years == ()
