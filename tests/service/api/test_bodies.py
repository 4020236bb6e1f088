"""Bodies that are too large, too slow, too short: each its own problem, and nothing received in vain."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from starlette.requests import Request
from starlette.types import Message

from service.api.bodies import bounded_request, read_body, stream_body
from service.api.problems import ProblemError

_NEVER: Message = {"type": "never"}
_GONE: Message = {"type": "http.disconnect"}


def _piece(data: bytes, more: bool = True) -> Message:
    return {"type": "http.request", "body": data, "more_body": more}


class _Request:
    """A request whose body comes as it is told."""

    def __init__(self, messages: Sequence[Message], **headers: str) -> None:
        self._messages = list(messages)
        self.received = 0
        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        self.request = Request({"type": "http", "method": "POST", "headers": raw}, self._receive)

    async def _receive(self) -> Message:
        message = self._messages.pop(0)
        if message is _NEVER:
            await asyncio.Event().wait()
        self.received += 1
        return message


def _read(request: _Request, limit: int = 10, seconds: float = 60.0) -> bytes:
    return asyncio.run(read_body(request.request, limit, seconds=seconds))


def _refused(call: Any) -> ProblemError:
    with pytest.raises(ProblemError) as caught:
        call()
    assert caught.value.headers["Connection"] == "close"
    return caught.value


def test_a_body_is_put_together() -> None:
    assert _read(_Request([_piece(b"ab"), _piece(b""), _piece(b"cd", more=False)])) == b"abcd"
    assert _read(_Request([_piece(b"0123456789", more=False)])) == b"0123456789"
    assert _read(_Request([_piece(b"", more=False)])) == b""


def test_a_declared_length_beyond_the_limit_is_refused_unseen() -> None:
    request = _Request([_NEVER], content_length="1000000000")
    error = _refused(lambda: _read(request))
    assert (error.status, error.code, request.received) == (413, "body_too_large", 0)


def test_a_body_that_turns_out_too_large_is_left() -> None:
    request = _Request([_piece(b"01234"), _piece(b"56789x"), _piece(b"more")])
    assert _refused(lambda: _read(request)).code == "body_too_large"
    assert request.received == 2


def test_a_slow_body_ends_in_time() -> None:
    request = _Request([_piece(b"a"), _NEVER])
    error = _refused(lambda: _read(request, seconds=0.01))
    assert (error.status, error.code) == (408, "slow_body")


def test_a_body_that_stalls_ends_in_time() -> None:
    request = _Request([_piece(b"a"), _NEVER])

    async def receive() -> list[bytes]:
        return [piece async for piece in stream_body(request.request, 10, stall_seconds=0.01)]

    assert _refused(lambda: asyncio.run(receive())).code == "slow_body"


def test_a_client_that_goes_away_is_noticed() -> None:
    error = _refused(lambda: _read(_Request([_piece(b"a"), _GONE], content_length="5")))
    assert (error.status, error.code) == (400, "incomplete_body")


def test_a_compressed_body_is_refused() -> None:
    assert _refused(lambda: _read(_Request([_NEVER], content_encoding="gzip"))).code == "unsupported_encoding"
    assert _read(_Request([_piece(b"a", more=False)], content_encoding="identity")) == b"a"


def test_bounds_hold_for_forms_as_well() -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"0" * 90 + b"\r\n--x--\r\n"
    content_type = "multipart/form-data; boundary=x"

    async def receive(limit: int) -> Any:
        request = _Request([_piece(form[:80]), _piece(form[80:], more=False)], content_type=content_type)
        async with bounded_request(request.request, limit).form() as received:
            return await received["file"].read()  # type: ignore[union-attr]

    assert asyncio.run(receive(len(form))) == b"0" * 90
    assert _refused(lambda: asyncio.run(receive(len(form) - 1))).code == "body_too_large"
