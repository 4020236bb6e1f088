"""What the service tells those who run it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from starlette.testclient import TestClient

import gouji
from service.api.app import create_app
from service.messages import Readiness, Versions
from service.services import Services
from service.storage.database import Database, sqlite_url
from service.storage.originals import Originals
from service.storage.store import Store
from service.storage.upgrading import head
from tests.service.fakes import FakePool


def _client(services: Services) -> TestClient:
    return TestClient(create_app(services), base_url="http://127.0.0.1")


def test_ready_when_every_part_is(client: TestClient) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert Readiness.model_validate(response.json()).parts == dict.fromkeys(
        ("database", "originals", "models", "service"), "ok"
    )
    assert client.get("/healthz").json() == {"status": "ok"}


def test_not_ready_while_models_load(services: Services) -> None:
    pool = FakePool(ready=False)
    pool.refusal = None
    client = _client(replace(services, pool=pool))
    response = client.get("/readyz")
    assert (response.status_code, response.json()["parts"]["models"]) == (503, "正在载入")
    pool.refusal = "模型文件缺失"
    assert client.get("/readyz").json()["parts"]["models"] == "模型文件缺失"
    assert client.get("/healthz").status_code == 200


def test_not_ready_without_a_database_or_a_place_for_originals(services: Services, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    store = Store(Database(sqlite_url(tmp_path / "other.db")), Originals(file / "originals"))
    parts = _client(replace(services, store=store)).get("/readyz").json()["parts"]
    assert parts["database"] == "需要运行 gouji db upgrade"
    assert parts["originals"].startswith("不可用")
    store.close()


def test_not_ready_when_stopping(services: Services) -> None:
    client = _client(services)
    services.stopping.set()
    assert client.get("/readyz").status_code == 503
    sent = client.post("/v1/reports", content=b"{}")
    assert (sent.status_code, sent.json()["code"]) == (503, "stopping")


def test_versions(client: TestClient) -> None:
    found = client.get("/version").json()
    versions = Versions.model_validate(found)
    assert (versions.version, versions.database, found["schema"]) == (gouji.__version__, head(), "gouji/report/1")
    assert "tagger" in versions.models


def test_requests_are_counted_by_route(client: TestClient) -> None:
    client.get("/v1/reports/" + "0" * 64)
    client.get("/nowhere/1")
    client.get("/nowhere/2")
    text = client.get("/metrics").text
    assert 'gouji_requests_total{method="GET",route="/v1/reports/{report_id}",status="404"} 1.0' in text
    assert 'gouji_requests_total{method="GET",route="(none)",status="404"} 2.0' in text
    assert 'gouji_request_seconds_count{method="GET",route="(none)"} 2.0' in text


def test_the_state_is_measured(client: TestClient) -> None:
    client.post("/v1/reports", content=b"{}").raise_for_status()
    gauges = dict(re.findall(r"^(gouji_\w+) ([\d.]+)$", client.get("/metrics").text, re.MULTILINE))
    assert gauges["gouji_reports"] == "1.0"
    names = "requests_in_flight job_items_waiting pool_workers pool_busy pool_waiting pool_replaced_total"
    assert {f"gouji_{name}" for name in names.split()} <= set(gauges)


def test_metrics_survive_the_database(services: Services, tmp_path: Path) -> None:
    store = Store(Database(sqlite_url(tmp_path / "empty.db")), services.store.originals)
    text = _client(replace(services, store=store)).get("/metrics").text
    assert "gouji_pool_workers" in text and "gouji_reports " not in text
    store.close()


def test_no_more_than_so_many_requests_read_at_a_time(services: Services) -> None:
    few = replace(services, settings=services.settings.model_copy(update={"requests_in_flight": 1}))
    app = create_app(few)
    client = TestClient(app, base_url="http://127.0.0.1")
    assert app.state.in_flight.enter()
    response = client.post("/v1/reports", content=b"{}")
    assert (response.status_code, response.json()["code"]) == (503, "busy")
    assert int(response.headers["retry-after"]) > 0
    app.state.in_flight.leave()
    assert client.post("/v1/reports", content=b"{}").status_code == 201
    assert app.state.in_flight.count == 0
