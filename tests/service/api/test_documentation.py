"""The OpenAPI document is complete, and its pages need no other machine."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api.problems import MEDIA_TYPE


@pytest.fixture
def backend() -> str:
    """One database is enough here."""
    return "sqlite"


def test_the_root_leads_to_the_documentation(client: TestClient) -> None:
    response = client.get("/")
    assert response.status_code == 200 and response.url.path == "/docs"


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_pages_ask_no_other_machine_for_anything(page: str, client: TestClient) -> None:
    response = client.get(page)
    assert "http://" not in response.text and "https://" not in response.text and '"//' not in response.text
    assert '"validatorUrl": null' in response.text or page == "/redoc"
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "http" not in policy and "*" not in policy
    for asset in re.findall(r'(?:src|href)="([^"]+)"', response.text):
        assert client.get(asset).status_code == 200, asset


def test_every_endpoint_is_described_in_both_languages(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    tags = {tag["name"] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            where = f"{method} {path}"
            assert " · " in operation["summary"], where
            assert re.search(r"[a-z]{3}", operation["description"]), where
            assert set(operation["tags"]) <= tags, where
            assert "500" in operation["responses"], where


def test_only_problems_are_documented_as_errors(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert "HTTPValidationError" not in str(document)
    for path, item in document["paths"].items():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert MEDIA_TYPE in response["content"], (path, status)
                    assert response["description"]


def test_every_reference_leads_somewhere(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    references = set(_references(document))
    assert "#/components/schemas/Problem" in references
    for reference in references:
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for part in node for found in _references(part)]
    if isinstance(node, dict):
        here = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return here + [found for part in node.values() for found in _references(part)]
    return []


def test_answers_are_compressed_and_labelled(client: TestClient) -> None:
    response = client.get("/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("abc-1.2_3", True), ("x" * 128, True), ("x" * 129, False), ("a b", False), ("a\tb", False), ("", False)],
)
def test_request_ids_are_taken_over_if_they_are_harmless(sent: str, kept: bool, client: TestClient) -> None:
    response = client.get("/nowhere", headers={"X-Request-ID": sent})
    assert (response.headers["x-request-id"] == sent) is kept
    assert response.json()["request_id"] == response.headers["x-request-id"]
