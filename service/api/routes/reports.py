"""Endpoints of reports: send one, list them, get, delete and read one again. What is in one: report_parts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, cast

import anyio.to_thread
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reports.report import Report
from service.api import examples
from service.api.access import needs
from service.api.caching import ETAG_HEADER, NOT_MODIFIED, is_known, not_modified, tagged
from service.api.cursors import LINK_HEADER, LONGEST_CURSOR, link_header, make_cursor, next_page, read_cursor
from service.api.dependencies import ReadingPlace, ServicesDep
from service.api.examples import answer
from service.api.names import LONGEST_NAME
from service.api.problems import problem_of, responses
from service.api.receiving import FIELDS, Sent, received
from service.api.reporting import ReportPath, etag_of, find, no_such_report, report_response
from service.filters import ReportFilter
from service.jobs.enqueuing import enqueue_read, enqueue_reread
from service.messages import Given, GivenText, Job, Page, ReportSummary, Year
from service.pipeline import Failure
from service.services import Services
from service.storage.accepting import accept, add_reading, delete, regive, sha256_of
from service.storage.listing import Position, Sort, SortKey, list_reports
from service.storage.views import Stored, original, stored

router = APIRouter(prefix="/v1/reports", tags=["reports"])

_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_BODY_TYPES = (
    "application/octet-stream",
    "application/pdf",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text/html",
    "text/plain",
    "image/png",
    "image/jpeg",
)
_FORM = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            **{
                name: {
                    "type": "string",
                    "description": "同网址参数，以网址为准。 As in the address, which outranks it.",
                }
                for name in FIELDS
            },
        },
    }
}
_REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "文件的字节，或一份表单，其中一项为 file。 The file's bytes, or a form with one part `file`.",
        "content": {**dict.fromkeys(_BODY_TYPES, _BINARY), "multipart/form-data": _FORM},
    }
}
_LOCATION = {"Location": {"description": "地址 · Where it is", "schema": {"type": "string"}}}
_JOB: dict[int | str, dict[str, Any]] = {
    202: {
        "model": Job,
        "description": "已受理，结果见任务。 Accepted; see the job.",
        "headers": {**_LOCATION, "Preference-Applied": {"schema": {"type": "string"}}},
    }
}
_DOCUMENT_CODES = (
    "too_large", "binary", "unsupported_format", "archive", "converter_missing", "ocr_missing", "empty", "encoding",
    "broken", "encrypted", "timeout", "crashed", "memory", "busy", "stopping", "model_broken", "model_unfit",
)  # fmt: skip
_UPLOAD_CODES = (
    "bad_request", "incomplete_body", "slow_body", "body_too_large", "unsupported_encoding",
    "unsupported_media_type", "media_type_mismatch", "invalid_request", "invalid_name",
)  # fmt: skip

Prefer = Annotated[
    str | None,
    Header(description="respond-async：不等读完，立即回应任务。 Answer with a job at once.", max_length=1000),
]


class Sending(BaseModel):
    """What comes along with a report. What is given outranks what is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_NAME,
        description="文件名，没有时用表单或 Content-Disposition 里的。 The file's name, else the form's.",
        examples=["2024年报.docx"],
    )
    organ: GivenText | None = Field(default=None, description="机关名称。 The organ.", examples=["云岭县水务局"])
    year: Year | None = Field(default=None, description="报告年度。 The year reported on.", examples=[2024])
    region: GivenText | None = Field(default=None, description="所属地区。 The region.", examples=["云岭县"])

    def given(self, said: Mapping[str, str]) -> Given:
        """What is given, ``said`` by a form where the address does not. Raises RequestValidationError."""
        given = {"organ": self.organ, "year": self.year, "region": self.region}
        try:
            return Given.model_validate({**said, **{name: value for name, value in given.items() if value is not None}})
        except ValidationError as error:
            wrong = [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
            raise RequestValidationError(wrong) from error


class Listing(ReportFilter):
    """Which reports, in which order, which page of them."""

    sort: Literal[
        "received_at", "-received_at", "year", "-year", "organ", "-organ", "failed_checks", "-failed_checks",
        "name", "-name",
    ] = Field(default="-received_at", description="排序，- 为倒序。 Order; - is descending.")  # fmt: skip
    limit: int = Field(default=50, ge=1, le=500, description="一页多少份。 Reports in a page.")
    after: str | None = Field(
        default=None, max_length=LONGEST_CURSOR, description="上一页给出的翻页标记。 The cursor that a page's next has."
    )

    @property
    def order(self) -> Sort:
        return Sort(cast(SortKey, self.sort.removeprefix("-")), self.sort.startswith("-"))

    @property
    def filters(self) -> ReportFilter:
        return ReportFilter.model_construct(**{name: getattr(self, name) for name in ReportFilter.model_fields})


@router.post(
    "",
    status_code=201,
    response_model=Report,
    summary="送来一份报告 · Send a report",
    dependencies=[needs("write"), ReadingPlace],
    openapi_extra=_REQUEST_BODY,
    responses={
        201: answer(
            "新的报告，已读懂并存好。 A new report, read and stored.", examples.REPORT, {**_LOCATION, **ETAG_HEADER}
        ),
        200: {
            "model": Report,
            **answer("早已有这份报告。 The report was there already.", examples.REPORT, {**_LOCATION, **ETAG_HEADER}),
        },
        **_JOB,
        **responses(*_UPLOAD_CODES, *_DOCUMENT_CODES),
    },
)
async def post_report(
    request: Request, services: ServicesDep, sending: Annotated[Sending, Query()], prefer: Prefer = None
) -> Response:
    """送来文件的字节，取回读懂的报告。回应 201 时报告已可靠存下；同样的字节再送一次得到 200 和同一个编号，不再重读，
    只更新给定的机关、年度、地区。

    POST a file's bytes, get the report. With 201 it is stored durably; the same bytes again give 200 and the same id,
    and only what is given is updated.
    """
    sent = await received(request, services.settings, sending.name)
    given = sending.given(sent.said)
    if _wants_job(prefer):
        job = await anyio.to_thread.run_sync(enqueue_read, services, sent.data, sent.name, given)
        return _job_response(job)
    found = await anyio.to_thread.run_sync(_known, services, sent, given)
    if found is not None:
        return report_response(found, 200, {"Location": _location(found.report.id)})
    report = await _read(services, sent.data, sent.name)
    stored_report, created = await anyio.to_thread.run_sync(_take, services, sent, report, given)
    return report_response(stored_report, 201 if created else 200, {"Location": _location(report.id)})


@router.get(
    "",
    summary="报告列表 · List reports",
    dependencies=[needs("read")],
    responses={
        200: answer("一页报告 · A page of reports", examples.SUMMARIES, LINK_HEADER),
        **responses("invalid_request", "invalid_cursor"),
    },
)
def get_reports(
    request: Request, response: Response, services: ServicesDep, listing: Annotated[Listing, Query()]
) -> Page[ReportSummary]:
    """按年度、机关、地区、表格版本、勾稽是否不符、主题筛选；每页的 `next` 是下一页的地址，最后一页为 null。

    Filtered, sorted, in pages that stay right while reports come and go: `next` is the next page's address.
    """
    sort = listing.order
    kind = f"reports:{listing.sort}"
    after: Position | None = None
    if listing.after is not None:
        after = Position(*read_cursor(listing.after, kind, _CURSOR_TYPES[sort.key], str))  # type: ignore[arg-type]
    reports, following = list_reports(services.store, listing.filters, sort, listing.limit, after)
    address = next_page(request, None if following is None else make_cursor(kind, *following))
    response.headers.update(link_header(address))
    return Page(items=tuple(reports), next=address)


_CURSOR_TYPES: dict[SortKey, type[str] | type[int] | type[datetime]] = {
    "received_at": datetime, "year": int, "organ": str, "failed_checks": int, "name": str,
}  # fmt: skip

_ONE: dict[str, Any] = {"dependencies": [needs("read")]}


@router.get(
    "/{report_id}",
    response_model=Report,
    summary="一份报告 · A report",
    responses={
        200: answer("报告 · The report", examples.REPORT, ETAG_HEADER),
        **NOT_MODIFIED,
        **responses("report_not_found", "invalid_request"),
    },
    **_ONE,
)
def get_report(request: Request, services: ServicesDep, report_id: ReportPath) -> Response:
    """最近一次读取的结果，加上给定的机关、年度和跨年度的勾稽关系。

    The newest reading, with what was given and with the checks across years.
    """
    found = find(services, report_id)
    headers = tagged(etag_of(found))
    return not_modified(headers) if is_known(request, headers["ETag"]) else report_response(found)


@router.head(
    "/{report_id}",
    summary="有没有这份报告 · Whether there is a report",
    response_class=Response,
    responses={200: {"description": "有。 There is.", "headers": ETAG_HEADER}, **responses("report_not_found")},
    **_ONE,
)
def head_report(services: ServicesDep, report_id: ReportPath) -> Response:
    """不取内容，只问有无：送之前先问，可省去传送。 Asks without content, so that nothing has to be sent twice."""
    return Response(headers=tagged(etag_of(find(services, report_id))), media_type="application/json")


@router.delete(
    "/{report_id}",
    status_code=204,
    summary="删除一份报告 · Delete a report",
    dependencies=[needs("write")],
    responses={204: {"description": "已删除。 Deleted."}, **responses("report_not_found", "invalid_request")},
)
def delete_report(services: ServicesDep, report_id: ReportPath) -> Response:
    """连同原件和全部读取记录删除；下一年度的跨年度勾稽随之重算。

    With its original and all its readings; the checks across years of the year after are made anew.
    """
    if not delete(services.store, report_id):
        raise no_such_report(report_id)
    services.changed.set()
    return Response(status_code=204)


@router.post(
    "/{report_id}/reread",
    response_model=Report,
    summary="用现在的模型重读 · Read a report again",
    dependencies=[needs("write"), ReadingPlace],
    responses={
        200: answer("新读出的报告 · The report as it is read now", examples.REPORT, ETAG_HEADER),
        **_JOB,
        **responses("report_not_found", "original_missing", "invalid_request", *_DOCUMENT_CODES),
    },
)
async def reread_report(services: ServicesDep, report_id: ReportPath, prefer: Prefer = None) -> Response:
    """从原件再读一次，新的结果从此算数，旧的留在 `/readings` 里。读不出时一切如旧。

    Reads the original with the present models: the new reading counts, the old ones are kept in `/readings`. Where it
    cannot be read, nothing changes.
    """
    kept = await anyio.to_thread.run_sync(original, services.store, report_id)
    if kept is None:
        raise no_such_report(report_id)
    summary, data = kept
    if _wants_job(prefer):
        return _job_response(await anyio.to_thread.run_sync(enqueue_reread, services, [report_id]))
    report = await _read(services, data, summary.source.name)

    def take() -> Stored:
        add_reading(services.store, report_id, report)
        services.changed.set()
        return find(services, report_id)

    return report_response(await anyio.to_thread.run_sync(take))


async def _read(services: Services, data: bytes, name: str) -> Report:
    outcome = await asyncio.wrap_future(services.pool.submit(data, name, urgent=True))
    if isinstance(outcome, Failure):
        raise problem_of(outcome)
    return outcome


def _known(services: Services, sent: Sent, given: Given) -> Stored | None:
    """The report of these bytes, if it is there, with what is given now."""
    report_id = sha256_of(sent.data)
    if given != Given():
        regive(services.store, report_id, given)
        services.changed.set()
    return stored(services.store, report_id)


def _take(services: Services, sent: Sent, report: Report, given: Given) -> tuple[Stored, bool]:
    accepted = accept(services.store, sent.data, report, given)
    services.changed.set()
    return find(services, accepted.id), accepted.created


def _wants_job(prefer: str | None) -> bool:
    """Whether the header Prefer asks for a job (RFC 7240)."""
    wishes = (wish.partition(";")[0].strip().lower() for wish in (prefer or "").split(","))
    return "respond-async" in wishes


def _job_response(job: Job) -> Response:
    headers = {"Location": f"/v1/jobs/{job.id}", "Preference-Applied": "respond-async"}
    return Response(job.model_dump_json(), 202, headers, "application/json")


def _location(report_id: str) -> str:
    return f"/v1/reports/{report_id}"
