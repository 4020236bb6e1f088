"""The log: a line an event, no text of reports in it."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from service import logs
from service.api.app import create_app
from service.services import Services
from service.settings import Settings
from service.storage.keys import make_key
from tests.service.fakes import source_of


@pytest.fixture
def backend() -> str:
    """One database is enough here."""
    return "sqlite"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(log_format="json"))
    sent = client.post(
        "/v1/reports", params={"name": "机密.txt"}, content=source_of("云岭县水务局"), headers={"X-Request-ID": "r1"}
    )
    assert sent.status_code == 201
    (line,) = (line for line in _lines(capsys) if line["logger"] == "gouji.access")
    assert {key: line[key] for key in ("level", "message", "method", "route", "status", "request_id")} == {
        "level": "INFO", "message": "request", "method": "POST", "route": "/v1/reports", "status": 201,
        "request_id": "r1",
    }  # fmt: skip
    assert line["received"] == len(source_of("云岭县水务局"))
    assert "水务局" not in str(line) and "机密" not in str(line)
    assert "ms" in line and "time" in line and "key" not in line


def test_a_key_is_named_and_not_told(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    key, token = make_key(services.store, "office", "read")
    asking = replace(services, settings=services.settings.model_copy(update={"access": "keys"}))
    logs.configure(Settings())
    TestClient(create_app(asking)).get("/v1/reports", headers={"X-API-Key": token})
    (line,) = (line for line in _lines(capsys) if line["logger"] == "gouji.access")
    assert line["key"] == key.id and token.rsplit("_", 1)[1] not in str(line)


def test_probes_are_quiet(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings())
    client.get("/healthz")
    assert not [line for line in _lines(capsys) if line["logger"] == "gouji.access"]


@pytest.mark.parametrize("kind", ["json", "text"])
def test_exceptions_are_logged_without_their_messages(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(log_format=kind))
    try:
        try:
            raise KeyError("某局")
        except KeyError as error:
            raise ValueError("某局的报告") from error
    except ValueError:
        logging.getLogger("x").exception("failed", extra={"job": "7"})
    text = capsys.readouterr().err
    assert "某局" not in text
    assert "KeyError" in text and "ValueError" in text and "test_logs.py" in text and "7" in text


def test_the_level_holds(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(log_level="error", log_format="text"))
    logging.getLogger("x").warning("unheard")
    logging.getLogger("x").error("heard")
    assert capsys.readouterr().err.endswith("ERROR x heard\n")
    assert sys.stderr is not None
