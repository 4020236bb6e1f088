"""``gouji push`` against a service that remembers what it was sent."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import json
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from typer.testing import CliRunner, Result

import service.client
from service.client import AsyncClient, connection
from service.messages import Given, Problem
from service.push_command import push
from service.settings import settings
from tests.service.fakes import make_report

GIVEN = ("organ", "year", "region")


class Office:
    """A service as far as pushing needs it. ``refuse`` may answer in its place."""

    def __init__(self) -> None:
        self.given: dict[str, Given] = {}
        self.posts: list[str] = []
        self.refuse: Callable[[httpx.Request], httpx.Response | None] = lambda request: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        refusal = self.refuse(request)
        if refusal is not None:
            return refusal
        if request.url.path == "/version":
            return _json({"version": "1", "models": {}, "schema": "gouji/report/1", "database": None})
        if request.method == "POST":
            return self._take(request)
        known = request.url.path.split("/")[3]
        if known not in self.given:
            return httpx.Response(404) if request.method == "HEAD" else problem(404, "report_not_found")
        return httpx.Response(200) if request.method == "HEAD" else self._summary(known)

    def _take(self, request: httpx.Request) -> httpx.Response:
        name = request.url.params["name"]
        self.posts.append(name)
        if request.content == b"":
            return problem(422, "empty")
        sha256 = hashlib.sha256(request.content).hexdigest()
        new = sha256 not in self.given
        self.given[sha256] = Given.model_validate({n: request.url.params.get(n) for n in GIVEN})
        warnings = [{"code": "not_a_report", "message": "不像年度报告"}] if b"news" in request.content else []
        cells = {"reviews.reconsideration.total": "9"} if b"wrong" in request.content else {}
        report = make_report(data=request.content, name=name, cells=cells, warnings=warnings)
        return _json(json.loads(report.model_dump_json()), 201 if new else 200)

    def _summary(self, sha256: str) -> httpx.Response:
        return _json(
            {
                "id": sha256, "source": {"name": "a", "media_type": "text/plain", "bytes": 1}, "title": None,
                "organ": None, "year": None, "region": None, "form": None,
                "given": self.given[sha256].model_dump(), "checks": {"failed": 0, "incomplete": 0}, "warnings": 0,
                "readings": 1, "received_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
            }
        )  # fmt: skip


def _json(data: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=data)


def problem(status: int, code: str) -> httpx.Response:
    said = Problem(type="about:blank", title="标题", status=status, detail=f"细节 {code}", code=code)
    return httpx.Response(status, content=said.model_dump_json())


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    office = Office()
    client = functools.partial(service.client.AsyncClient, transport=httpx.MockTransport(office))
    monkeypatch.setattr(service.client, "AsyncClient", client)
    monkeypatch.setattr(connection, "BACKOFF", 0.0)
    settings.cache_clear()
    yield office
    settings.cache_clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two reports and an empty file in folders, and an archive with one more report."""
    folder = tmp_path / "2023"
    (folder / "县直").mkdir(parents=True)
    (folder / "a.txt").write_text("report a", encoding="utf-8")
    (folder / "县直" / "b.txt").write_text("report b, wrong", encoding="utf-8")
    (folder / "empty.txt").touch()
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("d.txt", "report d")
    return folder


def run(*arguments: object) -> Result:
    app = typer.Typer()
    app.command()(push)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_all_files_are_pushed_and_failures_named(office: Office, folder: Path) -> None:
    result = run(folder)
    assert result.exit_code == 1
    assert sorted(office.posts) == ["a.txt", "c.zip/d.txt", "empty.txt", "县直/b.txt"]
    assert result.stdout == "新增 3，已有 0，失败 1，勾稽不符 1 份\n"
    assert result.stderr == "empty.txt：细节 empty（empty）\n"


def test_what_is_there_is_not_sent_again(office: Office, folder: Path) -> None:
    (folder / "empty.txt").unlink()
    assert run(folder).exit_code == 0
    office.posts.clear()
    (folder / "e.txt").write_text("report e", encoding="utf-8")
    result = run(folder)
    assert (result.exit_code, result.stdout, office.posts) == (0, "新增 1，已有 3，失败 0\n", ["e.txt"])


def test_what_is_given_anew_is_sent(office: Office, folder: Path) -> None:
    run(folder / "a.txt")
    arguments = (folder / "a.txt", "--region", "云岭县", "--year", 2023)
    for _ in range(2):  # the second time it is there with all that is given
        assert run(*arguments).stdout == "新增 0，已有 1，失败 0\n"
    assert office.posts == ["a.txt", "a.txt"]
    assert list(office.given.values()) == [Given(region="云岭县", year=2023)]


