"""Between a call and HTTP: the request that it is, and what its answer means or which error."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import httpx

from service.client.calls import Call
from service.client.connection import Connection
from service.client.errors import misunderstood, refusal

Answer = TypeVar("Answer")


def prepared(
    http: httpx.Client | httpx.AsyncClient,
    call: Call[Any],
    connection: Connection,
    timeout: httpx.Timeout | None = None,
) -> httpx.Request:
    """The request of a call."""
    return http.build_request(
        call.method,
        call.path,
        params=call.params or None,
        headers=call.headers,
        content=call.content,
        files=cast(Any, call.parts),  # FileBody has what httpx asks of a file, and no more
        timeout=timeout or connection.timeout,
        extensions={"retry": connection.retry(call.repeat)},
    )


def checked(call: Call[Any], response: httpx.Response) -> None:
    """Raises ServiceError where a request was refused; the body of such an answer has to be read before."""
    if not response.is_success and response.status_code not in call.accepted:
        raise refusal(response)


def understood(call: Call[Answer], response: httpx.Response) -> Answer:
    """What an answer means. Raises ServiceError."""
    checked(call, response)
    try:
        return call.understand(response)
    except ValueError as error:
        raise misunderstood(response) from error
