"""Errors, all of one shape: RFC 9457 problems. The kinds are in service.api.problem_codes."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from asgi_correlation_id import correlation_id
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import RouteContext, iter_route_contexts
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response

from service.api.problem_codes import PROBLEMS, Kind
from service.api.wrong_values import wrong_values
from service.messages import Problem
from service.pipeline import Failure
from service.reading.pool import PoolClosed
from service.storage.originals import OriginalBroken, OriginalMissing

MEDIA_TYPE = "application/problem+json"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
RETRY_SECONDS = 2  # what a client that met a busy service is told to wait

# What a reader advises on the command line is another thing here.
_MESSAGES = {"archive": "这是压缩包：里面的报告请发到 /v1/batches，或解压后逐份发送"}

_CODES = {404: "not_found", 405: "method_not_allowed", 406: "not_acceptable", 413: "body_too_large"}


class ProblemError(Exception):
    """A request that ends in a problem; ``detail`` says what happened (Chinese, one line)."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: tuple[dict[str, str], ...] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors = errors


def problem(code: str, detail: str, *, headers: Mapping[str, str] | None = None) -> ProblemError:
    """A problem of a known kind, with the status that is that kind's."""
    return ProblemError(PROBLEMS[code].status, code, detail, headers=headers)


def problem_of(failure: Failure) -> ProblemError:
    """The problem of a document that was not read."""
    kind = PROBLEMS.get(failure.code)
    message = _MESSAGES.get(failure.code, failure.message)
    headers = {"Retry-After": str(RETRY_SECONDS)} if kind and kind.status == 503 else None
    return ProblemError(kind.status if kind else 422, failure.code, message, headers=headers)


def problem_type(code: str) -> str:
    """The URI that identifies a kind of problem. It leads nowhere: services without internet have no such place."""
    return f"urn:gouji:problem:{code}"


def problem_response(error: ProblemError, instance: str | None) -> Response:
    """The answer to a request that ended in a problem."""
    kind = PROBLEMS.get(error.code) or Kind(error.status, _phrase(error.status))
    body = Problem(
        type=problem_type(error.code),
        title=kind.title,
        status=error.status,
        detail=error.detail,
        instance=instance,
        code=error.code,
        request_id=correlation_id.get(),
        errors=error.errors,
    )
    content = body.model_dump_json(exclude_none=True).encode()
    headers = {"Cache-Control": "no-store", **error.headers}
    return Response(content, error.status, headers=headers, media_type=MEDIA_TYPE)


def add_handlers(app: FastAPI) -> None:
    """Make every error of an application a problem. What is unexpected is caught by service.api.observing."""
    app.add_exception_handler(ProblemError, _answer)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_wrong_request)
    for of_database in (OperationalError, InterfaceError, PoolTimeout):
        app.add_exception_handler(of_database, _answer_without_database)
    app.add_exception_handler(OSError, _answer_os_error)
    app.add_exception_handler(PoolClosed, _answer_while_stopping)
    for of_original in (OriginalMissing, OriginalBroken):
        app.add_exception_handler(of_original, _answer_without_original)


def unexpected(request_path: str) -> Response:
    """The answer to a request that met an error of the program. What it was is in the log, under the request's id."""
    detail = "程序内部错误，请把请求编号告诉管理员"
    return problem_response(problem("internal", detail), request_path)


def _answer(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return problem_response(error, request.url.path)


def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, "bad_request" if error.status_code < 500 else "internal")
    headers = {**(error.headers or {}), **({"Allow": _allowed(request)} if error.status_code == 405 else {})}
    detail = {
        404: f"没有 {request.url.path} 这个地址",
        405: f"{request.url.path} 不支持 {request.method}",
    }.get(error.status_code, str(error.detail))
    return problem_response(ProblemError(error.status_code, code, detail, headers=headers), request.url.path)


def _allowed(request: Request) -> str:
    """The methods of an address, for the header Allow. The router names those of one endpoint alone."""
    routes = iter_route_contexts(request.app.routes)
    found = {method for route in routes if _is_at(route, request.url.path) for method in route.methods or ()}
    return ", ".join(sorted(found))


def _is_at(route: RouteContext, path: str) -> bool:
    pattern = getattr(route, "path_regex", None)
    return pattern is not None and pattern.match(path) is not None


def _answer_wrong_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = wrong_values(error.errors())
    detail = "；".join(f"{wrong['name']}：{wrong['message']}" for wrong in errors[:3])
    return problem_response(ProblemError(422, "invalid_request", detail, errors=errors), request.url.path)


def _answer_while_stopping(request: Request, error: Exception) -> Response:
    return problem_response(stopping(), request.url.path)


def stopping() -> ProblemError:
    """The problem of a request that came too late."""
    headers = {"Retry-After": str(RETRY_SECONDS), "Connection": "close"}
    return problem("stopping", "服务正在停止，请稍后再试", headers=headers)


def _answer_without_database(request: Request, error: Exception) -> Response:
    from service.api.observing import log_error

    log_error("database_unavailable", error)
    headers = {"Retry-After": str(RETRY_SECONDS)}
    unavailable = problem("database_unavailable", "数据库暂时不可用，请稍后再试", headers=headers)
    return problem_response(unavailable, request.url.path)


def _answer_os_error(request: Request, error: Exception) -> Response:
    from service.api.observing import log_error

    log_error("os_error", error)
    if isinstance(error, OSError) and error.errno in _FULL:
        return problem_response(problem("storage_full", "服务的磁盘已满，没有存下任何内容"), request.url.path)
    return unexpected(request.url.path)


def _answer_without_original(request: Request, error: Exception) -> Response:
    from service.api.observing import log_error

    log_error("original_missing", error)
    missing = problem("original_missing", "原件缺失或已损坏，请管理员运行 gouji db check")
    return problem_response(missing, request.url.path)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "错误"


def example(code: str, detail: str | None = None) -> dict[str, Any]:
    """A problem as the documentation shows it."""
    kind = PROBLEMS[code]
    return {
        "type": problem_type(code),
        "title": kind.title,
        "status": kind.status,
        "detail": detail or kind.title.split(" · ")[0],
        "instance": "/v1/reports",
        "code": code,
        "request_id": "3f0c6f0b7c6a4d0f9f6b0d4a1f6c2e55",
    }


def responses(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The problems that an endpoint may answer with, for its ``responses=``: each status with an example a code.

    Those of access (401, 403), of wrong parameters (422) and of the service itself (500, 503) are added to every
    endpoint by service.api.documentation.
    """
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    return {status: _response(found) for status, found in sorted(by_status.items())}


def _response(codes: list[str]) -> dict[str, Any]:
    return {
        "description": "；".join(f"`{code}` {PROBLEMS[code].title}" for code in codes),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {code: {"value": example(code)} for code in codes},
            }
        },
    }
