"""Questions to the search of this process, and the problems that they may end in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from service.api.problems import problem
from service.services import Services

if TYPE_CHECKING:
    from service.search.searching import Searcher

SEARCH_CODES = ("index_missing", "index_unfit", "model_broken", "model_unfit")
"""For the documentation of an endpoint that searches."""

_DETAILS = {
    "index_missing": "还没有检索索引，请管理员运行 gouji index rebuild",
    "index_unfit": "检索索引是用另一个编码模型或另一个版本建立的，请管理员运行 gouji index rebuild",
}  # without the place of the index, which is nobody's business
_RETRY = {"Retry-After": "5"}  # seconds: a new service may be about to make its index

Answer = TypeVar("Answer")


async def asked_of(services: Services, question: Callable[[Searcher], Awaitable[Answer]]) -> Answer:
    """What the search answers. Raises the problems of SEARCH_CODES."""
    from models.shipping import ModelError
    from service.search.index import IndexMissing, IndexUnfit

    try:
        return await services.search.ask(question)
    except (IndexMissing, IndexUnfit) as error:
        raise problem(error.code, _DETAILS[error.code], headers=_RETRY) from error
    except ModelError as error:
        raise problem(error.code, error.message, headers=_RETRY) from error
