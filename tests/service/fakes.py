"""Stand-ins for reading: small reports made without it, and a pool that hands them out at once.

A source made by ``source_of`` says itself what its report is to be, so that tests of what stands around reading
need no real documents: ``FakePool().submit(source_of("云岭县水务局", 2023), "a.txt")``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from reports.report import Report, Source
from service.pipeline import Failure
from service.reading.pool import PoolClosed
from tests.conftest import _make_report

ORGAN = "云岭县水务局"
YEAR = 2023
BROKEN = b"BROKEN"  # a source that begins like this is not read


def make_report(
    *,
    organ: str | None = ORGAN,
    year: int | None = YEAR,
    data: bytes | None = None,
    name: str = "report.txt",
    cells: Mapping[str, str] | None = None,
    rest: str | None = "0",
    **fields: Any,
) -> Report:
    """A valid report whose id is the hash of ``data`` (by default one that differs by organ, year and cells).

    ``cells`` are raw texts by key ("requests.new_received.total": "7"); all others hold ``rest``. ``fields`` are the
    Report's own (``edition="2019"`` and ``warnings=`` too), see tests/conftest.py.
    """
    data = source_of(organ, year, cells) if data is None else data
    return _make_report(
        cells,
        rest=rest,
        **(
            {
                "id": hashlib.sha256(data).hexdigest(),
                "source": Source(name=name, media_type="text/plain", bytes=len(data)),
                "organ": organ,
                "year": year,
                "title": f"{organ or ''}{year or ''}年政府信息公开工作年度报告",
            }
            | fields
        ),
    )


def source_of(organ: str | None = ORGAN, year: int | None = YEAR, cells: Mapping[str, str] | None = None) -> bytes:
    """Bytes of which ``outcome_of`` makes the report of that organ and year with those cells."""
    return json.dumps({"organ": organ, "year": year, "cells": dict(cells or {})}, ensure_ascii=False).encode()


def outcome_of(data: bytes, name: str) -> Report | Failure:
    """What reading ``data`` is to give: what ``source_of`` put into it, a failure for nothing and for BROKEN…"""
    if not data:
        return Failure(name, 0, "empty", "文件是空的")
    if data.startswith(BROKEN):
        return Failure(name, len(data), "broken", "文件已损坏，无法打开")
    try:
        said = json.loads(data)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        said = {}
    return make_report(
        organ=said.get("organ", ORGAN), year=said.get("year", YEAR), cells=said.get("cells"), data=data, name=name
    )


class FakePool:
    """A ReadingPool that reads nothing: every outcome is there at once, or when ``release`` is called if ``held``.

    ``submitted`` keeps (name, urgent) of every submission.
    """

    def __init__(
        self,
        outcome_for: Callable[[bytes, str], Report | Failure] = outcome_of,
        *,
        workers: int = 1,
        held: bool = False,
        ready: bool = True,
    ) -> None:
        self.outcome_for = outcome_for
        self.workers = workers
        self.held = held
        self.ready = ready
        self.refusal = None if ready else "读取进程无法启动，请稍后再试"
        self.busy = 0
        self.replaced = 0
        self.closed = False
        self.submitted: list[tuple[str, bool]] = []
        self._pending: list[tuple[bytes, str, Future[Report | Failure]]] = []

    @property
    def waiting(self) -> int:
        return len(self._pending)

    def submit(self, data: bytes, name: str, *, urgent: bool = False) -> Future[Report | Failure]:
        if self.closed:
            raise PoolClosed
        self.submitted.append((name, urgent))
        future: Future[Report | Failure] = Future()
        self._pending.append((data, name, future))
        if not self.held:
            self.release()
        return future

    def release(self) -> None:
        """Lets all that is held be read."""
        pending, self._pending = self._pending, []
        for data, name, future in pending:
            if future.set_running_or_notify_cancel():
                future.set_result(self.outcome_for(data, name))

    def wait_ready(self, seconds: float) -> bool:
        return self.ready

    def close(self) -> None:
        self.closed = True
        for _, _, future in self._pending:
            if future.set_running_or_notify_cancel():
                future.set_exception(PoolClosed())
        self._pending.clear()
