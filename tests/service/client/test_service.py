"""Both clients and ``gouji push`` against the service itself, over a real connection."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import re
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
import typer
import uvicorn
from fastapi import FastAPI
from typer.testing import CliRunner

from reports.report import Report
from service.api.app import create_app
from service.client import Client, ServiceError, calls
from service.push_command import push
from service.services import Services
from service.storage.keys import make_key
from tests.service.fakes import BROKEN, source_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ORGAN = "云岭县水务局"


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The app on a port of its own; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def app(services: Services) -> FastAPI:
    return create_app(services)


@pytest.fixture
def url(app: FastAPI) -> Iterator[str]:
    with serving(app) as url:
        yield url


@pytest.fixture
def client(url: str, make_client: Callable[..., Client]) -> Client:
    return make_client(url)


def test_a_report_from_post_to_delete(client: Client, tmp_path: Path) -> None:
    data = source_of(ORGAN, 2023, {"requests.new_received.total": "7"})
    path = tmp_path / "报告 1.txt"
    path.write_bytes(data)
    report = client.post(path, region="云岭县")
    assert isinstance(report, Report)
    assert (report.id, report.source.name, report.organ) == (hashlib.sha256(data).hexdigest(), path.name, ORGAN)
    assert client.exists(report.id)
    assert client.report(report.id) == report
    summary = client.summary(report.id)
    assert (summary.region, summary.given.region, summary.readings) == ("云岭县", "云岭县", 1)
    assert client.source(report.id) == data
    assert client.text(report.id) == report.text
    assert client.table(report.id, "requests")["new_received"]["total"].value == 7
    assert client.table(report.id, "requests", "csv").count(b"\n") > 3
    assert client.table(report.id, "requests", "xlsx").startswith(b"PK")
    assert client.checks(report.id) == report.checks
    assert all(check.status == "failed" for check in client.checks(report.id, status="failed"))
    assert client.passages(report.id, role="problem") == ()
    assert client.reread(report.id).id == report.id
    assert [reading.number for reading in client.readings(report.id)] == [1, 2]
    assert client.reading(report.id, 1).id == report.id
    client.delete(report.id)
    assert not client.exists(report.id)
    with pytest.raises(ServiceError) as caught:
        client.report(report.id)
    assert (caught.value.status, caught.value.code) == (404, "report_not_found")
    assert caught.value.request_id


def test_what_is_given_outranks_what_is_read(client: Client) -> None:
    report = client.post(source_of(ORGAN, 2023), name="a.txt", organ="云岭县水利局", year=2022)
    assert (report.organ, report.year, report.source.name) == ("云岭县水利局", 2022, "a.txt")


def test_what_cannot_be_read_is_told(client: Client) -> None:
    with pytest.raises(ServiceError) as caught:
        client.post(BROKEN, name="a.txt")
    assert (caught.value.status, caught.value.code) == (422, "broken")
    with pytest.raises(ServiceError) as caught:
        client.post(b"x", name="../a.txt")
    assert caught.value.code == "invalid_name"
    with pytest.raises(ServiceError) as caught:
        client.statistics(year_from="soon")  # type: ignore[arg-type]
    assert (caught.value.code, len(caught.value.errors)) == ("invalid_request", 1)


def test_lists_and_tables_of_many(client: Client, tmp_path: Path) -> None:
    for year in range(2019, 2024):
        client.post(source_of(ORGAN, year, {"requests.new_received.total": str(year)}))
    client.post(source_of("云岭县教育局", 2023))
    assert [summary.year for summary in client.reports(organ=ORGAN, sort="-year", limit=2)] == [*range(2023, 2018, -1)]
    assert [summary.organ for summary in client.reports(organ_contains="教育", year=[2022, 2023])] == ["云岭县教育局"]
    assert {summary.year for summary in client.reports(failed=True, year_from=2022)} == {2022, 2023}
    failed = list(client.all_checks(check="requests", limit=1))
    assert len(failed) >= 5
    assert {found.check.status for found in failed} == {"failed"}
    assert client.statistics(organ=ORGAN).reports == 5
    rows = [row for row in client.rows("requests", year=2020) if (row.row, row.column) == ("new_received", "total")]
    assert [row.value for row in rows] == [2020]
    count = sum(1 for _ in client.rows("requests"))
    with client.long_table("requests", tmp_path / "a.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.reader(stream))) == count + 1
    assert pyarrow.parquet.read_table(client.long_table("requests", tmp_path / "a.parquet")).num_rows == count
    book = openpyxl.load_workbook(client.long_table("requests", tmp_path / "a.xlsx"), read_only=True)
    assert sum(1 for _ in book.worksheets[0].iter_rows()) == count + 1
    book.close()


def test_a_batch_is_followed_to_its_end(client: Client, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr("c.txt", source_of(ORGAN, 2021))
    (tmp_path / "a.txt").write_bytes(source_of(ORGAN, 2023))
    sources = [tmp_path / "a.txt", ("子 夹/b.txt", source_of(ORGAN, 2022)), BROKEN, tmp_path / "more.zip"]
    seen: list[int] = []
    job = client.wait(client.batch(sources, region="云岭县"), lambda job: seen.append(job.total))
    assert (job.state, job.total, job.items.get("done"), job.items.get("failed")) == ("finished", 4, 3, 1)
    assert seen
    (failed,) = client.job_items(job.id, state="failed")
    assert failed.error is not None
    assert failed.error.code == "broken"
    assert sorted(item.name for item in client.job_items(job.id, state="done")) == [
        "a.txt",
        "more.zip/c.txt",
        "子 夹/b.txt",
    ]
    assert {summary.region for summary in client.reports()} == {"云岭县"}
    assert [one.id for one in client.jobs(state="finished")] == [job.id]
    assert client.job(job.id) == job
    client.delete_job(job.id)
    assert list(client.jobs()) == []


def test_a_report_that_is_read_later(client: Client) -> None:
    data = source_of(ORGAN, 2023)
    job = client.wait(client.post_async(data, name="a.txt"))
    (item,) = client.job_items(job.id)
    assert (item.report_id, item.created) == (hashlib.sha256(data).hexdigest(), True)
    with pytest.raises(ServiceError, match="任务"):
        client.cancel(job.id)


def test_what_runs_there(client: Client) -> None:
    assert client.version().version
    assert client.ready().parts


def test_an_iterator_may_be_left_early(client: Client) -> None:
    client.post(source_of(ORGAN, 2023))
    assert next(iter(client.rows("requests"))).year == 2023
    assert client.version().version


def test_pushing_over_a_restart(app: FastAPI, services: Services, tmp_path: Path) -> None:
    for year in (2021, 2022):
        (tmp_path / f"{year}.txt").write_bytes(source_of(ORGAN, year))
    runner, command = CliRunner(), typer.Typer()
    command.command()(push)
    with serving(app) as url:
        result = runner.invoke(command, [str(tmp_path), "--url", url])
    assert (result.exit_code, result.stdout) == (0, "新增 2，已有 0，失败 0\n")
    (tmp_path / "2023.txt").write_bytes(source_of(ORGAN, 2023))
    services.stopping.clear()
    with serving(create_app(services)) as url:
        result = runner.invoke(command, [str(tmp_path), "--url", url])
        assert (result.exit_code, result.stdout) == (0, "新增 1，已有 2，失败 0\n")
        assert len(list(Client(url).reports())) == 3


def test_the_client_asks_for_nothing_that_the_api_does_not_have(app: FastAPI) -> None:
    """Every call against the OpenAPI document: path, method, parameters."""
    given = {"organ": "a", "year": 2023, "region": "b"}
    which: dict[str, Any] = {
        "year": 1, "year_from": 1, "year_to": 1, "organ": "a", "organ_contains": "a", "region": "a", "form": "2021",
        "failed": True, "theme": "a", "received_after": "a", "received_before": "a",
    }  # fmt: skip
    asked: list[calls.Call[Any]] = [
        calls.post(b"", "a", given), calls.post_async(b"", "a", given), calls.batch([b""], given),
        calls.report("a"), calls.summary("a"), calls.exists("a"), calls.source("a"), calls.text("a"),
        calls.table("a", "b"), calls.sheet("a", "b", "csv"), calls.checks("a", "failed"), calls.passages("a", "b", "c"),
        calls.readings("a"), calls.reading("a", 1), calls.reread("a"), calls.delete("a"),
        calls.reports({**which, "sort": "year", "limit": 1}),
        calls.all_checks({**which, "status": "failed", "check": "a", "limit": 1}),
        calls.jobs("queued"), calls.job_items("a", "done"), calls.long_table("a", "csv", which),  # type: ignore[arg-type]
        calls.statistics(which),  # type: ignore[arg-type]
        calls.job("a"), calls.events("a", "1"), calls.cancel("a"), calls.delete_job("a"),
        calls.version(), calls.ready(),
    ]  # fmt: skip
    paths = app.openapi()["paths"]
    for call in asked:
        fitting = [path for path in paths if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), call.path)]
        operations = [paths[path][call.method.lower()] for path in fitting if call.method.lower() in paths[path]]
        assert operations, (call.method, call.path)
        known = {parameter["name"] for parameter in operations[0].get("parameters", ()) if parameter["in"] == "query"}
        assert {name for name, _ in call.params} <= known, call.path


def test_a_key_is_asked_for_and_taken(services: Services, make_client: Callable[..., Client]) -> None:
    closed = dataclasses.replace(services, settings=services.settings.model_copy(update={"access": "keys"}))
    _, token = make_key(services.store, "reader", "read")
    with serving(create_app(closed)) as url:
        assert list(make_client(url, token).reports()) == []
        for key, code in ((None, "key_required"), (token[:-1], "key_invalid")):
            with pytest.raises(ServiceError) as caught:
                list(make_client(url, key).reports())
            assert (caught.value.status, caught.value.code) == (401, code)
        with pytest.raises(ServiceError, match="权限"):
            make_client(url, token).post(source_of(ORGAN, 2023))
