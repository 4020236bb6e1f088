"""Many queries at once, as JSON lines: {"id", "query"} in, {"id", "results": [passage ids, best first]} out."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any

from service.search.questions import LONGEST_QUERY

if TYPE_CHECKING:
    from service.search.serving import SearchService

_SHAPE = '{"id": …, "query": "…"}'


async def answered(
    lines: Iterable[bytes], service: SearchService, limit: int, *, applied: bool = True
) -> AsyncIterator[dict[str, Any]]:
    """An answer for every line that says something, in order; {"id", "error"} for one that cannot be used.

    ``applied`` false: queries are taken as they stand. Raises IndexMissing, IndexUnfit, ModelError.
    """
    for line in lines:
        if not line.strip():
            continue
        asked = query_of(line)
        if "error" in asked:
            yield asked
            continue
        query = asked["query"]
        found = await service.ask(lambda searcher, query=query: searcher.ranked_ids(query, limit, applied=applied))  # type: ignore[misc]
        yield {"id": asked["id"], "results": found}


def query_of(line: bytes) -> dict[str, Any]:
    """A line's id and query, or its id (None where it has none) and what is wrong with it."""
    try:
        entry = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"不是 JSON：{error}"}
    if not isinstance(entry, dict):
        return {"id": None, "error": f"不是 JSON 对象，应为 {_SHAPE}"}
    try:
        json.dumps(entry.get("id"), allow_nan=False)
    except (ValueError, RecursionError):
        return {"id": None, "error": "id 不能原样写回 JSON（NaN、Infinity 或嵌套过深）"}
    query = entry.get("query")
    if not isinstance(query, str) or not query.strip():
        return {"id": entry.get("id"), "error": "没有 query，或它不是文字"}
    text = query.encode("utf-8", "replace").decode()  # JSON may hold half a character: "\ud83d"
    return {"id": entry.get("id"), "query": text.replace("\0", " ").strip()[:LONGEST_QUERY]}
