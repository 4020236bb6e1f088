"""Sending many reports: forms and archives as they come, refused as a whole only where nothing could be kept."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.messages import Job
from service.services import Services
from service.storage import jobs
from tests.service.fakes import BROKEN, source_of

PATIENCE = 30.0


def packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def form(*files: tuple[str, bytes], boundary: str = "limit") -> tuple[bytes, dict[str, str]]:
    """A body with files, and its header; the names may be as a client would never write them."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode() + data
        for name, data in files
    ]
    body = b"\r\n".join([*parts, f"--{boundary}--\r\n".encode()])
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def over(services: Services, job_id: str) -> Job:
    end = time.monotonic() + PATIENCE
    while True:
        found = jobs.found(services.store, job_id)
        assert found is not None and time.monotonic() < end
        if found.job.over:
            return found.job
        time.sleep(0.02)


def nothing_kept(services: Services) -> bool:
    return list(services.store.originals) == [] and jobs.listed(services.store) == []


def test_several_files_become_a_job(client: TestClient, services: Services) -> None:
    archive = packed({"丙.txt": source_of(year=2022)})
    files = [
        ("files", ("2024/甲 局.txt", source_of(year=2020))),
        ("whatever", ("乙.txt", BROKEN)),
        ("files", ("三.zip", archive)),
    ]
    answer = client.post("/v1/batches", params={"region": "云岭县"}, files=files)
    assert answer.status_code == 202
    job = Job.model_validate(answer.json())
    assert answer.headers["Location"] == f"/v1/jobs/{job.id}"
    assert (job.kind, job.total) == ("batch", 3)
    assert over(services, job.id).items["done"] == 2
    names = [item["name"] for item in client.get(f"/v1/jobs/{job.id}/items").json()["items"]]
    assert names == ["2024/甲 局.txt", "乙.txt", "三.zip/丙.txt"]
    regions = {report["region"] for report in client.get("/v1/reports").json()["items"]}
    assert regions == {"云岭县"}


def test_a_zip_as_the_body(client: TestClient, services: Services) -> None:
    archive = packed({f"{year}.txt": source_of(year=year) for year in range(2015, 2020)})
    headers = {"Content-Type": "application/zip"}
    answer = client.post("/v1/batches", params={"name": "全县.zip"}, content=archive, headers=headers)
    assert answer.status_code == 202
    done = over(services, answer.json()["id"])
    assert done.items["done"] == 5
    items = client.get(f"/v1/jobs/{done.id}/items").json()["items"]
    assert [(item["place"], item["name"]) for item in items] == [
        (place, f"全县.zip/{year}.txt") for place, year in enumerate(range(2015, 2020), 1)
    ]


@pytest.mark.parametrize(
    "disposition",
    [
        b'filename="\xd4\xc6\xc1\xeb.txt"',  # GBK, as scripts on Chinese Windows send it
        'filename="云岭.txt"'.encode(),
        b"filename*=UTF-8''%E4%BA%91%E5%B2%AD.txt",
    ],
    ids=["gbk", "utf-8", "rfc5987"],
)
def test_names_in_the_ways_that_clients_write_them(client: TestClient, services: Services, disposition: bytes) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="f"; ' + disposition + b"\r\n\r\n1\r\n--x--\r\n"
    answer = client.post("/v1/batches", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 202, answer.text
    (item,) = jobs.items(services.store, answer.json()["id"]) or []
    assert item.name == "云岭.txt"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "C:\\\\a.doc", "a\\\\..\\\\..\\\\b.doc", "a\x07.txt", " "]
)
def test_a_name_that_leads_astray_is_refused(client: TestClient, services: Services, name: str) -> None:
    body, headers = form(("a.txt", source_of()), (name, source_of(year=2020)))
    answer = client.post("/v1/batches", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_name")
    assert nothing_kept(services)


def wrong_bodies() -> Iterator[Any]:
    whole, multipart = form(("a.txt", b"1"))
    field = b'--limit\r\nContent-Disposition: form-data; name="organ"\r\n\r\nx\r\n--limit--\r\n'
    no_name = b'--limit\r\nContent-Disposition: form-data; name="f"; filename=""\r\n\r\n\r\n--limit--\r\n'
    yield pytest.param(b"--limit--\r\n", multipart, 422, "empty_batch", id="no-part")
    yield pytest.param(no_name, multipart, 422, "empty_batch", id="no-file-chosen")
    yield pytest.param(b"", {"Content-Type": "application/zip"}, 422, "empty_batch", id="no-body")
    yield pytest.param(field, multipart, 422, "invalid_request", id="a-field")
    yield pytest.param(whole[:-9], multipart, 400, "incomplete_body", id="cut-off")
    yield pytest.param(b"no form", multipart, 400, "bad_request", id="no-form")
    yield pytest.param(whole, {"Content-Type": "multipart/form-data"}, 400, "bad_request", id="no-boundary")
    long_boundary = {"Content-Type": f"multipart/form-data; boundary={'x' * 500}"}
    yield pytest.param(whole, long_boundary, 400, "bad_request", id="long-boundary")
    yield pytest.param(b"{}", {"Content-Type": "application/json"}, 415, "unsupported_media_type", id="json")
    yield pytest.param(b"text", {"Content-Type": "application/zip"}, 415, "media_type_mismatch", id="no-zip")
    yield pytest.param(b"text", {}, 415, "media_type_mismatch", id="nothing-said")
    too_long = {"Content-Type": "application/zip", "Content-Length": "9000000000"}
    yield pytest.param(b"PK", too_long, 413, "body_too_large", id="long")


@pytest.mark.parametrize(("body", "headers", "status", "code"), list(wrong_bodies()))
def test_a_wrong_body_has_its_own_problem(
    client: TestClient, services: Services, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    answer = client.post("/v1/batches", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert nothing_kept(services)


def test_a_file_that_is_too_large_fails_alone(
    client: TestClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = services.settings.limit
    object.__setattr__(limits, "source_bytes", 1000)
    try:
        answer = client.post("/v1/batches", files=[("f", ("a.txt", b"1" * 1001)), ("f", ("b.txt", source_of()))])
        items = jobs.items(services.store, answer.json()["id"]) or []
    finally:
        object.__setattr__(limits, "source_bytes", 50_000_000)
    assert items[0].error is not None and items[0].error.code == "too_large"
    assert over(services, answer.json()["id"]).items["done"] == 1


def test_a_slip_in_the_parameters_is_said(client: TestClient) -> None:
    answer = client.post("/v1/batches", params={"organn": "x"}, files={"f": ("a.txt", b"1")})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_what_was_received_is_removed_and_so_is_what_a_killed_process_left(
    client: TestClient, services: Services
) -> None:
    incoming = services.settings.data_dir / "incoming"
    left, busy = incoming / "left", incoming / "busy"
    for folder in (left, busy):
        folder.mkdir(parents=True)
        (folder / "000000").write_bytes(b"1")
    os.utime(left, (0, 0))
    assert client.post("/v1/batches", files={"f": ("a.txt", source_of())}).status_code == 202
    assert list(incoming.iterdir()) == [busy]


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="open files are counted by Linux's /proc")
def test_many_files_are_not_held_open(client: TestClient) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = max(map(int, os.listdir("/proc/self/fd"))) + 40
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, before[1]))
    try:
        answer = client.post("/v1/batches", files=[("f", (f"{number}.txt", b"x" * 70_000)) for number in range(80)])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert answer.json()["total"] == 80
    client.post(f"/v1/jobs/{answer.json()['id']}/cancel")
