"""Requests that are no good HTTP: refused before anybody works on them, with a problem like every other.

A request with both Content-Length and Transfer-Encoding is read one way here and perhaps another by a proxy in front;
what is then left over would pass for a request of somebody else's. A query that is not UTF-8 (GBK, from scripts on
Chinese Windows) would lose its letters, and an organ given in it would be stored as a row of question marks.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

import h11
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.api.problems import ProblemError, problem, problem_response

_FRAMES = frozenset({b"content-length", b"transfer-encoding"})
_CLOSE = {"Connection": "close"}


class Refusing:
    """The middleware that refuses what could be understood in two ways."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        complaint = _complaint(scope) if scope["type"] == "http" else None
        if complaint is None:
            await self._app(scope, receive, send)
            return
        await problem_response(complaint, Request(scope).url.path)(scope, receive, send)


def _complaint(scope: Scope) -> ProblemError | None:
    if {name.lower() for name, _ in scope["headers"]} >= _FRAMES:
        detail = "请求同时带有 Content-Length 和 Transfer-Encoding，只能用其中一个"
        return problem("bad_request", detail, headers=_CLOSE)
    if not _is_utf8(scope["query_string"]):
        return problem("bad_request", "网址参数须用 UTF-8 编码（百分号编码），不能用 GBK 等")
    return None


def _is_utf8(query: bytes) -> bool:
    try:
        unquote_to_bytes(query).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class Protocol(H11Protocol):
    """Uvicorn's HTTP, which answers what is none with a problem."""

    def send_400_response(self, msg: str) -> None:
        """Answer and close; only close where an answer has begun."""
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            answer = problem_response(problem("bad_request", "不是有效的 HTTP 请求", headers=_CLOSE), None)
            body = bytes(answer.body)
            events = (
                h11.Response(status_code=answer.status_code, headers=answer.raw_headers, reason=b"Bad Request"),
                h11.Data(data=body),
                h11.EndOfMessage(),
            )
            self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
        self.transport.close()
