"""Poison: documents, bodies, names and requests made to harm. Each costs its own request and nothing else.

All of it is sent to one ``gouji serve`` with low limits. After every test the same process reads a good report, with
one worker, no file left behind and nothing in its log but events.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from tests.service import poison

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
LIMITS = {
    "READ_SECONDS": "3", "BODY_SECONDS": "0.5", "WORKER_MEMORY_BYTES": "1500000000", "LIMIT_SOURCE_BYTES": "10000000",
    "BATCH_BYTES": "20000000", "WORKERS": "1",
}  # fmt: skip
MARK = "此处文字不得进入日志"  # in every good report

pytestmark = pytest.mark.shipped


@dataclass
class Service:
    """The service, and what it must have afterwards what it had before."""

    process: subprocess.Popen[bytes]
    address: str
    temporary: Path
    log: Path
    sent: int = 0
    client: httpx.Client = field(init=False)
    at_first: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.address, timeout=PATIENCE, trust_env=False)
        assert self.post(self.good()).status_code == 201
        self.at_first = self.left()

    def good(self) -> bytes:
        """A report that was never sent before."""
        self.sent += 1
        text = (ROOT / "examples" / "flat-2021.txt").read_text(encoding="utf-8")
        return f"{text}\n{MARK}{self.sent}\n".encode()

    def post(self, content: bytes, name: str = "a.txt", **headers: str) -> httpx.Response:
        return self.client.post("/v1/reports", params={"name": name}, content=content, headers=headers)

    def raw(self, *pieces: bytes) -> bytes:
        """What is answered to bytes on a connection, until it is closed."""
        url = httpx.URL(self.address)
        with socket.create_connection((url.host, url.port or 80), timeout=PATIENCE) as connection:
            with suppress(ConnectionError):  # it may be refused before all is sent
                for piece in pieces:
                    connection.sendall(piece)
            answer = b""
            with suppress(ConnectionError):
                while received := connection.recv(1 << 16):
                    answer += received
            return answer

    def workers(self) -> list[int]:
        found = subprocess.run(
            ["ps", "--ppid", str(self.process.pid), "-o", "pid=", "-o", "args="],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return [int(line.split()[0]) for line in found.stdout.splitlines() if "service.reading.worker" in line]

    def left(self) -> list[str]:
        """The temporary files that there are, the worker's folder among them."""
        return sorted(re.sub(r"gouji-worker-\w+", "worker", str(path)) for path in self.temporary.rglob("*"))

    def check(self) -> None:
        """That it goes on as if nothing had been."""
        assert self.post(self.good()).status_code == 201
        assert self.process.poll() is None
        assert len(self.workers()) == 1
        assert self.left() == self.at_first
        text = self.log.read_text(encoding="utf-8")
        assert "Traceback" not in text and MARK not in text
        for line in text.splitlines():
            assert "message" in json.loads(line)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("poison")
    temporary, log = folder / "tmp", folder / "log"
    temporary.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOUJI_")}
    environment |= {f"GOUJI_{name}": value for name, value in LIMITS.items()}
    environment |= {"GOUJI_DATA_DIR": str(folder / "data"), "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "service.cli", "serve", "--port", "0"]
    with log.open("wb") as stream, subprocess.Popen(command, stderr=stream, env=environment, cwd=ROOT) as process:
        try:
            service = Service(process, _address(process, log), temporary, log)
            yield service
            service.client.close()
        finally:
            process.terminate()
            assert process.wait(PATIENCE) == 0
    assert not list(temporary.iterdir())


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        for line in log.read_text(encoding="utf-8").splitlines():
            if (event := json.loads(line))["message"] == "started":
                return str(event["address"])
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture
def service(running: Service) -> Iterator[Service]:
    yield running
    running.check()


def _problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    said: dict[str, Any] = answer.json()
    assert said["status"] == answer.status_code and said["detail"] and "Traceback" not in answer.text
    return answer.status_code, said["code"]


@pytest.mark.parametrize(
    ("make", "media_type", "status", "code"),
    [
        (poison.bomb_docx, "", 413, "too_large"),
        (poison.laughing_docx, "", 422, "broken"),
        (poison.curious_docx, "", 422, "broken"),
        (poison.deep_docx, "", 422, "broken"),
        (poison.deep_html, "text/html", 413, "too_large"),
        (poison.pages_in_a_circle, "application/pdf", 422, "broken"),
        (poison.pages_without_end, "application/pdf", 422, "empty"),
        (poison.pages_by_the_thousand, "application/pdf", 413, "too_large"),
        (poison.bomb_pdf, "application/pdf", 413, "too_large"),
        (poison.forms_in_a_circle, "application/pdf", 422, "timeout"),
        (poison.bomb_png, "image/png", 413, "too_large"),
        (poison.nested_zip, "application/zip", 415, "archive"),
        (poison.deep_html, "application/pdf", 415, "media_type_mismatch"),
        (poison.deep_html, "application/json", 415, "unsupported_media_type"),
        (poison.deep_html, "video/mp4", 415, "unsupported_media_type"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_documents(service: Service, make: Callable[[], bytes], media_type: str, status: int, code: str) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    assert _problem(service.post(make(), "a", **headers)) == (status, code)


def test_a_worker_that_dies_costs_its_request(service: Service) -> None:
    (worker,) = service.workers()
    with ThreadPoolExecutor(1) as sender:
        answer = sender.submit(service.post, poison.forms_in_a_circle() + b"%")
        end = time.monotonic() + PATIENCE
        while "gouji_pool_busy 1.0" not in httpx.get(f"{service.address}/metrics", trust_env=False).text:
            assert time.monotonic() < end
        os.kill(worker, signal.SIGKILL)
    assert _problem(answer.result()) == (422, "crashed")


def _head(*lines: str, method: str = "POST", path: str = "/v1/reports", host: str = "Host: localhost") -> bytes:
    return "".join(f"{line}\r\n" for line in (f"{method} {path} HTTP/1.1", host, *lines)).encode() + b"\r\n"


_GET = {"method": "GET", "path": "/v1/reports"}
_CHUNKED = "Transfer-Encoding: chunked"
_CHUNK = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"


@pytest.mark.parametrize(
    ("pieces", "status", "code"),
    [
        ([_head("Content-Length: 1000000000")], 413, "body_too_large"),
        ([_head("Content-Length: 1000000000", "Expect: 100-continue")], 413, "body_too_large"),
        ([_head("Content-Length: " + "9" * 400)], 400, "bad_request"),
        ([_head("Content-Length: -1")], 400, "bad_request"),
        ([_head("Content-Length: 100"), b"a"], 408, "slow_body"),
        ([_head("Content-Length: 5", "Content-Encoding: gzip"), b"abcde"], 415, "unsupported_encoding"),
        ([_head(_CHUNKED), *[_CHUNK] * 12], 413, "body_too_large"),
        ([_head(_CHUNKED), b"zz\r\nabc\r\n0\r\n\r\n"], 400, "bad_request"),
        ([_head("Content-Length: 5", _CHUNKED), b"0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n"], 400, "bad_request"),
        ([_head("Content-Length: 5", "Content-Length: 6"), b"abcdef"], 400, "bad_request"),
        ([_head("Content-Length : 5"), b"abcde"], 400, "bad_request"),
        ([_head("Transfer-Encoding: identity, chunked"), b"0\r\n\r\n"], 400, "bad_request"),
        ([_head(**_GET, host="X: a")], 400, "bad_request"),
        ([b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"], 400, "bad_request"),
    ],
)
def test_requests(service: Service, pieces: list[bytes], status: int, code: str) -> None:
    head, _, body = service.raw(*pieces).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status) and b"HTTP/1.1" not in body
    assert {b"content-type: application/problem+json", b"connection: close"} <= set(head.lower().split(b"\r\n"))
    assert f'"code":"{code}"'.encode() in body


def test_a_body_that_breaks_off(service: Service) -> None:
    url = httpx.URL(service.address)
    with socket.create_connection((url.host, url.port or 80)) as connection:
        connection.sendall(_head("Content-Length: 100") + b"a")
    assert service.client.get("/v1/reports").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd", "..\\..\\x.txt", "/etc/passwd", "C:\\x.txt", "a\0b", "a\nb", "a\r\nX-Evil: 1",
        "\u202etxt.exe",
        "\t=1", " ",
    ],
)  # fmt: skip
def test_names(service: Service, name: str) -> None:
    assert _problem(service.post(service.good(), name)) == (422, "invalid_name")


@pytest.mark.parametrize("name", ["../../x.txt", "a\0b", "x" * 501])
def test_names_that_are_wrong_in_a_form(service: Service, name: str) -> None:
    disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    body = f"--B\r\n{disposition}\r\n\r\n".encode() + service.good() + b"\r\n--B--\r\n"
    for path in ("/v1/reports", "/v1/batches"):
        headers = {"Content-Type": "multipart/form-data; boundary=B"}
        assert _problem(service.client.post(path, content=body, headers=headers)) == (422, "invalid_name")


def test_names_go_into_no_header(service: Service) -> None:
    name = 'a";filename="b%0d%0aX-Evil: 1<script>.html'
    report = service.post(service.good(), name).json()
    source = service.client.get(f"/v1/reports/{report['id']}/source")
    assert "x-evil" not in source.headers
    assert source.headers["content-disposition"].count('"') == 2
    assert source.headers["content-disposition"].startswith("attachment;")
    assert source.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("count", [10_000])
def test_forms_of_many_parts(service: Service, count: int) -> None:
    part = '--B\r\nContent-Disposition: form-data; name="f"; filename="{}.txt"\r\n\r\nx\r\n'
    body = ("".join(part.format(number) for number in range(count)) + "--B--\r\n").encode()
    headers = {"Content-Type": "multipart/form-data; boundary=B"}
    assert _problem(service.client.post("/v1/reports", content=body, headers=headers))[0] == 400
    assert _problem(service.client.post("/v1/batches", content=body, headers=headers)) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("?limit=0", 422, "invalid_request"),
        ("?limit=-1", 422, "invalid_request"),
        ("?limit=1000000000", 422, "invalid_request"),
        ("?year=99999999999999999999999", 422, "invalid_request"),
        ("?received_after=2026", 422, "invalid_request"),
        ("?organ=%00", 422, "invalid_request"),
        ("?organ=%D4%C6%C1%EB", 400, "bad_request"),  # GBK
        ("?organ=%ED%A0%80", 400, "bad_request"),
        (f"?organ={'a' * 60_000}", 422, "invalid_request"),
        ("?after=W10", 422, "invalid_cursor"),
        (f"?after={'A' * 5_000}", 422, "invalid_request"),
        (f"/{'A' * 64}", 422, "invalid_request"),
        ("/abc", 422, "invalid_request"),
        (f"/{'0' * 64}", 404, "report_not_found"),
        ("/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404, "not_found"),
    ],
)
def test_parameters(service: Service, path: str, status: int, code: str) -> None:
    assert _problem(service.client.get(f"/v1/reports{path}")) == (status, code)


def test_archives(service: Service) -> None:
    """Each member of an archive has its own outcome; none of its names leads anywhere."""
    good = service.good()
    names = ("../../evil.txt", "/abs.txt", "..\\win.txt", "C:\\x.txt", "a\nb.txt")
    members: dict[str, bytes | str] = {name: good + name.encode() for name in names}
    members |= {"bomb.docx": poison.bomb_docx(), "laughs.docx": poison.laughing_docx(), "empty.txt": b""}
    answer = service.client.post(
        "/v1/batches", content=poison.zipped(members), headers={"Content-Type": "application/zip"}
    )
    assert answer.status_code == 202
    found = _outcomes(service, answer.headers["location"])
    assert found == {
        "batch.zip/evil.txt": None, "batch.zip/abs.txt": None, "batch.zip/win.txt": None, "batch.zip/x.txt": None,
        "batch.zip/a_b.txt": None, "batch.zip/bomb.docx": "too_large", "batch.zip/laughs.docx": "broken",
        "batch.zip/empty.txt": "empty",
    }  # fmt: skip
    bomb = service.client.post("/v1/batches", content=poison.bomb_zip(), headers={"Content-Type": "application/zip"})
    assert _outcomes(service, bomb.headers["location"]) == {"batch.zip/bomb.txt": "too_large"}


def _outcomes(service: Service, job: str) -> dict[str, str | None]:
    end = time.monotonic() + PATIENCE
    while service.client.get(job).json()["state"] != "finished":
        assert time.monotonic() < end
        time.sleep(0.05)
    items = service.client.get(f"{job}/items").json()["items"]
    return {item["name"]: item["error"] and item["error"]["code"] for item in items}


FORMULAS = [
    "=cmd|' /C calc'!A0", "+cmd|x", "-2+3+cmd|x", "@SUM(A1)", " =1+1", "＝1+1", "＠x", "＋x", "\ufeff=1",
    '=HYPERLINK("http://x")',
]  # fmt: skip
_RUNS = re.compile(r"[\s\ufeff]*[=@＝＠+＋-]\D")


def test_nothing_exported_runs_in_a_spreadsheet(service: Service) -> None:
    for formula in FORMULAS:
        given = {"organ": formula, "region": formula, "name": formula.strip(), "year": "2099"}
        answer = service.client.post("/v1/reports", params=given, content=service.good())
        assert answer.status_code == 201
    for path in ("/v1/tables/requests?year=2099", "/v1/checks?status=failed&status=passed&year=2099"):
        text = service.client.get(path, headers={"Accept": "text/csv"}).text
        values = [value for row in csv.reader(io.StringIO(text, newline="")) for value in row]
        assert len([value for value in values if value.startswith("'")]) >= len(FORMULAS)
        assert not [value for value in values if _RUNS.match(value)]
    book = load_workbook(io.BytesIO(service.client.get("/v1/tables/requests?format=xlsx&year=2099").content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s"}
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and _RUNS.match(cell.value)]
