"""Candidates of a query: what the words, the vectors and the themes find, each way for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.search.index import PassageIndex
from service.search.ranking import Asked, Candidates
from service.search.records import Hit, PassageFilter, Term

_SYNONYM_WEIGHT = 0.5  # of an official term against the word of the query that it stands for


@dataclass(frozen=True, slots=True)
class Ways:
    """Which ways of searching take part; all but for measuring what each is worth."""

    words: bool = True
    meaning: bool = True
    themes: bool = True


async def gather(
    index: PassageIndex, asked: Asked, phrases: Sequence[str], where: PassageFilter, depth: int, ways: Ways
) -> Candidates:
    """Up to ``depth`` candidates from each way. With phrases only passages that have all of them, found as a set."""
    if phrases:
        found = Candidates()
        _add(found, await index.containing(phrases, where, depth), found.bm25, depth)
    else:
        found = await _from_all_ways(index, asked, where, depth, ways)
    if ways.meaning and asked.vector is not None:
        await _add_cosines(index, found, asked.vector)
    return found


async def _from_all_ways(index: PassageIndex, asked: Asked, where: PassageFilter, depth: int, ways: Ways) -> Candidates:
    words, near, themed = await asyncio.gather(
        _by_words(index, asked, where, depth if ways.words else 0),
        _nearest(index, asked, where, depth if ways.meaning else 0),
        _by_theme(index, asked, where, depth if ways.themes else 0),
    )
    found = Candidates()
    _add(found, words, found.bm25, depth)
    _add(found, near, found.cosine, depth)
    _add(found, themed, None, depth)
    return found


def _add(found: Candidates, hits: Sequence[Hit], scores: dict[str, float] | None, depth: int) -> None:
    found.cut |= len(hits) >= depth
    for hit in hits:
        found.passages.setdefault(hit.passage.id, hit.passage)
        if scores is not None:
            scores[hit.passage.id] = hit.score


async def _by_words(index: PassageIndex, asked: Asked, where: PassageFilter, depth: int) -> list[Hit]:
    terms = [Term(meant.word) for meant in asked.words]
    said = {term.text for term in terms}
    terms += [Term(text, _SYNONYM_WEIGHT) for meant in asked.words for text in meant.terms if text not in said]
    return await index.by_words(terms, where, depth) if terms and depth else []


async def _nearest(index: PassageIndex, asked: Asked, where: PassageFilter, depth: int) -> list[Hit]:
    return await index.nearest(asked.vector, where, depth) if asked.vector is not None and depth else []


async def _by_theme(index: PassageIndex, asked: Asked, where: PassageFilter, depth: int) -> list[Hit]:
    """Passages of the query's themes and role, the surest first."""
    if not asked.themes or not depth:
        return []
    themed = replace(where, themes=where.themes or tuple(one.theme for one in asked.themes))
    if asked.role is not None and not where.roles:
        themed = replace(themed, roles=(asked.role,))
    return [Hit(passage, 0.0) for passage in await index.listed(themed, sort="-theme", limit=depth)]


async def _add_cosines(index: PassageIndex, found: Candidates, vector: NDArray[np.float32]) -> None:
    """The cosines of those that were found otherwise."""
    missing = [one for one in found.passages if one not in found.cosine]
    if missing:
        vectors = await index.vectors(missing)
        found.cosine |= {one: float(vector @ vectors[one]) for one in missing if one in vectors}
