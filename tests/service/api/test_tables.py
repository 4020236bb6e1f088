"""The long table of many reports, in each of its formats."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import threading
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from service import tables_export
from service.api.routes import tables
from service.messages import Given, LongRow
from service.services import Services
from service.storage.accepting import accept
from service.storage.store import Store
from tests.service.fakes import make_report, source_of

CELLS = {"reviews.litigation_direct.upheld": "=cmd|' /C calc'!A0", "reviews.reconsideration.total": "7"}
PATH = "/v1/tables/reviews"


@pytest.fixture
def sent(client: TestClient) -> TestClient:
    for year, cells in ((2022, {}), (2023, CELLS)):
        assert (
            client.post("/v1/reports?region=青州市", content=source_of("云岭县水务局", year, cells)).status_code == 201
        )
    return client


def test_csv(sent: TestClient) -> None:
    answer = sent.get(PATH)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert tuple(rows[0]) == tuple(LongRow.model_fields)
    assert len(rows) == 30
    assert [row["year"] for row in rows] == ["2022"] * 15 + ["2023"] * 15
    found = next(row for row in rows if row["raw"].endswith("!A0"))
    assert (found["raw"], found["state"], found["value"]) == ("'=cmd|' /C calc'!A0", "unreadable", "")


def test_the_mark_that_excel_wants(sent: TestClient) -> None:
    assert sent.get(f"{PATH}?bom=true").content.startswith(b"\xef\xbb\xbfreport_id,")
    assert sent.get(PATH).content.startswith(b"report_id,")


def test_json_lines_are_long_rows(sent: TestClient) -> None:
    answer = sent.get(PATH, headers={"Accept": "application/x-ndjson"})
    rows = [LongRow.model_validate(json.loads(line)) for line in answer.text.splitlines()]
    assert len(rows) == 30
    assert {row.region for row in rows} == {"青州市"}


def test_parquet(sent: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_export, "_GROUP_ROWS", 15)
    answer = sent.get(PATH, headers={"Accept": "application/vnd.apache.parquet"})
    file = pq.ParquetFile(io.BytesIO(answer.content), pre_buffer=False)
    table = file.read(use_threads=False)
    assert file.num_row_groups == 2
    assert table.column_names == list(LongRow.model_fields)
    assert table.num_rows == 30
    assert [str(table.schema.field(name).type) for name in ("year", "value", "raw")] == ["int32", "double", "string"]
    assert table.column("value").to_pylist()[-11] == 7


def test_xlsx_goes_on_on_further_sheets(sent: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_export, "EXCEL_ROWS", 21)
    answer = sent.get(f"{PATH}?format=xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["reviews", "reviews 2"]
    assert [sheet.max_row for sheet in book] == [21, 11]
    assert book["reviews 2"]["A1"].value == "report_id"
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_workbooks_leave_threads_to_others(sent: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_WORKBOOKS", threading.BoundedSemaphore(1))
    assert sent.get(f"{PATH}?format=xlsx").status_code == 200
    with tables._WORKBOOKS:
        answer = sent.get(f"{PATH}?format=xlsx")
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        assert answer.headers["retry-after"]
    assert sent.get(f"{PATH}?format=xlsx").status_code == 200


def test_a_service_that_stops_makes_no_workbook(
    sent: TestClient, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    services.stopping.set()
    answer = sent.get(f"{PATH}?format=xlsx")
    assert (answer.status_code, answer.json()["code"]) == (503, "stopping")
    assert set(tmp_path.iterdir()) == before


def test_numbers_beyond_what_a_float_holds_exactly_break_no_export(client: TestClient, store: Store) -> None:
    data = source_of()
    report = make_report(data=data, cells={"reviews.reconsideration.total": "7"})
    cell = report.tables["reviews"]["reconsideration"]["total"].model_copy(update={"value": 10**28})
    reviews = report.tables["reviews"]
    reconsideration = {**reviews["reconsideration"], "total": cell}
    changed = {**report.tables, "reviews": {**reviews, "reconsideration": reconsideration}}
    accept(store, data, report.model_copy(update={"tables": changed}), Given())
    for form in ("csv", "xlsx", "parquet", "ndjson"):
        assert client.get(f"{PATH}?format={form}").status_code == 200
    table = pq.ParquetFile(io.BytesIO(client.get(f"{PATH}?format=parquet").content), pre_buffer=False)
    assert 1e28 in table.read(use_threads=False).column("value").to_pylist()


def test_too_many_for_a_workbook(sent: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS_IN_A_WORKBOOK", 29)  # a report has 15
    answer = sent.get(f"{PATH}?format=xlsx")
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_reports")
    assert sent.get(f"{PATH}?format=xlsx&year=2022").status_code == 200
    assert sent.get(f"{PATH}?format=parquet").status_code == 200


def test_filters(sent: TestClient) -> None:
    assert len(sent.get(f"{PATH}?failed=true").text.splitlines()) == 16
    assert len(sent.get(f"{PATH}?year=1999").text.splitlines()) == 1
    assert sent.get(f"{PATH}?yeer=2023").status_code == 422
    assert sent.get("/v1/tables/budget").status_code == 422


def test_nothing_is_made_for_who_has_it(sent: TestClient) -> None:
    etag = sent.get(PATH).headers["etag"]
    assert sent.get(PATH, headers={"If-None-Match": etag}).status_code == 304
    assert sent.get(f"{PATH}?format=xlsx", headers={"If-None-Match": etag}).status_code == 200
    sent.post("/v1/reports", content=source_of("云岭县水务局", 2024))
    assert sent.get(PATH, headers={"If-None-Match": etag}).status_code == 200


def test_formats_that_are_not_there(sent: TestClient) -> None:
    answer = sent.get(PATH, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "ndjson"])
def test_of_no_report_there_is_an_empty_table(client: TestClient, form: str) -> None:
    answer = client.get(f"{PATH}?format={form}")
    assert answer.status_code == 200
    if form == "parquet":
        assert pq.ParquetFile(io.BytesIO(answer.content), pre_buffer=False).metadata.num_rows == 0
