"""Clients that post one report after the other, all at once, and what became of each request."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from training.load.files import kind_of


@dataclass(frozen=True, slots=True)
class Request:
    """A request: when it began (seconds since the start), how long it took; ``error`` is None where all was well."""

    kind: str
    began: float
    seconds: float
    error: str | None


@dataclass(frozen=True, slots=True)
class Load:
    """What a run gave. ``exhausted``: the files were used up before the time."""

    requests: list[Request]
    seconds: float
    exhausted: bool


async def run_load(
    http: httpx.AsyncClient, files: Iterable[Path], *, clients: int, seconds: float, on_done: Callable[[int], None]
) -> Load:
    """Post files until the time is over; requests that have begun by then are waited for."""
    waiting, requests, started = iter(files), list[Request](), time.perf_counter()
    await asyncio.gather(*(_client(http, waiting, requests, started, seconds, on_done) for _ in range(clients)))
    return Load(requests, time.perf_counter() - started, next(waiting, None) is None)


async def _client(
    http: httpx.AsyncClient,
    waiting: Iterator[Path],
    requests: list[Request],
    started: float,
    seconds: float,
    on_done: Callable[[int], None],
) -> None:
    while time.perf_counter() - started < seconds and (path := next(waiting, None)) is not None:
        data = path.read_bytes()
        began = time.perf_counter()
        error = await _post(http, path, data)
        requests.append(Request(kind_of(path), began - started, time.perf_counter() - began, error))
        on_done(len(requests))


async def _post(http: httpx.AsyncClient, path: Path, data: bytes) -> str | None:
    """What is wrong with the answer to a report that is new to the service, or None."""
    headers = {"Content-Type": "application/octet-stream"}
    try:
        response = await http.post("/v1/reports", params={"name": path.name}, content=data, headers=headers)
    except httpx.HTTPError as error:
        return type(error).__name__
    if response.status_code != 201:
        return str(response.status_code)
    return None if response.json()["id"] == hashlib.sha256(data).hexdigest() else "wrong id"
