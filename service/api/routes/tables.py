"""The tables of many reports as one long table, made while it is sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from reports.forms import editions, load_form
from service.api import examples
from service.api.access import needs
from service.api.caching import ETAG_HEADER, NOT_MODIFIED, is_known, not_modified, tagged, weak_etag
from service.api.dependencies import ServicesDep
from service.api.negotiation import chosen_format
from service.api.problems import RETRY_SECONDS, problem, responses, stopping
from service.api.reporting import attachment
from service.api.routes.report_parts import BINARY, CSV, XLSX, TablePath
from service.filters import ReportFilter
from service.services import Services
from service.storage.listing import state_of
from service.storage.long_table import COLUMNS, report_rows
from service.tables_export import Rows, csv_chunks, file_chunks, json_lines, parquet_chunks, workbook

router = APIRouter(prefix="/v1/tables", tags=["tables"])

PARQUET = "application/vnd.apache.parquet"
LINES = "application/x-ndjson"
MOST_ROWS_IN_A_WORKBOOK = 1_000_000  # it is made before it is sent, at some 12 000 rows a second

_WORKBOOKS = threading.BoundedSemaphore(2)  # each holds a thread that others wait for, up to minutes
_FORMATS = {"csv": CSV, "xlsx": XLSX, "parquet": PARQUET, "ndjson": LINES}


class LongTableAsked(ReportFilter):
    """Which reports, in which format."""

    format: Literal["csv", "xlsx", "parquet", "ndjson"] | None = Field(
        default=None, description="格式，优先于 Accept。 The format, before Accept."
    )
    bom: bool = Field(default=False, description="CSV 以 BOM 开头，供 Excel 打开。 Begin a CSV with a BOM, for Excel.")


@router.get(
    "/{table}",
    response_class=Response,
    summary="长表 · The long table of many reports",
    dependencies=[needs("read")],
    responses={
        200: {
            "description": "一格一行，按收到的先后。 A row a cell, in the order of receipt.",
            "content": {
                "text/csv": {"schema": {"type": "string"}, "example": examples.LONG_TABLE},
                XLSX: BINARY,
                PARQUET: BINARY,
                LINES: {"schema": {"type": "string"}},
            },
            "headers": ETAG_HEADER,
        },
        **NOT_MODIFIED,
        **responses("not_acceptable", "invalid_request", "too_many_reports", "busy", "stopping"),
    },
)
def get_long_table(
    request: Request, services: ServicesDep, table: TablePath, asked: Annotated[LongTableAsked, Query()]
) -> Response:
    """多份报告的同一张表，一格一行：机关、年度、地区、行、列、数值、原文、状态。筛选条件与报告列表相同；
    按 `Accept` 或 `?format=` 给出 CSV（默认）、XLSX、Parquet 或每行一个 JSON，边读边发。
    报告里的文字不会被表格软件当作公式运行。

    The same table of many reports, a row a cell, filtered as the list of reports. CSV, Parquet and JSON lines are made
    while they are sent. No text runs as a formula in a spreadsheet.
    """
    chosen = chosen_format(request, _FORMATS, asked.format)
    state = state_of(services.store, asked)
    headers = tagged(weak_etag(table, asked.model_dump_json(), chosen, state), vary=True)
    if is_known(request, headers["ETag"]):
        return not_modified(headers)
    most = MOST_ROWS_IN_A_WORKBOOK // _rows_of_a_report(table)
    if chosen == "xlsx" and state.reports > most:
        detail = f"一个 Excel 文件至多 {most} 份报告，这里有 {state.reports} 份"
        raise problem("too_many_reports", f"{detail}：请缩小范围，或改用 CSV 或 Parquet")
    rows = report_rows(services.store, table, asked)
    content = (
        _workbook(_until_stopping(services, rows), table) if chosen == "xlsx" else _chunks(chosen, rows, asked.bom)
    )
    headers |= attachment(f"gouji-{table}.{chosen}")
    return StreamingResponse(content, headers=headers, media_type=_FORMATS[chosen])


def _rows_of_a_report(table: str) -> int:
    return max(len(list(load_form(edition).tables[table].cells())) for edition in editions())


def _workbook(rows: Iterator[Rows], table: str) -> Iterator[bytes]:
    """A workbook, which is made whole before any of it is sent. Raises the problem "busy" while others are made."""
    if not _WORKBOOKS.acquire(blocking=False):
        detail = "已有 Excel 文件正在生成，请稍后再试，或改用 CSV"
        raise problem("busy", detail, headers={"Retry-After": str(RETRY_SECONDS)})
    try:
        return file_chunks(workbook(COLUMNS, rows, table))
    finally:
        _WORKBOOKS.release()


def _until_stopping(services: Services, batches: Iterator[Rows]) -> Iterator[Rows]:
    """The same rows; a service that is told to stop does not wait for the last of them."""
    for rows in batches:
        if services.stopping.is_set():
            raise stopping()
        yield rows


def _chunks(chosen: str, rows: Iterator[Rows], bom: bool) -> Iterator[bytes]:
    if chosen == "parquet":
        return parquet_chunks(COLUMNS, rows)
    return json_lines(COLUMNS, rows) if chosen == "ndjson" else csv_chunks(COLUMNS, rows, bom=bom)
