"""Many files to the service: several at a time, what is there already not sent, and going on after interruptions."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Literal

from reports.errors import ReadError
from reports.report import Report
from service.archives import read_member
from service.client import AsyncClient, ServiceError, calls
from service.client.filters import Given
from service.pipeline import Failure, Input, failure_to_open
from service.settings import settings

# What all other files would meet with as well: the key is refused; the service takes nothing, however often asked.
_FOR_ALL = (401, 403, 429, 502, 503)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a file. ``report`` is there where it was sent; ``code`` and ``message`` where it failed."""

    name: str
    state: Literal["new", "known", "failed"]
    id: str | None = None
    report: Report | None = None
    code: str | None = None
    message: str | None = None


class PushStopped(Exception):
    """The service takes nothing more: it cannot be reached, or it refuses the key."""

    def __init__(self, error: ServiceError) -> None:
        super().__init__(str(error))
        self.error = error


async def push(
    items: Iterable[Input | Failure], client: AsyncClient, given: Given, jobs: int
) -> AsyncGenerator[Pushed]:
    """Push files, ``jobs`` at a time; each as soon as it is done. Raises PushStopped."""
    waiting = iter(items)
    running: set[asyncio.Task[Pushed]] = set()
    try:
        while True:
            while len(running) < jobs and (item := next(waiting, None)) is not None:
                running.add(asyncio.create_task(_push_one(item, client, given)))
            if not running:
                return
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.exception() is None:
                    yield task.result()
            for task in done:
                task.result()  # raises what stops all
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _push_one(item: Input | Failure, client: AsyncClient, given: Given) -> Pushed:
    loaded = item if isinstance(item, Failure) else await asyncio.to_thread(_load, item)
    if isinstance(loaded, Failure):
        return Pushed(loaded.name, "failed", code=loaded.code, message=loaded.message)
    data, sha256 = loaded
    try:
        if await _is_known(client, sha256, given):
            return Pushed(item.name, "known", sha256)
        posted = await client.perform(calls.post(data, item.name, given))
    except ServiceError as error:
        if error.status in _FOR_ALL or error.code == "unreachable":
            raise PushStopped(error) from error
        return Pushed(item.name, "failed", sha256, code=error.code, message=error.detail or error.title)
    return Pushed(item.name, "new" if posted.created else "known", sha256, posted.report)


async def _is_known(client: AsyncClient, sha256: str, given: Given) -> bool:
    """Whether a file need not be sent: it is there, with what is given now."""
    wanted = {name: value for name, value in given.items() if value is not None}
    if not wanted:
        return await client.exists(sha256)
    try:
        summary = await client.summary(sha256)
    except ServiceError as error:
        if error.status == 404:
            return False
        raise
    return all(getattr(summary.given, name) == value for name, value in wanted.items())


def _load(item: Input) -> tuple[bytes, str] | Failure:
    """A file's bytes and their hash. What is too large for a report is not loaded."""
    limits = settings().limit
    try:
        if item.path is None:
            data = item.data or b""
        elif item.members:
            data = read_member(item.path, item.members, limits)
        else:
            with item.path.open("rb") as stream:
                data = stream.read(limits.source_bytes + 1)
    except ReadError as error:
        return Failure(item.name, None, error.code, error.message)
    except OSError as error:
        return failure_to_open(item.name, error)
    if len(data) > limits.source_bytes:
        return Failure(item.name, None, "too_large", f"文件超过 {limits.source_bytes / 1e6:g} MB，不像是一份年度报告")
    return data, hashlib.sha256(data).hexdigest()
