"""What goes wrong between a client and the service, as one exception."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from pydantic import ValidationError

from service.messages import Problem

TRANSIENT = (429, 502, 503, 504)  # a gateway answers 502 and 504 while the service behind it restarts


class ServiceError(Exception):
    """The service refused a request, or gave no answer to it.

    ``code`` is for programs; ``title`` and ``detail`` are for people. ``status`` is the HTTP status, None where there
    was no answer: then ``code`` is "unreachable" or "no_answer". An answer that is not the service's has the code
    "unexpected_answer". ``request_id`` finds the request in the service's log.
    """

    def __init__(
        self,
        code: str,
        title: str,
        detail: str = "",
        *,
        status: int | None = None,
        request_id: str | None = None,
        errors: tuple[dict[str, str], ...] = (),
    ) -> None:
        super().__init__(f"{title}：{detail}" if detail and detail != title else title)
        self.code, self.title, self.detail = code, title, detail
        self.status, self.request_id, self.errors = status, request_id, errors

    @property
    def passing(self) -> bool:
        """Whether the same request may well succeed later: the service was busy, or not to be reached."""
        return self.status in TRANSIENT or self.code in {"unreachable", "no_answer"}


def refusal(response: httpx.Response) -> ServiceError:
    """The error that an answer tells of, whose body has been read."""
    request_id = response.headers.get("X-Request-ID")
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:  # a proxy's page, most often, or an answer to HEAD
        reason = f"{response.status_code} {response.reason_phrase}".strip()
        place = response.headers.get("Location")
        return unexpected(f"{reason}，转到 {place}" if place else reason, response)
    return ServiceError(
        problem.code,
        problem.title,
        problem.detail,
        status=response.status_code,
        request_id=problem.request_id or request_id,
        errors=problem.errors or (),
    )


def misunderstood(response: httpx.Response) -> ServiceError:
    """The error of an answer that is a success and not what was asked for."""
    kind = response.headers.get("Content-Type", "")
    detail = f"{response.request.url} 的答复（{kind}）无法理解，请确认地址是勾稽服务、双方版本相近"
    return unexpected(detail, response)


def unexpected(detail: str, response: httpx.Response | None = None) -> ServiceError:
    """The error of an answer that is not of the service that the client knows."""
    status = None if response is None else response.status_code
    request_id = None if response is None else response.headers.get("X-Request-ID")
    return ServiceError("unexpected_answer", "服务没有按约定答复", detail, status=status, request_id=request_id)


@contextmanager
def told_as_service_errors(url: httpx.URL) -> Iterator[None]:
    """Turns what the transport raises into ServiceError."""
    try:
        yield
    except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
        raise ServiceError("no_answer", "等不到服务的答复", str(url)) from error
    except httpx.DecodingError as error:
        raise unexpected(str(error)) from error
    except httpx.RequestError as error:
        reason = str(error) or type(error).__name__
        raise ServiceError("unreachable", "连不上服务", f"{url}（{reason}）") from error
