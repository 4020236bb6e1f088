"""The API's own documentation: what the OpenAPI document says beside the endpoints, and pages that work offline.

Swagger UI and ReDoc come with an installed package. A Content-Security-Policy keeps their pages from asking any other
machine for anything.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problem_codes import PROBLEMS
from service.api.problems import MEDIA_TYPE, responses
from service.messages import Problem

SUMMARY = "读取政府信息公开工作年度报告，逐格重建表格并核对勾稽关系。"
DESCRIPTION = """发来一份年度报告的字节，取回读懂的报告：六个部分、三张表的每一格、勾稽关系、问题与改进。

POST a report's bytes, get it back understood: sections, the cells of the three tables, their sums, the passages.

* 报告以内容的 SHA-256 为编号，同样的字节再发一次仍是同一份报告。
  A report's id is the SHA-256 of its bytes: the same bytes are the same report.
* 出错时一律是 `application/problem+json`（RFC 9457），程序看 `code`，人看 `title` 和 `detail`。
  Every error is a problem document: `code` is for programs, `title` and `detail` for people.
* 每个回应都带 `X-Request-ID`；日志里用的是同一个编号。 Every answer carries `X-Request-ID`, as the log does.
* 列表用 `next` 翻页；带 `ETag` 的可用 `If-None-Match` 再问。 Lists are paged by `next`; ask again with `If-None-Match`.
"""
TAGS = [
    {"name": "reports", "description": "报告：送来、取回、重读、删除。 Reports: send, get, read again, delete."},
    {"name": "batches", "description": "批量送来：多个文件或 ZIP。 Many at once: several files or a ZIP."},
    {"name": "jobs", "description": "任务的进度、结果与取消。 Jobs: progress, outcomes, cancelling."},
    {"name": "tables", "description": "多份报告的长表。 The tables of many reports as one."},
    {"name": "checks", "description": "多份报告的勾稽关系，含跨年度的。 Checks over many reports, across years too."},
    {"name": "statistics", "description": "供图表用的统计。 Figures for charts."},
    {"name": "search", "description": "检索报告的文字，主题，历年。 Search the narrative; themes; across years."},
    {"name": "operations", "description": "运行状况。 How the service is doing."},
]
# Swagger UI would ask a public server to validate the document otherwise.
SWAGGER_PARAMETERS: dict[str, Any] = {"validatorUrl": None, "tryItOutEnabled": True, "persistAuthorization": True}
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
_METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options"})
_ACCESS = ("key_required", "key_invalid"), ("role_missing", "host_refused", "cross_site", "proxy_without_keys")


class SafeHeaders:
    """The middleware that tells browsers to take nothing for what it is not, and pages to stay on this machine."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                if headers.get("content-type", "").startswith("text/html"):
                    headers.setdefault("Content-Security-Policy", _POLICY)
                    headers.setdefault("Referrer-Policy", "no-referrer")
            await send(message)

        await self._app(scope, receive, safely if scope["type"] == "http" else send)


def add(app: FastAPI) -> None:
    """Complete an application's OpenAPI document, and lead from its root to the documentation."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(
                    title=app.title,
                    version=app.version,
                    openapi_version=app.openapi_version,
                    summary=app.summary,
                    description=app.description,
                    routes=app.routes,
                    tags=app.openapi_tags,
                    license_info=app.license_info,
                )
            )
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]

    @app.get("/", include_in_schema=False)
    async def root() -> RedirectResponse:
        return RedirectResponse("docs")


def _complete(openapi: dict[str, Any]) -> dict[str, Any]:
    """Add what every endpoint may answer with, and put problems in the place of FastAPI's own errors."""
    schemas = openapi.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for item in openapi["paths"].values():
        for method, operation in item.items():
            if method in _METHODS:
                _complete_operation(operation)
    return openapi


def _complete_operation(operation: dict[str, Any]) -> None:
    found = operation.setdefault("responses", {})
    if _is_fastapis_own(found.get("422", {})):
        found["422"] = responses("invalid_request")[422]
    general = ["bad_request", "internal", "database_unavailable"]
    if "security" in operation:
        for codes in _ACCESS:
            general += codes
    for status, response in responses(*general).items():
        _merge(found.setdefault(str(status), {"description": ""}), response)
    for status, response in list(found.items()):
        response.setdefault("headers", {}).setdefault("X-Request-ID", _REQUEST_ID)
        if status == "401":
            response["headers"]["WWW-Authenticate"] = {"schema": {"type": "string"}}
    operation["responses"] = dict(sorted(found.items()))


def _is_fastapis_own(response: dict[str, Any]) -> bool:
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", "")).endswith("/HTTPValidationError")


def _merge(into: dict[str, Any], response: dict[str, Any]) -> None:
    """Add a response's examples and their descriptions to one of the same status."""
    ours = response["content"][MEDIA_TYPE]
    theirs = into.setdefault("content", {}).setdefault(MEDIA_TYPE, {"schema": ours["schema"]})
    known = theirs.setdefault("examples", {})
    new = [code for code in ours["examples"] if code not in known]
    known.update({code: ours["examples"][code] for code in new})
    described = [into["description"]] if into["description"] else []
    into["description"] = "；".join([*described, *(f"`{code}` {PROBLEMS[code].title}" for code in new)])


_REQUEST_ID = {
    "description": "请求编号，日志里是同一个。 The request's id, as in the log.",
    "schema": {"type": "string"},
}
