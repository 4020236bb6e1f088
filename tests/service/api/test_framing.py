"""Requests that can be understood in two ways, or not at all; names in the encoding of Chinese Windows."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from service.pipeline import Failure
from service.services import Services
from tests.service.fakes import FakePool, source_of


@pytest.fixture
def backend() -> str:
    return "sqlite"  # none of this reaches a database


def test_two_lengths_are_refused(client: TestClient) -> None:
    answer = client.post("/v1/reports", content=b"abc", headers={"Transfer-Encoding": "chunked", "Content-Length": "3"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert answer.headers["connection"] == "close" and answer.headers["x-request-id"]


@pytest.mark.parametrize(("encoding", "status"), [("utf-8", 201), ("gb18030", 400)])
def test_a_query_is_in_utf_8(client: TestClient, encoding: str, status: int) -> None:
    organ = "".join(f"%{byte:02X}" for byte in "云岭县水务局".encode(encoding))
    answer = client.post(f"/v1/reports?organ={organ}", content=source_of(organ="甲局"))
    assert answer.status_code == status
    assert answer.json().get("organ", "云岭县水务局") == "云岭县水务局"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_name_in_a_form_may_be_in_either_encoding(client: TestClient, encoding: str) -> None:
    head = '--B\r\nContent-Disposition: form-data; name="file"; filename="年报.txt"\r\n\r\n'.encode(encoding)
    headers = {"Content-Type": "multipart/form-data; boundary=B"}
    answer = client.post("/v1/reports", content=head + source_of() + b"\r\n--B--\r\n", headers=headers)
    assert answer.json()["source"]["name"] == "年报.txt"


def test_an_archive_is_sent_elsewhere(client: TestClient, services: Services) -> None:
    assert isinstance(services.pool, FakePool)
    services.pool.outcome_for = lambda data, name: Failure(name, len(data), "archive", "请用 gouji read")
    answer = client.post("/v1/reports", content=b"x")
    assert answer.status_code == 415 and "/v1/batches" in answer.json()["detail"]
