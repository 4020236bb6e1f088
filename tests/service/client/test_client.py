"""Both clients against prepared answers: what they send, what they make of answers, when they try again."""

from __future__ import annotations

import email
import email.policy
import inspect
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

import gouji
from service.client import AsyncClient, Client, ServiceError
from service.messages import Page, Problem, Readiness
from service.settings import settings
from tests.service.fakes import make_report

Talk = Callable[..., tuple[Client, Any]]
REPORT = make_report()
PROBLEM = Problem(
    type="about:blank", title="服务正忙", status=503, detail="请稍后再来", code="busy", request_id="r-1"
).model_dump_json()


def answered(data: Any, status: int = 200, **headers: str) -> httpx.Response:
    """A JSON answer."""
    content = data.model_dump_json() if hasattr(data, "model_dump_json") else json.dumps(data)
    return httpx.Response(status, content=content, headers={"Content-Type": "application/json", **headers})


def busy(**headers: str) -> httpx.Response:
    return httpx.Response(503, content=PROBLEM, headers={"Content-Type": "application/problem+json", **headers})


def test_a_file_is_posted_with_its_name_and_what_is_known_of_it(talk: Talk, tmp_path: Path) -> None:
    client, service = talk(answered(REPORT, 201), key="gouji_abc")
    (tmp_path / "水务局.txt").write_bytes(b"bytes")
    assert client.post(tmp_path / "水务局.txt", organ="云岭县水务局", year=2023) == REPORT
    request = service.request
    assert (request.method, request.url.path, request.content) == ("POST", "/v1/reports", b"bytes")
    assert dict(request.url.params) == {"name": "水务局.txt", "organ": "云岭县水务局", "year": "2023"}
    assert request.headers["Authorization"] == "Bearer gouji_abc"
    assert request.headers["Content-Type"] == "application/octet-stream"
    assert request.headers["User-Agent"].startswith("gouji/")


def test_bytes_have_no_name_unless_one_is_given(talk: Talk) -> None:
    client, service = talk(answered(REPORT))
    client.post(b"bytes")
    client.post(b"bytes", name="a.docx")
    assert [dict(request.url.params) for request in service.requests] == [{}, {"name": "a.docx"}]


def test_a_file_that_is_not_there_is_an_os_error_and_nothing_is_sent(talk: Talk, tmp_path: Path) -> None:
    client, service = talk(answered(REPORT))
    with pytest.raises(FileNotFoundError):
        client.post(tmp_path / "none.txt")
    with pytest.raises(FileNotFoundError):
        client.batch([tmp_path / "none.txt"])
    assert service.requests == []


@pytest.mark.parametrize("failure", [429, 502, 503, 504, httpx.ConnectError("x"), httpx.RemoteProtocolError("x")])
def test_what_passes_is_tried_again(talk: Talk, failure: int | Exception) -> None:
    first = httpx.Response(failure, headers={"Retry-After": "0"}) if isinstance(failure, int) else failure
    client, service = talk(first, answered(REPORT, 201))
    assert client.post(b"bytes") == REPORT
    assert [request.content for request in service.requests] == [b"bytes", b"bytes"]


def test_the_wait_that_the_service_asks_for_is_kept(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)

    async def asleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("asyncio.sleep", asleep)
    client, _ = talk(busy(**{"Retry-After": "7"}), answered(REPORT))
    client.report(REPORT.id)
    assert 7 in waits


def test_after_the_last_try_the_problem_is_told(talk: Talk) -> None:
    client, service = talk(busy(), retries=2)
    with pytest.raises(ServiceError) as caught:
        client.report(REPORT.id)
    error = caught.value
    assert len(service.requests) == 3
    assert (error.status, error.code, error.title, error.detail) == (503, "busy", "服务正忙", "请稍后再来")
    assert (error.request_id, error.passing, str(error)) == ("r-1", True, "服务正忙：请稍后再来")


def test_what_is_still_being_read_is_not_sent_again(talk: Talk) -> None:
    client, service = talk(httpx.ReadTimeout("x"))
    with pytest.raises(ServiceError) as caught:
        client.post(b"bytes")
    assert (caught.value.code, caught.value.status, len(service.requests)) == ("no_answer", None, 1)


def test_a_batch_is_sent_again_only_where_it_cannot_have_been_accepted(talk: Talk) -> None:
    client, service = talk(busy(), httpx.ConnectError("x"), answered(JOB, 202))
    assert client.batch([b"a"]).id == "j1"
    assert len(service.requests) == 3
    client, service = talk(httpx.ReadError("x"))
    with pytest.raises(ServiceError, match="连不上服务"):
        client.batch([b"a"])
    assert len(service.requests) == 1


def test_an_answer_of_something_else_is_told_from_the_service(talk: Talk) -> None:
    page = {"content": b"<html>Intranet</html>", "headers": {"Content-Type": "text/html"}}
    for response in (httpx.Response(200, **page), httpx.Response(404, **page), httpx.Response(301)):
        client, _ = talk(response)
        with pytest.raises(ServiceError) as caught:
            client.report(REPORT.id)
        assert (caught.value.code, caught.value.status) == ("unexpected_answer", response.status_code)


