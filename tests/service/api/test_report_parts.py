"""What is in one report, over HTTP."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from reports.report import Cell, Passage, Theme
from service.services import Services
from tests.service.fakes import FakePool, make_report, source_of

CELLS = {"reviews.reconsideration.total": "7", "reviews.reconsideration.upheld": "=1+1"}
SOURCE = source_of("云岭县水务局", 2023, CELLS)
PATH = f"/v1/reports/{hashlib.sha256(SOURCE).hexdigest()}"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def sent(client: TestClient) -> TestClient:
    assert client.post("/v1/reports", params={"name": "子 目录/年报“2023”.txt"}, content=SOURCE).status_code == 201
    return client


def test_the_source_is_what_was_sent_and_is_saved_not_shown(sent: TestClient) -> None:
    answer = sent.get(f"{PATH}/source")
    assert answer.content == SOURCE
    assert answer.headers["content-type"] == "text/plain"  # it may be in GBK
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"___2023_.txt\"; filename*=UTF-8''%E5%B9%B4%E6%8A%A5%E2%80%9C2023%E2%80%9D.txt"
    )
    assert sent.get(f"{PATH}/source", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_the_text(sent: TestClient) -> None:
    answer = sent.get(f"{PATH}/text")
    assert answer.text == sent.get(PATH).json()["text"]
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_table_as_json(sent: TestClient) -> None:
    rows = sent.get(f"{PATH}/tables/reviews").json()
    assert rows == sent.get(PATH).json()["tables"]["reviews"]
    assert Cell.model_validate(rows["reconsideration"]["total"]).value == 7


@pytest.mark.parametrize("accept", ["text/csv", "text/csv;q=0.9, application/json;q=0.1", "text/*"])
def test_a_table_as_csv_is_as_on_paper(sent: TestClient, accept: str) -> None:
    answer = sent.get(f"{PATH}/tables/reviews", headers={"Accept": accept})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "Accept" in answer.headers["vary"]
    lines = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert lines[0] == ["row", "", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert lines[1] == ["reconsideration", "行政复议", "'=1+1", "0", "0", "0", "7"]
    assert len(lines) == 4


def test_a_table_with_several_blocks_has_several_heads(sent: TestClient) -> None:
    lines = sent.get(f"{PATH}/tables/proactive?format=csv&bom=true").content.decode("utf-8")
    assert lines.startswith("\ufeffrow,,本年制发件数")
    assert sum(line.lstrip("\ufeff").startswith("row,") for line in lines.splitlines()) == 4


def test_a_table_as_a_workbook(sent: TestClient) -> None:
    answer = sent.get(f"{PATH}/tables/reviews", headers={"Accept": XLSX})
    sheet = load_workbook(io.BytesIO(answer.content))["reviews"]
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[1]] == ["reconsideration", "行政复议", "'=1+1", 0, 0, 0, 7]
    assert all(cell.data_type != "f" for row in rows for cell in row)


def test_a_format_that_is_not_there(sent: TestClient) -> None:
    for accept in ("image/png", "text/csv;q=0"):
        answer = sent.get(f"{PATH}/tables/reviews", headers={"Accept": accept})
        assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
    assert sent.get(f"{PATH}/tables/reviews?format=pdf").status_code == 422
    assert sent.get(f"{PATH}/tables/reviews", headers={"Accept": "image/png, */*;q=0.1"}).status_code == 200


def test_tags_tell_formats_apart(sent: TestClient) -> None:
    tags = {
        sent.get(f"{PATH}/tables/{table}?format={form}").headers["etag"]
        for table in ("reviews", "requests")
        for form in ("csv", "json")
    }
    assert len(tags) == 4
    etag = sent.get(f"{PATH}/tables/reviews").headers["etag"]
    assert sent.get(f"{PATH}/tables/reviews", headers={"If-None-Match": etag}).status_code == 304


def test_checks_by_status(sent: TestClient) -> None:
    everything = sent.get(PATH).json()["checks"]
    assert sent.get(f"{PATH}/checks").json() == everything
    some = sent.get(f"{PATH}/checks?status=skipped&status=incomplete").json()
    assert some == [check for check in everything if check["status"] in {"skipped", "incomplete"}] != []
    assert sent.get(f"{PATH}/checks?status=wrong").status_code == 422


def test_passages_by_role_and_theme(client: TestClient, services: Services) -> None:
    def passage(role: str, *themes: str) -> Passage:
        return Passage(
            section="problems", role=role, text=role, span=(0, 1), themes=tuple(Theme(theme=t, score=1) for t in themes)
        )  # type: ignore[arg-type]

    passages = (passage("problem", "timeliness"), passage("measure", "timeliness", "staffing"), passage("context"))
    assert isinstance(services.pool, FakePool)
    services.pool.outcome_for = lambda data, name: make_report(data=data, passages=passages)
    client.post("/v1/reports", content=SOURCE)

    def numbers(query: str) -> list[int]:
        return [entry["number"] for entry in client.get(f"{PATH}/passages?{query}").json()]

    assert numbers("") == [1, 2, 3]
    assert numbers("role=problem&role=context") == [1, 3]
    assert numbers("theme=timeliness") == [1, 2]
    assert numbers("theme=staffing&role=problem") == []


def test_ids_that_are_none(client: TestClient) -> None:
    for path in ("/v1/reports/1", "/v1/reports/1/source", f"/v1/reports/{'G' * 64}", f"{PATH}/tables/budget"):
        assert client.get(path).status_code == 422, path
