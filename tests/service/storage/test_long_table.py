"""Many reports as one long table."""

from __future__ import annotations

import pytest

from reports.forms import load_form
from service.filters import ReportFilter
from service.messages import Given
from service.storage import long_table
from service.storage.accepting import accept, add_reading
from service.storage.long_table import COLUMNS, report_rows
from service.storage.store import Store
from tests.service.fakes import make_report, source_of


def put(store: Store, year: int, given: Given | None = None, **made: object) -> str:
    data = source_of("云岭县水务局", year)
    report = make_report(year=year, data=data, **made)  # type: ignore[arg-type]
    return accept(store, data, report, given or Given()).id


def rows(store: Store, table: str, **filters: object) -> list[dict[str, object]]:
    tables = report_rows(store, table, ReportFilter.model_validate(filters))
    return [dict(zip(COLUMNS, row, strict=True)) for report in tables for row in report]


def test_a_row_a_cell_in_the_forms_order(store: Store) -> None:
    cells = {"reviews.reconsideration.total": "7", "reviews.reconsideration.upheld": "/"}
    report_id = put(store, 2023, Given(organ="云岭县水利局", region="青州市"), cells=cells, rest=None)
    found = rows(store, "reviews")
    form = load_form("2021").tables["reviews"]
    assert [(row["row"], row["column"]) for row in found] == [(row.key, column.key) for row, column in form.cells()]
    assert found[4] == {
        "report_id": report_id, "organ": "云岭县水利局", "year": 2023, "region": "青州市", "form": "2021",
        "row": "reconsideration", "column": "total", "row_label": "行政复议", "column_label": "总计",
        "value": 7, "raw": "7", "unit": None, "state": "reported", "confidence": 0.99,
    }  # fmt: skip
    assert (found[0]["value"], found[0]["raw"], found[0]["state"]) == (None, "/", "not_applicable")
    assert (found[1]["value"], found[1]["raw"], found[1]["state"]) == (None, None, "missing")


def test_editions_keep_their_own_rows(store: Store) -> None:
    put(store, 2020, edition="2019")
    put(store, 2023)
    assert {row["row"] for row in rows(store, "proactive", year=[2020])} >= {"procurement"}
    assert "procurement" not in {row["row"] for row in rows(store, "proactive", year=[2023])}


def test_the_newest_reading_counts(store: Store) -> None:
    report_id = put(store, 2023)
    again = make_report(year=2023, data=source_of("云岭县水务局", 2023), rest="5")
    add_reading(store, report_id, again)
    assert {row["value"] for row in rows(store, "reviews")} == {5}


@pytest.mark.parametrize("batch", [1, 2, 3, 50])
def test_every_report_once_whatever_the_batch(store: Store, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    ids = [put(store, year) for year in range(2018, 2024)]
    monkeypatch.setattr(long_table, "_BATCH", batch)
    found = [report[0][0] for report in report_rows(store, "reviews", ReportFilter())]
    assert found == ids


def test_nothing_of_an_empty_store(store: Store) -> None:
    assert rows(store, "reviews") == []