def test_whether_a_report_exists(talk: Talk) -> None:
    for status, there in ((200, True), (404, False)):
        client, service = talk(httpx.Response(status))
        assert client.exists(REPORT.id) is there
        assert (service.request.method, service.request.url.path) == ("HEAD", f"/v1/reports/{REPORT.id}")
    client, _ = talk(httpx.Response(401))
    with pytest.raises(ServiceError):
        client.exists(REPORT.id)


def test_not_being_ready_is_an_answer(talk: Talk) -> None:
    client, service = talk(answered(Readiness(ready=False, parts={"database": "locked"}), 503))
    assert client.ready().parts == {"database": "locked"}
    assert len(service.requests) == 1


SUMMARY = {
    "id": REPORT.id, "source": {"name": "a.txt", "media_type": "text/plain", "bytes": 1}, "title": None,
    "organ": None, "year": None, "region": None, "form": None, "given": {}, "checks": {"failed": 0, "incomplete": 0},
    "warnings": 0, "readings": 1, "received_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
}  # fmt: skip
JOB = {
    "id": "j1", "kind": "batch", "state": "running", "created_at": "2026-01-01T00:00:00Z", "started_at": None,
    "finished_at": None, "items": {"waiting": 1}, "total": 1,
}  # fmt: skip
OVER = {**JOB, "state": "finished", "items": {"done": 1}}


def test_pages_are_followed_with_the_key_going_nowhere_else(talk: Talk) -> None:
    first = {"items": [SUMMARY, SUMMARY], "next": "https://elsewhere.test/v1/reports?failed=true&after=x%2By"}
    client, service = talk(answered(first), answered(Page[Any](items=(SUMMARY,))))
    moment = datetime(2026, 1, 31, tzinfo=UTC)
    found = list(client.reports(failed=True, year=[2023, 2024], sort="-year", received_after=moment))
    assert [summary.id for summary in found] == [REPORT.id] * 3
    one, two = (request.url for request in service.requests)
    assert one.params.multi_items() == [
        ("failed", "true"), ("year", "2023"), ("year", "2024"), ("sort", "-year"),
        ("received_after", "2026-01-31T00:00:00+00:00"),
    ]  # fmt: skip
    assert (two.host, two.params.multi_items()) == ("gouji.test", [("failed", "true"), ("after", "x+y")])


def test_the_address_may_have_a_path(make_client: Callable[..., Client]) -> None:
    paths: list[str] = []

    def service(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        following = None if len(paths) > 1 else "/v1/reports?after=x"
        return answered({"items": [SUMMARY], "next": following})

    client = make_client("https://office.test/gouji/", transport=httpx.MockTransport(service))
    list(client.reports())
    assert paths == ["/gouji/v1/reports"] * 2


def test_ids_are_no_way_out_of_their_path(talk: Talk) -> None:
    client, service = talk(answered(REPORT))
    client.report("../../readyz?x#y")
    assert service.request.url.raw_path == b"/v1/reports/..%2F..%2Freadyz%3Fx%23y"


def test_a_batch_is_a_multipart_body_of_declared_length(talk: Talk, tmp_path: Path) -> None:
    client, service = talk(busy(), answered(JOB, 202))
    (tmp_path / "财政局 “1”.txt").write_bytes(b"one")
    client.batch([tmp_path / "财政局 “1”.txt", ("b.zip", b"two"), b"three"], region="云岭县")
    for request in service.requests:  # the second one has been read from the file again
        assert int(request.headers["Content-Length"]) == len(request.content)
        assert dict(request.url.params) == {"region": "云岭县"}
        head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + request.content, policy=email.policy.HTTP)
        parts = [part.get_payload(decode=True) for part in message.iter_parts()]  # type: ignore[attr-defined]
        assert parts == [b"one", b"two", b"three"]
        assert [name in request.content.decode() for name in ("财政局 “1”.txt", "b.zip", "report-3")] == [True] * 3


