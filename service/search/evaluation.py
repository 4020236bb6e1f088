"""How good the search is: several ways of searching over a graded set, side by side.

A set is a folder as annotations/search: ``passages*.jsonl`` ({"id", "text", "organ", "region", "year"}),
``queries*.jsonl`` ({"id", "query", "kind", "part"}) and ``grades*.jsonl`` ({"query", "grades": {passage id: 1 to 3}}).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from models.sentences import Encoder
from models.themes import Classifier
from service.search.index import PassageIndex
from service.search.records import IndexedPassage, PassageFilter, Term
from service.search.searching import Searcher, narrowed

DEPTH = 100  # results that are looked at
_ANSWERS = 2  # the grade from which on a passage answers
_RUN = re.compile(r"\w+")

Grades = Mapping[str, int]
System = Callable[[str], Awaitable[list[str]]]


class SearchSetBroken(ValueError):
    """A test set that cannot be used; the message says where."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query with what each passage is worth to it; a passage without a grade is worth nothing."""

    id: str
    query: str
    kind: str
    part: str
    grades: Grades


@dataclass(frozen=True, slots=True)
class SearchSet:
    """Passages as ``gouji index load`` takes them, and graded queries."""

    passages: tuple[dict[str, Any], ...]
    queries: tuple[Query, ...]


class Measures(NamedTuple):
    """Means over queries, each between 0 and 1.

    nDCG has the grades as gains; what answers, for recall and the reciprocal rank, are passages with a grade of 2 or 3.
    """

    ndcg10: float
    recall20: float
    mrr: float


def read_set(folder: Path) -> SearchSet:
    """The test set of a folder. Raises SearchSetBroken."""
    try:
        passages = tuple(_lines(folder, "passages"))
        grades = {line["query"]: line["grades"] for line in _lines(folder, "grades")}
        queries = tuple(
            Query(line["id"], line["query"], line["kind"], line["part"], grades[line["id"]])
            for line in _lines(folder, "queries")
        )
    except KeyError as error:
        raise SearchSetBroken(f"{folder}：缺少 {error}") from error
    known = {passage["id"] for passage in passages}
    for query in queries:
        if unknown := set(query.grades) - known:
            raise SearchSetBroken(f"{folder}：{query.id} 评了没有的段落 {min(unknown)}")
    if not queries:
        raise SearchSetBroken(f"{folder} 中没有 queries*.jsonl")
    return SearchSet(passages, queries)


def _lines(folder: Path, kind: str) -> Iterable[dict[str, Any]]:
    for path in sorted(folder.glob(f"{kind}*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise SearchSetBroken(f"{path.name} 第 {number} 行不是 JSON：{error}") from error


def measured(queries: Sequence[Query], results: Mapping[str, Sequence[str]]) -> Measures:
    """The means over queries; ``results`` are passage ids, best first, by the query's id."""
    each = [_of_one(query.grades, results[query.id]) for query in queries]
    return Measures(*(fmean(values) for values in zip(*each, strict=True))) if each else Measures(0, 0, 0)


def _of_one(grades: Grades, found: Sequence[str]) -> Measures:
    gains = sorted(grades.values(), reverse=True)
    best = sum(gain / math.log2(place + 2) for place, gain in enumerate(gains[:10]))
    reached = sum(grades.get(one, 0) / math.log2(place + 2) for place, one in enumerate(found[:10]))
    answers = {one for one, grade in grades.items() if grade >= _ANSWERS}
    first = next((place for place, one in enumerate(found, 1) if one in answers), None)
    recall = sum(one in answers for one in found[:20]) / len(answers) if answers else 0.0
    return Measures(reached / best if best else 0.0, recall, 1 / first if first else 0.0)


class Systems:
    """The ways of searching that are compared."""

    def __init__(self, index: PassageIndex, encoder: Encoder, classifier: Classifier) -> None:
        self._index, self._encoder, self._classifier = index, encoder, classifier
        self._searcher = Searcher(index, encoder, classifier)

    def all(self) -> dict[str, System]:
        """By their names, in the order in which they are shown."""
        return {
            "BM25": self._bm25,
            "BM25 with filters": self._bm25_with_filters,
            "vectors": self._vectors,
            "theme": self._theme,
            "hybrid": lambda query: self._searcher.ranked_ids(query, DEPTH, applied=False),
            "hybrid with understanding": lambda query: self._searcher.ranked_ids(query, DEPTH),
        }

    async def _bm25(self, query: str, where: PassageFilter | None = None) -> list[str]:
        terms = [Term(run) for run in _RUN.findall(query)]
        return _ids(hit.passage for hit in await self._index.by_words(terms, where or PassageFilter(), DEPTH))

    async def _bm25_with_filters(self, query: str) -> list[str]:
        """The query as it stands, among the passages of the years and places that it names."""
        where = narrowed(PassageFilter(), await self._searcher.understood(query))
        return await self._bm25(query, where)

    async def _vectors(self, query: str) -> list[str]:
        vector = self._encoder.encode([query])[0]
        return _ids(hit.passage for hit in await self._index.nearest(vector, PassageFilter(), DEPTH))

    async def _theme(self, query: str) -> list[str]:
        found = self._classifier.classify([query])[0]
        if not found.themes:
            return []
        where = PassageFilter(themes=tuple(one.theme for one in found.themes))
        return _ids(await self._index.listed(where, sort="-theme", limit=DEPTH))


def _ids(passages: Iterable[IndexedPassage]) -> list[str]:
    return [passage.id for passage in passages]


async def evaluate(
    systems: Systems, queries: Sequence[Query], progress: Callable[[], object] = lambda: None
) -> dict[str, dict[str, list[str]]]:
    """What each system finds for each query: passage ids by system and query id."""
    results: dict[str, dict[str, list[str]]] = {}
    for name, system in systems.all().items():
        results[name] = {}
        for query in queries:
            results[name][query.id] = await system(query.query)
            progress()
    return results
