"""Figures for charts."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response

from service.api import examples
from service.api.access import needs
from service.api.caching import ETAG_HEADER, NOT_MODIFIED, tagged, weak_etag
from service.api.dependencies import ServicesDep
from service.api.examples import answer
from service.api.problems import responses
from service.api.reporting import unless_known
from service.filters import ReportFilter
from service.messages import Statistics
from service.storage.statistics import FiguresCache, statistics

router = APIRouter(prefix="/v1/statistics", tags=["statistics"])


@router.get(
    "",
    response_model=Statistics,
    summary="统计 · Figures for charts",
    dependencies=[needs("read")],
    responses={
        200: answer("统计 · The figures", examples.STATISTICS, ETAG_HEADER),
        **NOT_MODIFIED,
        **responses("invalid_request"),
    },
)
def get_statistics(request: Request, services: ServicesDep, filters: Annotated[ReportFilter, Query()]) -> Response:
    """按年度、地区、表格版本的份数，勾稽关系的结果，各年度各主题的段落，办理结果和复议诉讼的合计。筛选条件与报告列表相同。

    Reports by year, region and edition; how checks ended; passages by year and theme; requests and reviews by outcome,
    summed by year. Filtered as the list of reports.
    """
    state, figures = _cache(request).get(services.store, filters)
    headers = tagged(weak_etag("statistics", filters.model_dump_json(), state))
    return unless_known(request, figures.model_dump_json(), "application/json", headers)


def _cache(request: Request) -> FiguresCache[ReportFilter, Statistics]:
    """The application's. Two first requests may each make one, and one of them is kept."""
    state = request.app.state
    if not hasattr(state, "statistics"):
        state.statistics = FiguresCache(statistics)
    return cast(FiguresCache[ReportFilter, Statistics], state.statistics)
