"""What endpoints ask for: the services of their process, and a place among the requests that read."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from typing import Annotated, cast

from fastapi import Depends, Request

from service.api.problems import RETRY_SECONDS, problem, stopping
from service.services import Services


def services_of(request: Request) -> Services:
    """The services of the process that serves a request."""
    return cast(Services, request.app.state.services)


ServicesDep = Annotated[Services, Depends(services_of)]


class InFlight:
    """How many requests read, or wait until they may. It bounds the memory that their bodies take."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.count = 0
        self._lock = threading.Lock()

    def enter(self) -> bool:
        """Take a place; False where none is left."""
        with self._lock:
            if self.count >= self.limit:
                return False
            self.count += 1
            return True

    def leave(self) -> None:
        """Give a place back."""
        with self._lock:
            self.count -= 1


async def reading_place(request: Request) -> AsyncIterator[None]:
    """A place among the requests in flight, held until the answer is sent; the problem "busy" where none is left."""
    services = services_of(request)
    if services.stopping.is_set():
        raise stopping()
    in_flight = cast(InFlight, request.app.state.in_flight)
    if not in_flight.enter():
        detail = f"已有 {in_flight.limit} 个请求在读取或等待，请稍后再试"
        raise problem("busy", detail, headers={"Retry-After": str(RETRY_SECONDS), "Connection": "close"})
    try:
        yield
    finally:
        in_flight.leave()


# For endpoints that read a document while the client waits: ``dependencies=[ReadingPlace]``.
ReadingPlace = Depends(reading_place)
