"""Endpoints of what is in one report: its original, text, tables, checks, passages, its readings."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from reports.report import Cell, Check, CheckStatus, Passage, Report
from service.api import examples
from service.api.access import needs
from service.api.caching import ETAG_HEADER, NOT_MODIFIED, is_known, not_modified, tagged, weak_etag
from service.api.dependencies import ServicesDep
from service.api.examples import answer
from service.api.negotiation import chosen_format
from service.api.problems import problem, responses
from service.api.reporting import ReportPath, attachment, etag_of, find, no_such_report, unless_known
from service.filters import ThemeKey
from service.messages import PassageOfReport, ReadingSummary, ReportSummary
from service.phrasing import TABLE_NAMES
from service.storage.views import original, reading, readings
from service.tables_export import file_chunks, paper_csv, paper_workbook

router = APIRouter(prefix="/v1/reports", tags=["reports"], dependencies=[needs("read")])

TableName = Literal["proactive", "requests", "reviews"]
TablePath = Annotated[
    TableName,
    Path(description="proactive 主动公开，requests 依申请公开，reviews 复议诉讼。 Which of the official tables."),
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
JSON = "application/json"

_FORMATS = {"json": JSON, "csv": CSV, "xlsx": XLSX}
_Rows = TypeAdapter(dict[str, dict[str, Cell]])
_Checks = TypeAdapter(list[Check])
_Passages = TypeAdapter(list[PassageOfReport])
_MISSING = responses("report_not_found", "invalid_request")


class TableAsked(BaseModel):
    """In which format a table is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["json", "csv", "xlsx"] | None = Field(
        default=None, description="格式，优先于 Accept。 The format, before Accept."
    )
    bom: bool = Field(default=False, description="CSV 以 BOM 开头，供 Excel 打开。 Begin a CSV with a BOM, for Excel.")


class ChecksAsked(BaseModel):
    """Which checks are asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: list[CheckStatus] = Field(
        default=[], description="结果，可重复，默认全部。 Status, repeatable; all by default.", examples=[["failed"]]
    )


class PassagesAsked(BaseModel):
    """Which passages are asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: list[Literal["problem", "measure", "context"]] = Field(
        default=[], description="问题、措施或其他，可重复。 Problem, measure or context, repeatable."
    )
    theme: list[ThemeKey] = Field(
        default=[], description="主题，可重复。 Theme, repeatable.", examples=[["timeliness"]]
    )

    def fits(self, passage: Passage) -> bool:
        """Whether a passage is one of those asked for."""
        if self.role and passage.role not in self.role:
            return False
        return not self.theme or any(theme.theme in self.theme for theme in passage.themes)


@router.get(
    "/{report_id}/summary",
    response_model=ReportSummary,
    summary="报告概要 · A report without its content",
    responses={200: answer("概要 · The summary", examples.SUMMARY, ETAG_HEADER), **NOT_MODIFIED, **_MISSING},
)
def get_summary(request: Request, services: ServicesDep, report_id: ReportPath) -> Response:
    """与列表里的一项相同。 The same as in the list of reports."""
    found = find(services, report_id)
    return unless_known(request, found.summary.model_dump_json(), JSON, tagged(etag_of(found, "summary")))


@router.get(
    "/{report_id}/source",
    response_class=Response,
    summary="原件 · The original bytes",
    responses={
        200: {
            "description": "送来时的字节，一个不差。 The bytes as they were sent.",
            "content": {"*/*": BINARY},
            "headers": {**ETAG_HEADER, "Content-Disposition": {"schema": {"type": "string"}}},
        },
        **NOT_MODIFIED,
        **responses("report_not_found", "invalid_request", "original_missing"),
    },
)
def get_source(request: Request, services: ServicesDep, report_id: ReportPath) -> Response:
    """作为附件给出，媒体类型是按内容认出的。 As an attachment, of the media type that the content has."""
    kept = original(services.store, report_id)
    if kept is None:
        raise no_such_report(report_id)
    summary, data = kept
    headers = tagged(weak_etag("source", report_id)) | attachment(summary.source.name)
    return unless_known(request, data, summary.source.media_type, headers)


@router.get(
    "/{report_id}/text",
    response_class=Response,
    summary="全文 · The text",
    responses={
        200: {
            "description": "报告里每个 span 所指的文字。 The text that every span points into.",
            "content": {"text/plain": {"schema": {"type": "string"}, "example": examples.REPORT["text"]}},
            "headers": ETAG_HEADER,
        },
        **NOT_MODIFIED,
        **_MISSING,
    },
)
def get_text(request: Request, services: ServicesDep, report_id: ReportPath) -> Response:
    """UTF-8 纯文本；span 按字符（码位）计。 Plain text; spans count code points."""
    found = find(services, report_id)
    return unless_known(request, found.report.text, "text/plain; charset=utf-8", tagged(etag_of(found, "text")))


