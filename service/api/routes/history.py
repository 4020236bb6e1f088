"""Across reports: problems that come back in an organ's reports, sections taken over from the year before."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.api import history_examples as examples
from service.api.access import needs
from service.api.cursors import LINK_HEADER, LONGEST_CURSOR, link_header, make_cursor, next_page, read_cursor
from service.api.dependencies import ServicesDep
from service.api.examples import answer
from service.api.problems import problem, responses
from service.filters import FilterText, ThemeKey
from service.history.messages import OrganHistory, RecurringOfOrgan
from service.history.timeline import history, recurring_organs
from service.messages import Page

router = APIRouter(prefix="/v1", tags=["search"], dependencies=[needs("read")])

_KIND = "recurring"
_JSON = "application/json"

OrganPath = Annotated[FilterText, Path(description="机关全称。 The organ's whole name.", examples=["云岭县水务局"])]


class HistoryAsked(BaseModel):
    """What of an organ's history is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    theme: ThemeKey | None = Field(default=None, description="只看这一主题的问题。 Only problems of this theme.")
    all_sections: bool = Field(
        default=False,
        description="也列出沿用不多的章节。 Also sections of which little was taken over.",
    )


class RecurringAsked(BaseModel):
    """Of which organs and theme recurring problems are asked for, and which page."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    theme: ThemeKey | None = Field(
        default=None, description="只看这一主题的问题。 Only problems of this theme.", examples=["timeliness"]
    )
    region: FilterText | None = Field(
        default=None, description="地区名称含有这些字。 Part of the region's name.", examples=["云岭县"]
    )
    limit: int = Field(default=50, ge=1, le=200, description="一页查看多少个机关。 Organs that a page looks at.")
    after: str | None = Field(
        default=None, max_length=LONGEST_CURSOR, description="上一页给出的翻页标记。 The cursor that a page's next has."
    )


@router.get(
    "/organs/{organ}/history",
    response_model=OrganHistory,
    summary="一个机关的历年报告 · An organ's reports across the years",
    responses={
        200: answer("历年 · The years", examples.HISTORY),
        **responses("organ_not_found", "invalid_request"),
    },
)
def get_history(services: ServicesDep, organ: OrganPath, asked: Annotated[HistoryAsked, Query()]) -> OrganHistory:
    """连续两年以上提到的同一问题，以及与上一年度雷同的章节，附逐句对照；比较时不看数字。

    Problems named two years running or longer, and sections taken over from the year before with the aligned
    sentences. Numbers play no part in the comparison.
    """
    found = history(services.store, organ, services.search.encoder(), theme=asked.theme, whole=asked.all_sections)
    if found is None:
        raise problem("organ_not_found", f"没有“{organ}”的报告，或其报告都不知年度；机关须用全称")
    return found


@router.get(
    "/recurring-problems",
    response_model=Page[RecurringOfOrgan],
    summary="反复出现的问题 · Problems that come back",
    responses={
        200: answer("一页机关 · A page of organs", examples.RECURRING, LINK_HEADER),
        **responses("invalid_request", "invalid_cursor"),
    },
)
def get_recurring(request: Request, services: ServicesDep, asked: Annotated[RecurringAsked, Query()]) -> Response:
    """某地各机关在历年报告中反复提到的问题，可限定主题，按机关名称排列。每页查看 `limit` 个有多年报告的机关，只列有的。

    Problems that come back in the same organ's reports, for a place and a theme. A page looks at `limit` organs with
    reports of several years, in the order of their names, and lists those that have any.
    """
    after = "" if asked.after is None else cast(str, read_cursor(asked.after, _KIND, str)[0])
    organs, behind = recurring_organs(
        services.store,
        services.search.encoder(),
        theme=asked.theme,
        region=asked.region,
        after=after,
        limit=asked.limit,
    )
    address = next_page(request, None if behind is None else make_cursor(_KIND, behind))
    page = Page[RecurringOfOrgan](items=tuple(organs), next=address)
    return Response(page.model_dump_json(), headers=link_header(address), media_type=_JSON)
