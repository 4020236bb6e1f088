"""The load test: its files, its clients against prepared answers, its figures."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path

import httpx
import psutil
import pytest

from reports.formats import read_document
from training.load.clients import Load, Request, run_load
from training.load.files import KINDS, kind_of, report_file, write_files
from training.load.memory import MemoryWatch, mean_of, tree_memory
from training.load.results import latencies, percentile, table


def test_every_file_is_another_report_and_comes_out_the_same_again() -> None:
    files = [report_file(f"0/{number}", number) for number in range(9)]
    assert len({hashlib.sha256(data).digest() for data in files}) == 9
    assert files[:3] == [report_file(f"0/{number}", number) for number in range(3)]
    texts = [read_document(data).text for data in files]
    assert all("政府信息公开" in text for text in texts)


def test_files_that_are_there_are_kept(tmp_path: Path) -> None:
    for number, suffix in enumerate(("txt", "html")):
        (tmp_path / f"7-{number:06}.{suffix}").write_text("kept")
    written: list[tuple[int, int]] = []
    paths = write_files(tmp_path, 2, "7", lambda done, total: written.append((done, total)))
    assert ([path.read_text() for path in paths], written) == (["kept", "kept"], [])
    assert [kind_of(path) for path in paths] == list(KINDS[:2])


def _service(request: httpx.Request) -> httpx.Response:
    if request.content == b"lost":
        raise httpx.ReadError("x")
    if request.content == b"refused":
        return httpx.Response(503)
    sha256 = hashlib.sha256(request.content).hexdigest()
    return httpx.Response(201, json={"id": sha256 if request.content != b"mixed up" else "other"})


def _load(files: list[Path], seconds: float) -> Load:
    async def run() -> Load:
        async with httpx.AsyncClient(base_url="http://x", transport=httpx.MockTransport(_service)) as http:
            return await run_load(http, files, clients=2, seconds=seconds, on_done=lambda done: None)

    return asyncio.run(run())


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    contents = {"a.txt": "one", "b.html": "two", "c.docx": "lost", "d.txt": "refused", "e.txt": "mixed up"}
    for name, content in contents.items():
        (tmp_path / name).write_text(content)
    return [tmp_path / name for name in contents]


def test_every_file_is_posted_once_and_errors_are_told(files: list[Path]) -> None:
    load = _load(files, seconds=60)
    assert load.exhausted
    assert sorted((request.kind, request.error) for request in load.requests if request.error) == [
        ("docx", "ReadError"), ("text", "503"), ("text", "wrong id"),
    ]  # fmt: skip
    assert sorted(request.kind for request in load.requests if not request.error) == ["html", "text"]


def test_the_run_ends_with_its_time(files: list[Path]) -> None:
    load = _load(files, seconds=0)
    assert (load.requests, load.exhausted) == ([], False)


def test_figures() -> None:
    times = [number / 100 for number in range(1, 101)]
    assert [percentile(times, percent) for percent in (50, 95, 99)] == [0.5, 0.95, 0.99]
    assert percentile([0.3], 99) == 0.3
    requests = [Request("text", 0, seconds, None) for seconds in times]
    assert latencies(requests) == "p50 500 ms，p95 950 ms，p99 990 ms，max 1000 ms"
    failed = Request("docx", 0, 9, "503")
    memory = [(1.0, 100_000_000), (9.0, 300_000_000)]
    text = table(Load([*requests, failed], 10.0, False), 8, memory)
    assert "| 吞吐 throughput | 10.0 份/秒 reports/s |" in text
    assert "| 错误 errors | 1（503 × 1） |" in text
    assert "| 内存 memory | 100 → – → – → – → 300 MB，peak 300 MB |" in text
    assert "| 延迟 latency, docx | – |" in text


def test_memory_is_watched() -> None:
    assert tree_memory(psutil.Process()) > 10_000_000
    with MemoryWatch(os.getpid()) as watch:
        pass
    assert watch.samples
    assert mean_of([(0, 10), (1, 20), (2, 90)], 0, 1) == 15
    assert mean_of([], 0, 1) is None
