"""Who may use the API."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api import access
from service.api.access import is_loopback
from service.api.app import create_app
from service.messages import Role
from service.services import Services
from service.storage.keys import make_key, revoke_key


@pytest.fixture
def backend() -> str:
    """One database is enough here."""
    return "sqlite"


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that were made or revoked count at once."""
    monkeypatch.setattr(access, "CACHE_SECONDS", 0.0)


def _client(services: Services, name: str = "127.0.0.1", **settings: Any) -> TestClient:
    changed = services.settings.model_copy(update={"access": "auto", **settings})
    return TestClient(create_app(replace(services, settings=changed)), base_url=f"http://{name}")


def _code(response: Any) -> str | None:
    return response.json().get("code") if response.status_code >= 400 else None


def test_open_on_loopback_until_there_is_a_key(services: Services) -> None:
    client = _client(services)
    assert client.get("/v1/reports").status_code == 200
    key, token = make_key(services.store, "office", "read")
    assert _code(client.get("/v1/reports")) == "key_required"
    assert client.get("/v1/reports", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert client.get("/v1/reports", headers={"X-API-Key": token}).status_code == 200
    revoke_key(services.store, key.id)  # the service does not open itself again
    assert _code(client.get("/v1/reports")) == "key_required"
    assert _client(services, access="open").get("/v1/reports", headers={"X-API-Key": "any"}).status_code == 200


def test_on_other_addresses_keys_are_required(services: Services) -> None:
    client = _client(services, "gouji.example", host="0.0.0.0")
    assert _code(client.get("/v1/reports")) == "key_required"
    assert client.get("/healthz").status_code == 200
    assert _code(client.get("/metrics")) == "key_required"
    _, token = make_key(services.store, "office", "read")
    assert client.get("/v1/reports", headers={"X-API-Key": token}).status_code == 200


@pytest.mark.parametrize("token", ["gouji_1_2", "x", "gouji_" + "1" * 500, "gouji__"])
def test_what_is_no_key_is_refused(token: str, services: Services) -> None:
    make_key(services.store, "office", "read")
    response = _client(services).get("/v1/reports", headers={"Authorization": f"Bearer {token}"})
    assert (response.status_code, _code(response)) == (401, "key_invalid")
    assert 'error="invalid_token"' in response.headers["www-authenticate"]


def test_a_role_may_do_what_those_before_it_may(services: Services) -> None:
    client = _client(services)
    expected: dict[Role, tuple[str | None, str | None]] = {
        "read": (None, "role_missing"),
        "write": (None, None),
        "train": (None, None),
        "admin": (None, None),
    }
    for role, codes in expected.items():
        _, token = make_key(services.store, role, role)
        headers = {"X-API-Key": token}
        sent = client.post("/v1/reports", content=b"{}", headers=headers)
        assert (_code(client.get("/v1/reports", headers=headers)), _code(sent)) == codes


def test_a_key_is_looked_up_once_in_a_while(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "CACHE_SECONDS", 3600.0)
    key, token = make_key(services.store, "office", "read")
    client = _client(services)
    assert client.get("/v1/reports", headers={"X-API-Key": token}).status_code == 200
    revoke_key(services.store, key.id)
    assert client.get("/v1/reports", headers={"X-API-Key": token}).status_code == 200
    monkeypatch.setattr(access, "CACHE_SECONDS", 0.0)
    assert _code(client.get("/v1/reports", headers={"X-API-Key": token})) == "key_invalid"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.5", "[::2]:80", "["])
def test_a_host_of_another_name_is_refused(host: str, services: Services) -> None:
    response = _client(services).get("/v1/reports", headers={"Host": host})
    assert (response.status_code, _code(response)) == (403, "host_refused")


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:80", "[::1]:8000", "gouji.localhost"])
def test_names_of_this_machine_are_not(host: str, services: Services) -> None:
    assert _client(services).get("/v1/reports", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_may_not_send_anything(headers: dict[str, str], services: Services) -> None:
    client = _client(services)
    assert _code(client.post("/v1/reports", content=b"{}", headers=headers)) == "cross_site"
    assert client.get("/v1/reports", headers=headers).status_code == 200  # its answer is kept from that site
    _, token = make_key(services.store, "office", "write")  # no browser adds this by itself
    assert _code(client.post("/v1/reports", content=b"{}", headers={**headers, "X-API-Key": token})) is None


def test_pages_of_the_service_itself_may(services: Services) -> None:
    client = _client(services)
    for headers in ({"Origin": "http://127.0.0.1"}, {"Sec-Fetch-Site": "same-origin", "Origin": "http://x"}):
        assert _code(client.post("/v1/reports", content=b"{}", headers=headers)) is None


def test_a_proxy_does_not_open_the_service_to_the_world(services: Services) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9"}
    assert _code(_client(services).get("/v1/reports", headers=headers)) == "proxy_without_keys"
    assert _client(services, access="open").get("/v1/reports", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("localhost", True),
        ("LOCALHOST.", True), ("0.0.0.0", False), ("::", False), ("", False), ("10.0.0.1", False),
        ("localhost.evil.example", False), ("2130706433", False),
    ],
)  # fmt: skip
def test_loopback_addresses(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
