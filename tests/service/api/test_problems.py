"""Every error has one shape, whichever address it comes from."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.api.metrics import ObservedPool
from service.api.problem_codes import PROBLEMS
from service.api.problems import MEDIA_TYPE, RETRY_SECONDS, ProblemError, problem_of, responses
from service.messages import Problem
from service.pipeline import Failure
from service.reading.pool import PoolClosed
from service.services import Services

_SHA = "0" * 64


@pytest.fixture
def backend() -> str:
    """One database is enough here."""
    return "sqlite"


def _is_problem(response: Any, status: int) -> Problem:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == MEDIA_TYPE
    found = Problem.model_validate(response.json())
    assert found.status == status
    assert found.request_id == response.headers["x-request-id"]
    assert found.title == PROBLEMS[found.code].title
    return found


def test_every_address_answers_errors_with_problems(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert len(document["paths"]) > 15
    for template, item in document["paths"].items():
        path = re.sub(r"\{(\w+)\}", lambda found: _SHA if found[1] == "report_id" else "1", template)
        allowed = {method.upper() for method in item}
        for method in sorted({"DELETE", "PATCH", "PUT", "POST"} - allowed):
            wrong = client.request(method, path)
            assert _is_problem(wrong, 405).code == "method_not_allowed"
            assert set(wrong.headers["allow"].split(", ")) == allowed
        assert _is_problem(client.get(path + "/nowhere/at/all"), 404).code == "not_found"
        for query in (name["name"] for name in item.get("get", {}).get("parameters", []) if _is_number(name)):
            response = client.get(path, params={query: "x"})
            if response.status_code == 404 and "{job_id}" in template:  # it is looked for first
                continue
            found = _is_problem(response, 422)
            error = next(error for error in found.errors or () if error["name"].startswith(query))
            assert (error["in"], error["message"]) == ("query", "应为整数")


def _is_number(parameter: dict[str, Any]) -> bool:
    schema = parameter["schema"]
    choices = [schema, *schema.get("anyOf", [])]
    return parameter["in"] == "query" and any(choice.get("type") == "integer" for choice in choices)


def test_every_protected_address_asks_for_a_key(services: Services) -> None:
    from dataclasses import replace

    from service.api.app import create_app

    closed = replace(services, settings=services.settings.model_copy(update={"access": "keys"}))
    client = TestClient(create_app(closed), base_url="http://127.0.0.1")
    document = client.get("/openapi.json").json()
    asked = 0
    for template, item in document["paths"].items():
        path = re.sub(r"\{(\w+)\}", "1", template)
        for method, operation in item.items():
            if "security" not in operation:
                continue
            response = client.request(method, path)
            asked += 1
            assert response.headers["www-authenticate"].startswith("Bearer")
            if method != "head":
                assert _is_problem(response, 401).code == "key_required"
    assert asked > 15
    public = {path for path, item in document["paths"].items() if not any("security" in op for op in item.values())}
    assert public == {"/healthz", "/readyz", "/version"}


def test_all_that_is_documented_can_be_answered(client: TestClient) -> None:
    """The codes in the OpenAPI document are those of the table, each under its status."""
    document = client.get("/openapi.json").json()
    for item in document["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                for code, example in response.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {}).items():
                    assert PROBLEMS[code].status == int(status) == Problem.model_validate(example["value"]).status


class _App:
    """An application whose one endpoint raises what it is told to."""

    def __init__(self, services: Services) -> None:
        from service.api.app import create_app

        self.app: FastAPI = create_app(services)
        self.error: Exception = RuntimeError()
        self.app.get("/raise")(self._raise)

    def _raise(self) -> None:
        raise self.error

    def get(self, error: Exception) -> Any:
        self.error = error
        return TestClient(self.app, base_url="http://127.0.0.1").get("/raise")


def test_what_is_unexpected_is_told_without_its_text(services: Services, caplog: pytest.LogCaptureFixture) -> None:
    response = _App(services).get(KeyError("某局的年度报告"))
    found = _is_problem(response, 500)
    assert found.code == "internal" and "某局" not in response.text
    records = [record for record in caplog.records if record.getMessage() == "unexpected_error"]
    assert len(records) == 1
    places = str(records[0].__dict__["error"])
    assert "KeyError" in places and "_raise" in places and "某局" not in places


def test_what_cannot_be_helped_now_may_be_tried_again(services: Services) -> None:
    from sqlalchemy.exc import OperationalError

    app = _App(services)
    for error, code in (
        (OperationalError("SELECT", {}, Exception("locked")), "database_unavailable"),
        (PoolClosed(), "stopping"),
    ):
        response = app.get(error)
        assert _is_problem(response, 503).code == code
        assert response.headers["retry-after"] == str(RETRY_SECONDS)
    assert _is_problem(app.get(OSError(28, "No space left on device")), 507).code == "storage_full"
    assert _is_problem(app.get(OSError(5, "x")), 500).code == "internal"


def test_a_document_that_was_not_read_keeps_its_code() -> None:
    assert problem_of(Failure("a", 1, "encrypted", "有密码")).status == 422
    assert problem_of(Failure("a", 1, "archive", "")).status == 415
    unknown = problem_of(Failure("a", 1, "new_code", "说明"))
    assert (unknown.status, unknown.code, unknown.detail) == (422, "new_code", "说明")


def test_codes_of_one_status_share_a_response() -> None:
    found = responses("report_not_found", "table_not_found", "busy")
    assert sorted(found) == [404, 503]
    examples = found[404]["content"][MEDIA_TYPE]["examples"]
    assert set(examples) == {"report_not_found", "table_not_found"}
    assert json.dumps(examples)


def test_readings_are_counted_by_outcome(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    pool = app.state.services.pool
    assert isinstance(pool, ObservedPool)
    pool.submit(b"", "a.txt").result()
    pool.submit(b"x", "a.txt").result()
    text = client.get("/metrics").text
    assert 'gouji_readings_total{code="read"} 1.0' in text and 'gouji_readings_total{code="empty"} 1.0' in text


def test_a_problem_is_an_exception_with_its_status() -> None:
    error = ProblemError(418, "teapot", "说明", headers={"A": "b"})
    assert (error.status, error.code, error.detail, error.headers) == (418, "teapot", "说明", {"A": "b"})
