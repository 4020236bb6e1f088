"""Every request, seen from outside: one line in the log, one count in the metrics, and no error that goes astray."""

from __future__ import annotations

import logging
import re
import time
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.metrics import Metrics
from service.api.problems import unexpected
from service.logs import places

NO_ROUTE = "(none)"  # requests for addresses that there are not share one name
CLIENT_GONE = 499  # what the log says of a request whose client did not wait for the answer
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})  # asked for every few seconds

_access = logging.getLogger("gouji.access")
_log = logging.getLogger("gouji")


def is_request_id(text: str) -> bool:
    """Whether an X-Request-ID of a client's can be taken over: short, and of characters that are safe in a log."""
    return _REQUEST_ID.fullmatch(text) is not None


def log_error(event: str, error: BaseException) -> None:
    """Log an exception by its kind and place."""
    _log.error(event, extra={"error": places(error)})


class Observing:
    """The middleware that watches requests. What the application did not expect is answered with a problem."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = _Seen(scope, receive, send)
        try:
            await self._app(scope, seen.receive, seen.send)
        except ClientDisconnect:
            seen.gone()
        except Exception as error:
            log_error("unexpected_error", error)
            if not seen.status:
                await unexpected(scope["path"])(scope, receive, seen.send)
        finally:
            seen.end(self._metrics)


class _Seen:
    """What is seen of one request."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})
        self._scope = scope
        self._receive = receive
        self._send = send
        self._began = time.monotonic()
        self._received = 0
        self._sent = 0
        self.status = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self._sent += len(message.get("body", b""))
        await self._send(message)

    def gone(self) -> None:
        self.status = self.status or CLIENT_GONE

    def end(self, metrics: Metrics) -> None:
        """Log the request and count it. One that was cancelled before it was answered has the status 499."""
        self.gone()
        seconds = time.monotonic() - self._began
        method, route = _method(self._scope), route_of(self._scope)
        metrics.request(method, route, self.status, seconds)
        level = logging.DEBUG if route in _PROBES and self.status < 400 else logging.INFO
        fields: dict[str, Any] = {
            "method": method,
            "route": route,
            "status": self.status,
            "ms": round(seconds * 1000, 1),
            "received": self._received,
            "sent": self._sent,
            "key": self._scope["state"].get("key_id"),
        }
        _access.log(level, "request", extra=fields)


def route_of(scope: Scope) -> str:
    """The template of a request's path, such as ``/v1/reports/{id}``: what it asks for, not of whom."""
    route = scope.get("route")
    return str(getattr(route, "path_format", None) or getattr(route, "path", NO_ROUTE))


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in _METHODS else "OTHER"
