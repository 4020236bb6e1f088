"""``gouji serve``: when it starts, when it refuses to, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import URL
from typer.testing import CliRunner, Result

from service import serving_commands
from service.cli import app
from service.services import Services
from service.serving_commands import listen
from service.settings import settings
from service.storage.database import Database, sqlite_url
from service.storage.keys import make_key
from service.storage.originals import Originals
from service.storage.store import Store
from service.storage.upgrading import upgrade


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in [name for name in os.environ if name.startswith("GOUJI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GOUJI_DATA_DIR", str(tmp_path / "data"))
    settings.cache_clear()
    yield tmp_path / "data"
    settings.cache_clear()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Services]:
    """What would have been served."""
    served: list[Services] = []
    monkeypatch.setattr(serving_commands, "_run", lambda services, listener: served.append(services))
    return served


def _serve(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["serve", "--port", "0", *arguments])


def test_another_address_asks_for_a_key_or_for_being_told(served: list[Services], data_dir: Path) -> None:
    refused = _serve("--host", "0.0.0.0")
    assert refused.exit_code == 1 and "gouji keys add" in refused.output and not served
    assert _serve("--host", "0.0.0.0", "--access", "open").exit_code == 0
    assert _serve("--access", "keys").exit_code == 1
    store = Store(Database(sqlite_url(data_dir / "gouji.db")), Originals(data_dir / "originals"))
    make_key(store, "office", "read")
    store.close()
    assert _serve("--host", "0.0.0.0", "--workers", "1").exit_code == 0
    assert [(one.settings.access, one.settings.host) for one in served] == [("open", "0.0.0.0"), ("auto", "0.0.0.0")]
    assert served[1].settings.workers == 1


def test_a_port_that_is_taken_is_said(served: list[Services]) -> None:
    with listen("127.0.0.1", 0) as taken:
        result = _serve("--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1 and "端口已被占用" in result.output and not served


@pytest.mark.parametrize("host", ["203.0.113.1", "x" * 70])
def test_an_address_of_another_machine_is_said(host: str, served: list[Services]) -> None:
    result = _serve("--host", host, "--access", "open")
    assert result.exit_code == 1 and f"不能监听 {host}" in result.output and not served


def test_a_wrong_setting_is_said(served: list[Services], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_REQUESTS_IN_FLIGHT", "0")
    result = _serve()
    assert result.exit_code == 2 and "GOUJI_REQUESTS_IN_FLIGHT" in result.output and not served


def test_a_data_directory_that_cannot_be_used_is_said(
    served: list[Services], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GOUJI_DATA_DIR", str(tmp_path / "file" / "data"))
    result = _serve()
    assert result.exit_code == 1 and "不能使用" in result.output and not served


def test_a_database_server_is_not_changed_unasked(
    served: list[Services], empty_database_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOUJI_DATABASE_URL", empty_database_url.render_as_string(hide_password=False))
    monkeypatch.setenv("GOUJI_WORKERS", "1")
    result = _serve()
    if empty_database_url.get_backend_name() == "sqlite":
        assert result.exit_code == 0 and served  # a file is made ready by itself
        return
    assert result.exit_code == 1 and "gouji db upgrade" in result.output and not served
    database = Database(empty_database_url)
    upgrade(database)
    database.dispose()
    assert _serve().exit_code == 0 and served


class _Serving:
    """A service in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.address = str(self.event("started")["address"])

    def event(self, message: str) -> dict[str, object]:
        """The next line of the log with a message."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            event: dict[str, object] = json.loads(line)
            if event["message"] == message:
                return event
        raise AssertionError(f"the service ended before it logged {message!r}")

    def connection(self) -> socket.socket:
        url = httpx.URL(self.address)
        return socket.create_connection((url.host, url.port or 80), timeout=60)

    def await_reading(self) -> None:
        """Wait until a report that is posted has its place among the requests in flight."""
        for _ in range(600):
            if "gouji_requests_in_flight 1.0" in httpx.get(f"{self.address}/metrics").text:
                return
            time.sleep(0.1)
        raise AssertionError("the request never came to its endpoint")


@contextmanager
def _serving(**variables: str) -> Iterator[_Serving]:
    command = [sys.executable, "-m", "service.cli", "serve", "--port", "0", "--workers", "1"]
    environment = {**os.environ, **{f"GOUJI_{name}": value for name, value in variables.items()}}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield _Serving(process)
        finally:
            process.kill()


def _head(length: int) -> bytes:
    return f"POST /v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n".encode()


@pytest.mark.shipped
def test_requests_under_way_are_finished_when_it_is_told_to_end(root: Path) -> None:
    text = next(iter(sorted((root / "examples").glob("*.txt")))).read_bytes()
    with _serving() as serving, serving.connection() as connection:
        connection.sendall(_head(len(text)) + text[:100])
        serving.await_reading()
        serving.process.send_signal(signal.SIGTERM)
        serving.event("stopping")
        connection.sendall(text[100:])
        assert connection.makefile("rb").readline().startswith(b"HTTP/1.1 201")
        serving.event("stopped")
        assert serving.process.wait(60) == 0


def test_a_second_signal_ends_it_at_once() -> None:
    with _serving() as serving, serving.connection() as connection:
        connection.sendall(_head(100) + b"a")
        serving.await_reading()
        serving.process.send_signal(signal.SIGTERM)
        serving.event("stopping")
        serving.process.send_signal(signal.SIGTERM)
        assert serving.process.wait(60) == 1


def test_bodies_that_stop_or_never_come_harm_nobody() -> None:
    with _serving(BODY_SECONDS="0.2") as serving:
        with serving.connection() as slow:
            slow.sendall(_head(100) + b"a")
            assert slow.makefile("rb").readline().startswith(b"HTTP/1.1 408")
        with serving.connection() as short:
            short.sendall(_head(100) + b"a")
        with serving.connection() as huge:
            huge.sendall(_head(1_000_000_000) + b"a")
            assert huge.makefile("rb").readline().startswith(b"HTTP/1.1 413")
        assert httpx.get(f"{serving.address}/healthz").status_code == 200


def test_answers_do_not_wait_for_one_another() -> None:
    """A connection without TCP_NODELAY answers every second request some 40 ms late."""
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()) as client:
        connection, _ = listener.accept()
        with connection, client:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