@router.get(
    "/{report_id}/tables/{table}",
    response_model=dict[str, dict[str, Cell]],
    summary="一张表 · One of a report's tables",
    responses={
        200: {
            "description": "这张表 · The table",
            "content": {
                JSON: {"example": examples.TABLE},
                "text/csv": {"schema": {"type": "string"}, "example": examples.PAPER_TABLE},
                XLSX: BINARY,
            },
            "headers": ETAG_HEADER,
        },
        **NOT_MODIFIED,
        **responses("report_not_found", "table_not_found", "not_acceptable", "invalid_request"),
    },
)
def get_table(
    request: Request,
    services: ServicesDep,
    report_id: ReportPath,
    table: TablePath,
    asked: Annotated[TableAsked, Query()],
) -> Response:
    """JSON 为行、列、格；CSV 和 XLSX 与纸上的表一样排列，XLSX 中勾稽不符的格为红色。按 `Accept` 或 `?format=` 选择。

    JSON gives rows, columns, cells; CSV and XLSX look as on paper, with the cells of failed checks red in XLSX.
    """
    chosen = chosen_format(request, _FORMATS, asked.format)
    found = find(services, report_id)
    if table not in found.report.tables:
        raise problem("table_not_found", f"这份报告没有{TABLE_NAMES[table]}表")
    headers = tagged(etag_of(found, table, chosen, asked.bom), vary=True)
    if is_known(request, headers["ETag"]):
        return not_modified(headers)
    if chosen == "json":
        return Response(_Rows.dump_json(found.report.tables[table]), headers=headers, media_type=JSON)
    headers |= attachment(f"{found.report.organ or report_id[:12]}-{found.report.year or ''}-{table}.{chosen}")
    if chosen == "csv":
        return Response(paper_csv(found.report, table, bom=asked.bom), headers=headers, media_type=CSV)
    book = paper_workbook(found.report, table, table)
    return StreamingResponse(file_chunks(book), headers=headers, media_type=XLSX)


@router.get(
    "/{report_id}/checks",
    response_model=list[Check],
    summary="勾稽关系 · A report's checks",
    responses={
        200: answer("勾稽关系，按表格的顺序 · In the form's order", [examples.CHECK], ETAG_HEADER),
        **NOT_MODIFIED,
        **_MISSING,
    },
)
def get_checks(
    request: Request, services: ServicesDep, report_id: ReportPath, asked: Annotated[ChecksAsked, Query()]
) -> Response:
    """表内的，有上一年度报告时还有跨年度的。 The form's, and with the year before those across years."""
    found = find(services, report_id)
    checks = [check for check in found.report.checks if not asked.status or check.status in asked.status]
    etag = etag_of(found, "checks", asked.model_dump_json())
    return unless_known(request, _Checks.dump_json(checks), JSON, tagged(etag))


@router.get(
    "/{report_id}/passages",
    response_model=list[PassageOfReport],
    summary="问题与改进段落 · A report's passages",
    responses={
        200: answer("段落，按原文的顺序 · In the text's order", examples.PASSAGES, ETAG_HEADER),
        **NOT_MODIFIED,
        **_MISSING,
    },
)
def get_passages(
    request: Request, services: ServicesDep, report_id: ReportPath, asked: Annotated[PassagesAsked, Query()]
) -> Response:
    """按角色和主题筛选。 By role and theme."""
    found = find(services, report_id)
    passages = [
        PassageOfReport(number=number, passage=passage)
        for number, passage in enumerate(found.report.passages, 1)
        if asked.fits(passage)
    ]
    etag = etag_of(found, "passages", asked.model_dump_json())
    return unless_known(request, _Passages.dump_json(passages), JSON, tagged(etag))


@router.get(
    "/{report_id}/readings",
    summary="历次读取 · A report's readings",
    responses={200: answer("先读的在前 · The first one first", examples.READINGS), **_MISSING},
)
def get_readings(services: ServicesDep, report_id: ReportPath) -> list[ReadingSummary]:
    """每次读取的时间、版本、模型，以及与上一次相比变了多少格。

    When, by which version and with which models it was read, and how many cells each reading changed.
    """
    found = readings(services.store, report_id)
    if found is None:
        raise no_such_report(report_id)
    return found


@router.get(
    "/{report_id}/readings/{number}",
    response_model=Report,
    summary="某一次读取 · One of a report's readings",
    responses={
        200: answer("当时的报告 · The report as it was then", examples.REPORT),
        **responses("report_not_found", "reading_not_found", "invalid_request"),
    },
)
def get_reading(
    services: ServicesDep, report_id: ReportPath, number: Annotated[int, Path(ge=1, le=1_000_000, examples=[1])]
) -> Response:
    """当时读出的样子，不含后来给定的机关、年度，也不含跨年度的勾稽关系。

    Just as it was read then: without what was given, and without the checks across years.
    """
    found = reading(services.store, report_id, number)
    if found is None:
        find(services, report_id)
        raise problem("reading_not_found", f"这份报告没有第 {number} 次读取")
    return Response(found.model_dump_json(), media_type=JSON)