def test_json_says_what_became_of_each_file(office: Office, folder: Path) -> None:
    result = run(folder, "--json")
    lines = {line["name"]: line for line in map(json.loads, result.stdout.splitlines())}
    assert {name: line["state"] for name, line in lines.items()} == {
        "a.txt": "new", "县直/b.txt": "new", "c.zip/d.txt": "new", "empty.txt": "failed",
    }  # fmt: skip
    assert lines["empty.txt"]["error"] == {"code": "empty", "message": "细节 empty"}
    assert lines["县直/b.txt"]["failed_checks"] > 0
    assert lines["a.txt"]["id"] == hashlib.sha256(b"report a").hexdigest()
    assert "新增 3，已有 0，失败 1" in result.stderr


def test_what_is_no_report_is_taken_and_said(office: Office, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("news")
    result = run(tmp_path / "a.txt")
    assert (result.exit_code, result.stdout) == (0, "新增 1，已有 0，失败 0\n")
    assert result.stderr == "a.txt：不像年度报告\n"


def test_files_that_cannot_be_opened_do_not_hold_up_others(office: Office, folder: Path) -> None:
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 no archive")
    result = run(folder / "none.txt", folder / "broken.zip", folder / "a.txt")
    assert (result.exit_code, result.stdout) == (1, "新增 1，已有 0，失败 2\n")
    assert "none.txt：没有这个文件（not_found）" in result.stderr
    assert "broken.zip：" in result.stderr


def test_a_service_that_is_not_there_ends_it_at_once(office: Office, folder: Path) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused")

    office.refuse = refuse
    result = run(folder, "--url", "http://127.0.0.1:9")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "连不上服务" in result.stderr
    assert "127.0.0.1:9" in result.stderr


def test_a_wrong_address_is_wrong_usage(office: Office, folder: Path) -> None:
    result = run(folder, "--url", "localhost:8000")
    assert result.exit_code == 2
    assert "服务地址" in result.stderr


def test_a_refused_key_ends_it_without_trying_every_file(office: Office, folder: Path) -> None:
    asked = []

    def refuse(request: httpx.Request) -> httpx.Response | None:
        asked.append(request)
        return None if request.url.path == "/version" else problem(401, "key_invalid")

    office.refuse = refuse
    result = run(folder, "--jobs", 1)
    assert result.exit_code == 1
    assert len(asked) == 2
    assert "停止推送" in result.stderr
    assert result.stdout == "新增 0，已有 0，失败 0，未推送 4\n"


def test_a_restart_of_the_service_in_between_does_not_matter(office: Office, folder: Path) -> None:
    (folder / "empty.txt").unlink()
    downs = iter([httpx.ReadError("x"), httpx.ConnectError("x"), httpx.ConnectError("x"), 503, 502])

    def refuse(request: httpx.Request) -> httpx.Response | None:
        down = next(downs, None) if request.method == "POST" else None
        if isinstance(down, Exception):
            raise down
        return httpx.Response(down) if down else None

    office.refuse = refuse
    result = run(folder, "--jobs", 1)
    assert (result.exit_code, result.stdout) == (0, "新增 3，已有 0，失败 0，勾稽不符 1 份\n")


def test_a_service_that_stays_away_ends_it_and_the_next_run_goes_on(office: Office, folder: Path) -> None:
    (folder / "empty.txt").unlink()

    def refuse(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST" and office.posts:
            raise httpx.ConnectError("x")
        return None

    office.refuse = refuse
    result = run(folder, "--jobs", 1)
    assert (result.exit_code, result.stdout) == (1, "新增 1，已有 0，失败 0，未推送 2\n")
    assert "再运行同一命令" in result.stderr
    office.refuse = lambda request: None
    assert run(folder).stdout.startswith("新增 2，已有 1，失败 0")


def test_an_interruption_leaves_a_clear_state(office: Office, folder: Path) -> None:
    def refuse(request: httpx.Request) -> httpx.Response | None:
        if request.method == "POST" and office.posts:
            os.kill(os.getpid(), 2)
        return None

    assert threading.current_thread() is threading.main_thread()
    office.refuse = refuse
    result = run(folder, "--jobs", 1)
    assert result.exit_code == 130
    assert "新增 1，已有 0，失败 0，未推送 3" in result.stdout
    assert "已中断" in result.stderr


class Turnstile(httpx.AsyncBaseTransport):
    """Lets files through to an office when three of them are there, and the last three as they come."""

    def __init__(self, office: Office, files: int) -> None:
        self.office, self.left, self.inside, self.most = office, files, 0, 0
        self.full = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.inside, self.left = self.inside + 1, self.left - 1
            self.most = max(self.most, self.inside)
            if self.inside == 3 or self.left < 3:
                self.full.set()
            await self.full.wait()
            self.inside -= 1
        await request.aread()
        return self.office(request)


def test_as_many_as_jobs_are_on_their_way_and_no_more(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        (tmp_path / f"{number}.txt").write_text(f"report {number}")
    turnstile = Turnstile(office, 12)
    monkeypatch.setattr(service.client, "AsyncClient", functools.partial(AsyncClient, transport=turnstile))
    result = run(tmp_path, "--jobs", 3)
    assert (result.exit_code, result.stdout) == (0, "新增 12，已有 0，失败 0\n")
    assert turnstile.most == 3
    assert run(tmp_path, "--jobs", 0).exit_code == 2
