"""Searching: from a question to a page of passages.

Three ways find candidates (service.search.gathering): words, meaning and themes; their union is ranked
(service.search.ranking). Without a query, or in text mode, what answers is an exact set, and so are total and facets.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from models.sentences import Encoder
from models.themes import Classifier
from service.search.answering import (
    counted,
    facets_of,
    found_passage,
    info_of,
    page_of,
    understood_query,
)
from service.search.gathering import Ways, gather
from service.search.index import PassageIndex
from service.search.messages import SearchAnswer, SimilarAnswer
from service.search.questions import DEEPEST, SearchQuestion
from service.search.ranking import Asked, Ranked, Weights, rank
from service.search.records import IndexedPassage, PassageFilter
from service.search.understanding import Known, Meant, Understanding, understand

DEPTH = 200
"""Candidates of each way of searching, for the first pages; whoever reads on, or exports, gets DEEPER."""
DEEPER = 2000
_RUN = re.compile(r"\w+")


class Searcher:
    """Answers questions over one index. May be used by many tasks of one event loop."""

    def __init__(
        self, index: PassageIndex, encoder: Encoder, classifier: Classifier, weights: Weights | None = None
    ) -> None:
        self.index = index
        self._encoder, self._classifier = encoder, classifier
        self._weights = weights or Weights()

    async def search(self, question: SearchQuestion, *, offset: int = 0) -> SearchAnswer:
        """The page of ``question.limit`` passages, or organs, from ``offset`` on."""
        if not question.q:
            return await self._listed(question, question.where(), offset)
        if question.mode == "text":
            return await self._literal(question, offset)
        understanding = await self.understood(question.q, applied=question.understand)
        where = narrowed(question.where(), understanding)
        if not understanding.text and not understanding.phrases:
            return await self._listed(question, where, offset, understanding)
        return await self._ranked(question, understanding, where, offset)

    async def similar(self, passage_id: str, *, where: PassageFilter, limit: int) -> SimilarAnswer | None:
        """Passages near to one; None where the index does not have that."""
        found = await self.index.passages([passage_id])
        if passage_id not in found:
            return None
        vector = (await self.index.vectors([passage_id]))[passage_id]
        where = replace(where, unlike=(*where.unlike, passage_id))
        hits = await self.index.nearest(vector, where, limit) if vector.any() else []
        ranked = [Ranked(hit.passage, hit.score, None, None, max(0.0, hit.score)) for hit in hits]
        items = tuple(found_passage(one, ()) for one in ranked)
        return SimilarAnswer(passage=info_of(found[passage_id]), items=items)

    async def ranked_ids(self, query: str, limit: int, *, ways: Ways | None = None, applied: bool = True) -> list[str]:
        """The ids of the passages that answer a query, best first; fewer ways, or nothing understood, for measuring."""
        understanding = await self.understood(query, applied=applied)
        where = narrowed(PassageFilter(), understanding)
        if not understanding.text and not understanding.phrases:
            return [passage.id for passage in await self.index.listed(where, sort="-year", limit=limit)]
        ranked, _ = await self.rank(understanding, where, max(DEPTH, limit), ways or Ways())
        return [one.passage.id for one in ranked[:limit]]

    async def understood(self, query: str, *, applied: bool = True) -> Understanding:
        """What a query asks for; ``applied`` false: only its words, as they stand."""
        if not applied:
            words = tuple(Meant(run, ()) for run in _RUN.findall(query))
            return Understanding(query, words, (), (), None, (), None, None, (), (), ())
        regions, organs, years = await self.index.values()
        known = Known(regions, organs, years)
        return await asyncio.to_thread(understand, query, self._classifier, known, today=date.today())

    async def rank(
        self, understanding: Understanding, where: PassageFilter, depth: int, ways: Ways
    ) -> tuple[list[Ranked], bool]:
        """The candidates in order, and whether there may be more."""
        vector = None
        if ways.meaning:
            text = understanding.text or " ".join(understanding.phrases)
            vector = (await asyncio.to_thread(self._encoder.encode, [text]))[0]
        asked = Asked(
            understanding.text,
            understanding.words if ways.words else (),
            vector if vector is not None and vector.any() else None,
            understanding.themes if ways.themes else (),
            understanding.role if ways.themes else None,
        )
        found = await gather(self.index, asked, understanding.phrases, where, depth, ways)
        return rank(asked, found, self._weights), found.cut

    async def _listed(
        self, question: SearchQuestion, where: PassageFilter, offset: int, understanding: Understanding | None = None
    ) -> SearchAnswer:
        """All passages that the filters leave, where no words are left to look for."""
        order = ("-theme" if where.themes else "-year") if question.sort == "relevance" else question.sort
        limit, start = (DEEPEST, 0) if question.group else (question.limit, offset)
        passages, total, facets = await asyncio.gather(
            self.index.listed(where, sort=order, limit=limit, offset=start),
            self.index.count(where),
            self.index.facets(where),
        )
        items, organs = page_of([_of_listing(one, where) for one in passages], question, offset, (), cut=False)
        # The three look at the table one by one, and a passage may come in between: what is shown is there.
        total = max(total, start + len(passages) if passages else 0)
        return SearchAnswer(
            total=total, total_is_least=False, understood=understood_query(understanding, question.q),
            facets=counted(facets), items=items, organs=organs,
        )  # fmt: skip

    async def _literal(self, question: SearchQuestion, offset: int) -> SearchAnswer:
        """Text mode: the passages that have every part of the query as it stands."""
        where, parts = question.where(), question.q.split()
        whole = question.group is not None or question.sort != "relevance"
        limit, start = (DEEPEST, 0) if whole else (question.limit, offset)
        hits, facets = await asyncio.gather(
            self.index.containing(parts, where, limit, start), self.index.facets(where, parts)
        )
        ranked = in_order([Ranked(hit.passage, hit.score, 1.0, None, None) for hit in hits], question)
        items, organs = page_of(ranked, question, offset, parts, cut=whole)
        total = max(sum(count for _, count in facets["role"]), start + len(hits) if hits else 0)
        return SearchAnswer(
            total=total, total_is_least=False,
            understood=understood_query(None, question.q), facets=counted(facets), items=items, organs=organs,
        )  # fmt: skip

    async def _ranked(
        self, question: SearchQuestion, understanding: Understanding, where: PassageFilter, offset: int
    ) -> SearchAnswer:
        """By words, themes and meaning, or by meaning alone."""
        ways = Ways(words=False, themes=False) if question.mode == "vector" else Ways()
        ranked, cut = await self._deep_enough(question, understanding, where, offset, ways)
        wanted = [text for meant in understanding.words for text in (meant.word, *meant.terms)]
        items, organs = page_of(
            in_order(ranked, question), question, offset, (*wanted, *understanding.phrases), cut=True
        )
        return SearchAnswer(
            total=len(ranked), total_is_least=cut,
            understood=understood_query(understanding if question.understand else None, question.q),
            facets=facets_of([one.passage for one in ranked]), items=items, organs=organs,
        )  # fmt: skip

    async def _deep_enough(
        self, question: SearchQuestion, understanding: Understanding, where: PassageFilter, offset: int, ways: Ways
    ) -> tuple[list[Ranked], bool]:
        """The candidates in order. More of them stand behind those of the first pages, so that pages go on where the
        last one ended; whoever sorts by something else needs the same ones on every page."""
        if question.sort != "relevance":
            return await self.rank(understanding, where, DEEPER, ways)
        ranked, cut = await self.rank(understanding, where, DEPTH, ways)
        if cut and offset + question.limit > DEPTH:
            deeper, cut = await self.rank(understanding, where, DEEPER, ways)
            first = {one.passage.id for one in ranked}
            ranked += [one for one in deeper if one.passage.id not in first]
        return ranked, cut


def narrowed(where: PassageFilter, understanding: Understanding) -> PassageFilter:
    """A filter with what was understood of a query; what was given with the question outranks it, each for itself."""
    timed = where.years or where.year_from or where.year_to
    return replace(
        where,
        years=where.years if timed else understanding.years,
        year_from=where.year_from if timed else understanding.year_from,
        year_to=where.year_to if timed else understanding.year_to,
        regions=where.regions or understanding.regions,
        organ_parts=where.organ_parts or (() if where.organs else understanding.organs),
        levels=where.levels or understanding.levels,
    )


def in_order(ranked: Sequence[Ranked], question: SearchQuestion) -> list[Ranked]:
    """In the order that was asked for; of equals the better answer first, what is not known last."""
    if question.sort == "organ":
        return sorted(ranked, key=lambda one: (one.passage.organ is None, one.passage.organ or ""))
    if question.sort in {"year", "-year"}:
        sign = 1 if question.sort == "year" else -1
        return sorted(ranked, key=lambda one: (one.passage.year is None, sign * (one.passage.year or 0)))
    return list(ranked)


def _of_listing(passage: IndexedPassage, where: PassageFilter) -> Ranked:
    """A passage that was listed by its theme, or with no question at all."""
    score = max((one.score for one in passage.themes if one.theme in where.themes), default=None)
    return Ranked(passage, score or 0.0, None, score, None)
