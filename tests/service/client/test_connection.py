"""The environment's proxy: for other machines, never for this one."""

from __future__ import annotations

import pytest

from service.client.connection import Connection


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("http://127.0.0.1:8000", None),
        ("http://localhost:8000", None),
        ("http://[::1]:8000", None),
        ("http://gouji.office.test", None),
        ("http://192.0.2.7", "http://proxy.test:3128"),
        ("https://gouji.test", "http://secure.test:3128"),
    ],
)
def test_which_proxy(url: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("http_proxy", "http://proxy.test:3128")
    monkeypatch.setenv("https_proxy", "http://secure.test:3128")
    monkeypatch.setenv("no_proxy", ".office.test")
    assert Connection(url, None, 10, 0).proxy() == proxy
