"""The search over all narrative passages: by words, by themes, by meaning."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field, StringConstraints

from service.api import search_examples as examples
from service.api.access import needs
from service.api.cursors import LINK_HEADER, LONGEST_CURSOR, link_header, make_cursor, next_page, read_cursor
from service.api.dependencies import ServicesDep
from service.api.examples import answer, json_example
from service.api.negotiation import chosen_format
from service.api.problems import ProblemError, problem, responses
from service.api.reporting import attachment
from service.api.routes.report_parts import BINARY, CSV, XLSX
from service.api.routes.tables import PARQUET
from service.api.searching import SEARCH_CODES, asked_of
from service.search.exporting import ExportFormat, exported, whole
from service.search.messages import PassageInfo, SearchAnswer, SimilarAnswer
from service.search.questions import DEEPEST, PassageFilters, SearchQuestion

router = APIRouter(prefix="/v1", tags=["search"], dependencies=[needs("read")])

_KIND = "search"
_JSON = "application/json"
_FORMATS = {"json": _JSON, "csv": CSV, "xlsx": XLSX, "parquet": PARQUET}
_SHIFTED = "索引在翻页期间有变化，段落可能重复或遗漏"

PassagePath = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$"),
    Path(description="段落的编号。 The passage's id.", examples=[examples.PASSAGE_ID]),
]


class SearchAsked(SearchQuestion):
    """What is looked for, which page of it, and in which format."""

    after: str | None = Field(
        default=None, max_length=LONGEST_CURSOR, description="上一页给出的翻页标记。 The cursor that a page's next has."
    )
    format: Literal["json", "csv", "xlsx", "parquet"] | None = Field(
        default=None,
        description=f"格式，优先于 Accept；除 json 外给出全部结果，至多 {DEEPEST} 段。"
        f" The format, before Accept; all but json give the whole result, {DEEPEST} passages at most.",
    )
    bom: bool = Field(default=False, description="CSV 以 BOM 开头，供 Excel 打开。 Begin a CSV with a BOM, for Excel.")

    def question(self) -> SearchQuestion:
        """The question alone."""
        return SearchQuestion.model_construct(**{name: getattr(self, name) for name in SearchQuestion.model_fields})


class SimilarAsked(PassageFilters):
    """Among which passages, and how many."""

    limit: int = Field(default=10, ge=1, le=200, description="至多多少段。 At most so many passages.")


@router.get(
    "/search",
    response_model=SearchAnswer,
    summary="检索 · Search",
    responses={
        200: {
            "description": "一页段落，或全部结果的文件。 A page of passages, or the whole result as a file.",
            "content": {
                **json_example(examples.ANSWER),
                "text/csv": {"schema": {"type": "string"}, "example": examples.TABLE},
                XLSX: BINARY,
                PARQUET: BINARY,
            },
            "headers": LINK_HEADER,
        },
        **responses("not_acceptable", "invalid_request", "invalid_cursor", *SEARCH_CODES),
    },
)
async def search(request: Request, services: ServicesDep, asked: Annotated[SearchAsked, Query()]) -> Response:
    """在所有报告的文字中检索：按词、按主题、按含义。`q` 中的年度、地点、机关会成为筛选条件，近义词一并查找；
    `understood` 说明是怎样理解的，`understand=false` 时不作理解；另行给出的条件优先。不给 `q` 时按主题等条件列出。
    每段附得分、依据（`why`）和命中之处（`highlights`），另有各项计数；`group=organ` 按机关归并。CSV、XLSX、Parquet 给出
    全部结果。

    Search the narrative of all reports by words, theme and meaning. Years, places and organs in `q` become filters and
    official terms for its words are looked for as well; `understood` says what it was taken for, `understand=false`
    switches that off, filters that are given outrank it. Without `q` the passages that meet the filters are listed.
    CSV, XLSX and Parquet give the whole result.
    """
    chosen = chosen_format(request, _FORMATS, asked.format)
    if chosen == "json":
        return await _page(request, services, asked)
    everything = whole(asked.question())
    # In a thread with a loop of its own: thousands of passages put together would hold everybody else up.
    found = await asked_of(
        services, lambda searcher: asyncio.to_thread(lambda: asyncio.run(searcher.search(everything)))
    )
    content = await asyncio.to_thread(exported, found, cast(ExportFormat, chosen), bom=asked.bom)
    headers = attachment(f"gouji-search.{chosen}") | {"Vary": "Accept"}
    return StreamingResponse(content, headers=headers, media_type=_FORMATS[chosen])


async def _page(request: Request, services: ServicesDep, asked: SearchAsked) -> Response:
    offset, known = (0, None) if asked.after is None else _place(asked.after)
    more = asked.question().model_copy(update={"limit": asked.limit + 1})  # one more tells whether a page follows
    found = await asked_of(services, lambda searcher: searcher.search(more, offset=offset))
    version = await asked_of(services, lambda searcher: searcher.index.version())
    following = None
    if len(found.items) > asked.limit or len(found.organs or ()) > asked.limit:
        behind = offset + asked.limit
        following = make_cursor(_KIND, behind, version) if behind < DEEPEST else None
    address = next_page(request, following)
    shown = found.model_copy(
        update={
            "items": found.items[: asked.limit],
            "organs": None if found.organs is None else found.organs[: asked.limit],
            "next": address,
            "warnings": (*found.warnings, *((_SHIFTED,) if known not in {None, version} else ())),
        }
    )
    headers = link_header(address) | {"Vary": "Accept"}
    return Response(shown.model_dump_json(), headers=headers, media_type=_JSON)


def _place(cursor: str) -> tuple[int, int]:
    """Where a page begins, and the version of the index that the page before was of."""
    offset, version = cast(tuple[int, int], read_cursor(cursor, _KIND, int, int))
    if not 0 <= offset < DEEPEST:
        raise problem("invalid_cursor", "翻页标记无效，请原样使用上一页给出的地址")
    return offset, version


@router.get(
    "/passages/{passage_id}",
    response_model=PassageInfo,
    summary="一个段落 · A passage",
    responses={
        200: answer("段落 · The passage", examples.PASSAGE),
        **responses("passage_not_found", "invalid_request", *SEARCH_CODES),
    },
)
async def get_passage(services: ServicesDep, passage_id: PassagePath) -> PassageInfo:
    """索引中的一个段落，附前后段落的编号。 A passage of the index, with the ids of those beside it in its report."""
    from service.search.answering import info_of

    found = await asked_of(services, lambda searcher: searcher.index.passages([passage_id]))
    if passage_id not in found:
        raise _no_such_passage(passage_id)
    return info_of(found[passage_id])


@router.get(
    "/passages/{passage_id}/similar",
    response_model=SimilarAnswer,
    summary="相近的段落 · Passages that say much the same",
    responses={
        200: answer("相近的段落，最近的在前 · Those nearest to it, best first", examples.SIMILAR),
        **responses("passage_not_found", "invalid_request", *SEARCH_CODES),
    },
)
async def get_similar(
    services: ServicesDep, passage_id: PassagePath, asked: Annotated[SimilarAsked, Query()]
) -> SimilarAnswer:
    """含义与某一段落相近的段落，筛选条件与检索相同。 Passages near in meaning to one, filtered as the search."""
    found = await asked_of(
        services, lambda searcher: searcher.similar(passage_id, where=asked.where(), limit=asked.limit)
    )
    if found is None:
        raise _no_such_passage(passage_id)
    return found


def _no_such_passage(passage_id: str) -> ProblemError:
    return problem("passage_not_found", f"没有编号为 {passage_id} 的段落")
