"""Request bodies, with bounds on their size and on the time they take, each with its own problem.

A connection whose body was not taken to its end is closed after the answer: the rest of a body that nobody wants
would have to be received otherwise.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.types import Message, Receive

from service.api.problems import ProblemError, problem

_CLOSE = {"Connection": "close"}


async def read_body(request: Request, limit: int, *, seconds: float) -> bytes:
    """The body of a request, ``limit`` bytes at most, which has to arrive within ``seconds``.

    Raises ProblemError: "body_too_large" before anything is received where the length is declared; "slow_body";
    "incomplete_body" where the client goes away before the end.
    """
    pieces = [piece async for piece in stream_body(request, limit, seconds=seconds)]
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


async def stream_body(
    request: Request, limit: int, *, seconds: float | None = None, stall_seconds: float | None = None
) -> AsyncIterator[bytes]:
    """The body of a request piece by piece, under the same bounds; ``stall_seconds`` bounds the wait for each piece."""
    bounded = bounded_request(request, limit, seconds=seconds, stall_seconds=stall_seconds)
    async for piece in bounded.stream():
        if piece:
            yield piece


def bounded_request(
    request: Request, limit: int, *, seconds: float | None = None, stall_seconds: float | None = None
) -> Request:
    """The same request with bounds on its body, for whatever reads it: ``.stream()``, ``.form()``.

    Raises ProblemError at once where the declared length is beyond the limit or the body is compressed.
    """
    _refuse_coding(request)
    _refuse_declared(request, limit)
    return Request(request.scope, _bounded(request.receive, limit, seconds, stall_seconds))


def _refuse_coding(request: Request) -> None:
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"", "identity"}:
        raise problem("unsupported_encoding", f"不支持内容编码 {coding[:40]!r}，请直接发送文件的字节", headers=_CLOSE)


def _refuse_declared(request: Request, limit: int) -> None:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise _too_large(limit)


def _bounded(receive: Receive, limit: int, seconds: float | None, stall_seconds: float | None) -> Receive:
    deadline = None if seconds is None else time.monotonic() + seconds
    received = 0

    async def bounded() -> Message:
        nonlocal received
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        waits = [wait for wait in (left, stall_seconds) if wait is not None]
        try:
            message = await asyncio.wait_for(receive(), min(waits, default=None))
        except TimeoutError:
            raise _too_slow(seconds, stall_seconds) from None
        if message["type"] == "http.disconnect":
            raise problem("incomplete_body", "请求体没有传完连接就断开了", headers=_CLOSE)
        received += len(message.get("body", b""))
        if received > limit:
            raise _too_large(limit)
        return message

    return bounded


def _too_large(limit: int) -> ProblemError:
    return problem("body_too_large", f"请求体不得超过 {limit / 1e6:g} MB", headers=_CLOSE)


def _too_slow(seconds: float | None, stall_seconds: float | None) -> ProblemError:
    detail = f"请求体须在 {seconds:g} 秒内传完" if seconds is not None else f"超过 {stall_seconds:g} 秒没有收到数据"
    return problem("slow_body", detail, headers=_CLOSE)
