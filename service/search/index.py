"""The index of narrative passages: words, meaning and filters over one LanceDB table.

A directory, or S3-compatible storage by URL. It holds nothing that the database does not: LanceDB never calls fsync, so
whoever opens an index after a crash compares it with the database. Readers may be many, in many processes; there is
one writer. Each change is one commit of the table, so that readers see all of it or nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import lancedb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from lancedb.index import IvfFlat
from lancedb.query import BooleanQuery, FullTextQuery, MatchQuery, Occur, PhraseQuery
from lancedb.table import AsyncTable
from numpy.typing import NDArray

from service.search import lance_table
from service.search.folding import fold, grams, weighted_grams
from service.search.lance_filters import among, condition, every, having
from service.search.lance_table import passage_of, rows, vectors_of
from service.search.lance_upkeep import indexed, make_indices, worn
from service.search.listing import COLUMNS, FACETS, Counts, counts, first_by, in_order
from service.search.records import Hit, IndexedPassage, PassageFilter, Term, Vectors

FRESHNESS = timedelta(seconds=0.5)  # after which a reader looks whether there is a newer version
GRACE = timedelta(minutes=5)  # how long a version that was replaced can still be read
INDEXED_FROM = 10_000
"""Passages from which on vectors are compared list by list of an index, all lists: as exact, and quicker."""

PER_LIST, _ALL_LISTS = 12_500, 65_536
_MATCH: Any = MatchQuery  # whose optional fields look required to a type checker
_PHRASE: Any = PhraseQuery

Values = tuple[frozenset[str], frozenset[str], frozenset[int]]


class IndexMissing(Exception):
    """There is no index where one was looked for."""

    code = "index_missing"

    def __init__(self, url: str) -> None:
        self.message = f"{url} 没有检索索引，请先运行 gouji index rebuild"
        super().__init__(self.message)


class IndexUnfit(Exception):
    """The index was made with another encoder, or with text cut in another way."""

    code = "index_unfit"

    def __init__(self, url: str) -> None:
        self.message = f"{url} 的检索索引是用另一个编码模型或另一个版本建立的，请重新运行 gouji index rebuild"
        super().__init__(self.message)


class PassageIndex:
    """Passages by words, by meaning and by what they are. May be used by many tasks of one event loop."""

    def __init__(self, connection: lancedb.AsyncConnection, table: AsyncTable, layout: pa.Schema) -> None:
        self._connection, self._table, self._layout = connection, table, layout
        self._writing = asyncio.Lock()
        self._values: tuple[int, Values] | None = None

    @classmethod
    async def open(
        cls, url: str | Path, *, encoder: str, dimensions: int, writable: bool = False, anew: bool = False
    ) -> PassageIndex:
        """``writable``: an index is made where there is none. ``anew``: an empty one takes the place of what is there.

        Raises IndexMissing; IndexUnfit where it was not made with this encoder and this version of the text.
        """
        url, layout = str(url), lance_table.schema(encoder, dimensions)
        if not (writable or anew or "://" in url or Path(url).is_dir()):
            raise IndexMissing(url)
        connection = await lancedb.connect_async(url, read_consistency_interval=FRESHNESS)
        there = lance_table.NAME in (await connection.list_tables()).tables
        if there and not anew:
            table = await connection.open_table(lance_table.NAME)
        elif writable or anew:
            table = await connection.create_table(
                lance_table.NAME, schema=layout, mode="overwrite" if there else "create"
            )
            await make_indices(table)
        else:
            _close(connection)
            raise IndexMissing(url)
        if not _fits((await table.schema()).metadata, layout.metadata):
            _close(connection)
            raise IndexUnfit(url)
        if writable:
            await make_indices(table)
        return cls(connection, table, layout)

    async def close(self) -> None:
        """Lets go of the files."""
        _close(self._table)
        _close(self._connection)

    async def version(self) -> int:
        """Changes whenever the contents change."""
        return await self._table.version()

    async def count(self, where: PassageFilter = PassageFilter()) -> int:  # noqa: B008 - frozen
        """Passages that the filter leaves."""
        return await self._table.count_rows(condition(where))

    async def by_words(self, terms: Sequence[Term], where: PassageFilter, limit: int) -> list[Hit]:
        """Passages with pairs of characters of any of the terms, by BM25; terms of one character only if no other."""
        words, unit = weighted_grams(terms)
        if not words:
            return await self._with_single(terms, where, limit)
        query = self._words(_MATCH(" ".join(words), "grams"), condition(where)).limit(limit)
        found = await self._fetched(query, ["record", "_score"])
        return _hits(found, found["_score"].to_numpy() * unit)

    async def _with_single(self, terms: Sequence[Term], where: PassageFilter, limit: int) -> list[Hit]:
        folded = {fold(term.text) for term in terms} - {""}
        if not folded:
            return []
        wanted = every([condition(where), " OR ".join(having("folded", each) for each in sorted(folded))])
        found = await self._fetched(_where(self._table.query(), wanted).limit(limit), ["record"])
        return _hits(found, np.zeros(len(found)))

    async def containing(
        self, phrases: Sequence[str], where: PassageFilter, limit: int | None, offset: int = 0
    ) -> list[Hit]:
        """Exactly the passages whose folded text has every phrase in it, best BM25 first, then in their order."""
        found = await self._containing(phrases, where, ["id", "report", "number"])
        if "_score" not in found.column_names:
            found = found.append_column("_score", pa.array(np.zeros(len(found)), pa.float32()))
        found = first_by(found, [("_score", "descending")], len(found) if limit is None else offset + limit)
        found = found.slice(offset)
        scores = dict(zip(found["id"].to_pylist(), found["_score"].to_pylist(), strict=True))
        passages = await self.passages(list(scores))
        return [Hit(passages[each], score) for each, score in scores.items() if each in passages]

    async def _containing(self, phrases: Sequence[str], where: PassageFilter, columns: list[str]) -> pa.Table:
        """With the column ``_score`` where words of more than one character are looked for."""
        folded = {fold(phrase) for phrase in phrases} - {""}
        single = [having("folded", each) for each in sorted(folded) if len(each) == 1]
        wanted = every([condition(where), *single])
        longer: list[FullTextQuery] = [
            _PHRASE(" ".join(grams(each)), "grams") for each in sorted(folded) if len(each) > 1
        ]
        if not longer:
            return await self._fetched(_where(self._table.query(), wanted), columns)
        query = longer[0] if len(longer) == 1 else BooleanQuery([(Occur.MUST, each) for each in longer])
        most = max(1, await self._table.count_rows())
        return await self._fetched(self._words(query, wanted).limit(most), [*columns, "_score"])

    async def nearest(self, vector: NDArray[np.float32], where: PassageFilter, limit: int) -> list[Hit]:
        """The passages with the largest cosines: all are compared, but for those of which nothing is known."""
        query = self._table.query().nearest_to(np.asarray(vector, np.float32)).distance_type("cosine")
        query = _where(query.nprobes(_ALL_LISTS), condition(where)).limit(limit)
        found = await self._fetched(query, ["record", "_distance"])
        return _hits(found, np.clip(1.0 - found["_distance"].to_numpy(), -1.0, 1.0))

    async def listed(self, where: PassageFilter, *, sort: str, limit: int, offset: int = 0) -> list[IndexedPassage]:
        """In the order of ``sort``: "-theme" (the highest score of one of the filter's themes), "-year", "year",
        "organ" or "place" (report and number, which also decide between equals); what is not known comes last."""
        query = _where(self._table.query(), condition(where))
        found = await self._fetched(query, ["id", "report", "number", *COLUMNS[sort]])
        ids = in_order(found, sort, offset + limit, where.themes)["id"].slice(offset).to_pylist()
        passages = await self.passages(ids)
        return [passages[each] for each in ids if each in passages]

    async def facets(self, where: PassageFilter, phrases: Sequence[str] = ()) -> dict[str, Counts]:
        """Exact counts for theme, role, section, year, region and level over the filter, and all of the phrases."""
        return counts(await self._containing(phrases, where, list(FACETS.values())))

    async def values(self) -> Values:
        """All regions, organs and years."""
        version = await self.version()
        if self._values is None or self._values[0] != version:
            found = await self._fetched(self._table.query(), ["region", "organ", "year"])
            regions, organs, years = (
                frozenset(pc.unique(found[name].drop_null()).to_pylist()) for name in ("region", "organ", "year")
            )
            self._values = version, (regions, organs, years)
        return self._values[1]

    async def passages(self, ids: Sequence[str]) -> dict[str, IndexedPassage]:
        """By id; what is not there is left out."""
        found = await self._with_ids(ids, ["record"])
        return {passage.id: passage for passage in map(passage_of, found["record"].to_pylist())}

    async def vectors(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """By id; what is not there is left out."""
        found = await self._with_ids(ids, ["id", "vector"])
        return dict(zip(found["id"].to_pylist(), vectors_of(found["vector"]), strict=True))

    async def replace(self, reports: Collection[str], passages: Sequence[IndexedPassage], vectors: Vectors) -> None:
        """The passages of these reports go, and any with the ids of the new ones; the new ones come. One commit."""
        new = rows(passages, vectors, self._layout)
        old = among("report", sorted(reports))
        async with self._writing:
            if not passages:
                await self._deleted(old)
            elif await self._table.count_rows(f"{old} OR {among('id', new['id'].to_pylist())}"):
                merge = self._table.merge_insert("id").when_matched_update_all().when_not_matched_insert_all()
                await merge.when_not_matched_by_source_delete(old).execute(new)
            else:
                await self._table.add(new)

    async def remove(self, *, reports: Collection[str] = (), ids: Collection[str] = ()) -> None:
        """The passages of these reports and those with these ids go."""
        async with self._writing:
            await self._deleted(f"{among('report', sorted(reports))} OR {among('id', sorted(ids))}")

    async def _deleted(self, condition: str) -> None:
        if await self._table.count_rows(condition):  # a commit that changes nothing would only cost the caches
            await self._table.delete(condition)

    async def compact(self, *, wholly: bool = False) -> None:
        """Indices brought up to date, small files merged, versions removed that nobody reads any more.

        Nothing is done where that would cost more than it gains, unless ``wholly``: what came since is found anyway.
        """
        async with self._writing:
            if not wholly and not await worn(self._table):
                return
            known = await self._table.count_rows("vector IS NOT NULL")
            if known >= INDEXED_FROM and "vector" not in await indexed(self._table):
                lists = IvfFlat(distance_type="cosine", num_partitions=max(1, known // PER_LIST))
                await self._table.create_index("vector", config=lists)
            await self._table.optimize(cleanup_older_than=GRACE)

    async def held(self) -> dict[str, int]:
        """How many passages of each report there are; "" for loaded ones."""
        found = await self._fetched(self._table.query(), ["report"])
        counted = pc.value_counts(found["report"])
        return dict(zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True))

    async def clear(self) -> None:
        """All passages go."""
        async with self._writing:
            await self._deleted("true")

    async def _with_ids(self, ids: Sequence[str], columns: list[str]) -> pa.Table:
        return await self._fetched(self._table.query().where(among("id", list(dict.fromkeys(ids)))), columns)

    def _words(self, query: FullTextQuery, wanted: str | None) -> Any:
        return _where(self._table.query().nearest_to_text(query), wanted)

    async def _fetched(self, query: Any, columns: list[str]) -> pa.Table:
        found: pa.Table = await query.select(columns).to_arrow()
        return found


def _close(opened: Any) -> None:
    opened.close()


def _where(query: Any, wanted: str | None) -> Any:
    return query if wanted is None else query.where(wanted)


def _hits(found: pa.Table, scores: NDArray[Any]) -> list[Hit]:
    return [
        Hit(passage_of(record), float(score)) for record, score in zip(found["record"].to_pylist(), scores, strict=True)
    ]


def _fits(found: dict[bytes, bytes] | None, wanted: dict[bytes, bytes]) -> bool:
    return all((found or {}).get(key) == value for key, value in wanted.items())
