"""The taxonomy of themes, with how often reports name each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import TypeAdapter

from service.api import search_examples as examples
from service.api.access import needs
from service.api.caching import ETAG_HEADER, NOT_MODIFIED, is_known, not_modified, tagged, weak_etag
from service.api.dependencies import ServicesDep
from service.api.examples import answer
from service.api.problems import responses
from service.search.messages import ThemeInfo
from service.storage.listing import state_of
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
    headers = tagged(weak_etag("themes", filters.model_dump_json(), state_of(services.store, filters)))
    if is_known(request, headers["ETag"]):
        return not_modified(headers)
    content = _THEMES.dump_json(theme_counts(services.store, filters))
    return Response(content, headers=headers, media_type="application/json")
