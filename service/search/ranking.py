"""Ranking: what speaks for each candidate of a query, and their order.

Signals are between 0 and 1 each. They are weighed against each other with weights that were chosen on the development
half of annotations/search; see docs/search.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reports.report import PassageRole
from service.search.folding import fold
from service.search.records import IndexedPassage, ThemeScore, Vectors
from service.search.understanding import Meant

Floats = NDArray[np.float64]

_SYNONYM, _PART = 0.8, 0.5  # how much of a word is covered by an official term for it, and by pieces of it


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts.

    ``bm25`` of the words and of their synonyms, ``covered``: which share of the words the passage has, ``whole``: the
    query as it stands, ``meaning``: the cosine, ``theme``: agreement of themes, ``role``: of the role,
    ``both``: theme and role at once.
    """

    bm25: float = 0.2
    covered: float = 0.8
    whole: float = 0.1
    meaning: float = 2.4
    theme: float = 0.4
    role: float = 0.2
    both: float = 0.2


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query asks for, as far as ranking looks at it. ``vector`` is None where nothing is known of its words."""

    text: str
    words: tuple[Meant, ...]
    vector: NDArray[np.float32] | None
    themes: tuple[ThemeScore, ...] = ()
    role: PassageRole | None = None


@dataclass(slots=True)
class Candidates:
    """Passages that one way of searching or another has found, with their BM25, each once."""

    passages: dict[str, IndexedPassage] = field(default_factory=dict)
    bm25: dict[str, float] = field(default_factory=dict)
    cosine: dict[str, float] = field(default_factory=dict)
    cut: bool = False  # whether there may be more


class Ranked(NamedTuple):
    """A candidate with its score and what spoke for it; a signal that was not looked at is None."""

    passage: IndexedPassage
    score: float
    words: float | None
    theme: float | None
    meaning: float | None


def rank(asked: Asked, candidates: Candidates, weights: Weights) -> list[Ranked]:
    """The candidates, best first; of equals the one whose id comes first."""
    passages = list(candidates.passages.values())
    if not passages:
        return []
    folded = [fold(passage.text) for passage in passages]
    best = max(candidates.bm25.values(), default=0.0) or 1.0
    bm25 = np.asarray([candidates.bm25.get(passage.id, 0.0) / best for passage in passages])
    covered, whole = coverage(asked.words, folded), wholly(asked.text, folded)
    meaning = np.asarray([max(0.0, candidates.cosine.get(passage.id, 0.0)) for passage in passages])
    theme, role = theme_agreement(asked.themes, passages), role_agreement(asked.role, passages)
    score = (
        weights.bm25 * bm25
        + weights.covered * covered
        + weights.whole * whole
        + weights.meaning * meaning
        + weights.theme * theme
        + weights.role * role
        + weights.both * theme * role
    )
    order = sorted(range(len(passages)), key=lambda place: (-score[place], passages[place].id))
    return [
        Ranked(
            passages[place],
            float(score[place]),
            float(covered[place]) if asked.words else None,
            float(theme[place]) if asked.themes else None,
            float(meaning[place]) if asked.vector is not None else None,
        )
        for place in order
    ]


def coverage(words: Sequence[Meant], folded: Sequence[str]) -> Floats:
    """``[passage]``: the share of the words that it has, longer ones counting more; a synonym is nearly the word."""
    covered = np.zeros(len(folded))
    if not words:
        return covered
    shares = np.sqrt([len(meant.word) for meant in words])
    for meant, share in zip(words, shares / shares.sum(), strict=True):
        word, terms = fold(meant.word), [fold(term) for term in meant.terms]
        grams = {word[at : at + 2] for at in range(len(word) - 1)}
        for place, text in enumerate(folded):
            if word in text:
                covered[place] += share
            elif any(term in text for term in terms):
                covered[place] += share * _SYNONYM
            elif grams:
                covered[place] += share * _PART * sum(gram in text for gram in grams) / len(grams)
    return covered


def wholly(text: str, folded: Sequence[str]) -> Floats:
    """``[passage]``: whether it has the query as it stands."""
    wanted = fold(text)
    return np.asarray([float(bool(wanted) and wanted in each) for each in folded])


def theme_agreement(themes: Sequence[ThemeScore], passages: Sequence[IndexedPassage]) -> Floats:
    """``[passage]``: how surely it is about what the query is about, the likeliest theme of the query counting most."""
    agreement = np.zeros(len(passages))
    best = max((one.score for one in themes), default=0.0) or 1.0
    for place, passage in enumerate(passages):
        scores = {one.theme: one.score for one in passage.themes}
        agreement[place] = max((scores.get(one.theme, 0.0) * one.score / best for one in themes), default=0.0)
    return agreement


def role_agreement(role: PassageRole | None, passages: Sequence[IndexedPassage]) -> Floats:
    """``[passage]``: whether it has the role that was asked for."""
    return np.asarray([float(role is not None and passage.role == role) for passage in passages])


def cosines(vector: NDArray[np.float32], vectors: Vectors) -> NDArray[np.float32]:
    """``[passage]`` of ``[dimension]`` and ``[passage, dimension]``, all of length 1."""
    result: NDArray[np.float32] = vectors @ vector
    return result
