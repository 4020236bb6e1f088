"""The indices of the table: making them, and when it is time to bring them up to date."""

from __future__ import annotations

from typing import Any

from lancedb.index import FTS, BTree
from lancedb.table import AsyncTable

_WORN_ROWS, _WORN_SHARE, _WORN_FILES = 1_000, 0.02, 24
_WORDS = FTS(
    with_position=True,
    base_tokenizer="whitespace",
    lower_case=False,
    stem=False,
    remove_stop_words=False,
    ascii_folding=False,
)


async def indexed(table: AsyncTable) -> dict[str, str]:
    """The names of the indices, by their columns."""
    return {column: index.name for index in await table.list_indices() for column in index.columns}


async def make_indices(table: AsyncTable) -> None:
    """The indices that searches stand on, where a table has none; even an empty table may have them."""
    there = await indexed(table)
    for column, config in (("grams", _WORDS), ("id", BTree()), ("report", BTree())):
        if column not in there:
            await table.create_index(column, config=config)


async def worn(table: AsyncTable) -> bool:
    """Whether so much came since the last time that searches get slower."""
    stats: Any = await table.stats()
    if stats["fragment_stats"]["num_small_fragments"] >= _WORN_FILES:
        return True
    words = await table.index_stats((await indexed(table))["grams"])
    most = max(_WORN_ROWS, _WORN_SHARE * stats["num_rows"])
    return words is None or words.num_unindexed_rows >= most