def test_the_settings_say_which_service_and_key(make_client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_URL", "http://office.test:9")
    monkeypatch.setenv("GOUJI_KEY", "gouji_secret")
    settings.cache_clear()
    requests: list[httpx.Request] = []

    def service(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return answered(REPORT)

    client = make_client(transport=httpx.MockTransport(service))
    client.report(REPORT.id)
    assert (requests[0].url.host, requests[0].headers["Authorization"]) == ("office.test", "Bearer gouji_secret")
    assert "secret" not in repr(client)
    assert "office.test" in repr(client)


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://x", "http://", "http://x/?a=b", "http://x:y", "x"])
def test_what_is_no_address_of_a_service_is_refused(make_client: Any, url: str) -> None:
    with pytest.raises(ValueError, match="服务地址"):
        make_client(url)


def test_a_key_that_was_copied_with_something_else_is_refused(make_client: Any) -> None:
    with pytest.raises(ValueError, match="密钥"):
        make_client(key="gouji_…")


def test_saving_a_long_table(talk: Talk, tmp_path: Path) -> None:
    client, service = talk(httpx.Response(200, content=b"PAR1"))
    assert client.long_table("requests", tmp_path / "cells.parquet", year=2024).read_bytes() == b"PAR1"
    assert service.request.url.path == "/v1/tables/requests"
    assert service.request.headers["Accept"] == "application/vnd.apache.parquet"
    with pytest.raises(ValueError, match="格式"):
        client.long_table("requests", tmp_path / "x", "ods")  # type: ignore[arg-type]


class Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that breaks off after some pieces, or ends."""

    def __init__(self, *pieces: bytes, error: Exception | None = None) -> None:
        self.pieces, self.error = pieces, error

    def __iter__(self) -> Any:
        yield from self.pieces
        if self.error:
            raise self.error

    async def __aiter__(self) -> Any:
        for piece in self:
            yield piece


def test_a_download_that_breaks_off_leaves_what_was_there(talk: Talk, tmp_path: Path) -> None:
    target = tmp_path / "cells.csv"
    target.write_text("before")
    client, _ = talk(httpx.Response(200, stream=Broken(b"half", error=httpx.RemoteProtocolError("x"))))
    with pytest.raises(ServiceError):
        client.long_table("requests", target)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("cells.csv", "before")]


def test_rows_come_one_by_one(talk: Talk) -> None:
    row = {
        "report_id": REPORT.id, "organ": "水务局", "year": 2023, "region": None, "form": "2021", "row": "granted",
        "column": "total", "row_label": "予以公开", "column_label": "总计", "value": 7, "raw": "7", "unit": None,
        "state": "reported", "confidence": 1.0,
    }  # fmt: skip
    data = (json.dumps(row, ensure_ascii=False) + "\n").encode() * 2
    client, _ = talk(httpx.Response(200, stream=Broken(data[:41], data[41:])))
    assert [one.value for one in client.rows("requests")] == [7, 7]
    client, _ = talk(httpx.Response(200, content=b"<html>\n"))
    with pytest.raises(ServiceError, match="无法理解"):
        list(client.rows("requests"))


def _stream(*jobs: Any, first: int = 1, error: Exception | None = None) -> httpx.Response:
    lines = [
        f"event: progress\r\nid: {number}\r\ndata: {json.dumps(job)}\r\n\r\n" for number, job in enumerate(jobs, first)
    ]
    text = ": hello\r\nretry: 1\r\n" + "".join(lines)
    return httpx.Response(200, stream=Broken(text.encode(), error=error), headers={"Content-Type": "text/event-stream"})


def test_a_job_is_followed_over_lost_connections_and_restarts(talk: Talk) -> None:
    client, service = talk(
        _stream(JOB, {**JOB, "total": 2}, error=httpx.ReadError("x")),
        httpx.ConnectError("x"),
        httpx.Response(503),
        _stream(first=3),
        _stream({**JOB, "total": 3}, OVER, JOB, first=3),
    )
    assert [(job.state, job.total) for job in client.events("j1")] == [
        ("running", 1), ("running", 2), ("running", 3), ("finished", 1),
    ]  # fmt: skip
    assert [request.headers.get("Last-Event-ID") for request in service.requests] == [None, "2", "2", "2", "2"]


def test_following_ends_when_the_service_stays_away_or_refuses(talk: Talk) -> None:
    client, service = talk(_stream(), _stream(), _stream(), retries=2)
    with pytest.raises(ServiceError, match="一再中断"):
        list(client.events("j1"))
    assert len(service.requests) == 3
    missing = Problem(type="about:blank", title="没有这个任务", status=404, detail="j1", code="job_not_found")
    client, service = talk(answered(missing, 404))
    with pytest.raises(ServiceError, match="没有这个任务"):
        list(client.events("j1"))
    assert len(service.requests) == 1


def test_waiting_for_a_job(talk: Talk) -> None:
    client, _ = talk(answered(JOB), _stream(JOB, OVER))
    seen: list[str] = []
    assert client.wait("j1", lambda job: seen.append(job.state)).over
    assert seen == ["running", "finished"]
    client, service = talk(answered(OVER))
    assert client.wait("j1").over
    assert len(service.requests) == 1


def test_both_clients_can_do_the_same() -> None:
    def methods(kind: type) -> dict[str, list[str]]:
        found = inspect.getmembers(kind, lambda member: inspect.isfunction(member))
        return {name: list(inspect.signature(member).parameters) for name, member in found if name[0] != "_"}

    one, other = methods(Client), methods(AsyncClient)
    other["close"] = other.pop("aclose")
    assert one == other


def test_the_clients_are_behind_the_door() -> None:
    assert (gouji.Client, gouji.AsyncClient, gouji.ServiceError) == (Client, AsyncClient, ServiceError)
