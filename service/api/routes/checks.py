"""Checks of many reports: what fails, across years too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from service.api import examples
from service.api.access import needs
from service.api.cursors import LINK_HEADER, LONGEST_CURSOR, link_header, make_cursor, next_page, read_cursor
from service.api.dependencies import ServicesDep
from service.api.negotiation import chosen_format
from service.api.problems import responses
from service.api.reporting import attachment
from service.api.routes.report_parts import CSV, JSON
from service.messages import CheckOfReport, Page
from service.safe_cells import Value
from service.services import Services
from service.storage.checks import CheckFilter, every_check, list_checks
from service.tables_export import csv_chunks

router = APIRouter(prefix="/v1/checks", tags=["checks"])

COLUMNS = (
    "report_id", "organ", "year", "region", "check", "formula", "left", "right", "difference", "status", "earlier_id",
)  # fmt: skip
_FORMATS = {"json": JSON, "csv": CSV}
_KIND = "checks"


class ChecksAsked(CheckFilter):
    """Which checks, which page of them, in which format."""

    limit: int = Field(default=100, ge=1, le=1000, description="一页多少项。 Checks in a page.")
    after: str | None = Field(
        default=None, max_length=LONGEST_CURSOR, description="上一页给出的翻页标记。 The cursor that a page's next has."
    )
    format: Literal["json", "csv"] | None = Field(
        default=None, description="格式，优先于 Accept；CSV 不分页。 The format, before Accept; CSV gives all at once."
    )
    bom: bool = Field(default=False, description="CSV 以 BOM 开头，供 Excel 打开。 Begin a CSV with a BOM, for Excel.")


@router.get(
    "",
    response_model=Page[CheckOfReport],
    summary="多份报告的勾稽关系 · Checks over many reports",
    dependencies=[needs("read")],
    responses={
        200: {
            "description": "一页勾稽关系；CSV 为全部 · A page of checks; as CSV all of them",
            "content": {
                JSON: {"example": examples.CHECKS},
                "text/csv": {"schema": {"type": "string"}, "example": examples.CHECKS_TABLE},
            },
            "headers": LINK_HEADER,
        },
        **responses("not_acceptable", "invalid_request", "invalid_cursor"),
    },
)
def get_all_checks(request: Request, services: ServicesDep, asked: Annotated[ChecksAsked, Query()]) -> Response:
    """默认只列不符的，包括跨年度的（`check=cross_year`）：上一年度的报告后到时会重算。筛选条件与报告列表相同。

    Failed ones unless `status` says otherwise, those across years (`check=cross_year`) included, which are made anew
    when the year before arrives later. Filtered as the list of reports.
    """
    chosen = chosen_format(request, _FORMATS, asked.format)
    if chosen == "csv":
        headers = {"Vary": "Accept", **attachment("gouji-checks.csv")}
        chunks = csv_chunks(COLUMNS, _rows(services, asked), bom=asked.bom)
        return StreamingResponse(chunks, headers=headers, media_type=CSV)
    after = 0 if asked.after is None else cast(int, read_cursor(asked.after, _KIND, int)[0])
    checks, following = list_checks(services.store, asked, asked.limit, after)
    address = next_page(request, None if following is None else make_cursor(_KIND, following))
    page = Page[CheckOfReport](items=tuple(checks), next=address)
    return Response(page.model_dump_json(), headers={"Vary": "Accept", **link_header(address)}, media_type=JSON)


def _rows(services: Services, asked: CheckFilter) -> Iterator[list[tuple[Value, ...]]]:
    for found in every_check(services.store, asked):
        check = found.check
        yield [(
            found.report_id, found.organ, found.year, found.region, check.id, check.formula,
            check.left, check.right, check.difference, check.status, found.earlier_id,
        )]  # fmt: skip
