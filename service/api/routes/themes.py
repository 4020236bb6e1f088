"""The taxonomy of themes, with how often reports name each."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter

from service.api import search_examples as examples
from service.api.access import needs
from service.api.caching import ETAG_HEADER, NOT_MODIFIED, tagged, weak_etag
from service.api.dependencies import ServicesDep
from service.api.examples import answer
from service.api.problems import responses
from service.api.reporting import unless_known
from service.search.messages import ThemeInfo
from service.storage.statistics import FiguresCache
from service.storage.theme_counts import ThemesFilter, theme_counts

router = APIRouter(prefix="/v1/themes", tags=["search"])

_THEMES = TypeAdapter(tuple[ThemeInfo, ...])


@router.get(
    "",
    response_model=tuple[ThemeInfo, ...],
    summary="主题 · The themes",
    dependencies=[needs("read")],
    responses={
        200: answer("主题 · The themes", examples.THEMES, ETAG_HEADER),
        **NOT_MODIFIED,
        **responses("invalid_request"),
    },
)
def get_themes(request: Request, services: ServicesDep, filters: Annotated[ThemesFilter, Query()]) -> Response:
    """全部主题的名称和说明，各年度提到该主题问题的段落、报告份数、占全部报告的比例（`share`）及比上一年度的变化
    （`change`）。筛选条件与报告列表相同，另有机关层级。

    All themes with their names and descriptions; for each year passages, reports that name a problem of the theme,
    their share of all reports, and its change since the year before. Filtered as the list of reports, and by level.
    """
    state, counts = _cache(request).get(services.store, filters)
    headers = tagged(weak_etag("themes", filters.model_dump_json(), state))
    return unless_known(request, _THEMES.dump_json(counts), "application/json", headers)


def _cache(request: Request) -> FiguresCache[ThemesFilter, tuple[ThemeInfo, ...]]:
    """The application's. Two first requests may each make one, and one of them is kept."""
    state = request.app.state
    if not hasattr(state, "themes"):
        state.themes = FiguresCache(theme_counts)
    return cast(FiguresCache[ThemesFilter, tuple[ThemeInfo, ...]], state.themes)
